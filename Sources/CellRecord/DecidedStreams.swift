import CellJournal
import CellSchema
import Foundation
import GRDB

/// The streams in which one batch decides numbers: their keys in the file, and their next numbers as the batch moves
/// them.
struct DecidedStreams {
  private struct Stream {
    var key: Int64
    /// By lane, the next number before the batch.
    var decided: Lanes<Int64>
    /// By lane, the number that the next accepted one may not be below.
    var accepted: Lanes<Int64>
    /// By lane, the next number after the batch's decisions so far.
    var next: Lanes<Int64>
    /// The lanes in which the batch refuses a number.
    var refusing = LaneSet()
  }

  private let db: Database
  private var streams: [UInt128: Stream] = [:]
  /// The stream of the previous row: a publisher's messages come in runs.
  private var current: (id: UInt128, stream: Stream)?

  init(db: Database) {
    self.db = db
  }

  /// Notes an accepted number.
  ///
  /// - Returns: the stream's key in the file; nil for a message of the bus itself.
  mutating func decide(_ row: RecordRow) throws -> Int64? {
    guard let number = row.number else { return nil }
    let key = try decide(number, node: row.node, lane: row.lane)
    guard let least = current?.stream.accepted[row.lane], try stored(number.number) >= least else {
      throw JournalError.failed("number \(number.number) in the \(row.lane) lane of a stream was decided before")
    }
    current?.stream.accepted[row.lane] = try stored(number.number) + 1
    return key
  }

  /// Notes a refused number.
  ///
  /// - Returns: the stream's key in the file.
  mutating func decide(_ refusal: RefusedNumber) throws -> Int64 {
    let key = try decide(refusal.number, node: refusal.node, lane: refusal.lane)
    current?.stream.refusing.insert(refusal.lane)
    return key
  }

  private mutating func decide(_ number: StreamNumber, node: NodeName, lane: Precedence) throws -> Int64 {
    let decided = try stored(number.number)
    if current?.id != number.stream {
      if let current { streams[current.id] = current.stream }
      current = (number.stream, try streams[number.stream] ?? fetch(number.stream, node: node))
    }
    guard let stream = current?.stream else { preconditionFailure("it was set above") }
    current?.stream.next[lane] = max(stream.next[lane], decided + 1)
    return stream.key
  }

  private func fetch(_ id: UInt128, node: NodeName) throws -> Stream {
    let bytes = Data(streamBytes(id))
    let statement = try db.cachedStatement(
      sql: "SELECT id, next0, next1, next2, next3, next4, next5 FROM stream WHERE stream = ?")
    if let row = try Row.fetchOne(statement, arguments: [bytes]) {
      var next = Lanes<Int64>(repeating: 1)
      for lane in Precedence.lanes { next[lane] = try row.number(1 + Int(lane.lane)) }
      return Stream(key: try row.number(0), decided: next, accepted: next, next: next)
    }
    try db.cachedStatement(sql: "INSERT INTO stream (stream, node) VALUES (?, ?)")
      .execute(arguments: [bytes, node.description])
    let next = Lanes<Int64>(repeating: 1)
    return Stream(key: db.lastInsertedRowID, decided: next, accepted: next, next: next)
  }

  /// Stores the next numbers, and deletes refusals too old to be asked for by a repeat.
  mutating func store(keepingRefusals limit: UInt64) throws {
    if let current { streams[current.id] = current.stream }
    current = nil
    for stream in streams.values where stream.next != stream.decided {
      var arguments: StatementArguments = []
      for next in stream.next.elements { arguments += [next] }
      arguments += [stream.key]
      try db.cachedStatement(
        sql: """
          UPDATE stream SET next0 = ?, next1 = ?, next2 = ?, next3 = ?, next4 = ?, next5 = ? WHERE id = ?
          """
      ).execute(arguments: arguments)
      for lane in Precedence.lanes where stream.refusing.contains(lane) {
        try db.cachedStatement(sql: "DELETE FROM refusal WHERE stream = ? AND lane = ? AND number < ?")
          .execute(arguments: [stream.key, Int64(lane.lane), stream.next[lane] - Int64(limit)])
      }
    }
  }
}
