import Foundation
import Glibc

/// The daemon's only output beside what it serves.
enum StandardError {
  /// The journal reads it. A child of a service inherits the variable and not always the stream, so that they are
  /// compared (`systemd.exec(5)`, JOURNAL_STREAM).
  static let isJournal: Bool = {
    guard let stream = ProcessInfo.processInfo.environment["JOURNAL_STREAM"] else { return false }
    var status = stat()
    guard unsafe fstat(STDERR_FILENO, &status) == 0 else { return false }
    return stream == "\(status.st_dev):\(status.st_ino)"
  }()

  /// A log that nobody reads any more must not end the service.
  static func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}

/// Lines on their way to standard error, written by a thread of its own: a pipe that nobody reads stops that thread, and
/// nothing else. What does not fit meanwhile is dropped, and counted in a line of its own once there is room.
///
/// `@unchecked Sendable`: what is mutable is touched with `condition` locked.
final class LineQueue: @unchecked Sendable {
  /// Bytes of lines that wait at most: 1 MiB.
  static let capacity = 1 << 20

  private let condition = NSCondition()
  private let write: @Sendable (String) -> Void
  private let droppedLine: @Sendable (Int) -> String
  private var lines: [String] = []
  private var bytes = 0
  private var dropped = 0
  private var isWriting = false

  /// - Parameters:
  ///   - droppedLine: the line that says how many were dropped.
  ///   - write: may block.
  init(droppedLine: @escaping @Sendable (Int) -> String, write: @escaping @Sendable (String) -> Void) {
    self.droppedLine = droppedLine
    self.write = write
    let thread = Thread { [self] in run() }
    thread.name = "log"
    thread.start()
  }

  /// Never waits for whoever reads.
  func add(_ line: String) {
    condition.withLock {
      guard bytes + line.utf8.count <= Self.capacity else {
        dropped += 1
        return
      }
      if dropped > 0 {
        let notice = droppedLine(dropped)
        dropped = 0
        lines.append(notice)
        bytes += notice.utf8.count
      }
      lines.append(line)
      bytes += line.utf8.count
      condition.broadcast()
    }
  }

  /// Waits until everything is written, at most so long.
  func drain(seconds: Double) {
    condition.withLock {
      let deadline = Date(timeIntervalSinceNow: seconds)
      while isWriting || !lines.isEmpty, condition.wait(until: deadline) {}
    }
  }

  private func run() {
    while true {
      let waiting = condition.withLock {
        isWriting = false
        condition.broadcast()
        while lines.isEmpty { condition.wait() }
        isWriting = true
        defer { lines = [] }
        return lines
      }
      for line in waiting {
        write(line)
        condition.withLock { bytes -= line.utf8.count }
      }
    }
  }
}
