import CellSchema

/// What is said of a case of verification, and the daily reports.
indirect enum VerificationAct: Sendable {
  case opening(VerificationCase)
  case joining(CaseJoining)
  /// A report of an incident that names a case; its body is not needed and stays on the record.
  case incident
  case tasking(Tasking)
  case access(AccessReport)
  case finding(Finding)
  case attribution(Attribution)
  case remedy(Remedy)
  case compliance(ComplianceReport)
  case assessment(ComplianceAssessment)
  case dispute(Dispute)
  case allegation(Allegation)
  case reply(PartyReply)
  case suspension(CaseSuspension)
  case resumption(CaseResumption)
  case closing(CaseClosing)
  case reopening(CaseReopening)
  case dailyReport(DailyReport)

  var body: (any ActBody)? {
    switch self {
    case .opening(let body): body
    case .joining(let body): body
    case .incident: nil
    case .tasking(let body): body
    case .access(let body): body
    case .finding(let body): body
    case .attribution(let body): body
    case .remedy(let body): body
    case .compliance(let body): body
    case .assessment(let body): body
    case .dispute(let body): body
    case .allegation(let body): body
    case .reply(let body): body
    case .suspension(let body): body
    case .resumption(let body): body
    case .closing(let body): body
    case .reopening(let body): body
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

extension CaseJoining: ActBody {
  var act: Act { .verification(.joining(self)) }
  var refersTo: BodyReferences {
    BodyReferences(messages: incidents.elements, caseReference: .isAbout(caseNumber), text: nil)
  }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.cases, \.incidentsWithoutCase] }
}

extension ComplianceReport: ActBody {
  var act: Act { .verification(.compliance(self)) }
  var refersTo: BodyReferences {
    BodyReferences(messages: remedy.map { [$0] } ?? [], caseReference: .isAbout(caseNumber), text: nil)
  }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.cases, \.attention] }
}

extension ComplianceAssessment: ActBody {
  var act: Act { .verification(.assessment(self)) }
  var refersTo: BodyReferences {
    BodyReferences(messages: [compliance, remedy].compactMap(\.self), caseReference: .isAbout(caseNumber), text: nil)
  }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.cases, \.attention] }
}

extension Allegation: ActBody {
  var act: Act { .verification(.allegation(self)) }
  var refersTo: BodyReferences {
    BodyReferences(messages: [], caseReference: caseNumber.map { .isAbout($0) }, text: nil)
  }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.cases] }
}

extension PartyReply: ActBody {
  var act: Act { .verification(.reply(self)) }
  var refersTo: BodyReferences {
    BodyReferences(messages: [to], caseReference: caseNumber.map { .isAbout($0) }, text: nil)
  }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.cases] }
}

extension CaseSuspension: ActBody {
  var act: Act { .verification(.suspension(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: [], caseReference: .isAbout(caseNumber), text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.cases, \.attention] }
}

extension CaseResumption: ActBody {
  var act: Act { .verification(.resumption(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: [], caseReference: .isAbout(caseNumber), text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.cases, \.attention] }
}

extension CaseClosing: ActBody {
  var act: Act { .verification(.closing(self)) }
  var refersTo: BodyReferences { BodyReferences(messages: [], caseReference: .isAbout(caseNumber), text: nil) }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.cases, \.attention] }
}

extension CaseReopening: ActBody {
  var act: Act { .verification(.reopening(self)) }
  var refersTo: BodyReferences {
    BodyReferences(messages: evidence.elements, caseReference: .isAbout(caseNumber), text: nil)
  }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [\.cases, \.attention] }
}

extension DailyReport: ActBody {
  var act: Act { .verification(.dailyReport(self)) }
  var refersTo: BodyReferences { .none }
  static var mayMovePhasesOrGuarantees: Bool { false }
  static var shownIn: [PartialKeyPath<Situation>] { [] }
}
