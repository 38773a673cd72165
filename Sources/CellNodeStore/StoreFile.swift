import CellNode
import CellSchema
import Foundation
import GRDB

/// The store's file, `NAME.sqlite` with a log beside it (WAL): made, checked, opened for this process alone.
struct StoreFile {
  let path: String

  /// `application_id` of a store, "CBNS", and the version of its tables.
  private static let application = 0x4342_4E53
  private static let version = 1

  func open(cell: CellName, node: NodeName) throws(NodeError) -> (DatabaseQueue, StoredContents) {
    do {
      try make()
      let database = try DatabaseQueue(path: path, configuration: Self.configuration)
      let isNew = try database.read { try check($0) }
      try database.writeWithoutTransaction { db in
        let mode = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
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
      return (database, try database.read { try StoreTables(db: $0).contents() })
    } catch {
      throw Self.error(error, path)
    }
  }

  /// Readable to the node's user alone: it holds messages. Its name is durable before anything is in it.
  private func make() throws {
    guard !FileManager.default.fileExists(atPath: path) else { return }
    guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
      throw NodeError(.storeUnusable, "\(path) cannot be made: is its directory there, and writable?")
    }
    try sync(URL(filePath: path).deletingLastPathComponent())
  }

  /// The log alone: what is not in the file for certain is still in it.
  private func syncLog() throws {
    let log = URL(filePath: path + "-wal")
    guard FileManager.default.fileExists(atPath: log.path) else { return }
    try sync(log)
    try sync(log.deletingLastPathComponent())
  }

  private func sync(_ place: URL) throws {
    let handle = try FileHandle(forReadingFrom: place)
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

  static func error(_ error: any Error, _ path: String) -> NodeError {
    if let error = error as? NodeError { return error }
    guard let error = error as? DatabaseError else { return NodeError(.storeUnusable, "\(path): \(error)") }
    switch error.resultCode {
    case .SQLITE_FULL: return NodeError(.outboxFull, "the disk under \(path) is full; nothing was taken")
    case .SQLITE_BUSY, .SQLITE_LOCKED: return NodeError(.storeUnusable, "another process has \(path) open")
    case .SQLITE_NOTADB: return NodeError(.storeUnusable, "\(path) is not a store")
    default: return NodeError(.storeUnusable, "\(path): \(error.message ?? "\(error.resultCode)")")
    }
  }
}
