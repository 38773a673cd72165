import CellJournal
import CellSchema
import CellTestSupport
import CellWire

// How cases go on and end, and what parties say of them.
extension HistoryWriter {
  func ofCase(_ type: HistoryType, _ world: HistoryWorld) -> HistoryContent {
    let number = caseNumber(in: world)
    switch type {
    case .joining:
      let taken = world.takenIncidents
      let free = ids(IncidentReport.self, world).filter { !taken.contains($0) }
      return .init(CaseJoining(caseNumber: number, incidents: [reference(free)]))
    case .caseSuspension: return .init(CaseSuspension(caseNumber: number, reason: text("Mines")))
    case .caseResumption:
      let suspended = any(world.rows(CaseSuspension.self))?.body.caseNumber
      return .init(CaseResumption(caseNumber: suspended ?? number, reason: text("Cleared")))
    case .closing:
      let isAttributed = world.rows(Attribution.self).contains {
        $0.body.caseNumber == number && $0.body.decision == .adopted
      }
      let closers = rules.publishers(isAttributed ? Attribution.messageType : Finding.messageType)
      return .init(
        CaseClosing(caseNumber: number, kind: pick(CaseClosing.Kind.allCases), grounds: text("Enough")),
        by: any(closers.places).map { HistoryRules.participants[$0] })
    case .reopening:
      let closed = any(world.rows(CaseClosing.self))?.body.caseNumber
      return .init(
        CaseReopening(
          caseNumber: closed ?? number, evidence: [reference(ids(IncidentReport.self, world))], reason: text("Seen")))
    case .allegation:
      return .init(
        Allegation(
          caseNumber: chance(70) ? number : nil, alleged: text("They fired"), against: ["UKR"], statedBy: "RUS",
          receivedVia: line("Note"), receivedAt: moment()))
    case .reply:
      return .init(
        PartyReply(
          caseNumber: number, to: reference(ids(Finding.self, world)), position: pick(PartyReply.Position.allCases),
          text: text("No")))
    case .compliance:
      let remedy = any(world.rows(Remedy.self))
      return .init(
        ComplianceReport(
          caseNumber: remedy?.body.caseNumber ?? number, remedy: remedy.map(\.row.id),
          demand: remedy == nil ? text("Stop") : nil, done: text("Withdrawn")))
    default:
      let result = pick([ComplianceAssessment.Result.complied, .complied, .partly, .not, .notKnown])
      if let report = any(world.rows(ComplianceReport.self)), chance(60) {
        return .init(
          ComplianceAssessment(
            caseNumber: report.body.caseNumber, compliance: report.row.id, result: result, observed: text("Seen")))
      }
      let remedy = any(world.rows(Remedy.self))
      return .init(
        ComplianceAssessment(
          caseNumber: remedy?.body.caseNumber ?? number, remedy: remedy?.row.id ?? identifier(), result: result))
    }
  }
}
