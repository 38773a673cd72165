import Foundation
import GRDB

/// The streams that one batch decides numbers of: their keys in the file, and their next numbers as they move on.
struct DecidedStreams {
  private struct Stream {
    var key: Int64
    /// By lane, as it was before the batch: nothing below may be decided again.
    var decided: [Int64]
    /// By lane, as it is after what the batch has said so far.
    var next: [Int64]
    /// By lane: whether the batch refuses a number of it.
    var refuses = [Bool](repeating: false, count: RecordSchema.laneCount)
  }

  private let db: Database
  private var streams: [UInt128: Stream] = [:]
  /// The stream of the row before, since a publisher's messages come in runs.
  private var current: (id: UInt128, stream: Stream)?

  init(db: Database) {
    self.db = db
  }

  /// Notes an accepted number.
  ///
  /// - Returns: the stream's key in the file.
  mutating func decide(_ row: RecordRow) throws -> Int64 {
    try decide(stream: row.stream, node: row.node, lane: row.lane, number: row.number, refused: false)
  }

  /// Notes a refused number.
  mutating func decide(_ refusal: RefusedNumber) throws -> Int64 {
    try decide(
      stream: refusal.stream, node: refusal.node, lane: refusal.lane, number: refusal.number, refused: true)
  }

  private mutating func decide(
    stream id: UInt128, node: String, lane: UInt8, number: UInt64, refused: Bool
  ) throws -> Int64 {
    guard lane < RecordSchema.laneCount else { throw JournalError.failed("there is no lane \(lane)") }
    let lane = Int(lane)
    let number = try stored(number)
    if current?.id != id {
      if let current { streams[current.id] = current.stream }
      current = (id, try streams[id] ?? fetch(id, node: node))
    }
    // An accepted number lies above those accepted before it, so that a lane stands in the order in which it was sent;
    // a refused one may lie between them.
    guard let stream = current?.stream, number >= (refused ? stream.decided : stream.next)[lane] else {
      throw JournalError.failed("number \(number) in lane \(lane) of a stream of \(node) was decided before")
    }
    current?.stream.next[lane] = max(stream.next[lane], number + 1)
    if refused { current?.stream.refuses[lane] = true }
    return stream.key
  }

  private func fetch(_ id: UInt128, node: String) throws -> Stream {
    let bytes = Data(streamBytes(id))
    let statement = try db.cachedStatement(
      sql: "SELECT id, next0, next1, next2, next3, next4, next5 FROM stream WHERE stream = ?")
    if let row = try Row.fetchOne(statement, arguments: [bytes]) {
      let next: [Int64] = try (1...RecordSchema.laneCount).map { try row.number($0) }
      return Stream(key: try row.number(0), decided: next, next: next)
    }
    try db.cachedStatement(sql: "INSERT INTO stream (stream, node) VALUES (?, ?)").execute(arguments: [bytes, node])
    let next = [Int64](repeating: 1, count: RecordSchema.laneCount)
    return Stream(key: db.lastInsertedRowID, decided: next, next: next)
  }

  /// Stores the next numbers, and drops refusals that no repeat can ask for any more.
  mutating func store(keepingRefusals limit: UInt64) throws {
    if let current { streams[current.id] = current.stream }
    current = nil
    for stream in streams.values where stream.next != stream.decided {
      var arguments: StatementArguments = []
      for next in stream.next { arguments += [next] }
      arguments += [stream.key]
      try db.cachedStatement(
        sql: """
          UPDATE stream SET next0 = ?, next1 = ?, next2 = ?, next3 = ?, next4 = ?, next5 = ? WHERE id = ?
          """
      ).execute(arguments: arguments)
      for lane in 0..<RecordSchema.laneCount where stream.refuses[lane] {
        try db.cachedStatement(sql: "DELETE FROM refusal WHERE stream = ? AND lane = ? AND number < ?")
          .execute(arguments: [stream.key, lane, stream.next[lane] - Int64(limit)])
      }
    }
  }
}
