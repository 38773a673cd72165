import CellJournal
import CellSchema
import Foundation
import Glibc
import Synchronization

/// Holds a directory for one process, with `flock(2)` on the directory itself: there is no lock file that a restored
/// backup or an operator could remove, and a killed process leaves nothing behind.
///
/// The lock belongs to the open descriptor, so a second opening in the same process is shut out too. It works on local
/// file systems only, as SQLite's WAL does.
final class DirectoryLock: Sendable {
  /// The open directory's descriptor; -1 after release.
  private let descriptor: Mutex<CInt>

  init(directory: String) throws(JournalError) {
    let descriptor = try Self.open(directory)
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      if code == EINTR { continue }
      Glibc.close(descriptor)
      throw code == EWOULDBLOCK
        ? .locked("another process holds \(directory)")
        : .failed("cannot lock \(directory): \(SystemWords.of(errno: code))")
    }
    self.descriptor = Mutex(descriptor)
  }

  /// Makes the directory's entries durable: a file that was renamed into it is there after a loss of power.
  func synchronize() throws(JournalError) {
    let code = descriptor.withLock { fsync($0) == 0 ? 0 : errno }
    guard code == 0 else { throw .failed("cannot sync the record's directory: \(SystemWords.of(errno: code))") }
  }

  /// Makes the entries of a directory durable that is not locked.
  static func synchronize(_ directory: String) throws(JournalError) {
    let descriptor = try open(directory)
    let code = fsync(descriptor) == 0 ? 0 : errno
    Glibc.close(descriptor)
    guard code == 0 else { throw .failed("cannot sync \(directory): \(SystemWords.of(errno: code))") }
  }

  private static func open(_ directory: String) throws(JournalError) -> CInt {
    let descriptor = unsafe Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .failed("\(directory): \(SystemWords.of(errno: errno))") }
    return descriptor
  }

  func release() {
    descriptor.withLock { descriptor in
      guard descriptor >= 0 else { return }
      // Not by closing it alone: a child between its fork and its exec has the descriptor, too, and would hold the lock.
      flock(descriptor, LOCK_UN)
      Glibc.close(descriptor)
      descriptor = -1
    }
  }

  deinit {
    release()
  }
}
