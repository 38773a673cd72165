import CellTestSupport
import Glibc
import ZeroMQ

/// The proxy's thread: it accepts, and moves bytes from pipe to pipe as the orders say.
struct LinkPump: Sendable {
  let listener: CInt
  let wakeUp: WakeUp
  let target: UInt16
  let seed: UInt64

  func run(_ shared: LinkProxy.Shared) {
    var links: [Link] = []
    var random = SplitMix(seed)
    var orders = shared.take()
    var pending = orders.pending
    while !orders.isOver {
      let now = Self.now()
      // Without a link they wait for one.
      if !links.isEmpty { pending = obey(pending, &links, now, shared) }
      wait(links, now, orders)
      orders = shared.take()
      pending += orders.pending
      if let link = accepted(orders, random.next()) {
        shared.count { $0.connections += 1 }
        links.append(link)
      }
      let moved = Self.now()
      links.removeAll { link in
        link.move(moved, orders.shapes)
        shared.count { counts in
          for (way, pipe) in link.pipes.enumerated() { counts.bytes[way] += pipe.takeMoved() }
        }
        guard let end = link.end else { return false }
        shared.count { counts in
          switch end {
          case .cut: counts.cuts += 1
          case .abandoned: counts.abandoned += 1
          case .closed: break
          }
        }
        link.close()
        return true
      }
    }
    for link in links { link.close() }
    close(listener)
  }

  /// - Returns: what waits for another link, since a reset ended these.
  private func obey(
    _ orders: [LinkProxy.Order], _ links: inout [Link], _ now: UInt64, _ shared: LinkProxy.Shared
  ) -> [LinkProxy.Order] {
    for (place, order) in orders.enumerated() {
      for link in links { link.obey(order, now) }
      if case .reset = order {
        let count = links.count
        shared.count { $0.resets += count }
        links.removeAll()
        return Array(orders[(place + 1)...])
      }
    }
    return []
  }

  private func accepted(_ orders: LinkProxy.Orders, _ seed: UInt64) -> Link? {
    var waiting = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&waiting, 1, 0) > 0, let node = LinkSocket.accepted(from: listener) else { return nil }
    guard !orders.isRefusing, let broker = LinkSocket.connected(to: target) else {
      LinkSocket.abort(node)
      return nil
    }
    return Link(node: node, broker: broker, seed: seed)
  }

  /// Until a byte can move, a new link or order comes, or something is due.
  private func wait(_ links: [Link], _ now: UInt64, _ orders: LinkProxy.Orders) {
    var places = [
      pollfd(fd: wakeUp.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
    ]
    var due = now + 1_000_000_000
    for link in links {
      places += link.places(now, orders.shapes)
      due = min(due, link.due(now, orders.shapes))
    }
    let milliseconds = due <= now ? 0 : (due - now + 999_999) / 1_000_000
    _ = unsafe poll(&places, nfds_t(places.count), CInt(milliseconds))
    wakeUp.drain()
  }

  /// Nanoseconds of a clock that only goes ahead.
  static func now() -> UInt64 {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

/// One connection of a node, and the one to the broker that answers it.
final class Link {
  enum End {
    case closed, cut, abandoned
  }

  /// POLLRDHUP, which Swift's Glibc leaves out.
  private static let hungUp: CInt = 0x2000

  /// By ``LinkProxy/Way``.
  let pipes: [LinkPipe]
  private let node: CInt
  private let broker: CInt
  private(set) var end: End?

  init(node: CInt, broker: CInt, seed: UInt64) {
    self.node = node
    self.broker = broker
    pipes = [LinkPipe(from: node, to: broker, seed: seed), LinkPipe(from: broker, to: node, seed: ~seed)]
  }

  func obey(_ order: LinkProxy.Order, _ now: UInt64) {
    switch order {
    case .reset:
      LinkSocket.abort(node)
      LinkSocket.abort(broker)
    case .cut(let way, let bytes): pipes[way.rawValue].cutAfter = bytes
    case .stall(let way, let time):
      pipes[way.rawValue].stalledUntil = time.map { now + $0.nanoseconds } ?? .max
    }
  }

  func move(_ now: UInt64, _ shapes: [LinkProxy.Shape]) {
    for (pipe, shape) in zip(pipes, shapes) where end == nil {
      if pipe.isStalled(now) {
        // A link that does not move is not read to its end: what tells is that the other side hung up.
        if Self.hasHungUp(node) || Self.hasHungUp(broker) { end = .abandoned }
        continue
      }
      switch pipe.move(now, shape) {
      case .open: break
      case .over: end = .closed
      case .cut: end = .cut
      }
    }
  }

  func close() {
    Glibc.close(node)
    Glibc.close(broker)
  }

  func places(_ now: UInt64, _ shapes: [LinkProxy.Shape]) -> [pollfd] {
    let isStalled = pipes.contains { $0.isStalled(now) }
    var events = isStalled ? [Self.hungUp, Self.hungUp] : [0, 0]
    for (way, pipe) in pipes.enumerated() where !pipe.isStalled(now) {
      if pipe.hasSpace { events[way] |= CInt(POLLIN) }
      if pipe.isReleased(now, shapes[way]) { events[1 - way] |= CInt(POLLOUT) }
    }
    return zip([node, broker], events).map { pollfd(fd: $0, events: Int16($1), revents: 0) }
  }

  func due(_ now: UInt64, _ shapes: [LinkProxy.Shape]) -> UInt64 {
    zip(pipes, shapes).map { $0.due(now, $1) }.min() ?? .max
  }

  private static func hasHungUp(_ socket: CInt) -> Bool {
    var place = pollfd(fd: socket, events: Int16(Self.hungUp), revents: 0)
    return unsafe poll(&place, 1, 0) > 0 && place.revents != 0
  }
}

extension Duration {
  fileprivate var nanoseconds: UInt64 {
    let (seconds, attoseconds) = components
    return UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
  }

  var seconds: Double { Double(nanoseconds) / 1e9 }
}
