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
  /// Where nodes connect: one a key of the broker's.
  private var gates: [Gate] = []
  private var lastGate = 0
  private var door: ZAPHandler
  private let doorPlace: Int
  private let handshake: Int
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

  /// Milliseconds between a BYE and the cut of its connection.
  private static let parting: Int64 = 500
  /// Milliseconds until sending to a full queue is tried again.
  private static let relief: Int64 = 10

  init(
    _ plans: [Gate.Plan], limits: ServiceLimits, log: EventLog, poller: inout ZMQPoller
  ) throws(ZMQError) {
    context = try ZMQContext()
    self.log = log
    strangers = StrangerLog(log)
    greetingTime = 2 * Int64(limits.handshake)
    // The ZAP handler is bound before any other socket: without one everyone is let in.
    door = try ZAPHandler(context)
    doorPlace = poller.add(door)
    handshake = limits.handshake
    arrivals = Arrivals()
    for plan in plans { try open(plan, &poller) }
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

  // MARK: gates

  /// Binds the endpoints of a key.
  private func open(_ plan: Gate.Plan, _ poller: inout ZMQPoller) throws(ZMQError) {
    lastGate += 1
    let gate = try Gate(
      plan, number: lastGate, context: context, handshake: handshake, poller: &poller)
    gates.append(gate)
    gate.tell(log)
  }

  /// Opens and closes gates, so that those planned are there. A peer whose gate closes is told, and may come by another.
  ///
  /// - Throws: where one cannot be opened; then all is as it was.
  func adopt(_ plans: [Gate.Plan], _ now: Instant, _ poller: inout ZMQPoller) throws(ZMQError) {
    let before = gates.count
    do throws(ZMQError) {
      for plan in plans where !gates.contains(where: { $0.plan == plan }) {
        try open(plan, &poller)
      }
    } catch {
      for gate in gates[before...] { gate.close(&poller) }
      gates.removeSubrange(before...)
      throw error
    }
    for plan in plans { for gate in gates where gate.plan == plan { gate.plan = plan } }
    try close(gates.filter { !plans.contains($0.plan) }, now, &poller)
  }

  /// Closes the gates whose time is over.
  func closeDue(_ now: Instant, _ poller: inout ZMQPoller) throws(ZMQError) {
    let time = Timestamp(now.wall)
    try close(
      gates.filter { $0.plan.until.map { $0.moment <= time.moment } ?? false }, now, &poller)
  }

  private func close(_ leaving: [Gate], _ now: Instant, _ poller: inout ZMQPoller) throws(ZMQError) {
    for gate in leaving {
      for peer in peers.connected(by: gate.number) {
        try turnAway(peer, .shuttingDown, "the broker has another key now, at other endpoints", now)
        news.append(.gone(peer))
        peers.remove(peer)
        congested.removeAll { $0 == peer }
      }
      gate.close(&poller)
      gates.removeAll { $0 === gate }
      for endpoint in gate.bound { log.write(.endpointClosed, ["endpoint": endpoint]) }
    }
  }

  // MARK: who is let in

  /// Lets the nodes of the roster in force connect.
  func admit(_ rulebook: Rulebook, names: Names, withheld: Set<NodeName>) {
    doorkeeper.admit(rulebook, names: names, withheld: withheld)
  }

  /// Lets a node connect as often as if it had not done so yet.
  func forgive(_ node: NodeName) { doorkeeper.forgive(node) }

  /// Handles the monitor's events and the ZAP requests.
  func watch(_ poller: borrowing ZMQPoller, _ now: Instant) throws(ZMQError) {
    if gates.contains(where: { poller.isReadable($0.monitorPlace) }) { try watchConnections(now) }
    if poller.isReadable(doorPlace) { try answerDoor(now) }
  }

  private func watchConnections(_ now: Instant) throws(ZMQError) {
    for gate in gates { while let event = try gate.monitor.next() { note(event, now) } }
    for (descriptor, address) in arrivals.takeExcess() {
      strangers.note(.turnedAway, address: address, "too many connections without a HELLO")
      Peers.shutDown(descriptor)
    }
  }

  private func note(_ event: ZMQEvent, _ now: Instant) {
    switch event.kind {
    case .accepted:
      if let stale = peers.closed(descriptor: event.value) { departed.append(stale) }
      arrivals.accepted(event.value, at: now.monotonic)
    case .disconnected, .closed:
      if let peer = peers.closed(descriptor: event.value) { departed.append(peer) }
      arrivals.closed(event.value)
    case .handshakeFailed(let why): strangers.note(.handshakeFailed, address: "unknown", "\(why)")
    case .acceptFailed, .connected, .connectDelayed, .connectRetried, .listening, .bindFailed,
      .closeFailed,
      .monitorStopped,
      .handshakeSucceeded, .other:
      break
    }
  }

  private func answerDoor(_ now: Instant) throws(ZMQError) {
    while let request = try door.next() {
      switch doorkeeper.judge(request, now: now.monotonic) {
      case .admitted(let key): try door.answer(request, .accept(userID: key.description))
      case .stranger:
        strangers.note(.keyRefused, address: request.address, "the roster does not list the key")
        try door.answer(request, .refuse("the roster does not list this key"))
      case .tooFast(let node):
        strangers.note(.handshakesThrottled, address: request.address, "\(node)", as: "node")
        try door.answer(request, ZAPReply(.temporaryError, text: "too many handshakes"))
      }
    }
  }

  /// Where a peer's connection comes from; `unknown` once it is gone.
  func address(of peer: PeerID) -> String {
    peers[peer]?.descriptor.map(Descriptors.peerAddress) ?? "unknown"
  }

  // MARK: receiving

  /// Takes in up to `most` frames.
  ///
  /// - Returns: whether none is left.
  func receive(most: Int, _ now: Instant) throws(ZMQError) -> Bool {
    var left = most
    for gate in gates where try !receive(from: gate, &left, now) { return false }
    return true
  }

  /// - Returns: whether none is left there.
  private func receive(from gate: Gate, _ left: inout Int, _ now: Instant) throws(ZMQError) -> Bool {
    while left > 0 {
      left -= 1
      guard let identity = try gate.router.receive() else { return true }
      let route = Route(gate: gate.number, identifier: identity.bytes())
      guard identity.hasMore, let frame = try gate.router.receive() else { continue }
      // The identity frame carries no metadata after zmq_poll; the frame after it does.
      let userID = frame.userID
      let descriptor = frame.sourceDescriptor
      let bytes = frame.bytes()
      var isSingle = true
      var more = frame.hasMore
      while more, let rest = try gate.router.receive() {
        isSingle = false
        more = rest.hasMore
      }
      guard let userID, !userID.isEmpty else {
        log.write(.frameWithoutIdentity)
        continue
      }
      try take(isSingle ? bytes : [], from: route, userID, descriptor, now)
    }
    return false
  }

  private func take(
    _ bytes: [UInt8], from route: Route, _ userID: String, _ descriptor: Int32?, _ now: Instant
  ) throws(ZMQError) {
    guard let peer = try recognise(route, userID, descriptor, now), let entry = peers[peer],
      !entry.isLeaving
    else { return }
    if let descriptor, bytes.first == Command.hello.rawValue { arrivals.settled(descriptor) }
    guard let node = doorkeeper.node(key: entry.key) else {
      return try turnAway(peer, .revoked, "the roster no longer lists this key", now)
    }
    news.append(.frame(peer, node: node, bytes: bytes))
  }

  /// The peer that a frame is from; nil if the user id is no key, which ZAP never sets.
  private func recognise(
    _ route: Route, _ userID: String, _ descriptor: Int32?, _ now: Instant
  ) throws(ZMQError) -> PeerID? {
    if let known = peers.peer(route) {
      if peers.isConnection(of: known, userID: userID, descriptor: descriptor) { return known }
      // libzmq gives an identifier out again only after the last frame of the connection that had it.
      gone(known)
    }
    guard let key = CurveKeyText(userID) else { return nil }
    // The monitor's events on earlier connections with this descriptor are handled first.
    try watchConnections(now)
    return peers.add(route, key: key, descriptor: descriptor)
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
    if entry.held.isEmpty, try push(bytes, entry.route, peer) { return }
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
      log.write(
        .peerCut,
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
  private func push(_ bytes: [UInt8], _ route: Route, _ peer: PeerID) throws(ZMQError) -> Bool {
    guard let gate = gates.first(where: { $0.number == route.gate }) else { return true }
    do throws(ZMQError) {
      guard try gate.router.send(route.identifier, more: true) else { return false }
      _ = try gate.router.send(bytes)
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
      while let entry = peers[peer], let first = entry.held.first,
        try push(first, entry.route, peer)
      {
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
    log.write(.turnedAway, ["code": code.description, "detail": detail])
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
        strangers.note(.turnedAway, address: Descriptors.peerAddress(of: descriptor), detail)
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
  func close() throws(ZMQError) {
    for gate in gates { try gate.router.set(.linger(milliseconds: 1_000)) }
  }
}
