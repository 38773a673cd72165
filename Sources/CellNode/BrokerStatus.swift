public import CellSchema

/// How the broker is, by its own account.
public struct BrokerStatus: Codable, Hashable, Sendable {
  public struct NodeStatus: Codable, Hashable, Sendable {
    public let node: NodeName
    /// Open sessions.
    public let sessions: UInt64
    /// When a frame of it came last, in this run of the broker.
    public let lastHeard: Timestamp?
  }

  public let cell: CellName
  /// The name of the charter in force, and the revisions of charter and roster.
  public let charter: String
  public let charterRevision: UInt64
  public let rosterRevision: UInt64
  /// The broker's clock.
  public let time: Timestamp
  public let startedAt: Timestamp
  /// The last sequence number on the record.
  public let head: UInt64
  public let sessions: UInt64
  /// Messages accepted, refused and delivered since the broker started.
  public let accepted: UInt64
  public let refused: UInt64
  public let delivered: UInt64
  /// Whether messages are taken; where they are not, ``reason`` says why.
  public let takesMessages: Bool
  public let reason: String?
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
    nodes = answer.nodes.map {
      NodeStatus(node: $0.node, sessions: $0.sessions.value, lastHeard: $0.lastHeard)
    }
  }
}

/// What became of one message. Its sender's participant sees every recipient, another one its own nodes.
public struct MessageTrace: Codable, Hashable, Sendable {
  public struct Recipient: Codable, Hashable, Sendable {
    public let node: NodeName
    /// `action` or `info`.
    public let addressed: String
    /// When it was sent to the node, in this run of the broker.
    public let delivered: Timestamp?
    /// A durable subscription of the node is done with it.
    public let isHandled: Bool
    /// Whether the node may read it now.
    public let isReleasable: Bool
    /// When its participant, or the node, acknowledged it.
    public let acknowledged: Timestamp?
    /// When an acknowledgement that has not come was, or is, due.
    public let dueAt: Timestamp?
    public let isOverdue: Bool
    /// When a reader of the node went on without it, and why.
    public let setAside: Timestamp?
    public let reason: String?

    /// How far the message has come with a node.
    public enum Progress: String, Codable, Hashable, Sendable {
      case notReleasable = "not-releasable"
      case setAside = "set-aside"
      case overdue, acknowledged, done, delivered, recorded
    }

    /// The first of these that holds.
    public var progress: Progress {
      if !isReleasable { return .notReleasable }
      if setAside != nil { return .setAside }
      if isOverdue { return .overdue }
      if acknowledged != nil { return .acknowledged }
      if isHandled { return .done }
      return delivered == nil ? .recorded : .delivered
    }
  }

  public let id: MessageID
  public let sequence: UInt64
  public let acceptedAt: Timestamp
  public let type: MessageType
  public let from: NodeName
  public let precedence: Precedence
  public let recipients: [Recipient]
  /// Where the message is older than this run of the broker: when that began. A delivery before it is known by what was
  /// done with the message alone.
  public let deliveriesSince: Timestamp?

  init(_ answer: TraceAnswer) {
    id = answer.id
    sequence = answer.sequence.value
    acceptedAt = answer.acceptedAt
    type = answer.type
    from = answer.from
    precedence = answer.precedence
    deliveriesSince = answer.deliveriesSince
    recipients = answer.recipients.map {
      Recipient(
        node: $0.node, addressed: $0.addressed.text, delivered: $0.delivered, isHandled: $0.handled,
        isReleasable: $0.releasable, acknowledged: $0.acknowledged, dueAt: $0.dueAt, isOverdue: $0.overdue == true,
        setAside: $0.setAside, reason: $0.reason?.text)
    }
  }
}

/// A durable subscription of the node, as the broker keeps it.
public struct DurableSubscription: Codable, Hashable, Sendable {
  public let name: String
  public let types: [String]
  /// Nil: everybody.
  public let senders: [Addressee]?
  /// By precedence: everything up to and with this sequence number is done.
  public let done: [String: UInt64]
  /// How far the slowest precedence is behind the record, in sequence numbers.
  public let behind: UInt64
  /// A session reads it now.
  public let isActive: Bool
  /// Since when the session that reads it has given no credit for what waits.
  public let parkedSince: Timestamp?
  /// Messages that its readers set aside.
  public let setAside: UInt64
  /// How many of ``types`` and ``senders`` are not shown: all names of a node are one answer of limited length.
  public let omitted: UInt64

  init(_ answer: SubscriptionAnswer) {
    name = answer.durable.text
    types = answer.types.map(\.text)
    senders = answer.senders
    done = Dictionary(
      uniqueKeysWithValues: (0..<Lane.count).compactMap { lane in
        answer.cursors[lane].map { (Lane.names[lane], $0) }
      })
    behind = answer.behind.value
    isActive = answer.active
    parkedSince = answer.parkedSince
    setAside = answer.setAside?.value ?? 0
    omitted = answer.omitted?.value ?? 0
  }
}
