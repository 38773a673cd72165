import CellSchema

/// What participants commit themselves to, complete and withdraw.
indirect enum GuaranteeAct: Sendable {
  case commitment(GuaranteeCommitment)
  case completion(GuaranteeCompletion)
  case withdrawal(GuaranteeWithdrawal)
  /// Of a completion.
  case ratification(Ratification)

  var body: any ActBody {
    switch self {
    case .commitment(let body): body
    case .completion(let body): body
    case .withdrawal(let body): body
    case .ratification(let body): body
    }
  }
}

extension GuaranteeCommitment: ActBody {
  var act: Act { .guarantee(.commitment(self)) }
  var refersTo: BodyReferences {
    BodyReferences(messages: [], caseReference: nil, text: .isAbout(TextVersion(instrument, version)))
  }
  static var mayMovePhasesOrGuarantees: Bool { true }
  static var shownIn: [PartialKeyPath<Situation>] { [\.guarantees] }
}

extension GuaranteeCompletion: ActBody {
  var act: Act { .guarantee(.completion(self)) }
  var refersTo: BodyReferences {
    BodyReferences(messages: [commitment], caseReference: nil, text: nil)
  }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.guarantees] }
}

extension GuaranteeWithdrawal: ActBody {
  var act: Act { .guarantee(.withdrawal(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: [commitment], caseReference: nil, text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.guarantees] }
}
