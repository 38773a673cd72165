import CellSchema
import DequeModule

// DELIVER: what is on the record, to whom it is addressed and releasable, within their credit and what their link carries
// off; higher lanes first, while a lower one still gets its share.
extension Core {
  func deliver(at now: Instant, into effects: inout [Effect]) {
    isHungry = false
    bodies.removeAll()
    for session in sessionsInOrder where !session.isCongested && !session.subscriptions.isEmpty {
      for subscription in session.subscriptions where subscription.isActive {
        subscription.lanesOfClasses.holds(under: rulesVersion)
        var turn = Turn(session: session, subscription: subscription, now: now)
        pump(&turn, into: &effects)
        note(turn, into: &effects)
      }
      // What was kept back waits for an answer to a PING, so there has to be one.
      if session.link.underWay > 0, session.link.needsMark { ping(session, at: now, into: &effects) }
    }
  }

  /// Why nothing more of a lane is sent now.
  private enum Stop {
    /// Nothing is left, or the frame is as long as it may be.
    case frame
    case credit, link, reading
    /// The subscription has had its turn.
    case turn
  }

  private func pump(_ turn: inout Turn, into effects: inout [Effect]) {
    let subscription = turn.subscription
    // Lanes that had their share due and cannot take it now.
    var passed: UInt8 = 0
    while true {
      let waiting = waitingLanes(&turn)
      guard let choice = subscription.share.next(waiting, passed: passed) else { return }
      let stop = send(choice, waiting, &turn, into: &effects)
      switch stop {
      case .frame: continue
      case .turn: return
      case .credit, .link, .reading:
        // A lane that is blocked, or waits for the record, holds those below it: what they could send would go first.
        guard choice.isShare else {
          turn.isStarved = stop == .credit
          return
        }
        passed |= 1 << UInt8(choice.lane)
      }
    }
  }

  /// Whether a subscription has been waiting for credit, and since when.
  private func note(_ turn: borrowing Turn, into effects: inout [Effect]) {
    let subscription = turn.subscription
    guard !turn.isStarved || turn.sentBytes > 0 else {
      subscription.starvedSince = subscription.starvedSince ?? turn.now.monotonic
      return
    }
    subscription.starvedSince = turn.isStarved ? turn.now.monotonic : nil
    guard subscription.isParked else { return }
    subscription.isParked = false
    effects.append(
      .note(
        .unparked(
          node: turn.session.name, subscription: subscription.number, durable: subscription.durable?.name)))
  }

  /// A reader that gives no credit for long keeps its place, and nothing of it is kept in memory.
  func park(_ session: Session, at now: Instant, into effects: inout [Effect]) {
    for subscription in session.subscriptions {
      guard !subscription.isParked, let since = subscription.starvedSince,
        now.monotonic - since >= Int64(limits.parkAfter)
      else { continue }
      subscription.isParked = true
      for queue in subscription.backlog.indices { subscription.backlog[queue].rows = Deque() }
      let seconds = (now.monotonic - since) / 1000
      effects.append(
        .note(
          .parked(
            node: session.name, subscription: subscription.number, durable: subscription.durable?.name,
            seconds: seconds)))
      send(
        ErrorReport(
          .subscriptionParked, "messages wait, and no credit came for \(seconds) s",
          subscription: WireNumber(UInt64(subscription.number))), to: session, into: &effects)
    }
  }

  /// The lanes in which something waits, bit by bit; in record order, that of the next message.
  private func waitingLanes(_ turn: inout Turn) -> UInt8 {
    let subscription = turn.subscription
    if subscription.filter.order == .record {
      guard let sequence = next(nil, &turn), let lane = lane(of: sequence, turn) else { return 0 }
      return 1 << UInt8(lane)
    }
    var waiting: UInt8 = 0
    for lane in (0..<Lane.count).reversed() where subscription.position[lane] < laneHeads[lane] {
      if next(lane, &turn) != nil {
        waiting |= 1 << UInt8(lane)
      } else if subscription.position[lane] < laneHeads[lane] {
        // It was not looked through to its end: nothing lower may go before what it may still hold.
        break
      }
    }
    return waiting
  }

  /// The next message of a lane, or of all, that the reader is to get. What stands before it is passed over.
  private func next(_ lane: Int?, _ turn: inout Turn) -> UInt64? {
    let subscription = turn.subscription
    let end = lane.map { laneHeads[$0] } ?? head
    var sequence = (lane.map { subscription.position[$0] } ?? subscription.position.max()!) + 1
    let first = sequence
    defer { if sequence > first { subscription.pass(lane, to: sequence - 1) } }
    while sequence <= end {
      guard turn.looked < scannedRows else {
        isHungry = true
        return nil
      }
      turn.looked += 1
      if let wanted = self.lane(of: sequence, turn), lane == nil || lane == wanted, isRecent(sequence, subscription) {
        return sequence
      }
      sequence += 1
    }
    return nil
  }

  private func isRecent(_ sequence: UInt64, _ subscription: Subscription) -> Bool {
    subscription.since.map { index.acceptedAt[Int(sequence) - 1] >= $0 } ?? true
  }

  private func wantedLane(_ sequence: UInt64, _ subscription: Subscription, node: Int) -> UInt8 {
    let facts = index.messageClass(sequence).facts
    guard subscription.filter.matches(facts), judge.rulebook.mayRead(facts, node: node) else {
      return LanesOfClasses.unwanted
    }
    return UInt8(facts.lane(for: node, of: names.participantOfNode[node]))
  }

  /// In which lane the reader is to get a message; nil where it is not.
  private func lane(of sequence: UInt64, _ turn: borrowing Turn) -> Int? {
    let (subscription, node) = (turn.subscription, turn.session.node)
    let lane = subscription.lanesOfClasses.lane(of: Int(index.classOf[Int(sequence) - 1])) {
      wantedLane(sequence, subscription, node: node)
    }
    return lane == LanesOfClasses.unwanted ? nil : Int(lane)
  }

  /// Sends a frame of a lane. A lane that has its share takes it out of what the highest one may use.
  private func send(
    _ choice: LaneShare.Turn, _ waiting: UInt8, _ turn: inout Turn, into effects: inout [Effect]
  ) -> Stop {
    let (subscription, session) = (turn.subscription, turn.session)
    let (lane, rank) = (choice.lane, choice.rank)
    let limit = choice.isShare ? min(LaneShare.quantum, session.link.frame) : session.link.frame
    let order: Int? = subscription.filter.order == .record ? nil : lane
    var draft = Draft(lane: lane, limit: limit)
    var stop = Stop.frame
    while let sequence = next(order, &turn) {
      if order == nil, self.lane(of: sequence, turn) != lane { break }
      guard let message = recent[sequence] ?? subscription.backlog(sequence, lane) else {
        stop = read(sequence, order, choice, &turn, into: &effects)
        break
      }
      // It is not delivered late; its sender is told.
      if let expires = message.facts.expiresAt, expires <= moment(turn.now) {
        subscription.pass(order, to: sequence)
        continue
      }
      let size = message.delivery.encodedCount
      guard draft.takes(size) else { break }
      guard turn.sentBytes + draft.bytes < Limits.deliveryTurn else {
        isHungry = true
        stop = .turn
        break
      }
      guard
        subscription.hasCredit(
          lane: rank, bytes: size, afterMessages: draft.deliveries.count, afterBytes: draft.bytes)
      else {
        stop = .credit
        break
      }
      guard session.link.allows(draft.bytes + size, lane: rank) else {
        stop = .link
        break
      }
      draft.add(message, size)
      subscription.pass(order, to: sequence)
    }
    guard !draft.deliveries.isEmpty else { return stop }
    flush(draft, &turn, into: &effects)
    subscription.share.sent(draft.bytes, lane: lane, waiting)
    return .frame
  }

  /// Asks for rows of the record, from one on that is not in memory.
  private func read(
    _ sequence: UInt64, _ order: Int?, _ choice: LaneShare.Turn, _ turn: inout Turn, into effects: inout [Effect]
  ) -> Stop {
    let subscription = turn.subscription
    // A reader that can take nothing needs nothing in memory.
    guard subscription.hasCredit(lane: choice.rank) else { return .credit }
    guard turn.session.link.allows(1, lane: choice.rank) else { return .link }
    let queue = subscription.queue(of: choice.lane)
    guard subscription.backlog[queue].reading == nil else { return .reading }
    var sequences = [sequence]
    var last = sequence
    let end = order.map { laneHeads[$0] } ?? head
    let most = min(Limits.readRows, subscription.creditLeft(lane: choice.rank))
    while last < end, sequences.count < most, turn.looked < scannedRows {
      last += 1
      turn.looked += 1
      if let wanted = self.lane(of: last, turn), order == nil || order == wanted, isRecent(last, subscription) {
        if recent[last] != nil { break }
        sequences.append(last)
      }
    }
    subscription.backlog[queue].reading = sequence
    effects.append(
      .read(
        ReadRequest(
          peer: turn.session.peer, purpose: .subscription(subscription.number, queue: queue), sequences: sequences)))
    return .reading
  }

  private func flush(_ draft: Draft, _ turn: inout Turn, into effects: inout [Effect]) {
    let (subscription, session) = (turn.subscription, turn.session)
    if session.link.needsMark { ping(session, at: turn.now, into: &effects) }
    let body = bodies.body(of: draft)
    var frame = DeliverFrame.header(
      lane: draft.lane, subscription: subscription.number, count: draft.deliveries.count,
      capacity: DeliverFrame.headerCount + body.count)
    frame.bytes.append(contentsOf: body)
    effects.append(.send(session.peer, frame.bytes))
    session.lastSent = turn.now.monotonic
    session.link.sent(frame.bytes.count, lane: draft.lane)
    session.sent(draft.deliveries)
    // Whether something that expires arrived is asked at once.
    if session.link.needsMark || draft.expires { ping(session, at: turn.now, into: &effects) }
    turn.sentBytes += draft.bytes
    subscription.sent[draft.lane] = draft.deliveries.last!.sequence
    subscription.sentMessages += UInt64(draft.deliveries.count)
    subscription.sentBytes += UInt64(draft.bytes)
    counters.delivered += UInt64(draft.deliveries.count)
  }

  func ping(_ session: Session, at now: Instant, into effects: inout [Effect]) {
    send(Ping(), to: session, into: &effects)
    session.link.mark(at: now.monotonic)
  }

  /// Rows that a subscription waited for.
  func received(_ result: ReadResult, at now: Instant, into effects: inout [Effect]) {
    guard let session = sessions[result.request.peer] else { return }
    switch result.request.purpose {
    case .trace(let query): answerTrace(result, query: query, session, at: now, into: &effects)
    case .subscription(let number, let queue):
      // An earlier subscription may have had the number, and its reading comes late.
      guard let subscription = session.subscription(number),
        subscription.backlog[queue].reading == result.request.sequences.first
      else { return }
      subscription.backlog[queue].reading = nil
      let rows = result.rows.compactMap { row in
        facts(of: row).map { StoredMessage(delivery: row.delivery, facts: $0) }
      }
      subscription.backlog[queue].rows = Deque(rows)
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
  /// A message that was read for a lane, with those before it let go.
  func backlog(_ sequence: UInt64, _ lane: Int) -> StoredMessage? {
    let queue = queue(of: lane)
    while let first = backlog[queue].rows.first, first.sequence < sequence { backlog[queue].rows.removeFirst() }
    guard let first = backlog[queue].rows.first, first.sequence == sequence else { return nil }
    return first
  }

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
  /// Rows of the record that were looked at.
  var looked = 0
  /// Something waits, and there is no credit for it.
  var isStarved = false
}

/// A DELIVER frame while it fills.
struct Draft {
  private(set) var deliveries: [RecordedEnvelope] = []
  let lane: Int
  /// Bytes; one message always fits.
  let limit: Int
  private(set) var bytes = 0
  /// One of them does.
  private(set) var expires = false

  init(lane: Int, limit: Int) {
    self.lane = lane
    self.limit = limit
  }

  func takes(_ size: Int) -> Bool {
    deliveries.isEmpty || (bytes + size <= limit && deliveries.count < Limits.batchMessages)
  }

  mutating func add(_ message: StoredMessage, _ size: Int) {
    deliveries.append(message.delivery)
    bytes += size
    if message.facts.expiresAt != nil { expires = true }
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

/// What is known to have arrived at whom, and since when, in this run of the broker: the newest of each node.
struct DeliveryMarks {
  private var marks: [Int: Deque<(sequence: UInt64, at: Int64)>] = [:]

  mutating func add(_ sequences: [UInt64], to node: Int, at time: Int64) {
    func add(to marks: inout Deque<(sequence: UInt64, at: Int64)>) {
      for sequence in sequences { marks.append((sequence, time)) }
      if marks.count > Limits.deliveryMarks { marks.removeFirst(marks.count - Limits.deliveryMarks) }
    }
    if !sequences.isEmpty { add(to: &marks[node, default: Deque()]) }
  }

  /// When a message was first known to have arrived, microseconds since 1970.
  func delivered(_ sequence: UInt64, to node: Int) -> Int64? {
    marks[node]?.first { $0.sequence == sequence }?.at
  }
}
