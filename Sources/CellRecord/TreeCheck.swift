package import CellJournal
package import CellProof
package import CellSchema
import Dispatch
import Foundation
import GRDB
import Synchronization

/// The check of a whole record against its tree: every leaf is made anew from its row and compared with the tile that
/// has it, every tile with the one above, and the root with the one stored with the head. It runs on all cores, beside
/// the daemon if there is one, over the rows that are there when it begins.
package struct TreeCheck: Sendable {
  /// What a check found whole.
  package struct Outcome: Sendable, Hashable {
    /// The one that goes on.
    package var epoch: RecordEpoch
    /// Of that epoch.
    package var rows: UInt64
    package var root: Digest
    /// Of all epochs.
    package var allRows: UInt64
  }

  private let file: RecordFile
  private let cell: CellName
  private let threads = max(1, ProcessInfo.processInfo.activeProcessorCount)

  /// - Parameter directory: the record's directory.
  package init(directory: String, cell: CellName) {
    file = RecordFile(directory: directory)
    self.cell = cell
  }

  /// - Parameter reader: of the record that is checked.
  package init(_ reader: SQLiteReader) {
    file = reader.file
    cell = reader.cell
  }

  private struct Shared {
    /// What is checked.
    let tree: SQLiteReader.Tree
    /// The next tile of level 0 to be checked.
    var next: UInt64 = 0
    var checked: UInt64 = 0
    /// The roots of the level's tiles, by index.
    var roots: [Digest]
    /// The first damage, by the tile in which it was found.
    var damage: (tile: UInt64, error: JournalError)?
  }

  /// Checks each epoch's tree, the first one first.
  ///
  /// - Parameter progress: is told now and then, by any thread.
  /// - Throws: ``JournalError/damaged(_:)`` with the first wrong row.
  package func run(progress: @Sendable (RecordProgress) -> Void) throws(JournalError) -> Outcome {
    try file.checkHeader()
    let reader = try withJournalErrors { try SQLiteReader(file, cell: cell) }
    let current = try reader.tree()
    for ended in try reader.endedTrees() { try check(ended, reader, progress) }
    try check(current, reader, progress)
    let ended = try reader.endedTrees().reduce(0) { $0 + $1.size }
    try reader.close()
    return Outcome(
      epoch: current.epoch, rows: current.size, root: current.root, allRows: ended + current.size)
  }

  private func check(
    _ tree: SQLiteReader.Tree, _ reader: SQLiteReader,
    _ progress: @Sendable (RecordProgress) -> Void
  ) throws(JournalError) {
    let size = tree.size
    let tiles = size / UInt64(MerkleTile.width)
    let shared = Mutex(
      Shared(tree: tree, roots: Array(repeating: MerkleHash.empty, count: Int(tiles))))
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      self.work(shared, tiles: tiles, size: size, progress)
    }
    let (roots, damage) = shared.withLock { ($0.roots, $0.damage) }
    if let damage { throw damage.error }
    let made = try reader.read { db in
      try edge(of: StoredTree(db, cell: cell, of: tree.epoch), size: size, roots: roots)
    }
    guard made.root == tree.root else {
      throw .damaged("the tree over the rows does not have the root that is stored with the head")
    }
    progress(RecordProgress(rows: size, of: size))
  }

  /// Checks tiles of level 0 until there are no more, on a connection of its own.
  private func work(
    _ shared: borrowing Mutex<Shared>, tiles: UInt64, size: UInt64, _ progress: (RecordProgress) -> Void
  ) {
    let width = UInt64(MerkleTile.width)
    var index: UInt64 = 0
    let epoch = shared.withLock { $0.tree.epoch }
    do throws(JournalError) {
      let reader = try withJournalErrors { try SQLiteReader(file, cell: cell) }
      while true {
        let next = shared.withLock { shared -> UInt64? in
          guard shared.next < tiles, shared.damage == nil else { return nil }
          defer { shared.next += 1 }
          return shared.next
        }
        guard let next else { break }
        index = next
        let root = try reader.read { db in
          try tileRoot(of: StoredTree(db, cell: cell, of: epoch), index)
        }
        let checked = shared.withLock { shared in
          shared.roots[Int(index)] = root
          shared.checked += 1
          return shared.checked
        }
        if checked % 64 == 0 { progress(RecordProgress(rows: checked * width, of: size)) }
      }
      try reader.close()
    } catch {
      let found = (tile: index, error: error)
      shared.withLock { shared in
        if let earlier = shared.damage, earlier.tile <= index { return }
        shared.damage = found
      }
    }
  }

  /// The root of a tile of level 0, whose leaves are those of its rows.
  private func tileRoot(of tree: StoredTree, _ index: UInt64) throws -> Digest {
    let width = UInt64(MerkleTile.width)
    let stored = try tree.tile(level: 0, index: index)
    let leaves = try tree.leaves(index * width..<(index + 1) * width)
    for (offset, leaf) in leaves.enumerated() where leaf != stored[offset] {
      throw JournalError.damaged(
        "row \(tree.epoch.last(of: index * width + UInt64(offset) + 1)) is not the one that the tree has at its place"
      )
    }
    return MerkleHash.root(of: MerkleHash.subtrees(of: stored))
  }

  /// The right edge, made from what was checked: no stored tile above level 0 is believed.
  private func edge(of tree: StoredTree, size: UInt64, roots: [Digest]) throws -> MerkleEdge {
    let width = MerkleTile.width
    var levels = [roots]
    while let last = levels.last, last.count >= width {
      var above: [Digest] = []
      for index in 0..<last.count / width {
        let hashes = Array(last[index * width..<(index + 1) * width])
        guard try tree.tile(level: levels.count, index: UInt64(index)) == hashes else {
          throw JournalError.damaged(
            "tile \(index) of level \(levels.count) of the tree is not made of those below")
        }
        above.append(MerkleHash.root(of: MerkleHash.subtrees(of: hashes)))
      }
      levels.append(above)
    }
    return try MerkleEdge(size: size) { level, range in
      level == 0
        ? try tree.leaves(range)
        : Array(levels[level - 1][Int(range.lowerBound)..<Int(range.upperBound)])
    }
  }
}
