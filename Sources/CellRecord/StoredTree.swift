import CellJournal
import CellProof
import CellSchema
import Foundation
import GRDB

/// The tree over the rows as the file has it: complete tiles. Its right edge follows from the last tiles and rows.
enum StoredTree {
  static func store(_ tile: MerkleTile, in db: Database) throws {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(MerkleTile.width * Digest.byteCount)
    for hash in tile.hashes { hash.append(to: &bytes) }
    try db.cachedStatement(sql: "INSERT INTO tile (level, position, hashes) VALUES (?, ?, ?)")
      .execute(arguments: [Int64(tile.level), try stored(tile.index), Data(bytes)])
  }

  /// A complete tile's hashes.
  ///
  /// - Throws: ``JournalError/damaged(_:)`` where it is not there.
  static func tile(in db: Database, level: Int, index: UInt64) throws -> [Digest] {
    let row = try Row.fetchOne(
      db.cachedStatement(sql: "SELECT hashes FROM tile WHERE level = ? AND position = ?"),
      arguments: [Int64(level), Int64(clamping: index)])
    guard let row else { throw JournalError.damaged("tile \(index) of level \(level) of the tree is gone") }
    let bytes = try row.bytes(0)
    guard bytes.count == MerkleTile.width * Digest.byteCount else {
      throw JournalError.damaged("tile \(index) of level \(level) of the tree has \(bytes.count) bytes")
    }
    return stride(from: 0, to: bytes.count, by: Digest.byteCount).compactMap {
      Digest(bytes: Array(bytes[$0..<$0 + Digest.byteCount]))
    }
  }

  /// The tree's right edge over all rows, from at most 255 rows and 255 tiles of each level.
  ///
  /// - Throws: ``JournalError/damaged(_:)`` where its root is not the one stored with the head.
  static func edge(in db: Database, cell: CellName) throws -> MerkleEdge {
    let edge = try edge(in: db, size: StoredHead.read(in: db).sequence.value, cell: cell)
    guard try edge.root == StoredHead.root(in: db) else {
      throw JournalError.damaged("the tree over the rows does not have the root that is stored with the head")
    }
    return edge
  }

  /// The right edge over the first rows, which are all that there are, whatever the head says.
  static func edge(in db: Database, size: UInt64, cell: CellName) throws -> MerkleEdge {
    try MerkleEdge(size: size) { level, range in
      guard level > 0 else { return try leaves(in: db, range, cell: cell) }
      return try range.map {
        MerkleHash.root(of: MerkleHash.subtrees(of: try tile(in: db, level: level - 1, index: $0)))
      }
    }
  }

  /// The leaf hashes of the rows with these indices, made from the rows.
  static func leaves(in db: Database, _ range: Range<UInt64>, cell: CellName) throws -> [Digest] {
    guard !range.isEmpty else { return [] }
    let rows = try RecordReader.rows(
      in: db, after: SequenceNumber(range.lowerBound), limit: range.count, bytes: .max)
    guard rows.count == range.count else {
      throw JournalError.damaged("rows after \(range.lowerBound + UInt64(rows.count)) are gone")
    }
    return rows.map { RecordLeaf(row: $0, cell: cell).hash }
  }

  /// The root over the first rows.
  static func root(in db: Database, size: UInt64, cell: CellName) throws -> Digest {
    try MerkleProof.root(of: size) { height, index in try subtree(in: db, height: height, index: index, cell: cell) }
  }

  /// The root of a complete subtree: from its level's tile, or where that is not complete, from the tiles below.
  static func subtree(in db: Database, height: Int, index: UInt64, cell: CellName) throws -> Digest {
    let (level, rest) = height.quotientAndRemainder(dividingBy: MerkleTile.height)
    let first = index << UInt64(rest)
    let position = first >> UInt64(MerkleTile.height)
    if try hasTile(in: db, level: level, index: position) {
      let hashes = try tile(in: db, level: level, index: position)
      guard let root = MerkleTile.root(in: hashes, height: rest, index: index) else {
        preconditionFailure("a complete tile has every subtree above its hashes")
      }
      return root
    }
    let range = first..<first + 1 << UInt64(rest)
    let hashes =
      level == 0
      ? try leaves(in: db, range, cell: cell)
      : try range.map { try MerkleHash.root(of: MerkleHash.subtrees(of: tile(in: db, level: level - 1, index: $0))) }
    return MerkleHash.root(of: MerkleHash.subtrees(of: hashes))
  }

  private static func hasTile(in db: Database, level: Int, index: UInt64) throws -> Bool {
    try Row.fetchOne(
      db.cachedStatement(sql: "SELECT 1 FROM tile WHERE level = ? AND position = ?"),
      arguments: [Int64(level), Int64(clamping: index)]) != nil
  }
}
