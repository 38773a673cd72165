package import CellJournal
import CellProof
package import CellSchema
import Foundation
import GRDB
import Glibc

/// Puts a backup in the place of a cell's record, in one step once it is whole and on the disk. What was there is sealed: it
/// stays beside it under another name, where no daemon opens it.
///
/// The record's directory is held until this value is gone: no daemon runs on it.
package struct RecordRestore: Sendable {
  private let directory: String
  private let backup: String
  private let cell: CellName
  private let lock: DirectoryLock?

  /// - Parameters:
  ///   - directory: the record's directory, which need not be there.
  ///   - backup: the backup's file.
  /// - Throws: ``JournalError/locked(_:)`` where a daemon runs on it.
  package init(directory: String, backup: String, cell: CellName) throws(JournalError) {
    self.directory = URL(fileURLWithPath: directory).standardizedFileURL.path
    self.backup = backup
    self.cell = cell
    lock =
      FileManager.default.fileExists(atPath: directory)
      ? try DirectoryLock(directory: directory) : nil
    guard !FileManager.default.fileExists(atPath: RecordFile(path: backup).logPath) else {
      throw .failed("a log is beside it: it is a living record, and no backup")
    }
  }

  /// Where the record is made ready; what a restore that was stopped has left there is thrown away.
  package var draft: String { Self.draft(of: directory) }

  static func draft(of directory: String) -> String {
    URL(fileURLWithPath: directory).standardizedFileURL.path + ".restoring"
  }

  /// Copies the backup to ``draft``.
  ///
  /// - Parameter epoch: which begins where rows were lost; its first row is to be added. Nil: the log goes on.
  package func prepare(_ epoch: RecordEpoch?) throws(JournalError) {
    let file = RecordFile(directory: draft)
    try withJournalErrors {
      if FileManager.default.fileExists(atPath: draft) {
        try FileManager.default.removeItem(atPath: draft)
      }
      try RecordFile.makeDirectory(draft)
      try FileManager.default.copyItem(atPath: backup, toPath: file.path)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
      let queue = try DatabaseQueue(
        path: file.path, configuration: Durability.configuration(readonly: false))
      try queue.writeWithoutTransaction { db in
        if let epoch { try begin(epoch, in: db) }
        _ = try db.checkpoint(.truncate)
      }
      try queue.close()
      let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file.path))
      try handle.synchronize()
      try handle.close()
      try DirectoryLock.synchronize(draft)
    }
  }

  private func begin(_ epoch: RecordEpoch, in db: Database) throws {
    let current = try StoredEpochs.read(in: db).current
    let head = try StoredHead.read(in: db).sequence
    guard epoch.number == current.number + 1, epoch.base > head.next else {
      throw JournalError.failed(
        "epoch \(epoch.number) cannot begin with row \(epoch.base) after row \(head)")
    }
    let ended = StoredEpochs.Ended(
      epoch: current, size: current.size(through: head), root: try StoredHead.root(in: db))
    try db.inTransaction(.immediate) {
      try StoredEpochs.begin(epoch, ending: ended, in: db)
      return .commit
    }
  }

  /// Gives ``draft`` the record's name.
  ///
  /// - Parameters:
  ///   - name: of the sealed directory, beside the record's.
  ///   - file: whose owner the record gets where there was none; otherwise it gets that one's.
  /// - Returns: whether there was a record, which is sealed now.
  package func adopt(sealing name: String, owner file: String) throws(JournalError) -> Bool {
    let hasFormer = FileManager.default.fileExists(atPath: directory)
    try FileOwner.give(draft, like: hasFormer ? directory : file)
    // A kill between the two leaves no record, and no daemon begins another beside the draft.
    if hasFormer { try rename(directory, to: name) }
    do throws(JournalError) {
      try rename(draft, to: directory)
    } catch {
      if hasFormer { try rename(name, to: directory) }
      throw error
    }
    try DirectoryLock.synchronize(URL(fileURLWithPath: directory).deletingLastPathComponent().path)
    return hasFormer
  }

  private func rename(_ path: String, to name: String) throws(JournalError) {
    guard unsafe Glibc.rename(path, name) == 0 else {
      throw .failed("cannot rename \(path) to \(name): \(SystemWords.of(errno: errno))")
    }
  }
}
