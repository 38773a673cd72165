import CellSchema

/// The fields of a header that point to other messages: what a message answers, refers to, amends or belongs to.
package struct Links: Sendable {
  var inReplyTo: MessageID?
  var references: [MessageID] = []
  var amends: Amends?
  var caseNumber: CaseNumber?
  var asksAcknowledgement = false
  /// When an answer is due.
  var replyBy: Microseconds?
  /// The office that signs, where the header names an authority.
  var office: Line?
  /// When it says that it was sent; of an attack report alone, whose beginning it may stand for.
  var sentAt: Microseconds?
  /// When the message first went another way, where it was entered later.
  var originalSentAt: Microseconds?
}

extension Links {
  init(_ header: Header) {
    self.init(
      inReplyTo: header.inReplyTo, references: header.references?.elements ?? [], amends: header.amends,
      caseNumber: header.caseNumber, asksAcknowledgement: header.acknowledge == true,
      office: header.authority?.office)
  }
}

extension CheckedHeader {
  /// - Parameter type: the message's type.
  func links(_ type: TypeIndex?) throws(Refusal) -> Links {
    var links = Links()
    if !isAbsent(.inReplyTo) { links.inReplyTo = MessageID(bits: identifier(.inReplyTo)) }
    if !isAbsent(.references) { links.references = strings(.references).compactMap { MessageID($0) } }
    if !isAbsent(.caseNumber) { links.caseNumber = CaseNumber(text(.caseNumber)) }
    if !isAbsent(.acknowledge) { links.asksAcknowledgement = bytes(.acknowledge).first == UInt8(ascii: "t") }
    links.replyBy = time(.replyBy)
    if type == Self.attackReport { links.sentAt = time(.sentAt) }
    // These are rare enough to decode the whole header for them.
    if !isAbsent(.amends) || !isAbsent(.enteredBy) || !isAbsent(.authority) {
      let header = try DocumentDecoder.header(of: Array(document))
      links.amends = header.amends
      links.office = header.authority?.office
      links.originalSentAt = header.enteredBy?.originalSentAt?.moment
    }
    return links
  }

  private static let attackReport = Catalogue.index(of: AttackReport.self)
}
