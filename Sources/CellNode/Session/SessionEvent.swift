package import CellSchema

/// Milliseconds of a clock that never goes back.
package typealias Milliseconds = Int64

/// What happens to a session.
package enum SessionEvent: Sendable {
  // MARK: the connection
  /// Start to connect, and keep connected from now on.
  case open
  /// Finish what is queued within that time, then leave.
  case close(within: Milliseconds)
  /// The handshake of the connection that ``SessionEffect/connect(endpoint:)`` asked for is done.
  case connected
  /// That connection did not come about, or broke.
  case connectionLost(Refusal)
  case received([UInt8])
  /// The connection takes another frame: the next PUBLISH may go out.
  case roomToSend
  /// Time has come to ``NodeSession/nextDeadline``.
  case tick

  // MARK: the application
  case publish(OutboxEntry, lane: Int)
  case subscribe(UInt32, SubscriptionRequest)
  case unsubscribe(UInt32)
  /// Everything of the subscription up to and with these sequence numbers is done; these among it were set aside.
  case acknowledge(UInt32, PerLane, [AsideMark] = [])
  /// The application took so much out of the subscription's queue.
  case consumed(UInt32, messages: Int, bytes: Int)
  case query(ticket: UInt64, Query.Question)
  /// Remove a durable name and its place; the number is a new one of the subscriptions' count.
  case remove(ticket: UInt64, number: UInt32, DurableName)
}

/// A message that the application goes on without.
package struct AsideMark: Sendable, Equatable {
  package var lane: Int
  package var aside: Acknowledge.Aside

  package init(lane: Int, aside: Acknowledge.Aside) {
    self.lane = lane
    self.aside = aside
  }
}

/// What a subscription asks for, for as long as the node runs.
package struct SubscriptionRequest: Sendable, Equatable {
  package var types: [TypePattern]
  package var senders: [Addressee]?
  package var natures: [Nature]?
  package var order: Subscribe.Order
  /// Deliver what follows this sequence number; nil: what is accepted from now on.
  package var after: UInt64?
  /// The same lane by lane; it beats the stored place of a durable name.
  package var cursors: PerLane?
  package var since: Timestamp?
  package var durable: DurableName?
  package var credit: CreditPlan

  package init(
    types: [TypePattern], senders: [Addressee]? = nil, natures: [Nature]? = nil, order: Subscribe.Order = .lane,
    after: UInt64? = nil, cursors: PerLane? = nil, since: Timestamp? = nil, durable: DurableName? = nil,
    credit: CreditPlan = CreditPlan()
  ) {
    self.types = types
    self.senders = senders
    self.natures = natures
    self.order = order
    self.after = after
    self.cursors = cursors
    self.since = since
    self.durable = durable
    self.credit = credit
  }

  /// - Throws: what the broker would refuse whatever its rules and its record are. It could not read a command with an
  ///   ill-formed pattern at all, nor say whose it was, and would cut the connection at one that is too long.
  func check() throws(Refusal) {
    try expectShortLists(types: types, senders: senders, natures: natures)
    for (place, pattern) in types.enumerated() where !pattern.isWellFormed {
      throw Refusal(
        .badFilter, at: "/types/\(place)", "\"\(pattern.text.prefix(64))\" is no pattern: a type, verification.*, or *")
    }
  }
}
