import CellJournal
import CellSchema
import CellWire

/// From QUERY to ANSWER: status, subscriptions and trace on the loop, the situation by the archive.
final class Answers {
  private let cell: CellName
  private let startedAt: Microseconds
  let recorder: Recorder
  private let sessions: Sessions
  private let subscriptions: Subscriptions
  private let delivery: Delivery
  let intake: IntakeDesk
  private let rows: RowReader
  private let log: LogDesk
  /// Tells how the broker is.
  private var statusOf: ((Session, Instant) -> StatusAnswer)?
  private static let reader = StrictControl<Query>()
  private var quota = QuestionQuota()
  /// Questions of this run, by what was asked; and how long those took that are answered beside the loop.
  private(set) var asked: [String: UInt64] = [:]
  private(set) var times = Histogram.ofAnswers

  init(
    cell: CellName, startedAt: Microseconds, recorder: Recorder, sessions: Sessions, subscriptions: Subscriptions,
    delivery: Delivery, intake: IntakeDesk, rows: RowReader, log: LogDesk
  ) {
    self.log = log
    self.cell = cell
    self.startedAt = startedAt
    self.recorder = recorder
    self.sessions = sessions
    self.subscriptions = subscriptions
    self.delivery = delivery
    self.intake = intake
    self.rows = rows
  }

  func query(_ bytes: [UInt8], _ session: Session, _ turn: inout Turn) throws(Refusal) {
    let query = try Self.reader.decode(bytes)
    let question = try query.question
    asked[query.ask.rawValue, default: 0] += 1
    do throws(Refusal) {
      try quota.admit(question, session.node, of: recorder.names.participant(of: session.node), at: turn.now)
    } catch {
      return turn.send(QueryAnswer(query: query.query, error: ErrorReport(error.code, error.detail)), to: session)
    }
    switch question {
    case .status: turn.send(QueryAnswer(query: query.query, status: statusOf?(session, turn.now)), to: session)
    case .subscriptions:
      turn.send(QueryAnswer(query: query.query, subscriptions: subscriptions(of: session, at: turn.now)), to: session)
    case .situation(let question): ask(request(question, query.query, session, at: turn.now), session, &turn)
    case .trace(let id): read(recorder.sequence(of: id), for: .trace(query.query), query.query, session, &turn)
    case .message(let place): ask(place, query.query, session, &turn)
    case .proof(let proof): prove(proof, query.query, session, &turn)
    case .check(let document):
      answer(QueryAnswer(query: query.query, check: check(document, session, at: turn.now)), session, &turn)
    }
  }

  /// Who answers for the broker's own state, which tells of the questions too.
  func status(from tell: @escaping (Session, Instant) -> StatusAnswer) { statusOf = tell }

  private func prove(_ proof: Query.Proof, _ query: WireNumber, _ session: Session, _ turn: inout Turn) {
    if proof == .checkpoint { log.follow(session) }
    if case .inclusion(let sequence) = proof {
      guard recorder.isDurable(sequence), mayHave(sequence, session.node) else {
        return refuse(query, session, &turn)
      }
    }
    turn.effects.log.append(
      .prove(ProofRequest(peer: session.peer, session: session.number, query: query, proof: proof)))
  }

  private func ask(_ place: Query.Place, _ query: WireNumber, _ session: Session, _ turn: inout Turn) {
    switch place {
    case .number(let number): read(number > .none ? number : nil, for: .message(query), query, session, &turn)
    case .id(let id): read(recorder.sequence(of: id), for: .message(query), query, session, &turn)
    case .serial(let serial):
      let serials = recorder.state.serials
      let found = recorder.names.node(serial.node).map { serials.messages(serial, of: $0) } ?? []
      read(one: found.reversed(), named: "have this serial", query, session, &turn)
    case .prefix(let prefix):
      let request = SearchRequest(
        peer: session.peer, session: session.number, query: query, prefix: prefix, node: session.node,
        participant: recorder.names.participant(of: session.node), askedAt: turn.now.monotonic)
      // The answer tells of what is durable, as where things stand.
      guard !recorder.hasUndurable else { return recorder.afterCommit(.search(request)) }
      turn.effects.archive.append(.search(request))
    }
  }

  /// Goes on with what the archive has found, if the session is still there.
  func found(_ answer: SearchAnswer, _ turn: inout Turn) {
    let request = answer.request
    quota.close(request)
    times.note((turn.now.monotonic - request.askedAt) * 1_000)
    guard let session = sessions[request.peer], session.number == request.session else { return }
    session.didSend(at: turn.now)
    read(one: answer.found, named: "begin so", request.query, session, &turn)
  }

  /// Has the one message read that is left of those that were found, newest first, when what the node may not read is
  /// taken away.
  private func read(
    one found: [SequenceNumber], named words: String, _ query: WireNumber, _ session: Session, _ turn: inout Turn
  ) {
    let known = found.filter { recorder.isDurable($0) && mayHave($0, session.node) }
    guard known.count > 1 else { return read(known.first, for: .message(query), query, session, &turn) }
    let state = recorder.state
    let listed = known.prefix(Limits.candidates).map { sequence in
      let found = state.index.messageClass(sequence)
      let world = [found.world.nature.rawValue, found.world.exercise?.description].compactMap(\.self)
      return "\(sequence) of \(recorder.names.name(found.node)) \(Timestamp(state.index.acceptedAt(sequence)).dtg), "
        + world.joined(separator: " ")
    }
    let count = known.count > listed.count ? "more than \(listed.count)" : "\(known.count)"
    let report = ErrorReport(
      .ambiguousReference, "\(count) messages \(words): \(listed.joined(separator: "; "))")
    turn.send(QueryAnswer(query: query, error: report), to: session)
  }

  /// Whether a node may have a message as it is: what it said itself it may have again.
  private func mayHave(_ sequence: SequenceNumber, _ node: NodeIndex) -> Bool {
    recorder.state.index.messageClass(sequence).node == node || recorder.mayRead(sequence, node)
  }

  /// Has a row read that a question is about.
  private func read(
    _ sequence: SequenceNumber?, for purpose: ReadRequest.Purpose, _ query: WireNumber, _ session: Session,
    _ turn: inout Turn
  ) {
    guard let sequence, recorder.isDurable(sequence) else { return refuse(query, session, &turn) }
    turn.effects.questions.append(
      .rows(ReadRequest(peer: session.peer, purpose: purpose, sequences: [sequence])))
  }

  /// Gives the same answer for a message that is not on the record and for one that the node may not read, so that the
  /// answer does not tell which.
  private func refuse(_ query: WireNumber, _ session: Session, _ turn: inout Turn) {
    let report = ErrorReport(.notOnRecord, "it is not on the record, or not yours to read")
    turn.send(QueryAnswer(query: query, error: report), to: session)
  }

  // MARK: where things stand

  private func request(
    _ question: SituationQuestion, _ query: WireNumber, _ session: Session, at now: Instant
  ) -> SituationRequest {
    let world = question.nature.map { World(nature: $0, exercise: question.exerciseName) }
    return SituationRequest(
      peer: session.peer, session: session.number, query: query, question: question, cell: cell,
      world: world ?? session.opened?.world ?? .operation, node: session.node,
      participant: recorder.names.participant(of: session.node), moment: recorder.moment(now),
      connectedNodes: Set(sessions.openSessionsOfNode.keys), heardNodes: sessions.heardNodes, rules: recorder.rules,
      askedAt: now.monotonic)
  }

  /// Asks the archive. The answer tells of what is durable: if decisions are not durable yet, the question waits for
  /// them.
  private func ask(_ request: SituationRequest, _ session: Session, _ turn: inout Turn) {
    guard !recorder.hasUndurable else { return recorder.afterCommit(.ask(request)) }
    turn.effects.archive.append(.answer(request))
  }

  /// Sends an answer computed beside the loop if the session is still there; if the rules changed meanwhile, the
  /// question is asked again.
  func answered(_ answer: SituationAnswer, _ turn: inout Turn) {
    let request = answer.request
    guard let session = sessions[request.peer], session.number == request.session else { return quota.close(request) }
    guard request.rules == recorder.rules else {
      return ask(self.request(request.question, request.query, session, at: turn.now), session, &turn)
    }
    quota.close(request)
    times.note((turn.now.monotonic - request.askedAt) * 1_000)
    session.didSend(at: turn.now)
    turn.send(answer.frame, to: session.peer)
  }

  // MARK: subscriptions

  private func subscriptions(of session: Session, at now: Instant) -> [SubscriptionAnswer] {
    let ofNode = recorder.state.subscriptions.all(of: session.name).sorted { $0.name < $1.name }
    let room = (Limits.frame - 1_024) / max(1, ofNode.count) - SubscriptionAnswer.greatestWithoutLists
    return ofNode.compactMap { name, durable in
      let key = DurableKey(node: session.name, name: name)
      guard let filter = Filter.command(canonical: durable.filter), let name = DurableName(name) else { return nil }
      let behind = Lanes<UInt64> { recorder.distance(from: durable.done[$0], to: recorder.durable.lanes[$0]) }
      var answer = SubscriptionAnswer(
        durable: name, types: filter.types, senders: filter.senders, cursors: PerLane(durable.done),
        behind: WireNumber(behind.greatest), active: subscriptions.isRead(key))
      answer.cutLists(to: room)
      answer.setAside = durable.asideCount > 0 ? WireNumber(durable.asideCount) : nil
      if let since = subscriptions.reading(key)?.parkedSince {
        answer.parkedSince = Timestamp(now.wall - .milliseconds(now.monotonic - since))
      }
      return answer
    }
  }

  // MARK: trace

  /// Answers a trace. The sender's participant sees every recipient; other participants see their own nodes alone.
  func trace(_ result: ReadResult, query: WireNumber, _ turn: inout Turn) {
    guard let session = sessions[result.request.peer], let row = row(result, query, session, &turn) else { return }
    guard let raw = try? RawMessage(document: Array(row.envelope.document)) else {
      return refuse(query, session, &turn)
    }
    let found = recorder.state.index.messageClass(row.sequence)
    let asker = recorder.names.participant(of: session.node)
    guard asker == found.participant || recorder.mayRead(row.sequence, session.node) else {
      return refuse(query, session, &turn)
    }
    let recipients = recorder.rulebook.listedNodes.compactMap { node -> TraceAnswer.Recipient? in
      guard asker == found.participant || asker == recorder.names.participant(of: node) else { return nil }
      return recipient(node, row, raw.header.id, found, askedBy: session, at: turn.now)
    }
    var trace = TraceAnswer(
      id: raw.header.id, sequence: WireNumber(row.sequence), acceptedAt: Timestamp(row.acceptedAt),
      type: raw.header.type, from: raw.header.from, precedence: raw.header.precedence,
      recipients: recipients.sorted { $0.node.description < $1.node.description })
    (trace.nature, trace.exerciseName) = (raw.header.nature, raw.header.exerciseName)
    trace.signers = signers(of: row)
    if row.acceptedAt < startedAt { trace.deliveriesSince = Timestamp(startedAt) }
    turn.send(QueryAnswer(query: query, trace: trace), to: session)
  }

  /// The row that was read for a question; nil where it cannot be read, which the asker is told.
  private func row(_ result: ReadResult, _ query: WireNumber, _ session: Session, _ turn: inout Turn) -> RecordRow? {
    switch result.rows {
    case .success(let rows): return rows[0]
    case .failure(let refusal):
      turn.note(.unreadable(node: session.name, refusal: refusal))
      turn.send(QueryAnswer(query: query, error: ErrorReport(refusal.code, refusal.detail)), to: session)
      return nil
    }
  }

  /// Answers with a message, to whoever may read it.
  func message(_ result: ReadResult, query: WireNumber, _ turn: inout Turn) {
    guard let session = sessions[result.request.peer], let row = row(result, query, session, &turn) else { return }
    let state = recorder.state
    guard mayHave(row.sequence, session.node),
      let raw = try? RawMessage(document: Array(row.envelope.document))
    else { return refuse(query, session, &turn) }
    let docket = state.dockets[state.index.world(of: row.sequence)]
    let amendments = docket.amendments(of: raw.header.id).lazy.map(\.sequence).filter { self.mayHave($0, session.node) }
    turn.send(
      QueryAnswer(
        query: query,
        message: MessageAnswer(
          sequence: WireNumber(row.sequence), acceptedAt: Timestamp(row.acceptedAt),
          document: WireBytes(row.envelope.document),
          signature: row.envelope.signature.isEmpty ? nil : WireBytes(row.envelope.signature),
          signers: signers(of: row),
          amendedBy: amendments.prefix(Limits.amendmentsShown).map { WireNumber($0) })), to: session)
  }

  /// Who signed a row, by the rules in force where it stands; nil where nobody did.
  private func signers(of row: RecordRow) -> [SignerAnswer]? {
    guard !row.envelope.signature.isEmpty else { return nil }
    let rulebook = recorder.state.rules.rulebook(at: row.sequence)
    return rulebook.signatures.named(in: row.envelope.signature).map { SignerAnswer(node: $1?.node, key: $0) }
  }

  /// What the trace says of one node; nil for a node to which the message is neither addressed nor released.
  private func recipient(
    _ node: NodeIndex, _ row: RecordRow, _ id: MessageID, _ found: MessageClass, askedBy session: Session,
    at now: Instant
  ) -> TraceAnswer.Recipient? {
    let participant = recorder.names.participant(of: node)
    guard found.addresses(node, of: participant) else { return released(node, row, to: participant) }
    var recipient = TraceAnswer.Recipient(
      node: recorder.names.name(node), addressed: found.action.contains(node, of: participant) ? "action" : "info",
      delivered: delivery.delivered(row.sequence, to: node).map { Timestamp($0) },
      handled: subscriptions.isHandled(row.sequence, found, by: node),
      releasable: recorder.rulebook.mayRead(found, node))
    tellAcknowledgement(&recipient, id, row.sequence, of: node, to: session, at: now)
    tellReply(&recipient, id, row.sequence, of: node, to: session, at: now)
    tellAside(&recipient, row.sequence)
    return recipient
  }

  /// What the trace says of a node to which the message is released: the bus carried it there in another row.
  private func released(
    _ node: NodeIndex, _ row: RecordRow, to participant: ParticipantIndex
  ) -> TraceAnswer.Recipient? {
    let (releases, index) = (recorder.state.releases, recorder.state.index)
    guard let carrier = releases.carrier(of: row.sequence, to: participant),
      releases.isReleased(row.sequence, to: node, index, under: recorder.rulebook)
    else { return nil }
    return TraceAnswer.Recipient(
      node: recorder.names.name(node), addressed: "released",
      delivered: delivery.delivered(carrier, to: node).map { Timestamp($0) },
      handled: subscriptions.isHandled(carrier, index.messageClass(carrier), by: node), releasable: true)
  }

  /// Sets when the node's acknowledgement came, if the asker may read it; without an acknowledgement, when it is due.
  private func tellAcknowledgement(
    _ recipient: inout TraceAnswer.Recipient, _ id: MessageID, _ sequence: SequenceNumber, of node: NodeIndex,
    to session: Session, at now: Instant
  ) {
    let state = recorder.state
    let docket = state.dockets[state.index.world(of: sequence)]
    let participant = state.names.participant(of: node)
    let key = Debt.Key(kind: .acknowledgement, id: id)
    let owed = docket.owed(key)
    let isOwedByAll = owed?.participants.contains(participant) == true
    let known = docket.settled(key).first {
      isOwedByAll ? $0.participant == participant : $0.node == node
    }
    if let known {
      guard recorder.rulebook.mayKnow(state.index.messageClass(known.sequence), session.node) else { return }
      recipient.acknowledged = Timestamp(state.index.acceptedAt(known.sequence))
      recipient.acknowledgement = WireNumber(known.sequence)
    } else if let owed, isOwedByAll || owed.nodes.contains(node) {
      recipient.dueAt = Timestamp(owed.dueAt)
      recipient.overdue = owed.dueAt <= recorder.moment(now)
    }
  }

  /// Sets when the answer of the node's participant came, if the asker may read it; without an answer, when it is due.
  private func tellReply(
    _ recipient: inout TraceAnswer.Recipient, _ id: MessageID, _ sequence: SequenceNumber, of node: NodeIndex,
    to session: Session, at now: Instant
  ) {
    let state = recorder.state
    let docket = state.dockets[state.index.world(of: sequence)]
    let key = Debt.Key(kind: .reply, id: id)
    let participant = state.names.participant(of: node)
    guard let owed = docket.owed(key), owed.participants.contains(participant) else { return }
    let answers = docket.settled(key).filter { $0.participant == participant }
    let known = answers.first { recorder.rulebook.mayKnow(state.index.messageClass($0.sequence), session.node) }
    if let known {
      recipient.answered = Timestamp(state.index.acceptedAt(known.sequence))
    } else if answers.isEmpty {
      recipient.replyDueAt = Timestamp(owed.dueAt)
      recipient.replyOverdue = owed.dueAt <= recorder.moment(now)
    }
  }

  private func tellAside(_ recipient: inout TraceAnswer.Recipient, _ sequence: SequenceNumber) {
    let asides = recorder.state.subscriptions.all(of: recipient.node).flatMap(\.subscription.asides)
    guard let aside = asides.filter({ $0.sequence == sequence }).min(by: { $0.at < $1.at }) else { return }
    recipient.setAside = Timestamp(aside.at)
    recipient.reason = WireText(aside.reason)
  }
}

extension SubscriptionAnswer {
  /// The most bytes that the answer takes in JSON with empty lists.
  fileprivate static let greatestWithoutLists = 448

  /// Cuts `types` and `senders` to a number of bytes and counts what is left out: the answers for all durable names of
  /// a node go in one frame.
  fileprivate mutating func cutLists(to room: Int) {
    var left = room
    func fits(_ text: String) -> Bool {
      left -= text.utf8.count + 3
      return left >= 0
    }
    let all = types.count + (senders?.count ?? 0)
    types = Array(types.prefix { fits($0.text) })
    senders = senders.map { Array($0.prefix { fits("\($0)") }) }
    let kept = types.count + (senders?.count ?? 0)
    omitted = kept < all ? WireNumber(all - kept) : nil
  }
}
