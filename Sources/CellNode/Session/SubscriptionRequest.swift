package import CellSchema
package import CellWire

/// What a subscription asks for, in every session of the node.
package struct SubscriptionRequest: Sendable, Equatable {
  package var types: [TypePattern]
  package var senders: [Addressee]?
  package var natures: [Nature]?
  /// Whether what the node itself sent is delivered too, where it is not addressed.
  package var includesOwn: Bool
  package var order: Subscribe.Order
  /// Deliver messages after this sequence number; nil: those accepted from now on.
  package var after: SequenceNumber?
  /// By lane, deliver messages after this sequence number; takes precedence over the stored place of a durable name.
  package var cursors: PerLane?
  package var since: Timestamp?
  /// End with this sequence number.
  package var until: SequenceNumber?
  package var durable: DurableName?
  package var credit: CreditPlan

  package init(
    types: [TypePattern], senders: [Addressee]? = nil, natures: [Nature]? = nil, includesOwn: Bool = false,
    order: Subscribe.Order = .lane,
    after: SequenceNumber? = nil, cursors: PerLane? = nil, since: Timestamp? = nil, until: SequenceNumber? = nil,
    durable: DurableName? = nil,
    credit: CreditPlan = CreditPlan()
  ) {
    self.types = types
    self.senders = senders
    self.natures = natures
    self.includesOwn = includesOwn
    self.order = order
    self.after = after
    self.cursors = cursors
    self.since = since
    self.until = until
    self.durable = durable
    self.credit = credit
  }

  /// Checks the request before the broker is asked.
  ///
  /// - Throws: the refusal that the broker would give whatever its rules and its record are. The broker could not even
  ///   read a command with an ill-formed pattern, nor say whose it was, and would cut the connection at one that is too
  ///   long.
  func check() throws(Refusal) {
    try expectShortLists(types: types, senders: senders, natures: natures)
    for (place, pattern) in types.enumerated() where !pattern.isWellFormed {
      throw Refusal(
        .badFilter, at: "/types/\(place)", "\"\(pattern.text.prefix(64))\" is no pattern: a type, verification.*, or *")
    }
  }
}
