import CellConfig
import CellCore
import CellSchema
import Glibc
import Logging
import ZeroMQ

/// The thread that owns every ZeroMQ socket. It polls, hands what came to the machine, and does what the machine says.
///
/// The loop runs at its own pace: it takes a bounded share of frames a turn and never works directly in reaction to one.
final class BrokerLoop {
  private let context: ZMQContext
  private var router: ZMQSocket
  private var door: ZAPHandler
  private var monitor: ZMQMonitor
  private var poller = ZMQPoller()
  private let routerPlace: Int
  private let doorPlace: Int
  private let monitorPlace: Int
  private let mailPlace: Int

  private let core: Core
  private let mailbox: Mailbox
  private let commits: CommitThread
  private let reads: ReadThread
  private let states: StateKeeper
  private let log: EventLog
  private let notifier: ServiceNotifier

  private var peers = Peers()
  private var arrivals = Arrivals()
  private var doorkeeper = Doorkeeper()
  private var effects: [Effect] = []
  private var congested: [PeerID] = []
  /// Connections that are gone, and whose last frames may still be unread.
  private var departed: [PeerID] = []
  private var nextTick: Int64 = 0
  private var isReady = false
  private var isStopping = false
  /// Milliseconds from a connection to its HELLO: a handshake's time for the handshake, and as much again.
  private let greetingTime: Int64

  /// Frames taken in one turn.
  static let framesATurn = 256
  /// Milliseconds that a BYE has to leave before its connection is cut.
  static let parting: Int64 = 500

  init(
    context: ZMQContext, endpoints: [String], secret: CurveKey, core: Core, mailbox: Mailbox, commits: CommitThread,
    reads: ReadThread, states: StateKeeper, log: EventLog, notifier: ServiceNotifier, limits: ServiceLimits
  ) throws(ZMQError) {
    self.context = context
    self.core = core
    self.mailbox = mailbox
    self.commits = commits
    self.reads = reads
    self.states = states
    self.log = log
    self.notifier = notifier
    greetingTime = 2 * Int64(limits.handshake)
    // ZAP before any other bind: without a handler everyone is let in.
    door = try ZAPHandler(context)
    var router = try ZMQSocket(context, .router)
    try router.set(.zapDomain("cellbus"))
    try router.set(.enforceZAPDomain)
    try router.set(.curveServer(secret: secret))
    try router.set(.routerMandatory(true))
    try router.set(.routerHandover(false))
    // libzmq counts what CURVE puts around a frame, too.
    try router.set(.maximumMessageSize(Limits.frame + 64))
    try router.set(.handshakeInterval(milliseconds: limits.handshake))
    try router.set(.sendHighWater(Limits.sendQueue))
    try router.set(.receiveHighWater(Limits.receiveQueue))
    try router.set(.keepAlive(idle: 30, interval: 10, count: 3))
    try router.set(.backlog(256))
    monitor = try router.monitor()
    for endpoint in endpoints {
      let bound = try router.bind(endpoint)
      log.info("listening", ["endpoint": bound])
    }
    routerPlace = poller.add(router)
    doorPlace = poller.add(door)
    monitorPlace = poller.add(monitor)
    mailPlace = poller.add(descriptor: mailbox.wakeUp.descriptor)
    self.router = router
    admit()
  }

  /// Whom the roster in force lets connect.
  private func admit() { doorkeeper.admit(core.rulebook, names: core.allNames) }

  /// Runs until it is told to stop or cannot go on; returns the exit code.
  func run() -> Int32 {
    // The genesis, or a file that was edited while the daemon was down, is on the record before it is ready.
    let head = core.durableHead
    let isUnrecorded = core.hasUndurable
    var code: Int32 = 0
    do throws(ZMQError) {
      while !isStopping {
        if !isReady, !isUnrecorded || core.durableHead > head { sayReady() }
        if let fatal = try turn() {
          code = fatal
          break
        }
      }
      if code == 0 { code = try leave() }
    } catch {
      log.critical("socket-failed", ["error": "\(error)"])
      code = 70
    }
    return code
  }

  private func sayReady() {
    isReady = true
    notifier.send("READY=1\nSTATUS=serving")
    log.notice("ready", ["head": "\(core.durableHead)"])
  }

  private func turn() throws(ZMQError) -> Int32? {
    try poller.wait(milliseconds: patience())
    let now = Clocks.now()
    if poller.isReadable(monitorPlace) { try watchConnections(now) }
    if poller.isReadable(doorPlace) { try answerDoor(now) }
    if poller.isReadable(mailPlace), let fatal = try readMail(now) { return fatal }
    let isDrained = try readFrames(now)
    // What a node sent before it left counts: the news of its leaving must not overtake an ACK.
    if isDrained {
      for peer in departed { gone(peer, now) }
      departed.removeAll()
    }
    if now.monotonic >= nextTick {
      nextTick = now.monotonic + Int64(Limits.tick)
      core.handle(.tick, at: now, into: &effects)
      // What was said and is not read yet counts.
      if isDrained { try turnAwaySilent(now) }
      states.keepIfDue(core)
      if notifier.watchdog != nil { notifier.send("WATCHDOG=1") }
    }
    try relieve(now)
    core.endTurn(at: now, into: &effects)
    try perform(now)
    if let cut = peers.nextCut, cut <= now.monotonic {
      try watchConnections(now)
      peers.cutDue(now.monotonic)
    }
    return nil
  }

  private func patience() -> Int {
    if core.isHungry { return 0 }
    let now = Clocks.now().monotonic
    var due = nextTick
    if let cut = peers.nextCut { due = min(due, cut) }
    if !congested.isEmpty { due = min(due, now + 10) }
    if !departed.isEmpty { due = now }
    return Int(max(0, due - now))
  }

  private func readMail(_ now: Instant) throws(ZMQError) -> Int32? {
    for letter in mailbox.take() {
      switch letter {
      case .event(let event): core.handle(event, at: now, into: &effects)
      case .adopt(let adoption): adoption.outcome.add(try adopt(adoption, now))
      case .stop: isStopping = true
      case .fatal(let code, let reason):
        log.critical("stopping", ["reason": reason])
        return code
      }
    }
    return nil
  }

  /// Puts other rules in force: from here on nobody is let in, heard or served under the old ones.
  private func adopt(_ adoption: Adoption, _ now: Instant) throws(ZMQError) -> Adoption.Outcome {
    // What was decided under the old rules leaves before them.
    try perform(now)
    do throws(Refusal) {
      try core.adopt(adoption.files, logKey: adoption.logKey, at: now, into: &effects)
    } catch {
      return .refused(error)
    }
    admit()
    var revoked = 0
    for case .disconnect(let peer) in effects {
      peers.revoke(peer)
      revoked += 1
    }
    try perform(now)
    // A node that said BYE may have kept its connection.
    for peer in peers.strangers({ doorkeeper.node(key: $0) != nil }) {
      try turnAway(peer, .revoked, "the roster no longer lists this key", now)
      revoked += 1
    }
    return .inForce(revoked: revoked)
  }

  /// Hands the machine up to a turn's frames; whether none is left.
  private func readFrames(_ now: Instant) throws(ZMQError) -> Bool {
    for _ in 0..<Self.framesATurn {
      guard let identity = try router.receive() else { return true }
      let routingID = identity.bytes()
      guard identity.hasMore, let frame = try router.receive() else { continue }
      // The identity frame carries no metadata after zmq_poll; the frame after it does.
      let key = frame.userID
      let descriptor = frame.sourceDescriptor
      let bytes = frame.bytes()
      var isSingle = true
      var more = frame.hasMore
      while more, let rest = try router.receive() {
        isSingle = false
        more = rest.hasMore
      }
      guard let key, !key.isEmpty else {
        log.warning("frame-without-identity", [:])
        continue
      }
      let peer = try recognise(routingID, key: key, descriptor: descriptor, now)
      if peers[peer]?.isLeaving == true { continue }
      if let descriptor, bytes.first == Command.hello.rawValue { arrivals.settled(descriptor) }
      guard let node = doorkeeper.node(key: key) else {
        try turnAway(peer, .revoked, "the roster no longer lists this key", now)
        continue
      }
      core.handle(.frame(peer, node: node, bytes: isSingle ? bytes : []), at: now, into: &effects)
    }
    return false
  }

  /// The peer that a frame is from.
  private func recognise(
    _ routingID: [UInt8], key: String, descriptor: Int32?, _ now: Instant
  ) throws(ZMQError) -> PeerID {
    if let known = peers.peer(routingID: routingID) {
      if peers.isConnection(of: known, key: key, descriptor: descriptor) { return known }
      // libzmq gives an identifier out again only after the last frame of the connection that had it.
      gone(known, now)
    }
    // What the monitor has to say of an earlier connection on this descriptor comes before it is noted.
    try watchConnections(now)
    return peers.add(routingID: routingID, key: key, descriptor: descriptor)
  }

  /// Ends a connection that the machine has no session of, or none that it would end by itself.
  private func turnAway(_ peer: PeerID, _ code: ErrorCode, _ detail: String, _ now: Instant) throws(ZMQError) {
    log.notice("turned-away", ["code": code.description, "detail": detail])
    if code == .revoked { peers.revoke(peer) }
    try send(ControlCodec.encode(Bye(code, detail)), to: peer, now)
    peers.cut(peer, at: now.monotonic + Self.parting)
  }

  /// Ends the connections that were let in and have not said HELLO in time: they hold descriptors and memory.
  private func turnAwaySilent(_ now: Instant) throws(ZMQError) {
    try watchConnections(now)
    for descriptor in arrivals.takeOverdue(greetingTime, at: now.monotonic) {
      let detail = "no HELLO came within \(greetingTime) ms"
      if let peer = peers.peer(descriptor: descriptor) {
        if peers[peer]?.isLeaving == false { try turnAway(peer, .helloRequired, detail, now) }
      } else {
        log.notice("turned-away", ["code": ErrorCode.helloRequired.description, "detail": detail])
        Peers.shutDown(descriptor)
      }
    }
  }

  private func watchConnections(_ now: Instant) throws(ZMQError) {
    while let event = try monitor.next() {
      switch event.kind {
      case .accepted:
        if let stale = peers.closed(descriptor: event.value) { departed.append(stale) }
        arrivals.accepted(event.value, at: now.monotonic)
      case .disconnected, .closed:
        if let peer = peers.closed(descriptor: event.value) { departed.append(peer) }
        arrivals.settled(event.value)
      case .acceptFailed: log.error("accept-failed", ["errno": "\(event.value)"])
      case .handshakeFailed(let why): log.info("handshake-failed", ["why": "\(why)", "code": "\(event.value)"])
      default: break
      }
    }
  }

  private func gone(_ peer: PeerID, _ now: Instant) {
    core.handle(.gone(peer), at: now, into: &effects)
    peers.remove(peer)
    congested.removeAll { $0 == peer }
  }

  private func answerDoor(_ now: Instant) throws(ZMQError) {
    while let request = try door.next() {
      switch doorkeeper.judge(request, now: now.monotonic) {
      case .admitted(let key): try door.answer(request, .accept(userID: key))
      case .stranger:
        log.notice("key-refused", ["address": request.address, "mechanism": request.mechanism])
        try door.answer(request, .refuse("the roster does not list this key"))
      case .tooFast(let node):
        log.notice("handshakes-throttled", ["node": node, "address": request.address])
        try door.answer(request, ZAPReply(.temporaryError, text: "too many handshakes"))
      }
    }
  }

  // MARK: doing what the machine says

  private func perform(_ now: Instant) throws(ZMQError) {
    // Sending may find that a peer is gone, which is an event with effects of its own.
    while !effects.isEmpty {
      let batch = effects
      effects.removeAll(keepingCapacity: true)
      for effect in batch {
        switch effect {
        case .send(let peer, let bytes): try send(bytes, to: peer, now)
        case .disconnect(let peer): peers.cut(peer, at: now.monotonic + Self.parting)
        case .commit(let commit): commits.add(commit)
        case .read(let request): reads.ask(.rows(request))
        case .lookup(let request): reads.ask(.decisions(request))
        case .findStream(let peer, let stream): reads.ask(.stream(peer, stream))
        case .note(let note): log.write(note)
        }
      }
    }
  }

  private func send(_ bytes: [UInt8], to peer: PeerID, _ now: Instant) throws(ZMQError) {
    guard let entry = peers[peer] else { return }
    if entry.held.isEmpty, try push(bytes, entry.routingID, peer, now) { return }
    guard peers[peer] != nil else { return }
    if entry.isRevoked {
      // Its queue is full of what it does not read: there is no room for a BYE, and no wait.
      peers.cut(peer, at: now.monotonic)
      return
    }
    peers.hold(bytes, for: peer)
    if !congested.contains(peer) {
      congested.append(peer)
      core.handle(.congested(peer), at: now, into: &effects)
    }
    if entry.heldBytes + bytes.count > Limits.heldBytes {
      log.warning(
        "peer-cut",
        ["node": doorkeeper.node(key: entry.key) ?? "none", "reason": "it does not read", "held": "\(entry.heldBytes)"])
      try watchConnections(now)
      peers.shutDown(peer)
      gone(peer, now)
    }
  }

  /// False where the peer's queue is full. A peer that is gone is told to the machine and counts as sent.
  private func push(_ bytes: [UInt8], _ routingID: [UInt8], _ peer: PeerID, _ now: Instant) throws(ZMQError) -> Bool {
    do throws(ZMQError) {
      guard try router.send(routingID, more: true) else { return false }
      _ = try router.send(bytes)
      return true
    } catch {
      guard error.code == EHOSTUNREACH else { throw error }
      gone(peer, now)
      return true
    }
  }

  /// Sends what was held for peers whose queue has room again.
  private func relieve(_ now: Instant) throws(ZMQError) {
    for peer in congested {
      while let entry = peers[peer], let first = entry.held.first,
        try push(first, entry.routingID, peer, now)
      {
        peers.released(peer)
      }
      if peers[peer].map({ $0.held.isEmpty }) ?? true {
        congested.removeAll { $0 == peer }
        core.handle(.relieved(peer), at: now, into: &effects)
      }
    }
  }

  /// Says goodbye, makes durable what was decided, and gives the last frames a moment to leave.
  private func leave() throws(ZMQError) -> Int32 {
    notifier.send("STOPPING=1")
    log.notice("stopping", ["reason": "asked to"])
    let deadline = Clocks.now().monotonic + 5_000
    while core.hasUndurable, Clocks.now().monotonic < deadline {
      core.endTurn(at: Clocks.now(), into: &effects)
      try perform(Clocks.now())
      try poller.wait(milliseconds: 50)
      if poller.isReadable(mailPlace), let fatal = try readMail(Clocks.now()) { return fatal }
    }
    core.shutDown(into: &effects)
    try perform(Clocks.now())
    try router.set(.linger(milliseconds: 1_000))
    return 0
  }
}
