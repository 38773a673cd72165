import CellSchema

/// What is said of proposals on which participants decide together.
indirect enum DecisionAct: Sendable {
  case proposal(DecisionProposal)
  case statement(DecisionStatement)
  case postponement(DecisionPostponement)
  case withdrawal(DecisionWithdrawal)

  var body: any ActBody {
    switch self {
    case .proposal(let body): body
    case .statement(let body): body
    case .postponement(let body): body
    case .withdrawal(let body): body
    }
  }

  /// The proposal that an entry is, if it is one.
  func proposedBy(_ entry: Entry) -> MessageID? {
    switch self {
    case .proposal: entry.id
    case .statement, .postponement, .withdrawal: nil
    }
  }
}

extension DecisionProposal: ActBody {
  var act: Act { .decision(.proposal(self)) }
  /// A proposal rests on nothing: its act is judged once more at the result, and rests on what it refers to from then on.
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.decisions, \.attention] }
}

extension DecisionStatement: ActBody {
  var act: Act { .decision(.statement(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: [proposal], caseReference: nil, text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.decisions, \.attention] }
}

extension DecisionPostponement: ActBody {
  var act: Act { .decision(.postponement(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: [proposal], caseReference: nil, text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.decisions, \.attention] }
}

extension DecisionWithdrawal: ActBody {
  var act: Act { .decision(.withdrawal(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: [proposal], caseReference: nil, text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.decisions, \.attention] }
}

extension ProposalDecided: ActBody {
  var act: Act { .bus(.decided(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { true }
  static var shownIn: [PartialKeyPath<Situation>] { [\.decisions, \.attention] }
}

extension ProposalDelivered: ActBody {
  var act: Act { .bus(.proposalDelivered(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.decisions, \.attention] }
}

extension SilenceDelayed: ActBody {
  var act: Act { .bus(.silenceDelayed(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.decisions, \.attention] }
}

/// The act that a proposal carries, read from its exact bytes.
struct ProposedAct: Sendable {
  let header: Header
  let type: TypeIndex
  /// What the act says to the proceedings; nil of an act that moves nothing.
  let content: Act?

  /// Nil for bytes that are no document of this catalogue: no such proposal is accepted.
  init?(_ document: ProposedDocument) {
    let bytes = document.bytes
    guard let header = try? DocumentDecoder.header(of: bytes),
      let type = Catalogue.index(type: header.type, version: header.version)
    else { return nil }
    self.header = header
    self.type = type
    do { content = try ActReader.read(type, Links(header), bytes[...]) } catch { return nil }
  }
}
