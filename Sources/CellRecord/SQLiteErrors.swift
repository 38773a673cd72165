import GRDB

extension JournalError {
  /// What an error of SQLite means for the record.
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
      // The index of the log, the file -shm, could not grow. The log is written from the same place again.
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

/// Runs something of GRDB with the journal's own errors.
func withJournalErrors<Result>(_ body: () throws -> Result) throws(JournalError) -> Result {
  do {
    return try body()
  } catch {
    throw JournalError(error)
  }
}
