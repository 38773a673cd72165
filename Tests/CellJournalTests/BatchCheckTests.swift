import CellJournal
import CellJournalTesting
import CellSchema
import Testing

@Suite struct BatchCheckTests {
  private let journal = MemoryJournal(cell: "paris")
  private var head = Head.empty
  private var check: BatchCheck

  /// Ten rows are on the record.
  init() throws {
    head = try journal.append(SampleTraffic.batch(after: 0, count: 10), after: .empty)
    check = try BatchCheck(journal)
  }

  private func reason(_ batch: RecordBatch) -> String? {
    do throws(JournalError) {
      _ = try check.passed(batch, after: head)
      return nil
    } catch .failed(let reason) {
      return reason
    } catch {
      return "another error: \(error)"
    }
  }

  private func refusals(_ numbers: UInt64..., lane: Precedence = .routine) -> RecordBatch {
    var batch = RecordBatch()
    batch.refusals = numbers.map { SampleTraffic.refusal($0, lane: lane) }
    return batch
  }

  private func row(_ sequence: SequenceNumber, number: UInt64) -> RecordRow {
    var row = SampleTraffic.row(sequence)
    row.node = "FRA.CELL-1"
    row.lane = .routine
    row.number = StreamNumber(stream: 77, number: number)
    return row
  }

  @Test func whatFollowsPasses() throws {
    var check = self.check
    var head = self.head
    for count in [5, 60, 1] {
      let batch = SampleTraffic.batch(after: head.sequence, count: count)
      try check.check(batch, after: head)
      head = head.moved(by: batch, cell: "paris")
    }
    #expect(reason(RecordBatch()) == nil)
  }

  @Test func rowsFollowTheHeadWithoutAGap() {
    #expect(reason(SampleTraffic.batch(after: 11, count: 2)) == "row 12 comes after 10")
    #expect(reason(SampleTraffic.batch(after: 9, count: 2)) == "row 10 comes after 10")
    var batch = SampleTraffic.batch(after: 10, count: 4)
    batch.rows.remove(at: 2)
    #expect(reason(batch) == "row 14 comes after 12")
  }

  @Test func timeNeverGoesBack() {
    var batch = SampleTraffic.batch(after: 10, count: 4)
    batch.rows[3].acceptedAt = batch.rows[2].acceptedAt - 1
    #expect(reason(batch) == "row 14 is accepted before the row that precedes it")
    // The record's last row counts, which was written before the check began.
    batch = SampleTraffic.batch(after: 10, count: 1)
    batch.rows[0].acceptedAt = SampleTraffic.row(10).acceptedAt - 1
    #expect(reason(batch) == "row 11 is accepted before the row that precedes it")
    batch.rows[0].acceptedAt = SampleTraffic.row(10).acceptedAt
    #expect(reason(batch) == nil)
  }

  @Test func aNumberIsDecidedOnce() {
    var batch = SampleTraffic.batch(after: 10, count: 1)
    batch.rows[0].node = SampleTraffic.node(1)
    batch.rows[0].number = SampleTraffic.row(5).number
    batch.rows[0].lane = SampleTraffic.row(5).lane
    #expect(reason(batch)?.contains("was decided before") == true)
    batch.rows = [row(11, number: 1), row(12, number: 1)]
    #expect(reason(batch)?.contains("was decided before") == true)
    #expect(reason(refusals(1, 1))?.contains("was decided before") == true)
    batch.rows = [row(11, number: 1)]
    batch.refusals = refusals(1).refusals
    #expect(reason(batch)?.contains("was decided before") == true)
  }

  @Test func numbersHaveNoGapAndKeepTheirOrder() {
    var batch = RecordBatch()
    batch.rows = [row(11, number: 2)]
    #expect(
      reason(batch)?.contains("number 2 in the routine lane of a stream of FRA.CELL-1 is decided before 1") == true)
    batch.rows = [row(11, number: 2), row(12, number: 1)]
    #expect(reason(batch) != nil)
    #expect(reason(refusals(2, 1)) != nil)
    #expect(reason(refusals(1, 3)) != nil)
    // Refused numbers fill the gaps between accepted ones.
    batch.rows = [row(11, number: 2), row(12, number: 4)]
    #expect(reason(batch) != nil)
    batch.refusals = refusals(1, 3, 5, 6).refusals
    #expect(reason(batch) == nil)
    batch.refusals = refusals(1, 3, 5, 7).refusals
    #expect(reason(batch) != nil)
    // Each lane counts by itself.
    batch.refusals = refusals(1, 3).refusals + refusals(1, lane: .flash).refusals
    #expect(reason(batch) == nil)
  }

  @Test func aStreamBelongsToTheNodeThatUsedItFirst() {
    var batch = SampleTraffic.batch(after: 10, count: 1)
    batch.rows[0].node = "ITA.OPS"
    #expect(reason(batch) == "a stream of FRA.CELL-1 is used by ITA.OPS")
    var refused = refusals(1, 2)
    refused.refusals[1].node = "ITA.OPS"
    #expect(reason(refused) == "a stream of FRA.CELL-1 is used by ITA.OPS")
    batch.rows[0].number = StreamNumber(stream: 0, number: 1)
    #expect(reason(batch)?.contains("stream 0") == true)
  }

  /// An engine that is full writes nothing, and the same batch comes again.
  @Test func whatWasNotWrittenDoesNotCount() throws {
    var check = self.check
    let batch = SampleTraffic.batch(after: 10, count: 30)
    let passed = try check.passed(batch, after: head)
    _ = try check.passed(batch, after: head)
    check.take(passed)
    #expect(throws: JournalError.self) { _ = try check.passed(batch, after: head) }
  }

  /// Three streams where two are kept: what falls out is asked of the journal again, and is not forgotten.
  @Test(arguments: [2, 4, 6, 1_000])
  func aStreamThatFellOutOfMemoryIsAskedAgain(limit: Int) throws {
    let journal = MemoryJournal(cell: "paris")
    var check = try BatchCheck(journal, streamLimit: limit)
    var head = Head.empty
    for number in UInt64(1)...30 {
      var batch = RecordBatch()
      for stream in 1...UInt128(1 + number % 5) {
        let next = journal.stream(stream)?.next[.routine] ?? 1
        batch.refusals.append(SampleTraffic.refusal(next, stream: stream))
      }
      try check.check(batch, after: head)
      head = try journal.append(batch, after: head)
      #expect(throws: JournalError.self) { _ = try check.passed(batch, after: head) }
    }
  }
}
