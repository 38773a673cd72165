import CellNode
import CellSchema
import GRDB

/// Messages that were receipted, the newest of them: should the record lose them, they are offered back as they were.
extension StoreTables {
  /// How many are kept.
  private static let receipts = 4_096

  /// Creates the table, which stores of earlier versions do not have.
  func createReceipts() throws {
    try db.execute(
      sql: """
        CREATE TABLE IF NOT EXISTS receipt (
          sequence INTEGER PRIMARY KEY, lane INTEGER NOT NULL, id TEXT, signature BLOB NOT NULL, document BLOB NOT NULL
        ) STRICT
        """)
  }

  /// Whether the table exists: a store of an earlier version that was opened on a full disk has none until its first
  /// receipt.
  private var hasReceipts: Bool { get throws { try db.tableExists("receipt") } }

  /// Copies a message of the outbox to those that were receipted.
  func keep(_ place: OutboxPlace, acceptedAs sequence: SequenceNumber) throws {
    if try !hasReceipts { try createReceipts() }
    try db.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO receipt (sequence, lane, id, signature, document)
        SELECT ?, lane, id, signature, document FROM message WHERE lane = ? AND number = ?
        """
    ).execute(arguments: [Int64(clamping: sequence.value), place.lane.lane, Int64(place.number)])
  }

  /// The bytes of a message of the outbox; 0 of one that is not there.
  func size(of place: OutboxPlace) throws -> Int {
    let length = try db.cachedStatement(
      sql: "SELECT length(signature) + length(document) FROM message WHERE lane = ? AND number = ?")
    return try Int.fetchOne(length, arguments: [place.lane.lane, Int64(place.number)]) ?? 0
  }

  func forgetOldReceipts() throws {
    try db.cachedStatement(
      sql: """
        DELETE FROM receipt WHERE sequence <= (SELECT sequence FROM receipt ORDER BY sequence DESC LIMIT 1 OFFSET ?)
        """
    ).execute(arguments: [Self.receipts])
  }

  /// Puts what is lost back into the outbox, before what waits there. Numbers are given anew afterwards.
  ///
  /// - Returns: how many messages.
  func offerBack(_ loss: RecordLoss) throws -> Int {
    guard try hasReceipts else { return 0 }
    let range: StatementArguments = [Int64(clamping: loss.last), Int64(clamping: loss.base)]
    let lost = try Int.fetchOne(
      db, sql: "SELECT count(*) FROM receipt WHERE sequence > ? AND sequence < ?", arguments: range)
    guard let lost, lost > 0 else { return 0 }
    // Far above any number that a message has, and far below the largest.
    try db.execute(sql: "UPDATE message SET number = number + (1 << 60), position = position + (1 << 60)")
    try db.execute(
      sql: """
        INSERT INTO message (position, lane, number, id, signature, document)
        SELECT row_number() OVER (ORDER BY sequence), lane, row_number() OVER (PARTITION BY lane ORDER BY sequence), id,
          signature, document
          FROM receipt WHERE sequence > ? AND sequence < ?
        """, arguments: range)
    try db.execute(sql: "DELETE FROM receipt WHERE sequence > ? AND sequence < ?", arguments: range)
    return lost
  }
}
