import CellJournal
import CellProof
import CellSchema
import GRDB
import GRDBSQLite

/// Inserts a row, with values bound directly to SQLite's statement and bytes not copied.
///
/// GRDB's own arguments copy each blob twice and box each value, which costs as much again as SQLite's work on the row.
/// Only rows are so many that this counts.
struct RowInsertion {
  private let statement: GRDB.Statement

  init(_ db: Database) throws {
    statement = try db.cachedStatement(
      sql: """
        INSERT INTO message (seq, accepted_at, node, stream, lane, number, cause, document_sha256, signature_sha256,
          signature, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
  }

  func insert(_ row: RecordRow, stream: Int64?) throws {
    var hashes: [UInt8] = []
    hashes.reserveCapacity(2 * Digest.byteCount)
    Digest(of: row.envelope.document).append(to: &hashes)
    Digest(of: row.envelope.signature).append(to: &hashes)
    var node = row.node.description
    let handle = unsafe statement.sqliteStatement
    let sequence = try stored(row.sequence.value)
    let number = try stored(row.number?.number ?? 0)
    let cause = try stored(row.cause.value)
    // Bound without a copy (a nil destructor is SQLITE_STATIC): the bytes outlive the step, and the bindings are
    // cleared after it.
    let code = node.withUTF8 { node in
      unsafe hashes.withUnsafeBytes { hashes in
        unsafe row.envelope.signature.withUnsafeBytes { signature in
          unsafe row.envelope.document.withUnsafeBytes { document in
            unsafe sqlite3_bind_int64(handle, 1, sequence)
            unsafe sqlite3_bind_int64(handle, 2, row.acceptedAt.value)
            unsafe sqlite3_bind_text(
              handle, 3, UnsafeRawPointer(node.baseAddress)?.assumingMemoryBound(to: CChar.self), CInt(node.count), nil)
            if let stream {
              unsafe sqlite3_bind_int64(handle, 4, stream)
            } else {
              unsafe sqlite3_bind_null(handle, 4)
            }
            unsafe sqlite3_bind_int64(handle, 5, Int64(row.lane.lane))
            unsafe sqlite3_bind_int64(handle, 6, number)
            unsafe sqlite3_bind_int64(handle, 7, cause)
            unsafe bind(UnsafeRawBufferPointer(rebasing: hashes[..<Digest.byteCount]), to: handle, at: 8)
            unsafe bind(UnsafeRawBufferPointer(rebasing: hashes[Digest.byteCount...]), to: handle, at: 9)
            unsafe bind(signature, to: handle, at: 10)
            unsafe bind(document, to: handle, at: 11)
            let code = unsafe sqlite3_step(handle)
            unsafe sqlite3_reset(handle)
            unsafe sqlite3_clear_bindings(handle)
            return code
          }
        }
      }
    }
    guard code == SQLITE_DONE else {
      throw unsafe DatabaseError(
        resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(sqlite3_db_handle(handle))))
    }
  }

  /// Binds a blob. An empty one has no address, and SQLite takes a blob without an address for NULL.
  private func bind(_ bytes: UnsafeRawBufferPointer, to handle: SQLiteStatement, at index: CInt) {
    if unsafe bytes.isEmpty {
      unsafe sqlite3_bind_zeroblob(handle, index, 0)
    } else {
      unsafe sqlite3_bind_blob(handle, index, bytes.baseAddress, CInt(bytes.count), nil)
    }
  }
}
