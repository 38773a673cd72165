import CZeroMQ
import Glibc

/// A libzmq call that failed: its name and `errno`.
///
/// `EINTR` never gets here from sending, receiving or polling, and `EAGAIN` is a returned value there, not an error.
package struct ZMQError: Error, Hashable, Sendable, CustomStringConvertible {
  /// `errno` as libzmq left it.
  package let code: Int32
  /// The call that failed, `zmq_bind`, with its argument where that helps.
  package let call: String

  package init(code: Int32, call: String) {
    self.code = code
    self.call = call
  }

  /// The context was shut down: the thread that sees it closes its sockets and ends.
  package var isTerminated: Bool { code == Self.terminated }
  /// A ROUTER with `routerMandatory` knows no such peer: it never came or it is gone.
  package var isUnreachable: Bool { code == EHOSTUNREACH }

  package var description: String {
    let reason = unsafe zmq_strerror(code).map { unsafe String(cString: $0) } ?? "unknown"
    return "\(call): \(reason) (\(code))"
  }

  /// `ETERM`, which the header spells as an expression.
  package static let terminated = Int32(ZMQ_HAUSNUMERO) + 53

  /// The error that the libzmq call just made left behind. Nothing may come between the two.
  static func last(_ call: String) -> ZMQError { ZMQError(code: zmq_errno(), call: call) }
}
