import CellSchema

/// What is said of an instrument's text: drafts, amendments, corrigenda, signatures and ratifications.
indirect enum DeclarationAct: Sendable {
  case draft(DeclarationDraft)
  case amendment(DeclarationAmendment)
  case corrigendum(DeclarationCorrigendum)
  case signature(DeclarationSignature)
  case ratification(Ratification)
  case confirmation(DeclarationConfirmation)

  var body: any ActBody {
    switch self {
    case .draft(let body): body
    case .amendment(let body): body
    case .corrigendum(let body): body
    case .signature(let body): body
    case .ratification(let body): body
    case .confirmation(let body): body
    }
  }
}

extension DeclarationDraft: ActBody {
  var act: Act { .declaration(.draft(self)) }
  var refersTo: BodyReferences {
    BodyReferences(messages: [], caseReference: nil, text: .gives(TextVersion(instrument, version)))
  }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.texts] }
}

extension DeclarationAmendment: ActBody {
  var act: Act { .declaration(.amendment(self)) }
  var refersTo: BodyReferences {
    BodyReferences(
      messages: [], caseReference: nil,
      text: .replaces(
        TextVersion(instrument, from), by: TextVersion(instrument, to)))
  }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.texts] }
}

extension DeclarationCorrigendum: ActBody {
  var act: Act { .declaration(.corrigendum(self)) }
  var refersTo: BodyReferences {
    BodyReferences(messages: [], caseReference: nil, text: .isAbout(TextVersion(instrument, version)))
  }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.texts] }
}

extension DeclarationSignature: ActBody {
  var act: Act { .declaration(.signature(self)) }
  var refersTo: BodyReferences {
    BodyReferences(messages: [], caseReference: nil, text: .isAbout(TextVersion(instrument, version)))
  }
  static var mayMovePhasesOrGuarantees: Bool { true }
  static var shownIn: [PartialKeyPath<Situation>] { [\.texts, \.guarantees] }
}

extension Ratification: ActBody {
  var act: Act { completion == nil ? .declaration(.ratification(self)) : .guarantee(.ratification(self)) }
  var refersTo: BodyReferences {
    BodyReferences(
      messages: completion.map { [$0] } ?? [], caseReference: nil, text: .isAbout(TextVersion(instrument, version)))
  }
  static var mayMovePhasesOrGuarantees: Bool { true }
  static var shownIn: [PartialKeyPath<Situation>] { [\.texts, \.guarantees] }
}

extension DeclarationConfirmation: ActBody {
  var act: Act { .declaration(.confirmation(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: [of], caseReference: nil, text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { true }
  static var shownIn: [PartialKeyPath<Situation>] { [\.powers, \.attention, \.attacks] }
}
