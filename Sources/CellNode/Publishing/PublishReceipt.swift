public import CellSchema

/// The broker's receipt for an accepted message, sent after the message was made durable.
public struct PublishReceipt: Hashable, Sendable {
  /// The message's place in the one order of the record: 1, 2, 3 …
  public let sequence: UInt64
  /// When the broker accepted the message, by its clock.
  public let acceptedAt: Timestamp
  /// The message's identifier.
  public let id: MessageID
  /// The message's type.
  public let type: MessageType
  /// The station's serial for the message.
  public let serial: Serial
}
