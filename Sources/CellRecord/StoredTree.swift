import CellJournal
import CellProof
import CellSchema
import Foundation
import GRDB

/// The tree over an epoch's rows as the file has it: complete tiles. Its right edge follows from the last tiles and rows.
///
/// It is that of the epoch that goes on, or for an epoch that is given, of that one.
struct StoredTree {
  let db: Database
  let cell: CellName
  let epoch: RecordEpoch
  private let isEnded: Bool

  /// - Parameter epoch: nil for the one that goes on.
  init(_ db: Database, cell: CellName, of epoch: RecordEpoch? = nil) throws {
    let current = try StoredEpochs.read(in: db).current
    self.db = db
    self.cell = cell
    self.epoch = epoch ?? current
    isEnded = self.epoch != current
  }

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
  func tile(level: Int, index: UInt64) throws -> [Digest] {
    guard let row = try row(level: level, index: index) else {
      throw JournalError.damaged("tile \(index) of level \(level) of the tree is gone")
    }
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
  func edge() throws -> MerkleEdge {
    let edge = try edge(size: epoch.size(through: StoredHead.read(in: db).sequence))
    guard try edge.root == StoredHead.root(in: db) else {
      throw JournalError.damaged("the tree over the rows does not have the root that is stored with the head")
    }
    return edge
  }

  /// The right edge over the first rows, which are all that there are, whatever the head says.
  func edge(size: UInt64) throws -> MerkleEdge {
    try MerkleEdge(size: size) { level, range in
      guard level > 0 else { return try leaves(range) }
      return try range.map {
        MerkleHash.root(of: MerkleHash.subtrees(of: try tile(level: level - 1, index: $0)))
      }
    }
  }

  /// The leaf hashes of the rows with these indices, made from the rows.
  func leaves(_ range: Range<UInt64>) throws -> [Digest] {
    guard !range.isEmpty else { return [] }
    let before = epoch.last(of: range.lowerBound)
    let rows = try RecordReader.rows(in: db, after: before, limit: range.count, bytes: .max)
    guard rows.count == range.count, rows.last?.sequence == epoch.last(of: range.upperBound) else {
      throw JournalError.damaged("rows after \(rows.last?.sequence ?? before) are gone")
    }
    return rows.map { RecordLeaf(row: $0, cell: cell).hash }
  }

  /// The root over the first rows.
  func root(size: UInt64) throws -> Digest {
    try MerkleProof.root(of: size) { height, index in try subtree(height: height, index: index) }
  }

  /// The root of a complete subtree: from its level's tile, or where that is not complete, from the tiles below.
  func subtree(height: Int, index: UInt64) throws -> Digest {
    let (level, rest) = height.quotientAndRemainder(dividingBy: MerkleTile.height)
    let first = index << UInt64(rest)
    let position = first >> UInt64(MerkleTile.height)
    if try row(level: level, index: position) != nil {
      let hashes = try tile(level: level, index: position)
      guard let root = MerkleTile.root(in: hashes, height: rest, index: index) else {
        preconditionFailure("a complete tile has every subtree above its hashes")
      }
      return root
    }
    let range = first..<first + 1 << UInt64(rest)
    let hashes =
      level == 0
      ? try leaves(range)
      : try range.map {
        try MerkleHash.root(of: MerkleHash.subtrees(of: tile(level: level - 1, index: $0)))
      }
    return MerkleHash.root(of: MerkleHash.subtrees(of: hashes))
  }

  private func row(level: Int, index: UInt64) throws -> Row? {
    let place: StatementArguments = [Int64(level), Int64(clamping: index)]
    guard isEnded else {
      return try Row.fetchOne(
        db.cachedStatement(sql: "SELECT hashes FROM tile WHERE level = ? AND position = ?"),
        arguments: place)
    }
    return try Row.fetchOne(
      db.cachedStatement(
        sql: "SELECT hashes FROM ended_tile WHERE level = ? AND position = ? AND epoch = ?"),
      arguments: place + [try stored(epoch.number)])
  }
}
