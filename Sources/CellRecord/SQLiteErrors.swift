import CellJournal
import GRDB

extension JournalError {
  /// Translates an error of SQLite or GRDB into the journal's errors.
  init(_ error: any Error) {
    if let error = error as? JournalError {
      self = error
      return
    }
    guard let error = error as? DatabaseError else {
      self = .failed("\(error)")
      return
    }
    let message = "SQLite \(error.extendedResultCode.rawValue): \(error.message ?? "no message")"
    switch error.resultCode {
    case .SQLITE_FULL:
      // ENOSPC from write(2), or the record's own limit of pages.
      self = .full
    case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE:
      // The log's index (`-shm`) could not grow: the disk is full. The log goes on from the same place later.
      self = .full
    case .SQLITE_CORRUPT:
      self = .damaged(message)
    case .SQLITE_NOTADB:
      self = .foreign(message)
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self = .locked(message)
    default:
      self = .failed(message)
    }
  }
}

/// Runs GRDB code with its errors translated into the journal's.
func withJournalErrors<Result>(_ body: () throws -> Result) throws(JournalError) -> Result {
  do {
    return try body()
  } catch {
    throw JournalError(error)
  }
}
