import CZeroMQ
import Glibc

/// A received frame: its bytes, copied once out of libzmq, and libzmq's properties of the connection it came by.
///
/// The identity frame that a ROUTER puts before a message carries no properties in 4.3.4 once the socket was polled:
/// the frame after it does (LIBZMQ 2).
@safe
package struct ZMQFrame: ~Copyable {
  private let content: [UInt8]
  /// The libzmq message, kept for its properties. libzmq's own pipes move messages bytewise, as Swift does here; no
  /// message points into itself (libzmq `msg.hpp`, `ypipe.hpp`).
  private let message: zmq_msg_t

  /// Takes over `message`.
  init(consuming message: inout zmq_msg_t) {
    let count = unsafe zmq_msg_size(&message)
    content = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      if count > 0, let target = buffer.baseAddress, let source = unsafe zmq_msg_data(&message) {
        unsafe memcpy(target, source, count)
      }
      initialized = count
    }
    self.message = message
  }

  package var count: Int { content.count }

  /// The frame's bytes; no copy is made. For a span: `let bytes = frame.bytes()`, then `bytes.span`.
  package func bytes() -> [UInt8] { content }

  /// Whether more frames of the same message follow.
  package var hasMore: Bool {
    unsafe withUnsafePointer(to: message) { unsafe zmq_msg_get($0, ZMQ_MORE) == 1 }
  }

  /// The user id that the ZAP handler gave the peer; nil if there was no ZAP request.
  package var userID: String? { property("User-Id") }

  /// The peer's address, without its port; over ipc `localhost:uid:gid:pid`.
  package var peerAddress: String? { property("Peer-Address") }

  /// The connection's descriptor, for shutdown(2) alone. The number may be used again once the connection is closed,
  /// which the monitor tells.
  package var sourceDescriptor: Int32? {
    let descriptor = unsafe withUnsafePointer(to: message) { unsafe zmq_msg_get($0, ZMQ_SRCFD) }
    return descriptor >= 0 ? descriptor : nil
  }

  private func property(_ name: StaticString) -> String? {
    unsafe withUnsafePointer(to: message) { message in
      let text = unsafe name.utf8Start.withMemoryRebound(to: CChar.self, capacity: name.utf8CodeUnitCount + 1) {
        unsafe zmq_msg_gets(message, $0)
      }
      return unsafe text.map { unsafe String(cString: $0) }
    }
  }

  deinit {
    var message = message
    unsafe zmq_msg_close(&message)
  }
}
