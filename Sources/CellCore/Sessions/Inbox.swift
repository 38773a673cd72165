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

    mutating func add(_ event: Event, of peer: PeerID) {
      if waiting[peer] == nil { turns.append(peer) }
      waiting[peer, default: Deque()].append(event)
    }

    mutating func next() -> (peer: PeerID, event: Event)? {
      guard let peer = turns.popFirst(), let event = waiting[peer]?.popFirst() else { return nil }
      if waiting[peer]?.isEmpty == true { waiting[peer] = nil } else { turns.append(peer) }
      return (peer, event)
    }
  }

  private var ordinary = Rota()
  private var urgent = Rota()
  /// By peer: how many of its ordinary events flash must not overtake, HELLO above all.
  private var barriers: [PeerID: Int] = [:]
  package private(set) var count = 0

  package init() {}

  package var isEmpty: Bool { count == 0 }

  /// A connection is gone: it is heard after the frames that came before.
  package mutating func add(gone peer: PeerID) { add(.gone(peer), of: peer, isUrgent: false) }

  package mutating func add(_ bytes: [UInt8], from peer: PeerID, node: NodeName) {
    let isUrgent = PublishFrame.lane(of: bytes).map { $0 >= .flash } ?? false
    for event in Self.events(bytes, from: peer, node: node) { add(event, of: peer, isUrgent: isUrgent) }
  }

  /// A frame of many messages is heard in parts: a turn of the loop must not be as long as a peer likes.
  private static func events(_ bytes: [UInt8], from peer: PeerID, node: NodeName) -> [Event] {
    guard bytes.count <= Limits.frame, PublishFrame.count(of: bytes) ?? 0 > Limits.messagesAtOnce,
      let frame = try? PublishFrame(bytes)
    else {
      return [.frame(peer, node: node, bytes: bytes)]
    }
    return frame.parts(of: Limits.messagesAtOnce).map { .publish(peer, node: node, $0) }
  }

  private mutating func add(_ event: Event, of peer: PeerID, isUrgent: Bool) {
    count += 1
    if isUrgent, barriers[peer] == nil { return urgent.add(event, of: peer) }
    ordinary.add(event, of: peer)
    // Flash that came behind a HELLO waits behind it, and what follows in its lane behind both.
    if isUrgent || event.isHello { barriers[peer, default: 0] += 1 }
  }

  /// Takes the event whose turn it is.
  package mutating func next() -> Event? { nextUrgent() ?? nextOrdinary() }

  /// Takes flash whose turn it is, and nothing else.
  package mutating func nextUrgent() -> Event? {
    guard let urgent = urgent.next() else { return nil }
    count -= 1
    return urgent.event
  }

  /// Whether flash waits.
  package var hasUrgent: Bool { !urgent.isEmpty }

  private mutating func nextOrdinary() -> Event? {
    guard let (peer, event) = ordinary.next() else { return nil }
    count -= 1
    if event.isHello || event.isFlash, let left = barriers[peer] { barriers[peer] = left > 1 ? left - 1 : nil }
    return event
  }
}

extension Event {
  fileprivate var isHello: Bool {
    if case .frame(_, node: _, let bytes) = self { return bytes.first == Command.hello.rawValue }
    return false
  }

  fileprivate var isFlash: Bool {
    switch self {
    case .frame(_, node: _, let bytes): PublishFrame.lane(of: bytes).map { $0 >= .flash } ?? false
    case .publish(_, node: _, let frame): frame.lane >= .flash
    case .prepared, .gone, .congested, .relieved, .committed, .storageFull, .read, .looked, .foundStream, .answered,
      .clockConfirmed, .tick:
      false
    }
  }
}
