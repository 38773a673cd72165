import CellSchema
import DequeModule

// DELIVER: what is on the record, to whom it is addressed and releasable, within their credit, higher lanes first.
extension Core {
  func deliver(at now: Instant, into effects: inout [Effect]) {
    isHungry = false
    bodies.removeAll()
    for session in sessionsInOrder where !session.isCongested && !session.subscriptions.isEmpty {
      for subscription in session.subscriptions where subscription.isActive {
        pump(subscription, of: session, at: now, into: &effects)
      }
    }
  }

  /// Why a lane stopped.
  private enum Stop {
    case drained, blocked, reading, turnOver
  }

  private func pump(
    _ subscription: Subscription, of session: Session, at now: Instant, into effects: inout [Effect]
  ) {
    var turn = Turn(session: session, subscription: subscription, now: now)
    if subscription.filter.order == .record {
      _ = pump(nil, &turn, into: &effects)
    } else {
      // A lane that is blocked, or waits for the record, holds those below it: what they could send would go first.
      for lane in (0..<Lane.count).reversed() where subscription.position[lane] < laneHeads[lane] {
        guard pump(lane, &turn, into: &effects) == .drained else { break }
      }
    }
  }

  private func pump(_ lane: Int?, _ turn: inout Turn, into effects: inout [Effect]) -> Stop {
    let subscription = turn.subscription
    while true {
      let position = lane.map { subscription.position[$0] } ?? subscription.position.max()!
      let evicted = lane.map { recent.evicted[$0] } ?? recent.evictedThrough
      // What was read is used up first, though the newest messages may have caught up with it: there is one source of a
      // lane at a time.
      if let backlog = subscription.backlog, backlog.lane == lane {
        let stop = send(lane, count: backlog.rows.count - backlog.index, &turn, into: &effects) {
          backlog.rows[backlog.index + $0]
        }
        subscription.backlog?.index += turn.examined
        if let stop { return stop }
        subscription.backlog = nil
        if let through = backlog.exhaustedThrough { subscription.pass(lane, to: through) }
      } else if position < evicted {
        subscription.backlog = nil
        if subscription.reading == nil {
          subscription.reading = Subscription.Reading(lane: lane, after: position)
          effects.append(
            .read(
              ReadRequest(
                peer: turn.session.peer, purpose: .subscription(subscription.number), lane: lane, after: position,
                limit: Limits.readRows)))
        }
        return .reading
      } else {
        let sequences = recent.sequences(lane: lane, after: position)
        let stop = send(lane, count: sequences.count, &turn, into: &effects) { recent[sequences[$0]] }
        return stop ?? .drained
      }
    }
  }

  /// Examines messages in order and sends those that match, in frames of one lane.
  ///
  /// - Returns: why it stopped before the end, nil at the end.
  private func send(
    _ lane: Int?, count: Int, _ turn: inout Turn, into effects: inout [Effect], message: (Int) -> StoredMessage
  ) -> Stop? {
    let subscription = turn.subscription
    var draft = Draft()
    turn.examined = 0
    for index in 0..<count {
      let message = message(index)
      let size = message.delivery.encodedCount
      if wants(subscription, message, node: turn.session.node, at: turn.now) {
        if !draft.takes(message, size) { flush(&draft, &turn, into: &effects) }
        guard turn.sentBytes < Limits.deliveryTurn else {
          isHungry = true
          return .turnOver
        }
        guard
          subscription.hasCredit(
            lane: message.facts.lane, bytes: size, afterMessages: draft.deliveries.count, afterBytes: draft.bytes)
        else {
          flush(&draft, &turn, into: &effects)
          return .blocked
        }
        draft.add(message, size)
      }
      subscription.pass(lane, to: message.sequence)
      turn.examined += 1
    }
    flush(&draft, &turn, into: &effects)
    return nil
  }

  private func wants(_ subscription: Subscription, _ message: StoredMessage, node: Int, at now: Instant) -> Bool {
    guard subscription.filter.matches(message.facts), judge.rulebook.mayRead(message.facts, node: node) else {
      return false
    }
    if let since = subscription.since, message.delivery.acceptedAt < since { return false }
    if let expires = message.facts.expiresAt, expires <= now.wall { return false }
    return true
  }

  private func flush(_ draft: inout Draft, _ turn: inout Turn, into effects: inout [Effect]) {
    guard let last = draft.deliveries.last else { return }
    let subscription = turn.subscription
    let body = bodies.body(of: draft)
    var frame = DeliverFrame.header(
      lane: draft.lane, subscription: subscription.number, count: draft.deliveries.count,
      capacity: DeliverFrame.headerCount + body.count)
    frame.bytes.append(contentsOf: body)
    effects.append(.send(turn.session.peer, frame.bytes))
    turn.session.lastSent = turn.now.monotonic
    turn.sentBytes += draft.bytes
    subscription.sent[draft.lane] = last.sequence
    subscription.sentMessages += UInt64(draft.deliveries.count)
    subscription.sentBytes += UInt64(draft.bytes)
    counters.delivered += UInt64(draft.deliveries.count)
    marks.add(draft.deliveries, to: turn.session.node, at: turn.now.wall)
    draft = Draft()
  }

  /// Rows that a subscription waited for.
  func received(_ result: ReadResult, into effects: inout [Effect]) {
    guard let session = sessions[result.request.peer] else { return }
    switch result.request.purpose {
    case .trace(let query): answerTrace(result, query: query, session, into: &effects)
    case .subscription(let number):
      // An earlier subscription may have had the number, and its reading comes late.
      guard let subscription = session.subscription(number),
        subscription.reading == Subscription.Reading(lane: result.request.lane, after: result.request.after)
      else { return }
      subscription.reading = nil
      var rows: [StoredMessage] = []
      rows.reserveCapacity(result.rows.count)
      for row in result.rows {
        if let facts = facts(of: row) { rows.append(StoredMessage(delivery: row.delivery, facts: facts)) }
      }
      subscription.backlog = Subscription.Backlog(
        lane: result.request.lane, rows: rows,
        exhaustedThrough: result.exhaustedThrough ?? result.rows.last?.delivery.sequence)
    }
  }

  func facts(of row: Replayed) -> MessageFacts? {
    guard let sender = names.node(row.node) else { return nil }
    return try? judge.facts(
      of: row, sender: sender, participant: names.participantOfNode[sender],
      rulebook: rulebook(at: row.delivery.sequence)
    ).facts
  }

  /// The rulebook under which a message was accepted.
  func rulebook(at sequence: UInt64) -> Rulebook {
    history.last { $0.from <= sequence }?.rulebook ?? judge.rulebook
  }
}

extension Subscription {
  func pass(_ lane: Int?, to sequence: UInt64) {
    if let lane {
      position[lane] = max(position[lane], sequence)
    } else {
      for lane in position.indices { position[lane] = max(position[lane], sequence) }
    }
  }
}

/// One subscription's turn to be delivered to.
private struct Turn {
  let session: Session
  let subscription: Subscription
  let now: Instant
  var sentBytes = 0
  /// Messages looked at in the last call.
  var examined = 0
}

/// A DELIVER frame while it fills.
struct Draft {
  private(set) var deliveries: [RecordedEnvelope] = []
  private(set) var lane = 0
  private(set) var bytes = 0

  func takes(_ message: StoredMessage, _ size: Int) -> Bool {
    deliveries.isEmpty
      || (message.facts.lane == lane && bytes + size <= Limits.batch && deliveries.count < Limits.batchMessages)
  }

  mutating func add(_ message: StoredMessage, _ size: Int) {
    lane = message.facts.lane
    deliveries.append(message.delivery)
    bytes += size
  }
}

/// What was encoded in this turn: readers with the same view share it.
struct DeliveryBodies {
  private var bodies: [UInt64: [(sequences: [UInt64], body: [UInt8])]] = [:]

  mutating func removeAll() {
    if !bodies.isEmpty { bodies.removeAll(keepingCapacity: true) }
  }

  mutating func body(of draft: Draft) -> [UInt8] {
    let first = draft.deliveries[0].sequence
    for candidate in bodies[first] ?? []
    where candidate.sequences.count == draft.deliveries.count
      && candidate.sequences.elementsEqual(draft.deliveries.lazy.map(\.sequence))
    {
      return candidate.body
    }
    let body = DeliverFrame.body(draft.deliveries)
    bodies[first, default: []].append((draft.deliveries.map(\.sequence), body))
    return body
  }
}

/// When what was sent to whom, in this run of the broker: the newest of each node.
struct DeliveryMarks {
  private var marks: [Int: Deque<(sequence: UInt64, at: Int64)>] = [:]

  mutating func add(_ deliveries: [RecordedEnvelope], to node: Int, at time: Int64) {
    func add(to marks: inout Deque<(sequence: UInt64, at: Int64)>) {
      for delivery in deliveries { marks.append((delivery.sequence, time)) }
      if marks.count > Limits.deliveryMarks { marks.removeFirst(marks.count - Limits.deliveryMarks) }
    }
    add(to: &marks[node, default: Deque()])
  }

  /// When a message was first sent to a node, microseconds since 1970.
  func delivered(_ sequence: UInt64, to node: Int) -> Int64? {
    marks[node]?.first { $0.sequence == sequence }?.at
  }
}
