import CellCore
import CellSchema
import DequeModule
import Glibc

/// The connections: routing identifiers, keys, descriptors, and what could not be sent yet.
///
/// Who a frame is from is the key that its connection proved, which ZAP set as its `User-Id`, and never the routing
/// identifier alone (LIBZMQ: routing identifiers are the peer's to choose).
struct Peers {
  struct Peer {
    let routingID: [UInt8]
    let key: String
    let descriptor: Int32?
    /// The descriptor is its connection's; once that is closed, it may be another's.
    fileprivate(set) var isConnected = true
    fileprivate(set) var held = Deque<[UInt8]>()
    fileprivate(set) var heldBytes = 0
    /// It was told BYE; what it still sends is not listened to.
    fileprivate(set) var isLeaving = false
    /// The roster let go of it: what waits for it is for nobody.
    fileprivate(set) var isRevoked = false
  }

  private var peers: [PeerID: Peer] = [:]
  private var byRoutingID: [[UInt8]: PeerID] = [:]
  private var byDescriptor: [Int32: PeerID] = [:]
  private var last: UInt64 = 0
  /// Connections to cut, and when (monotonic milliseconds).
  private var cuts: [(peer: PeerID, at: Int64)] = []

  subscript(peer: PeerID) -> Peer? { peers[peer] }

  func peer(routingID: [UInt8]) -> PeerID? { byRoutingID[routingID] }
  func peer(descriptor: Int32) -> PeerID? { byDescriptor[descriptor] }

  /// Whether a frame with these properties came by the peer's own connection. A routing identifier that is free again
  /// may be claimed by the next one.
  func isConnection(of peer: PeerID, key: String, descriptor: Int32?) -> Bool {
    guard let entry = peers[peer] else { return false }
    return entry.key == key && entry.descriptor == descriptor
  }

  mutating func add(routingID: [UInt8], key: String, descriptor: Int32?) -> PeerID {
    last += 1
    let peer = PeerID(last)
    peers[peer] = Peer(routingID: routingID, key: key, descriptor: descriptor)
    byRoutingID[routingID] = peer
    if let descriptor { byDescriptor[descriptor] = peer }
    return peer
  }

  mutating func remove(_ peer: PeerID) {
    guard let entry = peers.removeValue(forKey: peer) else { return }
    if byRoutingID[entry.routingID] == peer { byRoutingID[entry.routingID] = nil }
    if let descriptor = entry.descriptor, byDescriptor[descriptor] == peer { byDescriptor[descriptor] = nil }
  }

  /// A descriptor was closed, or is a new connection's now.
  mutating func closed(descriptor: Int32) -> PeerID? {
    guard let peer = byDescriptor.removeValue(forKey: descriptor) else { return nil }
    peers[peer]?.isConnected = false
    return peer
  }

  /// Those whose key is nobody's, and who were not told so.
  func strangers(_ isListed: (_ key: String) -> Bool) -> [PeerID] {
    peers.filter { !$0.value.isLeaving && !isListed($0.value.key) }.map(\.key)
  }

  // MARK: what waits for a peer whose queue is full

  mutating func hold(_ bytes: [UInt8], for peer: PeerID) {
    peers[peer]?.held.append(bytes)
    peers[peer]?.heldBytes += bytes.count
  }

  mutating func released(_ peer: PeerID) {
    guard let sent = peers[peer]?.held.popFirst() else { return }
    peers[peer]?.heldBytes -= sent.count
  }

  // MARK: ending a connection

  /// It gets nothing more than a BYE.
  mutating func revoke(_ peer: PeerID) {
    peers[peer]?.isRevoked = true
    peers[peer]?.held.removeAll()
    peers[peer]?.heldBytes = 0
  }

  /// It is not listened to any more, and its connection is shut down at that time.
  mutating func cut(_ peer: PeerID, at time: Int64) {
    peers[peer]?.isLeaving = true
    cuts.append((peer, time))
  }

  var nextCut: Int64? { cuts.lazy.map(\.at).min() }

  /// Shuts down the connections whose time has come. What the monitor has to say comes before: a descriptor is the
  /// connection's as long as it did not say otherwise.
  mutating func cutDue(_ now: Int64) {
    for cut in cuts where cut.at <= now { shutDown(cut.peer) }
    cuts.removeAll { $0.at <= now }
  }

  func shutDown(_ peer: PeerID) {
    guard let entry = peers[peer], entry.isConnected, let descriptor = entry.descriptor else { return }
    // What the kernel still holds for a revoked node is thrown away with the connection, not sent before its end.
    Self.shutDown(descriptor, discarding: entry.isRevoked)
  }

  /// libzmq has no call for it; the descriptor comes from a received frame or from the monitor.
  static func shutDown(_ descriptor: Int32, discarding: Bool = false) {
    if discarding {
      var atOnce = linger(l_onoff: 1, l_linger: 0)
      unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &atOnce, socklen_t(MemoryLayout<linger>.size))
    }
    shutdown(descriptor, Int32(SHUT_RDWR))
  }
}
