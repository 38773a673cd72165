import CellJournal
import CellJournalTesting
import CellRecord
import CellSchema
import Foundation
import GRDB

/// A directory that goes with the value that made it.
final class TemporaryDirectory: Sendable {
  let path: String

  init() {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("record-\(UUID().uuidString)").path
  }

  var record: String { path + "/record.sqlite" }
  var log: String { record + "-wal" }

  func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
    try FileManager.default.createDirectory(atPath: self.path, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  /// What a process that is killed at this moment leaves behind: the file, and the log with what is not in it yet.
  func copyAsKilled(logBytes: Int? = nil) throws -> TemporaryDirectory {
    let copy = TemporaryDirectory()
    try copy.write(bytes(record), to: copy.record)
    let log = try bytes(self.log)
    try copy.write(log.prefix(logBytes ?? log.count), to: copy.log)
    return copy
  }

  /// Something else than the journal that works on the file.
  func stranger() throws -> DatabaseQueue {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return try DatabaseQueue(path: record)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }
}

/// SplitMix64: the same numbers from the same seed on every machine.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

extension SQLiteJournal {
  static func open(_ directory: TemporaryDirectory, limits: JournalLimits = JournalLimits()) throws(JournalError)
    -> SQLiteJournal
  {
    try open(directory: directory.path, cell: "paris", limits: limits)
  }
}

extension SQLiteJournal {
  /// Every row, read as a broker that replays its record does.
  func allRows() throws(JournalError) -> [RecordRow] {
    var rows: [RecordRow] = []
    while true {
      let more = try self.rows(after: rows.last?.sequence ?? .none, limit: 100, bytes: 10_000)
      if more.isEmpty { return rows }
      rows += more
    }
  }

  /// Appends rows that follow those that are there.
  @discardableResult
  func append(rows count: Int, documentBytes: Int? = nil) throws(JournalError) -> Head {
    let head = try head()
    return try append(
      SampleTraffic.batch(after: head.sequence, count: count, documentBytes: documentBytes), after: head)
  }
}

/// The first rows of a record that has nothing but sample traffic.
func sampleRows(_ count: SequenceNumber) -> [RecordRow] {
  SampleTraffic.batch(after: .none, count: Int(count.value)).rows
}

/// An error of another kind than the one that was caused.
struct Unexpected: Error {
  var error: JournalError?
}
