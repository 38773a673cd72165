import CellEvidence
import CellProof
import Testing

@Suite("A tree as static files")
struct TileTreeTests {
  private struct Missing: Error {}

  private let leaves = (0..<1_500).map { MerkleHash.leaf([UInt8($0 & 255), UInt8($0 >> 8)]) }

  private func root(_ size: Int) -> Digest { MerkleHash.root(of: MerkleHash.subtrees(of: Array(leaves[..<size]))) }

  /// The files of the tree over the first leaves.
  private func files(_ size: Int) -> [String: [UInt8]] {
    var (edge, files): (MerkleEdge, [String: [UInt8]]) = (MerkleEdge(), [:])
    for leaf in leaves[..<size] {
      edge.append(leafHash: leaf) { tile in
        files[MerkleTile.path(level: tile.level, index: tile.index)] = tile.hashes.flatMap(\.bytes)
      }
    }
    for (level, count) in [size, size >> 8].enumerated() {
      let open = edge.openHashes(level: level)
      guard !open.isEmpty else { continue }
      files[MerkleTile.path(level: level, index: UInt64(count >> 8), width: open.count)] = open.flatMap(\.bytes)
    }
    return files
  }

  private func tree(_ size: Int, _ files: [String: [UInt8]]) throws -> TileTree {
    let checkpoint = Checkpoint(origin: "cellbus/paris-0a1b2c3d/1", size: UInt64(size), root: root(size))
    return try TileTree(checkpoint) { path in
      guard let bytes = files[path] else { throw Missing() }
      return bytes
    }
  }

  @Test(arguments: [1, 255, 256, 257, 600, 1_024, 1_500])
  func `it has the root of every beginning`(size: Int) throws {
    let tree = try tree(size, files(size))
    for old in [0, 1, 2, 3, 200, 255, 256, 257, 511, 512, 513, 700, 1_023, 1_024, 1_025, 1_500] where old <= size {
      #expect(try tree.root(of: UInt64(old)) == root(old), "\(old) of \(size)")
    }
  }

  @Test func `a tile that is altered, short or gone is no tree`() throws {
    var altered = files(600)
    altered["tile/1/000.p/2"]?[40] ^= 1
    #expect(throws: EvidenceFault("tile", "the tiles do not have the checkpoint's root")) { try tree(600, altered) }
    var short = files(600)
    short["tile/0/002.p/88"]?.removeLast()
    let fault = #expect(throws: EvidenceFault.self) { try tree(600, short) }
    #expect(fault?.part == "tile/0/002.p/88")
    var gone = files(600)
    gone["tile/0/002.p/88"] = nil
    #expect(throws: Missing.self) { try tree(600, gone) }
  }
}
