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
}
