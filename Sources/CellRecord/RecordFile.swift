import CellJournal
import CellSchema
import Foundation
import GRDB
import GRDBSQLite
import Glibc

/// The record's file: its path, the check that it is a record, and how a new one is created.
struct RecordFile {
  let directory: String

  /// `record.sqlite`, with `-wal` and `-shm` beside it.
  let path: String

  /// Whether it is a file by itself, a backup.
  let isAlone: Bool

  init(directory: String) {
    self.directory = directory
    path = directory + "/record.sqlite"
    isAlone = false
  }

  /// A record's file by itself, a backup.
  init(path: String) {
    self.path = path
    directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
    isAlone = true
  }

  /// What a reader gives SQLite to open. Beside a backup nothing is written, and a medium that cannot be written to will
  /// do: SQLite is told that nobody changes it (<https://sqlite.org/uri.html>, `immutable`). A file with a log beside it
  /// is a living record, wherever it is.
  var readerAddress: String {
    let log = try? FileManager.default.attributesOfItem(atPath: logPath)[.size] as? UInt64
    guard isAlone, log ?? 0 == 0, Self.readsAddresses else { return path }
    return URL(fileURLWithPath: path).absoluteString + "?immutable=1"
  }

  private static let readsAddresses = unsafe sqlite3_compileoption_used("USE_URI") != 0

  var logPath: String { path + "-wal" }

  /// A new record is built under this name and renamed when it is whole.
  var draftPath: String { path + ".new" }

  var exists: Bool { FileManager.default.fileExists(atPath: path) }

  /// Makes the directory and its missing parents, and makes their entries durable: after a loss of power, a record is
  /// lost in a directory whose entry was not on the disk.
  static func makeDirectory(_ directory: String) throws(JournalError) {
    var path = URL(fileURLWithPath: directory).standardizedFileURL
    var parents: [URL] = []
    while path.path != "/", !FileManager.default.fileExists(atPath: path.path) {
      path.deleteLastPathComponent()
      parents.append(path)
    }
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .failed("cannot make \(directory): \(SystemWords.of(error))")
    }
    // An existing directory may have been made by a daemon that was killed before the entry was durable.
    let parent = URL(fileURLWithPath: directory).standardizedFileURL.deletingLastPathComponent()
    if parents.isEmpty, FileManager.default.isReadableFile(atPath: parent.path) { parents = [parent] }
    for parent in parents {
      try DirectoryLock.synchronize(parent.path)
    }
  }

  /// Builds a new, empty record.
  ///
  /// The file appears whole or not at all, so that a file of this name always has our header: a kill on the way leaves
  /// a draft from which nobody was ever answered.
  func create(cell: CellName, lock: DirectoryLock) throws(JournalError) {
    guard !FileManager.default.fileExists(atPath: logPath) else {
      throw .damaged("\(path) is gone, but its log \(logPath) is there")
    }
    try buildDraft(cell: cell)
    try adoptDraft(lock)
  }

  /// Builds an empty record under the draft's name; one that a kill has left is built anew.
  func buildDraft(cell: CellName) throws(JournalError) {
    try withJournalErrors {
      for path in [draftPath, draftPath + "-wal", draftPath + "-shm"]
      where FileManager.default.fileExists(atPath: path) {
        try FileManager.default.removeItem(atPath: path)
      }
      // SQLite gives the log the file's permissions: nobody but the daemon's user may read or write the record.
      guard FileManager.default.createFile(atPath: draftPath, contents: nil, attributes: [.posixPermissions: 0o600])
      else { throw JournalError.failed("cannot create \(draftPath)") }
      let queue = try DatabaseQueue(path: draftPath)
      try queue.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA page_size = \(Durability.pageSize)")
        try db.execute(sql: "PRAGMA synchronous = FULL")
        // The rename makes creation one step; a journal beside the draft would only be left over.
        try db.execute(sql: "PRAGMA journal_mode = MEMORY")
        try db.execute(sql: "PRAGMA application_id = \(RecordSchema.applicationID)")
        try db.execute(sql: "PRAGMA user_version = \(RecordSchema.format)")
        try db.inTransaction(.immediate) {
          try RecordSchema.create(in: db, cell: cell)
          return .commit
        }
        try db.execute(sql: "PRAGMA journal_mode = WAL")
      }
      try queue.close()
    }
  }

  /// Gives the draft the record's name, in one step, whether or not there is a record.
  func adoptDraft(_ lock: DirectoryLock) throws(JournalError) {
    guard unsafe rename(draftPath, path) == 0 else {
      throw .failed("cannot rename \(draftPath): \(SystemWords.of(errno: errno))")
    }
    try lock.synchronize()
  }

  /// Writes a log's bytes over themselves and syncs it, so that what it holds is on the disk and not only in the kernel's
  /// memory: a sync that failed once may have left it there, and a later one says nothing of it. Whoever reads it
  /// meanwhile finds what was there.
  ///
  /// - Precondition: nobody can write to it: a transaction of our own is open.
  static func writeAgain(_ path: String) throws(JournalError) {
    do {
      let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
      defer { try? file.close() }
      var offset: UInt64 = 0
      while let bytes = try file.read(upToCount: 1 << 20), !bytes.isEmpty {
        try file.seek(toOffset: offset)
        try file.write(contentsOf: bytes)
        offset += UInt64(bytes.count)
      }
      try file.synchronize()
    } catch {
      throw .failed("cannot write \(path) again: \(SystemWords.of(error))")
    }
  }

  /// Reads the file's header, before SQLite touches anything: a file that is not ours stays as it is to the byte.
  ///
  /// Without a log, the file has to be as long as it says. With one, its length is left to SQLite, which knows what the
  /// log holds: a kill or a full disk in the middle of a checkpoint leaves a file that ends within a page, and loses
  /// nothing.
  ///
  /// (SQLite's file format, §1.3: magic at 0, page size at 16, pages at 28, user version at 60, application id at 68.)
  ///
  /// - Parameter wanted: the format that it has to have.
  func checkHeader(format wanted: Int32 = RecordSchema.format) throws(JournalError) {
    let header: [UInt8]
    let length: UInt64
    do {
      let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? file.close() }
      header = try file.read(upToCount: 100).map { [UInt8]($0) } ?? []
      length = try file.seekToEnd()
    } catch {
      throw .failed("cannot read \(path): \(SystemWords.of(error))")
    }
    guard !header.isEmpty else { throw .damaged("\(path) is empty") }
    guard header.starts(with: Array("SQLite format 3\0".utf8)) else {
      throw .foreign("\(path) is not an SQLite database")
    }
    guard header.count == 100 else { throw .damaged("\(path) ends within its header") }
    func number(at offset: Int) -> UInt32 {
      header[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
    guard number(at: 68) == UInt32(RecordSchema.applicationID) else {
      throw .foreign("\(path) is an SQLite database, but not a record")
    }
    let format = number(at: 60)
    guard format == UInt32(wanted) else {
      let way =
        format == RecordSchema.formerFormat && wanted == RecordSchema.format
        ? ", and `cellbus record upgrade` makes it so" : ""
      throw .foreign("\(path) has format \(format); this version reads format \(wanted)\(way)")
    }
    let pageSize = Int(header[16]) << 8 | Int(header[17])
    guard pageSize == Durability.pageSize else { throw .damaged("\(path): page size \(pageSize)") }
    let log = (try? FileManager.default.attributesOfItem(atPath: logPath)[.size] as? UInt64) ?? 0
    guard log > 0 || length >= UInt64(number(at: 28)) * UInt64(pageSize) else {
      throw .damaged("\(path) has \(length) bytes, and not the \(number(at: 28)) pages that it says it has")
    }
  }
}
