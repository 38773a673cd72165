package import CellJournal
package import CellSchema
package import CellWire

/// The broker's rules as a machine: events in, effects out.
///
/// The machine has no I/O, no clock and no randomness, so that a recorded or seeded history replays exactly. What
/// follows from a batch of decisions (receipts, refusals, answers, deliveries) leaves only after that batch is durable.
/// A decision is never undone.
///
/// The broker calls ``handle(_:at:into:)`` for each event, and ``endTurn(at:into:)`` when no more events wait: that
/// closes the open batch, if no other is being committed, and delivers.
///
/// `Core` itself only routes: each room has its own state, which no other room changes.
package final class Core {
  private let cell: CellName
  let rooms: Rooms
  private var noteLimiter = NoteLimiter()

  /// - Parameters:
  ///   - state: the record's state, as replay or a snapshot gives it.
  ///   - readOnly: why nothing may be added to the record; nil where it may.
  ///   - recentBytes: how many bytes of the newest messages stay in memory, for readers that keep up.
  ///   - scannedRows: how many rows one turn looks at, at most, for a reader that is behind.
  ///   - editor: makes one roster or charter of another, where a founded cell decides on it.
  package init(
    cell: CellName, state: RecordState, readOnly: Refusal? = nil, limits: SessionLimits = SessionLimits(),
    at now: Instant,
    reader: RowReader = RowReader(), checker: StrictChecker = Catalogue.checker,
    recentBytes: Int = Limits.recentBytes, scannedRows: Int = Limits.scannedRows, editor: (any RuleEditor)? = nil
  ) {
    self.cell = cell
    rooms = Rooms(
      cell: cell, state: state, readOnly: readOnly, limits: limits, at: now, reader: reader, checker: checker,
      recentBytes: recentBytes, scannedRows: scannedRows, editor: editor)
  }

  package var rulebook: Rulebook { rooms.recorder.rulebook }
  /// Goes up with every change of the rules.
  package var rules: RulesVersion { rooms.recorder.rules }
  package var state: RecordState { rooms.recorder.state }
  /// For whoever prepares messages beside the loop, by the rules of this moment.
  package var preparer: Preparer { rooms.intake.preparer }
  /// Whether the machine would look into a frame of PUBLISH, and not leave it or hold it back: whether preparing it
  /// beside the loop is worth the time.
  package func looksInto(_ frame: PublishFrame, of peer: PeerID, at now: Instant) -> Bool {
    rooms.publishing.looksInto(frame, of: peer, at: now)
  }

  /// The last sequence number that is durable.
  package var durableHead: SequenceNumber { rooms.recorder.durable.sequence }
  /// Whether a decision or a durable place is not durable yet.
  package var hasUndurable: Bool { rooms.recorder.hasUndurable }
  /// Whether a reader still has a message to get that its credit allows: another turn is due at once.
  package var isHungry: Bool { rooms.delivery.isHungry || rooms.expiries.isBehind }

  /// Enough waits for the disk: messages below flash are not heard before a commit is over.
  package func holdsPublishers(at now: Instant) -> Bool { rooms.recorder.holdsPublishers(at: now) }

  /// The wall clock jumped ahead of the monotonic one, and nobody has confirmed it.
  package var isClockInDoubt: Bool { rooms.recorder.isClockInDoubt }

  package func handle(_ event: Event, at now: Instant, into effects: inout Effects) {
    during(now, &effects) { turn in
      rooms.recorder.watchClock(&turn)
      rooms.expiries.watch(turn)
      rooms.decisions.watchInterruption(at: turn.now)
      switch event {
      case .frame(let peer, let node, let bytes):
        receive(bytes, from: peer, node, &turn) { session, turn throws(Refusal) in
          try dispatch(bytes, session, &turn)
        }
      case .publish(let peer, let node, let frame):
        receive([], from: peer, node, &turn) { session, turn throws(Refusal) in
          try rooms.publishing.publish(frame, session, &turn)
        }
      case .prepared(let frame): rooms.publishing.publish(frame, &turn)
      case .gone(let peer):
        if let session = rooms.sessions[peer] { rooms.sessions.close(session, nil, "the connection is gone", &turn) }
      case .congested(let peer): rooms.delivery.congest(peer, true)
      case .relieved(let peer): rooms.delivery.congest(peer, false)
      case .committed(let number): rooms.committed(number, &turn)
      case .storageFull(let number): rooms.recorder.storageFull(number, &turn)
      case .read(let result): received(result, &turn)
      case .looked(let result): rooms.publishing.answerRepeat(result, &turn)
      case .foundStream(let found): rooms.greeting.found(found, &turn)
      case .answered(let answer): rooms.answers.answered(answer, &turn)
      case .found(let answer): rooms.answers.found(answer, &turn)
      case .log(let news): rooms.log.handle(news, &turn)
      case .clockConfirmed: rooms.recorder.confirmClock(&turn)
      case .tick: rooms.tick(&turn)
      }
      rooms.adoptDecided(cell: cell, &turn)
    }
  }

  /// Closes the open batch, if none is being committed, and delivers what credit allows.
  package func endTurn(at now: Instant, into effects: inout Effects) {
    during(now, &effects) { turn in
      rooms.expiries.watch(turn)
      rooms.decisions.watchInterruption(at: turn.now)
      rooms.recorder.closeBatch(&turn)
      rooms.delivery.deliver(&turn)
      rooms.expiries.endTurn()
    }
  }

  /// Puts other rules in force: on an empty record with the genesis message, else with one row for each file that
  /// changed.
  ///
  /// - Throws: ``ErrorCode/olderRevision`` if a changed file does not have a higher revision than before, and
  ///   ``ErrorCode/rulesUndecided`` where the cell is founded and the files are not those in force; then nothing changes.
  package func adopt(
    _ files: RuleFiles, logKey: PublicKeyText, at now: Instant, into effects: inout Effects
  ) throws(Refusal) {
    if let reason = rooms.recorder.readOnly { throw reason }
    if rooms.recorder.isFounded { return try rooms.rules.checkUnchanged(files) }
    let adoption = try RuleAdoption(files, before: rooms.recorder.state)
    during(now, &effects) { turn in
      rooms.recorder.watchClock(&turn)
      if adoption.isChange { rooms.adopt(adoption, cell: cell, logKey: logKey, cause: .none, &turn) }
    }
    rooms.rules.note(inForce: files)
  }

  /// Goes on with a founded cell's rules as its record has them.
  package func resume(_ files: RuleFiles) { rooms.rules.note(inForce: files) }

  /// Keeps nodes off the bus, and lets on again who is in neither list; the record says so.
  ///
  /// - Parameters:
  ///   - reasons: why, where the operator said it.
  ///   - givingBack: false of lists that may be those of an older copy: they let nobody on again, nor make less of a
  ///     revocation.
  package func withhold(
    held: Set<NodeName>, revoked: Set<NodeName>, reasons: [NodeName: Line] = [:], givingBack: Bool = true,
    at now: Instant, into effects: inout Effects
  ) {
    guard rooms.recorder.readOnly == nil, rooms.recorder.state.rules.recorded != nil else { return }
    during(now, &effects) { turn in
      rooms.recorder.watchClock(&turn)
      if rooms.access.withhold(held: held, revoked: revoked, reasons: reasons, givingBack: givingBack, at: turn.now) {
        rooms.adoptAccess(&turn)
      }
    }
  }

  /// Takes other limits over, for what comes from now on: nobody is cut off for what it was allowed before.
  package func adopt(_ limits: SessionLimits) { rooms.adopt(limits) }

  /// Whether every message has a line in the log: else what binds, what is refused, and what is immediate or above.
  package func sayAllMessages(_ saysAll: Bool) {
    rooms.traffic.sayAll(saysAll)
    noteLimiter.saysAllMessages = saysAll
  }

  /// Ends a node's sessions, which it may open again at once. Nothing of its standing changes.
  ///
  /// - Returns: how many they were.
  package func drop(_ node: NodeName, because reason: String, at now: Instant, into effects: inout Effects) -> Int {
    var count = 0
    during(now, &effects) { turn in count = rooms.drop(node, because: reason, &turn) }
    return count
  }

  /// Forgets what counts against a node and its participant: whoever was throttled goes on at once.
  ///
  /// - Returns: whether the record has heard of the node.
  package func reset(_ node: NodeName, because reason: String, at now: Instant, into effects: inout Effects) -> Bool {
    var isKnown = false
    during(now, &effects) { turn in isKnown = rooms.reset(node, because: reason, &turn) }
    return isKnown
  }

  /// Begins an epoch with a row that says what was lost, on a record that a person restored with a loss.
  package func begin(
    _ epoch: RecordEpoch, saying restored: RecordRestored, at now: Instant, into effects: inout Effects
  ) {
    during(now, &effects) { turn in
      rooms.recorder.watchClock(&turn)
      rooms.begin(epoch, saying: restored, &turn)
    }
  }

  /// Tells the thread that makes checkpoints who cosigns; then the machine is ready.
  package func begin(at now: Instant, into effects: inout Effects) {
    during(now, &effects) { turn in
      rooms.log.adoptRules(&turn)
      rooms.log.committed(&turn)
    }
  }

  /// Sends BYE to every session: the broker is stopping.
  package func shutDown(at now: Instant, into effects: inout Effects) {
    during(now, &effects) { turn in
      rooms.sessions.shutDown(&turn)
      rooms.traffic.tell(atEnd: true, &turn)
    }
  }

  /// Takes for delivered what somebody else knows of: where a record is judged again, nobody is connected.
  package func assumeDelivered(_ hasReached: @escaping (_ proposal: MessageID, _ node: NodeName) -> Bool) {
    let recorder = rooms.recorder
    rooms.decisions.hasReached = { [unowned recorder] proposal, _, node in
      hasReached(proposal.id, recorder.names.name(node))
    }
  }

  /// Looks no more at who is there: where a record is judged again, nobody is connected. What it says of that is taken
  /// over by ``assumeAbsence(_:in:at:into:)``.
  package func assumePresence() { rooms.alternates.look(at: nil) }

  /// Takes changes of the rules, and who is kept off, for what they were: where a record is judged again, its own rows say
  /// what came of them.
  package func assumeRules() {
    rooms.rules.assume()
    rooms.access.assume()
    rooms.decisions.isWitnessed = { _, _ in true }
  }

  /// Takes over that the holders of a role were away.
  package func assumeAbsence(_ body: AlternateActing, in world: World, at now: Instant, into effects: inout Effects) {
    during(now, &effects) { _ in rooms.alternates.assumeAbsence(body, in: world, at: now) }
  }

  // MARK: routing

  private func during(_ now: Instant, _ effects: inout Effects, _ work: (inout Turn) -> Void) {
    // Notes of earlier turns that nobody has taken yet are limited already.
    let earlier = effects.notes
    effects.notes = []
    var turn = Turn(at: now, effects)
    effects = Effects()
    work(&turn)
    effects = turn.effects
    noteLimiter.limit(&effects.notes, at: now)
    if !earlier.isEmpty { effects.notes = earlier + effects.notes }
  }

  /// - Parameter bytes: the command, whose subject a refusal names.
  private func receive(
    _ bytes: [UInt8], from peer: PeerID, _ name: NodeName, _ turn: inout Turn,
    _ work: (Session, inout Turn) throws(Refusal) -> Void
  ) {
    guard let node = rooms.recorder.rulebook.node(named: name) else {
      // ZAP let the key in and the roster changed since, or ZAP failed: default deny.
      turn.send(Bye(.revoked, "the roster does not list \(name)"), to: peer)
      return turn.disconnect(peer)
    }
    if let reason = rooms.access.reason(against: name) {
      turn.send(Bye(reason.code, reason.detail), to: peer)
      return turn.disconnect(peer)
    }
    guard let session = rooms.sessions.session(of: peer, node: node, name: name, at: turn.now) else {
      turn.send(Bye(.tooManySessions, "\(name), or the broker, has as many connections as it may"), to: peer)
      return turn.disconnect(peer)
    }
    do throws(Refusal) {
      try work(session, &turn)
    } catch {
      rooms.sessions.report(error, to: session, about: subject(of: bytes, refusedAs: error.code), &turn)
    }
  }

  /// What a refusal of the command itself names. Any other one is of the session: a node that is told `hello-required`
  /// has none, whatever its command was about.
  private func subject(of bytes: [UInt8], refusedAs code: ErrorCode) -> CommandSubject {
    // A command that is well formed names its subject in less; what is longer is not worth the loop's time.
    (code == .malformedFrame || code == .unknownQuery) && bytes.count <= Limits.commandSubject
      ? CommandSubject(ofRefused: bytes) : CommandSubject()
  }

  private func dispatch(_ bytes: [UInt8], _ session: Session, _ turn: inout Turn) throws(Refusal) {
    guard let first = bytes.first else { throw Refusal(.malformedFrame, "a command is one frame, and not empty") }
    guard let command = Command(rawValue: first) else {
      throw Refusal(.unknownCommand, "the frame begins with byte \(first)")
    }
    // The transport cuts off whoever sends much more; what it lets through is held to the same limit.
    guard bytes.count <= Limits.frame else {
      throw Refusal(.frameTooLarge, "\(bytes.count) bytes; a frame has at most \(Limits.frame)")
    }
    if command == .hello { return try rooms.greeting.hello(bytes, session, &turn) }
    guard session.isOpen else { throw Refusal(.helloRequired, "\(command) came before WELCOME") }
    switch command {
    case .publish: try rooms.publishing.publish(PublishFrame(bytes), session, &turn)
    case .subscribe: try rooms.subscriptions.subscribe(bytes, session, &turn)
    case .unsubscribe: try rooms.subscriptions.unsubscribe(bytes, session, &turn)
    case .ack: try rooms.subscriptions.acknowledge(bytes, session, &turn)
    case .credit: try rooms.subscriptions.credit(bytes, session, &turn)
    case .query: try rooms.query(bytes, session, &turn)
    case .ping:
      try rooms.commandQuotas.spend(.ping, session, at: turn.now)
      turn.send(Pong(), to: session)
    case .pong: rooms.delivery.confirm(session, at: turn.now)
    case .bye:
      turn.disconnect(session.peer)
      rooms.sessions.close(session, nil, "the node left", &turn)
    case .checkpoint: try rooms.log.shown(bytes, session, &turn)
    case .cosign: try rooms.log.cosign(bytes, session, &turn)
    case .hello, .welcome, .receipt, .subscribed, .deliver, .answer, .error:
      throw Refusal(.unknownCommand, "\(command) is not a node's to send")
    }
  }

  private func received(_ result: ReadResult, _ turn: inout Turn) {
    switch result.request.purpose {
    case .trace(let query): rooms.answers.trace(result, query: query, &turn)
    case .release: rooms.releases.received(result, &turn)
    case .message(let query): rooms.answers.message(result, query: query, &turn)
    case .subscription(let number, let queue): rooms.subscriptions.received(result, number, queue, &turn)
    }
  }
}
