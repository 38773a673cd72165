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
