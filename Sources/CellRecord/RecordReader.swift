import CellProof
import Foundation
import GRDB

/// Reads the tables. What is read is checked as far as a row can be checked by itself: its place and its two hashes.
enum RecordReader {
  static func head(in db: Database) throws -> UInt64 {
    let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT seq FROM message ORDER BY seq DESC LIMIT 1"))
    return try row?.number(0) ?? 0
  }

  private static let selection = """
    SELECT seq, accepted_at, node, (SELECT stream FROM stream WHERE id = message.stream), lane, number, cause,
      document_sha256, signature_sha256, signature, document
      FROM message
    """

  static func rows(in db: Database, after sequence: UInt64, limit: Int, bytes: Int) throws -> [RecordRow] {
    let statement = try db.cachedStatement(sql: "\(selection) WHERE seq > ? ORDER BY seq LIMIT ?")
    var rows: [RecordRow] = []
    var size = 0
    var previous = sequence
    let cursor = try Row.fetchCursor(statement, arguments: [Int64(clamping: sequence), limit])
    while size < bytes || rows.isEmpty, let stored = try cursor.next() {
      let row = try self.row(stored)
      guard row.sequence == previous + 1 else {
        throw JournalError.damaged("row \(row.sequence) comes after \(previous)")
      }
      previous = row.sequence
      size += row.document.count + row.signature.count
      rows.append(row)
    }
    return rows
  }

  /// One statement, stepped for each number: in ascending order the pages of neighbours are read once.
  static func rows(in db: Database, _ sequences: [UInt64], bytes: Int) throws -> [RecordRow] {
    let statement = try db.cachedStatement(sql: "\(selection) WHERE seq = ?")
    var rows: [RecordRow] = []
    var size = 0
    for sequence in sequences where size < bytes || rows.isEmpty {
      let cursor = try Row.fetchCursor(statement, arguments: [Int64(clamping: sequence)])
      guard let stored = try cursor.next() else { continue }
      let row = try self.row(stored)
      size += row.document.count + row.signature.count
      rows.append(row)
    }
    return rows
  }

  private static func row(_ row: Row) throws -> RecordRow {
    let sequence: UInt64 = try row.number(0)
    // One allocation for both, as they came in one envelope.
    var envelope: [UInt8] = []
    let split = try row.withUnsafeData(atIndex: 9) { signature in
      try row.withUnsafeData(atIndex: 10) { document in
        envelope.reserveCapacity((signature?.count ?? 0) + (document?.count ?? 0))
        if let signature { envelope.append(contentsOf: signature) }
        let split = envelope.count
        if let document { envelope.append(contentsOf: document) }
        return split
      }
    }
    let signature = envelope[..<split]
    let document = envelope[split...]
    guard Digest(bytes: try row.bytes(7)) == Digest(of: document) else {
      throw JournalError.damaged("row \(sequence): the document is not the one that was accepted")
    }
    guard Digest(bytes: try row.bytes(8)) == Digest(of: signature) else {
      throw JournalError.damaged("row \(sequence): the signature block is not the one that was accepted")
    }
    return RecordRow(
      sequence: sequence, acceptedAt: try row.number(1), node: try row.text(2), stream: try row.stream(3),
      lane: try row.number(4), number: try row.number(5), cause: try row.number(6),
      signature: signature, document: document)
  }

  static func decisions(
    in db: Database, stream: UInt128, lane: UInt8, numbers: ClosedRange<UInt64>
  ) throws -> [RecordedDecision] {
    let key = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT id FROM stream WHERE stream = ?"), arguments: [Data(streamBytes(stream))])
    guard let key else { return [] }
    let statement = try db.cachedStatement(
      sql: """
        SELECT number, document_sha256, signature_sha256, seq, accepted_at, NULL, NULL, NULL
          FROM message WHERE stream = ?1 AND lane = ?2 AND number BETWEEN ?3 AND ?4
        UNION ALL
        SELECT number, document_sha256, signature_sha256, NULL, NULL, code, pointer, detail
          FROM refusal WHERE stream = ?1 AND lane = ?2 AND number BETWEEN ?3 AND ?4
        ORDER BY number
        """)
    let cursor = try Row.fetchCursor(
      statement,
      arguments: [key, Int64(lane), Int64(clamping: numbers.lowerBound), Int64(clamping: numbers.upperBound)])
    var decisions: [RecordedDecision] = []
    while let row = try cursor.next() {
      let outcome: RecordedDecision.Outcome =
        row.hasNull(atIndex: 3)
        ? .refused(code: try row.number(5), pointer: try row.text(6), detail: try row.text(7))
        : .accepted(sequence: try row.number(3), acceptedAt: try row.number(4))
      decisions.append(
        RecordedDecision(
          number: try row.number(0), outcome: outcome,
          documentSHA256: try row.bytes(1), signatureSHA256: try row.bytes(2)))
    }
    return decisions
  }

  /// One stream by its identifier.
  static func stream(in db: Database, _ id: UInt128) throws -> RecordedStations.Stream? {
    let row = try Row.fetchOne(
      db.cachedStatement(
        sql: "SELECT stream, node, next0, next1, next2, next3, next4, next5 FROM stream WHERE stream = ?"),
      arguments: [Data(streamBytes(id))])
    return try row.map {
      RecordedStations.Stream(id: try $0.stream(0), node: try $0.text(1), next: try lanes($0, from: 2))
    }
  }

  static func stations(in db: Database) throws -> RecordedStations {
    var stations = RecordedStations()
    let streams = try Row.fetchCursor(
      db, sql: "SELECT stream, node, next0, next1, next2, next3, next4, next5 FROM stream ORDER BY id")
    while let row = try streams.next() {
      stations.streams.append(
        RecordedStations.Stream(id: try row.stream(0), node: try row.text(1), next: try lanes(row, from: 2)))
    }
    let subscriptions = try Row.fetchCursor(
      db,
      sql: """
        SELECT node, name, filter, cursor0, cursor1, cursor2, cursor3, cursor4, cursor5,
            start0, start1, start2, start3, start4, start5
          FROM subscription ORDER BY node, name
        """)
    while let row = try subscriptions.next() {
      stations.subscriptions.append(
        RecordedStations.Subscription(
          node: try row.text(0), name: try row.text(1), filter: try row.bytes(2), cursors: try lanes(row, from: 3),
          start: try lanes(row, from: 3 + RecordSchema.laneCount)))
    }
    let asides = try Row.fetchCursor(db, sql: "SELECT node, name, seq, at, reason FROM aside ORDER BY at, seq")
    while let row = try asides.next() {
      stations.asides.append(
        AsideNote(
          node: try row.text(0), name: try row.text(1), sequence: try row.number(2), at: try row.number(3),
          reason: try row.text(4)))
    }
    return stations
  }

  private static func lanes(_ row: Row, from index: Int) throws -> [UInt64] {
    try (0..<RecordSchema.laneCount).map { try row.number(index + $0) }
  }

  static func file(in db: Database, sha256: [UInt8]) throws -> [UInt8]? {
    let stored = try Data.fetchOne(db, sql: "SELECT bytes FROM file WHERE sha256 = ?", arguments: [Data(sha256)])
    guard let stored else { return nil }
    let bytes = [UInt8](stored)
    let digest = Digest(of: bytes)
    guard digest == Digest(bytes: sha256) else {
      throw JournalError.damaged("the file \(digest) is stored under another hash")
    }
    return bytes
  }
}
