import CellNode
import CellSchema
import Foundation
import GRDB
import Synchronization

/// The store's file, `NAME.sqlite` with a log beside it (WAL): created, checked, and opened for this process alone.
struct StoreFile {
  let path: String

  /// The `application_id` of a store, "CBNS", and the version of its tables.
  private static let application = 0x4342_4E53
  private static let version = 1

  /// Connections left open until the process ends: see ``abandon(_:)``.
  private static let abandoned = Mutex<[DatabaseQueue]>([])

  /// Leaves a connection open, and the file as it is, after a failure. In closing, SQLite would move the log into the
  /// file, sync the file a second time, be told that all is well, and delete the log.
  static func abandon(_ database: DatabaseQueue) { abandoned.withLock { $0.append(database) } }

  /// Held while a store is opened: in this process, work on an unnamed store would release the locks on the store.
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
      // SQLite syncs the directory when it makes the log, and ignores an error of that sync. Our descriptor was open at
      // the time, and the kernel reports such an error once to each descriptor.
      try directory.synchronize()
      UnnamedStore.sweep(beside: path)
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
      // Executed and not fetched: a fetch ends with the row, before the change is committed, and ignores an error of
      // the commit.
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
        // Pages that a killed process wrote and did not sync become durable here, before their messages are sent.
        _ = try db.checkpoint(.truncate)
      } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL && !isNew {
        // Messages in a store on a full disk are sent all the same: syncing the log makes them durable without a write.
        try syncLog()
      }
    }
    return try database.read { try StoreTables(db: $0).contents() }
  }

  /// Creates the store under another name and renames it when it is whole: a creation that was cut short is not taken
  /// for a store.
  private func make(cell: CellName, node: NodeName) throws {
    let files = FileManager.default
    guard !files.fileExists(atPath: path) else { return }
    let unnamed = try UnnamedStore(of: path)
    defer { unnamed.remove() }
    try StoreFile(path: unnamed.path).openFile(cell: cell, node: node).0.close()
    do {
      try files.linkItem(atPath: unnamed.path, toPath: path)
    } catch {
      // Another process was faster, or the store cannot be created.
      guard files.fileExists(atPath: path) else { throw error }
    }
  }

  /// Syncs the log alone: pages that are not certain to be in the file are still in the log.
  private func syncLog() throws {
    let log = path + "-wal"
    guard FileManager.default.fileExists(atPath: log) else { return }
    let handle = try FileHandle(forReadingFrom: URL(filePath: log))
    defer { try? handle.close() }
    try handle.synchronize()
  }

  /// Checks that the file is a store or empty: nothing is written to a foreign file.
  ///
  /// - Returns: whether the file is empty.
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

  /// Whether an error comes from the disk or the file, and leaves the file's state uncertain.
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
    guard let error = error as? DatabaseError else {
      return NodeError(.storeUnusable, "\(path): \(SystemWords.of(error))")
    }
    switch error.resultCode {
    case .SQLITE_FULL: return full(path)
    case .SQLITE_BUSY, .SQLITE_LOCKED: return NodeError(.storeUnusable, "another process has \(path) open")
    case .SQLITE_NOTADB: return NodeError(.storeUnusable, "\(path) is not a store")
    default: return NodeError(.storeUnusable, "\(path): \(error.message ?? "\(error.resultCode)")")
    }
  }
}
