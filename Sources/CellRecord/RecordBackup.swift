package import CellJournal
package import CellProof
package import CellSchema
import Foundation
import GRDB
import Glibc

/// Copies a record, beside the daemon that writes it or without one, into one file that is a record itself.
///
/// Pages are never changed, so that they are copied bit by bit, each reading a short one: the daemon's log never waits
/// for a backup, and a backup under endless load ends. Each row is checked as it is copied and given its place in a tree
/// of the copy's own, whose root must be the record's. A backup that is there already is continued, if it is the
/// beginning of this record.
///
/// A backup has no keys: those are in files of their own.
package struct RecordBackup: Sendable {
  /// What a backup has.
  package struct Outcome: Sendable, Hashable {
    package var head: SequenceNumber
    package var root: Digest
    /// How many rows were added to what was there.
    package var added: UInt64
  }

  private let source: String
  private let target: String
  private let cell: CellName

  /// - Parameters:
  ///   - directory: the record's directory.
  ///   - target: the backup's file.
  package init(directory: String, to target: String, cell: CellName) {
    source = directory
    self.target = target
    self.cell = cell
  }

  /// Rows that are left to the last step, which reads them and everything else at one moment.
  private static let last: UInt64 = 4_096

  /// - Parameter progress: is told after each step.
  package func run(progress: (RecordProgress) -> Void) throws(JournalError) -> Outcome {
    let reader = try SQLiteReader.open(directory: source, cell: cell)
    let file = RecordFile(path: target)
    // An earlier backup is good until the one that goes on from it is whole: a kill on the way leaves it as it was.
    try file.buildDraft(cell: cell)
    if file.exists {
      try file.checkHeader()
      try withJournalErrors {
        try FileManager.default.removeItem(atPath: file.draftPath)
        try FileManager.default.copyItem(atPath: target, toPath: file.draftPath)
      }
    }
    let outcome = try withJournalErrors {
      let copy = try DatabaseQueue(path: file.draftPath, configuration: Durability.configuration(readonly: false))
      let outcome = try copy.writeWithoutTransaction { db in
        try Durability.check(db)
        return try copyRows(reader, to: db, progress)
      }
      try copy.close()
      try reader.close()
      return outcome
    }
    guard unsafe rename(file.draftPath, target) == 0 else {
      throw .failed("cannot rename \(file.draftPath): \(SystemWords.of(errno: errno))")
    }
    try DirectoryLock.synchronize(file.directory)
    return outcome
  }

  private func copyRows(
    _ reader: SQLiteReader, to db: Database, _ progress: (RecordProgress) -> Void
  ) throws -> Outcome {
    var builder = try RecordBuilder(db, cell: cell)
    let begun = builder.head
    try checkBeginning(reader, builder)
    while true {
      let (rows, head) = try reader.read { source in
        (
          try RecordReader.keyedRows(
            in: source, after: builder.head, limit: RecordBuilder.batchRows, bytes: RecordBuilder.batchBytes),
          try StoredHead.read(in: source)
        )
      }
      guard head.sequence.value - builder.head.value > Self.last else { break }
      try builder.add(rows)
      progress(RecordProgress(rows: builder.head.value, of: head.sequence.value))
    }
    // One moment: what is left of the rows, and all that the record has beside them.
    try reader.read { source in
      let head = try StoredHead.read(in: source)
      while builder.head < head.sequence {
        try builder.add(
          RecordReader.keyedRows(
            in: source, after: builder.head, limit: RecordBuilder.batchRows, bytes: RecordBuilder.batchBytes))
      }
      guard try builder.root == StoredHead.root(in: source) else {
        throw JournalError.damaged("the tree over the rows does not have the root that is stored with the head")
      }
      try builder.finish(head, settled: try StoredHead.settled(in: source), from: source)
      progress(RecordProgress(rows: head.sequence.value, of: head.sequence.value))
    }
    return Outcome(head: builder.head, root: builder.root, added: builder.head.value - begun.value)
  }

  /// An earlier backup is continued only where it is the beginning of this record.
  private func checkBeginning(_ reader: SQLiteReader, _ builder: RecordBuilder) throws {
    guard builder.head > .none else { return }
    let root = try reader.read { source -> Digest? in
      guard try StoredHead.read(in: source).sequence >= builder.head else { return nil }
      return try StoredTree.root(in: source, size: builder.head.value, cell: cell)
    }
    guard root == builder.root else {
      throw JournalError.foreign("\(target) is no earlier backup of this record: it has other rows, or more")
    }
  }
}
