import CellConfig
import CellCore
import CellSchema
import Logging
import ZeroMQ

/// The thread that owns every ZeroMQ socket. The loop polls, hands events to the machine, and has the machine's effects
/// performed.
///
/// The loop runs at its own pace: it takes a bounded number of frames a turn and never works directly in reaction to
/// one.
final class BrokerLoop {
  private var poller = ZMQPoller()
  private let mailPlace: Int
  private let connections: Connections
  private let core: Core
  private let mailbox: Mailbox<Letter>
  private let performers: Performers
  private let preparations: Preparations
  private let log: EventLog
  private let notifier: ServiceNotifier
  private let board: MeasureBoard
  private var watchkeeper = Watchkeeper()

  private var effects = Effects()
  private var letters: [Letter] = []
  private var inbox = Inbox()
  private var nextTick: Int64 = 0
  private var stopwatch = Stopwatch()
  private var isReady = false
  private var isStopping = false
  /// The rules by which nodes are let in.
  private var admitted = RulesVersion()

  /// The most frames that are taken from the sockets and not heard yet.
  private static let framesWaiting = 1_024
  /// The most frames taken in one turn.
  private static let framesATurn = 256
  /// The milliseconds after which it is looked again whether publishers are heard, unless a commit ends before.
  private static let holding = 20
  /// The microseconds after which a turn hears no further frame: who waits to be served is served.
  private static let hearing: Int64 = 2_000
  /// The microseconds that a stop may take: a large state is kept for the next start.
  private static let leaving = 60_000_000

  init(
    gates: [Gate.Plan], core: Core, mailbox: Mailbox<Letter>, performers: Performers, board: MeasureBoard,
    log: EventLog, notifier: ServiceNotifier, limits: ServiceLimits
  ) throws(ZMQError) {
    self.core = core
    self.mailbox = mailbox
    self.performers = performers
    self.board = board
    preparations = Preparations(core, mailbox: mailbox)
    self.log = log
    self.notifier = notifier
    connections = try Connections(gates, limits: limits, log: log, poller: &poller)
    mailPlace = poller.add(descriptor: mailbox.descriptor)
    core.note(limits.alarms)
    admit()
  }

  /// Lets the nodes of the roster in force connect.
  private func admit() {
    admitted = core.rules
    connections.admit(
      core.rulebook, names: core.state.names, withheld: Set(core.state.withholding.nodes.keys))
  }

  /// Runs until a stop is asked for or the loop cannot go on.
  ///
  /// - Returns: the exit code.
  func run() -> Int32 {
    // The genesis, or rule files edited while the daemon was down, become durable before READY.
    let head = core.durableHead
    let isUnrecorded = core.hasUndurable
    core.begin(at: Clocks.now(), into: &effects)
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
      log.write(.socketFailed, ["error": "\(error)"])
      code = 70
    }
    return code
  }

  /// Whether the record's first row is durable. Before, nobody is heard: a WELCOME could not tell which record it is of,
  /// and the node would take whichever comes next for the same.
  private var hasRecord: Bool { core.durableHead > .none }

  private func sayReady() {
    isReady = true
    board.enter(.serving)
    watch(Clocks.now(), with: "READY=1")
    log.write(.ready, ["head": "\(core.durableHead)", "vocabulary": "\(BrokerEvent.version)"])
  }

  private func turn() throws(ZMQError) -> Int32? {
    _ = try poller.wait(milliseconds: patience())
    let now = Clocks.now()
    stopwatch.begin()
    defer { core.note(stopwatch.end(log)) }
    try connections.watch(poller, now)
    if poller.isReadable(mailPlace), let fatal = try readMail(now) { return fatal }
    let room = max(0, Self.framesWaiting - inbox.count - preparations.count)
    let isDrained = try connections.receive(most: min(Self.framesATurn, room), now)
    if isDrained { connections.tellDeparted() }
    try connections.relieve()
    collect(now)
    if hasRecord { hear(now) }
    if now.monotonic >= nextTick { try tick(isDrained, now) }
    core.endTurn(at: now, into: &effects)
    if core.rules == admitted { try perform(now) } else { try admitDecided(now) }
    try connections.cutDue(now)
    collect(now)
    return nil
  }

  private func tick(_ isDrained: Bool, _ now: Instant) throws(ZMQError) {
    nextTick = now.monotonic + Int64(Limits.tick)
    core.handle(.tick, at: now, into: &effects)
    if core.isClockInDoubt, Clocks.isSynchronized { core.handle(.clockConfirmed, at: now, into: &effects) }
    // Only when every frame was read: a HELLO may wait among the unread ones.
    if isDrained { try connections.turnAwaySilent(now) }
    try connections.closeDue(now, &poller)
    if notifier.watchdog != nil { notifier.send("WATCHDOG=1") }
    if isReady { watch(now) }
  }

  /// Tells how the broker stands: the service manager and the log where that is new, and whoever watches always.
  ///
  /// - Parameter state: what else the service manager is to be told now.
  private func watch(_ now: Instant, with state: String? = nil) {
    if board.isWatched { board.publish(core.measures(at: now), at: now) }
    let line = watchkeeper.look(
      at: core.alarms(at: now), takesMessages: core.takesMessages, at: now, log)
    let told = [state, line.map { "STATUS=\($0)" }].compactMap(\.self)
    if !told.isEmpty { notifier.send(told.joined(separator: "\n")) }
  }

  private func patience() -> Int {
    let now = Clocks.now()
    if core.isHungry { return 0 }
    if !hasRecord || holdsPublishers(now) {
      if hasRecord, inbox.hasOtherThanMessages { return 0 }
      if !inbox.isEmpty { return Self.holding }
    } else if !inbox.isEmpty {
      return 0
    }
    let due = min(nextTick, connections.nextDeadline(at: now.monotonic) ?? nextTick)
    return Int(max(0, due - now.monotonic))
  }

  /// Takes what connections have to tell. How a connection stands is heard at once; frames wait for their turn, and the
  /// end of a connection waits behind its frames.
  private func collect(_ now: Instant) {
    for event in connections.takeNews() {
      switch event {
      case .frame(let peer, let node, let bytes): inbox.add(bytes, from: peer, node: node)
      case .gone(let peer): inbox.add(gone: peer)
      case .congested, .relieved, .publish, .prepared, .committed, .storageFull, .read, .looked, .foundStream,
        .answered, .found, .log, .clockConfirmed, .tick:
        core.handle(event, at: now, into: &effects)
      }
    }
  }

  /// Hands the machine what waits, for a while; below flash no message while enough waits for the disk.
  private func hear(_ now: Instant) {
    let end = Clocks.monotonicMicroseconds + Self.hearing
    while let event = inbox.next(holdingPublishers: holdsPublishers(now)) {
      hear(event, now)
      if Clocks.monotonicMicroseconds >= end { return }
    }
  }

  /// Enough waits for the disk, or to be prepared: no message below flash is heard.
  private func holdsPublishers(_ now: Instant) -> Bool { core.holdsPublishers(at: now) || preparations.isFull }

  private func hear(_ event: Event, _ now: Instant) {
    // What was waiting of a peer that is being turned away is not heard any more.
    if let peer = event.sender, connections.isLeaving(peer) { return }
    if let event = preparations.take(event, core, at: now) { core.handle(event, at: now, into: &effects) }
  }

  /// Hears what is prepared of a line, and then what waited for it.
  private func hear(_ line: PeerLane, _ now: Instant) {
    let (heard, waited) = preparations.finished(line)
    for event in heard where !connections.isLeaving(line.peer) { core.handle(event, at: now, into: &effects) }
    for event in waited { hear(event, now) }
  }

  private func readMail(_ now: Instant) throws(ZMQError) -> Int32? {
    mailbox.take(into: &letters)
    for letter in letters {
      switch letter {
      case .event(let event): core.handle(event, at: now, into: &effects)
      case .prepared(let line): hear(line, now)
      case .adopt(let adoption): adoption.outcome.add(try adopt(adoption, now))
      case .withhold(let nodes, let givingBack):
        core.withhold(
          held: nodes.held, revoked: nodes.revoked, reasons: nodes.reasons, givingBack: givingBack, at: now,
          into: &effects)
      case .disk(let facts): core.note(facts)
      case .reloaded(let trouble, let limits):
        core.note(trouble)
        core.note(limits)
        if isReady { watch(now, with: "READY=1") }
      case .settings(let limits, let log):
        core.adopt(SessionLimits(limits))
        core.sayAllMessages(log.messages == .all)
      case .gates(let change): change.outcome.add(try adopt(change, now))
      case .act(let act): perform(act, now)
      case .stop: isStopping = true
      case .fatal(let code, let reason):
        log.write(.stoppingFailed, ["reason": reason])
        return code
      }
    }
    return nil
  }

  private func adopt(_ change: GateChange, _ now: Instant) throws(ZMQError) -> GateChange.Outcome {
    // What was decided for peers that leave is sent first.
    try perform(now)
    do throws(ZMQError) {
      try connections.adopt(change.plans, now, &poller)
    } catch {
      return .failed("\(error)")
    }
    collect(now)
    try perform(now)
    return .open
  }

  private func perform(_ act: NodeAct, _ now: Instant) {
    switch act.kind {
    case .drop:
      let count = core.drop(act.node, because: act.reason, at: now, into: &effects)
      act.answers.add(ControlAnswer(isDone: true, sessions: count))
    case .reset:
      connections.forgive(act.node)
      act.answers.add(
        ControlAnswer(isDone: core.reset(act.node, because: act.reason, at: now, into: &effects)))
    }
  }

  /// Puts other rules in force: from here on no node is let in, heard or served under the old ones.
  private func adopt(_ adoption: Adoption, _ now: Instant) throws(ZMQError) -> Adoption.Outcome {
    // Effects that were decided under the old rules leave first.
    try perform(now)
    do throws(Refusal) {
      try core.adopt(adoption.files, logKey: adoption.logKey, at: now, into: &effects)
    } catch {
      return .refused(error)
    }
    admit()
    var revoked = connections.revoke(effects.connection)
    try perform(now)
    revoked += try connections.turnAwayStrangers(now)
    return .inForce(revoked: revoked)
  }

  /// Other rules were decided in this turn, or other nodes are kept off.
  private func admitDecided(_ now: Instant) throws(ZMQError) {
    admit()
    var revoked = connections.revoke(effects.connection)
    try perform(now)
    revoked += try connections.turnAwayStrangers(now)
    let rulebook = core.rulebook
    log.write(
      .rulesDecided,
      [
        "withheld": core.state.withholding.nodes.keys.sorted().map(\.description).joined(separator: ","),
        "roster_revision": "\(rulebook.rosterRevision)", "charter": "\(rulebook.charterName)",
        "charter_revision": "\(rulebook.charterRevision)", "revoked": "\(revoked)",
      ])
  }

  /// Has the machine's effects performed, until there are none.
  private func perform(_ now: Instant) throws(ZMQError) {
    // Sending may find that a peer is gone, which is an event with further effects.
    while !effects.isEmpty {
      let batch = effects
      effects = Effects()
      for note in batch.notes { performers.write(note, from: address(of: note)) }
      performers.perform(batch)
      try connections.perform(batch.connection, now)
      collect(now)
    }
  }

  private func address(of note: Note) -> String? {
    guard case .opened(_, _, let peer, _) = note else { return nil }
    return connections.address(of: peer)
  }

  /// Makes every decision durable, sends BYE, and gives the last frames a moment to leave.
  private func leave() throws(ZMQError) -> Int32 {
    preparations.finish()
    board.enter(.stopping)
    notifier.send("STOPPING=1\nEXTEND_TIMEOUT_USEC=\(Self.leaving)")
    log.write(.stopping, ["reason": "asked to"])
    let deadline = Clocks.now().monotonic + 5_000
    while core.hasUndurable, Clocks.now().monotonic < deadline {
      core.endTurn(at: Clocks.now(), into: &effects)
      try perform(Clocks.now())
      _ = try poller.wait(milliseconds: 50)
      if poller.isReadable(mailPlace), let fatal = try readMail(Clocks.now()) { return fatal }
    }
    core.shutDown(at: Clocks.now(), into: &effects)
    try perform(Clocks.now())
    try connections.close()
    return 0
  }
}
