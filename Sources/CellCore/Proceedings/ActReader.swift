package import CellSchema

/// Reads the bodies of types that move where things stand; other bodies are not read.
package enum ActReader {
  /// - Returns: nil for a message that moves nothing.
  static func read(_ type: TypeIndex?, _ links: Links, _ document: ArraySlice<UInt8>) throws(Refusal) -> Act? {
    // Of the many reports of incidents those that name a case move it, by their headers alone.
    if type == incident, links.caseNumber != nil || links.amends != nil { return .verification(.incident) }
    guard let type, let body = bodies[type] else { return links.amends != nil ? .amendment : nil }
    let document = Array(document)
    let act = try body.read(document)
    if case .assistance(.delivery(let delivery)) = act { try check(delivery, document) }
    return act
  }

  /// What a schema cannot say of a delivery: that its date is near the time at which it is told. Judged by the document
  /// alone, so that a row that was accepted reads for ever.
  private static func check(_ delivery: AssistanceDelivery, _ document: [UInt8]) throws(Refusal) {
    let sentAt = try DocumentDecoder.header(of: document).sentAt
    let latest = CalendarDate(sentAt.adding(seconds: Int64(Limits.deliveryAhead) * 86_400))
    guard let day = delivery.on.value, day > latest else { return }
    throw Refusal(
      .dateTooFar, at: "/body/on",
      "found \(day), more than \(Limits.deliveryAhead) days after sentAt; allowed: until \(latest)")
  }

  private static let incident = Catalogue.index(of: IncidentReport.self)

  /// The body's type by message type; nil for a type that moves nothing.
  private static let bodies: Table<TypeIndex, (any ActBody.Type)?> = {
    precondition(misplacedTypes.isEmpty, "the catalogue and the acts differ on \(misplacedTypes)")
    return Table(Catalogue.entries.map { $0.payload as? any ActBody.Type })
  }()

  /// Types on which the catalogue (`movesState`) and the conformances to ``ActBody`` differ. There are none.
  package static let misplacedTypes: [MessageType] = Catalogue.entries
    .filter { $0.movesState != ($0.payload is any ActBody.Type) }.map(\.type)

  /// The parts of the situation that a type may change; nil for a type that moves nothing.
  package static func partsShown(of type: TypeIndex) -> [PartialKeyPath<Situation>]? { bodies[type]?.shownIn }
}
