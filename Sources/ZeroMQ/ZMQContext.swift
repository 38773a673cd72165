import CZeroMQ
import Glibc

/// libzmq's context: its I/O threads and every socket made in it.
///
/// One context a process: libsodium is shared by all contexts, and closing one may take the random source from another
/// (LIBZMQ 9). Sockets hold the context, so it is terminated once the last of them is gone.
///
/// `@unchecked Sendable`: the handle never changes, and libzmq's contexts may be used by any thread (zmq(7)).
@safe
package final class ZMQContext: @unchecked Sendable {
  let raw: UnsafeMutableRawPointer

  /// Opens the context. `maxSockets` counts libzmq's own (a monitor takes two) besides those made here.
  package init(ioThreads: Int = 1, maxSockets: Int = 8192) throws(ZMQError) {
    AutomaticRoutingIDs.seed
    guard let raw = unsafe zmq_ctx_new() else { throw .last("zmq_ctx_new") }
    unsafe self.raw = raw
    for (option, value) in [(ZMQ_IO_THREADS, ioThreads), (ZMQ_MAX_SOCKETS, maxSockets)] {
      guard let value = Int32(exactly: value), unsafe zmq_ctx_set(raw, option, value) == 0 else {
        throw ZMQError(code: EINVAL, call: "zmq_ctx_set(\(option), \(value))")
      }
    }
  }

  /// Makes every call on the context's sockets, running or to come, fail with `ETERM`. The sockets still have to be
  /// closed.
  package func shutdown() {
    unsafe zmq_ctx_shutdown(raw)
  }

  deinit {
    // A call interrupted by a signal has not finished and is made again (zmq_ctx_term(3)).
    while unsafe zmq_ctx_term(raw) != 0, zmq_errno() == EINTR {}
  }
}

/// A ROUTER names its peers by a counter that starts at `rand()`. Without a seed the start is the same in every
/// process, and a client that claims the next name aborts the broker by an assertion (LIBZMQ 3).
private enum AutomaticRoutingIDs {
  /// Seeds `rand()` from getrandom(2) at the first access, once a process.
  static let seed: Void = {
    var random = SystemRandomNumberGenerator()
    srand(UInt32.random(in: .min ... .max, using: &random))
  }()
}
