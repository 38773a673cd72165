package import CellNode
package import CellSchema

/// What a publisher says of a message beyond its type and body; the node fills in the rest.
///
/// The names are those of the header. It is what the command's options give, and the `"header"` of a line.
package struct HeaderFields: Codable, Hashable, Sendable {
  package struct Label: Codable, Hashable, Sendable {
    package var policy: PolicyName?
    package var classification: Classification?
    package var releasableTo: NonEmpty<Releasable>?
    package var control: SecurityLabel.Control?

    package init() {}
  }

  package var id: MessageID?
  package var cell: CellName?
  package var version: MessageVersion?
  package var from: NodeName?
  package var serial: Serial?
  package var action: NonEmpty<Addressee>?
  package var info: NonEmpty<Addressee>?
  package var precedence: Precedence?
  package var infoPrecedence: Precedence?
  package var nature: Nature?
  package var exerciseName: Line?
  package var sentAt: Timestamp?
  package var expiresAt: Timestamp?
  package var replyBy: Timestamp?
  package var label: Label?
  package var language: LanguageTag?
  package var releasedBy: Line?
  package var inReplyTo: MessageID?
  package var references: NonEmpty<MessageID>?
  package var caseNumber: CaseNumber?
  package var amends: Amends?
  package var acknowledge: Bool?
  package var authority: Authority?
  package var enteredBy: EnteredBy?

  package init() {}

  private enum CodingKeys: String, CodingKey {
    case id, cell, version, from, serial, action, info, precedence, infoPrecedence, nature, exerciseName, sentAt
    case expiresAt, replyBy, label, language, releasedBy, inReplyTo, references
    case caseNumber = "case"
    case amends, acknowledge, authority, enteredBy
  }

  /// The fields, and for those that are not given the `others`.
  package func over(_ others: Self) -> Self {
    var fields = others
    fields.id = id ?? others.id
    fields.cell = cell ?? others.cell
    fields.version = version ?? others.version
    fields.from = from ?? others.from
    fields.serial = serial ?? others.serial
    fields.action = action ?? others.action
    fields.info = info ?? others.info
    fields.precedence = precedence ?? others.precedence
    fields.infoPrecedence = infoPrecedence ?? others.infoPrecedence
    fields.nature = nature ?? others.nature
    fields.exerciseName = exerciseName ?? others.exerciseName
    fields.sentAt = sentAt ?? others.sentAt
    fields.expiresAt = expiresAt ?? others.expiresAt
    fields.replyBy = replyBy ?? others.replyBy
    fields.language = language ?? others.language
    fields.releasedBy = releasedBy ?? others.releasedBy
    fields.inReplyTo = inReplyTo ?? others.inReplyTo
    fields.references = references ?? others.references
    fields.caseNumber = caseNumber ?? others.caseNumber
    fields.amends = amends ?? others.amends
    fields.acknowledge = acknowledge ?? others.acknowledge
    fields.authority = authority ?? others.authority
    fields.enteredBy = enteredBy ?? others.enteredBy
    if let label {
      var both = label
      both.policy = label.policy ?? others.label?.policy
      both.classification = label.classification ?? others.label?.classification
      both.releasableTo = label.releasableTo ?? others.label?.releasableTo
      both.control = label.control ?? others.label?.control
      fields.label = both
    }
    return fields
  }

  /// A message with this header and a body that is JSON already; of the newest version where none is given.
  package func draft(type: MessageType, body: [UInt8]) -> Draft {
    let newest = Catalogue.versions(of: type).last?.version
    var draft = Draft(
      type: type, version: version ?? newest ?? 1, rawBody: body, to: action?.elements ?? [.all],
      info: info?.elements ?? [], precedence: precedence ?? .routine)
    draft.id = id
    draft.cell = cell
    draft.from = from
    draft.serial = serial
    draft.infoPrecedence = infoPrecedence
    draft.nature = nature
    draft.exerciseName = exerciseName
    draft.sentAt = sentAt
    draft.expiresAt = expiresAt
    draft.replyBy = replyBy
    draft.releasableTo = label?.releasableTo?.elements
    draft.policy = label?.policy
    draft.classification = label?.classification
    draft.control = label?.control
    draft.language = language
    draft.releasedBy = releasedBy
    draft.inReplyTo = inReplyTo
    draft.references = references?.elements ?? []
    draft.caseNumber = caseNumber
    draft.amends = amends
    draft.acknowledge = acknowledge
    draft.authority = authority
    draft.enteredBy = enteredBy
    return draft
  }
}
