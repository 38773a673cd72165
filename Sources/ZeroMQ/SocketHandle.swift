import CZeroMQ
import Glibc

/// A libzmq socket's pointer, with the context that the socket needs alive.
///
/// A poller keeps the handle, not the pointer, so that a socket closed meanwhile is seen as closed (`raw` is nil) and
/// its freed memory is never touched. Not `Sendable`: a socket and the pollers that watch it stay together.
@safe
final class SocketHandle {
  private(set) var raw: UnsafeMutableRawPointer?
  let context: ZMQContext

  init(_ context: ZMQContext, type: Int32) throws(ZMQError) {
    guard let raw = unsafe zmq_socket(context.raw, type) else { throw .last("zmq_socket") }
    unsafe self.raw = raw
    self.context = context
  }

  /// The pointer of a socket that must still be open.
  var open: UnsafeMutableRawPointer {
    guard let raw = unsafe raw else { preconditionFailure("a ZeroMQ socket is used after it was closed") }
    return unsafe raw
  }

  func close() {
    guard let raw = unsafe raw else { return }
    // The monitor is stopped first: once its reading end is closed, libzmq's I/O thread waits for ever in the next
    // event, and with it every socket of the context.
    unsafe zmq_socket_monitor(raw, nil, 0)
    unsafe zmq_close(raw)
    unsafe self.raw = nil
  }

  deinit { close() }
}

extension SocketHandle {
  func set(_ option: Int32, _ value: Int) throws(ZMQError) {
    guard var number = Int32(exactly: value) else {
      throw ZMQError(code: EINVAL, call: "zmq_setsockopt(\(option), \(value))")
    }
    let result = unsafe zmq_setsockopt(open, option, &number, MemoryLayout<Int32>.size)
    guard result == 0 else { throw .last("zmq_setsockopt(\(option), \(value))") }
  }

  /// Sets an option that is 64 bits wide.
  func set(_ option: Int32, wide value: Int) throws(ZMQError) {
    var number = Int64(value)
    let result = unsafe zmq_setsockopt(open, option, &number, MemoryLayout<Int64>.size)
    guard result == 0 else { throw .last("zmq_setsockopt(\(option), \(value))") }
  }

  /// Sets an option of bytes. The value is kept out of errors: it may be a secret key.
  func set(_ option: Int32, bytes: [UInt8]) throws(ZMQError) {
    let result = unsafe zmq_setsockopt(open, option, bytes, bytes.count)
    guard result == 0 else { throw .last("zmq_setsockopt(\(option), \(bytes.count) bytes)") }
  }
}
