import CellSchema

/// What is said of assistance: what is required, pledged, revised, enabled, delivered and confirmed.
indirect enum AssistanceAct: Sendable {
  case requirement(AssistanceRequirement)
  case pledge(AssistancePledge)
  case revision(AssistanceRevision)
  case enablement(AssistanceEnablement)
  case delivery(AssistanceDelivery)
  case confirmation(DeliveryConfirmation)

  var body: any ActBody {
    switch self {
    case .requirement(let body): body
    case .pledge(let body): body
    case .revision(let body): body
    case .enablement(let body): body
    case .delivery(let body): body
    case .confirmation(let body): body
    }
  }
}

extension AssistanceRequirement: ActBody {
  var act: Act { .assistance(.requirement(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.assistance] }
}

extension AssistancePledge: ActBody {
  var act: Act { .assistance(.pledge(self)) }
  var refersTo: BodyReferences {
    BodyReferences(messages: [requirement, replaces].compactMap(\.self), caseReference: nil, text: nil)
  }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.assistance] }
}

extension AssistanceRevision: ActBody {
  var act: Act { .assistance(.revision(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: [pledge], caseReference: nil, text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.assistance] }
}

extension AssistanceEnablement: ActBody {
  var act: Act { .assistance(.enablement(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: [pledge], caseReference: nil, text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.assistance] }
}

extension AssistanceDelivery: ActBody {
  var act: Act { .assistance(.delivery(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: pledge.map { [$0] } ?? [], caseReference: nil, text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.assistance] }
}

extension DeliveryConfirmation: ActBody {
  var act: Act { .assistance(.confirmation(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: [delivery], caseReference: nil, text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.assistance] }
}
