public import CellNode
public import CellSchema
import CellWire
import GRDB
import Synchronization

/// What WELCOME told that the store keeps: that the station's count is known, and which record the broker has.
struct StoredWelcome: Sendable, Equatable {
  let genesis: SHA256Hex?
  let epoch: UInt64
}

// What the store knows of the cell's record.
extension StoreTables {
  func createRecordMemory() throws {
    try db.execute(
      sql: """
        CREATE TABLE IF NOT EXISTS record (
          id INTEGER PRIMARY KEY CHECK (id = 1), genesis TEXT, seen INTEGER NOT NULL,
          epoch INTEGER NOT NULL DEFAULT 1) STRICT;
        INSERT OR IGNORE INTO record (id, genesis, seen) VALUES (1, NULL, 0)
        """)
    // A store of an earlier version has no such column.
    guard try !db.columns(in: "record").contains(where: { $0.name == "epoch" }) else { return }
    try db.execute(sql: "ALTER TABLE record ADD COLUMN epoch INTEGER NOT NULL DEFAULT 1")
  }

  /// The record that the store knows, and the last row seen of it: in a receipt, or by an inbox in this store.
  func recordMemory() throws -> RecordMemory {
    // A store of an earlier version that was opened on a full disk has no such table yet.
    guard try db.tableExists("record") else { return RecordMemory() }
    let row = try Row.fetchOne(db, sql: "SELECT * FROM record")
    let epoch = row?.hasColumn("epoch") == true ? try row?.whole("epoch") : nil
    var memory = RecordMemory(
      genesis: try Self.leaf(row?.textIfAny("genesis"), "genesis"), epoch: UInt64(clamping: epoch ?? 1),
      seen: try seen(row?.whole("seen")))
    if try db.tableExists(Inbox.table) {
      memory.saw(try seen(try Int64.fetchOne(db, sql: "SELECT max(sequence) FROM \(Inbox.table)")))
    }
    return memory
  }

  private func seen(_ number: Int64?) throws(NodeError) -> SequenceNumber {
    guard let sequence = UInt64(exactly: number ?? 0) else {
      throw NodeError(.storeUnusable, "the store has seen row \(number ?? 0), which no record has")
    }
    return SequenceNumber(sequence)
  }

  func saw(_ sequence: SequenceNumber) throws {
    try createRecordMemory()
    try db.execute(
      sql: "UPDATE record SET seen = ?1 WHERE seen < ?1", arguments: [Int64(clamping: sequence.value)])
  }

  /// Goes on with another record, or with one that lost rows: see ``NodeStore/adopt(genesis:head:loss:)``.
  ///
  /// - Returns: how many messages are offered back.
  func adopt(_ genesis: SHA256Hex, head: SequenceNumber, _ loss: RecordLoss?) throws -> Int {
    try createRecordMemory()
    // A store that was told of no genesis knows no other record.
    let known = try recordMemory().genesis
    let isSame = known == nil || known == genesis
    let last = isSame ? Int64(clamping: min(head.value, loss?.last ?? .max)) : 0
    try db.execute(
      sql: "UPDATE record SET genesis = ?, seen = min(seen, ?), epoch = ?",
      arguments: [genesis.description, last, Int64(clamping: loss?.epoch ?? 1)])
    if try db.tableExists(Inbox.table) {
      try db.execute(
        sql: isSame
          ? "UPDATE \(Inbox.table) SET sequence = min(sequence, ?)" : "DELETE FROM \(Inbox.table) WHERE ? = 0",
        arguments: [last])
    }
    let offered = try isSame ? loss.map(offerBack) ?? 0 : 0
    try numberAnew()
    return offered
  }

  /// Gives what is left a new stream, in which each lane counts from 1: the broker may have decided other messages under
  /// the old numbers, or none.
  private func numberAnew() throws {
    try releaseNumbersOfRefusals()
    try db.execute(sql: "UPDATE store SET stream = ?", arguments: [StreamIdentifier.random().description])
    for lane in Precedence.lanes {
      // Lowest first: a new number is never above the old one, so that none is met twice.
      let left = try Int64.fetchAll(
        db, sql: "SELECT number FROM message WHERE lane = ? ORDER BY number", arguments: [lane.lane])
      for (place, number) in left.enumerated() {
        try db.execute(
          sql: "UPDATE message SET number = ? WHERE lane = ? AND number = ?",
          arguments: [place + 1, lane.lane, number])
      }
      try db.execute(
        sql: "UPDATE lane SET next = ? WHERE lane = ?", arguments: [left.count + 1, lane.lane])
    }
  }
}

extension NodeStore {
  /// Goes on with the broker's record as it is now, after ``CellSchema/ErrorCode/recordReplaced`` or
  /// ``CellSchema/ErrorCode/recordBehind``: a person has decided that the record which this store knows is gone, or that
  /// its last rows are.
  ///
  /// Messages without a decision stay, in a new stream. What was receipted and is lost is offered back before them, as it
  /// was: the newest 4,096 receipted messages are kept for that. Places of inboxes in this store go back to the record's
  /// end, or to the beginning of another record; an inbox in another database is the application's to set back.
  ///
  /// - Parameters:
  ///   - genesis: the record to go on with, as ``CellNode/Node/recordGenesis`` says.
  ///   - head: the last row of it.
  ///   - loss: what it lost, as ``CellNode/Node/recordLoss`` says.
  /// - Returns: how many messages are offered back.
  /// - Throws: `store-unusable` or `outbox-full`; then nothing has changed. The store is to be opened anew afterwards.
  @discardableResult
  public func adopt(genesis: SHA256Hex, head: UInt64, loss: RecordLoss? = nil) async throws -> Int {
    let offered = try await transact { try $0.adopt(genesis, head: SequenceNumber(head), loss) }
    contents.withLock { $0 = nil }
    return offered
  }

  /// The record that the store knows, and the last row of it that it has seen.
  ///
  /// - Throws: `store-unusable`.
  public func knownRecord() async throws -> (genesis: SHA256Hex?, seen: UInt64) {
    let memory = try await transact { try $0.recordMemory() }
    return (memory.genesis, memory.seen.value)
  }

  /// The epoch in which the store knows the record, 1 where it never heard of a loss.
  ///
  /// - Throws: `store-unusable`.
  public func knownEpoch() async throws -> UInt64 { try await transact { try $0.recordMemory().epoch } }
}
