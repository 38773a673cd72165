import CellJournal
import CellSchema
import CellWire

/// The rooms of the machine and their references to each other. Each room has state of its own that no other changes.
struct Rooms {
  let recorder: Recorder
  let announcer: Announcer
  let alternates: AlternateDesk
  let decisions: DecisionDesk
  let releases: ReleaseDesk
  let consequences: Consequences
  let sessions: Sessions
  let commandQuotas: CommandQuotas
  let greeting: Greeting
  let intake: IntakeDesk
  let publishing: Publishing
  let delivery: Delivery
  let subscriptions: Subscriptions
  let expiries: ExpiryWatch
  let answers: Answers
  let log: LogDesk
  let rules: RuleDesk
  let access: AccessDesk
  let lateness: Lateness
  let alarms: AlarmDesk
  let status: StatusDesk
  let traffic: TrafficDesk

  init(
    cell: CellName, state: RecordState, readOnly: Refusal?, limits: SessionLimits, at now: Instant, reader: RowReader,
    checker: StrictChecker, recentBytes: Int, scannedRows: Int, editor: (any RuleEditor)?
  ) {
    recorder = Recorder(state, readOnly: readOnly, at: now)
    traffic = TrafficDesk(recorder: recorder)
    let visible = VisibleProceedings()
    announcer = Announcer(cell: cell, recorder: recorder, reader: reader)
    alternates = AlternateDesk(recorder: recorder, announcer: announcer)
    rules = RuleDesk(recorder: recorder, editor: editor)
    decisions = DecisionDesk(
      cell: cell, recorder: recorder, announcer: announcer, alternates: alternates, visible: visible, rules: rules,
      checker: checker)
    access = AccessDesk(recorder: recorder, announcer: announcer, decisions: decisions)
    releases = ReleaseDesk(recorder: recorder, announcer: announcer)
    consequences = Consequences(recorder: recorder, announcer: announcer, decisions: decisions)
    sessions = Sessions(limits: limits)
    commandQuotas = CommandQuotas(limits: limits)
    let streams = Streams(recorder: recorder)
    log = LogDesk(recorder: recorder, sessions: sessions, quotas: commandQuotas, at: now)
    greeting = Greeting(
      cell: cell, limits: limits, recorder: recorder, sessions: sessions, streams: streams, log: log)
    intake = IntakeDesk(
      preparer: Preparer(cell: cell, rulebook: recorder.rulebook, checker: checker), recorder: recorder,
      decisions: decisions, alternates: alternates, visible: visible, rules: rules,
      access: access)
    publishing = Publishing(
      limits: limits, desk: intake, recorder: recorder, sessions: sessions, streams: streams,
      consequences: consequences, alternates: alternates)
    delivery = Delivery(
      recorder: recorder, traffic: traffic, rows: reader, limits: limits, recentBytes: recentBytes,
      scannedRows: scannedRows)
    subscriptions = Subscriptions(
      limits: limits, recorder: recorder, sessions: sessions, quotas: commandQuotas, delivery: delivery)
    expiries = ExpiryWatch(
      recorder: recorder, announcer: announcer, delivery: delivery, subscriptions: subscriptions)
    answers = Answers(
      cell: cell, startedAt: now.wall, recorder: recorder, sessions: sessions, subscriptions: subscriptions,
      delivery: delivery, intake: intake, rows: reader, log: log)
    lateness = Lateness(recorder: recorder, subscriptions: subscriptions)
    alarms = AlarmDesk(recorder: recorder, delivery: delivery, log: log, access: access, lateness: lateness)
    status = StatusDesk(
      cell: cell, startedAt: now.wall, recorder: recorder, sessions: sessions, delivery: delivery, answers: answers,
      log: log, alarms: alarms, lateness: lateness)
    answers.status { [unowned status] session, now in status.status(at: now, to: session) }
    decisions.hasReached = { [unowned delivery, unowned subscriptions] proposal, found, node in
      delivery.delivered(proposal.sequence, to: node) != nil
        || subscriptions.isHandled(proposal.sequence, found, by: node)
    }
    decisions.isWitnessed = { [unowned log] sequence, participants in
      log.isWitnessed(sequence, by: participants)
    }
    alternates.look { [unowned sessions] in Set(sessions.openSessionsOfNode.keys) }
    sessions.whenOneEnds { [unowned subscriptions] session, _ in subscriptions.leave(session) }
    sessions.whenOneEnds { [unowned publishing] session, _ in publishing.leave(session) }
  }
}

// What several rooms do together.
extension Rooms {
  /// The batch with this number is durable: its messages can be delivered, and who waits for it is answered.
  func committed(_ number: UInt64, _ turn: inout Turn) {
    let batch = recorder.committed(number, &turn)
    delivery.append(batch.changes)
    traffic.submitted(batch.changes, &turn)
    publishing.settle(batch.receipts, &turn)
    for deferred in batch.deferred {
      switch deferred {
      case .send(let peer, let frame): turn.send(frame, to: peer)
      case .lookup(let request): turn.effects.questions.append(.decisions(request))
      case .ask(let request): turn.effects.archive.append(.answer(request))
      case .search(let request): turn.effects.archive.append(.search(request))
      case .activate(let subscription): subscription.activate()
      }
    }
    releases.ask(&turn)
    log.committed(&turn)
  }

  /// Puts changed rules in force, says so on the record, and dismisses who has no place in them.
  ///
  /// - Parameter cause: the row by which they are decided; `none` where files say so.
  func adopt(
    _ adoption: RuleAdoption, cell: CellName, logKey: PublicKeyText?, cause: SequenceNumber, _ turn: inout Turn
  ) {
    // The rows that announce the new rules are accepted after every expiry that is due: those expiries are told first.
    expiries.watch(turn)
    // What the time has decided is decided under the rules of that time.
    decisions.watchInterruption(at: turn.now)
    decisions.settleAll(at: turn.now)
    let previous = recorder.rulebook
    recorder.adopt(adoption.rules, files: adoption.newFiles)
    intake.adoptRules()
    adoption.announce(by: announcer, cell: cell, logKey: logKey, cause: cause, at: turn.now)
    sessions.dismissWhoLeft(previous, recorder.rulebook, &turn)
    log.adoptRules(&turn)
  }

  /// Puts in force what the sides decided in this turn: in the same batch, so that the record never has one without the
  /// other.
  func adoptDecided(cell: CellName, _ turn: inout Turn) {
    while let decided = rules.nextDecided() {
      do throws(Refusal) {
        let adoption = try RuleAdoption(decided.files, before: recorder.state)
        adopt(adoption, cell: cell, logKey: nil, cause: decided.cause, &turn)
      } catch {
        preconditionFailure("what was judged when it was decided holds in the same turn: \(error)")
      }
    }
  }

  /// Other nodes may connect than before: who may not any more is dismissed.
  func adoptAccess(_ turn: inout Turn) {
    recorder.noteAccess()
    intake.adoptRules()
    for session in sessions.inOrder {
      if let reason = access.reason(against: session.name) {
        sessions.dismiss(session, reason.code, reason.detail, &turn)
      }
    }
  }

  /// Takes other limits over, for what comes from now on.
  func adopt(_ limits: SessionLimits) {
    sessions.adopt(limits)
    greeting.adopt(limits)
    commandQuotas.adopt(limits)
    publishing.adopt(limits)
    subscriptions.adopt(limits)
    delivery.adopt(limits)
  }

  /// Ends a node's sessions, which it may open again at once.
  ///
  /// - Returns: how many they were.
  func drop(_ name: NodeName, because reason: String, _ turn: inout Turn) -> Int {
    let ofNode = sessions.inOrder.filter { $0.name == name }
    for session in ofNode {
      sessions.dismiss(session, .dropped, "the cell's operator ended the session: \(reason)", &turn)
    }
    turn.note(.dropped(node: name, sessions: ofNode.count, reason: reason))
    return ofNode.count
  }

  /// Forgets what counts against a node: messages, bytes and refusals, its participant's with them, commands, and sessions
  /// opened.
  ///
  /// - Returns: whether the record has heard of the node.
  func reset(_ name: NodeName, because reason: String, _ turn: inout Turn) -> Bool {
    guard let node = recorder.names.node(name) else { return false }
    sessions.forgive(node)
    commandQuotas.forgive(node)
    publishing.forgive(node, of: recorder.names.participant(of: node))
    turn.note(.reset(node: name, reason: reason))
    return true
  }

  func begin(_ epoch: RecordEpoch, saying restored: RecordRestored, _ turn: inout Turn) {
    recorder.begin(epoch)
    announcer.announceToAll(restored, at: turn.now)
  }

  func tick(_ turn: inout Turn) {
    sessions.dismissSilent(&turn)
    for session in sessions.inOrder where session.isOpen {
      delivery.keepAlive(session, isDue: sessions.needsHeartbeat(session, at: turn.now), &turn)
    }
    delivery.park(&turn)
    traffic.tell(&turn)
    if access.watch(at: turn.now) { adoptAccess(&turn) }
    alternates.watch(at: turn.now)
    consequences.watchDeadlines(at: turn.now)
    releases.ask(&turn)
    subscriptions.keepPlaces()
    lateness.step()
  }

  /// The answer to a question over quota names it, as every answer does.
  func query(_ bytes: [UInt8], _ session: Session, _ turn: inout Turn) throws(Refusal) {
    do throws(Refusal) {
      try commandQuotas.spend(.query, session, at: turn.now)
    } catch {
      guard let query = CommandSubject(ofRefused: bytes).query else { throw error }
      return turn.send(QueryAnswer(query: query, error: ErrorReport(error.code, error.detail)), to: session)
    }
    try answers.query(bytes, session, &turn)
  }
}
