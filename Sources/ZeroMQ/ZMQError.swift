import CZeroMQ
import Glibc

/// A libzmq call that failed: its name and `errno`.
///
/// Sending, receiving and polling never throw `EINTR`, and return a value for `EAGAIN`.
package struct ZMQError: Error, Hashable, Sendable, CustomStringConvertible {
  /// `errno` as libzmq left it.
  package let code: Int32
  /// The call that failed, such as `zmq_bind`, with its argument where that helps.
  package let call: String

  package init(code: Int32, call: String) {
    self.code = code
    self.call = call
  }

  /// Whether the context was shut down: the thread that sees this error closes its sockets and ends.
  package var isTerminated: Bool { code == Self.terminated }
  /// Whether a ROUTER with `routerMandatory` has no such peer: it never connected or is gone.
  package var isUnreachable: Bool { code == EHOSTUNREACH }

  package var description: String {
    let reason = unsafe zmq_strerror(code).map { unsafe String(cString: $0) } ?? "unknown"
    return "\(call): \(reason) (\(code))"
  }

  /// `ETERM`, which the header spells as an expression.
  package static let terminated = Int32(ZMQ_HAUSNUMERO) + 53

  /// The error of the libzmq call just made; no other call may come in between.
  static func last(_ call: String) -> ZMQError { ZMQError(code: zmq_errno(), call: call) }
}
