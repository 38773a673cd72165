import CellSchema

/// What is said after an attack.
indirect enum SupportAct: Sendable {
  case attackReport(AttackReport)
  case invocation(Invocation)
  case consultation(Consultation)
  case response(SupportResponse)
  case measure(SupportMeasure)

  var body: any ActBody {
    switch self {
    case .attackReport(let body): body
    case .invocation(let body): body
    case .consultation(let body): body
    case .response(let body): body
    case .measure(let body): body
    }
  }
}

extension AttackReport: ActBody {
  var act: Act { .support(.attackReport(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.attacks, \.clocks, \.attention] }
}

extension Invocation: ActBody {
  var act: Act { .support(.invocation(self)) }
  var refersTo: BodyReferences {
    BodyReferences(messages: reports.elements + guarantees.elements, caseReference: nil, text: nil)
  }
  static var mayMovePhasesOrGuarantees: Bool { true }
  static var shownIn: [PartialKeyPath<Situation>] {
    [\.invocations, \.attacks, \.guarantees, \.clocks, \.attention]
  }
}

extension Consultation: ActBody {
  var act: Act { .support(.consultation(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: [invocation], caseReference: nil, text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.invocations, \.clocks] }
}

extension SupportResponse: ActBody {
  var act: Act { .support(.response(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: [invocation], caseReference: nil, text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.invocations, \.guarantees, \.clocks, \.attention] }
}

extension SupportMeasure: ActBody {
  var act: Act { .support(.measure(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: [response], caseReference: nil, text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.invocations, \.guarantees, \.clocks, \.attention] }
}
