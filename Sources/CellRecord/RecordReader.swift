import CellJournal
import CellProof
import CellSchema
import Foundation
import GRDB

/// Reads rows from their pages. Each row is checked as far as it can be by itself: its place and its two hashes.
enum RecordReader {
  static func lastSequence(in db: Database) throws -> SequenceNumber {
    let row = try Row.fetchOne(
      db.cachedStatement(sql: "SELECT first, count FROM page WHERE first = (SELECT max(first) FROM page)"))
    guard let row else { return .none }
    return SequenceNumber(try row.number(0) + row.number(1) - 1)
  }

  static func rows(in db: Database, after sequence: SequenceNumber, limit: Int, bytes: Int) throws -> [RecordRow] {
    try found(in: db, after: sequence, limit: limit, bytes: bytes).rows
  }

  /// Rows beside the key, in this file, of each one's stream.
  static func keyedRows(
    in db: Database, after sequence: SequenceNumber, limit: Int, bytes: Int
  ) throws -> [(row: RecordRow, stream: Int64?)] {
    let found = try found(in: db, after: sequence, limit: limit, bytes: bytes)
    return zip(found.rows, found.keys).map { (row: $0, stream: $1) }
  }

  private static func found(
    in db: Database, after sequence: SequenceNumber, limit: Int, bytes: Int
  ) throws -> FoundRows {
    var found = try FoundRows(db, limit: limit, bytes: bytes)
    guard sequence.value < UInt64(Int64.max), limit > 0 else { return found }
    let first = Int64(clamping: found.epochs.next(from: sequence.value + 1))
    let statement = try db.cachedStatement(
      sql: """
        SELECT first, count, rows, hashes, bytes FROM page
          WHERE first >= coalesce((SELECT max(first) FROM page WHERE first <= ?), 1) ORDER BY first
        """)
    var next = UInt64(first)
    let cursor = try Row.fetchCursor(statement, arguments: [first])
    while !found.isFull, let stored = try cursor.next() {
      let page = try PageRange(stored)
      guard page.end > next else { break }
      guard page.first <= next else { throw JournalError.damaged("row \(page.first) comes after \(next - 1)") }
      try found.take(stored, page, from: next)
      next = found.epochs.next(from: page.end)
    }
    return found
  }

  /// In ascending order each page is read once.
  static func rows(in db: Database, _ sequences: [SequenceNumber], bytes: Int) throws -> [RecordRow] {
    let statement = try db.cachedStatement(
      sql: """
        SELECT first, count, rows, hashes, bytes FROM page WHERE first = (SELECT max(first) FROM page WHERE first <= ?)
        """)
    var found = try FoundRows(db, limit: .max, bytes: bytes)
    var rest = sequences[...]
    while !found.isFull, let sequence = rest.first {
      let cursor = try Row.fetchCursor(statement, arguments: [Int64(clamping: sequence.value)])
      guard let stored = try cursor.next() else {
        rest.removeFirst()
        continue
      }
      let page = try PageRange(stored)
      let inside = rest.prefix { $0.value >= page.first && $0.value < page.end }
      if inside.isEmpty { rest.removeFirst() } else { rest.removeFirst(inside.count) }
      try found.take(stored, page, inside)
    }
    return found.rows
  }
}

/// Which rows a page has.
struct PageRange {
  let first: UInt64
  /// The number after the last row's.
  let end: UInt64

  init(_ page: Row) throws {
    first = try page.number(0)
    let count: UInt32 = try page.number(1)
    end = first + UInt64(count)
  }
}

/// Rows gathered from pages, within a reader's limits.
private struct FoundRows {
  private(set) var rows: [RecordRow] = []
  /// Of each row the key of its stream in the file.
  private(set) var keys: [Int64?] = []
  let epochs: StoredEpochs
  private let db: Database
  private let limit: Int
  private let bytes: Int
  private var size = 0
  private var streams: [Int64: UInt128] = [:]

  init(_ db: Database, limit: Int, bytes: Int) throws {
    self.db = db
    epochs = try StoredEpochs.read(in: db)
    self.limit = limit
    self.bytes = bytes
  }

  var isFull: Bool { rows.count >= limit || size >= bytes && !rows.isEmpty }

  mutating func take(_ stored: Row, _ page: PageRange, from first: UInt64) throws {
    try walk(stored, page) { $0 >= first }
  }

  /// - Parameter sequences: ascending, all of the page.
  mutating func take(_ stored: Row, _ page: PageRange, _ sequences: ArraySlice<SequenceNumber>) throws {
    var rest = sequences
    try walk(stored, page) { place in
      guard rest.first?.value == place else { return false }
      rest.removeFirst()
      return true
    }
  }

  private mutating func walk(_ stored: Row, _ page: PageRange, _ isWanted: (UInt64) -> Bool) throws {
    let hashes = try stored.bytes(3)
    guard hashes.count == 2 * Digest.byteCount * Int(page.end - page.first) else {
      throw JournalError.damaged("the page from row \(page.first) on has \(hashes.count) bytes of hashes")
    }
    var reader = try PageRowsReader(try stored.textBytes(2))
    var sequence = page.first
    try stored.withUnsafeData(atIndex: 4) { bytes in
      let bytes = bytes ?? Data()
      while !isFull, let row = try reader.next() {
        guard sequence < page.end, row.document.upperBound <= bytes.count else { throw PageRowsReader.damage }
        if isWanted(sequence) {
          let offset = 2 * Digest.byteCount * Int(sequence - page.first)
          let found = try self.row(row, sequence, bytes, hashes[offset..<offset + 2 * Digest.byteCount])
          size += found.envelope.storedCount
          rows.append(found)
          keys.append(row.stream)
        }
        sequence += 1
      }
      // Where the limits ended the walk there may be more.
      guard isFull || sequence == page.end else {
        throw JournalError.damaged("the page from row \(page.first) on ends before row \(page.end - 1)")
      }
    }
  }

  private mutating func row(
    _ row: PageRow, _ sequence: UInt64, _ bytes: Data, _ hashes: ArraySlice<UInt8>
  ) throws -> RecordRow {
    let number = try row.stream.map { StreamNumber(stream: try stream($0), number: row.number) }
    // One allocation for signature block and document, as in the envelope that was received.
    let start = bytes.startIndex + row.signature.lowerBound
    let envelope = Envelope(
      in: [UInt8](bytes[start..<bytes.startIndex + row.document.upperBound]), signature: 0..<row.signature.count,
      document: row.signature.count..<row.signature.count + row.document.count)
    guard Digest(of: envelope.document) == Digest(bytes: Array(hashes.prefix(Digest.byteCount))) else {
      throw JournalError.damaged("row \(sequence): the document is not the one that was accepted")
    }
    guard Digest(of: envelope.signature) == Digest(bytes: Array(hashes.suffix(Digest.byteCount))) else {
      throw JournalError.damaged("row \(sequence): the signature block is not the one that was accepted")
    }
    return RecordRow(
      sequence: SequenceNumber(sequence), acceptedAt: Microseconds(row.acceptedAt), node: row.node, number: number,
      lane: row.lane, cause: row.cause, envelope: envelope,
      epoch: epochs.epoch(of: SequenceNumber(sequence)))
  }

  private mutating func stream(_ key: Int64) throws -> UInt128 {
    if let known = streams[key] { return known }
    let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT stream FROM stream WHERE id = ?"), arguments: [key])
    guard let row else { throw JournalError.damaged("a row is of stream \(key), which is not there") }
    let id = try row.stream(0)
    streams[key] = id
    return id
  }
}

extension Envelope {
  /// The envelope's bytes on the record.
  var storedCount: Int { signature.count + document.count }
}
