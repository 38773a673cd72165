package import CellSchema
import CellWire
import DequeModule

/// What peers sent and the machine has not heard yet. Peers take turns, so that nobody waits for all that somebody else
/// sent; flash and above is heard before all else.
///
/// A peer's frames are heard in their order, but for messages of flash and above, which overtake what the peer sent in
/// other lanes.
package struct Inbox {
  /// The events of several peers, who take turns.
  private struct Rota {
    private var waiting: [PeerID: Deque<Event>] = [:]
    /// Whose turn it is first.
    private var turns = Deque<PeerID>()

    var isEmpty: Bool { turns.isEmpty }

    /// Puts a peer first whose turn brings no message, after as few turns as that takes.
    ///
    /// - Returns: whether there is one.
    mutating func passPublishers() -> Bool {
      guard let place = turns.firstIndex(where: { waiting[$0]?.first?.isHeld == false }) else { return false }
      turns.append(contentsOf: turns.prefix(place))
      turns.removeFirst(place)
      return true
    }

    var hasOtherThanMessages: Bool { turns.contains { waiting[$0]?.first?.isHeld == false } }

    mutating func add(_ event: Event, of peer: PeerID) {
      if waiting[peer] == nil { turns.append(peer) }
      waiting[peer, default: Deque()].append(event)
    }

    /// Takes the event whose turn it is. A frame of many messages is heard in parts: a turn of the loop must not be as
    /// long as a peer likes.
    ///
    /// - Returns: also how many parts were put back in its place.
    mutating func next() -> (peer: PeerID, event: Event, rest: Int)? {
      guard let peer = turns.popFirst(), let event = waiting[peer]?.popFirst() else { return nil }
      let parts = event.parts
      waiting[peer]?.prepend(contentsOf: parts.dropFirst())
      if waiting[peer]?.isEmpty == true { waiting[peer] = nil } else { turns.append(peer) }
      return (peer, parts.first ?? event, max(0, parts.count - 1))
    }
  }

  private var ordinary = Rota()
  private var urgent = Rota()
  /// By peer: how many of its ordinary events flash must not overtake, HELLO above all.
  private var barriers: [PeerID: Int] = [:]
  package private(set) var count = 0
  /// How many events of flash were heard since the last other one.
  private var urgentRun = 0

  /// So many events of flash overtake before another one is heard: flash without end ends nobody's session.
  private static let longestUrgentRun = 32

  package init() {}

  package var isEmpty: Bool { count == 0 }

  /// A connection is gone: it is heard after the frames that came before.
  package mutating func add(gone peer: PeerID) { add(.gone(peer), of: peer) }

  package mutating func add(_ bytes: [UInt8], from peer: PeerID, node: NodeName) {
    add(.frame(peer, node: node, bytes: bytes), of: peer)
  }

  private mutating func add(_ event: Event, of peer: PeerID) {
    count += 1
    if event.isFlash, barriers[peer] == nil { return urgent.add(event, of: peer) }
    ordinary.add(event, of: peer)
    // Flash that came behind a HELLO waits behind it, and what follows in its lane behind both.
    if event.isBarrier { barriers[peer, default: 0] += 1 }
  }

  /// Takes the event whose turn it is.
  ///
  /// - Parameter holdingPublishers: whether messages below flash stay, and what their peers sent behind them.
  package mutating func next(holdingPublishers: Bool = false) -> Event? {
    if holdingPublishers, !(urgentRun < Self.longestUrgentRun && !urgent.isEmpty) {
      return ordinary.passPublishers() ? nextOrdinary() : nextUrgent()
    }
    if urgentRun < Self.longestUrgentRun || ordinary.isEmpty { return nextUrgent() ?? nextOrdinary() }
    return nextOrdinary()
  }

  /// Takes flash whose turn it is, and nothing else.
  private mutating func nextUrgent() -> Event? {
    guard let (_, event, rest) = urgent.next() else { return nil }
    count += rest - 1
    urgentRun += 1
    return event
  }

  /// Whether there is something to take while messages below flash stay.
  package var hasOtherThanMessages: Bool { !urgent.isEmpty || ordinary.hasOtherThanMessages }

  private mutating func nextOrdinary() -> Event? {
    guard let (peer, event, rest) = ordinary.next() else { return nil }
    count += rest - 1
    urgentRun = 0
    if event.isBarrier, let left = barriers[peer] { barriers[peer] = left + rest > 1 ? left + rest - 1 : nil }
    return event
  }
}

extension Event {
  /// The parts of a frame of more messages than are heard at once; none for any other event.
  fileprivate var parts: [Event] {
    guard case .frame(let peer, let node, let bytes) = self, bytes.count <= Limits.frame,
      PublishFrame.count(of: bytes) ?? 0 > Limits.messagesAtOnce, let frame = try? PublishFrame(bytes)
    else { return [] }
    return frame.parts(of: Limits.messagesAtOnce).map { .publish(peer, node: node, $0) }
  }

  /// Whether flash of the same peer must not overtake the event.
  fileprivate var isBarrier: Bool { isFlash || isHello }

  /// Whether it brings messages below flash.
  fileprivate var isHeld: Bool {
    switch self {
    case .frame(_, node: _, let bytes): bytes.first == Command.publish.rawValue && !isFlash
    case .publish: !isFlash
    case .prepared, .gone, .congested, .relieved, .committed, .storageFull, .read, .looked, .foundStream, .answered,
      .found, .log, .clockConfirmed, .tick:
      false
    }
  }

  private var isHello: Bool {
    if case .frame(_, node: _, let bytes) = self { return bytes.first == Command.hello.rawValue }
    return false
  }

  fileprivate var isFlash: Bool {
    switch self {
    case .frame(_, node: _, let bytes): PublishFrame.lane(of: bytes).map { $0 >= .flash } ?? false
    case .publish(_, node: _, let frame): frame.lane >= .flash
    case .prepared, .gone, .congested, .relieved, .committed, .storageFull, .read, .looked, .foundStream, .answered,
      .found, .log, .clockConfirmed, .tick:
      false
    }
  }
}
