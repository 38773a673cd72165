public import CellSchema
import CellWire

/// Where a subscription begins. The stored place of a durable name takes precedence over all cases but ``place(_:)``.
public enum SubscriptionStart: Hashable, Sendable {
  /// With messages accepted from now on.
  case now
  /// With the first message of the record.
  case beginning
  /// Behind a sequence number.
  case after(UInt64)
  /// Behind the place that a reader keeps with its own state. Takes precedence over the stored place of a durable name.
  case place(ReadingPlace)
}

/// What happens to a message whose body is not of the type that a subscription reads.
public enum UndecodablePolicy: Hashable, Sendable {
  /// Reading throws `undecodable`, so that the message is not missed. Reading again goes on behind the message, and
  /// acknowledging a later message counts it as done.
  case throwing
  /// The message is set aside, with an event and with a note at the broker, and reading goes on.
  case settingAside
}

/// The order in which a subscription delivers.
public enum DeliveryOrder: Hashable, Sendable {
  /// The record's order within a precedence; a higher precedence overtakes.
  case precedence
  /// The record's order throughout, for a reader that builds state.
  case record
}

extension Node {
  /// Reads one type of message.
  ///
  /// ```swift
  /// for try await finding in node.subscribe(to: Finding.self, durable: "watch") {
  ///   print(finding.sentAt.dtg, finding.from, finding.body.outcome)
  ///   try finding.acknowledge()
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - durable: a name under which the broker keeps the filter and this node's place: up to 64 letters, digits, dots,
  ///     underscores and hyphens. Messages that were not acknowledged are delivered again to the next process, never
  ///     twice to this one.
  ///   - start: where to begin; the stored place of a durable name takes precedence.
  ///   - since: leave out messages accepted before this time.
  ///   - senders: the participants or nodes whose messages to read; nil: all.
  ///   - natures: the natures to read; nil: all.
  ///   - order: the order of delivery.
  ///   - undecodable: what happens to a message whose body cannot be decoded.
  /// - Misuse: a durable name is read by one session at a time. A newer session takes the name over, and this node ends
  ///   with `superseded`.
  /// - Throws: while reading: see ``Subscription/Iterator/next(isolation:)``. The broker's refusal, such as
  ///   `durable-differs`, `filter-too-long` or `too-many-subscriptions`, is thrown there, too.
  public func subscribe<Body: Payload>(
    to type: Body.Type, durable: String? = nil, from start: SubscriptionStart = .now, since: Timestamp? = nil,
    senders: [Addressee]? = nil, natures: [Nature]? = nil, order: DeliveryOrder = .precedence,
    undecodable: UndecodablePolicy = .throwing
  ) -> Subscription<Received<Body>> {
    let shared = shared(
      types: [Body.messageType.description], durable: durable, from: start, since: since, senders: senders,
      natures: natures, order: order)
    return Subscription(shared) { message throws(NodeError) -> Received<Body>? in
      do throws(NodeError) {
        return try Received(message)
      } catch {
        guard undecodable == .settingAside else { throw error }
        try message.setAside(error.detail)
        return nil
      }
    }
  }

  /// Reads messages of several types.
  ///
  /// - Parameters:
  ///   - until: the last sequence number to read: the subscription then ends by itself. Only in record order and without
  ///     a durable name.
  ///   - includesOwn: read what this node itself sent as well, where it does not address itself.
  ///   - types: types, systems such as `verification.*`, or `*`; at most ``Limits/filterTypes``. At most
  ///     ``Limits/filterSenders`` senders. The other parameters are those of
  ///     ``subscribe(to:durable:from:since:senders:natures:order:undecodable:)``.
  public func subscribe(
    types: [String] = ["*"], durable: String? = nil, from start: SubscriptionStart = .now, until: UInt64? = nil,
    since: Timestamp? = nil, senders: [Addressee]? = nil, natures: [Nature]? = nil, includesOwn: Bool = false,
    order: DeliveryOrder = .precedence
  ) -> Subscription<ReceivedMessage> {
    let shared = shared(
      types: types, durable: durable, from: start, until: until, since: since, senders: senders, natures: natures,
      includesOwn: includesOwn, order: order)
    return Subscription(shared) { message throws(NodeError) in message }
  }
}

extension Node {
  private func shared(
    types: [String], durable: String?, from start: SubscriptionStart, until: UInt64? = nil, since: Timestamp?,
    senders: [Addressee]?, natures: [Nature]?, includesOwn: Bool = false, order: DeliveryOrder
  ) -> SharedSubscription {
    let name = durable.flatMap { DurableName($0) }
    let request = SubscriptionRequest(
      types: types.map { TypePattern($0) }, senders: senders, natures: natures,
      includesOwn: includesOwn, order: order == .record ? .record : .lane, after: start.after, cursors: start.cursors,
      since: since,
      until: until.map { SequenceNumber($0) }, durable: name,
      credit: CreditPlan(messages: core.options.creditMessages, bytes: core.options.creditBytes))
    return core.subscribe(request, durable != nil && name == nil ? .badDurableName : nil)
  }
}

extension SubscriptionStart {
  fileprivate var after: SequenceNumber? {
    switch self {
    case .now, .place: nil
    case .beginning: SequenceNumber.none
    case .after(let sequence): SequenceNumber(sequence)
    }
  }

  fileprivate var cursors: PerLane? {
    switch self {
    case .now, .beginning, .after: nil
    case .place(let place): PerLane(Lanes { place[$0] })
    }
  }
}
