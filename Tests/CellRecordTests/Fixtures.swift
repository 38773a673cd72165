import CellRecord
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

/// Rows whose every field follows from the sequence number, so that what is read back can be compared with what must
/// have been written.
enum Traffic {
  static let streams: UInt64 = 3

  static func row(_ sequence: UInt64, documentBytes: Int? = nil) -> RecordRow {
    let stream = sequence % streams
    let text = "{\"header\":{\"serial\":\"UKR.GS-1/\(sequence)/26\"}}"
    let padding = (documentBytes ?? Int(sequence % 300)) - text.utf8.count
    let document = Array(text.utf8) + [UInt8](repeating: 0x20, count: max(0, padding))
    let signature = Array((sequence % 4 == 0 ? "" : "signature \(sequence)").utf8)
    return RecordRow(
      sequence: sequence, acceptedAt: 1_772_870_460_000_000 + Int64(sequence / 2),
      node: stream == 0 ? "CELL.OPS-1" : "UKR.GS-\(stream)", stream: UInt128(stream) << 96 | UInt128(stream),
      lane: lane(sequence), number: stream == 0 ? 0 : sequence, cause: stream == 0 ? sequence / 2 : 0,
      signature: signature[...], document: document[...])
  }

  static func lane(_ sequence: UInt64) -> UInt8 {
    sequence % 5 == 0 ? UInt8(sequence % 6) : 1
  }

  static func batch(after head: UInt64, count: Int, documentBytes: Int? = nil) -> RecordBatch {
    var batch = RecordBatch()
    batch.rows = (0..<UInt64(count)).map { row(head + 1 + $0, documentBytes: documentBytes) }
    return batch
  }

  static func refusal(_ number: UInt64, stream: UInt128 = 77, lane: UInt8 = 1) -> RefusedNumber {
    RefusedNumber(
      node: "FRA.CELL-1", stream: stream, lane: lane, number: number, code: 3107,
      pointer: "/header/label/releasableTo/1", detail: "number \(number)", signature: [],
      document: Array("refused \(number)".utf8)[...])
  }
}

extension SQLiteJournal {
  static func open(_ directory: TemporaryDirectory, limits: JournalLimits = JournalLimits()) throws(JournalError)
    -> SQLiteJournal
  {
    try open(directory: directory.path, cell: "paris", limits: limits)
  }
}

extension Journal {
  /// Every row, read as a broker that replays its record does.
  func allRows() throws(JournalError) -> [RecordRow] {
    var rows: [RecordRow] = []
    while true {
      let more = try self.rows(after: rows.last?.sequence ?? 0, limit: 100, bytes: 10_000)
      if more.isEmpty { return rows }
      rows += more
    }
  }
}
