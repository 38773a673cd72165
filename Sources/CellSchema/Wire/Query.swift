/// Asks the broker something. Node to broker.
package struct Query: ControlCommand {
  package static var command: Command { .query }

  package enum Subject: String, CaseIterable, SchemaLeaf {
    /// The broker's own state.
    case status
    /// What became of one message, for its sender's and addressees' participants.
    case trace
    /// The node's durable subscriptions.
    case subscriptions
    /// Where things stand, as far as the node may read.
    case situation
  }

  /// The session's own number for it.
  package var query: WireNumber
  package var ask: Subject
  /// With `trace`: the message.
  package var id: MessageID?
  // With `situation`; `SituationQuestion` says what they mean.
  package var system: SituationSystem?
  package var caseNumber: CaseNumber?
  package var participant: ParticipantCode?
  package var open: Bool?
  package var atSequence: WireNumber?
  package var atTime: Timestamp?
  package var nature: Nature?
  package var exerciseName: Line?
  package var skip: WireNumber?

  private enum CodingKeys: String, CodingKey {
    case query, ask, id, system
    case caseNumber = "case"
    case participant, open, atSequence, atTime, nature, exerciseName, skip
  }

  package init(query: WireNumber, ask: Subject, id: MessageID? = nil) {
    self.query = query
    self.ask = ask
    self.id = id
  }
}

/// The answer to one QUERY: exactly one of its parts. Broker to node.
package struct QueryAnswer: ControlCommand {
  package static var command: Command { .answer }
  package var query: WireNumber
  package var status: StatusAnswer?
  package var trace: TraceAnswer?
  package var subscriptions: [SubscriptionAnswer]?
  package var situation: Situation?
  package var error: ErrorReport?

  package init(
    query: WireNumber, status: StatusAnswer? = nil, trace: TraceAnswer? = nil,
    subscriptions: [SubscriptionAnswer]? = nil, situation: Situation? = nil, error: ErrorReport? = nil
  ) {
    self.query = query
    self.status = status
    self.trace = trace
    self.subscriptions = subscriptions
    self.situation = situation
    self.error = error
  }
}

package struct StatusAnswer: Codable, Sendable, Equatable {
  package struct Node: Codable, Sendable, Equatable {
    package var node: NodeName
    package var sessions: WireNumber
    /// When a frame of it came last, this run of the broker.
    package var lastHeard: Timestamp?

    package init(node: NodeName, sessions: WireNumber, lastHeard: Timestamp?) {
      self.node = node
      self.sessions = sessions
      self.lastHeard = lastHeard
    }
  }

  package var cell: CellName
  package var charter: WireText
  package var charterRevision: WireNumber
  package var rosterRevision: WireNumber
  package var time: Timestamp
  package var startedAt: Timestamp
  /// The last sequence number on the record.
  package var head: WireNumber
  package var sessions: WireNumber
  /// Messages accepted and refused since the broker started.
  package var accepted: WireNumber
  package var refused: WireNumber
  package var delivered: WireNumber
  /// Whether messages are taken; where not, why.
  package var intake: Bool
  package var reason: WireText?
  package var nodes: [Node]

  package init(
    cell: CellName, charter: WireText, charterRevision: WireNumber, rosterRevision: WireNumber, time: Timestamp,
    startedAt: Timestamp, head: WireNumber, sessions: WireNumber, accepted: WireNumber, refused: WireNumber,
    delivered: WireNumber, intake: Bool, reason: WireText?, nodes: [Node]
  ) {
    self.cell = cell
    self.charter = charter
    self.charterRevision = charterRevision
    self.rosterRevision = rosterRevision
    self.time = time
    self.startedAt = startedAt
    self.head = head
    self.sessions = sessions
    self.accepted = accepted
    self.refused = refused
    self.delivered = delivered
    self.intake = intake
    self.reason = reason
    self.nodes = nodes
  }
}

package struct TraceAnswer: Codable, Sendable, Equatable {
  package struct Recipient: Codable, Sendable, Equatable {
    package var node: NodeName
    /// `action` or `info`.
    package var addressed: WireText
    /// Sent to it, by this run of the broker.
    package var delivered: Timestamp?
    /// Done, by a durable subscription's cursor.
    package var handled: Bool
    package var releasable: Bool
    /// When the participant, or the node, acknowledged it; or when that was due.
    package var acknowledged: Timestamp?
    package var dueAt: Timestamp?
    /// The bus has said that the acknowledgement is overdue.
    package var overdue: Bool?
    /// When a reader of the node went on without it, and why.
    package var setAside: Timestamp?
    package var reason: WireText?

    package init(node: NodeName, addressed: WireText, delivered: Timestamp?, handled: Bool, releasable: Bool) {
      self.node = node
      self.addressed = addressed
      self.delivered = delivered
      self.handled = handled
      self.releasable = releasable
    }
  }

  package var id: MessageID
  package var sequence: WireNumber
  package var acceptedAt: Timestamp
  package var type: MessageType
  package var from: NodeName
  package var precedence: Precedence
  package var recipients: [Recipient]
  /// What was delivered earlier is not known: the broker started then. Where the message is older than that.
  package var deliveriesSince: Timestamp?

  package init(
    id: MessageID, sequence: WireNumber, acceptedAt: Timestamp, type: MessageType, from: NodeName,
    precedence: Precedence, recipients: [Recipient]
  ) {
    self.id = id
    self.sequence = sequence
    self.acceptedAt = acceptedAt
    self.type = type
    self.from = from
    self.precedence = precedence
    self.recipients = recipients
  }
}

package struct SubscriptionAnswer: Codable, Sendable, Equatable {
  package var durable: DurableName
  package var types: [TypePattern]
  package var senders: [Addressee]?
  package var cursors: PerLane
  /// How far the slowest lane's cursor is behind the head, in sequence numbers.
  package var behind: WireNumber
  /// A session reads it now.
  package var active: Bool
  /// Since when the reader gives no credit for what waits.
  package var parkedSince: Timestamp?
  /// Messages that its readers set aside.
  package var setAside: WireNumber?
  /// How many of `types` and `senders` are left out, where the whole does not fit one frame.
  package var omitted: WireNumber?

  package init(
    durable: DurableName, types: [TypePattern], senders: [Addressee]?, cursors: PerLane, behind: WireNumber,
    active: Bool
  ) {
    self.durable = durable
    self.types = types
    self.senders = senders
    self.cursors = cursors
    self.behind = behind
    self.active = active
  }
}
