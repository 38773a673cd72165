import CellJournal
import CellSchema
import CellWire

/// Takes SUBSCRIBE, UNSUBSCRIBE, ACK and CREDIT: what a session reads, and how far durable readers are done.
final class Subscriptions {
  private var limits: SessionLimits
  private let recorder: Recorder
  private let sessions: Sessions
  private let quotas: CommandQuotas
  private let delivery: Delivery
  /// The session and subscription that read under a durable name now.
  private var readers: [DurableKey: (peer: PeerID, subscription: UInt32)] = [:]
  /// Filters of durable names, compiled on first use.
  private var filters: [DurableKey: Filter] = [:]

  private enum Controls {
    static let subscribe = StrictControl<Subscribe>()
    static let unsubscribe = StrictControl<Unsubscribe>()
    static let acknowledge = StrictControl<Acknowledge>()
    static let credit = StrictControl<Credit>()
  }

  init(
    limits: SessionLimits, recorder: Recorder, sessions: Sessions, quotas: CommandQuotas, delivery: Delivery
  ) {
    self.limits = limits
    self.recorder = recorder
    self.sessions = sessions
    self.quotas = quotas
    self.delivery = delivery
  }

  func adopt(_ limits: SessionLimits) { self.limits = limits }

  /// The subscription that reads under a durable name now, if there is one.
  func reading(_ key: DurableKey) -> ReaderSubscription? {
    readers[key].flatMap { reader in sessions[reader.peer].flatMap { delivery[$0]?[reader.subscription] } }
  }

  func isRead(_ key: DurableKey) -> Bool { readers[key] != nil }

  /// A session is over. The places of its durable subscriptions stay.
  func leave(_ session: Session) {
    for subscription in delivery[session]?.subscriptions ?? [] { release(subscription) }
    delivery.leave(session)
  }

  // MARK: commands

  func subscribe(_ bytes: [UInt8], _ session: Session, _ turn: inout Turn) throws(Refusal) {
    let command = try Controls.subscribe.decode(bytes)
    if let cursors = command.cursors, isBeyondRecord(cursors) { return turnAway(cursors, session, &turn) }
    answer(command.subscription, session, &turn) { (turn) throws(Refusal) in
      try quotas.spend(.subscription, session, at: turn.now)
      try subscribe(command, session, &turn)
    }
  }

  func unsubscribe(_ bytes: [UInt8], _ session: Session, _ turn: inout Turn) throws(Refusal) {
    let command = try Controls.unsubscribe.decode(bytes)
    answer(command.subscription, session, &turn) { (turn) throws(Refusal) in
      try quotas.spend(.subscription, session, at: turn.now)
      if let name = command.durable, command.remove == true {
        try remove(name, command, session, &turn)
      } else {
        let subscription = try find(command.subscription, session)
        release(subscription)
        delivery[session]?.remove(subscription.number)
        turn.send(Subscribed(subscription: command.subscription, ended: true), to: session)
      }
    }
  }

  func acknowledge(_ bytes: [UInt8], _ session: Session, _ turn: inout Turn) throws(Refusal) {
    let command = try Controls.acknowledge.decode(bytes)
    if hasEnded(command.subscription, session) { return }
    answer(command.subscription, session, &turn) { (turn) throws(Refusal) in
      let subscription = try find(command.subscription, session)
      for lane in Precedence.lanes {
        if let upTo = command.upTo[lane] { try subscription.acknowledge(SequenceNumber(upTo), lane) }
      }
      try setAside(command.aside ?? [], subscription, session, &turn)
      keepPlace(of: subscription)
    }
  }

  func credit(_ bytes: [UInt8], _ session: Session, _ turn: inout Turn) throws(Refusal) {
    let command = try Controls.credit.decode(bytes)
    if hasEnded(command.subscription, session) { return }
    answer(command.subscription, session, &turn) { (turn) throws(Refusal) in
      try find(command.subscription, session).grant(command)
    }
  }

  /// Runs a command; its refusal is reported for the subscription alone, and the session goes on.
  private func answer(
    _ subscription: WireNumber, _ session: Session, _ turn: inout Turn,
    _ work: (inout Turn) throws(Refusal) -> Void
  ) {
    do throws(Refusal) {
      try work(&turn)
    } catch {
      sessions.report(error, to: session, about: CommandSubject(subscription: subscription), &turn)
    }
  }

  /// Whether a subscription has come to its end, and the node may not know it yet.
  private func hasEnded(_ number: WireNumber, _ session: Session) -> Bool {
    UInt32(exactly: number.value).map { delivery[session]?.hasEnded($0) == true } ?? false
  }

  private func find(_ number: WireNumber, _ session: Session) throws(Refusal) -> ReaderSubscription {
    guard let key = UInt32(exactly: number.value), let subscription = delivery[session]?[key] else {
      throw Refusal(.unknownSubscription, "there is no subscription \(number)")
    }
    return subscription
  }

  // MARK: SUBSCRIBE

  private func subscribe(_ command: Subscribe, _ session: Session, _ turn: inout Turn) throws(Refusal) {
    guard let number = UInt32(exactly: command.subscription.value), delivery[session]?[number] == nil else {
      throw Refusal(.badFilter, at: "/subscription", "the number is in use, or above 2^32 − 1")
    }
    let filter = try Filter(command, names: recorder.names)
    if command.until != nil, filter.order != .record || command.durable != nil {
      throw Refusal(.badFilter, at: "/until", "an end goes with order record, and never with a durable name")
    }
    try checkLimit(session)
    let key = command.durable.map { DurableKey(node: session.name, name: $0.text) }
    let place = try key.map { (key) throws(Refusal) in try self.place(of: key, command, filter, session, &turn) }
    if let key { readers[key] = (session.peer, number) }
    let subscription = ReaderSubscription(
      command, number: number, filter: filter, durable: key, position: place?.position ?? start(of: command),
      isKept: key.map(recorder.isKept) ?? true)
    delivery.reader(of: session).add(subscription)
    turn.note(
      .subscribed(
        node: session.name, session: session.number, subscription: number, durable: command.durable?.text,
        types: command.types.map(\.text).joined(separator: ",")))
    let answer = Subscribed(
      subscription: command.subscription, cursors: PerLane(subscription.position),
      resumed: place?.isResumed == true ? true : nil)
    if subscription.isActive {
      turn.send(answer, to: session)
    } else {
      recorder.afterCommit(.activate(subscription))
      recorder.afterCommit(.send(session.peer, ControlCodec.encode(answer)))
    }
  }

  private func checkLimit(_ session: Session) throws(Refusal) {
    let ofNode = delivery.allReaders.reduce(0) { $0 + ($1.session.node == session.node ? $1.subscriptions.count : 0) }
    guard ofNode < limits.subscriptionsPerNode else {
      throw Refusal(.tooManySubscriptions, "\(session.name) has \(ofNode) subscriptions")
    }
  }

  /// Where a subscription begins without a stored place. Rows that are decided and not durable yet count as accepted:
  /// "from now on" begins behind them.
  private func start(of command: Subscribe) -> Lanes<SequenceNumber> {
    if let cursors = command.cursors { return held(cursors) }
    let head = recorder.state.heads.sequence
    return Lanes(repeating: command.after.map { min(SequenceNumber($0.value), head) } ?? head)
  }

  private func held(_ cursors: PerLane) -> Lanes<SequenceNumber> { Lanes { SequenceNumber(cursors[$0] ?? 0) } }

  private func isBeyondRecord(_ cursors: PerLane) -> Bool { held(cursors).greatest > recorder.durable.sequence }

  /// A node says that it was done with rows that the record does not have. Its word alone is an alarm, and costs it its
  /// session: it keeps what it has, and its owner is told.
  private func turnAway(_ cursors: PerLane, _ session: Session, _ turn: inout Turn) {
    let detail =
      "the node has a place at #\(held(cursors).greatest), and the record ends at #\(recorder.durable.sequence)"
    turn.note(.claimedBeyond(node: session.name, detail: detail))
    sessions.dismiss(session, .recordBehind, detail, &turn)
  }

  private func place(
    of key: DurableKey, _ command: Subscribe, _ filter: Filter, _ session: Session, _ turn: inout Turn
  ) throws(Refusal) -> (position: Lanes<SequenceNumber>, isResumed: Bool) {
    guard let known = recorder.state.subscriptions[key] else {
      let ofNode = recorder.state.subscriptions.count(of: session.name)
      guard ofNode < limits.durablesPerNode else {
        throw Refusal(.tooManyDurableNames, at: "/durable", "\(session.name) has \(ofNode) durable names")
      }
      let position = start(of: command)
      try recorder.change(.created(key, filter: filter.canonical, cursors: position))
      return (position, false)
    }
    guard known.filter == filter.canonical else {
      throw Refusal(
        .durableDiffers, at: "/durable", "\(key.name) stands for \(String(decoding: known.filter, as: UTF8.self))")
    }
    try takeOver(key, session, &turn)
    // The earlier reader's last acknowledgements count: they were taken as its session ended.
    let done = recorder.state.subscriptions[key]?.done ?? known.done
    guard let cursors = command.cursors else { return (done, true) }
    // The reader's own cursors count, even if they are older: its state was restored from a copy.
    let position = held(cursors)
    let start = Lanes<SequenceNumber> { min(known.start[$0], position[$0]) }
    recorder.move(CursorMove(key: key, done: position, start: start))
    return (position, true)
  }

  private func takeOver(_ key: DurableKey, _ session: Session, _ turn: inout Turn) throws(Refusal) {
    guard let older = readers[key].flatMap({ sessions[$0.peer] }) else { return }
    guard older !== session else {
      throw Refusal(.badFilter, at: "/durable", "this session reads \(key.name) already")
    }
    sessions.dismiss(
      older, .superseded, "session \(session.number) took over the durable name \(key.name)", &turn)
  }

  // MARK: UNSUBSCRIBE

  private func remove(
    _ name: DurableName, _ command: Unsubscribe, _ session: Session, _ turn: inout Turn
  ) throws(Refusal) {
    let key = DurableKey(node: session.name, name: name.text)
    guard recorder.state.subscriptions[key] != nil else {
      throw Refusal(.unknownSubscription, at: "/durable", "\(session.name) has no durable name \(name)")
    }
    try recorder.change(.removed(key))
    if let reader = readers.removeValue(forKey: key), let its = sessions[reader.peer] {
      delivery[its]?.remove(reader.subscription)
      // If another session reads the subscription, it is told as well.
      if its !== session {
        turn.send(Subscribed(subscription: WireNumber(UInt64(reader.subscription)), ended: true), to: its)
      }
    }
    filters[key] = nil
    let answer = Subscribed(subscription: command.subscription, ended: true)
    recorder.afterCommit(.send(session.peer, ControlCodec.encode(answer)))
    turn.note(.durableRemoved(node: session.name, name: name.text))
  }

  // MARK: rows of the past

  /// Rows that a subscription waited for. A row that cannot be read ends the subscription, whose place stays: nothing is
  /// passed over in silence, and the session goes on.
  func received(_ result: ReadResult, _ number: UInt32, _ queue: Precedence, _ turn: inout Turn) {
    guard let session = sessions[result.request.peer], let subscription = delivery[session]?[number],
      subscription.awaits(result.request, for: queue)
    else { return }
    switch result.rows {
    case .success(let rows): delivery.received(rows, for: subscription, queue)
    case .failure(let refusal):
      turn.note(.unreadable(node: session.name, refusal: refusal))
      turn.send(
        ErrorReport(refusal.code, refusal.detail, subscription: WireNumber(UInt64(number))), to: session)
      release(subscription)
      delivery[session]?.remove(number)
    }
  }

  // MARK: ACK

  private func setAside(
    _ asides: [Acknowledge.Aside], _ subscription: ReaderSubscription, _ session: Session, _ turn: inout Turn
  ) throws(Refusal) {
    if asides.isEmpty { return }
    // The reader keeps what it set aside, and tells it again once there is somebody to keep it.
    if let readOnly = recorder.readOnly { throw readOnly }
    guard let key = subscription.durable, let durable = recorder.state.subscriptions[key] else {
      throw Refusal(.badFilter, at: "/aside", "only a durable subscription keeps what was set aside")
    }
    // The message may have been delivered and acknowledged in an earlier session.
    let delivered = max(subscription.sent.greatest, durable.done.greatest)
    var known = Set(durable.asides.map(\.sequence))
    for (place, aside) in asides.enumerated() {
      let sequence = SequenceNumber(aside.sequence.value)
      guard sequence > .none, sequence <= delivered else {
        throw Refusal(.ackBeyondDelivered, at: "/aside/\(place)/sequence", "\(sequence) was not delivered")
      }
      guard known.insert(sequence).inserted else { continue }
      try quotas.spend(.aside, session, at: turn.now)
      let reason = String(aside.reason.text.prefix(Limits.asideReason))
      recorder.keep(AsideNote(key: key, sequence: sequence, at: turn.now.wall, reason: reason))
      turn.note(.setAside(node: session.name, durable: key.name, sequence: sequence, reason: reason))
    }
  }

  // MARK: places

  /// Ends a subscription of a session; a durable one keeps its place.
  private func release(_ subscription: ReaderSubscription) {
    keepPlace(of: subscription)
    if let key = subscription.durable { readers[key] = nil }
  }

  /// Notes how far a durable subscription is done; that becomes durable with a later commit.
  private func keepPlace(of subscription: ReaderSubscription) {
    guard let key = subscription.durable, let durable = recorder.state.subscriptions[key] else { return }
    // Messages passed over while nothing was outstanding stay done when a later message is outstanding.
    let done = subscription.done
    let furthest = Lanes<SequenceNumber> { max(done[$0], durable.done[$0]) }
    guard furthest != durable.done else { return }
    recorder.move(CursorMove(key: key, done: furthest, start: durable.start))
  }

  /// Notes all places, at each tick: they also move without an ACK, by passing over messages that do not match.
  func keepPlaces() {
    for reader in delivery.allReaders {
      for subscription in reader.subscriptions { keepPlace(of: subscription) }
    }
  }

  /// Whether a durable subscription of the node matches a message and has acknowledged it, and not set it aside.
  func isHandled(_ sequence: SequenceNumber, _ found: MessageClass, by node: NodeIndex) -> Bool {
    let lane = found.lane(for: node, of: recorder.names.participant(of: node))
    return recorder.rulebook.mayRead(found, node)
      && recorder.state.subscriptions.all(of: recorder.names.name(node)).contains { name, durable in
        durable.start[lane] < sequence && durable.done[lane] >= sequence
          && filter(DurableKey(node: recorder.names.name(node), name: name), durable)?.matches(found) == true
          && !durable.asides.contains { $0.sequence == sequence }
      }
  }

  /// The compiled filter of a durable name; nil if it names a sender that no roster has had in this run of the broker.
  func filter(_ key: DurableKey, _ durable: DurableSubscription) -> Filter? {
    if let known = filters[key], known.canonical == durable.filter { return known }
    guard let command = Filter.command(canonical: durable.filter) else { return nil }
    let filter = try? Filter(command, names: recorder.names)
    filters[key] = filter
    return filter
  }
}
