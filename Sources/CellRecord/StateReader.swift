import CellJournal
import CellProof
import CellSchema
import Foundation
import GRDB

/// Reads what the record has beside rows: decisions on numbers, streams, durable subscriptions, asides and files.
enum StateReader {
  static func decisions(
    in db: Database, stream: UInt128, lane: Precedence, numbers: ClosedRange<UInt64>
  ) throws -> [RecordedDecision] {
    let key = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT id FROM stream WHERE stream = ?"), arguments: [Data(streamBytes(stream))])
    guard let key else { return [] }
    let accepted = try accepted(in: db, stream: key, lane: lane, numbers: numbers)
    let refused = try refused(in: db, stream: key, lane: lane, numbers: numbers)
    return (accepted + refused).sorted { $0.number < $1.number }
  }

  private static func accepted(
    in db: Database, stream: Int64, lane: Precedence, numbers: ClosedRange<UInt64>
  ) throws -> [RecordedDecision] {
    let runs = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT page, rows, hashes FROM run CROSS JOIN page ON page.first = run.page
            WHERE stream = ?1 AND lane = ?2 AND run.first <= ?4
              AND run.first >= coalesce(
                (SELECT max(first) FROM run WHERE stream = ?1 AND lane = ?2 AND first <= ?3), ?3)
            ORDER BY run.first
          """),
      arguments: [
        stream, Int64(lane.lane), Int64(clamping: numbers.lowerBound), Int64(clamping: numbers.upperBound),
      ])
    var decisions: [RecordedDecision] = []
    while let run = try runs.next() {
      var sequence = try run.sequence(0)
      let hashes = try run.bytes(2)
      var offset = 0
      var reader = try PageRowsReader(try run.textBytes(1))
      while let row = try reader.next() {
        defer {
          sequence = sequence.next
          offset += 2 * Digest.byteCount
        }
        guard row.stream == stream, row.lane == lane, numbers.contains(row.number) else { continue }
        guard let document = digest(hashes, at: offset), let signature = digest(hashes, at: offset + Digest.byteCount)
        else { throw PageRowsReader.damage }
        decisions.append(
          RecordedDecision(
            number: row.number, outcome: .accepted(sequence: sequence, acceptedAt: Microseconds(row.acceptedAt)),
            documentSHA256: document, signatureSHA256: signature))
      }
    }
    return decisions
  }

  private static func digest(_ hashes: [UInt8], at offset: Int) -> Digest? {
    guard offset + Digest.byteCount <= hashes.count else { return nil }
    return Digest(bytes: Array(hashes[offset..<offset + Digest.byteCount]))
  }

  private static func refused(
    in db: Database, stream: Int64, lane: Precedence, numbers: ClosedRange<UInt64>
  ) throws -> [RecordedDecision] {
    let cursor = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT number, document_sha256, signature_sha256, code, pointer, detail
            FROM refusal WHERE stream = ? AND lane = ? AND number BETWEEN ? AND ? ORDER BY number
          """),
      arguments: [
        stream, Int64(lane.lane), Int64(clamping: numbers.lowerBound), Int64(clamping: numbers.upperBound),
      ])
    var decisions: [RecordedDecision] = []
    while let row = try cursor.next() {
      decisions.append(
        RecordedDecision(
          number: try row.number(0),
          outcome: .refused(Refusal(ErrorCode(number: try row.number(3)), at: try row.text(4), try row.text(5))),
          documentSHA256: try row.digest(1), signatureSHA256: try row.digest(2)))
    }
    return decisions
  }

  static func stream(in db: Database, _ id: UInt128) throws -> RecordedStream? {
    let row = try Row.fetchOne(
      db.cachedStatement(
        sql: "SELECT stream, node, next0, next1, next2, next3, next4, next5 FROM stream WHERE stream = ?"),
      arguments: [Data(streamBytes(id))])
    return try row.map {
      RecordedStream(id: try $0.stream(0), node: try $0.node(1), next: try $0.lanes(from: 2))
    }
  }

  static func subscriptions(in db: Database) throws -> [RecordedSubscription] {
    let cursor = try Row.fetchCursor(
      db,
      sql: """
        SELECT node, name, filter, cursor0, cursor1, cursor2, cursor3, cursor4, cursor5,
            start0, start1, start2, start3, start4, start5
          FROM subscription ORDER BY node, name
        """)
    var subscriptions: [RecordedSubscription] = []
    while let row = try cursor.next() {
      subscriptions.append(
        RecordedSubscription(
          key: try key(row), filter: try row.bytes(2), done: try row.lanes(from: 3).map { SequenceNumber($0) },
          start: try row.lanes(from: 3 + Precedence.laneCount).map { SequenceNumber($0) }))
    }
    return subscriptions
  }

  static func asides(in db: Database) throws -> [AsideNote] {
    let cursor = try Row.fetchCursor(
      db, sql: "SELECT node, name, seq, at, reason FROM aside ORDER BY at, seq, node, name")
    var asides: [AsideNote] = []
    while let row = try cursor.next() {
      asides.append(
        AsideNote(key: try key(row), sequence: try row.sequence(2), at: try row.moment(3), reason: try row.text(4)))
    }
    return asides
  }

  private static func key(_ row: Row) throws -> DurableKey { DurableKey(node: try row.node(0), name: try row.text(1)) }

  static func file(in db: Database, sha256: Digest) throws -> [UInt8]? {
    let stored = try Data.fetchOne(db, sql: "SELECT bytes FROM file WHERE sha256 = ?", arguments: [Data(sha256.bytes)])
    guard let stored else { return nil }
    let bytes = [UInt8](stored)
    let digest = Digest(of: bytes)
    guard digest == sha256 else { throw JournalError.damaged("the file \(digest) is stored under another hash") }
    return bytes
  }
}
