import CellJournal
import CellJournalTesting
import CellProof
import CellSchema
import Testing

@Suite struct CheckedJournalTests {
  private let engine = MemoryJournal(cell: "paris")

  private func batch(after sequence: SequenceNumber) -> RecordBatch { SampleTraffic.batch(after: sequence, count: 3) }

  private var refusals: RecordBatch {
    var batch = RecordBatch()
    batch.refusals = [SampleTraffic.refusal(1)]
    return batch
  }

  @Test func itKeepsTheHeadThatTheEngineHas() throws {
    var journal = try CheckedJournal(engine, cell: "paris")
    #expect(try journal.append(batch(after: 0)) == engine.head())
    #expect(try journal.append(refusals) == engine.head())
    #expect(journal.head.commit == 2 && journal.head.sequence == 3)
    // Another one takes over where this one stands.
    var next = try CheckedJournal(engine, cell: "paris")
    #expect(next.head == journal.head)
    try next.append(batch(after: 3))
    #expect(throws: JournalError.conflict(head: next.head)) { try journal.append(batch(after: 3)) }
    #expect(throws: JournalError.conflict(head: next.head)) { try journal.append(RecordBatch()) }
    #expect(engine.rows.count == 6)
  }

  @Test func whatTheCheckRefusesNeverReachesTheEngine() throws {
    var journal = try CheckedJournal(engine, cell: "paris")
    try journal.append(refusals)
    let error = #expect(throws: JournalError.self) { try journal.append(refusals) }
    #expect(engine.head().commit == 1)
    // What follows would be written on a state that the broker does not understand.
    let later = #expect(throws: JournalError.self) { try journal.append(batch(after: 0)) }
    #expect(later == error)
    #expect(engine.head().commit == 1)
  }

  @Test func aBatchThatFoundTheEngineFullComesAgain() throws {
    var journal = try CheckedJournal(engine, cell: "paris")
    engine.fail(.full, .full)
    #expect(throws: JournalError.full) { try journal.append(batch(after: 0)) }
    #expect(throws: JournalError.full) { try journal.append(batch(after: 0)) }
    #expect(try journal.append(batch(after: 0)) == engine.head())
    #expect(engine.rows == batch(after: 0).rows)
  }

  @Test(arguments: [
    [MemoryJournal.Fault.answerLost(isWritten: true)], [.answerLost(isWritten: false)], [.answerLostAndWrittenLate],
    [.answerLost(isWritten: false), .answerLost(isWritten: true)],
  ])
  func aLostAnswerIsFoundInTheHead(faults: [MemoryJournal.Fault]) throws {
    var journal = try CheckedJournal(engine, cell: "paris")
    try journal.append(batch(after: 0))
    // Refusals alone leave the sequence number where it is: the commit number tells.
    for batch in [batch(after: 3), refusals] {
      let before = journal.head.commit
      for fault in faults { engine.fail(fault) }
      #expect(try journal.append(batch) == engine.head())
      #expect(journal.head.commit == before + 1)
    }
    try journal.append(batch(after: 6))
    #expect(engine.rows == SampleTraffic.batch(after: 0, count: 9).rows)
    #expect(engine.decisions(stream: 77, lane: .routine, numbers: 1...9).count == 1)
  }

  @Test func aLostAnswerThatSettlesNothingStays() throws {
    var journal = try CheckedJournal(engine, cell: "paris")
    engine.fail(.answerLost(isWritten: false), .answerLost(isWritten: false))
    #expect(throws: JournalError.unknown("the answer was lost")) { try journal.append(batch(after: 0)) }
    #expect(throws: JournalError.unknown("the answer was lost")) { try journal.append(batch(after: 0)) }
    #expect(engine.head() == .empty)
  }

  @Test func anotherWritersBatchIsNotTakenForTheLostOne() throws {
    var journal = try CheckedJournal(engine, cell: "paris")
    var another = batch(after: 0)
    another.rows[2].acceptedAt = another.rows[2].acceptedAt + 1
    // One of the same length, of which only the leaf tells.
    engine.fail(.answerLost(isWritten: false))
    let rival = Rival(engine: engine, batch: another)
    journal = try CheckedJournal(rival, cell: "paris")
    let error = #expect(throws: JournalError.self) { try journal.append(batch(after: 0)) }
    #expect(error == .conflict(head: engine.head()))
    #expect(engine.rows == another.rows)
  }

  /// Loses its first answer, and has another writer come in between.
  private struct Rival: JournalWriter {
    let engine: MemoryJournal
    let batch: RecordBatch

    func append(_ batch: RecordBatch, after head: Head) throws(JournalError) -> Head {
      do throws(JournalError) {
        return try engine.append(batch, after: head)
      } catch {
        _ = try engine.append(self.batch, after: head)
        throw error
      }
    }

    func checkpointIfDue() {}
    func head() -> Head { engine.head() }
    func rows(after sequence: SequenceNumber, limit: Int, bytes: Int) -> [RecordRow] {
      engine.rows(after: sequence, limit: limit, bytes: bytes)
    }
    func rows(_ sequences: [SequenceNumber], bytes: Int) -> [RecordRow] { engine.rows(sequences, bytes: bytes) }
    func decisions(stream: UInt128, lane: Precedence, numbers: ClosedRange<UInt64>) -> [RecordedDecision] {
      engine.decisions(stream: stream, lane: lane, numbers: numbers)
    }
    func stream(_ id: UInt128) -> RecordedStream? { engine.stream(id) }
    func subscriptions() -> [RecordedSubscription] { engine.subscriptions() }
    func asides() -> [AsideNote] { engine.asides() }
    func file(sha256: Digest) -> [UInt8]? { engine.file(sha256: sha256) }
    func settled() -> ExpiryMark { engine.settled() }
  }
}
