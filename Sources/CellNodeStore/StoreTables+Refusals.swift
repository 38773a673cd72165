import CellNode
import CellSchema
import CellWire
import Foundation
import GRDB

/// The table of messages that were refused while no call waited for their receipt.
extension StoreTables {
  /// Creates the table, which stores of earlier versions do not have.
  func createRefusals() throws {
    try db.execute(
      sql: """
        CREATE TABLE IF NOT EXISTS refusal (
          position INTEGER PRIMARY KEY, lane INTEGER NOT NULL, number INTEGER NOT NULL, id TEXT, type TEXT,
          code INTEGER NOT NULL, pointer TEXT NOT NULL, detail TEXT NOT NULL, time INTEGER NOT NULL,
          document BLOB NOT NULL, UNIQUE (lane, number)) STRICT
        """)
  }

  /// Whether the table exists: a store of an earlier version that was opened on a full disk has none until its first
  /// refusal.
  private var hasRefusals: Bool { get throws { try db.tableExists("refusal") } }

  func refusalCount() throws -> Int {
    guard try hasRefusals else { return 0 }
    return try Int.fetchOne(db.cachedStatement(sql: "SELECT count(*) FROM refusal")) ?? 0
  }

  /// Moves a message from the outbox to the refusals; one that was removed before was moved then.
  ///
  /// - Returns: the bytes of its document.
  func keep(_ refused: StoredRefusal, of place: OutboxPlace) throws -> Int {
    if try !hasRefusals { try createRefusals() }
    let move = try db.cachedStatement(
      sql: """
        INSERT INTO refusal (lane, number, id, type, code, pointer, detail, time, document)
        SELECT lane, number, id, ?, ?, ?, ?, ?, document FROM message WHERE lane = ? AND number = ?
        """)
    let refusal = refused.refusal
    try move.execute(arguments: [
      refused.type?.description, Int(refusal.code.number), refusal.pointer, refusal.detail, refused.at.microseconds,
      place.lane.lane, Int64(place.number),
    ])
    let length = try db.cachedStatement(sql: "SELECT length(document) FROM message WHERE lane = ? AND number = ?")
    return try Int.fetchOne(length, arguments: [place.lane.lane, Int64(place.number)]) ?? 0
  }

  /// Gives refusals numbers that no message gets: in a new stream, theirs are given once more.
  func releaseNumbersOfRefusals() throws {
    guard try hasRefusals else { return }
    try db.execute(
      sql: "UPDATE refusal SET number = ? + position WHERE number < ?",
      arguments: [Int64(WireNumber.largest) + 1, Int64(WireNumber.largest) + 1])
  }

  func refusals() throws -> [RefusedMessage] {
    guard try hasRefusals else { return [] }
    return try Row.fetchAll(db, sql: "SELECT * FROM refusal ORDER BY position").map { row in
      let place = OutboxPlace(lane: try Self.lane(row), number: try row.count("number"))
      let code = ErrorCode(number: UInt16(clamping: try row.whole("code")))
      return RefusedMessage(
        id: try Self.leaf(row.textIfAny("id"), "identifier"), type: try Self.leaf(row.textIfAny("type"), "type"),
        precedence: place.lane, error: NodeError(code, at: try row.text("pointer"), try row.text("detail")),
        refusedAt: Timestamp(microseconds: try row.whole("time")), document: try row.bytes("document"), place: place)
    }
  }

  func discard(_ places: [OutboxPlace]) throws {
    guard try hasRefusals else { return }
    let delete = try db.cachedStatement(sql: "DELETE FROM refusal WHERE lane = ? AND number = ?")
    for place in places { try delete.execute(arguments: [place.lane.lane, Int64(place.number)]) }
  }

  func discard(_ id: MessageID) throws {
    guard try hasRefusals else { return }
    try db.execute(sql: "DELETE FROM refusal WHERE id = ?", arguments: [id.description])
  }
}
