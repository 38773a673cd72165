public import CellSchema
import CellWire

/// A message as it is on the record.
public struct RecordedMessage: Sendable {
  /// The message's place in the one order of the record.
  public let sequence: UInt64
  /// When the broker accepted the message.
  public let acceptedAt: Timestamp
  /// The decoded header.
  public let header: Header
  /// The document's bytes, as they were published.
  public let document: [UInt8]
  /// The signature block; empty if there is none.
  public let signature: [UInt8]
  /// Who signed it, in the block's order.
  public let signers: [MessageSigner]
  /// The rows that amend the message, oldest first, as far as the node may read them.
  public let amendedBy: [UInt64]

  package init(
    sequence: UInt64, acceptedAt: Timestamp, header: Header, document: [UInt8], signature: [UInt8],
    signers: [MessageSigner] = [], amendedBy: [UInt64]
  ) {
    self.sequence = sequence
    self.acceptedAt = acceptedAt
    self.header = header
    self.document = document
    self.signature = signature
    self.signers = signers
    self.amendedBy = amendedBy
  }

  init(_ answer: MessageAnswer) throws {
    sequence = answer.sequence.value
    acceptedAt = answer.acceptedAt
    document = answer.document.bytes
    signature = answer.signature?.bytes ?? []
    signers = (answer.signers ?? []).map { MessageSigner(node: $0.node, key: $0.key) }
    amendedBy = answer.amendedBy.map(\.value)
    do throws(Refusal) {
      header = try RawMessage(document: document).header
    } catch {
      throw NodeError(.undecodable, at: error.pointer, error.detail)
    }
  }
}
