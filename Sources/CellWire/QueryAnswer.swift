package import CellSchema

/// The answer to one QUERY: exactly one of the parts is set. Broker to node.
package struct QueryAnswer: ControlCommand {
  package static var command: Command { .answer }
  package var query: WireNumber
  package var status: StatusAnswer?
  package var trace: TraceAnswer?
  package var message: MessageAnswer?
  package var subscriptions: [SubscriptionAnswer]?
  package var situation: Situation?
  package var elsewhere: ElsewhereAnswer?
  package var check: CheckAnswer?
  package var proof: ProofAnswer?
  package var error: ErrorReport?

  package init(
    query: WireNumber, status: StatusAnswer? = nil, trace: TraceAnswer? = nil,
    message: MessageAnswer? = nil, subscriptions: [SubscriptionAnswer]? = nil, situation: Situation? = nil,
    elsewhere: ElsewhereAnswer? = nil, check: CheckAnswer? = nil, proof: ProofAnswer? = nil, error: ErrorReport? = nil
  ) {
    self.query = query
    self.status = status
    self.trace = trace
    self.message = message
    self.subscriptions = subscriptions
    self.situation = situation
    self.elsewhere = elsewhere
    self.check = check
    self.proof = proof
    self.error = error
  }
}

/// The broker's own state.
package struct StatusAnswer: Codable, Sendable, Equatable {
  package struct Node: Codable, Sendable, Equatable {
    package var node: NodeName
    package var sessions: WireNumber
    /// When the node's last frame came, in this run of the broker.
    package var lastHeard: Timestamp?
    /// `true` for a node without a session that was heard in this run, or sent what the asking node may read.
    package var silent: Bool?

    package init(node: NodeName, sessions: WireNumber, lastHeard: Timestamp?, silent: Bool? = nil) {
      self.node = node
      self.sessions = sessions
      self.lastHeard = lastHeard
      self.silent = silent
    }
  }

  /// The longest turn of the broker's loop since its start, in microseconds: of its thread's processor time, and by the
  /// clock. Nobody is served meanwhile.
  package struct Turn: Codable, Sendable, Equatable {
    package var processor: WireNumber
    package var wall: WireNumber

    package init(processor: WireNumber, wall: WireNumber) {
      self.processor = processor
      self.wall = wall
    }
  }

  /// A MINIMIZE: until when, by whom, and in which exercise if in one.
  package struct Minimizing: Codable, Sendable, Equatable {
    package var until: Timestamp
    package var by: ParticipantCode
    package var nature: Nature
    package var exerciseName: Line?

    package init(until: Timestamp, by: ParticipantCode, nature: Nature, exerciseName: Line?) {
      self.until = until
      self.by = by
      self.nature = nature
      self.exerciseName = exerciseName
    }
  }

  /// Something that an operator has to see to.
  package struct Alarm: Codable, Sendable, Equatable {
    /// `warning` or `critical`.
    package var level: WireText
    /// What it is about, of a closed vocabulary that grows.
    package var kind: WireText
    /// The node that it is of; absent where it is the broker's.
    package var node: NodeName?
    package var detail: WireText

    package init(level: WireText, kind: WireText, node: NodeName?, detail: WireText) {
      self.level = level
      self.kind = kind
      self.node = node
      self.detail = detail
    }
  }

  /// The disk that the record is on: bytes free, bytes of the record, and days until nothing is free at the rate of the
  /// last day, where that can be said.
  package struct Disk: Codable, Sendable, Equatable {
    package var free: WireNumber
    package var record: WireNumber
    package var days: WireNumber?

    package init(free: WireNumber, record: WireNumber, days: WireNumber?) {
      self.free = free
      self.record = record
      self.days = days
    }
  }

  /// What waits for the durable readers of a node in one lane.
  package struct Waiting: Codable, Sendable, Equatable {
    package var node: NodeName
    package var lane: Precedence
    package var messages: WireNumber
    /// When the oldest was accepted.
    package var oldest: Timestamp

    package init(node: NodeName, lane: Precedence, messages: WireNumber, oldest: Timestamp) {
      self.node = node
      self.lane = lane
      self.messages = messages
      self.oldest = oldest
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
  /// Messages accepted, refused and delivered since the broker started.
  package var accepted: WireNumber
  package var refused: WireNumber
  package var delivered: WireNumber
  /// Whether new messages are taken; if not, `reason` says why.
  package var intake: Bool
  package var reason: WireText?
  /// Nil from a broker that does not tell.
  package var longestTurn: Turn?
  /// The MINIMIZE in force, if the asking node may read it.
  package var minimize: Minimizing?
  /// Whether the sides founded the cell, so that they alone change its rules; nil from a broker that does not tell.
  package var founded: Bool?
  /// What an operator has to see to, the worst first: what is of a node, to its participant and to the cell alone.
  package var alarms: [Alarm]?
  /// The record's disk; nil before the broker has looked, or from one that does not tell.
  package var disk: Disk?
  /// Rows of the last good checkpoint.
  package var checkpoint: WireNumber?
  /// What waits for nodes, the oldest first: to their participants and to the cell alone.
  package var waiting: [Waiting]?
  package var nodes: [Node]

  package init(
    cell: CellName, charter: WireText, charterRevision: WireNumber, rosterRevision: WireNumber, time: Timestamp,
    startedAt: Timestamp, head: WireNumber, sessions: WireNumber, accepted: WireNumber, refused: WireNumber,
    delivered: WireNumber, intake: Bool, reason: WireText?, longestTurn: Turn? = nil,
    minimize: Minimizing? = nil, founded: Bool? = nil, nodes: [Node]
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
    self.longestTurn = longestTurn
    self.minimize = minimize
    self.founded = founded
    self.nodes = nodes
  }
}

/// What became of one message, as far as the asking node may know.
package struct TraceAnswer: Codable, Sendable, Equatable {
  package struct Recipient: Codable, Sendable, Equatable {
    package var node: NodeName
    /// `action` or `info`; `released` where the message is not addressed to the node, and released to it.
    package var addressed: WireText
    /// When the message was first known to have arrived at the node, in this run of the broker.
    package var delivered: Timestamp?
    /// Whether the message is done, by the cursor of one of the node's durable subscriptions.
    package var handled: Bool
    package var releasable: Bool
    /// When the participant, or the node, acknowledged the message; without that, `dueAt` says when the acknowledgement
    /// is due.
    package var acknowledged: Timestamp?
    /// The acknowledgement's own number.
    package var acknowledgement: WireNumber?
    package var dueAt: Timestamp?
    /// Whether the acknowledgement is overdue.
    package var overdue: Bool?
    /// When the participant answered a message that has `replyBy`; without that, `replyDueAt` says when the answer is due.
    package var answered: Timestamp?
    package var replyDueAt: Timestamp?
    /// Whether the answer is overdue.
    package var replyOverdue: Bool?
    /// When a reader of the node set the message aside, and the reader's `reason`.
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
  /// The message's world; nil from a broker that does not tell.
  package var nature: Nature?
  package var exerciseName: Line?
  package var recipients: [Recipient]
  /// Who signed the message, in its block's order; absent where nobody did.
  package var signers: [SignerAnswer]?
  /// When the broker started, for a message accepted before: earlier deliveries are not known.
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

/// Who made a signature of a message, by the rules in force where it stands on the record.
package struct SignerAnswer: Codable, Sendable, Equatable {
  /// The node for which the key was certified; nil where the roster of that place has no certificate for it.
  package var node: NodeName?
  /// The SHA-256 of the key (of its SubjectPublicKeyInfo in DER).
  package var key: SHA256Hex

  package init(node: NodeName?, key: SHA256Hex) {
    self.node = node
    self.key = key
  }
}

/// One message as it is on the record.
package struct MessageAnswer: Codable, Sendable, Equatable {
  package var sequence: WireNumber
  package var acceptedAt: Timestamp
  /// The document's exact bytes.
  package var document: WireBytes
  /// The signature block's bytes; absent where there is none.
  package var signature: WireBytes?
  /// Who signed, in the block's order; absent where nobody did.
  package var signers: [SignerAnswer]?
  /// The rows that amend it, oldest first, as far as the node may read them.
  package var amendedBy: [WireNumber]

  package init(
    sequence: WireNumber, acceptedAt: Timestamp, document: WireBytes, signature: WireBytes?,
    signers: [SignerAnswer]? = nil, amendedBy: [WireNumber]
  ) {
    self.sequence = sequence
    self.acceptedAt = acceptedAt
    self.document = document
    self.signature = signature
    self.signers = signers
    self.amendedBy = amendedBy
  }
}

/// One durable subscription of the asking node.
package struct SubscriptionAnswer: Codable, Sendable, Equatable {
  package var durable: DurableName
  package var types: [TypePattern]
  package var senders: [Addressee]?
  package var cursors: PerLane
  /// How far the slowest lane's cursor is behind the head, in sequence numbers.
  package var behind: WireNumber
  /// Whether a session reads the subscription now.
  package var active: Bool
  /// Since when messages have waited for credit, for a parked subscription.
  package var parkedSince: Timestamp?
  /// How many messages the subscription's readers set aside.
  package var setAside: WireNumber?
  /// How many entries of `types` and `senders` are left out because the answer does not fit one frame.
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
