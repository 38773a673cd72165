import CellNode
import CellSchema
import CellWire
import Testing

/// A session on the bench: events go in by name, what it wanted done is kept in order.
struct SessionBench {
  var session: NodeSession
  var now: Milliseconds = 1_000
  var effects: [SessionEffect] = []
  private var lastTicket: UInt64 = 0

  init(
    endpoints: [String] = ["tcp://127.0.0.1:1"], seed: UInt64 = 1, outboxMessages: Int = 10_000,
    outboxBytes: Int = 64_000_000
  ) {
    let settings = NodeSession.Settings(
      cell: "paris", nature: .operation, client: "bench", endpoints: endpoints)
    session = NodeSession(
      settings: settings,
      outbox: MemoryOutbox(stream: StreamIdentifier(7), messages: outboxMessages, bytes: outboxBytes), seed: seed)
  }

  init(outbox: MemoryOutbox) {
    let settings = NodeSession.Settings(
      cell: "paris", nature: .operation, client: "bench", endpoints: ["tcp://127.0.0.1:1"])
    session = NodeSession(settings: settings, outbox: outbox, seed: 1)
  }

  /// A bench whose session was welcomed.
  static func welcomed(
    endpoints: [String] = ["tcp://127.0.0.1:1"], window: (messages: Int, bytes: Int) = (64, 400_000)
  ) -> SessionBench {
    var bench = SessionBench(endpoints: endpoints)
    bench.handle(.open)
    bench.handle(.connected)
    bench.welcome(window: window)
    bench.effects = []
    return bench
  }

  @discardableResult
  mutating func handle(_ event: SessionEvent) -> [SessionEffect] {
    var new: [SessionEffect] = []
    session.handle(event, at: now, into: &new)
    effects += new
    return new
  }

  /// Lets time pass to the session's next deadline.
  mutating func tick(file: StaticString = #filePath) {
    guard let due = session.nextDeadline else { return }
    now = max(now, due)
    handle(.tick)
  }

  @discardableResult
  mutating func receive(_ command: some ControlCommand) -> [SessionEffect] {
    handle(.received(ControlCodec.encode(command)))
  }

  mutating func welcome(
    next: [UInt64]? = nil, head: UInt64 = 0, window: (messages: Int, bytes: Int) = (64, 400_000),
    interval: UInt64 = 5_000, timeout: UInt64 = 30_000, serial: UInt64 = 0, genesis: SHA256Hex? = nil
  ) {
    receive(
      Welcome(
        cell: "paris", node: "UKR.GS-1", session: 1, time: ModelBroker.acceptedAt, head: WireNumber(head),
        genesis: genesis, charter: "model", next: next.map { PerLane($0) }, serial: WireNumber(serial),
        limits: Welcome.Limits(
          document: 65_536, frame: 131_072, windowMessages: WireNumber(window.messages),
          windowBytes: WireNumber(window.bytes), subscriptions: 64),
        heartbeatInterval: WireNumber(interval), heartbeatTimeout: WireNumber(timeout)))
  }

  /// Loses the connection and comes back as far as WELCOME, of a record that has gone on.
  mutating func reconnect(next: [UInt64]? = nil, head: UInt64 = 1_000_000, genesis: SHA256Hex? = nil) {
    handle(.connectionLost(Refusal(.unreachable, "cut")))
    tick()
    handle(.connected)
    welcome(next: next, head: head, genesis: genesis)
  }

  @discardableResult
  mutating func publish(_ text: String, lane: Precedence = .routine, id: MessageID? = nil) -> UInt64 {
    lastTicket += 1
    handle(
      .publish(
        [OutboxEntry(envelope: Envelope(document: Array(text.utf8)), ticket: lastTicket, id: id)], lane: lane))
    return lastTicket
  }

  mutating func receipt(_ lane: Precedence, _ numbers: ClosedRange<UInt64>, sequence: UInt64) {
    receive(
      Receipt(
        lane: lane, next: numbers.upperBound + 1,
        decisions: [
          .accepted(
            numbers.lowerBound, count: UInt64(numbers.count), sequence: sequence, at: ModelBroker.acceptedAt)
        ]))
  }

  /// Gives room until the session has nothing to send; the PUBLISH frames that came. The link is as fast as it takes:
  /// every mark is answered at once.
  mutating func publishAll() -> [PublishFrame] {
    var frames: [PublishFrame] = []
    while let sent = sendNext() {
      frames += sent.compactMap { try? PublishFrame($0) }
      for frame in sent where frame.first == Command.ping.rawValue { receive(Pong()) }
    }
    return frames
  }

  /// Gives room for a frame; what was sent, nil where there was nothing to send.
  mutating func sendNext() -> [[UInt8]]? {
    var new: [SessionEffect] = []
    let hasSent = session.sendNext(at: now, into: &new)
    effects += new
    return hasSent ? Self.sent(new) : nil
  }

  /// The frames that were sent since the last call.
  mutating func takeSent() -> [[UInt8]] {
    defer { effects = [] }
    return Self.sent(effects)
  }

  /// The control commands of one kind that were sent since the effects were last cleared.
  func sent<Command: ControlCommand>(_: Command.Type) -> [Command] {
    Self.sent(effects).filter { $0.first == Command.command.rawValue }.compactMap {
      try? ControlCodec.decode(Command.self, from: $0)
    }
  }

  static func sent(_ effects: [SessionEffect]) -> [[UInt8]] {
    effects.compactMap { if case .connection(.send(let frame)) = $0 { frame } else { nil } }
  }

  /// What the node's callers were to hear.
  var told: [NodeEffect] {
    effects.compactMap { if case .node(let effect) = $0 { effect } else { nil } }
  }

  var connects: [String] {
    effects.compactMap { if case .connection(.connect(let endpoint)) = $0 { endpoint } else { nil } }
  }

  var disconnects: [ErrorCode] {
    told.compactMap { if case .disconnected(let reason) = $0 { reason.code } else { nil } }
  }

  /// The code of the end, 0 for an end that was asked for; nil while there is none.
  var end: UInt16? {
    told.lazy.compactMap { if case .ended(let reason) = $0 { reason?.code.number ?? 0 } else { nil } }.first
  }

  var decided: [Decided] {
    told.flatMap { effect -> [Decided] in if case .decided(let decided) = effect { decided } else { [] } }
  }

  var failed: [UInt64: ErrorCode] {
    var failed: [UInt64: ErrorCode] = [:]
    for effect in told {
      switch effect {
      case .publishFailed(let ticket, let reason), .queryFailed(let ticket, let reason),
        .removalFailed(let ticket, let reason):
        failed[ticket] = reason.code
      default: continue
      }
    }
    return failed
  }

  /// Sequence numbers that reached the application.
  var delivered: [UInt64] {
    told.flatMap { effect -> [UInt64] in
      if case .delivered(_, _, let messages) = effect { messages.map(\.sequence.value) } else { [] }
    }
  }

  mutating func deliver(_ sequences: UInt64..., lane: Precedence = .routine, subscription: UInt32 = 1, size: Int = 10) {
    let deliveries = sequences.map {
      RecordedEnvelope(
        sequence: SequenceNumber($0), acceptedAt: 0,
        envelope: Envelope(document: [UInt8](repeating: 32, count: size)))
    }
    handle(.received(DeliverFrame(lane: lane, subscription: subscription, deliveries: deliveries).encoded()))
  }
}

extension PerLane {
  /// Deferred first.
  init(_ numbers: [UInt64]) { self.init(Lanes(inOrder: numbers)!) }
}

extension PublishFrame {
  var texts: [String] { envelopes.map { String(decoding: $0.document, as: UTF8.self) } }
}
