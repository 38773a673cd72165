import CellSchema

/// What is said of the cell's own business.
indirect enum CellAct: Sendable {
  case question(RequestForInformation)
  /// An answer to a question; the answer's body is not needed and stays on the record.
  case answer
  case releaseRequest(ReleaseRequest)
  case releaseDecision(ReleaseDecision)
  case handover(WatchHandover)
  case assumption(WatchAssumption)
  case minimize(Minimize)
  case absence(RoleAbsence)

  var body: (any ActBody)? {
    switch self {
    case .question(let body): body
    case .answer: nil
    case .releaseRequest(let body): body
    case .releaseDecision(let body): body
    case .handover(let body): body
    case .assumption(let body): body
    case .minimize(let body): body
    case .absence(let body): body
    }
  }
}

extension RequestForInformation: ActBody {
  var act: Act { .cell(.question(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.attention] }
}

extension InformationAnswer: ActBody {
  var act: Act { .cell(.answer) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.attention] }
}

extension ReleaseRequest: ActBody {
  var act: Act { .cell(.releaseRequest(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: [message], caseReference: nil, text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [] }
}

extension ReleaseDecision: ActBody {
  var act: Act { .cell(.releaseDecision(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: [request], caseReference: nil, text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [] }
}

extension WatchHandover: ActBody {
  var act: Act { .cell(.handover(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.sinceHandover, \.attention] }
}

extension WatchAssumption: ActBody {
  var act: Act { .cell(.assumption(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: handover.map { [$0] } ?? [], caseReference: nil, text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.sinceHandover, \.attention] }
}

extension Minimize: ActBody {
  var act: Act { .cell(.minimize(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.attention] }
}

extension RoleAbsence: ActBody {
  var act: Act { .cell(.absence(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [] }
}
