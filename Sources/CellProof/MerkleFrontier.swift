/// The running tree of RFC 6962 §2.1: it takes leaf hashes one by one and tells the root at any size.
///
/// Of a tree with n leaves it keeps one hash for each bit that is set in n: the roots of the complete subtrees that the
/// leaves so far make up, largest first. That is at most 64 hashes, whatever the record's length.
package struct MerkleFrontier: Sendable, Hashable {
  /// How many leaves the tree has.
  package private(set) var size: UInt64 = 0

  /// The roots of the complete subtrees, largest (leftmost) first.
  package private(set) var subtrees: [Digest] = []

  package init() {}

  /// Goes on from a stored state.
  ///
  /// - Returns: nil unless there is one subtree for each bit that is set in `size`.
  package init?(size: UInt64, subtrees: [Digest]) {
    guard size.nonzeroBitCount == subtrees.count else { return nil }
    self.size = size
    self.subtrees = subtrees
  }

  package mutating func append(leafHash: Digest) {
    var subtree = leafHash
    // Like a carry in binary addition: each trailing one of the old size is a complete subtree as large as the new one.
    for _ in 0..<(~size).trailingZeroBitCount {
      subtree = MerkleHash.node(subtrees.removeLast(), subtree)
    }
    subtrees.append(subtree)
    size += 1
  }

  /// The Merkle tree head of the leaves so far.
  package var root: Digest {
    guard var root = subtrees.last else { return MerkleHash.empty }
    for subtree in subtrees.dropLast().reversed() {
      root = MerkleHash.node(subtree, root)
    }
    return root
  }
}
