import CellJournal
import CellProof
import CellSchema
import Foundation
import GRDB

/// Reads rows. Each row is checked as far as it can be by itself: its place and its two hashes.
enum RecordReader {
  static func lastSequence(in db: Database) throws -> SequenceNumber {
    let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT seq FROM message ORDER BY seq DESC LIMIT 1"))
    return try row?.sequence(0) ?? .none
  }

  static func lastRow(in db: Database) throws -> RecordRow? {
    try rows(in: db, [lastSequence(in: db)], bytes: 0).first
  }

  private static let selection = """
    SELECT seq, accepted_at, node, (SELECT stream FROM stream WHERE id = message.stream), lane, number, cause,
      document_sha256, signature_sha256, signature, document
      FROM message
    """

  static func rows(in db: Database, after sequence: SequenceNumber, limit: Int, bytes: Int) throws -> [RecordRow] {
    let statement = try db.cachedStatement(sql: "\(selection) WHERE seq > ? ORDER BY seq LIMIT ?")
    var rows: [RecordRow] = []
    var size = 0
    var previous = sequence
    let cursor = try Row.fetchCursor(statement, arguments: [Int64(clamping: sequence.value), limit])
    while size < bytes || rows.isEmpty, let stored = try cursor.next() {
      let row = try self.row(stored)
      guard row.sequence == previous.next else {
        throw JournalError.damaged("row \(row.sequence) comes after \(previous)")
      }
      previous = row.sequence
      size += row.envelope.storedCount
      rows.append(row)
    }
    return rows
  }

  /// One statement, stepped for each number: in ascending order the pages of neighbours are read once.
  static func rows(in db: Database, _ sequences: [SequenceNumber], bytes: Int) throws -> [RecordRow] {
    let statement = try db.cachedStatement(sql: "\(selection) WHERE seq = ?")
    var rows: [RecordRow] = []
    var size = 0
    for sequence in sequences where size < bytes || rows.isEmpty {
      let cursor = try Row.fetchCursor(statement, arguments: [Int64(clamping: sequence.value)])
      guard let stored = try cursor.next() else { continue }
      let row = try self.row(stored)
      size += row.envelope.storedCount
      rows.append(row)
    }
    return rows
  }

  private static func row(_ row: Row) throws -> RecordRow {
    let sequence = try row.sequence(0)
    // One allocation for signature block and document, as in the envelope that was received.
    var bytes: [UInt8] = []
    let split = try row.withUnsafeData(atIndex: 9) { signature in
      try row.withUnsafeData(atIndex: 10) { document in
        bytes.reserveCapacity((signature?.count ?? 0) + (document?.count ?? 0))
        if let signature { bytes.append(contentsOf: signature) }
        let split = bytes.count
        if let document { bytes.append(contentsOf: document) }
        return split
      }
    }
    let envelope = Envelope(in: bytes, signature: 0..<split, document: split..<bytes.count)
    guard Digest(bytes: try row.bytes(7)) == Digest(of: envelope.document) else {
      throw JournalError.damaged("row \(sequence): the document is not the one that was accepted")
    }
    guard Digest(bytes: try row.bytes(8)) == Digest(of: envelope.signature) else {
      throw JournalError.damaged("row \(sequence): the signature block is not the one that was accepted")
    }
    return RecordRow(
      sequence: sequence, acceptedAt: try row.moment(1), node: try row.node(2), number: try number(row),
      lane: try row.lane(4), cause: try row.sequence(6), envelope: envelope)
  }

  private static func number(_ row: Row) throws -> StreamNumber? {
    let number: UInt64 = try row.number(5)
    guard row.hasNull(atIndex: 3) else { return StreamNumber(stream: try row.stream(3), number: number) }
    guard number == 0 else { throw JournalError.damaged("number \(number) is of no stream") }
    return nil
  }
}

extension Envelope {
  /// The envelope's bytes on the record.
  var storedCount: Int { signature.count + document.count }
}
