import CellProof
import CellRecord
import Testing

/// The SQLite journal and a list in memory are asked the same things in a random order, and must never differ.
@Suite struct ModelTests {
  private static let streams: [UInt128] = [0, 1, 0x0123_4567_89AB_CDEF_0123_4567_89AB_CDEF, .max]
  private static let names = ["watch", "archive", "map"]

  @Test(arguments: 1...12)
  func agreesWithAListInMemory(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var limits = JournalLimits()
    limits.refusals = 5
    limits.checkpointBytes = 40_000
    let directory = TemporaryDirectory()
    var journal = try SQLiteJournal.open(directory, limits: limits)
    let model = MemoryJournal(keptRefusals: limits.refusals)
    var next: [[UInt64]] = Self.streams.map { _ in [1, 1, 1, 1, 1, 1] }
    var time: Int64 = 0
    for _ in 0..<40 {
      let head = try model.head()
      switch Int.random(in: 0..<10, using: &random) {
      case 0:
        try journal.close()
        journal = try SQLiteJournal.open(directory, limits: limits)
      case 1:
        let wrong = head + UInt64.random(in: 1...3, using: &random)
        #expect(throws: JournalError.conflict(head: head)) { _ = try journal.append(RecordBatch(), after: wrong) }
        #expect(throws: JournalError.conflict(head: head)) { _ = try model.append(RecordBatch(), after: wrong) }
      default:
        let batch = self.batch(after: head, next: &next, time: &time, using: &random)
        #expect(try journal.append(batch, after: head) == model.append(batch, after: head))
        try journal.checkpointIfDue()
      }
      try compare(journal, model, using: &random)
    }
  }

  private func batch(
    after head: UInt64, next: inout [[UInt64]], time: inout Int64, using random: inout SeededGenerator
  ) -> RecordBatch {
    var batch = RecordBatch()
    for _ in 0..<Int.random(in: 0...12, using: &random) {
      let index = Int.random(in: 0..<Self.streams.count, using: &random)
      let lane = Int.random(in: 0..<6, using: &random)
      let bytes = (0..<Int.random(in: 0...900, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      let split = Int.random(in: 0...bytes.count, using: &random)
      let number = next[index][lane]
      if index > 0 { next[index][lane] += 1 }
      if index > 0, Int.random(in: 0..<3, using: &random) == 0 {
        batch.refusals.append(
          RefusedNumber(
            node: "N.\(index)", stream: Self.streams[index], lane: UInt8(lane), number: number,
            code: .random(in: 1000...9999, using: &random), pointer: "/é/\(number)", detail: "",
            signature: bytes[..<split], document: bytes[split...]))
      } else {
        time += Int64.random(in: 0...2, using: &random)
        batch.rows.append(
          RecordRow(
            sequence: head + UInt64(batch.rows.count) + 1, acceptedAt: time, node: "N.\(index)",
            stream: Self.streams[index], lane: UInt8(lane), number: index == 0 ? 0 : number,
            cause: index == 0 ? head : 0, signature: bytes[..<split], document: bytes[split...]))
      }
    }
    let name = Self.names.randomElement(using: &random) ?? "watch"
    switch Int.random(in: 0..<4, using: &random) {
    case 0: batch.subscriptions = [.removed(node: "N.1", name: name)]
    case 1:
      batch.subscriptions = [
        .created(node: "N.1", name: name, filter: Array(name.utf8), cursors: (0..<6).map { head + $0 })
      ]
    case 2:
      batch.cursors = [
        CursorMove(node: "N.1", name: name, lane: UInt8(head % 6), sequence: head, start: head / 2)
      ]
    default: batch.files = [Array("\(head)".utf8)]
    }
    return batch
  }

  private func compare(
    _ journal: some Journal, _ model: some Journal, using random: inout SeededGenerator
  ) throws {
    let head = try model.head()
    #expect(try journal.head() == head)
    let after = UInt64.random(in: 0...head, using: &random)
    let lane = UInt8.random(in: 0...5, using: &random)
    let limit = Int.random(in: 0...30, using: &random)
    let bytes = Int.random(in: 0...6000, using: &random)
    #expect(
      try journal.rows(after: after, limit: limit, bytes: bytes)
        == model.rows(after: after, limit: limit, bytes: bytes))
    let chosen = (0...head + 2).filter { _ in Bool.random(using: &random) }
    #expect(try journal.rows(chosen, bytes: bytes) == model.rows(chosen, bytes: bytes))
    let stream = Self.streams.randomElement(using: &random) ?? 1
    #expect(try journal.stream(stream) == model.stream(stream))
    let first = UInt64.random(in: 0...20, using: &random)
    let numbers = first...first + UInt64.random(in: 0...40, using: &random)
    #expect(
      try journal.decisions(stream: stream, lane: lane, numbers: numbers)
        == model.decisions(stream: stream, lane: lane, numbers: numbers))
    #expect(
      try journal.stations().streams.sorted { $0.id < $1.id } == model.stations().streams.sorted { $0.id < $1.id })
    #expect(try journal.stations().subscriptions == model.stations().subscriptions)
    let hash = Digest(of: Array("\(after)".utf8)).bytes
    #expect(try journal.file(sha256: hash) == model.file(sha256: hash))
  }
}
