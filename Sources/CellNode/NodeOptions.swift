public import CellSchema

/// How a node behaves; the defaults suit a node on a good network.
public struct NodeOptions: Sendable {
  /// How long ``Node/connected(_:options:isolation:_:)`` waits for the first welcome.
  public var connectTimeout: Duration = .seconds(10)
  /// How long a closing node waits for the receipts of queued messages.
  public var closeTimeout: Duration = .seconds(5)
  /// How long ``Node/status()`` and other questions wait for the broker's answer.
  public var queryTimeout: Duration = .seconds(10)
  /// How many messages may wait for a receipt; beyond that publishing fails with `outbox-full`.
  public var outboxMessages = Limits.outboxMessages
  /// How many bytes of messages may wait for a receipt; beyond that publishing fails with `outbox-full`.
  public var outboxBytes = Limits.outboxBytes
  /// How many messages of one subscription may wait in this process, at least 16. An eighth is reserved for immediate
  /// and above.
  public var creditMessages = 1_024
  /// How many bytes of one subscription may wait in this process, at least 1 MiB. An eighth is reserved for immediate
  /// and above.
  public var creditBytes = 4_194_304
  /// How often a message is given to the application before ``ReceivedMessage/nak(after:)`` sets it aside; nil: without
  /// limit.
  public var maximumAttempts: Int?
  /// The marking policy of published messages whose draft names none.
  public var policy: PolicyName = "COORDINATION-CELL"
  /// The classification of published messages whose draft names none.
  public var classification: Classification = "UNCLASSIFIED"
  /// Program and version, for the broker's log.
  public var client = "CellNode"

  /// The default options.
  public init() {}
}
