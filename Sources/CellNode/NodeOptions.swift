public import CellSchema

/// How a node behaves; the defaults suit a node on a good network.
public struct NodeOptions: Sendable {
  /// How long ``Node/connected(_:options:isolation:_:)`` waits for the first welcome.
  public var connectTimeout: Duration = .seconds(10)
  /// How long a node that is closed waits for the receipts of what it has queued.
  public var closeTimeout: Duration = .seconds(5)
  /// How long ``Node/status()`` and its like wait for the broker's answer.
  public var queryTimeout: Duration = .seconds(10)
  /// Messages, and bytes, that may wait for a receipt; beyond them publishing fails with `outbox-full`.
  public var outboxMessages = Limits.outboxMessages
  public var outboxBytes = Limits.outboxBytes
  /// Messages, and bytes, of one subscription that may wait in this process. An eighth is kept for immediate and above;
  /// figures below 16 messages and 1 MiB are raised to that.
  public var creditMessages = 1_024
  public var creditBytes = 4_194_304
  /// How often a message is given before ``ReceivedMessage/nak(after:)`` sets it aside; nil: as often as it takes.
  public var maximumAttempts: Int?
  /// The marking policy and the classification of what is published, where a draft names no other.
  public var policy: PolicyName = "COORDINATION-CELL"
  public var classification: Classification = "UNCLASSIFIED"
  /// Program and version, for the broker's log.
  public var client = "CellNode"

  public init() {}
}
