import CellJournal
import CellProof
import CellSchema
import GRDB
import GRDBSQLite

/// Inserts a batch's rows as pages, with their runs of numbers.
///
/// Values are bound directly to SQLite's statement and bytes not copied: GRDB's own arguments copy each blob twice,
/// which costs as much again as SQLite's work on the page.
struct PageInsertion {
  /// How many messages a page has at most, so that its list of rows stays small beside its bytes.
  private static let messages = 1_024

  private let db: Database
  private let statement: GRDB.Statement
  private let pageBytes: Int
  private var page = Page()

  private struct Page {
    var first: Int64 = 0
    var count = 0
    var rows: [UInt8] = []
    var hashes: [UInt8] = []
    var bytes: [UInt8] = []
    var runs: [LaneOfStream: ClosedRange<Int64>] = [:]
  }

  private struct LaneOfStream: Hashable {
    var stream: Int64
    var lane: Precedence
  }

  init(_ db: Database, pageBytes: Int) throws {
    self.db = db
    self.pageBytes = pageBytes
    statement = try db.cachedStatement(
      sql: "INSERT INTO page (first, count, rows, hashes, bytes) VALUES (?, ?, ?, ?, ?)")
  }

  /// - Parameter stream: stream.id; nil for what the bus says itself.
  mutating func add(_ row: RecordRow, stream: Int64?, hashes: RowHashes) throws {
    let size = row.envelope.storedCount
    if page.count == Self.messages || page.count > 0 && page.bytes.count + size > pageBytes { try flush() }
    if page.count == 0 {
      page.first = try stored(row.sequence.value)
    } else if page.first + Int64(page.count) != Int64(clamping: row.sequence.value) {
      throw JournalError.failed("row \(row.sequence) does not follow the one before")
    }
    let start = page.bytes.count
    page.bytes.append(contentsOf: row.envelope.signature)
    let split = page.bytes.count
    page.bytes.append(contentsOf: row.envelope.document)
    hashes.document.append(to: &page.hashes)
    hashes.signature.append(to: &page.hashes)
    page.rows.append(page.count == 0 ? UInt8(ascii: "[") : UInt8(ascii: ","))
    let number = try stored(row.number?.number ?? 0)
    _ = try stored(row.cause.value)
    PageRow(
      acceptedAt: row.acceptedAt.value, node: row.node, stream: stream, lane: row.lane, number: UInt64(number),
      cause: row.cause, signature: start..<split, document: split..<page.bytes.count
    ).write(to: &page.rows)
    if let stream {
      let place = LaneOfStream(stream: stream, lane: row.lane)
      page.runs[place] = (page.runs[place]?.lowerBound ?? number)...number
    }
    page.count += 1
  }

  /// Writes what is not written yet.
  mutating func flush() throws {
    guard page.count > 0 else { return }
    page.rows.append(UInt8(ascii: "]"))
    try insertPage()
    let runs = try db.cachedStatement(sql: "INSERT INTO run (stream, lane, first, last, page) VALUES (?, ?, ?, ?, ?)")
    for (place, numbers) in page.runs {
      try runs.execute(arguments: [
        place.stream, Int64(place.lane.lane), numbers.lowerBound, numbers.upperBound, page.first,
      ])
    }
    page.count = 0
    page.rows.removeAll(keepingCapacity: true)
    page.hashes.removeAll(keepingCapacity: true)
    page.bytes.removeAll(keepingCapacity: true)
    page.runs.removeAll(keepingCapacity: true)
  }

  private func insertPage() throws {
    let handle = unsafe statement.sqliteStatement
    // Bound without a copy (a nil destructor is SQLITE_STATIC): the bytes outlive the step, and the bindings are
    // cleared after it.
    let code = unsafe page.rows.withUnsafeBytes { rows in
      unsafe page.hashes.withUnsafeBytes { hashes in
        unsafe page.bytes.withUnsafeBytes { bytes in
          unsafe sqlite3_bind_int64(handle, 1, page.first)
          unsafe sqlite3_bind_int64(handle, 2, Int64(page.count))
          unsafe sqlite3_bind_text(
            handle, 3, rows.baseAddress?.assumingMemoryBound(to: CChar.self), CInt(rows.count), nil)
          unsafe sqlite3_bind_blob(handle, 4, hashes.baseAddress, CInt(hashes.count), nil)
          // An empty one has no address, and SQLite takes a blob without an address for NULL.
          if unsafe bytes.isEmpty {
            unsafe sqlite3_bind_zeroblob(handle, 5, 0)
          } else {
            unsafe sqlite3_bind_blob(handle, 5, bytes.baseAddress, CInt(bytes.count), nil)
          }
          let code = unsafe sqlite3_step(handle)
          unsafe sqlite3_reset(handle)
          unsafe sqlite3_clear_bindings(handle)
          return code
        }
      }
    }
    guard code == SQLITE_DONE else {
      throw unsafe DatabaseError(
        resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(sqlite3_db_handle(handle))))
    }
  }
}
