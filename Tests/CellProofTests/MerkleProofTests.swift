import CellProof
import Testing

/// A tree whose leaves are all kept: what proofs are made of.
struct WholeTree {
  let leaves: [Digest]

  init(size: Int) {
    leaves = (0..<size).map { MerkleHash.leaf([UInt8($0 & 255), UInt8($0 >> 8)]) }
  }

  /// RFC 6962 §2.1, over the leaves of a complete subtree.
  func subtree(height: Int, index: UInt64) -> Digest {
    let start = Int(index) << height
    return MerkleHash.root(of: MerkleHash.subtrees(of: Array(leaves[start..<start + 1 << height])))
  }

  func root(_ size: Int) -> Digest { MerkleHash.root(of: MerkleHash.subtrees(of: Array(leaves[..<size]))) }

  func inclusion(_ index: Int, _ size: Int) -> [Digest] {
    MerkleProof.inclusion(of: UInt64(index), in: UInt64(size), subtree)
  }

  func consistency(_ old: Int, _ size: Int) -> [Digest] {
    MerkleProof.consistency(from: UInt64(old), to: UInt64(size), subtree)
  }
}

@Suite struct MerkleProofTests {
  private let tree = WholeTree(size: 70)

  @Test func everyLeafIsInEveryTreeThatHasIt() {
    for size in 1...70 {
      for index in 0..<size {
        let path = tree.inclusion(index, size)
        func root(_ path: [Digest]) -> Digest? {
          MerkleProof.root(leafHash: tree.leaves[index], index: UInt64(index), size: UInt64(size), path: path)
        }
        #expect(root(path) == tree.root(size))
        #expect(root(path + [MerkleHash.empty]) == nil)
        if !path.isEmpty {
          #expect(root(Array(path.dropLast())) == nil)
          var other = path
          other[index % path.count] = MerkleHash.empty
          #expect(root(other) != tree.root(size))
        }
        #expect(
          MerkleProof.root(leafHash: tree.leaves[index], index: UInt64(size), size: UInt64(size), path: path) == nil)
      }
    }
  }

  @Test func everyTreeBeginsWithEverySmallerOne() {
    for size in 0...70 {
      for old in 0...size {
        let path = tree.consistency(old, size)
        func isConsistent(_ oldRoot: Digest, _ root: Digest, _ path: [Digest]) -> Bool {
          MerkleProof.isConsistent(from: UInt64(old), oldRoot, to: UInt64(size), root, path: path)
        }
        #expect(isConsistent(tree.root(old), tree.root(size), path))
        #expect(!isConsistent(Digest(of: [7]), tree.root(size), path))
        #expect(old == 0 || !isConsistent(tree.root(old), Digest(of: [7]), path))
        #expect(!isConsistent(tree.root(old), tree.root(size), path + [MerkleHash.empty]))
        guard !path.isEmpty else { continue }
        #expect(!isConsistent(tree.root(old), tree.root(size), Array(path.dropLast())))
        for place in path.indices {
          var other = path
          other[place] = MerkleHash.empty
          #expect(!isConsistent(tree.root(old), tree.root(size), other))
        }
      }
    }
    #expect(!MerkleProof.isConsistent(from: 8, tree.root(8), to: 7, tree.root(7), path: []))
  }

  /// The audit paths with which Certificate Transparency logs test RFC 6962 §2.1.1, over their eight leaves.
  @Test func thePathsAreThoseThatLogsAgreeOn() {
    let leaves: [[UInt8]] = [
      [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
      [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
      [0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
    ]
    let hashes = leaves.map { MerkleHash.leaf($0) }
    let path = MerkleProof.inclusion(of: 0, in: 8) { height, index in
      let start = Int(index) << height
      return MerkleHash.root(of: MerkleHash.subtrees(of: Array(hashes[start..<start + 1 << height])))
    }
    #expect(
      path.map(\.hexadecimal) == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
      ])
  }

  /// C2SP tlog-tiles gives index 1234067 as `x001/x234/067`.
  @Test(
    arguments: [
      (0, 0, 256, "tile/0/000"), (1, 1_234_067, 256, "tile/1/x001/x234/067"), (0, 999, 3, "tile/0/999.p/3"),
      (3, 1_000, 256, "tile/3/x001/000"),
    ] as [(Int, UInt64, Int, String)])
  func aTilesPathIsThatOfTheSpecification(level: Int, index: UInt64, width: Int, path: String) {
    #expect(MerkleTile.path(level: level, index: index, width: width) == path)
  }

  @Test func aSubtreesRootComesFromItsTile() {
    let hashes = WholeTree(size: 256).leaves
    let whole = WholeTree(size: 256)
    for height in 0...8 {
      for index in 0..<UInt64(256 >> height) {
        #expect(
          MerkleTile.root(in: hashes, height: height, index: index + UInt64(256 >> height) * 3)
            == whole.subtree(height: height, index: index))
      }
    }
    #expect(MerkleTile.root(in: Array(hashes[..<7]), height: 2, index: 0) != nil)
    #expect(MerkleTile.root(in: Array(hashes[..<7]), height: 2, index: 1) == nil)
  }
}
