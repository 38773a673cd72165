import CellSchema

/// The receiving half of a session: one subscription, through all the sessions of a node.
///
/// It keeps three promises. The broker never has more credit than there is room in the local queue. What reached that
/// queue once never reaches it again, whatever the broker repeats after a reconnect. And an acknowledgement is sent
/// only of what this very session delivered or the broker's cursor has passed, which is all that the broker accepts.
struct Reading: Sendable {
  let number: UInt32
  let request: SubscriptionRequest
  /// The highest sequence number that reached the local queue, lane by lane.
  private var received = LaneNumbers()
  /// Where the subscription began, once the broker has said so.
  private var start: LaneNumbers?
  /// What the application is done with.
  private var handled = LaneNumbers()
  private var asides = Asides()
  /// In the local queue.
  private var waitingMessages = 0
  private var waitingBytes = 0
  private var consumedMessages = 0
  private var consumedBytes = 0
  private var session = Session()
  /// SUBSCRIBE is sent again at this time: the broker was not ready for it.
  var retryAt: Milliseconds?
  private var retries = 0
  private var lastAcknowledged: Milliseconds = .min
  private(set) var acknowledgementDue: Milliseconds?

  /// What counts since the last SUBSCRIBE.
  private struct Session: Sendable {
    var isAsked = false
    var grantedMessages = 0
    var grantedBytes = 0
    var deliveredMessages = 0
    var deliveredBytes = 0
    /// The highest that this session delivered, or the broker's cursor where that is higher.
    var reached = LaneNumbers()
    var acknowledged = LaneNumbers()
  }

  /// ACK frames of one subscription are at least so far apart.
  static let acknowledgementInterval: Milliseconds = 10

  init(number: UInt32, request: SubscriptionRequest) {
    self.number = number
    self.request = request
  }

  var isAsked: Bool { session.isAsked }

  // MARK: subscribing

  mutating func subscribe() -> Subscribe {
    session = Session()
    session.isAsked = true
    retryAt = nil
    session.grantedMessages = request.credit.messages - waitingMessages
    session.grantedBytes = max(0, request.credit.bytes - waitingBytes)
    consumedMessages = 0
    consumedBytes = 0
    asides.begin()
    let cursors = resumeCursors
    return Subscribe(
      subscription: WireNumber(UInt64(number)), types: request.types, senders: request.senders,
      natures: request.natures, order: request.order == .lane ? nil : request.order,
      after: cursors == nil ? resumeAfter.map { WireNumber($0) } : nil, cursors: cursors, since: request.since,
      durable: request.durable,
      messages: WireNumber(session.grantedMessages), bytes: WireNumber(session.grantedBytes),
      reservedMessages: WireNumber(request.credit.reservedMessages),
      reservedBytes: WireNumber(request.credit.reservedBytes))
  }

  /// Where to go on. A durable name's place, which the broker keeps, beats it.
  ///
  /// SUBSCRIBE has one number for all lanes, and a lane that nothing came from may still hold something from the start
  /// on: the lowest of the lanes' places is asked for, and what comes twice is dropped here.
  private var resumeAfter: UInt64? {
    guard let start else { return request.after }
    if request.order == .record { return max(received.greatest, start.least) }
    return (0..<Lane.count).map { max(received[$0], start[$0]) }.min()
  }

  /// A reader that brought its own place goes on lane by lane. Under a durable name the broker has that place by now,
  /// and keeps it in step with what is acknowledged: what was only received must not move it.
  private var resumeCursors: PerLane? {
    guard let start else { return request.cursors }
    guard request.cursors != nil, request.durable == nil, request.order == .lane else { return nil }
    return PerLane((0..<Lane.count).map { max(received[$0], start[$0]) })
  }

  /// Where the subscription began.
  var startPlace: PerLane? { start.map { start in PerLane((0..<Lane.count).map { start[$0] }) } }

  mutating func subscribed(_ answer: Subscribed, head: UInt64) {
    retries = 0
    asides.begin(answer.resumed == true ? answer.cursors : nil)
    for lane in 0..<Lane.count {
      if let cursor = answer.cursors?[lane] {
        session.reached[lane] = max(session.reached[lane], cursor)
        session.acknowledged[lane] = max(session.acknowledged[lane], cursor)
      }
    }
    guard start == nil else { return }
    let fallback = request.after ?? head
    start = LaneNumbers((0..<Lane.count).map { answer.cursors?[$0] ?? fallback })
  }

  mutating func retryLater(at now: Milliseconds) {
    session.isAsked = false
    retryAt = now + min(Backoff.ceiling, Backoff.first << Milliseconds(min(retries, 10)))
    retries += 1
  }

  mutating func sessionLost() {
    session.isAsked = false
    retryAt = nil
    acknowledgementDue = nil
  }

  // MARK: delivery and credit

  /// What of a DELIVER is new.
  ///
  /// - Throws: `protocol-violated` where it goes beyond the credit.
  mutating func deliver(_ frame: DeliverFrame, at now: Milliseconds) throws(Refusal) -> [RecordedEnvelope] {
    var fresh: [RecordedEnvelope] = []
    fresh.reserveCapacity(frame.deliveries.count)
    for delivery in frame.deliveries {
      let size = delivery.encodedCount
      session.deliveredMessages += 1
      session.deliveredBytes += size
      session.reached[frame.lane] = max(session.reached[frame.lane], delivery.sequence)
      if delivery.sequence > received[frame.lane] {
        received[frame.lane] = delivery.sequence
        waitingMessages += 1
        waitingBytes += size
        fresh.append(delivery)
      } else {
        consumedMessages += 1
        consumedBytes += size
      }
    }
    guard session.deliveredMessages <= session.grantedMessages, session.deliveredBytes <= session.grantedBytes else {
      throw Refusal(
        .protocolViolated,
        "subscription \(number) got \(session.deliveredMessages) messages of \(session.deliveredBytes) bytes"
          + " for a credit of \(session.grantedMessages) of \(session.grantedBytes)")
    }
    if acknowledgement != nil || hasAside { planAcknowledgement(at: now) }
    return fresh
  }

  mutating func consumed(messages: Int, bytes: Int) {
    waitingMessages -= messages
    waitingBytes -= bytes
    consumedMessages += messages
    consumedBytes += bytes
  }

  /// New totals, when half of the credit was consumed since the last ones.
  mutating func credit() -> Credit? {
    guard session.isAsked,
      consumedMessages * 2 >= request.credit.messages || consumedBytes * 2 >= request.credit.bytes
    else { return nil }
    consumedMessages = 0
    consumedBytes = 0
    let messages = session.deliveredMessages + request.credit.messages - waitingMessages
    let bytes = session.deliveredBytes + max(0, request.credit.bytes - waitingBytes)
    session.grantedMessages = max(session.grantedMessages, messages)
    session.grantedBytes = max(session.grantedBytes, bytes)
    return Credit(
      subscription: WireNumber(UInt64(number)), messages: WireNumber(session.grantedMessages),
      bytes: WireNumber(session.grantedBytes))
  }

  // MARK: acknowledging

  mutating func acknowledge(_ upTo: PerLane, _ asides: [AsideMark] = [], at now: Milliseconds) {
    if request.durable != nil { self.asides.add(asides) }
    for lane in 0..<Lane.count {
      if let sequence = upTo[lane] { handled[lane] = max(handled[lane], min(sequence, received[lane])) }
    }
    if acknowledgement != nil || hasAside { planAcknowledgement(at: now) }
  }

  private var hasAside: Bool { request.durable != nil && session.isAsked && asides.isDue(covered) }

  /// The broker takes an ACK up to here.
  private func acknowledgeable(_ lane: Int) -> UInt64 { min(handled[lane], session.reached[lane]) }

  /// What an ACK up to there covers: in record order, that of any lane covers what stood before it in all.
  private func covered(_ lane: Int) -> UInt64 {
    request.order == .lane ? acknowledgeable(lane) : (0..<Lane.count).map(acknowledgeable).max()!
  }

  /// An ACK goes out at once, but not more often than every ten milliseconds.
  private mutating func planAcknowledgement(at now: Milliseconds) {
    guard acknowledgementDue == nil else { return }
    acknowledgementDue =
      lastAcknowledged == .min ? now : max(now, lastAcknowledged + Self.acknowledgementInterval)
  }

  /// The next ACK that is owed, if there is one; it counts as sent.
  mutating func takeAcknowledgement(at now: Milliseconds) -> Acknowledge? {
    acknowledgementDue = nil
    guard acknowledgement != nil || hasAside else { return nil }
    let due = asides.take(covered)
    var upTo = PerLane()
    for lane in 0..<Lane.count {
      // Whatever the place has passed counts as told, were this the last ACK that arrives.
      let untold = asides.lowest(lane: request.order == .record ? nil : lane, covered)
      let sequence = min(acknowledgeable(lane), untold.map { $0 - 1 } ?? .max)
      guard sequence > session.acknowledged[lane] else { continue }
      upTo[lane] = sequence
      session.acknowledged[lane] = sequence
    }
    lastAcknowledged = now
    return Acknowledge(
      subscription: WireNumber(UInt64(number)), upTo: upTo, aside: due.isEmpty ? nil : due.map(\.aside))
  }

  private var acknowledgement: PerLane? {
    guard request.durable != nil, session.isAsked else { return nil }
    var upTo = PerLane()
    for lane in 0..<Lane.count {
      let sequence = acknowledgeable(lane)
      if sequence > session.acknowledged[lane] { upTo[lane] = sequence }
    }
    return upTo == PerLane() ? nil : upTo
  }
}

/// A number for each lane, 0 for none.
struct LaneNumbers: Sendable, Equatable {
  private var numbers: InlineArray<6, UInt64> = .init(repeating: 0)

  init() {}

  init(_ values: [UInt64]) {
    for lane in 0..<Lane.count { numbers[lane] = values[lane] }
  }

  subscript(lane: Int) -> UInt64 {
    get { numbers[lane] }
    set { numbers[lane] = newValue }
  }

  var least: UInt64 { (0..<Lane.count).map { numbers[$0] }.min() ?? 0 }
  var greatest: UInt64 { (0..<Lane.count).map { numbers[$0] }.max() ?? 0 }

  static func == (left: Self, right: Self) -> Bool {
    (0..<Lane.count).allSatisfy { left.numbers[$0] == right.numbers[$0] }
  }
}
