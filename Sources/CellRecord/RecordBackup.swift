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
/// A backup ends at the record's head, or at the last row of a checkpoint: then everything in it is what a log and its
/// witnesses have signed.
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

  /// What went wrong, and where.
  package enum Fault: Error, Sendable {
    /// The record could not be read, or is damaged.
    case record(JournalError)
    /// The backup's file could not be written or continued.
    case target(JournalError)
  }

  private let source: String
  private let target: String
  private let cell: CellName
  private let checkpoint: Checkpoint?

  /// - Parameters:
  ///   - directory: the record's directory.
  ///   - target: the backup's file.
  ///   - checkpoint: of the record's tree, at whose last row the backup ends; nil: it ends where the record does.
  package init(directory: String, to target: String, cell: CellName, endingAt checkpoint: Checkpoint? = nil) {
    source = directory
    self.target = target
    self.cell = cell
    self.checkpoint = checkpoint
  }

  /// Rows that are left to the last step, which reads them and everything else at one moment.
  private static let last: UInt64 = 4_096

  /// - Parameter progress: is told after each step.
  package func run(progress: (RecordProgress) -> Void) throws(Fault) -> Outcome {
    do {
      let reader = try SQLiteReader.open(directory: source, cell: cell)
      let file = RecordFile(path: target)
      try writing { try begin(file) }
      let copy = try writing {
        try DatabaseQueue(path: file.draftPath, configuration: Durability.configuration(readonly: false))
      }
      let outcome = try copy.writeWithoutTransaction { db in
        try Durability.check(db)
        return try copyRows(reader, to: db, progress)
      }
      try writing {
        try copy.close()
        guard unsafe rename(file.draftPath, target) == 0 else {
          throw JournalError.failed("cannot rename \(file.draftPath): \(SystemWords.of(errno: errno))")
        }
        try DirectoryLock.synchronize(file.directory)
      }
      try reader.close()
      return outcome
    } catch let fault as Fault {
      throw fault
    } catch {
      throw .record(JournalError(error))
    }
  }

  /// Does what writes to the backup: its errors are the backup's, and not the record's.
  private func writing<Value>(_ work: () throws -> Value) throws(Fault) -> Value {
    do { return try work() } catch { throw .target(JournalError(error)) }
  }

  /// An earlier backup is good until the one that goes on from it is whole: a kill on the way leaves it as it was.
  private func begin(_ file: RecordFile) throws {
    let directory = file.directory
    guard FileManager.default.fileExists(atPath: directory) else {
      throw JournalError.failed("\(directory) is not there")
    }
    try file.buildDraft(cell: cell)
    guard file.exists else { return }
    try file.checkHeader()
    try FileManager.default.removeItem(atPath: file.draftPath)
    try FileManager.default.copyItem(atPath: target, toPath: file.draftPath)
  }

  private func copyRows(
    _ reader: SQLiteReader, to db: Database, _ progress: (RecordProgress) -> Void
  ) throws -> Outcome {
    var builder = try writing { try RecordBuilder(db, cell: cell) }
    let begun = builder.head
    try checkBeginning(reader, builder)
    while true {
      let place = builder.head
      let (read, goal) = try reader.read { source -> (KeyedRows, SequenceNumber) in
        (try rows(in: source, after: place), try end(in: source, begun))
      }
      guard goal > place + Self.last else { break }
      try writing { try builder.add(read.filter { $0.row.sequence <= goal }) }
      progress(RecordProgress(rows: builder.head.value, of: goal.value))
    }
    // One moment: what is left of the rows, and all that the record has beside them.
    try reader.connection.read { source in
      let goal = try end(in: source, begun)
      while builder.head < goal {
        let read = try rows(in: source, after: builder.head).filter { $0.row.sequence <= goal }
        try writing { try builder.add(read) }
      }
      try finish(&builder, from: source)
      progress(RecordProgress(rows: goal.value, of: goal.value))
    }
    return Outcome(head: builder.head, root: builder.root, added: builder.head.value - begun.value)
  }

  private typealias KeyedRows = [(row: RecordRow, stream: Int64?)]

  private func rows(in source: Database, after head: SequenceNumber) throws -> KeyedRows {
    try RecordReader.keyedRows(
      in: source, after: head, limit: RecordBuilder.batchRows, bytes: RecordBuilder.batchBytes)
  }

  /// Where the backup ends. One that has more rows than the checkpoint is continued to the record's end.
  private func end(in source: Database, _ begun: SequenceNumber) throws -> SequenceNumber {
    let head = try StoredHead.read(in: source).sequence
    guard let checkpoint else { return head }
    let end = try StoredEpochs.read(in: source).current.last(of: checkpoint.size)
    return begun...max(begun, head) ~= end ? end : head
  }

  private func finish(_ builder: inout RecordBuilder, from source: Database) throws {
    var head = try StoredHead.read(in: source)
    var settled = try StoredHead.settled(in: source)
    var cut: BackupCut?
    if builder.head < head.sequence {
      guard builder.root == checkpoint?.root else {
        throw JournalError.damaged(
          "the checkpoint of \(builder.size) rows is not of the beginning of this record")
      }
      cut = try BackupCut(source, after: builder.head)
      head = Head(commit: head.commit, sequence: builder.head, leaf: builder.leaf)
      settled = min(settled, ExpiryMark(through: cut?.acceptedAt ?? .distantPast))
    } else if try builder.root != StoredHead.root(in: source) {
      throw JournalError.damaged("the tree over the rows does not have the root that is stored with the head")
    }
    try writing { try builder.finish(head, settled: settled, from: source, cut) }
  }

  /// An earlier backup is continued only where it is the beginning of this record.
  private func checkBeginning(_ reader: SQLiteReader, _ builder: RecordBuilder) throws {
    guard builder.head > .none else { return }
    let root = try reader.read { source -> Digest? in
      guard try StoredHead.read(in: source).sequence >= builder.head else { return nil }
      let epochs = try StoredEpochs.read(in: source)
      guard (epochs.ended.map(\.epoch) + [epochs.current]).contains(builder.epoch) else {
        return nil
      }
      return try StoredTree(source, cell: cell, of: builder.epoch).root(size: builder.size)
    }
    guard root == builder.root else {
      throw Fault.target(.foreign("it is no earlier backup of this record: it has other rows, or more"))
    }
  }
}
