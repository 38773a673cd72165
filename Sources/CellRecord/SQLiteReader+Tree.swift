package import CellJournal
package import CellProof
package import CellSchema
import GRDB

extension SQLiteReader {
  /// A tree, at one moment.
  package struct Tree: Sendable, Hashable {
    package var epoch: RecordEpoch
    package var size: UInt64
    package var root: Digest
  }

  /// The tree over the rows of the epoch that goes on.
  package func tree() throws(JournalError) -> Tree {
    try read { db -> Tree in
      let epoch = try StoredEpochs.read(in: db).current
      return Tree(
        epoch: epoch, size: epoch.size(through: try StoredHead.read(in: db).sequence),
        root: try StoredHead.root(in: db))
    }
  }

  /// The trees of the epochs that ended, the first one first.
  package func endedTrees() throws(JournalError) -> [Tree] {
    try read { db in
      try StoredEpochs.read(in: db).ended.map {
        Tree(epoch: $0.epoch, size: $0.size, root: $0.root)
      }
    }
  }

  /// The proof that a row is in its epoch's tree of a size, the leaf's sibling first.
  ///
  /// - Parameters:
  ///   - sequence: of a row within the size.
  ///   - epoch: the row's.
  package func inclusion(
    of sequence: SequenceNumber, in size: UInt64, epoch: RecordEpoch
  ) throws(JournalError) -> [Digest] {
    guard let index = epoch.index(of: sequence), index < size else {
      throw .failed("row \(sequence) is not in the tree of \(size) rows of epoch \(epoch.number)")
    }
    return try read { db -> [Digest] in
      let tree = try StoredTree(db, cell: cell, of: epoch)
      return try MerkleProof.inclusion(of: index, in: size) { height, index in
        try tree.subtree(height: height, index: index)
      }
    }
  }

  /// The proof that the tree of the first rows is the beginning of a larger one (RFC 6962 §2.1.2), in the epoch that goes
  /// on.
  package func consistency(from old: UInt64, to size: UInt64) throws(JournalError) -> [Digest] {
    try read { db -> [Digest] in
      let tree = try StoredTree(db, cell: cell)
      return try MerkleProof.consistency(from: old, to: size) { height, index in
        try tree.subtree(height: height, index: index)
      }
    }
  }

  /// The root over an epoch's first rows.
  ///
  /// - Parameters:
  ///   - size: at most the tree's.
  ///   - epoch: nil for the one that goes on.
  package func root(of size: UInt64, epoch: RecordEpoch? = nil) throws(JournalError) -> Digest {
    try read { db -> Digest in try StoredTree(db, cell: cell, of: epoch).root(size: size) }
  }

  /// The hashes of a complete tile.
  func tile(level: Int, index: UInt64) throws(JournalError) -> [Digest] {
    try read { db -> [Digest] in try StoredTree(db, cell: cell).tile(level: level, index: index) }
  }

  /// The right edge of the tree over the first rows.
  func edge(of size: UInt64) throws(JournalError) -> MerkleEdge {
    try read { db -> MerkleEdge in try StoredTree(db, cell: cell).edge(size: size) }
  }
}
