import CellProof
import GRDB
import GRDBSQLite

/// The insertion of a row, with its values bound straight to SQLite's statement and its bytes where they lie.
///
/// GRDB's own arguments cost two copies of each blob and a box for each value, which is as much again as SQLite's work
/// on the row. This is the one place in the record that has so many rows to write that it counts.
struct RowInsertion {
  private let statement: Statement

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
    Digest(of: row.document).append(to: &hashes)
    Digest(of: row.signature).append(to: &hashes)
    var node = row.node
    let handle = unsafe statement.sqliteStatement
    let sequence = try stored(row.sequence)
    let number = try stored(row.number)
    let cause = try stored(row.cause)
    // Bound without a copy (a nil destructor is SQLITE_STATIC): the bytes outlive the step, and nothing is left bound
    // behind it.
    let code = node.withUTF8 { node in
      unsafe hashes.withUnsafeBytes { hashes in
        unsafe row.signature.withUnsafeBytes { signature in
          unsafe row.document.withUnsafeBytes { document in
            unsafe sqlite3_bind_int64(handle, 1, sequence)
            unsafe sqlite3_bind_int64(handle, 2, row.acceptedAt)
            unsafe sqlite3_bind_text(
              handle, 3, UnsafeRawPointer(node.baseAddress)?.assumingMemoryBound(to: CChar.self), CInt(node.count), nil)
            if let stream {
              unsafe sqlite3_bind_int64(handle, 4, stream)
            } else {
              unsafe sqlite3_bind_null(handle, 4)
            }
            unsafe sqlite3_bind_int64(handle, 5, Int64(row.lane))
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

  /// An empty blob has no address, and SQLite takes a blob without one for NULL.
  private func bind(_ bytes: UnsafeRawBufferPointer, to handle: SQLiteStatement, at index: CInt) {
    if unsafe bytes.isEmpty {
      unsafe sqlite3_bind_zeroblob(handle, index, 0)
    } else {
      unsafe sqlite3_bind_blob(handle, index, bytes.baseAddress, CInt(bytes.count), nil)
    }
  }
}
