import CellJournal
import CellProof
import CellRecord
import CellSchema
import Foundation
import Testing

/// The tree as static files.
@Suite struct TilesTests {
  private func files(_ directory: TemporaryDirectory) throws -> Set<String> {
    let found = FileManager.default.enumerator(atPath: "\(directory.path)/out")?.compactMap { $0 as? String } ?? []
    return Set(
      found.filter { path in
        var isDirectory = ObjCBool(false)
        _ = unsafe FileManager.default.fileExists(atPath: "\(directory.path)/out/\(path)", isDirectory: &isDirectory)
        return !isDirectory.boolValue
      })
  }

  private func write(
    _ directory: TemporaryDirectory, size: UInt64, hasEntries: Bool = false
  ) throws -> [UInt64] {
    let reader = try SQLiteReader.open(directory: directory.path, cell: "paris")
    defer { try? reader.close() }
    let outcome = try RecordTiles(reader, to: "\(directory.path)/out").run(size: size, hasEntries: hasEntries) { _ in }
    return [outcome.files, outcome.added]
  }

  @Test func aDirectoryHasEachTileAndIsContinued() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    try journal.append(rows: 600)
    #expect(try write(directory, size: 600) == [4, 4])
    #expect(
      try files(directory) == ["tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"])
    #expect(try write(directory, size: 600) == [4, 0])
    // What a loss of power left is written again.
    try directory.write([], to: "\(directory.path)/out/tile/0/001")
    #expect(try write(directory, size: 600) == [4, 1])

    try journal.append(rows: 500)
    try journal.close()
    // The tree of a checkpoint, with fewer rows than there are now.
    #expect(try write(directory, size: 1_024, hasEntries: true) == [9, 7])
    let hashes = sampleRows(1_024).map { RecordLeaf(row: $0, cell: "paris").hash }
    let stored = try directory.bytes("\(directory.path)/out/tile/0/003")
    #expect(stored == hashes[768...].flatMap(\.bytes))
    let top = try directory.bytes("\(directory.path)/out/tile/1/000.p/4")
    let roots = stride(from: 0, to: top.count, by: 32).compactMap { Digest(bytes: Array(top[$0..<$0 + 32])) }
    #expect(MerkleHash.root(of: MerkleHash.subtrees(of: roots)) == MerkleHash.root(of: MerkleHash.subtrees(of: hashes)))
    var entries = try directory.bytes("\(directory.path)/out/tile/entries/003")[...]
    for row in sampleRows(1_024).suffix(256) {
      let count = Int(entries.removeFirst()) << 8 | Int(entries.removeFirst())
      #expect(RecordLeaf(bytes: Array(entries.prefix(count))) == RecordLeaf(row: row, cell: "paris"))
      entries.removeFirst(count)
    }
    #expect(entries.isEmpty)
  }
}
