package import CellSchema

/// The broker's rules as a machine: events in, effects out.
///
/// It has no I/O, no clock and no randomness, so that a recorded or seeded history replays exactly. Everything that it
/// decides on a batch of messages leaves after that batch is durable: receipts, refusals, answers, deliveries. A
/// decided batch is never undone.
///
/// The broker calls ``handle(_:at:into:)`` for each event and ``endTurn(at:into:)`` when it has no more at hand: that
/// closes the open batch if no other is being committed, and delivers.
package final class Core {
  let cell: CellName
  let limits: SessionLimits
  let catalogue: [(type: String, version: Int)]
  var judge: Judge
  var names: Names
  let controls = Controls.shared

  // Who is there.
  var sessions: [PeerID: Session] = [:]
  /// The same, oldest first: what is done for each is done in one order, so that a history replays.
  var sessionsInOrder: [Session] = []
  var streams: [StreamIdentifier: Stream] = [:]
  var durables: [DurableKey: Durable] = [:]
  var lastSession: UInt64 = 0
  var lastHeardOfNode: [Int: Int64] = [:]

  // The record.
  var identifiers = IdentifierTable()
  var serials = SerialCounts()
  var index = MessageIndex()
  /// By world.
  var dockets: [Docket] = []
  var obligations = Obligations()
  var expiries = Expiries()
  let acts: ActReader
  let kinds: KindIndices
  var recent: RecentMessages
  /// The last durable sequence number, and the last one given out.
  var head: UInt64 = 0
  var lastSequence: UInt64 = 0
  var lastAcceptedAt: Int64 = 0
  /// The last durable sequence number of each lane.
  var laneHeads = [UInt64](repeating: 0, count: Lane.count)
  var recorded: RecordedRules?
  /// The rulebooks of the record's past, each with the sequence number from which on it held.
  var history: [(from: UInt64, rulebook: Rulebook)] = []
  /// The rows that say which rules hold: the genesis, and each change.
  var ruleRows: [UInt64] = []

  // The batch that fills, and the one that is being made durable.
  var open: Batch
  var inFlight: Batch?
  var lastCommit: UInt64 = 0

  // Delivery.
  /// Rows that are looked at in one go for a reader that is behind.
  let scannedRows: Int
  /// Goes up with every change of the rules.
  var rulesVersion: UInt64 = 1
  var bodies = DeliveryBodies()
  var marks = DeliveryMarks()
  /// Somebody still has something to get that fits their credit: another turn is due at once.
  package internal(set) var isHungry = false

  // Intake.
  var intake = Intake()
  /// By participant.
  var refusals: [Int: MinuteQuota] = [:]
  /// By node.
  var greetings: [Int: MinuteQuota] = [:]
  var counters = Counters()
  let startedAt: Int64
  var previous: Instant
  /// The last reading before the clock jumped ahead.
  var clockBase: Instant?
  /// Monotonic milliseconds.
  var lastTick: Int64?
  /// Monotonic milliseconds of the last commit that took cursors along.
  var lastCursorCommit: Int64 = 0

  package init(
    cell: CellName, rulebook: Rulebook, names: Names, checker: StrictChecker,
    catalogue: [(type: String, version: Int)], limits: SessionLimits = SessionLimits(), at now: Instant,
    recentBytes: Int = Limits.recentBytes, scannedRows: Int = Limits.scannedRows
  ) {
    self.cell = cell
    self.limits = limits
    self.catalogue = catalogue
    self.names = names
    acts = ActReader(catalogue: catalogue)
    kinds = KindIndices(catalogue)
    judge = Judge(cell: "\(cell)", rulebook: rulebook, checker: checker, catalogue: catalogue)
    recent = RecentMessages(capacity: recentBytes)
    open = Batch(number: 1)
    self.scannedRows = scannedRows
    startedAt = now.wall
    previous = now
  }

  package var rulebook: Rulebook { judge.rulebook }
  package var allNames: Names { names }
  /// The last sequence number that is durable.
  package var durableHead: UInt64 { head }
  /// Something was decided, or a durable place moved, and is not durable yet.
  package var hasUndurable: Bool { inFlight != nil || open.isUrgent || !open.cursors.isEmpty }

  package func handle(_ event: Event, at now: Instant, into effects: inout [Effect]) {
    watchClock(now, into: &effects)
    watchExpiry(at: now)
    switch event {
    case .frame(let peer, let node, let bytes): receive(bytes, from: peer, node: node, at: now, into: &effects)
    case .gone(let peer):
      if let session = sessions[peer] { close(session, nil, "the connection is gone", into: &effects) }
    case .congested(let peer): sessions[peer]?.isCongested = true
    case .relieved(let peer): sessions[peer]?.isCongested = false
    case .committed(let number): committed(number, at: now, into: &effects)
    case .storageFull(let number): storageFull(number, into: &effects)
    case .read(let result): received(result, at: now, into: &effects)
    case .looked(let result): answerRepeat(result, at: now, into: &effects)
    case .foundStream(let found): foundStream(found, at: now, into: &effects)
    case .tick: tick(at: now, into: &effects)
    }
  }

  /// Closes the open batch, if none is being committed, and delivers what credit allows.
  package func endTurn(at now: Instant, into effects: inout [Effect]) {
    closeBatch(at: now, into: &effects)
    deliver(at: now, into: &effects)
  }

  private func receive(
    _ bytes: [UInt8], from peer: PeerID, node name: String, at now: Instant, into effects: inout [Effect]
  ) {
    guard let node = judge.rulebook.node(named: name) else {
      // ZAP let the key in and the roster changed since, or ZAP failed: default deny.
      send(Bye(.revoked, "the roster does not list \(name)"), to: peer, into: &effects)
      effects.append(.disconnect(peer))
      return
    }
    guard let session = sessions[peer] ?? newSession(peer, node: node, name: name, at: now) else {
      send(Bye(.tooManySessions, "\(name), or the broker, has as many connections as it may"), to: peer, into: &effects)
      effects.append(.disconnect(peer))
      return
    }
    session.lastHeard = now.monotonic
    lastHeardOfNode[node] = now.wall
    do throws(Refusal) {
      try dispatch(bytes, session, at: now, into: &effects)
    } catch {
      report(error, to: session, into: &effects)
    }
  }

  /// Nil where there is no room. A node has as many places again for connections that have not greeted: so one that
  /// only connects takes no place from others, and one that takes over its own stream finds one.
  private func newSession(_ peer: PeerID, node: Int, name: String, at now: Instant) -> Session? {
    guard sessions.count < limits.sessions,
      sessions.values.count(where: { $0.node == node }) < 2 * limits.sessionsPerNode
    else { return nil }
    lastSession += 1
    let session = Session(peer: peer, number: lastSession, node: node, name: name, now: now.monotonic)
    sessions[peer] = session
    sessionsInOrder.append(session)
    return session
  }

  private func dispatch(
    _ bytes: [UInt8], _ session: Session, at now: Instant, into effects: inout [Effect]
  ) throws(Refusal) {
    guard let first = bytes.first, let command = Command(rawValue: first) else {
      throw Refusal(.unknownCommand, bytes.isEmpty ? "the frame is empty" : "the frame begins with byte \(bytes[0])")
    }
    if command == .hello { return try hello(bytes, session, at: now, into: &effects) }
    guard session.isOpen else { throw Refusal(.helloRequired, "\(command) came before WELCOME") }
    switch command {
    case .publish: try publish(bytes, session, at: now, into: &effects)
    case .subscribe: try subscribe(bytes, session, into: &effects)
    case .unsubscribe: try unsubscribe(bytes, session, into: &effects)
    case .ack: try acknowledge(bytes, session, at: now, into: &effects)
    case .credit: try credit(bytes, session, into: &effects)
    case .query: try query(bytes, session, at: now, into: &effects)
    case .ping: send(Pong(), to: session, into: &effects)
    case .pong: marks.add(session.confirmed(at: now), to: session.node, at: now.wall)
    case .bye:
      effects.append(.disconnect(session.peer))
      close(session, nil, "the node left", into: &effects)
    case .hello, .welcome, .receipt, .subscribed, .deliver, .answer, .checkpoint, .cosign, .error:
      throw Refusal(.unknownCommand, "\(command) is not a node's to send")
    }
  }

  /// A frame that cannot be read, or a command that does not fit: the session goes on, unless the peer sends little
  /// else.
  func report(
    _ refusal: Refusal, to session: Session, subscription: WireNumber? = nil, into effects: inout [Effect]
  ) {
    let isWithin = session.faults.allows(Limits.faultsPerMinute - 1, at: previous.monotonic)
    session.faults.note()
    effects.append(.note(.fault(node: session.name, code: refusal.code, detail: refusal.detail)))
    let place = refusal.pointer.isEmpty ? "" : refusal.pointer + ": "
    send(ErrorReport(refusal.code, place + refusal.detail, subscription: subscription), to: session, into: &effects)
    if !isWithin {
      dismiss(session, .malformedFrame, "\(Limits.faultsPerMinute) faults in one minute", into: &effects)
    }
  }

  func send(_ command: some ControlCommand, to session: Session, into effects: inout [Effect]) {
    session.lastSent = previous.monotonic
    effects.append(.send(session.peer, ControlCodec.encode(command)))
  }

  func send(_ command: some ControlCommand, to peer: PeerID, into effects: inout [Effect]) {
    effects.append(.send(peer, ControlCodec.encode(command)))
  }
}

/// The strict readers of what nodes send, made once.
struct Controls: Sendable {
  static let shared = Controls()

  let hello = StrictControl<Hello>()
  let subscribe = StrictControl<Subscribe>()
  let unsubscribe = StrictControl<Unsubscribe>()
  let acknowledge = StrictControl<Acknowledge>()
  let credit = StrictControl<Credit>()
  let query = StrictControl<Query>()
}

/// What `status` counts.
struct Counters {
  var accepted: UInt64 = 0
  var refused: UInt64 = 0
  var delivered: UInt64 = 0
}
