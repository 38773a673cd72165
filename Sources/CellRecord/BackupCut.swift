import CellJournal
import CellSchema
import GRDB

/// What a copy of a record's first rows may not have of the later ones: their numbers count as not decided, readers have
/// not come to them, and nothing that expired since is settled.
struct BackupCut {
  /// The last row that is copied.
  let last: SequenceNumber
  /// When it was accepted.
  let acceptedAt: Microseconds
  /// By the stream's key and lane the lowest number that a row beyond has.
  private var lowest: [Place: UInt64] = [:]

  private struct Place: Hashable {
    var stream: Int64
    var lane: Precedence
  }

  init(_ source: Database, after last: SequenceNumber) throws {
    self.last = last
    acceptedAt = try RecordReader.rows(in: source, [last], bytes: 0).first?.acceptedAt ?? .distantPast
    var place = last
    while true {
      let rows = try RecordReader.keyedRows(
        in: source, after: place, limit: RecordBuilder.batchRows, bytes: RecordBuilder.batchBytes)
      guard let read = rows.last else { break }
      for (row, stream) in rows {
        guard let stream, let number = row.number?.number else { continue }
        let place = Place(stream: stream, lane: row.lane)
        lowest[place] = min(lowest[place] ?? .max, number)
      }
      place = read.row.sequence
    }
  }

  /// Takes it out of the copy, in the transaction that is open.
  func apply(to db: Database) throws {
    for (place, number) in lowest {
      let number = try stored(number)
      try db.execute(
        sql: "UPDATE stream SET next\(place.lane.lane) = ? WHERE id = ?", arguments: [number, place.stream])
      try db.execute(
        sql: "DELETE FROM refusal WHERE stream = ? AND lane = ? AND number >= ?",
        arguments: [place.stream, Int64(place.lane.lane), number])
    }
    let end = try stored(last.value)
    let columns = Precedence.lanes.flatMap { ["cursor\($0.lane)", "start\($0.lane)"] }
    try db.execute(
      sql: "UPDATE subscription SET " + columns.map { "\($0) = min(\($0), \(end))" }.joined(separator: ", "))
    try db.execute(sql: "DELETE FROM aside WHERE seq > ?", arguments: [end])
  }
}
