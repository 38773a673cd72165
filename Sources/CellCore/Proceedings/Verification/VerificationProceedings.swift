import CellSchema

/// Cases of verification: incidents grouped by the lead, a team sent, access, finding, attribution, remedy, dispute.
///
/// Monitoring observes, verification assesses, the Special Commission attributes: the charter says who may do which,
/// the table here in which order.
struct VerificationProceedings: Proceeding {
  typealias State = CaseStanding.State

  enum Step {
    case tasking
    case interimFinding
    case finalFinding
    case noViolation
    case attribution
    case noAttribution
    case remedy
    case dispute

    /// The type of message that takes the step.
    var type: MessageType {
      switch self {
      case .tasking: Tasking.messageType
      case .interimFinding, .finalFinding, .noViolation: Finding.messageType
      case .attribution, .noAttribution: Attribution.messageType
      case .remedy: Remedy.messageType
      case .dispute: Dispute.messageType
      }
    }

    /// The message type, with the content that makes it this step.
    var words: String {
      switch self {
      case .tasking, .remedy, .dispute: "\(type)"
      case .interimFinding: "\(type) (not final)"
      case .finalFinding: "\(type) (final)"
      case .noViolation: "\(type) (final, not a violation)"
      case .attribution: "\(type) (adopted)"
      case .noAttribution: "\(type) (not adopted)"
      }
    }
  }

  /// A case's states: opened → tasked → assessed → found → attributed → remedied; disputed from the first finding on.
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
    var taskings: [Said<Tasking>] = []
    var access: [Said<AccessReport>] = []
    var findings: [Said<Finding>] = []
    var attributions: [Said<Attribution>] = []
    var remedies: [Said<Remedy>] = []
    var disputes: [Said<Dispute>] = []

    var finalFinding: Said<Finding>? { findings.last { $0.body.isFinal } }
    /// The last adopted attribution that rests on the present final finding: a later finding takes away the ground of
    /// an attribution.
    var adopted: Said<Attribution>? {
      attributions.last { $0.body.decision == .adopted && $0.body.finding == finalFinding?.entry.id }
    }

    /// The steps that may follow: the table's, as far as the finding or attribution they need is there.
    var allowed: [Step] {
      lifeCycle.steps(in: state).filter { step in
        switch step {
        case .attribution, .noAttribution: finalFinding.map { $0.body.outcome != .notAViolation } ?? false
        case .remedy: adopted?.body.responsible != nil
        case .tasking, .interimFinding, .finalFinding, .noViolation, .dispute: true
        }
      }
    }
  }

  private(set) var cases: [CaseNumber: Case] = [:]
  /// The case that an incident belongs to.
  private(set) var caseOf: [MessageID: CaseNumber] = [:]
  private(set) var dailyReports: [ReportNumber: MessageID] = [:]

  // MARK: applying

  mutating func apply(_ act: VerificationAct, of entry: Entry, beside others: borrowing Proceedings) {
    switch act {
    case .opening(let body):
      cases[body.id] = Case(entry: entry, body: body)
      for incident in body.incidents { caseOf[incident] = body.id }
    case .tasking(let body): advance(body.caseNumber, .tasking) { $0.taskings.append((entry, body)) }
    case .access(let body): cases[body.caseNumber]?.access.append((entry, body))
    case .finding(let body): advance(body.caseNumber, Self.step(body)) { $0.findings.append((entry, body)) }
    case .attribution(let body): advance(body.caseNumber, Self.step(body)) { $0.attributions.append((entry, body)) }
    case .remedy(let body): advance(body.caseNumber, .remedy) { $0.remedies.append((entry, body)) }
    case .dispute(let body): advance(body.caseNumber, .dispute) { $0.disputes.append((entry, body)) }
    case .dailyReport(let body): if dailyReports[body.number] == nil { dailyReports[body.number] = entry.id }
    }
  }

  private mutating func advance(_ number: CaseNumber, _ step: Step, _ keep: (inout Case) -> Void) {
    guard var found = cases[number] else { return }
    found.state = Self.lifeCycle.applying(step, to: found.state)
    keep(&found)
    cases[number] = found
  }

  static func step(_ finding: Finding) -> Step {
    guard finding.isFinal else { return .interimFinding }
    return finding.outcome == .notAViolation ? .noViolation : .finalFinding
  }

  static func step(_ attribution: Attribution) -> Step {
    attribution.decision == .adopted ? .attribution : .noAttribution
  }
}
