import CellJournal
import CellJournalTesting
import CellProof
import CellRecord
import CellSchema
import Foundation
import Testing

/// Every single bit of a small record, flipped by itself: `record verify` finds it, opening refuses it, or nothing changes
/// that a command shows.
@Suite struct SingleBitTests {
  /// One bit of so many is flipped; all of them where the environment has `CELLBUS_ALL_BITS`.
  private static let stride = ProcessInfo.processInfo.environment["CELLBUS_ALL_BITS"] == nil ? 1_009 : 1

  /// What the commands show of a record that is whole: the rows, the tree, and the summary of both, but for the count of
  /// commits, of which the article `Evidence` says that nothing covers it.
  private struct Shown: Equatable {
    var rows: [RecordRow]
    var tree: TreeCheck.Outcome
    var head: SequenceNumber
    var leaf: Digest?
    var root: String
    var span: [Microseconds]
    var pages: UInt64

    /// - Throws: what finds the record damaged.
    init(_ directory: TemporaryDirectory) throws(JournalError) {
      let reader = try SQLiteReader.open(directory: directory.path, cell: "paris")
      tree = try TreeCheck(directory: directory.path, cell: "paris").run { _ in }
      rows = []
      while true {
        let more = try reader.rows(after: rows.last?.sequence ?? .none, limit: 100, bytes: .max)
        if more.isEmpty { break }
        rows += more
      }
      let summary = try reader.summary()
      head = summary.head.sequence
      leaf = summary.head.leaf
      root = "\(summary.root)"
      span = summary.span.map { [$0.first, $0.last] } ?? []
      pages = UInt64(summary.pages)
      try reader.close()
    }
  }

  @Test func aFlippedBitIsFoundOrChangesNothingThatIsShown() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    for _ in 0..<4 { try journal.append(rows: 3) }
    try journal.close()
    let whole = try directory.bytes(directory.record)
    let expected = try Shown(directory)
    #expect(expected.rows.count == 12 && expected.tree.rows == 12)
    let copy = TemporaryDirectory()
    try copy.write(whole, to: copy.record)
    let file = try FileHandle(forUpdating: URL(filePath: copy.record))
    var (found, silent) = (0, 0)
    for bit in Swift.stride(from: 0, to: whole.count * 8, by: Self.stride) {
      let (place, mask) = (bit / 8, UInt8(1 << (bit % 8)))
      try Self.write(whole[place] ^ mask, at: place, in: file)
      do throws(JournalError) {
        let shown = try Shown(copy)
        #expect(shown == expected, "bit \(bit % 8) of byte \(place) changes what is shown, and nothing finds it")
        silent += 1
      } catch {
        found += 1
      }
      try Self.write(whole[place], at: place, in: file)
      // What a reader leaves beside the file is not of the next round.
      for suffix in ["-wal", "-shm", "-journal"] { try? FileManager.default.removeItem(atPath: copy.record + suffix) }
    }
    #expect(try copy.bytes(copy.record) == whole)
    // Some bits are nobody's: those of free space.
    #expect(found > 0 && silent > 0, "\(found) found, \(silent) of no consequence")
  }

  private static func write(_ byte: UInt8, at place: Int, in file: FileHandle) throws {
    try file.seek(toOffset: UInt64(place))
    try file.write(contentsOf: Data([byte]))
  }
}
