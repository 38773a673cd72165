import CellJournal
import CellJournalTesting
import CellRecord
import CellSchema
import GRDB
import Testing

/// The head that the file keeps, beside the rows and the tree that have to fit it.
@Suite struct HeadTests {
  @Test(arguments: [
    "DELETE FROM page WHERE first = 1", "UPDATE page SET rows = json_set(rows, '$[8][0]', 1772870460000009)",
    "UPDATE page SET rows = json_set(rows, '$[8][1]', 'UKR.GS-3')",
    "UPDATE page SET rows = json_set(rows, '$[3][1]', 'UKR.GS-3')", "UPDATE page SET rows = json_remove(rows, '$[8]')",
    "UPDATE page SET rows = rows || ' '", "UPDATE page SET count = 10, hashes = CAST(hashes || zeroblob(64) AS BLOB)",
    "UPDATE head SET leaf = zeroblob(32)", "UPDATE head SET root = zeroblob(32)", "DELETE FROM head",
    "UPDATE head SET seq = -1", "UPDATE head SET seq = 8",
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

  /// What the tree has of rows long past, and what it is made of, is compared as it is read.
  @Test(arguments: [
    "UPDATE tile SET hashes = zeroblob(8192) WHERE position = 1", "DELETE FROM tile WHERE position = 1",
    "UPDATE page SET rows = json_set(rows, '$[0][0]', 1772870460000000)",
  ])
  func aRowThatDoesNotFitTheTreeIsDamage(change: String) throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    try journal.append(rows: 300)
    try journal.append(rows: 300)
    try journal.close()
    try directory.stranger().write { try $0.execute(sql: change) }
    let error = #expect(throws: JournalError.self) { _ = try SQLiteJournal.open(directory) }
    guard case .damaged = error else { throw Unexpected(error: error) }
  }
}
