import CellJournal
import CellSchema
import CellTestSupport
import CellWire

/// The types that a history draws from: all that there are, as short words of the writer's.
enum HistoryType: String, CaseIterable {
  case liaisonNote = "cell.liaison-note"
  case situationReport = "cell.situation-report"
  case question = "cell.request-for-information"
  case answer = "cell.answer"
  case acknowledgement = "cell.acknowledgement"
  case logEntry = "cell.log-entry"
  case handover = "cell.watch-handover"
  case assumption = "cell.watch-assumption"
  case absence = "cell.absence"
  case releaseRequest = "cell.release-request"
  case releaseDecision = "cell.release-decision"
  case minimize = "cell.minimize"
  case draft = "declaration.draft"
  case amendment = "declaration.amendment"
  case corrigendum = "declaration.corrigendum"
  case signature = "declaration.signature"
  case ratification = "declaration.ratification"
  case powersConfirmation = "declaration.confirmation"
  case commitment = "guarantee.commitment"
  case completion = "guarantee.completion"
  case withdrawal = "guarantee.withdrawal"
  case agreement = "ceasefire.agreement"
  case entryIntoForce = "ceasefire.entry-into-force"
  case suspension = "ceasefire.suspension"
  case resumption = "ceasefire.resumption"
  case termination = "ceasefire.termination"
  case incident = "verification.incident-report"
  case verificationCase = "verification.case"
  case tasking = "verification.tasking"
  case access = "verification.access"
  case finding = "verification.finding"
  case attribution = "verification.attribution"
  case remedy = "verification.remedy"
  case dispute = "verification.dispute"
  case joining = "verification.joining"
  case caseSuspension = "verification.suspension"
  case caseResumption = "verification.resumption"
  case closing = "verification.closing"
  case reopening = "verification.reopening"
  case allegation = "verification.allegation"
  case reply = "verification.reply"
  case compliance = "verification.compliance"
  case assessment = "verification.compliance-assessment"
  case dailyReport = "verification.daily-report"
  case constitution = "force.constitution"
  case forceChange = "force.change"
  case contribution = "force.contribution"
  case readiness = "force.readiness"
  case activity = "force.activity"
  case regeneration = "force.regeneration"
  case support = "force.support"
  case forceIncident = "force.incident-report"
  case request = "force.request"
  case attack = "support.attack-report"
  case invocation = "support.invocation"
  case consultation = "support.consultation"
  case response = "support.response"
  case measure = "support.measure"
  case requirement = "assistance.requirement"
  case pledge = "assistance.pledge"
  case revision = "assistance.revision"
  case enablement = "assistance.enablement"
  case delivery = "assistance.delivery"
  case confirmation = "assistance.confirmation"
  case proposal = "decision.proposal"
  case statement = "decision.statement"
  case postponement = "decision.postponement"
  case proposalWithdrawal = "decision.withdrawal"
  /// Reserved to the bus.
  case phaseChanged = "system.phase-changed"

  func belongs(to system: String) -> Bool { rawValue.hasPrefix(system) }
}

extension HistoryWriter {
  /// How likely a type is to come next: what the record waits for comes soon, what it does not allow seldom.
  func weight(of type: HistoryType, in world: HistoryWorld, _ phase: CeasefirePhase) -> Int {
    let wasInForce = [.inForce, .suspended, .terminated].contains(phase)
    func has<Body: Payload>(_ body: Body.Type) -> Bool { world.has(body) }
    switch type {
    case .liaisonNote, .situationReport, .question, .logEntry, .handover, .minimize, .amendment, .releaseRequest:
      return 2
    case .assumption: return has(WatchHandover.self) ? 2 : 1
    case .absence: return 2
    case .answer: return has(RequestForInformation.self) ? 3 : 1
    case .acknowledgement: return world.owed.isEmpty ? 1 : 8
    case .releaseDecision: return has(ReleaseRequest.self) ? 6 : 1
    case .draft: return has(DeclarationDraft.self) ? 1 : 25
    case .corrigendum: return has(DeclarationDraft.self) ? 2 : 1
    case .signature: return has(DeclarationDraft.self) ? 7 : 1
    case .ratification: return has(DeclarationSignature.self) ? 5 : 1
    case .powersConfirmation: return has(DeclarationSignature.self) ? 3 : 1
    case .commitment: return has(DeclarationDraft.self) ? 7 : 1
    case .completion: return has(GuaranteeCommitment.self) ? 3 : 1
    case .withdrawal: return has(GuaranteeCommitment.self) ? 2 : 1
    case .agreement: return phase == .preparation ? 22 : 1
    case .entryIntoForce: return phase == .agreed ? 40 : 2
    case .suspension: return phase == .inForce ? 3 : 1
    case .resumption: return phase == .suspended ? 8 : 1
    case .termination: return phase == .inForce ? 2 : 1
    case .incident: return 5
    case .verificationCase: return wasInForce && has(IncidentReport.self) ? 7 : 1
    case .tasking: return has(VerificationCase.self) ? 7 : 1
    case .access: return has(VerificationCase.self) ? 3 : 1
    case .finding: return has(Tasking.self) ? 8 : 1
    case .attribution: return has(Finding.self) ? 9 : 1
    case .remedy: return has(Attribution.self) ? 7 : 1
    case .dispute: return has(Finding.self) ? 4 : 1
    case .joining, .caseSuspension: return has(VerificationCase.self) ? 3 : 1
    case .closing: return has(VerificationCase.self) ? 6 : 1
    case .caseResumption: return has(CaseSuspension.self) ? 5 : 1
    case .reopening: return has(CaseClosing.self) ? 25 : 1
    case .allegation, .reply: return has(VerificationCase.self) ? 2 : 1
    case .compliance: return has(Remedy.self) ? 4 : 1
    case .assessment: return has(Remedy.self) ? 5 : 1
    case .dailyReport: return 2
    case .constitution: return phase == .inForce && !has(ForceConstitution.self) ? 9 : 1
    case .forceChange: return has(ForceConstitution.self) ? 3 : 1
    case .contribution, .request: return 3
    case .readiness, .activity, .regeneration, .support: return has(ForceConstitution.self) ? 4 : 1
    case .forceIncident: return 2
    case .attack: return wasInForce ? 5 : 2
    case .invocation: return has(AttackReport.self) && has(GuaranteeActivated.self) ? 14 : 1
    case .consultation: return has(Invocation.self) ? 4 : 1
    case .response: return has(Invocation.self) ? 10 : 1
    case .measure: return has(SupportResponse.self) ? 7 : 1
    case .requirement: return 3
    case .pledge: return 5
    case .revision: return has(AssistancePledge.self) ? 4 : 1
    case .enablement: return has(AssistancePledge.self) ? 3 : 1
    case .delivery: return has(AssistancePledge.self) ? 6 : 2
    case .confirmation: return has(AssistanceDelivery.self) ? 6 : 1
    case .proposal: return 3
    case .statement: return world.decisions.contains(where: \.isOpen) ? 14 : 1
    case .postponement: return world.decisions.contains { $0.isOpen && $0.isSilence } ? 3 : 1
    case .proposalWithdrawal: return world.decisions.contains(where: \.isOpen) ? 2 : 1
    case .phaseChanged: return 1
    }
  }
}
