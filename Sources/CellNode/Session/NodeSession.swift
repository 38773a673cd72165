package import CellSchema
package import CellWire

/// A node's side of CELLBUS/1 as a machine: events in, effects out, no clock, no I/O, and no randomness but a seed.
///
/// The session connects to one endpoint after the other until it is welcomed, reconnects by itself after a loss that
/// may pass, and resumes both directions: messages without a decision are sent again, and subscriptions go on where
/// they were. It ends when the node is superseded, revoked or refused for good, and at ``SessionEvent/close(within:)``.
package struct NodeSession: Sendable {
  package struct Settings: Sendable {
    package var cell: CellName
    package var nature: Nature
    package var exerciseName: Line?
    /// Program and version, for the broker's log.
    package var client: String
    /// The broker's endpoints, tried in this order, round and round.
    package var endpoints: [String]
    /// How long connection and handshake, and then WELCOME, may take.
    package var connectTimeout: Milliseconds = 5_000
    package var welcomeTimeout: Milliseconds = 5_000
    package var queryTimeout: Milliseconds = 10_000

    package init(
      cell: CellName, nature: Nature, exerciseName: Line? = nil, client: String, endpoints: [String]
    ) {
      precondition(!endpoints.isEmpty, "a node has an endpoint")
      self.cell = cell
      self.nature = nature
      self.exerciseName = exerciseName
      self.client = client
      self.endpoints = endpoints
    }
  }

  enum Phase: Sendable {
    case idle
    case waiting(until: Milliseconds)
    case connecting(until: Milliseconds)
    /// HELLO was sent.
    case greeting(until: Milliseconds)
    case open(Terms)
    /// BYE was sent; the connection stays for a moment so that the frame gets out.
    case leaving(until: Milliseconds)
    case ended
  }

  /// What WELCOME settled.
  struct Terms: Sendable {
    var head: SequenceNumber
    var since: Milliseconds
    var interval: Milliseconds
    var timeout: Milliseconds
  }

  /// How far a close has come.
  struct Closing: Sendable {
    var deadline: Milliseconds
    /// Whether everything is decided and a PING follows the last ACK, whose PONG shows that the broker read both.
    var isFlushing = false
  }

  let settings: Settings
  private(set) var phase = Phase.idle
  private(set) var closing: Closing?
  // Each of these three owns its state.
  var publishing: PublishSide
  var reading = ReadSide()
  var requests = Requests()
  private var backoff: Backoff
  /// The index of the endpoint in use, or to be tried next.
  private var endpoint = 0
  /// Failed attempts since the last session that held.
  private var failures = 0
  /// What the node knows of the record, from this process and, with a store, from earlier ones.
  private var memory: RecordMemory
  /// Whether the session brought a receipt or a message: the broker works, and the next attempt need not wait long.
  private var hasHeld = false
  private var lastSent: Milliseconds = 0
  private var lastHeard: Milliseconds = 0

  /// How long BYE has to leave the socket.
  static let parting: Milliseconds = 50
  /// A session of this length counts as held even without traffic.
  static let holding: Milliseconds = 1_000

  package init(settings: Settings, outbox: MemoryOutbox, memory: RecordMemory = RecordMemory(), seed: UInt64) {
    self.settings = settings
    self.memory = memory
    publishing = PublishSide(outbox: outbox)
    backoff = Backoff(seed: seed)
  }

  package mutating func handle(_ event: SessionEvent, at now: Milliseconds, into effects: inout [SessionEffect]) {
    if isOver {
      for refused in event.refused { effects.append(refused) }
      return
    }
    switch event {
    case .open:
      if case .idle = phase { connect(at: now, into: &effects) }
    case .close(let time): close(within: time, at: now, into: &effects)
    case .connected: greet(at: now, into: &effects)
    case .connectionLost(let reason): lost(reason, at: now, into: &effects)
    case .received(let frame): receive(frame, at: now, into: &effects)
    case .tick: break
    case .publish(let entries, let lane):
      for entry in entries { publish(entry, lane: lane, into: &effects) }
    case .subscribe(let number, let request): subscribe(number, request, at: now, into: &effects)
    case .unsubscribe(let number): unsubscribe(number, at: now, into: &effects)
    case .acknowledge(let number, let upTo, let asides): reading.acknowledge(number, upTo, asides, at: now)
    case .consumed(let number, let messages, let bytes):
      reading.consumed(number, messages: messages, bytes: bytes)
      grantCredit(number, at: now, into: &effects)
    case .query(let ticket, let question): ask(question, ticket: ticket, at: now, into: &effects)
    case .say(let statement): say(statement, at: now, into: &effects)
    case .remove(let ticket, let number, let name):
      remove(name, number: number, ticket: ticket, at: now, into: &effects)
    }
    meetDeadlines(at: now, into: &effects)
  }

  /// Called when the connection has room: sends the next PUBLISH, or a PING for frames that the link window keeps back.
  ///
  /// - Returns: whether a frame was sent; then the caller may ask again if there is still room.
  package mutating func sendNext(at now: Milliseconds, into effects: inout [SessionEffect]) -> Bool {
    guard isOpen else { return false }
    let frames = publishing.takeFrames(at: now)
    guard !frames.isEmpty else { return false }
    lastSent = now
    for frame in frames { effects.append(.send(frame)) }
    return true
  }

  /// What is under way to the broker, for tests and tools.
  package var linkWindow: LinkWindow { publishing.linkWindow }

  /// Whether the session has ended and takes nothing more.
  package var isOver: Bool {
    if case .ended = phase { true } else { false }
  }

  /// The endpoint that a connection is being made to.
  package var endpointInUse: String? {
    if case .connecting = phase { settings.endpoints[endpoint] } else { nil }
  }

  /// Whether the broker has welcomed the node, and the session stands.
  var isOpen: Bool {
    if case .open = phase { true } else { false }
  }

  // MARK: connecting

  private mutating func connect(at now: Milliseconds, into effects: inout [SessionEffect]) {
    phase = .connecting(until: now + settings.connectTimeout)
    effects.append(.connect(endpoint: settings.endpoints[endpoint]))
  }

  private mutating func greet(at now: Milliseconds, into effects: inout [SessionEffect]) {
    guard case .connecting = phase else { return }
    phase = .greeting(until: now + settings.welcomeTimeout)
    let hello = Hello(
      cell: settings.cell, stream: publishing.outbox.stream, nature: settings.nature,
      exerciseName: settings.exerciseName, client: WireText(settings.client))
    send(hello, at: now, into: &effects)
  }

  private mutating func welcomed(_ welcome: Welcome, at now: Milliseconds, into effects: inout [SessionEffect]) {
    guard case .greeting = phase else { return }
    // Passed over, the station would count from 1 again.
    guard Serial.numbers.contains(Int(clamping: welcome.serial.value)) else {
      let words = "WELCOME has the serial \(welcome.serial.value), which no serial can have"
      return lost(Refusal(.protocolViolated, words), at: now, into: &effects)
    }
    do throws(Refusal) {
      try memory.meet(welcome)
      try publishing.resume(limits: welcome.limits, next: welcome.next)
    } catch {
      return end(error, into: &effects)
    }
    hasHeld = false
    phase = .open(
      Terms(
        head: SequenceNumber(welcome.head.value), since: now,
        interval: Milliseconds(max(1, welcome.heartbeatInterval.value)),
        timeout: Milliseconds(max(1, welcome.heartbeatTimeout.value))))
    effects.append(.welcomed(welcome, endpoint: settings.endpoints[endpoint]))
    for command in reading.subscribeAll() { send(command, at: now, into: &effects) }
    repeatRequests(at: now, into: &effects)
  }

  mutating func saw(_ sequence: SequenceNumber) { memory.saw(sequence) }

  /// The connection is gone or useless: another is tried, unless the node was leaving.
  mutating func lost(
    _ reason: Refusal, at now: Milliseconds, into effects: inout [SessionEffect]
  ) {
    switch phase {
    case .idle, .waiting, .ended: return
    case .leaving: return end(nil, into: &effects)
    case _ where reason.code == .throttled:
      // Another endpoint leads to the same broker: each refusal counts as a whole round, even after a session that
      // held.
      failures += settings.endpoints.count
    case .connecting, .greeting: failed()
    case .open(let terms):
      if hasHeld || now - terms.since >= Self.holding { failures = 0 } else { failed() }
    }
    effects.append(.disconnect)
    effects.append(.disconnected(reason))
    reading.sessionLost()
    closing?.isFlushing = false
    let rounds = failures / settings.endpoints.count
    phase = .waiting(until: now + backoff.delay(afterRounds: rounds))
  }

  private mutating func failed() {
    failures += 1
    endpoint = (endpoint + 1) % settings.endpoints.count
  }

  // MARK: ending

  /// Ends the session for good, and answers every waiting message and request.
  mutating func end(_ reason: Refusal?, into effects: inout [SessionEffect]) {
    switch phase {
    case .connecting, .greeting, .open, .leaving: effects.append(.disconnect)
    case .idle, .waiting, .ended: break
    }
    phase = .ended
    let why = reason ?? Refusal(.nodeClosed, "the node was closed before the broker answered")
    for ticket in publishing.abandon() { effects.append(.publishFailed(ticket: ticket, why)) }
    for effect in requests.abandon(why) { effects.append(effect) }
    for number in reading.removeAll() { effects.append(.subscriptionEnded(number, reason)) }
    effects.append(.ended(reason))
  }

  /// Takes nothing new from now on. An earlier deadline stays.
  mutating func beginClosing(by deadline: Milliseconds) {
    closing = Closing(deadline: min(closing?.deadline ?? .max, deadline))
  }

  /// The last ACK, and a PING behind it, were sent.
  mutating func noteFlushing() { closing?.isFlushing = true }

  mutating func leave(at now: Milliseconds, into effects: inout [SessionEffect]) {
    send(Bye(), at: now, into: &effects)
    phase = .leaving(until: now + Self.parting)
  }

  // MARK: frames

  mutating func send(_ command: some ControlCommand, at now: Milliseconds, into effects: inout [SessionEffect]) {
    lastSent = now
    effects.append(.send(ControlCodec.encode(command)))
  }

  /// Sends a PING, which marks the bytes sent before it.
  mutating func ping(at now: Milliseconds, into effects: inout [SessionEffect]) {
    lastSent = now
    effects.append(.send(publishing.mark(at: now)))
  }

  /// Notes a frame that only a working broker sends.
  mutating func noteTraffic() { hasHeld = true }

  private mutating func receive(_ frame: [UInt8], at now: Milliseconds, into effects: inout [SessionEffect]) {
    lastHeard = now
    switch phase {
    case .greeting, .open, .leaving: break
    case .idle, .waiting, .connecting, .ended: return
    }
    do throws(Refusal) {
      try read(frame, at: now, into: &effects)
    } catch {
      let violation = error.code == .protocolViolated ? error : Refusal(.protocolViolated, error.description)
      lost(violation, at: now, into: &effects)
    }
  }

  private mutating func read(
    _ frame: [UInt8], at now: Milliseconds, into effects: inout [SessionEffect]
  ) throws(Refusal) {
    guard let first = frame.first, let command = Command(rawValue: first) else {
      // A later broker may send commands that this version does not know.
      return
    }
    switch command {
    case .welcome: welcomed(try ControlCodec.decode(Welcome.self, from: frame), at: now, into: &effects)
    case .receipt:
      noteTraffic()
      let decided = try publishing.decide(try Receipt(frame))
      for decision in decided {
        if case .accepted(let sequence, _) = decision.outcome { saw(sequence) }
      }
      if !decided.isEmpty { effects.append(.decided(decided)) }
    case .subscribed: subscribed(try ControlCodec.decode(Subscribed.self, from: frame), into: &effects)
    case .deliver: try deliver(try DeliverFrame(frame), at: now, into: &effects)
    case .answer: answered(try ControlCodec.decode(QueryAnswer.self, from: frame), into: &effects)
    case .ping: send(Pong(), at: now, into: &effects)
    case .pong: pong(at: now, into: &effects)
    case .error: try failed(try ControlCodec.decode(ErrorReport.self, from: frame), at: now, into: &effects)
    case .bye: bye(try ControlCodec.decode(Bye.self, from: frame), at: now, into: &effects)
    case .checkpoint: effects.append(.checkpoint(try ControlCodec.decode(CheckpointCommand.self, from: frame)))
    case .hello, .publish, .subscribe, .unsubscribe, .ack, .credit, .query, .cosign:
      throw Refusal(.protocolViolated, "the broker sent \(command), which a node sends")
    }
  }

  // MARK: time

  /// When ``SessionEvent/tick`` is due, unless another event comes before.
  package var nextDeadline: Milliseconds? {
    var next = Milliseconds.max
    switch phase {
    case .idle, .ended: return nil
    case .waiting(let until), .connecting(let until), .greeting(let until), .leaving(let until): next = until
    case .open(let terms):
      next = min(lastSent + terms.interval, lastHeard + terms.timeout)
      if let until = publishing.heldUntil { next = min(next, until) }
      if let due = reading.nextDeadline { next = min(next, due) }
    }
    if let closing, !isLeaving { next = min(next, closing.deadline) }
    if let due = requests.nextDeadline { next = min(next, due) }
    return next
  }

  private var isLeaving: Bool {
    if case .leaving = phase { true } else { false }
  }

  private mutating func meetDeadlines(at now: Milliseconds, into effects: inout [SessionEffect]) {
    for effect in requests.takeOverdue(at: now) { effects.append(effect) }
    switch phase {
    case .idle, .ended: break
    case .waiting(let until):
      if until <= now { connect(at: now, into: &effects) }
    case .connecting(let until):
      if until <= now { lost(unreachable("did not answer"), at: now, into: &effects) }
    case .greeting(let until):
      if until <= now { lost(unreachable("did not welcome the node"), at: now, into: &effects) }
    case .leaving(let until):
      if until <= now { end(nil, into: &effects) }
    case .open(let terms): keepUp(terms, at: now, into: &effects)
    }
    proceedClosing(at: now, into: &effects)
  }

  private func unreachable(_ what: String) -> Refusal {
    Refusal(.unreachable, "\(settings.endpoints[endpoint]) \(what) in time")
  }

  private mutating func keepUp(_ terms: Terms, at now: Milliseconds, into effects: inout [SessionEffect]) {
    guard now - lastHeard < terms.timeout else {
      return lost(
        Refusal(.heartbeatLost, "nothing was heard from the broker for \(terms.timeout) ms"), at: now, into: &effects)
    }
    publishing.endPauses(at: now)
    for due in reading.due(at: now) {
      if due.acknowledges { sendAcknowledgements(due.number, at: now, into: &effects) }
      if due.subscribes { sendSubscribe(due.number, at: now, into: &effects) }
    }
    if now - lastSent >= terms.interval { ping(at: now, into: &effects) }
  }
}
