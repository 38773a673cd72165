public import CellSchema

/// That a message is on the record: it was made durable before this was sent.
public struct PublishReceipt: Hashable, Sendable {
  /// Its place in the one order of the record, 1, 2, 3 …
  public let sequence: UInt64
  /// By the broker's clock.
  public let acceptedAt: Timestamp
  public let id: MessageID
  public let type: MessageType
  /// The station's own count.
  public let serial: Serial
}
