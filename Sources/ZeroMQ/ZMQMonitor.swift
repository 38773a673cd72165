import CZeroMQ
import Synchronization

/// The events of one socket's connections, in order.
///
/// libzmq's I/O thread sends the events and would wait, holding the socket's lock, for a missing reader. So the reading
/// end is connected first and has no high-water mark, and the monitor is stopped before that end is closed.
package struct ZMQMonitor: ~Copyable {
  /// The monitor's reading end.
  let handle: SocketHandle
  private let watched: SocketHandle

  /// libzmq finds the two ends of a monitor by name.
  private static let serial = Atomic<UInt64>(0)

  init(of watched: SocketHandle, failedAccepts: Bool) throws(ZMQError) {
    let name = "inproc://cellbus.monitor.\(Self.serial.add(1, ordering: .relaxed).newValue)"
    let handle = try SocketHandle(watched.context, type: ZMQ_PAIR)
    try handle.set(ZMQ_LINGER, 0)
    try handle.set(ZMQ_RCVHWM, 0)
    let events = failedAccepts ? ZMQ_EVENT_ALL : ZMQ_EVENT_ALL & ~ZMQ_EVENT_ACCEPT_FAILED
    guard unsafe zmq_connect(handle.open, name) == 0 else { throw .last("zmq_connect(\(name))") }
    guard unsafe zmq_socket_monitor(watched.open, name, events) == 0 else {
      throw .last("zmq_socket_monitor")
    }
    self.handle = handle
    self.watched = watched
  }

  /// The next event, or nil when there is none.
  package mutating func next() throws(ZMQError) -> ZMQEvent? {
    guard let head = try handle.receive() else { return nil }
    // Event and value in the host's order, then the endpoint in a frame of its own.
    let bytes = head.bytes()
    guard bytes.count == 6, head.hasMore, let tail = try handle.receive() else {
      preconditionFailure("libzmq's monitor sends an event of 6 bytes and an endpoint")
    }
    let number = UInt16(truncatingIfNeeded: integer(bytes[0..<2]))
    let value = Int32(truncatingIfNeeded: integer(bytes[2..<6]))
    return ZMQEvent(
      kind: ZMQEvent.Kind(number: number), value: value, endpoint: String(decoding: tail.bytes(), as: UTF8.self))
  }

  deinit {
    if let watched = unsafe watched.raw { unsafe zmq_socket_monitor(watched, nil, 0) }
    handle.close()
  }
}

/// An unsigned integer in the host's order, of up to four bytes.
private func integer(_ bytes: ArraySlice<UInt8>) -> UInt32 {
  var value: UInt32 = 0
  for byte in bytes.reversed() { value = value << 8 | UInt32(byte) }
  return UInt32(littleEndian: value.littleEndian)
}
