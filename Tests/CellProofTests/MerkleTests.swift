import CellProof
import Testing

/// The leaves and roots with which Certificate Transparency logs test RFC 6962 §2.1.
private let leaves: [[UInt8]] = [
  [],
  [0x00],
  [0x10],
  [0x20, 0x21],
  [0x30, 0x31],
  [0x40, 0x41, 0x42, 0x43],
  [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
  [0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
]

private let roots = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

/// MTH as RFC 6962 §2.1 defines it, recursively over the whole list: slow, and nothing like the running tree.
private func treeHead(_ leaves: ArraySlice<[UInt8]>) -> Digest {
  switch leaves.count {
  case 0: return Digest(of: [UInt8]())
  case 1: return MerkleHash.leaf(leaves[leaves.startIndex])
  default:
    var split = 1
    while split * 2 < leaves.count { split *= 2 }
    let middle = leaves.startIndex + split
    return MerkleHash.node(treeHead(leaves[..<middle]), treeHead(leaves[middle...]))
  }
}

@Suite struct MerkleTests {
  @Test(arguments: 0...8)
  func theRootIsTheOneThatLogsAgreeOn(size: Int) {
    var tree = MerkleEdge()
    for leaf in leaves.prefix(size) {
      tree.append(leafHash: MerkleHash.leaf(leaf))
    }
    #expect(tree.root.hexadecimal == roots[size])
    #expect(tree.size == UInt64(size))
  }

  @Test func aLeafIsNoNode() {
    let left = MerkleHash.leaf([1])
    let right = MerkleHash.leaf([2])
    #expect(MerkleHash.leaf(left.bytes + right.bytes) != MerkleHash.node(left, right))
    #expect(MerkleHash.node(left, right) != MerkleHash.node(right, left))
    #expect(MerkleHash.node(left, right) == Digest(of: [1] + left.bytes + right.bytes))
  }

  @Test func theRunningTreeAgreesWithTheDefinitionAtEverySize() {
    let many = (0..<130).map { [UInt8](repeating: UInt8($0), count: $0 % 7) }
    var tree = MerkleEdge()
    for size in 0...many.count {
      #expect(tree.root == treeHead(many[..<size]), "size \(size)")
      #expect(tree.subtrees.count == size.nonzeroBitCount)
      if size < many.count { tree.append(leafHash: MerkleHash.leaf(many[size])) }
    }
  }

  /// A tree that went on from its tiles is the tree that took every leaf: at sizes around those at which a tile, and a
  /// tile of tiles, become complete.
  @Test(arguments: [0, 1, 5, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 66_000])
  func goesOnFromStoredTiles(size: Int) throws {
    var whole = MerkleEdge()
    var tiles: [MerkleTile] = []
    let hashes = (0..<size).map { MerkleHash.leaf([UInt8($0 & 255), UInt8($0 >> 8 & 255), UInt8($0 >> 16)]) }
    for hash in hashes { whole.append(leafHash: hash) { tiles.append($0) } }
    #expect(tiles.count { $0.level == 0 } == size / 256)
    #expect(tiles.count { $0.level == 1 } == size / 65_536)
    for (index, tile) in tiles.filter({ $0.level == 0 }).enumerated() {
      #expect(tile.index == UInt64(index))
      #expect(tile.hashes == Array(hashes[256 * index..<256 * index + 256]))
    }
    var resumed = MerkleEdge(size: UInt64(size)) { level, range in
      if level == 0 { return Array(hashes[Int(range.lowerBound)..<Int(range.upperBound)]) }
      return range.map { index in
        let below = tiles.first { $0.level == level - 1 && $0.index == index }
        return MerkleHash.root(of: MerkleHash.subtrees(of: below?.hashes ?? []))
      }
    }
    #expect(resumed == whole)
    #expect(resumed.root == MerkleHash.root(of: MerkleHash.subtrees(of: hashes)))
    for number in 0..<300 {
      let hash = MerkleHash.leaf([1, UInt8(number & 255)])
      var completed: [MerkleTile] = []
      whole.append(leafHash: hash)
      resumed.append(leafHash: hash) { completed.append($0) }
      #expect(completed.allSatisfy { $0.hashes.count == MerkleTile.width })
    }
    #expect(resumed == whole)
  }
}
