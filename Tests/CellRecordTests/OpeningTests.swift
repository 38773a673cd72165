import CellJournal
import CellJournalTesting
import CellRecord
import CellSchema
import Foundation
import GRDB
import Testing

@Suite struct OpeningTests {
  @Test func theDirectoryIsHeldByOne() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    let error = #expect(throws: JournalError.self) { _ = try SQLiteJournal.open(directory) }
    guard case .locked = error else { throw Unexpected(error: error) }
    try journal.close()
    try SQLiteJournal.open(directory).close()
  }

  /// A child of this process between its fork and its exec has every descriptor, and with it the lock.
  @Test func aJournalThatIsClosedHoldsNothingThatAChildHas() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    let path = URL(filePath: directory.path).resolvingSymlinksInPath().path
    let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { CInt($0) }
    let held = open.filter { descriptor in
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")) == path
    }
    let descriptor = try #require(held.first)
    let inherited = dup(descriptor)
    defer { close(inherited) }
    try journal.close()
    try SQLiteJournal.open(directory).close()
  }

  @Test func aDirectoryIsMadeForTheUserOfTheDaemonAlone() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory: directory.path + "/state/record", cell: "paris")
    func permissions(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: directory.path + path)[.posixPermissions] as? Int
    }
    #expect(try permissions("/state/record") == 0o700)
    for file in ["record.sqlite", "record.sqlite-wal", "record.sqlite-shm"] {
      #expect(try permissions("/state/record/" + file) == 0o600, "\(file)")
    }
    try journal.close()
  }

  @Test func aDirectoryThatCannotBeIsReported() throws {
    let directory = TemporaryDirectory()
    try directory.write([], to: directory.path + "/file")
    let error = #expect(throws: JournalError.self) {
      _ = try SQLiteJournal.open(directory: directory.path + "/file/record", cell: "paris")
    }
    guard case .failed(let reason) = error else { throw Unexpected(error: error) }
    #expect(reason.contains("/file/record"))
  }

  @Test(arguments: ["text", "other database", "other cell", "earlier format", "later format"])
  func aForeignFileIsRefusedAndLeftAsItIs(kind: String) throws {
    let directory = TemporaryDirectory()
    switch kind {
    case "text": try directory.write(Array("What was said in Paris\n".utf8), to: directory.record)
    case "other database":
      try directory.stranger().write { try $0.execute(sql: "CREATE TABLE diary (day TEXT)") }
    case "other cell":
      try SQLiteJournal.open(directory: directory.path, cell: "geneva").close()
    default:
      try SQLiteJournal.open(directory).close()
      let version = kind == "later format" ? 4 : 1
      try directory.stranger().inDatabase { try $0.execute(sql: "PRAGMA user_version = \(version)") }
    }
    let before = try directory.bytes(directory.record)
    let error = #expect(throws: JournalError.self) { _ = try SQLiteJournal.open(directory) }
    guard case .foreign(let reason) = error else { throw Unexpected(error: error) }
    #expect(!reason.isEmpty && (kind.contains("format") ? reason.contains("reads format 3") : true))
    #expect(try directory.bytes(directory.record) == before)
  }

  @Test func aLogWithoutItsFileIsRefused() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    try journal.append(rows: 1)
    let killed = try directory.copyAsKilled()
    try FileManager.default.removeItem(atPath: killed.record)
    let error = #expect(throws: JournalError.self) { _ = try SQLiteJournal.open(killed) }
    guard case .damaged = error else { throw Unexpected(error: error) }
    #expect(!FileManager.default.fileExists(atPath: killed.record))
  }

  /// A begun record that was never finished is no record; nobody was answered from it.
  @Test func aDraftLeftByAKillIsBuiltAnew() throws {
    let directory = TemporaryDirectory()
    try directory.write([1, 2, 3], to: directory.record + ".new")
    let journal = try SQLiteJournal.open(directory)
    #expect(try journal.append(rows: 1).sequence == 1)
    #expect(!FileManager.default.fileExists(atPath: directory.record + ".new"))
  }

  /// Whatever a killed process left in its log is synced and moved into the file before anything is answered from it.
  @Test func openingCommitsAndEmptiesTheLog() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    #expect(try directory.bytes(directory.log).isEmpty)
    try journal.append(rows: 30)
    #expect(try !directory.bytes(directory.log).isEmpty)

    let killed = try directory.copyAsKilled()
    let reopened = try SQLiteJournal.open(killed)
    #expect(try killed.bytes(killed.log).isEmpty)
    // The file alone has it all now.
    let fileAlone = TemporaryDirectory()
    try fileAlone.write(killed.bytes(killed.record), to: fileAlone.record)
    let openings = try fileAlone.stranger().read {
      try Row.fetchOne($0, sql: "SELECT count, (SELECT sum(count) FROM page) AS rows FROM opening")
    }
    #expect(openings?["count"] == 2)
    #expect(openings?["rows"] == 30)
    #expect(try reopened.allRows() == sampleRows(30))
  }

  @Test func aReaderOfTheFileDoesNotHinderAnOpening() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    try journal.append(rows: 3)
    let killed = try directory.copyAsKilled()
    try killed.stranger().read { db in
      #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM messages") == 3)
      let opened = try SQLiteJournal.open(killed)
      // The reader keeps the log as it is; what a killed process left in it was written and synced again.
      #expect(try !killed.bytes(killed.log).isEmpty)
      #expect(try opened.head().sequence == 3)
      try opened.append(rows: 2)
      #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM messages") == 3)
      try opened.close()
    }
    #expect(try SQLiteJournal.open(killed).head().sequence == 5)
  }

  @Test func aLockOfAnotherProcessIsWaitedForAndThenNamed() throws {
    let directory = TemporaryDirectory()
    try SQLiteJournal.open(directory).close()
    var limits = JournalLimits()
    limits.openingPatience = .milliseconds(50)
    try directory.stranger().inDatabase { db in
      try db.inTransaction(.immediate) {
        let error = #expect(throws: JournalError.self) {
          _ = try SQLiteJournal.open(directory: directory.path, cell: "paris", limits: limits)
        }
        guard case .locked = error else { throw Unexpected(error: error) }
        return .rollback
      }
    }
    #expect(try SQLiteJournal.open(directory).head().sequence == 0)
  }

  @Test(arguments: [
    ("synchronous", "NORMAL"), ("synchronous", "OFF"), ("locking_mode", "EXCLUSIVE"), ("wal_autocheckpoint", "1000"),
    ("busy_timeout", "50"), ("mmap_size", "65536"), ("journal_mode", "DELETE"),
  ])
  func aConnectionWithLessDurabilityThanAskedForIsUnsafe(setting: String, value: String) throws {
    let directory = TemporaryDirectory()
    try SQLiteJournal.open(directory).close()
    try directory.stranger().inDatabase { db in
      for asked in ["synchronous = FULL", "wal_autocheckpoint = 0", "mmap_size = 0"] {
        try db.execute(sql: "PRAGMA \(asked)")
      }
      try Durability.check(db)
      try db.execute(sql: "PRAGMA \(setting) = \(value)")
      let error = #expect(throws: JournalError.self) {
        do { try Durability.check(db) } catch let error as JournalError { throw error }
      }
      guard case .undurable(let reason) = error else { throw Unexpected(error: error) }
      #expect(reason.contains(setting))
    }
  }

  @Test func theFileSaysWhatItIs() throws {
    let directory = TemporaryDirectory()
    try SQLiteJournal.open(directory).close()
    let header = try directory.bytes(directory.record).prefix(100)
    #expect(header[16..<18] == [0x10, 0x00])  // Pages of 4 KiB.
    #expect(header[18..<20] == [2, 2])  // WAL, for readers and writers.
    #expect(header[60..<64] == [0, 0, 0, 3])
    #expect(Array(header[68..<72]) == Array("CELB".utf8))
  }
}
