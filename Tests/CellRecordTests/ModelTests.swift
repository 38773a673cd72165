import CellJournal
import CellJournalTesting
import CellProof
import CellRecord
import CellSchema
import Testing

/// The SQLite journal and the one in memory are asked the same things in a random order, and must never differ.
@Suite struct ModelTests {
  private static let publishers: [(stream: UInt128, node: NodeName)] = [
    (1, "UKR.GS-1"), (0x0123_4567_89AB_CDEF_0123_4567_89AB_CDEF, "FRA.CELL-1"), (.max, "ITA.OPS"),
  ]
  private static let names = ["watch", "archive", "map"]

  @Test(arguments: 1...12)
  func agreesWithTheJournalInMemory(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var limits = JournalLimits()
    limits.refusals = 5
    limits.checkpointBytes = 40_000
    limits.logBytes = 120_000
    limits.pageBytes = 300
    let directory = TemporaryDirectory()
    var journal = try SQLiteJournal.open(directory, limits: limits)
    let model = MemoryJournal(cell: "paris", keptRefusals: limits.refusals)
    var check = try BatchCheck(model)
    var next = Self.publishers.map { _ in Lanes<UInt64>(repeating: 1) }
    var time: Microseconds = 0
    for _ in 0..<40 {
      let head = model.head()
      switch Int.random(in: 0..<10, using: &random) {
      case 0:
        try journal.close()
        journal = try SQLiteJournal.open(directory, limits: limits)
      case 1:
        var wrong = head
        wrong.commit += UInt64.random(in: 1...3, using: &random)
        #expect(throws: JournalError.conflict(head: head)) { _ = try journal.append(RecordBatch(), after: wrong) }
        #expect(throws: JournalError.conflict(head: head)) { _ = try model.append(RecordBatch(), after: wrong) }
      default:
        let batch = self.batch(after: head.sequence, next: &next, time: &time, using: &random)
        try check.check(batch, after: head)
        #expect(try journal.append(batch, after: head) == model.append(batch, after: head))
        try journal.checkpointIfDue()
      }
      try compare(journal, model, using: &random)
    }
  }

  private func batch(
    after head: SequenceNumber, next: inout [Lanes<UInt64>], time: inout Microseconds,
    using random: inout SeededGenerator
  ) -> RecordBatch {
    var batch = RecordBatch()
    for _ in 0..<Int.random(in: 0...12, using: &random) {
      let index = Int.random(in: 0...Self.publishers.count, using: &random) - 1
      let lane = Precedence.lanes.randomElement(using: &random) ?? .flash
      let envelope = envelope(using: &random)
      let sequence = head.next + UInt64(batch.rows.count)
      if index < 0 {
        time = time + Microseconds(.random(in: 0...2, using: &random))
        batch.rows.append(
          RecordRow(
            sequence: sequence, acceptedAt: time, node: "CELL.OPS-1", number: nil, lane: lane, cause: head,
            envelope: envelope))
        continue
      }
      let publisher = Self.publishers[index]
      let number = StreamNumber(stream: publisher.stream, number: next[index][lane])
      next[index][lane] += 1
      if Int.random(in: 0..<3, using: &random) == 0 {
        let code = ErrorCode(number: .random(in: 1000...9999, using: &random))
        batch.refusals.append(
          RefusedNumber(
            node: publisher.node, number: number, lane: lane,
            refusal: Refusal(code, at: "/é/\(number.number)", ""), envelope: envelope))
      } else {
        time = time + Microseconds(.random(in: 0...2, using: &random))
        batch.rows.append(
          RecordRow(
            sequence: sequence, acceptedAt: time, node: publisher.node, number: number, lane: lane,
            envelope: envelope))
      }
    }
    changeState(in: &batch, head, using: &random)
    return batch
  }

  private func envelope(using random: inout SeededGenerator) -> Envelope {
    let bytes = (0..<Int.random(in: 0...900, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
    let split = Int.random(in: 0...bytes.count, using: &random)
    return Envelope(in: bytes, signature: 0..<split, document: split..<bytes.count)
  }

  private func changeState(
    in batch: inout RecordBatch, _ head: SequenceNumber, using random: inout SeededGenerator
  ) {
    let key = DurableKey(node: "UKR.GS-1", name: Self.names.randomElement(using: &random) ?? "watch")
    let rising = Lanes { head + UInt64($0.lane) }
    switch Int.random(in: 0..<5, using: &random) {
    case 0: batch.subscriptions = [.removed(key)]
    case 1: batch.subscriptions = [.created(key, filter: Array(key.name.utf8), cursors: rising)]
    case 2:
      batch.cursors = [CursorMove(key: key, done: rising, start: Lanes(repeating: SequenceNumber(head.value / 2)))]
    case 3:
      let at = Microseconds(.random(in: 0...9, using: &random))
      batch.asides = [AsideNote(key: key, sequence: SequenceNumber(head.value % 4), at: at, reason: "\(head)")]
    default: batch.files = [Array("\(head)".utf8)]
    }
  }

  private func compare(
    _ journal: SQLiteJournal, _ model: MemoryJournal, using random: inout SeededGenerator
  ) throws {
    let head = model.head()
    #expect(try journal.head() == head)
    let last = head.sequence.value
    let after = SequenceNumber(.random(in: 0...last, using: &random))
    let limit = Int.random(in: 0...30, using: &random)
    let bytes = Int.random(in: 0...6000, using: &random)
    #expect(
      try journal.rows(after: after, limit: limit, bytes: bytes)
        == model.rows(after: after, limit: limit, bytes: bytes))
    let chosen = (0...last + 2).filter { _ in Bool.random(using: &random) }.map { SequenceNumber($0) }
    #expect(try journal.rows(chosen, bytes: bytes) == model.rows(chosen, bytes: bytes))
    let stream = Self.publishers.randomElement(using: &random)?.stream ?? 1
    let lane = Precedence.lanes.randomElement(using: &random) ?? .flash
    let first = UInt64.random(in: 0...20, using: &random)
    let numbers = first...first + UInt64.random(in: 0...40, using: &random)
    #expect(
      try journal.decisions(stream: stream, lane: lane, numbers: numbers)
        == model.decisions(stream: stream, lane: lane, numbers: numbers))
    for publisher in Self.publishers {
      #expect(try journal.stream(publisher.stream) == model.stream(publisher.stream))
    }
    #expect(try journal.subscriptions() == model.subscriptions())
    #expect(try journal.asides() == model.asides())
    let hash = Digest(of: Array("\(after)".utf8))
    #expect(try journal.file(sha256: hash) == model.file(sha256: hash))
  }
}
