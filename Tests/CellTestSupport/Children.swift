public import Foundation
import Glibc

/// The programs that tests run, side by side and on few threads.
///
/// Foundation closes in a child the descriptors that it counted before it forks. One that another thread makes in
/// between is inherited: the end of a pipe, or of the socket by which Foundation hears that a process ended. Then one
/// test waits for another test's program, and where that one waits for a thread, for ever. So nothing is made that a
/// child could inherit while another begins.
private let gate = NSLock()

/// A pipe of which a child has only what it is given.
public func pipeForChild() -> Pipe {
  gate.withLock {
    let pipe = Pipe()
    for end in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
      _ = fcntl(end.fileDescriptor, F_SETFD, FD_CLOEXEC)
    }
    return pipe
  }
}

extension Process {
  /// What only a fault takes; in seconds.
  private static let limit = 600.0

  /// Runs it; in the place of `run()`.
  public func start() throws { try gate.withLock { try run() } }

  /// Waits for the end; in the place of `waitUntilExit()`, which waits for ever. One that does not end is named and
  /// killed.
  ///
  /// - Returns: the exit code, or the signal that ended it.
  @discardableResult public func end() -> Int32 {
    let deadline = Date.now + Self.limit
    while isRunning {
      if Date.now > deadline {
        let words = ([executableURL?.path ?? ""] + (arguments ?? [])).joined(separator: " ")
        FileHandle.standardError.write(Data("killed, since it did not end in \(Self.limit) s: \(words)\n".utf8))
        kill(processIdentifier, SIGKILL)
      }
      usleep(2_000)
    }
    return terminationStatus
  }
}
