import CellCore
import CellSchema
import DequeModule
import Glibc

/// The connected peers: routing identifiers, keys, descriptors, and frames that could not be sent yet.
///
/// A frame's sender is the key that its connection proved, which ZAP set as its `User-Id`, and never the routing
/// identifier alone (LIBZMQ: routing identifiers are the peer's to choose).
struct Peers {
  struct Peer {
    let route: Route
    let key: CurveKeyText
    let descriptor: Int32?
    /// Whether ``descriptor`` is still this connection's: once the connection is closed, another may get the number.
    fileprivate(set) var isConnected = true
    fileprivate(set) var held = Deque<[UInt8]>()
    fileprivate(set) var heldBytes = 0
    /// The peer was sent BYE; its further frames are ignored.
    fileprivate(set) var isLeaving = false
    /// The roster no longer lists the peer's key: frames held for it are dropped.
    fileprivate(set) var isRevoked = false
  }

  private var peers: [PeerID: Peer] = [:]
  private var byRoute: [Route: PeerID] = [:]
  private var byDescriptor: [Int32: PeerID] = [:]
  private var last: UInt64 = 0
  /// Connections to cut, and when (monotonic milliseconds).
  private var cuts: [(peer: PeerID, at: Int64)] = []

  subscript(peer: PeerID) -> Peer? { peers[peer] }

  func peer(_ route: Route) -> PeerID? { byRoute[route] }
  /// The peers of a gate, in the order in which they came.
  func connected(by gate: Int) -> [PeerID] {
    peers.filter { $0.value.route.gate == gate }.map(\.key).sorted { $0.number < $1.number }
  }
  func peer(descriptor: Int32) -> PeerID? { byDescriptor[descriptor] }

  /// Whether a frame with these properties came by the peer's own connection: a routing identifier that is free again
  /// may be claimed by another one.
  func isConnection(of peer: PeerID, userID: String, descriptor: Int32?) -> Bool {
    guard let entry = peers[peer] else { return false }
    return entry.key.description == userID && entry.descriptor == descriptor
  }

  mutating func add(_ route: Route, key: CurveKeyText, descriptor: Int32?) -> PeerID {
    last += 1
    let peer = PeerID(last)
    peers[peer] = Peer(route: route, key: key, descriptor: descriptor)
    byRoute[route] = peer
    if let descriptor { byDescriptor[descriptor] = peer }
    return peer
  }

  mutating func remove(_ peer: PeerID) {
    guard let entry = peers.removeValue(forKey: peer) else { return }
    if byRoute[entry.route] == peer { byRoute[entry.route] = nil }
    if let descriptor = entry.descriptor, byDescriptor[descriptor] == peer {
      byDescriptor[descriptor] = nil
    }
  }

  /// A descriptor was closed, or belongs to a new connection now.
  ///
  /// - Returns: the peer whose connection is gone.
  mutating func closed(descriptor: Int32) -> PeerID? {
    guard let peer = byDescriptor.removeValue(forKey: descriptor) else { return nil }
    peers[peer]?.isConnected = false
    return peer
  }

  /// Peers whose key is not listed, and which were not sent BYE.
  func strangers(_ isListed: (_ key: CurveKeyText) -> Bool) -> [PeerID] {
    peers.filter { !$0.value.isLeaving && !isListed($0.value.key) }.map(\.key)
  }

  // MARK: frames held for a peer whose queue is full

  mutating func hold(_ bytes: [UInt8], for peer: PeerID) {
    peers[peer]?.held.append(bytes)
    peers[peer]?.heldBytes += bytes.count
  }

  mutating func released(_ peer: PeerID) {
    guard let sent = peers[peer]?.held.popFirst() else { return }
    peers[peer]?.heldBytes -= sent.count
  }

  // MARK: ending a connection

  /// Drops the frames held for a peer: it is sent nothing but a BYE.
  mutating func revoke(_ peer: PeerID) {
    peers[peer]?.isRevoked = true
    peers[peer]?.held.removeAll()
    peers[peer]?.heldBytes = 0
  }

  /// Ignores the peer's frames from now on, and shuts its connection down at a time (monotonic milliseconds).
  mutating func cut(_ peer: PeerID, at time: Int64) {
    peers[peer]?.isLeaving = true
    cuts.append((peer, time))
  }

  var nextCut: Int64? { cuts.lazy.map(\.at).min() }

  /// Shuts down the connections whose time has come. The monitor's events have to be handled before: until they say
  /// otherwise, a descriptor is the connection's.
  mutating func cutDue(_ now: Int64) {
    for cut in cuts where cut.at <= now { shutDown(cut.peer) }
    cuts.removeAll { $0.at <= now }
  }

  func shutDown(_ peer: PeerID) {
    guard let entry = peers[peer], entry.isConnected, let descriptor = entry.descriptor else { return }
    // Bytes that the kernel still holds for a revoked node are thrown away with the connection.
    Self.shutDown(descriptor, discarding: entry.isRevoked)
  }

  /// Shuts a connection down by its descriptor, which comes from a received frame or the monitor: libzmq has no call
  /// for it.
  static func shutDown(_ descriptor: Int32, discarding: Bool = false) {
    if discarding {
      var atOnce = linger(l_onoff: 1, l_linger: 0)
      unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &atOnce, socklen_t(MemoryLayout<linger>.size))
    }
    shutdown(descriptor, Int32(SHUT_RDWR))
  }
}
