import CellSchema

/// What is said of a case of verification, and the daily reports.
indirect enum VerificationAct: Sendable {
  case opening(VerificationCase)
  case tasking(Tasking)
  case access(AccessReport)
  case finding(Finding)
  case attribution(Attribution)
  case remedy(Remedy)
  case dispute(Dispute)
  case dailyReport(DailyReport)

  var body: any ActBody {
    switch self {
    case .opening(let body): body
    case .tasking(let body): body
    case .access(let body): body
    case .finding(let body): body
    case .attribution(let body): body
    case .remedy(let body): body
    case .dispute(let body): body
    case .dailyReport(let body): body
    }
  }
}

extension VerificationCase: ActBody {
  var act: Act { .verification(.opening(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: incidents.elements, caseReference: .opens(id), text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.cases, \.incidentsWithoutCase] }
}

extension Tasking: ActBody {
  var act: Act { .verification(.tasking(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: [], caseReference: .isAbout(caseNumber), text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.cases, \.attention] }
}

extension AccessReport: ActBody {
  var act: Act { .verification(.access(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: [], caseReference: .isAbout(caseNumber), text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.cases] }
}

extension Finding: ActBody {
  var act: Act { .verification(.finding(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: [], caseReference: .isAbout(caseNumber), text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.cases, \.attention] }
}

extension Attribution: ActBody {
  var act: Act { .verification(.attribution(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: [finding], caseReference: .isAbout(caseNumber), text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.cases, \.attention] }
}

extension Remedy: ActBody {
  var act: Act { .verification(.remedy(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: [], caseReference: .isAbout(caseNumber), text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.cases, \.attention] }
}

extension Dispute: ActBody {
  var act: Act { .verification(.dispute(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: [of], caseReference: .isAbout(caseNumber), text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.cases, \.attention] }
}

extension DailyReport: ActBody {
  var act: Act { .verification(.dailyReport(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [] }
}
