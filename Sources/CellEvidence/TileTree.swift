package import CellProof

/// A tree as a directory of static files has it (C2SP tlog-tiles), with the checkpoint that it is of.
package struct TileTree {
  package let checkpoint: Checkpoint
  /// The file of a path below the directory.
  private let read: (String) throws -> [UInt8]

  /// - Parameter checkpoint: the directory's own.
  /// - Throws: ``EvidenceFault`` where the tiles do not have its root, and what reading throws.
  package init(_ checkpoint: Checkpoint, read: @escaping (String) throws -> [UInt8]) throws {
    self.checkpoint = checkpoint
    self.read = read
    guard try root(of: checkpoint.size) == checkpoint.root else {
      throw EvidenceFault("tile", "the tiles do not have the checkpoint's root")
    }
  }

  /// The root over the first leaves.
  ///
  /// - Parameter size: at most the checkpoint's.
  package func root(of size: UInt64) throws -> Digest {
    try MerkleProof.root(of: size) { height, index in
      let (level, rest) = height.quotientAndRemainder(dividingBy: MerkleTile.height)
      let tile = (index << UInt64(rest)) >> UInt64(MerkleTile.height)
      guard let root = MerkleTile.root(in: try hashes(level, tile), height: rest, index: index) else {
        preconditionFailure("the tiles of a tree have every complete subtree of its beginning")
      }
      return root
    }
  }

  private func hashes(_ level: Int, _ index: UInt64) throws -> [Digest] {
    let count = checkpoint.size >> UInt64(level * MerkleTile.height)
    let width = Int(min(count - index * UInt64(MerkleTile.width), UInt64(MerkleTile.width)))
    let path = MerkleTile.path(level: level, index: index, width: width)
    let bytes = try read(path)
    guard bytes.count == width * Digest.byteCount else {
      throw EvidenceFault(path, "it has \(bytes.count) bytes, and \(width) hashes have \(width * Digest.byteCount)")
    }
    return stride(from: 0, to: bytes.count, by: Digest.byteCount).compactMap {
      Digest(bytes: Array(bytes[$0..<$0 + Digest.byteCount]))
    }
  }
}
