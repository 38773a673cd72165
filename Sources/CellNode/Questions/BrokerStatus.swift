public import CellSchema
import CellWire

/// The broker's own state, as it reports it.
public struct BrokerStatus: Codable, Hashable, Sendable {
  /// What the broker knows of one node.
  public struct NodeStatus: Codable, Hashable, Sendable {
    /// The node's name.
    public let node: NodeName
    /// How many sessions of the node are open.
    public let sessions: UInt64
    /// When the node's last frame came, in this run of the broker; nil if none did.
    public let lastHeard: Timestamp?
    /// Whether the node has no session and was heard in this run, or sent what the asking node may read: as
    /// ``Situation/silentNodes``.
    public let isSilent: Bool

    package init(node: NodeName, sessions: UInt64, lastHeard: Timestamp?, isSilent: Bool = false) {
      self.node = node
      self.sessions = sessions
      self.lastHeard = lastHeard
      self.isSilent = isSilent
    }
  }

  /// How long the broker's loop took for its longest turn since the start, in microseconds: nobody is served meanwhile.
  public struct LoopTurn: Codable, Hashable, Sendable {
    /// Processor time of the loop's thread.
    public let processor: UInt64
    /// Time by the clock.
    public let wall: UInt64
  }

  /// A MINIMIZE in force: what is below priority in its world waits at the broker.
  public struct Minimizing: Codable, Hashable, Sendable {
    /// When it ends, unless it is ended before.
    public let until: Timestamp
    /// The participant that said it, who alone ends it before.
    public let by: ParticipantCode
    /// The world that it is in.
    public let nature: Nature
    /// The exercise's or drill's name; nil for the other natures.
    public let exerciseName: Line?
  }

  /// Something that an operator has to see to.
  public struct Alarm: Codable, Hashable, Sendable {
    /// How bad it is.
    public enum Level: String, Codable, Hashable, Sendable { case warning, critical }

    /// How bad it is; a level that a later broker may have is taken for critical.
    public let level: Level
    /// What it is about: `disk-space`, `late`, of a vocabulary that grows.
    public let kind: String
    /// The node that it is of; nil where it is the broker's.
    public let node: NodeName?
    /// What was found, in English.
    public let detail: String

    package init(level: Level, kind: String, node: NodeName?, detail: String) {
      self.level = level
      self.kind = kind
      self.node = node
      self.detail = detail
    }
  }

  /// The disk that the record is on.
  public struct Disk: Codable, Hashable, Sendable {
    /// Bytes free.
    public let free: UInt64
    /// Bytes of the record's files.
    public let record: UInt64
    /// Days until nothing is free at the rate of the last day; nil where that cannot be said, or nothing fills it.
    public let days: UInt64?

    package init(free: UInt64, record: UInt64, days: UInt64?) {
      self.free = free
      self.record = record
      self.days = days
    }
  }

  /// What waits for the durable readers of a node in one lane.
  public struct Waiting: Codable, Hashable, Sendable {
    /// The node's name.
    public let node: NodeName
    /// The precedence of the messages.
    public let lane: Precedence
    /// How many wait.
    public let messages: UInt64
    /// When the oldest was accepted.
    public let oldest: Timestamp

    package init(node: NodeName, lane: Precedence, messages: UInt64, oldest: Timestamp) {
      self.node = node
      self.lane = lane
      self.messages = messages
      self.oldest = oldest
    }
  }

  /// The cell that the broker serves.
  public let cell: CellName
  /// The name of the charter in force; then the revisions of charter and roster.
  public let charter: String
  /// The revision of the charter in force.
  public let charterRevision: UInt64
  /// The revision of the roster in force.
  public let rosterRevision: UInt64
  /// The broker's wall clock when it answered.
  public let time: Timestamp
  /// When the broker started.
  public let startedAt: Timestamp
  /// The last sequence number on the record.
  public let head: UInt64
  /// How many sessions are open.
  public let sessions: UInt64
  /// Messages accepted, refused and delivered since the broker started.
  public let accepted: UInt64
  /// How many messages were refused since the broker started.
  public let refused: UInt64
  /// How many messages were delivered since the broker started.
  public let delivered: UInt64
  /// Whether new messages are taken; if not, ``reason`` says why.
  public let takesMessages: Bool
  /// Why no new messages are taken; nil while they are.
  public let reason: String?
  /// The longest turn of the broker's loop; nil from a broker that does not tell.
  public let longestTurn: LoopTurn?
  /// The MINIMIZE in force, if this node may read it; nil for none.
  public let minimize: Minimizing?
  /// Whether the sides founded the cell, so that they alone change its rules; false in a development cell, nil from a
  /// broker that does not tell.
  public let isFounded: Bool?
  /// What an operator has to see to, the worst first; what is of a node, if it is of this node's participant or this node
  /// is the cell's.
  public let alarms: [Alarm]
  /// The record's disk; nil from a broker that does not tell, or has not looked yet.
  public let disk: Disk?
  /// How many rows the last good checkpoint has; nil from a broker that does not tell.
  public let checkpoint: UInt64?
  /// What waits for nodes, the oldest first; as ``alarms``, of those that this node may know of.
  public let waiting: [Waiting]
  /// Every node of the roster.
  public let nodes: [NodeStatus]

  init(_ answer: StatusAnswer) {
    cell = answer.cell
    charter = answer.charter.text
    charterRevision = answer.charterRevision.value
    rosterRevision = answer.rosterRevision.value
    time = answer.time
    startedAt = answer.startedAt
    head = answer.head.value
    sessions = answer.sessions.value
    accepted = answer.accepted.value
    refused = answer.refused.value
    delivered = answer.delivered.value
    takesMessages = answer.intake
    reason = answer.reason?.text
    longestTurn = answer.longestTurn.map { LoopTurn(processor: $0.processor.value, wall: $0.wall.value) }
    minimize = answer.minimize.map {
      Minimizing(until: $0.until, by: $0.by, nature: $0.nature, exerciseName: $0.exerciseName)
    }
    isFounded = answer.founded
    alarms = (answer.alarms ?? []).map {
      Alarm(
        level: Alarm.Level(rawValue: $0.level.text) ?? .critical, kind: $0.kind.text, node: $0.node,
        detail: $0.detail.text)
    }
    disk = answer.disk.map { Disk(free: $0.free.value, record: $0.record.value, days: $0.days?.value) }
    checkpoint = answer.checkpoint?.value
    waiting = (answer.waiting ?? []).map {
      Waiting(node: $0.node, lane: $0.lane, messages: $0.messages.value, oldest: $0.oldest)
    }
    nodes = answer.nodes.map {
      NodeStatus(
        node: $0.node, sessions: $0.sessions.value, lastHeard: $0.lastHeard, isSilent: $0.silent == true)
    }
  }
}

/// What became of one message. The sender's participant sees every recipient; other participants see their own nodes.
public struct MessageTrace: Codable, Hashable, Sendable {
  /// A node to which the message is addressed.
  public struct Recipient: Codable, Hashable, Sendable {
    /// The node's name.
    public let node: NodeName
    /// `action` or `info`; `released` where the message is not addressed to the node, and released to it.
    public let addressed: String
    /// When the message was first known to have arrived at the node, in this run of the broker.
    public let delivered: Timestamp?
    /// Whether the message is done, by the cursor of one of the node's durable subscriptions.
    public let isHandled: Bool
    /// Whether the node may read the message now.
    public let isReleasable: Bool
    /// When the node, or its participant, acknowledged the message.
    public let acknowledged: Timestamp?
    /// The number of that acknowledgement, which says who gave it; nil from a broker that does not tell.
    public let acknowledgement: UInt64?
    /// When an acknowledgement that has not come is, or was, due; nil if none is owed.
    public let dueAt: Timestamp?
    /// Whether an acknowledgement is owed and late.
    public let isOverdue: Bool
    /// When the node's participant answered a message whose header has `replyBy`.
    public let answered: Timestamp?
    /// When an answer that has not come is, or was, due; nil if none is owed.
    public let replyDueAt: Timestamp?
    /// Whether an answer is owed and late.
    public let isReplyOverdue: Bool
    /// When a reader of the node set the message aside, and the reader's ``reason``.
    public let setAside: Timestamp?
    /// The reader's words for setting the message aside.
    public let reason: String?

    /// How far the message has come with a node.
    public enum Progress: String, Codable, Hashable, Sendable {
      case notReleasable = "not-releasable"
      case setAside = "set-aside"
      case overdue, acknowledged, done, delivered, recorded
    }

    /// The node's progress: of the cases, in their order, the first that holds.
    public var progress: Progress {
      if !isReleasable { return .notReleasable }
      if setAside != nil { return .setAside }
      if isOverdue || isReplyOverdue { return .overdue }
      if acknowledged != nil { return .acknowledged }
      if isHandled { return .done }
      return delivered == nil ? .recorded : .delivered
    }
  }

  /// The message's identifier.
  public let id: MessageID
  /// The message's place in the one order of the record.
  public let sequence: UInt64
  /// When the broker accepted the message.
  public let acceptedAt: Timestamp
  /// The message's type.
  public let type: MessageType
  /// The node that sent the message.
  public let from: NodeName
  /// The message's precedence.
  public let precedence: Precedence
  /// The nature of the message's world; nil from a broker that does not tell.
  public let nature: Nature?
  /// The name of the message's exercise or drill.
  public let exerciseName: Line?
  /// The recipients that this node may see, by name.
  public let recipients: [Recipient]
  /// Who signed the message; nil where nobody did.
  public let signers: [MessageSigner]?
  /// When this run of the broker began, for a message accepted before it; else nil. Earlier deliveries are known only
  /// through acknowledgements and cursors.
  public let deliveriesSince: Timestamp?

  init(_ answer: TraceAnswer) {
    id = answer.id
    sequence = answer.sequence.value
    acceptedAt = answer.acceptedAt
    type = answer.type
    from = answer.from
    precedence = answer.precedence
    nature = answer.nature
    exerciseName = answer.exerciseName
    signers = answer.signers?.map { MessageSigner(node: $0.node, key: $0.key) }
    deliveriesSince = answer.deliveriesSince
    recipients = answer.recipients.map {
      Recipient(
        node: $0.node, addressed: $0.addressed.text, delivered: $0.delivered, isHandled: $0.handled,
        isReleasable: $0.releasable, acknowledged: $0.acknowledged,
        acknowledgement: $0.acknowledgement?.value, dueAt: $0.dueAt, isOverdue: $0.overdue == true,
        answered: $0.answered, replyDueAt: $0.replyDueAt, isReplyOverdue: $0.replyOverdue == true,
        setAside: $0.setAside, reason: $0.reason?.text)
    }
  }
}

/// A durable subscription of the node, as the broker keeps it.
public struct DurableSubscription: Codable, Hashable, Sendable {
  /// The durable name.
  public let name: String
  /// The patterns of types that match: `verification.finding`, `verification.*` or `*`.
  public let types: [String]
  /// The participants and nodes whose messages the subscription gets; nil: all.
  public let senders: [Addressee]?
  /// By precedence: everything up to and with this sequence number is done.
  public let done: [String: UInt64]
  /// How far the slowest precedence is behind the record, in sequence numbers.
  public let behind: UInt64
  /// Whether a session reads the subscription now.
  public let isActive: Bool
  /// Since when messages have waited for credit, for a parked subscription.
  public let parkedSince: Timestamp?
  /// How many messages the subscription's readers set aside.
  public let setAside: UInt64
  /// How many entries of ``types`` and ``senders`` are left out: the answer for all durable names of a node has a
  /// limited length.
  public let omitted: UInt64

  init(_ answer: SubscriptionAnswer) {
    name = answer.durable.text
    types = answer.types.map(\.text)
    senders = answer.senders
    done = Dictionary(
      uniqueKeysWithValues: Precedence.lanes.compactMap { lane in
        answer.cursors[lane].map { (lane.rawValue, $0) }
      })
    behind = answer.behind.value
    isActive = answer.active
    parkedSince = answer.parkedSince
    setAside = answer.setAside?.value ?? 0
    omitted = answer.omitted?.value ?? 0
  }
}
