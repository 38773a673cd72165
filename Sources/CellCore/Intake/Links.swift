import CellSchema

/// The fields of a header that point to other messages: what a message answers, refers to, amends or belongs to.
package struct Links: Sendable {
  var inReplyTo: MessageID?
  var references: [MessageID] = []
  var amends: Amends?
  var caseNumber: CaseNumber?
  var asksAcknowledgement = false
  /// The header names who signs, in which office and with which powers.
  var hasAuthority = false
}

extension Links {
  init(_ header: Header) {
    self.init(
      inReplyTo: header.inReplyTo, references: header.references?.elements ?? [], amends: header.amends,
      caseNumber: header.caseNumber, asksAcknowledgement: header.acknowledge == true,
      hasAuthority: header.authority != nil)
  }
}

extension CheckedHeader {
  func links() throws(Refusal) -> Links {
    var links = Links()
    if !isAbsent(.inReplyTo) { links.inReplyTo = MessageID(bits: identifier(.inReplyTo)) }
    if !isAbsent(.references) { links.references = strings(.references).compactMap { MessageID($0) } }
    if !isAbsent(.caseNumber) { links.caseNumber = CaseNumber(text(.caseNumber)) }
    if !isAbsent(.acknowledge) { links.asksAcknowledgement = text(.acknowledge) == "true" }
    links.hasAuthority = !isAbsent(.authority)
    // `amends` is rare enough to decode the whole header for it.
    if !isAbsent(.amends) { links.amends = try DocumentDecoder.header(of: Array(document)).amends }
    return links
  }
}
