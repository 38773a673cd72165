import CellJournal
import CellProof
import CellSchema
import Foundation
import GRDB

/// The epochs of a record as its file has them. A record that never lost a row has no table of them.
///
/// Each epoch has a tree of its own. That of the last is in the table `tile` and with the head; those of epochs that ended
/// never change again.
struct StoredEpochs {
  /// An epoch with its tree, as it ended.
  struct Ended {
    var epoch: RecordEpoch
    /// How many rows it has.
    var size: UInt64
    var root: Digest
  }

  private(set) var ended: [Ended] = []
  private(set) var current = RecordEpoch.first

  static func read(in db: Database) throws -> Self {
    var found = Self()
    guard try db.tableExists("epoch") else { return found }
    let cursor = try Row.fetchCursor(
      db.cachedStatement(sql: "SELECT number, base, size, root FROM epoch ORDER BY number"))
    var isOver = false
    while let row = try cursor.next() {
      let epoch = RecordEpoch(number: try row.number(0), base: try row.sequence(1))
      let last = found.ended.last.map { $0.epoch.last(of: $0.size) } ?? .none
      guard !isOver, epoch.number == UInt64(found.ended.count) + 1, epoch.base > last,
        epoch.number > 1 || epoch == .first
      else {
        throw JournalError.damaged("epoch \(epoch.number) is not one that this record can have")
      }
      if row.hasNull(atIndex: 2) {
        found.current = epoch
        isOver = true
      } else {
        found.ended.append(Ended(epoch: epoch, size: try row.number(2), root: try row.digest(3)))
      }
    }
    guard isOver else { throw JournalError.damaged("the record has no epoch that goes on") }
    return found
  }

  /// The epoch that a row is of, by its number alone.
  func epoch(of sequence: SequenceNumber) -> RecordEpoch {
    if sequence >= current.base { return current }
    return ended.last { $0.epoch.base <= sequence }?.epoch ?? .first
  }

  /// The first number from this one on that is not left out between two epochs.
  func next(from number: UInt64) -> UInt64 {
    for (place, epoch) in ended.enumerated() {
      let base = place + 1 < ended.count ? ended[place + 1].epoch.base : current.base
      if number > epoch.epoch.last(of: epoch.size).value, number < base.value { return base.value }
    }
    return number
  }

  /// Ends the epoch that goes on, and begins another, in the transaction that is open.
  ///
  /// - Parameters:
  ///   - epoch: the next one; its first row follows.
  ///   - root: of the tree that ends.
  static func begin(_ epoch: RecordEpoch, ending: Ended, in db: Database) throws {
    try db.execute(sql: tables)
    let (size, root) = (try stored(ending.size), Data(ending.root.bytes))
    let base = try stored(ending.epoch.base.value)
    let number = try stored(ending.epoch.number)
    try db.execute(
      sql: "INSERT OR REPLACE INTO epoch (number, base, size, root) VALUES (?, ?, ?, ?)",
      arguments: [number, base, size, root])
    try db.execute(
      sql: "INSERT INTO epoch (number, base, size, root) VALUES (?, ?, NULL, NULL)",
      arguments: [try stored(epoch.number), try stored(epoch.base.value)])
    try db.execute(
      sql:
        "INSERT INTO ended_tile (epoch, level, position, hashes) SELECT ?, level, position, hashes FROM tile",
      arguments: [number])
    try db.execute(sql: "DELETE FROM tile")
    try db.execute(
      sql: "UPDATE head SET root = ? WHERE id = 1", arguments: [Data(MerkleHash.empty.bytes)])
  }

  private static let tables = """
    -- Where rows were lost, the log ended and another began: each has a tree of its own.
    CREATE TABLE IF NOT EXISTS epoch (
      number INTEGER PRIMARY KEY CHECK (number > 0),
      base INTEGER NOT NULL CHECK (base > 0), -- seq of its first message, leaf 0 of its tree
      size INTEGER, -- how many messages it has; NULL for the one that goes on
      root BLOB CHECK (length(root) = 32) -- the root of its tree; NULL for the one that goes on
    ) STRICT;

    CREATE TABLE IF NOT EXISTS ended_tile (
      epoch INTEGER NOT NULL, -- epoch.number; level, position and hashes as in the table tile
      level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 7),
      position INTEGER NOT NULL,
      hashes BLOB NOT NULL CHECK (length(hashes) = 8192),
      PRIMARY KEY (epoch, level, position)
    ) STRICT, WITHOUT ROWID;
    """
}
