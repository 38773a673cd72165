import CellSchema

/// What is said of the multinational force.
indirect enum ForceAct: Sendable {
  case constitution(ForceConstitution)
  case change(ForceChange)
  case contribution(ForceContribution)
  case readiness(ForceReadiness)
  case activity(ForceActivity)
  case regeneration(ForceRegeneration)
  case support(ForceSupport)
  case request(ForceRequest)
  case incident(ForceIncidentReport)

  var body: any ActBody {
    switch self {
    case .constitution(let body): body
    case .change(let body): body
    case .contribution(let body): body
    case .readiness(let body): body
    case .activity(let body): body
    case .regeneration(let body): body
    case .support(let body): body
    case .request(let body): body
    case .incident(let body): body
    }
  }

  /// Who leads the force by then and who is to lead it by the act, where it is about the force as a whole.
  func leads(after present: [ParticipantCode]) -> [ParticipantCode] {
    switch self {
    case .constitution(let body): body.lead.elements
    case .change(let body): present + (body.lead?.elements ?? [])
    case .contribution, .readiness, .activity, .regeneration, .support, .request, .incident: []
    }
  }
}

extension ForceConstitution: ActBody {
  var act: Act { .force(.constitution(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.force] }
}

extension ForceChange: ActBody {
  var act: Act { .force(.change(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: [constitution], caseReference: nil, text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.force] }
}

extension ForceContribution: ActBody {
  var act: Act { .force(.contribution(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.force] }
}

extension ForceReadiness: ActBody {
  var act: Act { .force(.readiness(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.force] }
}

extension ForceActivity: ActBody {
  var act: Act { .force(.activity(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.force, \.attention] }
}

extension ForceRegeneration: ActBody {
  var act: Act { .force(.regeneration(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.force] }
}

extension ForceSupport: ActBody {
  var act: Act { .force(.support(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.force] }
}

extension ForceRequest: ActBody {
  var act: Act { .force(.request(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.force, \.attention] }
}

extension ForceIncidentReport: ActBody {
  var act: Act { .force(.incident(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.force, \.incidentsWithoutCase] }
}
