package import CellSchema

/// One message of the scenario.
///
/// It is whole but for what is known only when it is sent: cell, serial and time. ``document(_:)`` puts those in and
/// gives the bytes to publish, as they are, in the lane ``precedence``.
package struct Step: Sendable {
  /// What is known when it is sent.
  package struct Stamp: Hashable, Sendable {
    package var cell: CellName
    /// The next one of the sender.
    package var serial: Serial
    package var sentAt: Timestamp
    /// In how many milliseconds those who are asked have spoken.
    package var patience: Int64

    package init(cell: CellName, serial: Serial, sentAt: Timestamp, patience: Int64 = Self.leastPatience) {
      self.cell = cell
      self.serial = serial
      self.sentAt = sentAt
      self.patience = patience
    }

    package static let leastPatience: Int64 = 300
  }

  /// Unique in the scenario.
  package let name: String
  /// The node whose session sends it, whatever its header says.
  package let sender: NodeName
  package let expect: Expectation
  /// What is wrong with it, where it must be refused.
  package let fault: String?
  /// The type of the act that it proposes.
  package let proposes: MessageType?
  /// The proposals that have their results before it is sent.
  package let awaits: Set<MessageID>

  let header: Header
  let body: [UInt8]
  /// The body where it depends on the stamp; ``body`` otherwise.
  var bodyOf: (@Sendable (Stamp) -> [UInt8])?
  var replyAfter: Int64?
  var expiresAfter: Int64?
  /// Spoils the header after the stamp is in.
  var spoilHeader: (@Sendable (inout Header) -> Void)?
  /// Spoils the document's bytes.
  var spoilBytes: (@Sendable ([UInt8]) -> [UInt8])?

  package var id: MessageID { header.id }
  package var type: MessageType { header.type }
  /// The lane that it is sent in.
  package var precedence: Precedence { header.precedence }
  package var action: [Addressee] { header.action.elements }
  package var info: [Addressee] { header.info?.elements ?? [] }
  package var label: SecurityLabel { header.label }

  /// The bytes to publish.
  package func document(_ stamp: Stamp) -> [UInt8] {
    var header = header
    header.cell = stamp.cell
    header.serial = stamp.serial
    header.sentAt = stamp.sentAt
    header.replyBy = replyAfter.map { stamp.sentAt.adding(seconds: $0) }
    header.expiresAt = expiresAfter.map { stamp.sentAt.adding(seconds: $0) }
    spoilHeader?(&header)
    let document = DocumentEncoder.encode(header: header, rawBody: bodyOf?(stamp) ?? body)
    return spoilBytes?(document) ?? document
  }
}
