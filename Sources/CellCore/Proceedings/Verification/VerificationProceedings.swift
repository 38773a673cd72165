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

  /// A case, with what was said of it since it was opened.
  struct Case {
    var entry: Entry
    var body: VerificationCase
    var state: State
    var taskings: LedgerTail<Said<Tasking>>
    var access: LedgerTail<Said<AccessReport>>
    var findings: LedgerTail<Said<Finding>>
    var attributions: LedgerTail<Said<Attribution>>
    var remedies: LedgerTail<Said<Remedy>>
    var disputes: LedgerTail<Said<Dispute>>

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

  private var files = GrowingTable<CaseNumber, CaseFile>()
  private var openings = Ledger<CaseNumber>()
  private var openingsOfIncident = RowPostings<MessageID>()
  private var reports = Ledger<MessageID>()
  private var reportsOfNumber = RowPostings<ReportNumber>()

  // MARK: applying

  mutating func make(_ change: Change, _ act: VerificationAct, of entry: Entry) {
    let row = entry.sequence
    switch act {
    case .opening(let body):
      openings.make(change, body.id, at: row)
      for incident in body.incidents { openingsOfIncident.make(change, row, under: incident) }
      files[body.id, default: CaseFile()].make(change, opening: body, entry)
    case .tasking(let body):
      files[body.caseNumber, default: CaseFile()].make(change, .tasking, (entry, body), in: \.taskings)
    case .access(let body): files[body.caseNumber, default: CaseFile()].access.make(change, (entry, body), at: row)
    case .finding(let body):
      files[body.caseNumber, default: CaseFile()].make(change, Self.step(body), (entry, body), in: \.findings)
    case .attribution(let body):
      files[body.caseNumber, default: CaseFile()].make(change, Self.step(body), (entry, body), in: \.attributions)
    case .remedy(let body):
      files[body.caseNumber, default: CaseFile()].make(change, .remedy, (entry, body), in: \.remedies)
    case .dispute(let body):
      files[body.caseNumber, default: CaseFile()].make(change, .dispute, (entry, body), in: \.disputes)
    case .dailyReport(let body):
      reports.make(change, entry.id, at: row)
      reportsOfNumber.make(change, row, under: body.number)
    }
  }

  // MARK: questions

  subscript(number: CaseNumber) -> Case? { files[number]?.standing }

  /// All cases, in no particular order.
  var cases: [Case] { files.values.compactMap(\.standing) }

  /// The incidents that belong to a case.
  var groupedIncidents: some Collection<MessageID> { openingsOfIncident.keys }

  /// The case that an incident belongs to: the last one that was opened with it.
  func caseNumber(of incident: MessageID) -> CaseNumber? { openingsOfIncident[incident].last.flatMap { openings[$0] } }

  /// The first daily report with a number.
  func dailyReport(_ number: ReportNumber) -> MessageID? { reportsOfNumber[number].first.flatMap { reports[$0] } }

  static func step(_ finding: Finding) -> Step {
    guard finding.isFinal else { return .interimFinding }
    return finding.outcome == .notAViolation ? .noViolation : .finalFinding
  }

  static func step(_ attribution: Attribution) -> Step {
    attribution.decision == .adopted ? .attribution : .noAttribution
  }
}
