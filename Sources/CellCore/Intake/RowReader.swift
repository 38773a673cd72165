package import CellJournal
package import CellSchema

/// Reads a message that is on the record. The reader applies and never decides: a name that the roster of that time did
/// not have stands for nobody.
///
/// A `RowReader` has no state, so that many rows may be read at once, on any thread.
package struct RowReader: Sendable {
  private let checker: StrictChecker

  package init(checker: StrictChecker = Catalogue.checker) { self.checker = checker }

  /// Reads a row's message under the rules of its time.
  ///
  /// - Parameters:
  ///   - sender: the row's node.
  ///   - rulebook: the rulebook that held when the row was accepted.
  package func read(
    _ envelope: Envelope, lane: Precedence, sender: NodeIndex, of participant: ParticipantIndex, rulebook: Rulebook
  ) throws(Refusal) -> Prepared {
    let header = try header(of: envelope)
    let found = MessageClass(
      world: header.world, type: header.type, node: sender, participant: participant, lane: lane,
      infoLane: header.infoPrecedence ?? lane,
      classification: header.value(.classification, as: Classification.self).flatMap(rulebook.classificationIndex),
      action: audience(header, .action, rulebook), info: audience(header, .info, rulebook),
      release: ReleaseList(header, rulebook), isOriginatorControlled: !header.isAbsent(.control))
    let links = try header.links(found.type)
    let act = try ActReader.read(found.type, links, envelope.document)
    return try Prepared(header, envelope, found, rulebook, links, act)
  }

  /// What the row's message says to the proceedings; nil for a message that moves nothing.
  package func entry(of row: RecordRow) throws(Refusal) -> NamedEntry? {
    let header = try header(of: row.envelope)
    let links = try header.links(header.type)
    guard let act = try ActReader.read(header.type, links, row.envelope.document) else { return nil }
    return NamedEntry(
      sequence: row.sequence, id: try header.messageID(), acceptedAt: row.acceptedAt, node: row.node,
      inReplyTo: links.inReplyTo, caseNumber: links.caseNumber, amends: links.amends, act: act, office: links.office,
      sentAt: links.sentAt, originalSentAt: links.originalSentAt, cause: row.cause)
  }

  /// The message's `expiresAt`, if it has one.
  func expiry(of envelope: Envelope) throws(Refusal) -> Microseconds? { try header(of: envelope).time(.expiresAt) }

  private func header(of envelope: Envelope) throws(Refusal) -> CheckedHeader {
    var slots = DocumentSlots()
    try checker.slots(of: envelope.document.span, into: &slots)
    return CheckedHeader(document: envelope.document, slots: slots)
  }

  private func audience(_ header: CheckedHeader, _ slot: HeaderSlot, _ rulebook: Rulebook) -> Audience {
    header.strings(slot).reduce(into: Audience()) { audience, text in
      if let entry = Addressee(text).flatMap(rulebook.audience) { audience.formUnion(entry) }
    }
  }
}

extension CheckedHeader {
  func messageID() throws(Refusal) -> MessageID {
    guard let id = MessageID(bits: identifier(.id)) else {
      throw Refusal(.badFormat, at: "/header/id", "the identifier is no UUID of version 7 or 8")
    }
    return id
  }
}

/// An entry with its sender by name: the indices of names are given out by the state, one after the other.
package struct NamedEntry: Sendable {
  package let sequence: SequenceNumber
  let id: MessageID
  let acceptedAt: Microseconds
  let node: NodeName
  let inReplyTo: MessageID?
  let caseNumber: CaseNumber?
  let amends: Amends?
  let act: Act
  let office: Line?
  let sentAt: Microseconds?
  let originalSentAt: Microseconds?
  /// The row that it follows from; `none` of what a node said.
  let cause: SequenceNumber
}

extension MessageClass {
  init(
    world: World, type: TypeIndex?, node: NodeIndex, participant: ParticipantIndex, lane: Precedence,
    infoLane: Precedence, classification: ClassificationIndex?, action: Audience, info: Audience, release: ReleaseList,
    isOriginatorControlled: Bool
  ) {
    self.init(
      world: world, type: type, node: node, participant: participant, lane: lane, infoLane: infoLane,
      classification: classification, action: action, info: info, releasable: release.participants,
      releasableGroups: release.groups, isOriginatorControlled: isOriginatorControlled)
  }
}
