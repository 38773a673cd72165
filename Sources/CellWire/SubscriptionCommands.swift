package import CellSchema

/// Asks for a part of the record, past and to come. Node to broker.
package struct Subscribe: ControlCommand, RuledObject {
  package static var command: Command { .subscribe }
  package static var fieldRules: [FieldRule] { [.atMostOne(["after", "cursors"])] }

  package enum Order: String, CaseIterable, SchemaLeaf {
    /// Record order within a lane; across lanes, the higher first.
    case lane
    /// Record order throughout, for a reader that builds state.
    case record
  }

  /// The session's own number for the subscription, used in DELIVER, ACK and CREDIT.
  package var subscription: WireNumber
  /// The type patterns; a message matches if one of them does.
  package var types: [TypePattern]
  /// The participants or nodes whose messages match; absent: all.
  package var senders: [Addressee]?
  /// The natures that match; absent: all.
  package var natures: [Nature]?
  /// Whether what the node itself sent is delivered too, where it is not addressed; absent: no.
  package var own: Bool?
  package var order: Order?
  /// Deliver messages after this sequence number; 0 is the beginning; absent: those accepted from now on.
  package var after: WireNumber?
  /// By lane, deliver messages after this sequence number, for a reader that keeps its place with its own state; a lane
  /// that is left out starts at the beginning. These cursors take precedence over the place stored under a durable
  /// name.
  package var cursors: PerLane?
  /// Deliver no message that was accepted before this time.
  package var since: Timestamp?
  /// Deliver nothing behind this sequence number: the subscription ends when the record has reached it. In record order
  /// and without a durable name alone.
  package var until: WireNumber?
  /// Keep filter and place under this name for the node. A place stored already takes precedence over `after`.
  package var durable: DurableName?
  /// How much may be delivered, as totals since SUBSCRIBE, and which part of it is reserved for immediate and above.
  package var messages: WireNumber
  package var bytes: WireNumber
  package var reservedMessages: WireNumber?
  package var reservedBytes: WireNumber?

  package init(
    subscription: WireNumber, types: [TypePattern], senders: [Addressee]? = nil, natures: [Nature]? = nil,
    own: Bool? = nil, order: Order? = nil, after: WireNumber? = nil, cursors: PerLane? = nil, since: Timestamp? = nil,
    until: WireNumber? = nil, durable: DurableName? = nil, messages: WireNumber, bytes: WireNumber,
    reservedMessages: WireNumber? = nil,
    reservedBytes: WireNumber? = nil
  ) {
    self.subscription = subscription
    self.types = types
    self.senders = senders
    self.natures = natures
    self.own = own
    self.order = order
    self.after = after
    self.cursors = cursors
    self.since = since
    self.until = until
    self.durable = durable
    self.messages = messages
    self.bytes = bytes
    self.reservedMessages = reservedMessages
    self.reservedBytes = reservedBytes
  }
}

/// Checks that each list of a subscription's filter is within its limit, repeats counted.
///
/// - Throws: ``ErrorCode/filterTooLong`` with the list's place.
package func expectShortLists(types: [TypePattern], senders: [Addressee]?, natures: [Nature]?) throws(Refusal) {
  func expect(_ count: Int, atMost limit: Int, _ what: String, at pointer: String) throws(Refusal) {
    guard count <= limit else {
      throw Refusal(.filterTooLong, at: pointer, "\(count) \(what); a subscription has at most \(limit)")
    }
  }
  try expect(types.count, atMost: Limits.filterTypes, "type patterns", at: "/types")
  try expect(senders?.count ?? 0, atMost: Limits.filterSenders, "senders", at: "/senders")
  try expect(natures?.count ?? 0, atMost: Limits.filterNatures, "natures", at: "/natures")
}

/// Answers SUBSCRIBE and UNSUBSCRIBE. Broker to node.
package struct Subscribed: ControlCommand {
  package static var command: Command { .subscribed }
  package var subscription: WireNumber
  /// By lane: everything up to and with this sequence number counts as done.
  package var cursors: PerLane?
  /// Whether the durable name existed already, and its place was taken up.
  package var resumed: Bool?
  /// Whether the subscription has ended.
  package var ended: Bool?

  package init(subscription: WireNumber, cursors: PerLane? = nil, resumed: Bool? = nil, ended: Bool? = nil) {
    self.subscription = subscription
    self.cursors = cursors
    self.resumed = resumed
    self.ended = ended
  }
}

/// Ends a subscription of the session, or removes a durable name and its place. Node to broker.
package struct Unsubscribe: ControlCommand, RuledObject {
  package static var command: Command { .unsubscribe }
  package static var fieldRules: [FieldRule] { [.requires("remove", with: "durable")] }
  package var subscription: WireNumber
  package var durable: DurableName?
  /// Remove the durable name and its place; absent: keep them.
  package var remove: Bool?

  package init(subscription: WireNumber, durable: DurableName? = nil, remove: Bool? = nil) {
    self.subscription = subscription
    self.durable = durable
    self.remove = remove
  }
}

/// By lane: everything delivered up to and with these sequence numbers is done. Node to broker.
package struct Acknowledge: ControlCommand {
  package static var command: Command { .ack }

  /// A message that the reader cannot handle, and without which it goes on. Only under a durable name.
  package struct Aside: Codable, Sendable, Equatable {
    package var sequence: WireNumber
    package var reason: WireText

    package init(sequence: UInt64, reason: String) {
      self.sequence = WireNumber(sequence)
      self.reason = WireText(String(reason.prefix(Limits.asideReason)))
    }
  }

  package var subscription: WireNumber
  package var upTo: PerLane
  package var aside: [Aside]?

  package init(subscription: WireNumber, upTo: PerLane, aside: [Aside]? = nil) {
    self.subscription = subscription
    self.upTo = upTo
    self.aside = aside
  }
}

/// How much may be delivered, as totals since SUBSCRIBE. Node to broker.
package struct Credit: ControlCommand {
  package static var command: Command { .credit }
  package var subscription: WireNumber
  package var messages: WireNumber
  package var bytes: WireNumber

  package init(subscription: WireNumber, messages: WireNumber, bytes: WireNumber) {
    self.subscription = subscription
    self.messages = messages
    self.bytes = bytes
  }
}
