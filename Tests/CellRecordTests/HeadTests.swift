import CellJournal
import CellJournalTesting
import CellProof
import CellRecord
import CellSchema
import GRDB
import Testing

/// The head that the file keeps, and what an earlier version, which knows nothing of it, leaves behind.
@Suite struct HeadTests {
  /// What an earlier version would have written: a row, and nothing of the head.
  private func insert(_ sequence: SequenceNumber, into directory: TemporaryDirectory) throws {
    let elsewhere = TemporaryDirectory()
    let journal = try SQLiteJournal.open(elsewhere)
    try journal.append(rows: Int(sequence.value))
    try journal.close()
    try directory.stranger().inDatabase { db in
      try db.execute(sql: "ATTACH ? AS other", arguments: [elsewhere.record])
      try db.execute(
        sql: """
          INSERT INTO main.message SELECT seq, accepted_at, node, NULL, lane, 0, cause, document_sha256,
            signature_sha256, signature, document FROM other.message WHERE seq = \(sequence)
          """)
    }
  }

  private func leaf(_ sequence: SequenceNumber) -> Digest {
    var row = SampleTraffic.row(sequence)
    row.number = nil
    return RecordLeaf(row: row, cell: "paris").hash
  }

  @Test func aRecordWithoutAHeadGetsOne() throws {
    let directory = TemporaryDirectory()
    var journal = try SQLiteJournal.open(directory)
    try journal.append(rows: 5)
    try journal.close()
    try directory.stranger().write { try $0.execute(sql: "DROP TABLE head") }
    journal = try SQLiteJournal.open(directory)
    let head = Head(commit: 1, sequence: 5, leaf: RecordLeaf(row: SampleTraffic.row(5), cell: "paris").hash)
    #expect(try journal.head() == head)
    #expect(try journal.append(RecordBatch(), after: head).commit == 2)
    try journal.close()
    #expect(try SQLiteJournal.open(directory).head().commit == 2)
  }

  @Test func anEmptyRecordWithoutAHeadGetsTheEmptyOne() throws {
    let directory = TemporaryDirectory()
    try SQLiteJournal.open(directory).close()
    try directory.stranger().write { try $0.execute(sql: "DROP TABLE head") }
    #expect(try SQLiteJournal.open(directory).head() == .empty)
  }

  @Test func theHeadFollowsWhatAnEarlierVersionWroteMeanwhile() throws {
    let directory = TemporaryDirectory()
    var journal = try SQLiteJournal.open(directory)
    try journal.append(rows: 3)
    try journal.close()
    try insert(4, into: directory)
    try insert(5, into: directory)
    journal = try SQLiteJournal.open(directory)
    #expect(try journal.head() == Head(commit: 2, sequence: 5, leaf: leaf(5)))
    #expect(try journal.append(rows: 1).sequence == 6)
  }

  /// A full record of an earlier version opens: there is room for its head beyond the limit.
  @Test func aFullRecordWithoutAHeadOpens() throws {
    let directory = TemporaryDirectory()
    var limits = JournalLimits()
    limits.pages = 60
    var journal = try SQLiteJournal.open(directory, limits: limits)
    #expect(throws: JournalError.full) { while true { try journal.append(rows: 10, documentBytes: 900) } }
    let last = try journal.head().sequence
    try journal.close()
    try directory.stranger().writeWithoutTransaction { db in
      try db.execute(sql: "DROP TABLE head")
      try db.execute(sql: "VACUUM")
    }
    limits.pages = try directory.bytes(directory.record).count / 4096
    journal = try SQLiteJournal.open(directory, limits: limits)
    #expect(try journal.head().sequence == last)
  }

  @Test(arguments: [
    "DELETE FROM message WHERE seq = 9", "UPDATE message SET accepted_at = accepted_at + 1 WHERE seq = 9",
    "UPDATE message SET node = 'UKR.GS-3' WHERE seq = 9", "UPDATE head SET leaf = zeroblob(32)", "DELETE FROM head",
    "UPDATE head SET seq = -1",
  ])
  func aHeadThatDoesNotFitItsRowIsDamage(change: String) throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    try journal.append(rows: 9)
    try journal.close()
    try directory.stranger().write { try $0.execute(sql: change) }
    let before = try directory.bytes(directory.record)
    let error = #expect(throws: JournalError.self) { _ = try SQLiteJournal.open(directory) }
    guard case .damaged = error else { throw Unexpected(error: error) }
    #expect(try directory.bytes(directory.record) == before)
  }
}
