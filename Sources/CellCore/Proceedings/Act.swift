/// What a message says, of the types that move where things stand: an act or a fact of one system.
enum Act: Sendable {
  case declaration(DeclarationAct)
  case guarantee(GuaranteeAct)
  case ceasefire(CeasefireAct)
  case verification(VerificationAct)
  case force(ForceAct)
  case support(SupportAct)
  case assistance(AssistanceAct)
  case cell(CellAct)
  case decision(DecisionAct)
  case bus(BusAct)
  /// A message whose type moves nothing, but which amends another message.
  case amendment

  /// The message's body; nil where the proceedings do not need it and it is read from the record.
  var body: (any ActBody)? {
    switch self {
    case .declaration(let act): act.body
    case .guarantee(let act): act.body
    case .ceasefire(let act): act.body
    case .verification(let act): act.body
    case .force(let act): act.body
    case .support(let act): act.body
    case .assistance(let act): act.body
    case .cell(let act): act.body
    case .decision(let act): act.body
    case .bus(let act): act.body
    case .amendment: nil
    }
  }

  /// What the body refers to.
  var refersTo: BodyReferences { body?.refersTo ?? .none }

  /// Whether it is said on a proposal, of which there may be a result then.
  var isOnProposal: Bool { if case .decision = self { true } else { false } }

  /// Whether it is the next word on its participant's watch: a handover, or an assumption.
  var isNextWordOnWatch: Bool {
    guard case .cell(let act) = self else { return false }
    switch act {
    case .handover, .assumption: return true
    case .question, .answer, .releaseRequest, .releaseDecision, .minimize, .absence: return false
    }
  }

  /// Whether phases or guarantees may move because of the message, which the bus then announces.
  var mayMovePhasesOrGuarantees: Bool { body.map { type(of: $0).mayMovePhasesOrGuarantees } ?? false }
}
