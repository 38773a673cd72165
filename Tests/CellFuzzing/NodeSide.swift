import CellNode
import CellSchema
import CellTestSupport
import CellWire

/// Frames before a node's session: before WELCOME, after it, and in a session that has read whatever came before.
struct NodeSide {
  private static let greeting = session(isWelcome: false)
  private static let open = session(isWelcome: true)

  private var session = Self.open
  private var now: Milliseconds = 2_000
  private(set) var counts: [String: Int] = [:]

  private static func session(isWelcome: Bool) -> NodeSession {
    var session = NodeSession(
      settings: NodeSession.Settings(
        cell: Fixture.cell, nature: .operation, client: "fuzz/1", endpoints: ["tcp://127.0.0.1:1", "tcp://127.0.0.1:2"]),
      outbox: MemoryOutbox(stream: FrameSamples.stream, messages: 1_000, bytes: 1_000_000), seed: 1)
    var effects: [SessionEffect] = []
    var events: [SessionEvent] = [.open, .connected]
    for (ticket, lane) in [Precedence.routine, .routine, .routine, .routine, .flash, .flash].enumerated() {
      let envelope = Envelope(document: [UInt8](repeating: 0x20, count: 200))
      events.append(.publish([OutboxEntry(envelope: envelope, ticket: UInt64(ticket + 1))], lane: lane))
    }
    events.append(.subscribe(1, SubscriptionRequest(types: [TypePattern("*")], durable: DurableName("watch"))))
    events.append(.subscribe(2, SubscriptionRequest(types: [TypePattern("*")], order: .record, after: 0)))
    events.append(.query(ticket: 90, .status))
    events.append(.remove(ticket: 91, number: 4, .sample))
    if isWelcome {
      let limits = Welcome.Limits(
        document: 65_536, frame: 131_072, windowMessages: 64, windowBytes: 400_000, subscriptions: 64)
      let welcome = Welcome(
        cell: Fixture.cell, node: "FRA.CELL-1", session: 1, time: Timestamp(microseconds: Fixture.start), head: 100,
        charter: "fixture", next: nil, serial: 0, limits: limits, heartbeatInterval: 5_000, heartbeatTimeout: 30_000)
      events.append(.received(ControlCodec.encode(welcome)))
      for number in [1, 2] as [WireNumber] {
        events.append(.received(ControlCodec.encode(Subscribed(subscription: number, cursors: PerLane()))))
      }
    }
    for event in events { session.handle(event, at: 1_000, into: &effects) }
    while isWelcome, session.sendNext(at: 1_000, into: &effects) { continue }
    return session
  }

  mutating func problem(with frame: [UInt8], _ reading: FrameDecoders.Reading, number: Int) -> String? {
    switch number % 4 {
    case 0:
      var fresh = Self.greeting
      var clock: Milliseconds = 2_000
      return Self.problem(with: frame, reading, &fresh, &clock).problem
    case 1:
      var fresh = Self.open
      var clock: Milliseconds = 2_000
      return Self.problem(with: frame, reading, &fresh, &clock).problem
    default:
      let (isOver, problem) = Self.problem(with: frame, reading, &session, &now)
      if isOver {
        counts["node's sessions ended", default: 0] += 1
        session = number % 8 < 4 ? Self.open : Self.greeting
        now = 2_000
      }
      return problem
    }
  }

  /// - Returns: whether the session is lost or over.
  private static func problem(
    with frame: [UInt8], _ reading: FrameDecoders.Reading, _ session: inout NodeSession, _ now: inout Milliseconds
  ) -> (isOver: Bool, problem: String?) {
    var effects: [SessionEffect] = []
    now += 7
    session.handle(.received(frame), at: now, into: &effects)
    if reading == .refused, let told = effects.lazy.compactMap(result).first {
      return (true, "a frame that no decoder reads is acted upon: \(told)")
    }
    var isOver =
      session.isOver
      || effects.contains { effect in
        switch effect {
        case .node(.disconnected), .node(.ended): true
        case .node, .connection: false
        }
      }
    for effect in effects {
      guard case .node(.delivered(let subscription, let lane, let messages)) = effect, let last = messages.last else {
        continue
      }
      let bytes = messages.reduce(0) { $0 + $1.encodedCount }
      session.handle(.consumed(subscription, messages: messages.count, bytes: bytes), at: now, into: &effects)
      var done = Lanes(repeating: SequenceNumber.none)
      done[lane] = last.sequence
      session.handle(.acknowledge(subscription, done), at: now, into: &effects)
    }
    var turns = 0
    while session.sendNext(at: now, into: &effects) {
      turns += 1
      if turns > 1_000 { return (true, "a session sends without end") }
    }
    // A session that is due again at once would keep its loop busy.
    turns = 0
    while let due = session.nextDeadline, due <= now {
      session.handle(.tick, at: now, into: &effects)
      turns += 1
      if turns > 50 { return (true, "a session is due again at once, for ever") }
    }
    if let due = session.nextDeadline, session.isOver == false, due > now + 1_000_000_000_000_000 {
      isOver = true
    }
    return (isOver || session.isOver, nil)
  }

  /// What a session does because it has read something.
  private static func result(_ effect: SessionEffect) -> String? {
    switch effect {
    case .node(.welcomed): "welcomed"
    case .node(.decided): "decided"
    case .node(.checkpoint): "checkpoint"
    case .node(.subscribed): "subscribed"
    case .node(.delivered): "delivered"
    case .node(.answered): "answered"
    case .node(.removed): "removed"
    case .node(.parked): "parked"
    case .node(.disconnected), .node(.ended), .node(.reported), .node(.publishFailed), .node(.subscriptionEnded),
      .node(.queryFailed), .node(.removalFailed), .connection:
      nil
    }
  }
}
