/// The control commands: a command byte, then one JSON object of these shapes.
///
/// The broker checks them as strictly as documents; a node reads them leniently, so that a later broker may say more.
package protocol ControlCommand: Codable, Sendable, Equatable {
  static var command: Command { get }
}

/// Opens a session. Node to broker.
package struct Hello: ControlCommand {
  package static var command: Command { .hello }
  /// The protocol versions that the node speaks.
  package var versions: [WireNumber]
  /// The cell that the node means to reach.
  package var cell: CellName
  /// The stream that this session publishes in; absent for a session that only reads.
  package var stream: StreamIdentifier?
  /// The world that the session speaks in by default; WELCOME gives the station's last serial of this world.
  package var nature: Nature?
  package var exerciseName: Line?
  /// Program and version, for the broker's log.
  package var client: WireText

  package init(
    cell: CellName, stream: StreamIdentifier?, nature: Nature?, exerciseName: Line?, client: WireText,
    versions: [WireNumber] = [WireNumber(protocolVersion)]
  ) {
    self.versions = versions
    self.cell = cell
    self.stream = stream
    self.nature = nature
    self.exerciseName = exerciseName
    self.client = client
  }
}

/// Accepts a session. Broker to node.
package struct Welcome: ControlCommand {
  package static var command: Command { .welcome }

  package struct Limits: Codable, Sendable, Equatable {
    /// Bytes of one document.
    package var document: WireNumber
    /// Bytes of one frame, either way.
    package var frame: WireNumber
    /// Messages, and bytes, of the session that may be under way without a receipt.
    package var windowMessages: WireNumber
    package var windowBytes: WireNumber
    package var subscriptions: WireNumber

    package init(
      document: WireNumber, frame: WireNumber, windowMessages: WireNumber, windowBytes: WireNumber,
      subscriptions: WireNumber
    ) {
      self.document = document
      self.frame = frame
      self.windowMessages = windowMessages
      self.windowBytes = windowBytes
      self.subscriptions = subscriptions
    }
  }

  package var version: WireNumber
  package var cell: CellName
  /// Who the node is, by its key.
  package var node: NodeName
  package var session: WireNumber
  /// The broker's clock.
  package var time: Timestamp
  /// The last sequence number on the record.
  package var head: WireNumber
  /// The name of the charter in force.
  package var charter: WireText
  /// The next number to be decided, lane by lane, of the stream that HELLO names.
  package var next: PerLane?
  /// The last serial number of this node in HELLO's world this year, 0 for none.
  package var serial: WireNumber
  package var limits: Limits
  /// Milliseconds: PING is due after `heartbeatInterval` without traffic, the peer is gone after `heartbeatTimeout`.
  package var heartbeatInterval: WireNumber
  package var heartbeatTimeout: WireNumber

  package init(
    cell: CellName, node: NodeName, session: WireNumber, time: Timestamp, head: WireNumber, charter: WireText,
    next: PerLane?, serial: WireNumber, limits: Limits, heartbeatInterval: WireNumber, heartbeatTimeout: WireNumber
  ) {
    self.version = WireNumber(protocolVersion)
    self.cell = cell
    self.node = node
    self.session = session
    self.time = time
    self.head = head
    self.charter = charter
    self.next = next
    self.serial = serial
    self.limits = limits
    self.heartbeatInterval = heartbeatInterval
    self.heartbeatTimeout = heartbeatTimeout
  }
}

/// What was decided on numbers of one lane, after it is durable. Broker to node.
package struct Receipt: ControlCommand {
  package static var command: Command { .receipt }

  /// `count` numbers from `number` on, accepted as `count` sequence numbers from `sequence` on; or one number refused.
  package struct Decision: RuledObject, Equatable {
    package static var fieldRules: [FieldRule] {
      [
        .atLeastOne(["sequence", "code"]), .atMostOne(["sequence", "code"]), .requires("sequence", with: "count"),
        .requires("sequence", with: "acceptedAt"), .requires("code", with: "detail"),
      ]
    }
    package var number: WireNumber
    package var count: WireNumber?
    package var sequence: WireNumber?
    package var acceptedAt: Timestamp?
    package var code: WireNumber?
    package var pointer: WireText?
    package var detail: WireText?

    package static func accepted(_ number: UInt64, count: UInt64, sequence: UInt64, at: Timestamp) -> Self {
      Self(
        number: WireNumber(number), count: WireNumber(count), sequence: WireNumber(sequence), acceptedAt: at)
    }

    package static func refused(_ number: UInt64, _ refusal: Refusal) -> Self {
      Self(
        number: WireNumber(number), code: WireNumber(UInt64(refusal.code.number)),
        pointer: refusal.pointer.isEmpty ? nil : WireText(refusal.pointer), detail: WireText(refusal.detail))
    }
  }

  package var lane: Precedence
  /// The next number to be decided: everything below it is.
  package var next: WireNumber
  /// Ascending by number.
  package var decisions: [Decision]

  package init(lane: Precedence, next: UInt64, decisions: [Decision]) {
    self.lane = lane
    self.next = WireNumber(next)
    self.decisions = decisions
  }
}

/// Asks for a part of the record, past and to come. Node to broker.
package struct Subscribe: ControlCommand, RuledObject {
  package static var command: Command { .subscribe }
  package static var fieldRules: [FieldRule] { [.atMostOne(["after", "cursors"])] }

  package enum Order: String, CaseIterable, SchemaLeaf {
    /// Within a lane record order, across lanes higher first.
    case lane
    /// Record order throughout, for a reader that builds state.
    case record
  }

  /// The session's own number for it, used in DELIVER, ACK and CREDIT.
  package var subscription: WireNumber
  /// A message matches where one of the patterns does.
  package var types: [TypePattern]
  /// Participants or nodes; absent: everybody.
  package var senders: [Addressee]?
  /// Natures; absent: all.
  package var natures: [Nature]?
  package var order: Order?
  /// Deliver what follows this sequence number; 0 is the beginning; absent: what is accepted from now on.
  package var after: WireNumber?
  /// The same lane by lane, for a reader that keeps its place with its own state; a lane that is left out begins at the
  /// beginning. It beats the place that is stored under a durable name.
  package var cursors: PerLane?
  /// Nothing that was accepted before.
  package var since: Timestamp?
  /// Keep filter and place under this name for the node. A place that is stored already beats `after`.
  package var durable: DurableName?
  /// How much may be delivered, as totals since SUBSCRIBE, and which part of it is kept for immediate and above.
  package var messages: WireNumber
  package var bytes: WireNumber
  package var reservedMessages: WireNumber?
  package var reservedBytes: WireNumber?

  package init(
    subscription: WireNumber, types: [TypePattern], senders: [Addressee]? = nil, natures: [Nature]? = nil,
    order: Order? = nil, after: WireNumber? = nil, cursors: PerLane? = nil, since: Timestamp? = nil,
    durable: DurableName? = nil, messages: WireNumber, bytes: WireNumber, reservedMessages: WireNumber? = nil,
    reservedBytes: WireNumber? = nil
  ) {
    self.subscription = subscription
    self.types = types
    self.senders = senders
    self.natures = natures
    self.order = order
    self.after = after
    self.cursors = cursors
    self.since = since
    self.durable = durable
    self.messages = messages
    self.bytes = bytes
    self.reservedMessages = reservedMessages
    self.reservedBytes = reservedBytes
  }
}

/// Each list of a subscription's filter within its limit, repeats counted.
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
  /// Lane by lane: everything up to and with this sequence number counts as done.
  package var cursors: PerLane?
  /// The durable name was there already, with its place.
  package var resumed: Bool?
  /// The subscription is over.
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
  /// Remove the durable name; without it, its place is kept.
  package var remove: Bool?

  package init(subscription: WireNumber, durable: DurableName? = nil, remove: Bool? = nil) {
    self.subscription = subscription
    self.durable = durable
    self.remove = remove
  }
}

/// Everything delivered up to and with these sequence numbers is done, lane by lane. Node to broker.
package struct Acknowledge: ControlCommand {
  package static var command: Command { .ack }

  /// A message that the reader cannot handle, and goes on without. Under a durable name alone.
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

/// Are you there, and did what I sent arrive? Either way. Each one is answered by a PONG at once, in order; any frame
/// shows that a peer is there.
package struct Ping: ControlCommand {
  package static var command: Command { .ping }
  package init() {}
}

package struct Pong: ControlCommand {
  package static var command: Command { .pong }
  package init() {}
}

/// Something was refused; the session goes on. Broker to node.
package struct ErrorReport: ControlCommand {
  package static var command: Command { .error }
  package var code: WireNumber
  package var name: WireText
  package var detail: WireText
  package var retryable: Bool
  /// Where it concerns one of these.
  package var lane: Precedence?
  /// With `lane`: the number to send again from.
  package var next: WireNumber?
  package var subscription: WireNumber?

  package init(
    _ code: ErrorCode, _ detail: String, lane: Precedence? = nil, next: UInt64? = nil,
    subscription: WireNumber? = nil
  ) {
    self.code = WireNumber(UInt64(code.number))
    self.name = WireText(code.name)
    self.detail = WireText(detail)
    self.retryable = code.isRetryable
    self.lane = lane
    self.next = next.map { WireNumber($0) }
    self.subscription = subscription
  }
}

/// The session is over. A node leaves without a reason; the broker always gives one.
package struct Bye: ControlCommand {
  package static var command: Command { .bye }
  package var code: WireNumber?
  package var name: WireText?
  package var detail: WireText?
  /// Whether the node may open a new session by itself.
  package var retryable: Bool?

  package init() {}

  package init(_ code: ErrorCode, _ detail: String) {
    self.code = WireNumber(UInt64(code.number))
    self.name = WireText(code.name)
    self.detail = WireText(detail)
    self.retryable = code.isRetryable
  }
}
