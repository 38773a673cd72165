import CellCore
import CellSchema
import DequeModule
import Glibc

/// The connections: routing identifiers, descriptors, and what could not be sent yet.
///
/// An identity is never taken from here: who a frame is from is its `User-Id`, which ZAP set (LIBZMQ: routing
/// identifiers are the peer's to choose).
struct Peers {
  struct Peer {
    var routingID: [UInt8]
    var descriptor: Int32?
    var held = Deque<[UInt8]>()
    var heldBytes = 0
    /// It was told BYE; what it still sends is not listened to.
    var isLeaving = false
  }

  private(set) var peers: [PeerID: Peer] = [:]
  private var byRoutingID: [[UInt8]: PeerID] = [:]
  private var byDescriptor: [Int32: PeerID] = [:]
  private var last: UInt64 = 0
  /// Connections to cut, and when (monotonic milliseconds).
  private var cuts: [(peer: PeerID, at: Int64)] = []

  subscript(peer: PeerID) -> Peer? {
    get { peers[peer] }
    set { peers[peer] = newValue }
  }

  func peer(routingID: [UInt8]) -> PeerID? { byRoutingID[routingID] }

  mutating func add(routingID: [UInt8], descriptor: Int32?) -> PeerID {
    last += 1
    let peer = PeerID(last)
    peers[peer] = Peer(routingID: routingID, descriptor: descriptor)
    byRoutingID[routingID] = peer
    if let descriptor { byDescriptor[descriptor] = peer }
    return peer
  }

  mutating func remove(_ peer: PeerID) {
    guard let entry = peers.removeValue(forKey: peer) else { return }
    byRoutingID[entry.routingID] = nil
    if let descriptor = entry.descriptor, byDescriptor[descriptor] == peer { byDescriptor[descriptor] = nil }
  }

  /// A descriptor was closed, or is a new connection's now.
  mutating func closed(descriptor: Int32) -> PeerID? {
    guard let peer = byDescriptor.removeValue(forKey: descriptor) else { return nil }
    peers[peer]?.descriptor = nil
    return peer
  }

  mutating func cut(_ peer: PeerID, at time: Int64) {
    peers[peer]?.isLeaving = true
    cuts.append((peer, time))
  }

  /// Shuts down the connections whose time has come. libzmq has no call for it (`shutdown(2)` on the descriptor of a
  /// received frame); the descriptor is the connection's as long as the monitor did not say otherwise.
  mutating func cutDue(_ now: Int64) {
    guard let first = cuts.first, first.at <= now else { return }
    for cut in cuts where cut.at <= now {
      if let descriptor = peers[cut.peer]?.descriptor { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }
    cuts.removeAll { $0.at <= now }
  }

  var nextCut: Int64? { cuts.first?.at }
}
