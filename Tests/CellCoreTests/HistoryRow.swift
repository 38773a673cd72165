import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire

/// A row of the record as the model reads it.
struct HistoryRow {
  var sequence: UInt64
  /// Microseconds since 1970.
  var acceptedAt: Int64
  /// By its place in ``HistoryRules/nodes``; nil for the bus.
  var node: Int?
  var participant: String
  var header: Header
  var body: any Payload
  /// Whom its addressees meant when it was accepted.
  var addressed: NodeMask
  /// Who may know it now: to whom it is addressed and open, and who said it.
  var known: NodeMask
  var tokens: [UInt128]
  /// The notice of the rules of its row.
  var notice: NoticePeriod?
  /// The decisions that make a ratification by the rules of its row.
  var ratifying: Set<Ratification.Decision> = []
  /// The row that it follows from, of what the bus says.
  var cause: UInt64 = 0
  /// It was accepted while MINIMIZE was in force, and does not wait.
  var isUrgent = false
  /// The participants to whom it is released.
  var released: Set<String> = []
  /// Of an act that has effect by a decision: the proposal and its result. Who may know both may know it.
  var carriedBy: (proposal: MessageID, result: MessageID)?
  /// Of what the bus carries: the header of what is carried; and whether that is still released.
  var carries: (header: Header, isReleased: Bool)?

  var id: MessageID { header.id }
  var type: MessageType { header.type }
  var world: World { World(nature: header.nature, exercise: header.exerciseName) }

  func known(under rules: HistoryRules) -> NodeMask {
    if let carries {
      return carries.isReleased ? addressed & rules.permitted(header) & rules.allowed(carries.header) : 0
    }
    return ownKnown(under: rules) | rules.nodes(of: released) & rules.allowed(header)
  }

  /// Who may know it though it is released to nobody.
  func ownKnown(under rules: HistoryRules) -> NodeMask {
    (addressed & rules.permitted(header)) | (node.map { 1 << NodeMask($0) & rules.listed } ?? 0)
  }
}

extension HistoryRow {
  /// The messages that its body refers to. What they are is the rules' to say.
  var named: [MessageID] {
    switch body {
    case let body as Acknowledgement: [body.of]
    case let body as WatchAssumption: body.handover.map { [$0] } ?? []
    case let body as ReleaseRequest: [body.message]
    case let body as ReleaseDecision: [body.request]
    case let body as GuaranteeWithdrawal: [body.commitment]
    case let body as GuaranteeCompletion: [body.commitment]
    case let body as EntryIntoForce: [body.agreement]
    case let body as CeasefireSuspension: [body.agreement]
    case let body as CeasefireResumption: [body.agreement]
    case let body as CeasefireTermination: [body.agreement]
    case let body as VerificationCase: body.incidents.elements
    case let body as CaseJoining: body.incidents.elements
    case let body as CaseReopening: body.evidence.elements
    case let body as ComplianceAssessment: [body.compliance, body.remedy].compactMap(\.self)
    case let body as Attribution: [body.finding]
    case let body as ForceChange: [body.constitution]
    case let body as Dispute: [body.of]
    case let body as Invocation: body.reports.elements + body.guarantees.elements
    case let body as Consultation: [body.invocation]
    case let body as SupportResponse: [body.invocation]
    case let body as SupportMeasure: [body.response]
    case let body as AssistancePledge: [body.requirement, body.replaces].compactMap(\.self)
    case let body as AssistanceRevision: [body.pledge]
    case let body as AssistanceEnablement: [body.pledge]
    case let body as DecisionStatement: [body.proposal]
    case let body as DecisionPostponement: [body.proposal]
    case let body as DecisionWithdrawal: [body.proposal]
    default: []
    }
  }

  /// It says which rules are in force.
  var isOfRules: Bool { body is Genesis || body is RosterChanged || body is CharterChanged }

  /// Whether it moves where things stand.
  var moves: Bool {
    header.amends != nil || header.caseNumber != nil && type == IncidentReport.messageType
      || ![
        "cell.liaison-note", "cell.situation-report", "cell.log-entry", "cell.minimize", "cell.acknowledgement",
        "verification.incident-report", "system.genesis", "system.roster-changed", "system.charter-changed",
      ].contains("\(type)")
  }

  /// The case that an act of verification is about.
  var caseNumber: CaseNumber? {
    switch body {
    case let body as VerificationCase: body.id
    case let body as Tasking: body.caseNumber
    case let body as Finding: body.caseNumber
    case let body as Attribution: body.caseNumber
    case let body as Remedy: body.caseNumber
    case let body as Dispute: body.caseNumber
    case let body as CaseJoining: body.caseNumber
    case let body as CaseSuspension: body.caseNumber
    case let body as CaseResumption: body.caseNumber
    case let body as CaseClosing: body.caseNumber
    case let body as CaseReopening: body.caseNumber
    case let body as ComplianceAssessment: body.caseNumber
    default: nil
    }
  }
}
