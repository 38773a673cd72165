import CellJournal
import CellJournalTesting
import CellProof
import CellRecord
import CellSchema
import GRDB
import Synchronization
import Testing

/// The tree that the file keeps, against the definition, and the check of a whole record.
@Suite struct TreeTests {
  private func root(_ count: SequenceNumber) -> Digest {
    let leaves = sampleRows(count).map { RecordLeaf(row: $0, cell: "paris").hash }
    return MerkleHash.root(of: MerkleHash.subtrees(of: leaves))
  }

  private func check(_ directory: TemporaryDirectory) throws(JournalError) -> TreeCheck.Outcome {
    try TreeCheck(directory: directory.path, cell: "paris").run { _ in }
  }

  /// Over reopenings, at sizes around a tile's.
  @Test func theStoredRootIsThatOfAllRows() throws {
    let directory = TemporaryDirectory()
    var total = SequenceNumber.none
    for count in [0, 1, 254, 1, 1, 255, 300, 700] {
      let journal = try SQLiteJournal.open(directory)
      if count > 0 { try journal.append(rows: count) }
      total = total + UInt64(count)
      // Beside the writer, which holds the directory.
      let found = try check(directory)
      #expect(found.rows == total.value)
      #expect(found.root == root(total))
      try journal.close()
    }
    let tiles = try directory.stranger().read { try Int.fetchOne($0, sql: "SELECT count(*) FROM tile") }
    #expect(tiles == Int(total.value / 256))
  }

  @Test func progressIsToldToTheEnd() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    try journal.append(rows: 70_000, documentBytes: 60)
    let told = Mutex<[UInt64]>([])
    let outcome = try TreeCheck(directory: directory.path, cell: "paris").run { progress in
      told.withLock { $0.append(progress.rows) }
    }
    #expect(outcome.rows == 70_000)
    #expect(told.withLock { $0.last } == 70_000)
    #expect(told.withLock { $0.count } > 2)
    // Tiles of two levels.
    #expect(
      try directory.stranger().read { try Int.fetchAll($0, sql: "SELECT count(*) FROM tile GROUP BY level") } == [
        273, 1,
      ])
    try journal.close()
    #expect(try SQLiteJournal.open(directory).append(rows: 1).sequence == 70_001)
  }

  /// The first wrong row is named, whatever the other threads find.
  @Test(arguments: [
    ("UPDATE page SET rows = json_set(rows, '$[4][5]', 7) WHERE first IN (401, 801)", "row 405 "),
    ("UPDATE page SET rows = json_set(rows, '$[4][1]', 'UKR.GS-7') WHERE first IN (401, 801)", "row 405 "),
    ("UPDATE page SET bytes = CAST('x' || substr(bytes, 2) AS BLOB) WHERE first = 401", "row 401"),
    ("UPDATE tile SET hashes = zeroblob(8192) WHERE position = 2", "row 513 "),
    ("DELETE FROM tile WHERE position = 2", "tile 2 "), ("DELETE FROM page WHERE first = 401", "row 501"),
    ("UPDATE head SET root = zeroblob(32)", "root"),
    ("UPDATE page SET rows = json_set(rows, '$[99][0]', 1772870460000999) WHERE first = 1101", "root"),
  ])
  func whatIsWrongIsNamed(change: String, words: String) throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    for _ in 0..<12 { try journal.append(rows: 100) }
    try journal.close()
    try directory.stranger().write { try $0.execute(sql: change) }
    let error = #expect(throws: JournalError.self) { _ = try check(directory) }
    guard case .damaged(let reason) = error else { throw Unexpected(error: error) }
    #expect(reason.contains(words), "\(reason)")
  }
}
