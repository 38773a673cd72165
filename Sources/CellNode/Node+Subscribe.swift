public import CellSchema
import Synchronization

/// Where a subscription begins. The stored place of a durable name beats all but a place.
public enum SubscriptionStart: Hashable, Sendable {
  /// With what is accepted from now on.
  case now
  /// With the first message of the record.
  case beginning
  /// Behind a sequence number.
  case after(UInt64)
  /// Behind the place that a reader keeps with its own state. It beats the stored place of a durable name.
  case place(ReadingPlace)
}

/// What happens to a message whose body is not of the type that a subscription reads.
public enum UndecodablePolicy: Hashable, Sendable {
  /// The reading throws `undecodable`, so that nobody misses it. Reading on goes on behind it, and to acknowledge a
  /// later message counts it as done.
  case throwing
  /// It is set aside, with an event and with a note at the broker, and reading goes on.
  case settingAside
}

/// In which order a subscription delivers.
public enum DeliveryOrder: Hashable, Sendable {
  /// Within a precedence the record's order; a higher precedence overtakes.
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
  ///   - durable: a name under which the broker keeps the filter and how far this node is done; up to 64 letters, digits,
  ///     dots, underscores and hyphens. What was not acknowledged is delivered again to the next process, never twice to
  ///     this one.
  ///   - start: where to begin; a durable name's place beats it.
  ///   - since: leave out what was accepted before.
  ///   - senders: participants or nodes; everybody where it is nil.
  ///   - natures: all where it is nil.
  ///   - undecodable: what happens to a message whose body does not decode.
  /// - Misuse: a durable name is read by one session at a time. A newer one takes it over, and this node ends with
  ///   `superseded`.
  /// - Throws: while reading: see ``Subscription/Iterator/next(isolation:)``. A refusal such as `durable-differs`,
  ///   `filter-too-long` or `too-many-subscriptions` comes there, too.
  public func subscribe<Body: Payload>(
    to type: Body.Type, durable: String? = nil, from start: SubscriptionStart = .now, since: Timestamp? = nil,
    senders: [Addressee]? = nil, natures: [Nature]? = nil, order: DeliveryOrder = .precedence,
    undecodable: UndecodablePolicy = .throwing
  ) -> Subscription<Received<Body>> {
    let source = core.subscribe(
      types: [Body.messageType.description], durable: durable, from: start, since: since, senders: senders,
      natures: natures, order: order)
    return Subscription(source) { message throws(NodeError) -> Received<Body>? in
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
  /// - Parameter types: types, systems such as `verification.*`, or `*`; at most ``Limits/filterTypes``, and of senders
  ///   at most ``Limits/filterSenders``. The others are as in
  ///   ``subscribe(to:durable:from:since:senders:natures:order:)``.
  public func subscribe(
    types: [String] = ["*"], durable: String? = nil, from start: SubscriptionStart = .now, since: Timestamp? = nil,
    senders: [Addressee]? = nil, natures: [Nature]? = nil, order: DeliveryOrder = .precedence
  ) -> Subscription<ReceivedMessage> {
    let source = core.subscribe(
      types: types, durable: durable, from: start, since: since, senders: senders, natures: natures, order: order)
    return Subscription(source) { message throws(NodeError) in message }
  }
}

extension NodeCore {
  func subscribe(
    types: [String], durable: String?, from start: SubscriptionStart, since: Timestamp?, senders: [Addressee]?,
    natures: [Nature]?, order: DeliveryOrder
  ) -> SubscriptionSource {
    var cursors: PerLane?
    if case .place(let place) = start { cursors = PerLane((0..<Lane.count).map { place.lanes[$0] ?? 0 }) }
    let after: UInt64? =
      switch start {
      case .now, .place: nil
      case .beginning: 0
      case .after(let sequence): sequence
      }
    let name = durable.flatMap { DurableName($0) }
    let request = SubscriptionRequest(
      types: types.map { TypePattern($0) }, senders: senders, natures: natures,
      order: order == .record ? .record : .lane, after: after, cursors: cursors, since: since, durable: name,
      credit: CreditPlan(messages: options.creditMessages, bytes: options.creditBytes))
    let (queue, problem) = state.withLock { state -> (SubscriptionQueue, NodeError?) in
      state.lastSubscription += 1
      let queue = SubscriptionQueue(number: state.lastSubscription, request: request)
      if durable != nil, name == nil {
        return (
          queue,
          NodeError(
            .badFilter, at: "/durable", "a durable name has 1 to 64 letters, digits, dots, underscores, hyphens")
        )
      }
      do throws(Refusal) { try request.check() } catch { return (queue, NodeError(error)) }
      if case .ended(let error) = state.phase { return (queue, error ?? .closed) }
      state.subscriptions[queue.number] = queue
      return (queue, nil)
    }
    if let problem { queue.end(problem) } else { post(.subscribe(queue.number, request)) }
    return SubscriptionSource(queue, self)
  }

  func end(_ queue: SubscriptionQueue) {
    let isOpen = state.withLock { $0.subscriptions.removeValue(forKey: queue.number) != nil }
    queue.end(nil)
    if isOpen { post(.unsubscribe(queue.number)) }
  }

  func acknowledge(_ queue: SubscriptionQueue, lane: Int, _ sequence: UInt64) throws(NodeError) {
    try expectOpen(queue)
    guard queue.acknowledge(lane: lane, sequence) else { return }
    try Hub.running().post(.acknowledge(self, queue))
  }

  func setAside(
    _ queue: SubscriptionQueue, _ item: SubscriptionQueue.Item, id: MessageID?, _ reason: String
  ) throws(NodeError) {
    try expectOpen(queue)
    let sequence = item.message.sequence
    tell(.setAside(subscription: queue.name, sequence: sequence, id: id, reason: reason))
    guard queue.setAside(lane: item.lane, sequence, reason) else { return }
    try Hub.running().post(.acknowledge(self, queue))
  }

  func expectOpen(_ queue: SubscriptionQueue) throws(NodeError) {
    guard state.withLock({ $0.subscriptions[queue.number] === queue }) else {
      throw NodeError(.nodeClosed, "the subscription is over")
    }
  }
}
