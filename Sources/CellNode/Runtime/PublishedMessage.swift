import CellSchema

/// A message as composed for publication, with what its receipt has to say beside the broker's decision.
struct PublishedMessage: Sendable {
  /// The names in the header; nil for a document whose header cannot be read, or that an earlier process left, whose
  /// names are read when it is decided.
  var names: Names?
  let envelope: Envelope
  /// The station's count after this message, if the message advances it.
  var count: StoredSerial?

  /// The document's identifier; nil if the header cannot be read.
  var id: MessageID? { (names ?? Names(document: document))?.id }
  var isSigned: Bool { !envelope.signature.isEmpty }
  var document: [UInt8] { Array(envelope.document) }
  var signature: [UInt8] { Array(envelope.signature) }
  /// The message's bytes in the outbox.
  var size: Int { envelope.encodedCount }

  struct Names: Sendable {
    var id: MessageID
    var type: MessageType
    var serial: Serial
  }

  func receipt(for outcome: Decided.Outcome) -> Result<PublishReceipt, NodeError> {
    switch outcome {
    case .accepted(let sequence, let acceptedAt):
      guard let names = names ?? Names(document: document) else {
        return .failure(
          NodeError(.undecodable, "the broker accepted it as #\(sequence), but its header cannot be read here"))
      }
      return .success(
        PublishReceipt(
          sequence: sequence.value, acceptedAt: acceptedAt, id: names.id, type: names.type, serial: names.serial))
    case .refused(let refusal): return .failure(NodeError(refusal))
    }
  }
}

extension PublishedMessage.Names {
  init?(document: [UInt8]) {
    guard let header = try? DocumentDecoder.header(of: document) else { return nil }
    self.init(id: header.id, type: header.type, serial: header.serial)
  }
}
