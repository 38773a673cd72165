import CellJournal
import CellProof
import CellSchema
import Foundation
import GRDB

/// The head in the file: one row of a table, which each batch changes in its own transaction.
enum StoredHead {
  static let table = """
    CREATE TABLE head (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      commits INTEGER NOT NULL, -- batches that were made durable, ever
      seq INTEGER NOT NULL, -- the last message's; 0 for an empty record
      leaf BLOB CHECK (length(leaf) = 32), -- the hash of that message's leaf; NULL for an empty record
      root BLOB NOT NULL CHECK (length(root) = 32), -- the root of the tree over all messages
      settled_at INTEGER NOT NULL, -- all messages that expire before (microseconds since 1970) are settled,
      settled_seq INTEGER NOT NULL -- and those that expire then, up to this one
    ) STRICT
    """

  static func create(in db: Database) throws {
    try db.execute(sql: table)
    let none = ExpiryMark.none
    try db.execute(
      sql: "INSERT INTO head (id, commits, seq, leaf, root, settled_at, settled_seq) VALUES (1, 0, 0, NULL, ?, ?, ?)",
      arguments: [Data(MerkleHash.empty.bytes), none.at.value, Int64(none.sequence.value)])
  }

  static func settled(in db: Database) throws -> ExpiryMark {
    let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT settled_at, settled_seq FROM head WHERE id = 1"))
    guard let row else { throw JournalError.damaged("the row with the head is gone") }
    return ExpiryMark(at: try row.moment(0), sequence: try row.sequence(1))
  }

  static func store(_ settled: ExpiryMark, in db: Database) throws {
    try db.cachedStatement(sql: "UPDATE head SET settled_at = ?, settled_seq = ? WHERE id = 1")
      .execute(arguments: [settled.at.value, try stored(settled.sequence.value)])
  }

  static func read(in db: Database) throws -> Head {
    let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT commits, seq, leaf FROM head WHERE id = 1"))
    guard let row else { throw JournalError.damaged("the row with the head is gone") }
    return Head(
      commit: try row.number(0), sequence: SequenceNumber(try row.number(1)),
      leaf: row.hasNull(atIndex: 2) ? nil : try row.digest(2))
  }

  static func root(in db: Database) throws -> Digest {
    let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT root FROM head WHERE id = 1"))
    guard let row else { throw JournalError.damaged("the row with the head is gone") }
    return try row.digest(0)
  }

  static func store(_ head: Head, root: Digest, in db: Database) throws {
    try db.cachedStatement(sql: "UPDATE head SET commits = ?, seq = ?, leaf = ?, root = ? WHERE id = 1")
      .execute(arguments: [
        try stored(head.commit), try stored(head.sequence.value), head.leaf.map { Data($0.bytes) }, Data(root.bytes),
      ])
  }

  /// Checks that the rows reach as far as the head, and that the head's leaf is that of its row.
  static func check(in db: Database, cell: CellName) throws {
    let head = try read(in: db)
    guard head.sequence > .none else { return }
    guard let row = try RecordReader.rows(in: db, [head.sequence], bytes: 0).first else {
      throw JournalError.damaged("row \(head.sequence) is gone, at which the head stands")
    }
    guard RecordLeaf(row: row, cell: cell).hash == head.leaf else {
      throw JournalError.damaged("row \(head.sequence) is not the one at which the head stands")
    }
  }
}
