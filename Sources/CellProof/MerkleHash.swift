import Crypto

/// The hashes of RFC 6962 §2.1. Leaves and nodes are hashed with different first bytes, so that a node can never be
/// passed off as a leaf (second preimages).
package enum MerkleHash {
  /// The root of a tree without leaves: the hash of no bytes.
  package static let empty = Digest(of: [UInt8]())

  private static let leafPrefix: ArraySlice<UInt8> = [0x00]

  /// SHA-256(0x00 || leaf).
  package static func leaf(_ bytes: [UInt8]) -> Digest {
    var hasher = SHA256()
    hasher.update(leafPrefix)
    hasher.update(bytes[...])
    return Digest(hasher.finalize())
  }

  /// SHA-256(0x01 || left || right).
  package static func node(_ left: Digest, _ right: Digest) -> Digest {
    var bytes: [UInt8] = [0x01]
    bytes.reserveCapacity(1 + 2 * Digest.byteCount)
    left.append(to: &bytes)
    right.append(to: &bytes)
    return Digest(of: bytes)
  }

  /// The roots of the complete subtrees that neighbouring subtrees of one size make up, largest (leftmost) first: one
  /// for each bit that is set in their number.
  package static func subtrees(of hashes: [Digest]) -> [Digest] {
    var roots: [Digest] = []
    for (index, hash) in hashes.enumerated() {
      var subtree = hash
      for _ in 0..<(~index).trailingZeroBitCount { subtree = node(roots.removeLast(), subtree) }
      roots.append(subtree)
    }
    return roots
  }

  /// The root over complete subtrees, largest first.
  package static func root(of subtrees: [Digest]) -> Digest {
    guard var root = subtrees.last else { return empty }
    for subtree in subtrees.dropLast().reversed() { root = node(subtree, root) }
    return root
  }
}
