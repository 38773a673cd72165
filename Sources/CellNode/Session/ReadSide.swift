import CellSchema
import CellWire

/// The reading half of a session: its subscriptions, by number. A number stays the same in every session of the node.
struct ReadSide: Sendable {
  private var subscriptions: [UInt32: SubscriptionProgress] = [:]

  /// All numbers, lowest first.
  private var numbers: [UInt32] { subscriptions.keys.sorted() }

  func has(_ number: UInt32) -> Bool { subscriptions[number] != nil }

  /// Whether SUBSCRIBE was sent in this session.
  func isAsked(_ number: UInt32) -> Bool { subscriptions[number]?.isAsked == true }

  // MARK: subscribing

  mutating func add(_ number: UInt32, _ request: SubscriptionRequest) {
    precondition(subscriptions[number] == nil, "a subscription's number is used once")
    subscriptions[number] = SubscriptionProgress(number: number, request: request)
  }

  /// - Returns: false if there was no such subscription.
  mutating func remove(_ number: UInt32) -> Bool { subscriptions.removeValue(forKey: number) != nil }

  /// - Returns: the numbers of the subscriptions under the durable name.
  mutating func removeAll(named name: DurableName) -> [UInt32] {
    let gone = numbers.filter { subscriptions[$0]?.request.durable == name }
    for number in gone { subscriptions[number] = nil }
    return gone
  }

  mutating func removeAll() -> [UInt32] {
    defer { subscriptions = [:] }
    return numbers
  }

  mutating func subscribe(_ number: UInt32) -> Subscribe? { subscriptions[number]?.subscribe() }

  /// The SUBSCRIBE of every subscription, for a new session.
  mutating func subscribeAll() -> [Subscribe] { numbers.compactMap { subscriptions[$0]?.subscribe() } }

  /// The broker registered a subscription.
  ///
  /// - Returns: where the subscription began; nil if it was given up meanwhile.
  mutating func subscribed(_ number: UInt32, _ answer: Subscribed, head: SequenceNumber) -> Lanes<SequenceNumber>? {
    subscriptions[number]?.subscribed(answer, head: head)
  }

  mutating func retryLater(_ number: UInt32, at now: Milliseconds) { subscriptions[number]?.retryLater(at: now) }

  mutating func sessionLost() {
    for number in subscriptions.keys { subscriptions[number]?.sessionLost() }
  }

  // MARK: delivery and credit

  /// The messages of a DELIVER that are new.
  ///
  /// - Throws: `protocol-violated` if the frame goes beyond the credit.
  mutating func deliver(_ frame: DeliverFrame, at now: Milliseconds) throws(Refusal) -> [RecordedEnvelope] {
    try subscriptions[frame.subscription]?.deliver(frame, at: now) ?? []
  }

  mutating func consumed(_ number: UInt32, messages: Int, bytes: Int) {
    subscriptions[number]?.consumed(messages: messages, bytes: bytes)
  }

  mutating func takeCredit(_ number: UInt32) -> Credit? { subscriptions[number]?.takeCredit() }

  // MARK: acknowledging

  mutating func acknowledge(
    _ number: UInt32, _ upTo: Lanes<SequenceNumber>, _ asides: [AsideMark], at now: Milliseconds
  ) {
    subscriptions[number]?.acknowledge(upTo, asides, at: now)
  }

  /// Takes the ACKs that are due: one, or more if there are more asides than one ACK carries. They count as sent.
  mutating func takeAcknowledgements(_ number: UInt32, at now: Milliseconds) -> [Acknowledge] {
    var owed: [Acknowledge] = []
    while let next = subscriptions[number]?.takeAcknowledgement(at: now) { owed.append(next) }
    return owed
  }

  mutating func takeAcknowledgements(at now: Milliseconds) -> [Acknowledge] {
    numbers.flatMap { takeAcknowledgements($0, at: now) }
  }

  // MARK: time

  var nextDeadline: Milliseconds? {
    var next = Milliseconds.max
    for progress in subscriptions.values {
      next = min(next, progress.acknowledgementDue ?? .max, progress.retryAt ?? .max)
    }
    return next == .max ? nil : next
  }

  /// The subscriptions whose ACK, or whose SUBSCRIBE, is due.
  func due(at now: Milliseconds) -> [(number: UInt32, acknowledges: Bool, subscribes: Bool)] {
    guard let next = nextDeadline, next <= now else { return [] }
    return numbers.compactMap { number in
      guard let progress = subscriptions[number] else { return nil }
      let acknowledges = progress.acknowledgementDue.map { $0 <= now } ?? false
      let subscribes = progress.retryAt.map { $0 <= now } ?? false
      return acknowledges || subscribes ? (number, acknowledges, subscribes) : nil
    }
  }
}
