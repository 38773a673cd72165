/// The proofs of RFC 6962 §2.1: that a leaf is in a tree, and that one tree is the beginning of another.
package enum MerkleProof {
  /// Where a proof's hashes come from: the root of the complete subtree of 2^height leaves with this index among those
  /// of its height.
  package typealias Subtrees<Failure: Error> = (_ height: Int, _ index: UInt64) throws(Failure) -> Digest

  /// The audit path of a leaf (§2.1.1), the leaf's sibling first.
  ///
  /// - Precondition: `index < size`.
  package static func inclusion<Failure: Error>(
    of index: UInt64, in size: UInt64, _ subtrees: Subtrees<Failure>
  ) throws(Failure) -> [Digest] {
    precondition(index < size, "a leaf is in its tree")
    var path: [Digest] = []
    var range = 0..<size
    while range.upperBound - range.lowerBound > 1 {
      let middle = range.lowerBound + split(range.upperBound - range.lowerBound)
      if index < middle {
        path.append(try root(of: middle..<range.upperBound, subtrees))
        range = range.lowerBound..<middle
      } else {
        path.append(try root(of: range.lowerBound..<middle, subtrees))
        range = middle..<range.upperBound
      }
    }
    return path.reversed()
  }

  /// The proof that the tree of `size` leaves begins with the tree of `old` leaves (§2.1.2).
  ///
  /// - Precondition: `old <= size`. For equal sizes, and for an empty old tree, there is nothing to prove.
  package static func consistency<Failure: Error>(
    from old: UInt64, to size: UInt64, _ subtrees: Subtrees<Failure>
  ) throws(Failure) -> [Digest] {
    precondition(old <= size, "a tree begins with a smaller one")
    guard old > 0, old < size else { return [] }
    var path: [Digest] = []
    var range = 0..<size
    while range.upperBound != old {
      let middle = range.lowerBound + split(range.upperBound - range.lowerBound)
      if old <= middle {
        path.append(try root(of: middle..<range.upperBound, subtrees))
        range = range.lowerBound..<middle
      } else {
        path.append(try root(of: range.lowerBound..<middle, subtrees))
        range = middle..<range.upperBound
      }
    }
    // The old tree itself is not proved to its holder, who knows its root.
    if range.lowerBound > 0 { path.append(try root(of: range, subtrees)) }
    return path.reversed()
  }

  /// The root of the first leaves of a tree.
  package static func root<Failure: Error>(
    of size: UInt64, _ subtrees: Subtrees<Failure>
  ) throws(Failure) -> Digest {
    try root(of: 0..<size, subtrees)
  }

  /// The root that an audit path leads to; nil where the path does not fit the sizes.
  package static func root(leafHash: Digest, index: UInt64, size: UInt64, path: [Digest]) -> Digest? {
    guard index < size else { return nil }
    var rest = path[...]
    var hash = leafHash
    var node = index
    var last = size - 1
    while last > 0 {
      if node & 1 == 1 {
        guard let sibling = rest.popFirst() else { return nil }
        hash = MerkleHash.node(sibling, hash)
      } else if node < last {
        guard let sibling = rest.popFirst() else { return nil }
        hash = MerkleHash.node(hash, sibling)
      }
      node >>= 1
      last >>= 1
    }
    return rest.isEmpty ? hash : nil
  }

  /// Whether a proof shows that the tree of `size` leaves with one root begins with the tree of `old` leaves with the
  /// other.
  package static func isConsistent(
    from old: UInt64, _ oldRoot: Digest, to size: UInt64, _ root: Digest, path: [Digest]
  ) -> Bool {
    guard old <= size else { return false }
    if old == size { return path.isEmpty && oldRoot == root }
    if old == 0 { return path.isEmpty && oldRoot == MerkleHash.empty }
    var rest = path[...]
    var node = old - 1
    var last = size - 1
    while node & 1 == 1 {
      node >>= 1
      last >>= 1
    }
    var first: Digest
    if node == 0 {
      first = oldRoot
    } else {
      guard let next = rest.popFirst() else { return false }
      first = next
    }
    var second = first
    while last > 0 {
      if node & 1 == 1 {
        guard let sibling = rest.popFirst() else { return false }
        first = MerkleHash.node(sibling, first)
        second = MerkleHash.node(sibling, second)
      } else if node < last {
        guard let sibling = rest.popFirst() else { return false }
        second = MerkleHash.node(second, sibling)
      }
      node >>= 1
      last >>= 1
    }
    return rest.isEmpty && first == oldRoot && second == root
  }

  /// The largest power of two below a number of leaves.
  private static func split(_ count: UInt64) -> UInt64 { 1 << UInt64(63 - (count - 1).leadingZeroBitCount) }

  /// The root over a range that begins where a subtree as large as its own first one may begin.
  private static func root<Failure: Error>(
    of range: Range<UInt64>, _ subtrees: Subtrees<Failure>
  ) throws(Failure) -> Digest {
    var roots: [Digest] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let height = 63 - (range.upperBound - start).leadingZeroBitCount
      roots.append(try subtrees(height, start >> UInt64(height)))
      start += 1 << UInt64(height)
    }
    return MerkleHash.root(of: roots)
  }
}

extension MerkleTile {
  /// The root of a complete subtree whose leaves are a level's hashes, from that level's tile.
  ///
  /// - Parameters:
  ///   - hashes: the hashes of the tile as far as they are there.
  ///   - height: of the subtree above the tile's level: 0 for a hash of the tile itself, 8 for the whole tile.
  ///   - index: of the subtree among those of its height.
  package static func root(in hashes: [Digest], height: Int, index: UInt64) -> Digest? {
    let start = Int(index << UInt64(height) & UInt64(width - 1))
    let end = start + 1 << height
    guard height <= Self.height, end <= hashes.count else { return nil }
    return MerkleHash.root(of: MerkleHash.subtrees(of: Array(hashes[start..<end])))
  }

  /// The tile's path (C2SP tlog-tiles): `tile/0/x001/234`, with `.p/W` where only W hashes are there.
  package static func path(level: Int, index: UInt64, width: Int = Self.width) -> String {
    "tile/\(level)/" + path(index: index, width: width)
  }

  /// The path of the entries below a tile of level 0: `tile/entries/x001/234`.
  package static func entriesPath(index: UInt64, width: Int = Self.width) -> String {
    "tile/entries/" + path(index: index, width: width)
  }

  private static func path(index: UInt64, width: Int) -> String {
    var elements: [String] = []
    var rest = index
    repeat {
      let (quotient, element) = rest.quotientAndRemainder(dividingBy: 1_000)
      let digits = String(element)
      elements.append(String(repeating: "0", count: 3 - digits.count) + digits)
      rest = quotient
    } while rest > 0
    let all = elements.reversed()
    let path = (all.dropLast().map { "x" + $0 } + all.suffix(1)).joined(separator: "/")
    return width == Self.width ? path : path + ".p/\(width)"
  }
}
