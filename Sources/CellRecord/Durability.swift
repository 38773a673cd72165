import CellJournal
package import GRDB

/// The SQLite settings of every connection, and the check that they are in force.
package enum Durability {
  /// 4 KiB: the page of the kernel's cache and the block of the usual file systems. A commit of one message writes
  /// some seven pages whatever their size, so that larger ones cost more of each fsync than they save in the tree.
  static let pageSize = 4096

  /// The size in bytes to which SQLite cuts the log after a burst (16 MiB); between checkpoints the log stays well
  /// below it.
  static let logLimit = 16 << 20

  static func configuration(readonly: Bool) -> Configuration {
    var configuration = Configuration()
    configuration.readonly = readonly
    configuration.foreignKeysEnabled = false  // The schema has none: they would cost a look-up for each row.
    configuration.prepareDatabase { try prepare($0) }
    return configuration
  }

  /// Applies the settings to a connection, before its first use.
  static func prepare(_ db: Database) throws {
    // SQLite's own default is FULL, that of WAL in much software is NORMAL, and a build may have either: with NORMAL a
    // commit is not synced, and the last receipts are lost with the power.
    try db.execute(sql: "PRAGMA synchronous = FULL")
    // Checkpoints are run by the journal itself: the automatic one swallows its errors, a failed fsync among them.
    try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
    try db.execute(sql: "PRAGMA journal_size_limit = \(logLimit)")
    // Readers of the same process and an operator's `sqlite3` share the file with the writer.
    try db.execute(sql: "PRAGMA locking_mode = NORMAL")
    // Locks of other processes are waited out by those who call, each with its own patience.
    try db.execute(sql: "PRAGMA busy_timeout = 0")
    // An I/O error in mapped memory is a SIGBUS, not an error code.
    try db.execute(sql: "PRAGMA mmap_size = 0")
    // Check each page's structure as it is read, and run no function that a damaged schema smuggles in.
    try db.execute(sql: "PRAGMA cell_size_check = ON")
    try db.execute(sql: "PRAGMA trusted_schema = OFF")
    // A full disk must not fail a statement that needs a temporary file.
    try db.execute(sql: "PRAGMA temp_store = MEMORY")
  }

  /// Reads back the settings that durability depends on.
  ///
  /// - Throws: ``JournalError/undurable(_:)`` with the first setting that is not as it should be.
  package static func check(_ db: Database) throws {
    let asked: [(setting: String, value: String)] = [
      ("journal_mode", "wal"), ("synchronous", "2"), ("locking_mode", "normal"), ("wal_autocheckpoint", "0"),
      ("busy_timeout", "0"), ("mmap_size", "0"),
    ]
    for (setting, value) in asked {
      let given = try String.fetchOne(db, sql: "PRAGMA \(setting)") ?? "nothing"
      guard given == value else { throw JournalError.undurable("\(setting) is \(given), not \(value)") }
    }
  }
}
