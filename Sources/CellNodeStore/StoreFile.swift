import CellNode
import CellSchema
import Foundation
import GRDB
import Synchronization

/// The store's file, `NAME.sqlite` with a log beside it (WAL): made, checked, opened for this process alone.
struct StoreFile {
  let path: String

  /// `application_id` of a store, "CBNS", and the version of its tables.
  private static let application = 0x4342_4E53
  private static let version = 1

  /// Open until the process ends.
  private static let abandoned = Mutex<[DatabaseQueue]>([])

  /// Leaves a file as it is after a failure. SQLite would move the log into the file as it closes it, sync the file for a
  /// second time, be told that it is well, and delete the log.
  static func abandon(_ database: DatabaseQueue) { abandoned.withLock { $0.append(database) } }

  /// One after the other in this process: what is done with a draft takes its locks on the store along.
  private static let opening = Mutex(())

  func open(cell: CellName, node: NodeName) throws(NodeError) -> (DatabaseQueue, StoredContents) {
    try Self.opening.withLock { _ throws(NodeError) in try openAlone(cell: cell, node: node) }
  }

  private func openAlone(cell: CellName, node: NodeName) throws(NodeError) -> (DatabaseQueue, StoredContents) {
    do {
      guard let directory = try? FileHandle(forReadingFrom: URL(filePath: path).deletingLastPathComponent()) else {
        throw NodeError(.storeUnusable, "the directory of \(path) is not there, or cannot be read")
      }
      defer { try? directory.close() }
      try make(cell: cell, node: node)
      let (database, contents) = try openFile(cell: cell, node: node)
      // SQLite syncs the directory when it makes the log, and passes over an error of that. Our descriptor was open then,
      // and the kernel tells each of them once.
      try directory.synchronize()
      StoreDraft.sweep(beside: path)
      return (database, contents)
    } catch {
      throw Self.error(error, path)
    }
  }

  private func openFile(cell: CellName, node: NodeName) throws -> (DatabaseQueue, StoredContents) {
    let database = try DatabaseQueue(path: path, configuration: Self.configuration)
    do {
      return (database, try prepare(database, cell: cell, node: node))
    } catch let error as DatabaseError where error.resultCode == .SQLITE_IOERR {
      Self.abandon(database)
      throw error
    }
  }

  private func prepare(_ database: DatabaseQueue, cell: CellName, node: NodeName) throws -> StoredContents {
    let isNew = try database.read { try check($0) }
    try database.writeWithoutTransaction { db in
      // Executed, since fetching ends with the row, before the change is committed, and passes over an error of that.
      try db.execute(sql: "PRAGMA journal_mode = WAL")
      let mode = try String.fetchOne(db, sql: "PRAGMA journal_mode")
      let synchronous = try Int.fetchOne(db, sql: "PRAGMA synchronous")
      guard mode == "wal", synchronous == 2 else {
        throw NodeError(.storeUnusable, "\(path): SQLite keeps no durable log here")
      }
      do {
        try db.inTransaction(.immediate) {
          let tables = StoreTables(db: db)
          if isNew {
            try db.execute(sql: "PRAGMA application_id = \(Self.application)")
            try db.execute(sql: "PRAGMA user_version = \(Self.version)")
            try tables.create(cell: cell, node: node)
          }
          try tables.open(cell: cell, node: node, path)
          return .commit
        }
        // What a killed process had written and not synced becomes durable here, before it is sent.
        _ = try db.checkpoint(.truncate)
      } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL && !isNew {
        // What a full disk has on it is sent all the same, and is durable before that without a write.
        try syncLog()
      }
    }
    return try database.read { try StoreTables(db: $0).contents() }
  }

  /// It has its name when it is whole: what is left of a making that was cut short is not taken for a store.
  private func make(cell: CellName, node: NodeName) throws {
    let files = FileManager.default
    guard !files.fileExists(atPath: path) else { return }
    let draft = try StoreDraft(of: path)
    defer { draft.remove() }
    try StoreFile(path: draft.path).openFile(cell: cell, node: node).0.close()
    do {
      try files.linkItem(atPath: draft.path, toPath: path)
    } catch {
      // Another process was faster, or it cannot be.
      guard files.fileExists(atPath: path) else { throw error }
    }
  }

  /// The log alone: what is not in the file for certain is still in it.
  private func syncLog() throws {
    let log = path + "-wal"
    guard FileManager.default.fileExists(atPath: log) else { return }
    let handle = try FileHandle(forReadingFrom: URL(filePath: log))
    defer { try? handle.close() }
    try handle.synchronize()
  }

  /// Nothing is written to a file that is not ours.
  ///
  /// - Returns: whether it is empty.
  private func check(_ db: Database) throws -> Bool {
    let application = try Int.fetchOne(db, sql: "PRAGMA application_id")
    let version = try Int.fetchOne(db, sql: "PRAGMA user_version")
    if application == Self.application {
      guard version == Self.version else {
        throw NodeError(
          .storeUnusable, "\(path) is a store of version \(version ?? 0), this program knows \(Self.version)")
      }
      return false
    }
    guard application == 0, try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0 else {
      throw NodeError(.storeUnusable, "\(path) is a database of something else")
    }
    return true
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.prepareDatabase { db in
      // The lock is held from the first access until the process ends, however it ends.
      try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
      try db.execute(sql: "PRAGMA synchronous = FULL")
      try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
      try db.execute(sql: "PRAGMA mmap_size = 0")
      try db.execute(sql: "PRAGMA trusted_schema = OFF")
      try db.execute(sql: "PRAGMA temp_store = MEMORY")
    }
    return configuration
  }

  /// Whether an error is the disk's or the file's, and leaves it open what is on it.
  static func leavesDoubt(_ error: DatabaseError) -> Bool {
    switch error.resultCode {
    case .SQLITE_IOERR, .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_CANTOPEN, .SQLITE_READONLY: true
    default: false
    }
  }

  static func full(_ path: String) -> NodeError {
    NodeError(.outboxFull, "the disk under \(path) is full; nothing was taken")
  }

  static func error(_ error: any Error, _ path: String) -> NodeError {
    if let error = error as? NodeError { return error }
    guard let error = error as? DatabaseError else { return NodeError(.storeUnusable, "\(path): \(error)") }
    switch error.resultCode {
    case .SQLITE_FULL: return full(path)
    case .SQLITE_BUSY, .SQLITE_LOCKED: return NodeError(.storeUnusable, "another process has \(path) open")
    case .SQLITE_NOTADB: return NodeError(.storeUnusable, "\(path) is not a store")
    default: return NodeError(.storeUnusable, "\(path): \(error.message ?? "\(error.resultCode)")")
    }
  }
}
