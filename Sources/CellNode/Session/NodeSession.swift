package import CellSchema

/// A node's side of CELLBUS/1, pure: events in, effects out, no clock, no randomness but a seed, no I/O.
///
/// It connects to one endpoint after the other until it is welcomed, comes back by itself whenever the session is lost
/// for a reason that may pass, and resumes both directions: what has no decision is sent again, and subscriptions go on
/// where they were. What it does not come back from: being superseded, revoked or unwanted, and ``SessionEvent/close``.
package struct NodeSession: Sendable {
  package struct Settings: Sendable {
    package var cell: CellName
    package var nature: Nature
    package var exerciseName: Line?
    /// Program and version, for the broker's log.
    package var client: String
    /// Tried in this order, round and round.
    package var endpoints: [String]
    /// Milliseconds for connection and handshake, then for WELCOME.
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
    case open(Link)
    /// BYE was sent; the connection stays for a moment so that it gets out.
    case leaving(until: Milliseconds)
    case ended
  }

  /// What WELCOME settled.
  struct Link: Sendable {
    var head: UInt64
    var since: Milliseconds
    var interval: Milliseconds
    var timeout: Milliseconds
  }

  /// How far a close has come.
  struct Closing: Sendable {
    var deadline: Milliseconds
    /// Everything is decided, and a PING follows the last ACK: its PONG shows that both were read.
    var isFlushing = false
  }

  let settings: Settings
  var phase = Phase.idle
  var closing: Closing?
  var publishing: PublishSide
  /// What is under way to the broker, for those who watch it.
  package var link: LinkWindow { publishing.link }
  var readings: [UInt32: Reading] = [:]
  var requests = Requests()
  private var backoff: Backoff
  /// The endpoint in use or to be used next.
  private var endpoint = 0
  /// Attempts since the last session that held.
  private var failures = 0
  /// The session brought a receipt or a message: the broker is fit, and the next attempt need not wait long.
  var hasHeld = false
  var lastSent: Milliseconds = 0
  private var lastHeard: Milliseconds = 0

  /// BYE has so long to leave the socket.
  static let parting: Milliseconds = 50
  /// A session of this length shows the same without any traffic.
  static let holding: Milliseconds = 1_000

  package init(settings: Settings, outbox: any Outbox, seed: UInt64) {
    self.settings = settings
    publishing = PublishSide(outbox: outbox)
    backoff = Backoff(seed: seed)
  }

  package mutating func handle(_ event: SessionEvent, at now: Milliseconds, into effects: inout [SessionEffect]) {
    if case .ended = phase { return refuse(event, into: &effects) }
    switch event {
    case .open:
      if case .idle = phase { connect(at: now, into: &effects) }
    case .close(let time): close(within: time, at: now, into: &effects)
    case .connected: greet(at: now, into: &effects)
    case .connectionLost(let reason): lost(reason, at: now, into: &effects)
    case .received(let frame): receive(frame, at: now, into: &effects)
    case .roomToSend: sendNextFrame(at: now, into: &effects)
    case .tick: break
    case .publish(let entry, let lane): publish(entry, lane: lane, into: &effects)
    case .subscribe(let number, let request): subscribe(number, request, at: now, into: &effects)
    case .unsubscribe(let number): unsubscribe(number, at: now, into: &effects)
    case .acknowledge(let number, let upTo, let asides): readings[number]?.acknowledge(upTo, asides, at: now)
    case .consumed(let number, let messages, let bytes):
      readings[number]?.consumed(messages: messages, bytes: bytes)
      grantCredit(number, at: now, into: &effects)
    case .query(let ticket, let question): ask(.query(question), ticket: ticket, at: now, into: &effects)
    case .remove(let ticket, let number, let name):
      ask(.removal(number: number, name), ticket: ticket, at: now, into: &effects)
    }
    meetDeadlines(at: now, into: &effects)
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
    do throws(Refusal) {
      try publishing.resume(limits: welcome.limits, next: welcome.next)
    } catch {
      return end(error, into: &effects)
    }
    hasHeld = false
    phase = .open(
      Link(
        head: welcome.head.value, since: now, interval: Milliseconds(max(1, welcome.heartbeatInterval.value)),
        timeout: Milliseconds(max(1, welcome.heartbeatTimeout.value))))
    effects.append(.welcomed(welcome, endpoint: settings.endpoints[endpoint]))
    for number in readings.keys.sorted() { sendSubscribe(number, at: now, into: &effects) }
    repeatRequests(at: now, into: &effects)
  }

  /// The connection is gone or useless: another one is tried, unless the node was leaving anyway.
  mutating func lost(
    _ reason: Refusal, at now: Milliseconds, into effects: inout [SessionEffect]
  ) {
    switch phase {
    case .idle, .waiting, .ended: return
    case .leaving: return end(nil, into: &effects)
    case _ where reason.code == .throttled:
      // Another endpoint leads to the same broker: each time is a whole round, and a session that held is no excuse.
      failures += settings.endpoints.count
    case .connecting, .greeting: failed()
    case .open(let link):
      if hasHeld || now - link.since >= Self.holding { failures = 0 } else { failed() }
    }
    effects.append(.disconnect)
    effects.append(.disconnected(reason))
    for number in readings.keys { readings[number]?.sessionLost() }
    closing?.isFlushing = false
    let rounds = failures / settings.endpoints.count
    phase = .waiting(until: now + backoff.delay(afterRounds: rounds))
  }

  private mutating func failed() {
    failures += 1
    endpoint = (endpoint + 1) % settings.endpoints.count
  }

  // MARK: ending

  /// Ends for good: everybody who waits is told.
  mutating func end(_ reason: Refusal?, into effects: inout [SessionEffect]) {
    switch phase {
    case .connecting, .greeting, .open, .leaving: effects.append(.disconnect)
    case .idle, .waiting, .ended: break
    }
    phase = .ended
    let why = reason ?? Self.closed
    for ticket in publishing.abandon() + requests.abandon() { effects.append(.failed(ticket: ticket, why)) }
    for number in readings.keys.sorted() { effects.append(.subscriptionEnded(number, reason)) }
    readings = [:]
    effects.append(.ended(reason))
  }

  private static let closed = Refusal(.nodeClosed, "the node was closed before the broker answered")

  private mutating func refuse(_ event: SessionEvent, into effects: inout [SessionEffect]) {
    switch event {
    case .publish(let entry, _):
      if let ticket = entry.ticket { effects.append(.failed(ticket: ticket, Self.closed)) }
    case .query(let ticket, _), .remove(let ticket, _, _): effects.append(.failed(ticket: ticket, Self.closed))
    case .subscribe(let number, _): effects.append(.subscriptionEnded(number, Self.closed))
    case .open, .close, .connected, .connectionLost, .received, .roomToSend, .tick, .unsubscribe, .acknowledge,
      .consumed:
      break
    }
  }

  // MARK: frames

  mutating func send(_ command: some ControlCommand, at now: Milliseconds, into effects: inout [SessionEffect]) {
    lastSent = now
    effects.append(.send(ControlCodec.encode(command)))
  }

  private mutating func sendNextFrame(at now: Milliseconds, into effects: inout [SessionEffect]) {
    guard case .open = phase, publishing.hasFrame(at: now) else { return }
    if publishing.link.needsMark { ping(at: now, into: &effects) }
    guard let frame = publishing.nextFrame(at: now) else { return }
    lastSent = now
    effects.append(.send(frame))
    if publishing.link.needsMark { ping(at: now, into: &effects) }
  }

  /// Every PING is a mark behind what was sent before it.
  mutating func ping(at now: Milliseconds, into effects: inout [SessionEffect]) {
    publishing.mark(at: now)
    send(Ping(), at: now, into: &effects)
  }

  /// Whether ``SessionEvent/roomToSend`` would bring a frame.
  package mutating func hasFrame(at now: Milliseconds) -> Bool {
    guard case .open = phase else { return false }
    return publishing.hasFrame(at: now)
  }

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
      // A later broker may say more than this version knows.
      return
    }
    switch command {
    case .welcome: welcomed(try ControlCodec.decode(Welcome.self, from: frame), at: now, into: &effects)
    case .receipt:
      hasHeld = true
      let decided = try publishing.decide(try ControlCodec.decode(Receipt.self, from: frame))
      if !decided.isEmpty { effects.append(.decided(decided)) }
    case .subscribed: subscribed(try ControlCodec.decode(Subscribed.self, from: frame), into: &effects)
    case .deliver: try deliver(try DeliverFrame(frame), at: now, into: &effects)
    case .answer: answered(try ControlCodec.decode(QueryAnswer.self, from: frame), into: &effects)
    case .ping: send(Pong(), at: now, into: &effects)
    case .pong: pong(at: now, into: &effects)
    case .error: try failed(try ControlCodec.decode(ErrorReport.self, from: frame), at: now, into: &effects)
    case .bye: bye(try ControlCodec.decode(Bye.self, from: frame), at: now, into: &effects)
    case .checkpoint: break
    case .hello, .publish, .subscribe, .unsubscribe, .ack, .credit, .query, .cosign:
      throw Refusal(.protocolViolated, "the broker sent \(command), which a node sends")
    }
  }

  // MARK: time

  /// When ``SessionEvent/tick`` is due, unless something else happens before.
  package var nextDeadline: Milliseconds? {
    var deadlines: [Milliseconds] = []
    switch phase {
    case .idle, .ended: return nil
    case .waiting(let until), .connecting(let until), .greeting(let until), .leaving(let until):
      deadlines.append(until)
    case .open(let link):
      deadlines.append(lastSent + link.interval)
      deadlines.append(lastHeard + link.timeout)
      if let until = publishing.heldUntil { deadlines.append(until) }
      for reading in readings.values {
        if let due = reading.acknowledgementDue { deadlines.append(due) }
        if let due = reading.retryAt { deadlines.append(due) }
      }
    }
    if let closing, !isLeaving { deadlines.append(closing.deadline) }
    if let due = requests.nextDeadline { deadlines.append(due) }
    return deadlines.min()
  }

  private var isLeaving: Bool {
    if case .leaving = phase { true } else { false }
  }

  private mutating func meetDeadlines(at now: Milliseconds, into effects: inout [SessionEffect]) {
    for ticket in requests.overdue(at: now) {
      effects.append(.failed(ticket: ticket, Refusal(.timedOut, "the broker did not answer in time")))
    }
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
    case .open(let link): keepUp(link, at: now, into: &effects)
    }
    proceedClosing(at: now, into: &effects)
  }

  private func unreachable(_ what: String) -> Refusal {
    Refusal(.unreachable, "\(settings.endpoints[endpoint]) \(what) in time")
  }

  private mutating func keepUp(_ link: Link, at now: Milliseconds, into effects: inout [SessionEffect]) {
    guard now - lastHeard < link.timeout else {
      return lost(
        Refusal(.heartbeatLost, "nothing was heard from the broker for \(link.timeout) ms"), at: now, into: &effects)
    }
    publishing.endPauses(at: now)
    for number in readings.keys.sorted() {
      if let due = readings[number]?.acknowledgementDue, due <= now {
        sendAcknowledgement(number, at: now, into: &effects)
      }
      if let due = readings[number]?.retryAt, due <= now { sendSubscribe(number, at: now, into: &effects) }
    }
    if now - lastSent >= link.interval { ping(at: now, into: &effects) }
  }
}
