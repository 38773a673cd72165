package import CellSchema

/// What a message's header says of its world and of other messages.
package struct Links: Sendable {
  package var world: World
  package var inReplyTo: MessageID?
  package var references: [MessageID] = []
  package var amends: Amends?
  package var caseNumber: String?
  package var asksAcknowledgement = false
}

extension HeaderFields {
  func links() -> Links {
    var links = Links(
      world: World(
        nature: Nature(rawValue: text(.nature)) ?? .operation,
        exercise: isAbsent(.exerciseName) ? "" : unescaped(.exerciseName)))
    if !isAbsent(.inReplyTo) { links.inReplyTo = MessageID(bits: identifier(.inReplyTo)) }
    if !isAbsent(.references) { links.references = strings(.references).compactMap { MessageID($0) } }
    if !isAbsent(.caseNumber) { links.caseNumber = text(.caseNumber) }
    if !isAbsent(.acknowledge) { links.asksAcknowledgement = text(.acknowledge) == "true" }
    // Rare enough to decode the whole header for it.
    if !isAbsent(.amends) { links.amends = (try? DocumentDecoder.header(of: Array(document)))?.amends }
    return links
  }
}
