package import CellJournal
import CellProof
import CellSchema
import Foundation

/// Writes a record's tree as the static files of C2SP tlog-tiles, which any web server or disk hands on. A tile that is
/// complete never changes, so that a directory is continued: what it has is not written again.
///
/// The checkpoint is not written here: it comes last, once everything that it stands for is on the disk.
package struct RecordTiles: Sendable {
  /// What a directory has.
  package struct Outcome: Sendable, Hashable {
    package var files: UInt64 = 0
    /// How many of them were not there before.
    package var added: UInt64 = 0
  }

  private let reader: SQLiteReader
  private let directory: String

  /// - Parameters:
  ///   - reader: the record.
  ///   - directory: which is made, or continued.
  package init(_ reader: SQLiteReader, to directory: String) {
    self.reader = reader
    self.directory = directory
  }

  /// - Parameters:
  ///   - size: of the tree, at most the record's.
  ///   - hasEntries: whether the leaves are written too: who said something and when, and the hashes of what.
  ///   - progress: is told as rows are covered.
  package func run(
    size: UInt64, hasEntries: Bool, progress: (RecordProgress) -> Void
  ) throws(JournalError) -> Outcome {
    let edge = try reader.edge(of: size)
    var outcome = Outcome()
    var level = 0
    var count = size
    while count > 0 {
      let complete = count / UInt64(MerkleTile.width)
      for index in 0..<complete {
        try write(MerkleTile.path(level: level, index: index), hashBytes(MerkleTile.width), to: &outcome) {
          () throws(JournalError) in Self.bytes(of: try reader.tile(level: level, index: index))
        }
        if level == 0 {
          if hasEntries { try writeEntries(index, MerkleTile.width, to: &outcome) }
          progress(RecordProgress(rows: (index + 1) * UInt64(MerkleTile.width), of: size))
        }
      }
      let open = edge.openHashes(level: level)
      if !open.isEmpty {
        let path = MerkleTile.path(level: level, index: complete, width: open.count)
        try write(path, hashBytes(open.count), to: &outcome) { Self.bytes(of: open) }
        if level == 0, hasEntries { try writeEntries(complete, open.count, to: &outcome) }
      }
      count = complete
      level += 1
    }
    progress(RecordProgress(rows: size, of: size))
    // The checkpoint that follows must not be there before the tiles are.
    sync()
    return outcome
  }

  private func hashBytes(_ count: Int) -> Int { count * Digest.byteCount }

  private static func bytes(of hashes: [Digest]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(hashes.count * Digest.byteCount)
    for hash in hashes { hash.append(to: &bytes) }
    return bytes
  }

  /// Each entry with its length in two bytes before it (C2SP tlog-tiles, "Log entries").
  private func writeEntries(_ index: UInt64, _ width: Int, to outcome: inout Outcome)
    throws(JournalError)
  {
    try write(MerkleTile.entriesPath(index: index, width: width), nil, to: &outcome) {
      () throws(JournalError) in
      let first = try reader.tree().epoch.last(of: index * UInt64(MerkleTile.width))
      let rows = try reader.rows(after: first, limit: width, bytes: .max)
      guard rows.count == width else { throw .damaged("rows after \(first) are gone") }
      var bytes: [UInt8] = []
      for row in rows {
        let leaf = RecordLeaf(row: row, cell: reader.cell).bytes
        bytes.append(bigEndian: UInt16(leaf.count))
        bytes += leaf
      }
      return bytes
    }
  }

  /// - Parameter size: how many bytes the file has; nil where that is not known, and a file that is there is whole.
  private func write(
    _ path: String, _ size: Int?, to outcome: inout Outcome, _ make: () throws(JournalError) -> [UInt8]
  ) throws(JournalError) {
    outcome.files += 1
    let url = URL(filePath: directory).appending(path: path)
    let found = try? FileManager.default.attributesOfItem(atPath: url.path)[.size] as? Int
    // A file that lost its bytes with the power has none, or fewer.
    if let found, found > 0, size == nil || found == size { return }
    let bytes = try make()
    try withJournalErrors {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: url, options: .atomic)
    }
    outcome.added += 1
  }
}
