import CZeroMQ
import Glibc

/// Waits for any of a set of sockets, monitors and descriptors. The set is filled once and used for every wait, which
/// allocates nothing here.
///
/// A socket has an index until ``remove(_:)``. A socket that is closed while watched is never ready; its index stays
/// taken until removed.
@safe
package struct ZMQPoller: ~Copyable {
  /// The array that libzmq is given. A free place watches descriptor −1, which poll(2) ignores.
  private var items: [zmq_pollitem_t] = unsafe []
  /// The socket of each place; nil for a descriptor or a free place.
  private var handles: [SocketHandle?] = []
  private var free: [Int] = []

  package init() {}

  package mutating func add(_ socket: borrowing ZMQSocket, writable: Bool = false) -> Int {
    add(socket.handle, descriptor: -1, writable: writable)
  }

  package mutating func add(_ monitor: borrowing ZMQMonitor) -> Int {
    add(monitor.handle, descriptor: -1, writable: false)
  }

  package mutating func add(_ handler: borrowing ZAPHandler) -> Int {
    add(handler.handle, descriptor: -1, writable: false)
  }

  package mutating func add(descriptor: Int32, writable: Bool = false) -> Int {
    add(nil, descriptor: descriptor, writable: writable)
  }

  private mutating func add(_ handle: SocketHandle?, descriptor: Int32, writable: Bool) -> Int {
    let events = Int16(writable ? ZMQ_POLLIN | ZMQ_POLLOUT : ZMQ_POLLIN)
    let item = unsafe zmq_pollitem_t(socket: handle?.raw, fd: descriptor, events: events, revents: 0)
    if let index = free.popLast() {
      unsafe items[index] = unsafe item
      handles[index] = handle
      return index
    }
    unsafe items.append(item)
    handles.append(handle)
    return handles.count - 1
  }

  /// Stops watching the socket or descriptor at an index; a later `add` may use the index again.
  package mutating func remove(_ index: Int) {
    precondition(!free.contains(index), "the poller's place \(index) is free already")
    unsafe items[index] = unsafe zmq_pollitem_t(socket: nil, fd: -1, events: 0, revents: 0)
    handles[index] = nil
    free.append(index)
  }

  /// Sets whether to wait for room to send, too.
  package mutating func watch(_ index: Int, writable: Bool) {
    unsafe items[index].events = Int16(writable ? ZMQ_POLLIN | ZMQ_POLLOUT : ZMQ_POLLIN)
  }

  /// Waits until a socket or descriptor is ready or the time is up (−1: for ever). A signal ends the wait.
  ///
  /// - Returns: how many are ready; 0 after a signal, since the caller's loop comes round anyway.
  @discardableResult
  package mutating func wait(milliseconds: Int) throws(ZMQError) -> Int {
    for (index, handle) in handles.enumerated() {
      unsafe items[index].revents = 0
      guard let handle, unsafe handle.raw == nil else { continue }
      unsafe items[index].socket = nil
      unsafe items[index].fd = -1
    }
    let ready = unsafe zmq_poll(&items, Int32(items.count), milliseconds)
    if ready >= 0 { return Int(ready) }
    let error = ZMQError.last("zmq_poll")
    guard error.code == EINTR else { throw error }
    for index in handles.indices { unsafe items[index].revents = 0 }
    return 0
  }

  /// Whether something can be received, or a descriptor has ended or failed, which reading it will tell.
  package func isReadable(_ index: Int) -> Bool {
    unsafe items[index].revents & Int16(ZMQ_POLLIN | ZMQ_POLLERR) != 0
  }

  /// Whether there is room to send.
  package func isWritable(_ index: Int) -> Bool {
    unsafe items[index].revents & Int16(ZMQ_POLLOUT) != 0
  }
}
