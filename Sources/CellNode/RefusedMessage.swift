public import CellSchema

/// A message that was left to a store's outbox and that the broker refused: it is not on the record, and is not sent
/// again. The store keeps it until it is discarded.
public struct RefusedMessage: Hashable, Sendable {
  /// The document's own; nil where its header cannot be read, as ``type`` is.
  public let id: MessageID?
  public let type: MessageType?
  /// Of the lane in which it was sent.
  public let precedence: Precedence
  /// Which rule, and the place in the document.
  public let error: NodeError
  /// When the node heard of it, by its own clock.
  public let refusedAt: Timestamp
  /// The bytes that were refused.
  public let document: [UInt8]
  package let place: OutboxPlace

  package init(
    id: MessageID?, type: MessageType?, precedence: Precedence, error: NodeError, refusedAt: Timestamp,
    document: [UInt8], place: OutboxPlace
  ) {
    self.id = id
    self.type = type
    self.precedence = precedence
    self.error = error
    self.refusedAt = refusedAt
    self.document = document
    self.place = place
  }
}
