import CellConfig
import CellCore
import CellSchema
import CellWire
import Glibc
import ZeroMQ

/// The broker's sockets and the peers connected by them: who is let in, which peer a frame is from, which frames cannot
/// be sent yet, and who is cut off.
///
/// Used by the loop's thread alone. Changes of connections are told as events, in the order in which they happened.
final class Connections {
  private let context: ZMQContext
  private var router: ZMQSocket
  private var door: ZAPHandler
  private var monitor: ZMQMonitor
  private let places: Places
  private let log: EventLog
  private var strangers: StrangerLog
  private var peers = Peers()
  private var arrivals: Arrivals
  private var doorkeeper = Doorkeeper()
  /// Peers whose send queue is full.
  private var congested: [PeerID] = []
  /// Connections that are gone, whose last frames may still be unread.
  private var departed: [PeerID] = []
  private var news: [Event] = []
  /// The most milliseconds from a connection to its HELLO: twice the time allowed for the handshake.
  private let greetingTime: Int64

  /// Places in the poll set.
  private struct Places {
    let router: Int
    let door: Int
    let monitor: Int
  }

  /// Milliseconds between a BYE and the cut of its connection.
  private static let parting: Int64 = 500
  /// Milliseconds until sending to a full queue is tried again.
  private static let relief: Int64 = 10

  init(
    endpoints: [String], secret: CurveKey, limits: ServiceLimits, log: EventLog, poller: inout ZMQPoller
  ) throws(ZMQError) {
    context = try ZMQContext()
    self.log = log
    strangers = StrangerLog(log)
    greetingTime = 2 * Int64(limits.handshake)
    // The ZAP handler is bound before any other socket: without one everyone is let in.
    door = try ZAPHandler(context)
    var router = try ZMQSocket(context, .router)
    try router.set(.zapDomain("cellbus"))
    try router.set(.enforceZAPDomain)
    try router.set(.curveServer(secret: secret))
    try router.set(.routerMandatory(true))
    try router.set(.routerHandover(false))
    // libzmq counts the bytes that CURVE adds to a frame, too.
    try router.set(.maximumMessageSize(Limits.frame + 64))
    try router.set(.handshakeInterval(milliseconds: limits.handshake))
    try router.set(.sendHighWater(Limits.sendQueue))
    try router.set(.receiveHighWater(Limits.receiveQueue))
    try router.set(.keepAlive(idle: 30, interval: 10, count: 3))
    try router.set(.backlog(256))
    monitor = try router.monitor(failedAccepts: false)
    for endpoint in endpoints {
      let bound = try router.bind(endpoint)
      log.info("listening", ["endpoint": bound])
      Self.openToGroup(bound, log)
    }
    places = Places(router: poller.add(router), door: poller.add(door), monitor: poller.add(monitor))
    self.router = router
    arrivals = Arrivals()
  }

  /// Lets the group of the daemon's user connect to a socket in the file system, and nobody else. CURVE lets nobody in all
  /// the same.
  private static func openToGroup(_ endpoint: String, _ log: EventLog) {
    let scheme = "ipc://"
    guard endpoint.hasPrefix(scheme), !endpoint.hasPrefix("\(scheme)@") else { return }
    guard unsafe chmod(String(endpoint.dropFirst(scheme.count)), SocketMode.ownerAndGroup) != 0 else { return }
    log.warning("socket-mode", ["endpoint": endpoint, "reason": SystemWords.of(errno: errno)])
  }

  /// Takes the events that happened since the last call.
  func takeNews() -> [Event] {
    defer { news.removeAll() }
    return news
  }

  /// When the loop has to call again even if no socket is ready (monotonic milliseconds); nil: not by itself.
  func nextDeadline(at now: Int64) -> Int64? {
    if !departed.isEmpty { return now }
    return [peers.nextCut, congested.isEmpty ? nil : now + Self.relief].compactMap { $0 }.min()
  }

  // MARK: who is let in

  /// Lets the nodes of the roster in force connect.
  func admit(_ rulebook: Rulebook, names: Names, withheld: Set<NodeName>) {
    doorkeeper.admit(rulebook, names: names, withheld: withheld)
  }

  /// Handles the monitor's events and the ZAP requests.
  func watch(_ poller: borrowing ZMQPoller, _ now: Instant) throws(ZMQError) {
    if poller.isReadable(places.monitor) { try watchConnections(now) }
    if poller.isReadable(places.door) { try answerDoor(now) }
  }

  private func watchConnections(_ now: Instant) throws(ZMQError) {
    while let event = try monitor.next() {
      switch event.kind {
      case .accepted:
        if let stale = peers.closed(descriptor: event.value) { departed.append(stale) }
        arrivals.accepted(event.value, at: now.monotonic)
      case .disconnected, .closed:
        if let peer = peers.closed(descriptor: event.value) { departed.append(peer) }
        arrivals.closed(event.value)
      case .handshakeFailed(let why): strangers.note("handshake-failed", address: "unknown", "\(why)")
      case .acceptFailed, .connected, .connectDelayed, .connectRetried, .listening, .bindFailed, .closeFailed,
        .monitorStopped,
        .handshakeSucceeded, .other:
        break
      }
    }
    for (descriptor, address) in arrivals.takeExcess() {
      strangers.note("turned-away", address: address, "too many connections without a HELLO")
      Peers.shutDown(descriptor)
    }
  }

  private func answerDoor(_ now: Instant) throws(ZMQError) {
    while let request = try door.next() {
      switch doorkeeper.judge(request, now: now.monotonic) {
      case .admitted(let key): try door.answer(request, .accept(userID: key.description))
      case .stranger:
        strangers.note("key-refused", address: request.address, "the roster does not list the key")
        try door.answer(request, .refuse("the roster does not list this key"))
      case .tooFast(let node):
        strangers.note("handshakes-throttled", address: request.address, "\(node)", as: "node")
        try door.answer(request, ZAPReply(.temporaryError, text: "too many handshakes"))
      }
    }
  }

  // MARK: receiving

  /// Takes in up to `most` frames.
  ///
  /// - Returns: whether none is left.
  func receive(most: Int, _ now: Instant) throws(ZMQError) -> Bool {
    for _ in 0..<most {
      guard let identity = try router.receive() else { return true }
      let routingID = identity.bytes()
      guard identity.hasMore, let frame = try router.receive() else { continue }
      // The identity frame carries no metadata after zmq_poll; the frame after it does.
      let userID = frame.userID
      let descriptor = frame.sourceDescriptor
      let bytes = frame.bytes()
      var isSingle = true
      var more = frame.hasMore
      while more, let rest = try router.receive() {
        isSingle = false
        more = rest.hasMore
      }
      guard let userID, !userID.isEmpty else {
        log.warning("frame-without-identity", [:])
        continue
      }
      try take(isSingle ? bytes : [], from: routingID, userID, descriptor, now)
    }
    return false
  }

  private func take(
    _ bytes: [UInt8], from routingID: [UInt8], _ userID: String, _ descriptor: Int32?, _ now: Instant
  ) throws(ZMQError) {
    guard let peer = try recognise(routingID, userID, descriptor, now), let entry = peers[peer], !entry.isLeaving
    else { return }
    if let descriptor, bytes.first == Command.hello.rawValue { arrivals.settled(descriptor) }
    guard let node = doorkeeper.node(key: entry.key) else {
      return try turnAway(peer, .revoked, "the roster no longer lists this key", now)
    }
    news.append(.frame(peer, node: node, bytes: bytes))
  }

  /// The peer that a frame is from; nil if the user id is no key, which ZAP never sets.
  private func recognise(
    _ routingID: [UInt8], _ userID: String, _ descriptor: Int32?, _ now: Instant
  ) throws(ZMQError) -> PeerID? {
    if let known = peers.peer(routingID: routingID) {
      if peers.isConnection(of: known, userID: userID, descriptor: descriptor) { return known }
      // libzmq gives an identifier out again only after the last frame of the connection that had it.
      gone(known)
    }
    guard let key = CurveKeyText(userID) else { return nil }
    // The monitor's events on earlier connections with this descriptor are handled first.
    try watchConnections(now)
    return peers.add(routingID: routingID, key: key, descriptor: descriptor)
  }

  /// Whether a peer is being cut off. One that is gone by itself is not: its last frames count.
  func isLeaving(_ peer: PeerID) -> Bool { peers[peer]?.isLeaving ?? false }

  // MARK: sending

  func perform(_ effects: [ConnectionEffect], _ now: Instant) throws(ZMQError) {
    for effect in effects {
      switch effect {
      case .send(let peer, let bytes): try send(bytes, to: peer, now)
      case .disconnect(let peer): peers.cut(peer, at: now.monotonic + Self.parting)
      }
    }
  }

  private func send(_ bytes: [UInt8], to peer: PeerID, _ now: Instant) throws(ZMQError) {
    guard let entry = peers[peer] else { return }
    if entry.held.isEmpty, try push(bytes, entry.routingID, peer) { return }
    guard peers[peer] != nil else { return }
    if entry.isRevoked {
      // The peer's queue is full because it does not read: there is no room for a BYE.
      return peers.cut(peer, at: now.monotonic)
    }
    peers.hold(bytes, for: peer)
    if !congested.contains(peer) {
      congested.append(peer)
      news.append(.congested(peer))
    }
    if entry.heldBytes + bytes.count > Limits.heldBytes {
      log.warning(
        "peer-cut",
        [
          "node": doorkeeper.node(key: entry.key)?.description ?? "none", "reason": "it does not read",
          "held": "\(entry.heldBytes)",
        ])
      try watchConnections(now)
      peers.shutDown(peer)
      gone(peer)
    }
  }

  /// Sends one frame. A peer that is gone is told to the machine, and the frame counts as sent.
  ///
  /// - Returns: false if the peer's queue is full.
  private func push(_ bytes: [UInt8], _ routingID: [UInt8], _ peer: PeerID) throws(ZMQError) -> Bool {
    do throws(ZMQError) {
      guard try router.send(routingID, more: true) else { return false }
      _ = try router.send(bytes)
      return true
    } catch {
      guard error.code == EHOSTUNREACH else { throw error }
      gone(peer)
      return true
    }
  }

  /// Sends the frames held for peers whose queue has room again.
  func relieve() throws(ZMQError) {
    for peer in congested {
      while let entry = peers[peer], let first = entry.held.first, try push(first, entry.routingID, peer) {
        peers.released(peer)
      }
      if peers[peer].map({ $0.held.isEmpty }) ?? true {
        congested.removeAll { $0 == peer }
        news.append(.relieved(peer))
      }
    }
  }

  // MARK: leaving

  /// Tells the machine of connections that are gone. Frames sent before count, such as an ACK, so this is done only
  /// when no frame is left unread.
  func tellDeparted() {
    for peer in departed { gone(peer) }
    departed.removeAll()
  }

  private func gone(_ peer: PeerID) {
    news.append(.gone(peer))
    peers.remove(peer)
    congested.removeAll { $0 == peer }
  }

  /// Ends a connection that the machine would not end: one without a session, or with a key that the roster does not
  /// list.
  private func turnAway(_ peer: PeerID, _ code: ErrorCode, _ detail: String, _ now: Instant) throws(ZMQError) {
    log.notice("turned-away", ["code": code.description, "detail": detail])
    if code == .revoked { peers.revoke(peer) }
    try send(ControlCodec.encode(Bye(code, detail)), to: peer, now)
    peers.cut(peer, at: now.monotonic + Self.parting)
  }

  /// Ends connections that were let in and have not sent HELLO in time: they hold descriptors and memory.
  func turnAwaySilent(_ now: Instant) throws(ZMQError) {
    try watchConnections(now)
    strangers.tell(at: now.monotonic)
    for descriptor in arrivals.takeOverdue(greetingTime, at: now.monotonic) {
      let detail = "no HELLO came within \(greetingTime) ms"
      if let peer = peers.peer(descriptor: descriptor) {
        if peers[peer]?.isLeaving == false { try turnAway(peer, .helloRequired, detail, now) }
      } else {
        strangers.note("turned-away", address: Descriptors.peerAddress(of: descriptor), detail)
        Peers.shutDown(descriptor)
      }
    }
  }

  /// Marks the peers that are being disconnected as revoked by the roster: they are sent nothing but a BYE.
  ///
  /// - Returns: how many they are.
  func revoke(_ effects: [ConnectionEffect]) -> Int {
    effects.reduce(into: 0) { count, effect in
      guard case .disconnect(let peer) = effect else { return }
      peers.revoke(peer)
      count += 1
    }
  }

  /// Ends connections whose key the roster does not list: a node that sent BYE may have kept its connection.
  ///
  /// - Returns: how many they were.
  func turnAwayStrangers(_ now: Instant) throws(ZMQError) -> Int {
    let strangers = peers.strangers { doorkeeper.node(key: $0) != nil }
    for peer in strangers { try turnAway(peer, .revoked, "the roster no longer lists this key", now) }
    return strangers.count
  }

  /// Shuts down the connections whose time has come.
  func cutDue(_ now: Instant) throws(ZMQError) {
    guard let cut = peers.nextCut, cut <= now.monotonic else { return }
    try watchConnections(now)
    peers.cutDue(now.monotonic)
  }

  /// Gives the last frames a moment to leave before the socket closes.
  func close() throws(ZMQError) { try router.set(.linger(milliseconds: 1_000)) }
}
