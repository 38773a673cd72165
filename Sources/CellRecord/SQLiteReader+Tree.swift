package import CellJournal
package import CellProof
package import CellSchema
import GRDB

extension SQLiteReader {
  /// The tree over all rows, at one moment.
  package struct Tree: Sendable, Hashable {
    package var size: UInt64
    package var root: Digest
  }

  package func tree() throws(JournalError) -> Tree {
    try read { db -> Tree in
      Tree(size: try StoredHead.read(in: db).sequence.value, root: try StoredHead.root(in: db))
    }
  }

  /// The proof that a row is in the tree of a size, the leaf's sibling first.
  ///
  /// - Parameter sequence: of a row within the size.
  package func inclusion(of sequence: SequenceNumber, in size: UInt64) throws(JournalError) -> [Digest] {
    try read { db -> [Digest] in
      try MerkleProof.inclusion(of: sequence.value - 1, in: size) { height, index in
        try StoredTree.subtree(in: db, height: height, index: index, cell: cell)
      }
    }
  }

  /// The proof that the tree of the first rows is the beginning of a larger one (RFC 6962 §2.1.2).
  package func consistency(from old: UInt64, to size: UInt64) throws(JournalError) -> [Digest] {
    try read { db -> [Digest] in
      try MerkleProof.consistency(from: old, to: size) { height, index in
        try StoredTree.subtree(in: db, height: height, index: index, cell: cell)
      }
    }
  }

  /// The root over the first rows.
  ///
  /// - Parameter size: at most the tree's.
  package func root(of size: UInt64) throws(JournalError) -> Digest {
    try read { db -> Digest in try StoredTree.root(in: db, size: size, cell: cell) }
  }

  /// The hashes of a complete tile.
  func tile(level: Int, index: UInt64) throws(JournalError) -> [Digest] {
    try read { db -> [Digest] in try StoredTree.tile(in: db, level: level, index: index) }
  }

  /// The right edge of the tree over the first rows.
  func edge(of size: UInt64) throws(JournalError) -> MerkleEdge {
    try read { db -> MerkleEdge in try StoredTree.edge(in: db, size: size, cell: cell) }
  }
}
