public import CellSchema

/// A message of a store's outbox that the broker refused: it is not on the record, and is not sent again. The store
/// keeps it until it is discarded.
public struct RefusedMessage: Hashable, Sendable {
  /// The document's identifier; nil, as is ``type``, if its header cannot be read.
  public let id: MessageID?
  /// The document's type; nil if its header cannot be read.
  public let type: MessageType?
  /// The lane in which the message was sent.
  public let precedence: Precedence
  /// The rule that refused the message, and the place in the document.
  public let error: NodeError
  /// When the node received the refusal, by the node's clock.
  public let refusedAt: Timestamp
  /// The document's bytes.
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
