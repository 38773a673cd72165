import CellJournal
import Dispatch
import GRDB
import GRDBSQLite
import Synchronization

/// Moves the record's log into its file (SQLite's checkpoint) beside the commits, on a thread and a connection of its
/// own, so that no commit waits for it.
///
/// The log begins anew only when a commit finds all of it moved, which under load never happens by itself. So once it
/// is large, the committing thread moves what the last pass beside it has left: as a rule a few commits.
final class LogMover: Sendable {
  let connection: DatabaseQueue
  private let limits: JournalLimits
  private let queue = DispatchQueue(label: "record-log")
  private let state = Mutex(State())

  private struct State {
    /// About how many bytes are in the log that no pass has moved.
    var unmoved = 0
    /// About how many bytes the log has, since it began anew.
    var size = 0
    var isMoving = false
    var failure: JournalError?
  }

  init(_ connection: DatabaseQueue, limits: JournalLimits) {
    self.connection = connection
    self.limits = limits
  }

  /// An error of a pass beside the commits: the file's state is uncertain.
  var failure: JournalError? { state.withLock { $0.failure } }

  /// Notes that a commit has written to the log, and begins a pass when it is due.
  func note(_ bytes: Int) {
    let begins = state.withLock { state in
      state.unmoved += bytes
      state.size += bytes
      guard state.unmoved >= limits.checkpointBytes, !state.isMoving, state.failure == nil else { return false }
      state.isMoving = true
      return true
    }
    if begins { queue.async { self.pass() } }
  }

  /// Whether the committing thread is to move the rest.
  var isToEmpty: Bool {
    state.withLock { state in
      if state.size >= limits.logBytes { return true }
      return state.size >= limits.logBytes / 4 && !state.isMoving && state.unmoved < limits.checkpointBytes / 4
    }
  }

  /// Moves the rest on the thread of the commits, by their connection.
  func empty(_ db: Database) throws {
    // A pass on its way holds the lock on checkpoints; after it little is left.
    queue.sync {}
    do {
      _ = try db.checkpoint(.passive)
    } catch let error as DatabaseError where Self.passes(error) {
      // A full disk, or another process's checkpoint: the log keeps its content, and a later one moves it.
    }
    state.withLock {
      $0.unmoved = 0
      $0.size = 0
    }
  }

  /// Ends the passes.
  ///
  /// - Returns: the error of one that failed.
  func finish() -> JournalError? {
    queue.sync {}
    return failure
  }

  /// As long as a pass leaves more than little, it is followed by another.
  private func pass() {
    while true {
      let before = state.withLock { $0.unmoved }
      do {
        try connection.writeWithoutTransaction { db in
          _ = try db.checkpoint(.passive)
          try Self.synchronize(db)
        }
      } catch let error as DatabaseError where Self.passes(error) {
      } catch {
        let failure = JournalError(error)
        state.withLock {
          $0.failure = failure
          $0.isMoving = false
        }
        return
      }
      let isDone = state.withLock { state in
        state.unmoved -= before
        let isLarge = state.size >= limits.logBytes / 4
        state.isMoving = isLarge && state.unmoved >= limits.checkpointBytes / 4
        return !state.isMoving
      }
      if isDone { return }
    }
  }

  /// Syncs the file. SQLite does so itself only where a checkpoint has moved the whole log, which commits beside it
  /// prevent; what is not synced here the committing thread would wait for when it moves the rest.
  private static func synchronize(_ db: Database) throws {
    var file: UnsafeMutablePointer<sqlite3_file>?
    var code = unsafe sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_FILE_POINTER, &file)
    if code == SQLITE_OK, let file = unsafe file, let sync = unsafe file.pointee.pMethods?.pointee.xSync {
      code = unsafe sync(file, SQLITE_SYNC_NORMAL)
    }
    guard code == SQLITE_OK else {
      throw DatabaseError(resultCode: ResultCode(rawValue: code), message: "the file could not be synced")
    }
  }

  private static func passes(_ error: DatabaseError) -> Bool {
    switch JournalError(error) {
    case .full, .locked: true
    case .conflict, .unknown, .failed, .damaged, .foreign, .undurable: false
    }
  }
}
