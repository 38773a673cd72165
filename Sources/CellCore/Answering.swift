package import CellSchema

// QUERY to ANSWER.
extension Core {
  func query(_ bytes: [UInt8], _ session: Session, at now: Instant, into effects: inout [Effect]) throws(Refusal) {
    let query = try controls.query.decode(bytes)
    switch try query.question {
    case .status: send(QueryAnswer(query: query.query, status: status(at: now)), to: session, into: &effects)
    case .subscriptions:
      send(
        QueryAnswer(query: query.query, subscriptions: subscriptions(of: session.node, at: now)), to: session,
        into: &effects)
    case .situation(let question):
      let answer = QueryAnswer(query: query.query, situation: situation(question, of: session, at: now))
      // What it tells of may not be durable yet.
      guard hasUndurable else { return send(answer, to: session, into: &effects) }
      session.lastSent = now.monotonic
      open.afterwards.append(.send(session.peer, ControlCodec.encode(answer)))
    case .trace(let id):
      guard let sequence = identifiers.sequence(of: id.bits), sequence <= head else {
        return refuse(query.query, .notOnRecord, Self.notYours, session, into: &effects)
      }
      effects.append(
        .read(
          ReadRequest(
            peer: session.peer, purpose: .trace(query.query), sequences: [sequence])))
    }
  }

  /// One answer for both, so that it does not tell which.
  private static let notYours = "it is not on the record, or not yours to read"

  private func refuse(
    _ query: WireNumber, _ code: ErrorCode, _ detail: String, _ session: Session, into effects: inout [Effect]
  ) {
    send(QueryAnswer(query: query, error: ErrorReport(code, detail)), to: session, into: &effects)
  }

  package func status(at now: Instant) -> StatusAnswer {
    var sessionsOfNode: [Int: Int] = [:]
    for session in sessions.values where session.isOpen { sessionsOfNode[session.node, default: 0] += 1 }
    let rulebook = judge.rulebook
    let reason = intake.reason(pendingMessages: open.messages, pendingBytes: open.bytes)
    return StatusAnswer(
      cell: cell, charter: WireText(rulebook.charterName), charterRevision: WireNumber(rulebook.charterRevision),
      rosterRevision: WireNumber(rulebook.rosterRevision), time: Timestamp(microseconds: now.wall),
      startedAt: Timestamp(microseconds: startedAt), head: WireNumber(head),
      sessions: WireNumber(sessionsOfNode.values.reduce(0, +)), accepted: WireNumber(counters.accepted),
      refused: WireNumber(counters.refused), delivered: WireNumber(counters.delivered), intake: reason == nil,
      reason: reason.map { WireText($0.detail) },
      nodes: rulebook.nodes.indices.filter { rulebook.nodes[$0] != nil }
        .sorted { names.nodes[$0] < names.nodes[$1] }
        .map { node in
          StatusAnswer.Node(
            node: NodeName(names.nodes[node])!, sessions: WireNumber(sessionsOfNode[node] ?? 0),
            lastHeard: lastHeardOfNode[node].map { Timestamp(microseconds: $0) })
        })
  }

  private func subscriptions(of node: Int, at now: Instant) -> [SubscriptionAnswer] {
    let ofNode = durables.values.filter { $0.key.node == node }.sorted { $0.key.name < $1.key.name }
    let room = (Limits.frame - 1_024) / max(1, ofNode.count) - SubscriptionAnswer.greatestWithoutLists
    return ofNode.compactMap { durable in
      guard let filter = Filter.command(canonical: durable.canonical), let name = DurableName(durable.key.name) else {
        return nil
      }
      let behind = (0..<Lane.count).map { laneHeads[$0] > durable.done[$0] ? laneHeads[$0] - durable.done[$0] : 0 }
      var answer = SubscriptionAnswer(
        durable: name, types: filter.types, senders: filter.senders, cursors: PerLane(durable.done),
        behind: WireNumber(behind.max() ?? 0), active: durable.reader != nil)
      answer.cutLists(to: room)
      answer.setAside = durable.asideCount > 0 ? WireNumber(durable.asideCount) : nil
      if let reader = durable.reader, let subscription = sessions[reader.peer]?.subscription(reader.subscription),
        subscription.isParked, let since = subscription.starvedSince
      {
        answer.parkedSince = Timestamp(microseconds: now.wall - (now.monotonic - since) * 1000)
      }
      return answer
    }
  }

  /// The sender's participant sees every recipient, another one its own nodes alone.
  func answerTrace(
    _ result: ReadResult, query: WireNumber, _ session: Session, at now: Instant, into effects: inout [Effect]
  ) {
    guard let row = result.rows.first, let facts = facts(of: row) else {
      return refuse(query, .notOnRecord, Self.notYours, session, into: &effects)
    }
    let message = StoredMessage(delivery: row.delivery, facts: facts)
    let asker = names.participantOfNode[session.node]
    guard asker == facts.participant || judge.rulebook.mayRead(facts, node: session.node),
      let raw = try? RawMessage(document: Array(row.delivery.envelope.document))
    else {
      return refuse(query, .notOnRecord, Self.notYours, session, into: &effects)
    }
    let rulebook = judge.rulebook
    var recipients: [TraceAnswer.Recipient] = []
    for (index, node) in rulebook.nodes.enumerated() {
      guard let node, asker == facts.participant || asker == node.participant else { continue }
      let isAction = facts.action.contains(node: index, of: node.participant)
      guard isAction || facts.info.contains(node: index, of: node.participant) else { continue }
      recipients.append(
        TraceAnswer.Recipient(
          node: NodeName(names.nodes[index])!, addressed: isAction ? "action" : "info",
          delivered: marks.delivered(message.sequence, to: index).map { Timestamp(microseconds: $0) },
          handled: isHandled(message.sequence, facts, by: index), releasable: rulebook.mayRead(facts, node: index)))
    }
    for place in recipients.indices {
      tellAcknowledgement(&recipients[place], message, to: session, at: now)
      tellAside(&recipients[place], message.sequence)
    }
    recipients.sort { $0.node.description < $1.node.description }
    var trace = TraceAnswer(
      id: raw.header.id, sequence: WireNumber(message.sequence),
      acceptedAt: Timestamp(microseconds: row.delivery.acceptedAt), type: raw.header.type, from: raw.header.from,
      precedence: raw.header.precedence, recipients: recipients)
    if row.delivery.acceptedAt < startedAt { trace.deliveriesSince = Timestamp(microseconds: startedAt) }
    send(QueryAnswer(query: query, trace: trace), to: session, into: &effects)
  }

  /// Whether a durable subscription of the node matches the message and is done with it.
  func isHandled(_ sequence: UInt64, _ facts: MessageFacts, by node: Int) -> Bool {
    let lane = facts.lane(for: node, of: names.participantOfNode[node])
    return judge.rulebook.mayRead(facts, node: node)
      && durables.values.contains { durable in
        guard durable.key.node == node, durable.start[lane] < sequence, durable.done[lane] >= sequence,
          let filter = filter(of: durable)
        else { return false }
        return filter.matches(facts) && !durable.asides.contains { $0.sequence == sequence }
      }
  }

  /// Nil where it names a sender that no roster has had in this run of the broker.
  private func filter(of durable: Durable) -> Filter? {
    if durable.filter == nil, let command = Filter.command(canonical: durable.canonical) {
      durable.filter = try? Filter(command, catalogue: catalogue, names: names)
    }
    return durable.filter
  }

  /// When its acknowledgement came, as far as the asker may read it; else whether it is owed.
  private func tellAcknowledgement(
    _ recipient: inout TraceAnswer.Recipient, _ message: StoredMessage, to session: Session, at now: Instant
  ) {
    guard let id = MessageID(bits: message.facts.id), let node = names.node("\(recipient.node)") else { return }
    let docket = dockets[index.world(of: message.sequence)]
    let participant = names.participantOfNode[node]
    let owed = docket.owed.first { $0.id == id }
    let isOwedByAll = owed?.participants.contains(participant) == true
    let known = docket.acknowledgements.first {
      $0.of == id && (isOwedByAll ? $0.participant == participant : $0.node == node)
    }
    if let known {
      guard judge.rulebook.mayKnow(index.messageClass(known.sequence), node: session.node) else { return }
      recipient.acknowledged = Timestamp(microseconds: index.acceptedAt[Int(known.sequence) - 1])
    } else if let owed, isOwedByAll || owed.nodes.contains(node) {
      recipient.dueAt = Timestamp(microseconds: owed.dueAt)
      recipient.overdue = owed.dueAt <= moment(now)
    }
  }

  private func tellAside(_ recipient: inout TraceAnswer.Recipient, _ sequence: UInt64) {
    let ofNode = durables.values.filter { names.nodes[$0.key.node] == "\(recipient.node)" }
    guard let aside = ofNode.flatMap(\.asides).filter({ $0.sequence == sequence }).min(by: { $0.at < $1.at }) else {
      return
    }
    recipient.setAside = Timestamp(microseconds: aside.at)
    recipient.reason = WireText(aside.reason)
  }
}

extension SubscriptionAnswer {
  /// Bytes in JSON at most, its lists empty.
  fileprivate static let greatestWithoutLists = 448

  /// All names of a node are one answer, and an answer is one frame: what does not fit is left out, and counted.
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
