import CellSchema

/// What authorities state of a ceasefire.
indirect enum CeasefireAct: Sendable {
  case agreement(CeasefireAgreement)
  case entryIntoForce(EntryIntoForce)
  case suspension(CeasefireSuspension)
  case resumption(CeasefireResumption)
  case termination(CeasefireTermination)

  var body: any ActBody {
    switch self {
    case .agreement(let body): body
    case .entryIntoForce(let body): body
    case .suspension(let body): body
    case .resumption(let body): body
    case .termination(let body): body
    }
  }
}

extension CeasefireAgreement: ActBody {
  var act: Act { .ceasefire(.agreement(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { true }
  static var shownIn: [PartialKeyPath<Situation>] { [\.ceasefires, \.contested, \.attention] }
}

extension EntryIntoForce: ActBody {
  var act: Act { .ceasefire(.entryIntoForce(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: [agreement], caseReference: nil, text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { true }
  static var shownIn: [PartialKeyPath<Situation>] { [\.ceasefires, \.contested, \.attention] }
}

extension CeasefireSuspension: ActBody {
  var act: Act { .ceasefire(.suspension(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: [agreement], caseReference: nil, text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { true }
  static var shownIn: [PartialKeyPath<Situation>] { [\.ceasefires, \.contested, \.attention] }
}

extension CeasefireResumption: ActBody {
  var act: Act { .ceasefire(.resumption(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: [agreement], caseReference: nil, text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { true }
  static var shownIn: [PartialKeyPath<Situation>] { [\.ceasefires, \.contested, \.attention] }
}

extension CeasefireTermination: ActBody {
  var act: Act { .ceasefire(.termination(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: [agreement], caseReference: nil, text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { true }
  static var shownIn: [PartialKeyPath<Situation>] { [\.ceasefires, \.contested, \.attention] }
}
