import Foundation
import Glibc
import Synchronization
import ZeroMQ

/// A bad link: a TCP proxy on loopback between nodes and the broker, with a thread of its own.
///
/// It holds a few KiB at most, and so do its sockets, so that a slow link pushes back on those who send. What it draws
/// at random (in what pieces bytes move) follows from its seed.
final class LinkProxy: Sendable {
  enum Way: Int, CaseIterable, Sendable {
    case toBroker, toNode
  }

  /// How one direction moves bytes.
  struct Shape: Sendable {
    /// Nil: as fast as it goes.
    var bytesPerSecond: Int?
    var delay: Duration = .zero
  }

  /// What is done to the links that are open, once.
  enum Order: Sendable {
    /// RST to both ends.
    case reset
    /// After so many more bytes, and then within a frame, both ends are closed.
    case cut(Way, after: Int)
    /// No byte moves that way any more for so long, or until an end gives the link up.
    case stall(Way, Duration?)
  }

  struct Counts: Sendable {
    var connections = 0
    var resets = 0
    /// Links that ended within a frame of ZeroMQ's.
    var cuts = 0
    /// Stalls after which an end gave up.
    var abandoned = 0
    var bytes = [0, 0]
  }

  struct Orders: Sendable {
    var shapes = [Shape(), Shape()]
    var isRefusing = false
    var isOver = false
    var pending: [Order] = []
  }

  let port: UInt16
  private let orders = Mutex(Orders())
  private let tally = Mutex(Counts())
  private let wakeUp: WakeUp

  /// - Parameter target: the broker's port on loopback.
  init(to target: UInt16, seed: UInt64 = 1) throws {
    let listener = try LinkSocket.listening()
    port = LinkSocket.port(of: listener)
    wakeUp = try WakeUp()
    let pump = LinkPump(listener: listener, wakeUp: wakeUp, target: target, seed: seed)
    // The thread holds no more of the proxy than what it shares with it.
    let shared = Shared(proxy: self)
    Thread.detachNewThread { pump.run(shared) }
  }

  deinit { end() }

  var endpoint: String { "tcp://127.0.0.1:\(port)" }
  var counts: Counts { tally.withLock { $0 } }

  func shape(_ ways: [Way] = Way.allCases, to shape: Shape) {
    change { for way in ways { $0.shapes[way.rawValue] = shape } }
  }

  func refuse(_ isRefusing: Bool) { change { $0.isRefusing = isRefusing } }

  func give(_ order: Order) { change { $0.pending.append(order) } }

  /// Closes everything.
  func end() { change { $0.isOver = true } }

  private func change(_ body: (inout Orders) -> Void) {
    orders.withLock { body(&$0) }
    wakeUp.signal()
  }

  /// What the thread sees of the proxy.
  struct Shared: Sendable {
    private weak let proxy: LinkProxy?

    fileprivate init(proxy: LinkProxy) { self.proxy = proxy }

    /// Takes what is to be done once; a proxy that nobody has any more is over.
    func take() -> Orders {
      guard let proxy else {
        var over = Orders()
        over.isOver = true
        return over
      }
      return proxy.orders.withLock { orders in
        defer { orders.pending = [] }
        return orders
      }
    }

    func count(_ body: (inout Counts) -> Void) { proxy?.tally.withLock { body(&$0) } }
  }
}

/// The sockets of a link, with buffers as small as the kernel lets them be.
enum LinkSocket {
  private static let buffer: CInt = 4_096
  /// Loopback's own segments are larger than such a buffer, and would wait for it to be empty.
  private static let segment: CInt = 1_024

  static func listening() throws -> CInt {
    let socket = try made()
    var address = loopback(0)
    let bound = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard bound == 0, listen(socket, 16) == 0 else { throw POSIXError(.EADDRINUSE) }
    return socket
  }

  /// Nil where nobody listens.
  static func connected(to port: UInt16) -> CInt? {
    guard let socket = try? made() else { return nil }
    var address = loopback(port)
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else {
      close(socket)
      return nil
    }
    makeNonBlocking(socket)
    return socket
  }

  static func accepted(from listener: CInt) -> CInt? {
    let socket = accept(listener, nil, nil)
    guard socket >= 0 else { return nil }
    makeNonBlocking(socket)
    set(socket, CInt(IPPROTO_TCP), TCP_NODELAY, 1)
    return socket
  }

  /// The next close sends RST instead of FIN.
  static func abort(_ socket: CInt) {
    var linger = linger(l_onoff: 1, l_linger: 0)
    unsafe setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
    close(socket)
  }

  static func port(of socket: CInt) -> UInt16 {
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe getsockname(socket, $0, &size) }
    }
    return UInt16(bigEndian: address.sin_port)
  }

  /// What is accepted inherits the buffers.
  private static func made() throws -> CInt {
    let socket = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { throw POSIXError(.EMFILE) }
    set(socket, SOL_SOCKET, SO_RCVBUF, buffer)
    set(socket, SOL_SOCKET, SO_SNDBUF, buffer)
    set(socket, CInt(IPPROTO_TCP), TCP_MAXSEG, segment)
    set(socket, CInt(IPPROTO_TCP), TCP_NODELAY, 1)
    return socket
  }

  private static func set(_ socket: CInt, _ level: CInt, _ option: CInt, _ value: CInt) {
    var value = value
    unsafe setsockopt(socket, level, option, &value, socklen_t(MemoryLayout<CInt>.size))
  }

  private static func makeNonBlocking(_ socket: CInt) {
    _ = fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK)
  }

  private static func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }
}
