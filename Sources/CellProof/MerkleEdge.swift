/// The running tree of RFC 6962 §2.1: it takes leaf hashes one by one, tells the root at any size, and gives away the
/// tree's stored form, tiles (C2SP tlog-tiles), as they become complete.
///
/// Of a tree with n leaves it keeps one hash for each bit that is set in n, the roots of the complete subtrees that the
/// leaves so far make up, and of each level of tiles the one that is not complete yet: at most 255 hashes each. A leaf
/// costs two hashes on average, whatever the tree's size.
package struct MerkleEdge: Sendable, Hashable {
  /// How many leaves the tree has.
  package private(set) var size: UInt64 = 0

  /// The roots of the complete subtrees, largest (leftmost) first.
  package private(set) var subtrees: [Digest] = []

  /// By level, the hashes of the tile that is not complete yet.
  private var open: [[Digest]] = []

  package init() {}

  /// Goes on from stored tiles.
  ///
  /// - Parameters:
  ///   - size: how many leaves the tree has.
  ///   - hashes: the hashes of a level of tiles (0: of leaves) in a range, fewer than a tile's. A hash of level L is the
  ///     root of 256^L leaves.
  package init<Failure: Error>(
    size: UInt64, hashes: (_ level: Int, _ range: Range<UInt64>) throws(Failure) -> [Digest]
  ) throws(Failure) {
    self.size = size
    var level = 0
    var count = size
    var lower: [[Digest]] = []
    while count > 0 {
      let begun = count & ~UInt64(MerkleTile.width - 1)
      let hashes = try hashes(level, begun..<count)
      precondition(hashes.count == Int(count - begun), "a level's hashes are all there or the reading fails")
      open.append(hashes)
      lower.append(MerkleHash.subtrees(of: hashes))
      count >>= UInt64(MerkleTile.height)
      level += 1
    }
    subtrees = lower.reversed().flatMap { $0 }
  }

  /// Takes a leaf's hash.
  ///
  /// - Parameter complete: is given each tile that the leaf completes, lowest level first.
  package mutating func append(leafHash: Digest, complete: (MerkleTile) -> Void = { _ in }) {
    var subtree = leafHash
    take(subtree, level: 0, complete)
    // Like a carry in binary addition: each trailing one of the old size is a complete subtree as large as the new one.
    for height in 0..<(~size).trailingZeroBitCount {
      subtree = MerkleHash.node(subtrees.removeLast(), subtree)
      if (height + 1) % MerkleTile.height == 0 { take(subtree, level: (height + 1) / MerkleTile.height, complete) }
    }
    subtrees.append(subtree)
    size += 1
  }

  private mutating func take(_ hash: Digest, level: Int, _ complete: (MerkleTile) -> Void) {
    if open.count == level { open.append([]) }
    open[level].append(hash)
    guard open[level].count == MerkleTile.width else { return }
    complete(MerkleTile(level: level, index: size >> UInt64(MerkleTile.height * (level + 1)), hashes: open[level]))
    open[level].removeAll(keepingCapacity: true)
  }

  /// The hashes of a level's tile that is not complete yet.
  package func openHashes(level: Int) -> [Digest] { level < open.count ? open[level] : [] }

  /// The Merkle tree head of the leaves so far.
  package var root: Digest { MerkleHash.root(of: subtrees) }
}

/// A complete tile of the stored tree: 256 neighbouring hashes of one level (C2SP tlog-tiles, "Merkle Tree").
package struct MerkleTile: Sendable, Hashable {
  /// How many levels of the tree one level of tiles stands for.
  package static let height = 8
  /// How many hashes a complete tile has.
  package static let width = 1 << height

  /// 0 for leaves; a hash of level L is the root of 256^L leaves.
  package var level: Int
  /// Which tile of its level this is, from 0.
  package var index: UInt64
  package var hashes: [Digest]

  package init(level: Int, index: UInt64, hashes: [Digest]) {
    self.level = level
    self.index = index
    self.hashes = hashes
  }
}
