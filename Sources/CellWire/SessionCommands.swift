package import CellSchema

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
    /// How many messages, and bytes, the session may have under way without a receipt.
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

  /// How far the node has counted its serials in a world this year.
  package struct Count: Codable, Sendable, Equatable {
    package var nature: Nature
    package var exerciseName: Line?
    package var serial: WireNumber

    package init(nature: Nature, exerciseName: Line? = nil, serial: WireNumber) {
      self.nature = nature
      self.exerciseName = exerciseName
      self.serial = serial
    }

    /// The most bytes that the count takes in JSON: an escape doubles a character.
    package var greatestSize: Int { 96 + 2 * (exerciseName?.description.utf8.count ?? 0) }
  }

  /// Where rows were lost, the epoch that began then: numbers between `last` and `base` stand for nothing any more.
  package struct Epoch: Codable, Sendable, Equatable {
    /// From 2 on.
    package var number: WireNumber
    /// The sequence number of its first row.
    package var base: WireNumber
    /// That of the last row before it.
    package var last: WireNumber

    package init(number: WireNumber, base: WireNumber, last: WireNumber) {
      self.number = number
      self.base = base
      self.last = last
    }
  }

  package var version: WireNumber
  package var cell: CellName
  /// The node that the roster lists under the connection's key.
  package var node: NodeName
  package var session: WireNumber
  /// The broker's wall clock.
  package var time: Timestamp
  /// The last sequence number on the record.
  package var head: WireNumber
  /// The leaf hash of the record's first row: another one is another record. Nil from a broker that does not tell.
  package var genesis: SHA256Hex?
  /// Nil on a record that never lost a row.
  package var epoch: Epoch?
  /// The name of the charter in force.
  package var charter: WireText
  /// By lane, the next number to be decided of the stream that HELLO names.
  package var next: PerLane?
  /// The last serial number of this node in HELLO's world this year, 0 for none.
  package var serial: WireNumber
  /// The last serial numbers of this year in the worlds in which the node has counted; nil from a broker that does not
  /// tell.
  package var serials: [Count]?
  package var limits: Limits
  /// Milliseconds: a PING is due after `heartbeatInterval` without traffic, and the peer counts as gone after
  /// `heartbeatTimeout`.
  package var heartbeatInterval: WireNumber
  package var heartbeatTimeout: WireNumber

  package init(
    cell: CellName, node: NodeName, session: WireNumber, time: Timestamp, head: WireNumber, genesis: SHA256Hex? = nil,
    epoch: Epoch? = nil, charter: WireText, next: PerLane?, serial: WireNumber, serials: [Count]? = nil, limits: Limits,
    heartbeatInterval: WireNumber, heartbeatTimeout: WireNumber
  ) {
    self.version = WireNumber(protocolVersion)
    self.cell = cell
    self.node = node
    self.session = session
    self.time = time
    self.head = head
    self.genesis = genesis
    self.epoch = epoch
    self.charter = charter
    self.next = next
    self.serial = serial
    self.serials = serials
    self.limits = limits
    self.heartbeatInterval = heartbeatInterval
    self.heartbeatTimeout = heartbeatTimeout
  }
}

/// Asks whether the peer is there and the frames sent before arrived. Either way. Each PING is answered by a PONG at
/// once, in order; any frame shows that a peer is there.
package struct Ping: ControlCommand {
  package static var command: Command { .ping }
  package init() {}
}

/// Answers the oldest PING. Either way.
package struct Pong: ControlCommand {
  package static var command: Command { .pong }
  package init() {}
}

/// Reports a refused frame or command; the session goes on. Broker to node.
package struct ErrorReport: ControlCommand {
  package static var command: Command { .error }
  package var code: WireNumber
  package var name: WireText
  package var detail: WireText
  package var retryable: Bool
  /// The lane, if the error concerns one.
  package var lane: Precedence?
  /// With `lane`: the number from which the node is to send again.
  package var next: WireNumber?
  /// The subscription, or the query, that the refused command names.
  package var subscription: WireNumber?
  package var query: WireNumber?

  package init(
    _ code: ErrorCode, _ detail: String, lane: Precedence? = nil, next: UInt64? = nil,
    subscription: WireNumber? = nil, query: WireNumber? = nil
  ) {
    self.code = WireNumber(UInt64(code.number))
    self.name = WireText(code.name)
    self.detail = WireText(detail)
    self.retryable = code.isRetryable
    self.lane = lane
    self.next = next.map { WireNumber($0) }
    self.subscription = subscription
    self.query = query
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
