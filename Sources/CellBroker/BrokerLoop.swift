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
  private let log: EventLog
  private let notifier: ServiceNotifier

  private var peers = Peers()
  private var doorkeeper = Doorkeeper()
  private var effects: [Effect] = []
  private var congested: [PeerID] = []
  /// Connections that are gone, and whose last frames may still be unread.
  private var departed: [PeerID] = []
  private var nextTick: Int64 = 0
  private var isStopping = false

  /// Frames taken in one turn.
  static let framesATurn = 256
  /// Milliseconds between ticks.
  static let tickInterval: Int64 = 500
  /// Milliseconds that a BYE has to leave before its connection is cut.
  static let parting: Int64 = 500

  init(
    context: ZMQContext, endpoints: [String], secret: CurveKey, core: Core, mailbox: Mailbox, commits: CommitThread,
    reads: ReadThread, log: EventLog, notifier: ServiceNotifier, limits: ServiceLimits
  ) throws(ZMQError) {
    self.context = context
    self.core = core
    self.mailbox = mailbox
    self.commits = commits
    self.reads = reads
    self.log = log
    self.notifier = notifier
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

  /// The roster changed: who may connect.
  func admit() { doorkeeper.admit(core.rulebook, names: core.allNames) }

  /// Runs until it is told to stop or cannot go on; returns the exit code.
  func run() -> Int32 {
    notifier.send("READY=1\nSTATUS=serving")
    log.notice("ready", ["head": "\(core.durableHead)"])
    var code: Int32 = 0
    do throws(ZMQError) {
      while !isStopping {
        if let fatal = try turn() {
          code = fatal
          break
        }
      }
      if code == 0 { try leave() }
    } catch {
      log.critical("socket-failed", ["error": "\(error)"])
      code = 70
    }
    return code
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
      nextTick = now.monotonic + Self.tickInterval
      core.handle(.tick, at: now, into: &effects)
      if notifier.watchdog != nil { notifier.send("WATCHDOG=1") }
    }
    try relieve(now)
    core.endTurn(at: now, into: &effects)
    try perform(now)
    peers.cutDue(now.monotonic)
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
      case .stop: isStopping = true
      case .fatal(let code, let reason):
        log.critical("stopping", ["reason": reason])
        return code
      }
    }
    return nil
  }

  /// Hands the machine up to a turn's frames; whether none is left.
  private func readFrames(_ now: Instant) throws(ZMQError) -> Bool {
    for _ in 0..<Self.framesATurn {
      guard let identity = try router.receive() else { return true }
      let routingID = identity.bytes()
      guard identity.hasMore, let frame = try router.receive() else { continue }
      // The identity frame carries no metadata after zmq_poll; the frame after it does.
      let node = frame.userID
      let descriptor = frame.sourceDescriptor
      let bytes = frame.bytes()
      var isSingle = true
      var more = frame.hasMore
      while more, let rest = try router.receive() {
        isSingle = false
        more = rest.hasMore
      }
      guard let node, !node.isEmpty else {
        log.warning("frame-without-identity", [:])
        continue
      }
      let peer: PeerID
      if let known = peers.peer(routingID: routingID) {
        peer = known
      } else {
        // What the monitor has to say of an earlier connection on this descriptor comes before it is noted.
        try watchConnections(now)
        peer = peers.add(routingID: routingID, descriptor: descriptor)
      }
      if peers[peer]?.isLeaving == true { continue }
      core.handle(.frame(peer, node: node, bytes: isSingle ? bytes : []), at: now, into: &effects)
    }
    return false
  }

  private func watchConnections(_ now: Instant) throws(ZMQError) {
    while let event = try monitor.next() {
      switch event.kind {
      case .accepted:
        if let stale = peers.closed(descriptor: event.value) { departed.append(stale) }
      case .disconnected, .closed:
        if let peer = peers.closed(descriptor: event.value) { departed.append(peer) }
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
      case .node(let node): try door.answer(request, .accept(userID: node))
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
    peers[peer]?.held.append(bytes)
    peers[peer]?.heldBytes += bytes.count
    if !congested.contains(peer) {
      congested.append(peer)
      core.handle(.congested(peer), at: now, into: &effects)
    }
    if entry.heldBytes + bytes.count > Limits.heldBytes {
      log.warning("peer-cut", ["reason": "it does not read", "held": "\(entry.heldBytes)"])
      peers.cut(peer, at: now.monotonic)
      peers[peer]?.held.removeAll()
      peers[peer]?.heldBytes = 0
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
        guard peers[peer] != nil else { break }
        peers[peer]?.held.removeFirst()
        peers[peer]?.heldBytes -= first.count
      }
      if peers[peer].map({ $0.held.isEmpty }) ?? true {
        congested.removeAll { $0 == peer }
        core.handle(.relieved(peer), at: now, into: &effects)
      }
    }
  }

  /// Says goodbye, makes durable what was decided, and gives the last frames a moment to leave.
  private func leave() throws(ZMQError) {
    notifier.send("STOPPING=1")
    log.notice("stopping", ["reason": "asked to"])
    let deadline = Clocks.now().monotonic + 5_000
    while core.hasUndurable, Clocks.now().monotonic < deadline {
      core.endTurn(at: Clocks.now(), into: &effects)
      try perform(Clocks.now())
      try poller.wait(milliseconds: 50)
      if poller.isReadable(mailPlace), try readMail(Clocks.now()) != nil { return }
    }
    core.shutDown(into: &effects)
    try perform(Clocks.now())
    try router.set(.linger(milliseconds: 1_000))
  }
}
