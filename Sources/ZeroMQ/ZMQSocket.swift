import CZeroMQ
import Glibc

/// A libzmq socket, for one thread at a time.
///
/// Every call returns at once: the thread waits only in a ``ZMQPoller``. Queued messages are dropped when the socket is
/// closed (`LINGER` 0), so that ending the context never waits for a peer (LIBZMQ 8).
package struct ZMQSocket: ~Copyable {
  package enum Kind: Sendable {
    case router, dealer, pair, reply

    fileprivate var type: Int32 {
      switch self {
      case .router: ZMQ_ROUTER
      case .dealer: ZMQ_DEALER
      case .pair: ZMQ_PAIR
      case .reply: ZMQ_REP
      }
    }
  }

  let handle: SocketHandle

  package init(_ context: ZMQContext, _ kind: Kind) throws(ZMQError) {
    let handle = try SocketHandle(context, type: kind.type)
    try handle.set(ZMQ_LINGER, 0)
    self.handle = handle
  }

  package mutating func set(_ option: ZMQOption) throws(ZMQError) {
    try handle.set(option)
  }

  /// Binds and returns the endpoint as bound: `tcp://127.0.0.1:*` comes back with its port.
  ///
  /// - Throws: also where something else than a socket lies at an ipc path, or a socket that somebody listens on: libzmq
  ///   would delete either without a word (ipc_listener.cpp, set_local_address).
  package mutating func bind(_ endpoint: String) throws(ZMQError) -> String {
    if endpoint.hasPrefix("ipc:///") {
      switch SocketPath(lookingAt: String(endpoint.dropFirst(6)), followsLinks: false) {
      case .nothing, .left, .forbidden: break
      case .served: throw ZMQError(code: EADDRINUSE, call: "zmq_bind(\(endpoint)): somebody listens there")
      case .other: throw ZMQError(code: EEXIST, call: "zmq_bind(\(endpoint)): something else than a socket lies there")
      }
    }
    try handle.set(ZMQ_IPV6, Self.needsIPv6(endpoint) ? 1 : 0)
    guard unsafe zmq_bind(handle.open, endpoint) == 0 else { throw .last("zmq_bind(\(endpoint))") }
    return try handle.lastEndpoint()
  }

  /// Stops listening; established connections are closed with it.
  package mutating func unbind(_ endpoint: String) throws(ZMQError) {
    guard unsafe zmq_unbind(handle.open, endpoint) == 0 else { throw .last("zmq_unbind(\(endpoint))") }
  }

  /// Connects. A host's name is the caller's to look up: libzmq would do it on the thread that serves every socket.
  package mutating func connect(_ endpoint: String) throws(ZMQError) {
    try handle.set(ZMQ_IPV6, Self.needsIPv6(endpoint) ? 1 : 0)
    guard unsafe zmq_connect(handle.open, endpoint) == 0 else { throw .last("zmq_connect(\(endpoint))") }
  }

  /// Off, libzmq takes no address of IPv6; on, it asks the system for sockets that a host without IPv6 does not have.
  private static func needsIPv6(_ endpoint: String) -> Bool { endpoint.hasPrefix("tcp://[") }

  /// Queues a frame; with `more` the next frame belongs to the same message. A message is refused at its first frame or
  /// not at all.
  ///
  /// - Returns: false if the peer's queue is full (or, for a DEALER, if there is no peer), and nothing was queued.
  ///
  /// A ROUTER learns that a peer is gone in a poll or in `receive`; until then that peer's queue fills and stays full.
  package mutating func send(_ bytes: [UInt8], more: Bool = false) throws(ZMQError) -> Bool {
    try handle.send(bytes.span, more: more)
  }

  package mutating func send(_ bytes: ArraySlice<UInt8>, more: Bool = false) throws(ZMQError) -> Bool {
    try handle.send(bytes.span, more: more)
  }

  /// The next frame, or nil when there is none. A message's frames come together or not at all.
  package mutating func receive() throws(ZMQError) -> ZMQFrame? {
    try handle.receive()
  }

  /// Starts telling what happens to the socket's connections. Made before `bind` or `connect` it misses nothing.
  ///
  /// - Parameter failedAccepts: whether accepts that fail are told. At the limit of descriptors they fail without a
  ///   pause, and each is two messages that wait without a limit for who reads them.
  package mutating func monitor(failedAccepts: Bool = true) throws(ZMQError) -> ZMQMonitor {
    try ZMQMonitor(of: handle, failedAccepts: failedAccepts)
  }

  /// Closes the socket now and not at the end of its scope. Nothing but `close` may be called after it.
  package mutating func close() {
    handle.close()
  }

  // A poller or a monitor may still hold the handle.
  deinit { handle.close() }
}

extension SocketHandle {
  func send(_ bytes: Span<UInt8>, more: Bool) throws(ZMQError) -> Bool {
    var message = zmq_msg_t()
    guard unsafe zmq_msg_init_size(&message, bytes.count) == 0 else { throw .last("zmq_msg_init_size") }
    unsafe bytes.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress, let target = unsafe zmq_msg_data(&message) else { return }
      unsafe memcpy(target, start, source.count)
    }
    let flags = more ? ZMQ_DONTWAIT | ZMQ_SNDMORE : ZMQ_DONTWAIT
    while unsafe zmq_msg_send(&message, open, flags) < 0 {
      let error = ZMQError.last("zmq_msg_send")
      if error.code == EINTR { continue }
      unsafe zmq_msg_close(&message)
      if error.code == EAGAIN { return false }
      throw error
    }
    return true
  }

  func receive() throws(ZMQError) -> ZMQFrame? {
    var message = zmq_msg_t()
    unsafe zmq_msg_init(&message)
    while unsafe zmq_msg_recv(&message, open, ZMQ_DONTWAIT) < 0 {
      let error = ZMQError.last("zmq_msg_recv")
      if error.code == EINTR { continue }
      unsafe zmq_msg_close(&message)
      if error.code == EAGAIN { return nil }
      throw error
    }
    return ZMQFrame(consuming: &message)
  }

  func lastEndpoint() throws(ZMQError) -> String {
    // libzmq returns the endpoint it was given, so the longest path of a Unix socket is the limit; 1,024 is plenty.
    var length = 1024
    var text = [UInt8](repeating: 0, count: length)
    let result = unsafe zmq_getsockopt(open, ZMQ_LAST_ENDPOINT, &text, &length)
    guard result == 0 else { throw .last("zmq_getsockopt(ZMQ_LAST_ENDPOINT)") }
    // The returned length counts the NUL at the end.
    return String(decoding: text.prefix(max(length, 1) - 1), as: UTF8.self)
  }
}
