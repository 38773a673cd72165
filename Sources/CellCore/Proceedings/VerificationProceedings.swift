import CellSchema

/// Cases of verification: incidents grouped by the lead, a team sent, access, finding, attribution, remedy, dispute.
///
/// Monitoring observes, verification assesses, the Special Commission attributes: who may say which is the charter's;
/// in which order, this table's.
struct VerificationProceedings {
  typealias State = CaseStanding.State

  enum Step: String {
    case tasking = "verification.tasking"
    case interimFinding = "verification.finding (not final)"
    case finalFinding = "verification.finding (final)"
    case noViolation = "verification.finding (final, not a violation)"
    case attribution = "verification.attribution (adopted)"
    case noAttribution = "verification.attribution (not adopted)"
    case remedy = "verification.remedy"
    case dispute = "verification.dispute"

    var type: MessageType {
      switch self {
      case .tasking: "verification.tasking"
      case .interimFinding, .finalFinding, .noViolation: "verification.finding"
      case .attribution, .noAttribution: "verification.attribution"
      case .remedy: "verification.remedy"
      case .dispute: "verification.dispute"
      }
    }
  }

  /// opened → tasked → assessed → found → attributed → remedied; disputed from the first finding on.
  static let lifeCycle = LifeCycle<State, Step>(
    (.tasking, [.opened], .tasked),
    (.tasking, [.tasked, .assessed, .disputed], nil),
    (.interimFinding, [.tasked, .assessed], .assessed),
    (.interimFinding, [.disputed], nil),
    (.finalFinding, [.tasked, .assessed, .disputed], .found),
    (.noViolation, [.tasked, .assessed, .disputed], .closed),
    (.attribution, [.found, .disputed], .attributed),
    (.noAttribution, [.found, .disputed], nil),
    (.remedy, [.attributed, .remedied, .disputed], .remedied),
    (.dispute, [.assessed, .found, .closed, .attributed, .remedied, .disputed], .disputed))

  struct Case {
    var entry: Entry
    var body: VerificationCase
    var state = State.opened
    var taskings: [(entry: Entry, body: Tasking)] = []
    var access: [(entry: Entry, body: AccessReport)] = []
    var findings: [(entry: Entry, body: Finding)] = []
    var attributions: [(entry: Entry, body: Attribution)] = []
    var remedies: [(entry: Entry, body: Remedy)] = []
    var disputes: [(entry: Entry, body: Dispute)] = []

    var finalFinding: (entry: Entry, body: Finding)? { findings.last { $0.body.isFinal } }
    /// On the finding that stands: a later one takes away what an attribution rests on.
    var adopted: (entry: Entry, body: Attribution)? {
      attributions.last { $0.body.decision == .adopted && $0.body.finding == finalFinding?.entry.id }
    }

    /// What the state and what it rests on allow next.
    var allowed: [Step] {
      lifeCycle.steps(in: state).filter { step in
        switch step {
        case .attribution, .noAttribution: finalFinding.map { $0.body.outcome != .notAViolation } ?? false
        case .remedy: adopted?.body.responsible != nil
        default: true
        }
      }
    }
  }

  private(set) var cases: [CaseNumber: Case] = [:]
  /// In which case an incident is.
  private(set) var caseOf: [MessageID: CaseNumber] = [:]
  private(set) var dailyReports: [ReportNumber: MessageID] = [:]

  // MARK: what happened

  mutating func apply(_ entry: Entry) {
    switch entry.act {
    case .verificationCase(let body):
      cases[body.id] = Case(entry: entry, body: body)
      for incident in body.incidents { caseOf[incident] = body.id }
    case .tasking(let body): advance(body.caseNumber, .tasking) { $0.taskings.append((entry, body)) }
    case .access(let body): cases[body.caseNumber]?.access.append((entry, body))
    case .finding(let body): advance(body.caseNumber, Self.step(body)) { $0.findings.append((entry, body)) }
    case .attribution(let body): advance(body.caseNumber, Self.step(body)) { $0.attributions.append((entry, body)) }
    case .remedy(let body): advance(body.caseNumber, .remedy) { $0.remedies.append((entry, body)) }
    case .dispute(let body): advance(body.caseNumber, .dispute) { $0.disputes.append((entry, body)) }
    case .dailyReport(let body): if dailyReports[body.number] == nil { dailyReports[body.number] = entry.id }
    default: break
    }
  }

  private mutating func advance(_ number: CaseNumber, _ step: Step, _ keep: (inout Case) -> Void) {
    guard var found = cases[number] else { return }
    found.state = Self.lifeCycle.applying(step, to: found.state)
    keep(&found)
    cases[number] = found
  }

  private static func step(_ finding: Finding) -> Step {
    guard finding.isFinal else { return .interimFinding }
    return finding.outcome == .notAViolation ? .noViolation : .finalFinding
  }

  private static func step(_ attribution: Attribution) -> Step {
    attribution.decision == .adopted ? .attribution : .noAttribution
  }

  // MARK: what may happen

  func check(_ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    switch entry.act {
    case .verificationCase(let body): try check(body, hearing)
    case .tasking(let body): try require(.tasking, of: body.caseNumber, hearing, at: "/body/case")
    case .finding(let body): try require(Self.step(body), of: body.caseNumber, hearing, at: "/body/case")
    case .attribution(let body):
      let found = try require(Self.step(body), of: body.caseNumber, hearing, at: "/body/case")
      guard let finding = found.finalFinding, finding.entry.id == body.finding else {
        throw Refusal(
          .stateNotPermitted, at: "/body/finding",
          "the final finding of \(body.caseNumber) is"
            + (found.finalFinding.map { " \($0.entry.id) (#\($0.entry.sequence))" } ?? " still to come"))
      }
      try hearing.require(body.finding, "verification.finding", at: "/body/finding")
      guard finding.body.outcome != .notAViolation else {
        throw .notNow(
          "the final finding of \(body.caseNumber) (#\(finding.entry.sequence))", is: "not a violation",
          allows: found.allowed.map(\.rawValue), at: "/body/finding")
      }
    case .remedy(let body):
      let found = try require(.remedy, of: body.caseNumber, hearing, at: "/body/case")
      guard found.adopted?.body.responsible != nil else {
        throw .notNow(
          "the case \(body.caseNumber)", is: "\(found.state.rawValue), with nobody held responsible",
          allows: found.allowed.map(\.rawValue), at: "/body/case")
      }
    case .dispute(let body):
      let found = try require(.dispute, of: body.caseNumber, hearing, at: "/body/case")
      let disputable =
        found.findings.map(\.entry.id) + found.attributions.map(\.entry.id) + found.remedies.map(\.entry.id)
      guard disputable.contains(body.of), hearing.message(body.of) != nil else {
        throw Refusal(
          .unknownReference, at: "/body/of",
          "it is no finding, attribution or remedy of \(body.caseNumber) that you may read")
      }
    default: break
    }
  }

  private func check(_ body: VerificationCase, _ hearing: Hearing) throws(Refusal) {
    if let known = cases[body.id] {
      throw Refusal(.alreadySaid, at: "/body/id", "the case \(body.id) was opened in #\(known.entry.sequence)")
    }
    for (position, incident) in body.incidents.enumerated() {
      let pointer = "/body/incidents/\(position)"
      try hearing.require(
        incident, "verification.incident-report", "force.incident-report", "support.attack-report", at: pointer)
      if let other = caseOf[incident] {
        throw Refusal(.alreadySaid, at: pointer, "the incident is in the case \(other)")
      }
    }
  }

  @discardableResult
  private func require(
    _ step: Step, of number: CaseNumber, _ hearing: Hearing, at pointer: String
  ) throws(Refusal) -> Case {
    guard let found = cases[number], hearing.message(found.entry.id) != nil else {
      throw Refusal(.unknownCase, at: pointer, "there is no case \(number), or it is not yours to read")
    }
    guard Self.lifeCycle.state(after: step, in: found.state) != nil else {
      throw .notNow("the case \(number)", is: found.state.rawValue, allows: found.allowed.map(\.rawValue), at: pointer)
    }
    return found
  }

  // MARK: what contradicts

  func contradiction(_ entry: Entry, _ hearing: Hearing) -> Contradiction? {
    switch entry.act {
    case .access(let body):
      guard let found = cases[body.caseNumber] else {
        return Contradiction(with: [], explanation: "Access is reported for \(body.caseNumber), which nobody opened.")
      }
      guard !found.taskings.isEmpty else {
        return Contradiction(
          with: [found.entry.id],
          explanation: "Access is reported for \(body.caseNumber), for which no team was tasked.")
      }
      return nil
    case .dailyReport(let body):
      if let known = dailyReports[body.number] {
        return Contradiction(with: [known], explanation: "The daily report \(body.number) is given twice.")
      }
      let violations = body.regions.reduce(0) { $0 + $1.violations.value }
      if body.isNil, violations > 0 {
        return Contradiction(
          with: [], explanation: "The daily report \(body.number) is nil and counts \(violations) violations.")
      }
      return nil
    default: return nil
    }
  }
}
