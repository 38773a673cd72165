import CellCore
import CellSchema
import Foundation
import Glibc

/// Tells systemd the state of the service (`sd_notify(3)`): a datagram to the socket that `NOTIFY_SOCKET` names.
package struct ServiceNotifier: Sendable {
  private let path: String?
  /// Milliseconds within which systemd has to hear from the loop; nil if there is no watchdog.
  package let watchdog: Int64?

  package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    path = environment["NOTIFY_SOCKET"]
    let isOurs = environment["WATCHDOG_PID"].map { $0 == String(getpid()) } ?? true
    watchdog = isOurs ? environment["WATCHDOG_USEC"].flatMap { Int64($0) }.map { $0 / 1000 } : nil
  }

  package func send(_ state: String) {
    guard let path else { return }
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let bytes = Array(state.utf8)
    _ = unsafe UnixAddress.with(path) { address, length in
      unsafe sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), address, length)
    }
  }
}

/// Asks for more time where a start takes long, and says how far it is.
final class StartProgress {
  private let notifier: ServiceNotifier
  private var next: Int64

  /// Milliseconds from one time to the next.
  private static let interval: Int64 = 5_000
  /// Microseconds that are asked for each time, from then on: rows are read many times a second.
  private static let more = 60_000_000

  init(_ notifier: ServiceNotifier) {
    self.notifier = notifier
    next = Clocks.now().monotonic + Self.interval
  }

  /// - Parameters:
  ///   - read: the row that was read last.
  ///   - last: the record's last row.
  func note(read: SequenceNumber, of last: SequenceNumber) {
    let now = Clocks.now().monotonic
    guard now >= next else { return }
    next = now + Self.interval
    notifier.send("EXTEND_TIMEOUT_USEC=\(Self.more)\nSTATUS=starting: row \(read) of \(last) is read")
  }
}
