import CellSchema
import CellWire

/// How far one subscription has come, through all the sessions of a node.
///
/// Three promises are kept. The broker never has more credit than there is room in the local queue. A message that
/// reached the queue once never reaches it again, whatever the broker repeats after a reconnect. An acknowledgement is
/// sent only up to what this session delivered or the broker's cursor has passed, which is all that the broker accepts.
struct SubscriptionProgress: Sendable {
  let number: UInt32
  let request: SubscriptionRequest
  /// By lane, the highest sequence number that reached the local queue.
  private var received = Lanes(repeating: SequenceNumber.none)
  /// Where the subscription began, once the broker has said so.
  private(set) var start: Lanes<SequenceNumber>?
  /// By lane, up to where the application is done.
  private var done = Lanes(repeating: SequenceNumber.none)
  private var asides = Asides()
  /// Messages, and their bytes, in the local queue.
  private var waitingMessages = 0
  private var waitingBytes = 0
  private var consumedMessages = 0
  private var consumedBytes = 0
  private var session = Session()
  /// When SUBSCRIBE is sent again, after a refusal that may pass.
  private(set) var retryAt: Milliseconds?
  private var retries = 0
  private var lastAcknowledged: Milliseconds = .min
  private(set) var acknowledgementDue: Milliseconds?

  /// Counts since the last SUBSCRIBE.
  private struct Session: Sendable {
    var isAsked = false
    var grantedMessages = 0
    var grantedBytes = 0
    var deliveredMessages = 0
    var deliveredBytes = 0
    /// The highest sequence number that this session delivered, or the broker's cursor if that is higher.
    var reached = Lanes(repeating: SequenceNumber.none)
    var acknowledged = Lanes(repeating: SequenceNumber.none)
  }

  /// The least time between two ACKs of one subscription.
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
      natures: request.natures, own: request.includesOwn ? true : nil,
      order: request.order == .lane ? nil : request.order,
      after: cursors == nil ? resumeAfter.map { WireNumber($0.value) } : nil, cursors: cursors, since: request.since,
      until: request.until.map { WireNumber($0.value) }, durable: request.durable,
      messages: WireNumber(session.grantedMessages), bytes: WireNumber(session.grantedBytes),
      reservedMessages: WireNumber(request.credit.reservedMessages),
      reservedBytes: WireNumber(request.credit.reservedBytes))
  }

  /// The sequence number after which a new session goes on. A durable name's place at the broker takes precedence.
  ///
  /// SUBSCRIBE has one `after` for all lanes, and a lane from which nothing came may still have messages from the start
  /// on: the lowest of the lanes' places is asked for, and messages that come twice are dropped here.
  private var resumeAfter: SequenceNumber? {
    guard let start else { return request.after }
    switch request.order {
    case .record: return max(received.greatest, start.elements.min() ?? .none)
    case .lane: return reached(from: start).elements.min()
    }
  }

  /// The places by lane from which a reader that brought its own place goes on. Under a durable name the broker has
  /// that place by now, and moves it as messages are acknowledged: messages that were only received must not move it.
  private var resumeCursors: PerLane? {
    guard let start else { return request.cursors }
    guard request.cursors != nil, request.durable == nil, request.order == .lane else { return nil }
    return PerLane(reached(from: start))
  }

  private func reached(from start: Lanes<SequenceNumber>) -> Lanes<SequenceNumber> {
    Lanes { max(received[$0], start[$0]) }
  }

  /// - Returns: where the subscription began.
  mutating func subscribed(_ answer: Subscribed, head: SequenceNumber) -> Lanes<SequenceNumber> {
    retries = 0
    let cursors = Lanes<SequenceNumber?> { lane in answer.cursors?[lane].map { SequenceNumber($0) } }
    let done = cursors.map { $0 ?? SequenceNumber.none }
    if answer.resumed == true { asides.begin(done) } else { asides.begin() }
    for lane in Precedence.lanes {
      session.reached[lane] = max(session.reached[lane], done[lane])
      session.acknowledged[lane] = max(session.acknowledged[lane], done[lane])
    }
    let start = start ?? cursors.map { $0 ?? request.after ?? head }
    self.start = start
    return start
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

  /// The messages of a DELIVER that are new.
  ///
  /// - Throws: `protocol-violated` if the frame goes beyond the credit.
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
    if hasAcknowledgement || hasAside { planAcknowledgement(at: now) }
    return fresh
  }

  mutating func consumed(messages: Int, bytes: Int) {
    waitingMessages -= messages
    waitingBytes -= bytes
    consumedMessages += messages
    consumedBytes += bytes
  }

  /// The new credit totals, if half of the credit was consumed since the last ones.
  mutating func takeCredit() -> Credit? {
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

  mutating func acknowledge(_ upTo: Lanes<SequenceNumber>, _ asides: [AsideMark], at now: Milliseconds) {
    if request.durable != nil { self.asides.add(asides) }
    for lane in Precedence.lanes { done[lane] = max(done[lane], min(upTo[lane], received[lane])) }
    if hasAcknowledgement || hasAside { planAcknowledgement(at: now) }
  }

  private var hasAside: Bool { request.durable != nil && session.isAsked && asides.isDue(covered) }

  /// Up to where the broker accepts an ACK of a lane.
  private func acknowledgeable(_ lane: Precedence) -> SequenceNumber { min(done[lane], session.reached[lane]) }

  /// Up to where an ACK covers a lane: in record order, an ACK of any lane covers the messages before it in all lanes.
  private func covered(_ lane: Precedence) -> SequenceNumber {
    switch request.order {
    case .lane: acknowledgeable(lane)
    case .record: Lanes(acknowledgeable).greatest
    }
  }

  /// Plans an ACK: at once, but not more often than every ten milliseconds.
  private mutating func planAcknowledgement(at now: Milliseconds) {
    guard acknowledgementDue == nil else { return }
    acknowledgementDue =
      lastAcknowledged == .min ? now : max(now, lastAcknowledged + Self.acknowledgementInterval)
  }

  /// Takes the next ACK that is due, if there is one; it counts as sent.
  mutating func takeAcknowledgement(at now: Milliseconds) -> Acknowledge? {
    acknowledgementDue = nil
    guard hasAcknowledgement || hasAside else { return nil }
    let due = asides.take(covered)
    var upTo = PerLane()
    for lane in Precedence.lanes {
      // The place stays in front of asides that are not sent yet: this ACK may be the last that arrives, and passed
      // asides count as told.
      let untold = asides.lowest(lane: request.order == .record ? nil : lane, covered)
      let sequence = min(acknowledgeable(lane), untold?.previous ?? done[lane])
      guard sequence > session.acknowledged[lane] else { continue }
      upTo[lane] = sequence.value
      session.acknowledged[lane] = sequence
    }
    lastAcknowledged = now
    return Acknowledge(
      subscription: WireNumber(UInt64(number)), upTo: upTo, aside: due.isEmpty ? nil : due.map(\.aside))
  }

  private var hasAcknowledgement: Bool {
    guard request.durable != nil, session.isAsked else { return false }
    return Precedence.lanes.contains { acknowledgeable($0) > session.acknowledged[$0] }
  }
}
