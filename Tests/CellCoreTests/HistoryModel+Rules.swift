import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire

// The rules of each system, as MESSAGES.md has them.
extension HistoryModel {
  func check(_ row: HistoryRow, _ world: HistoryWorld) {
    switch row.body {
    case let body as CeasefireAgreement: checkAgreement(body, row, world)
    case let body as EntryIntoForce: state("entry-into-force", body.agreement, body.scope, body.effectiveAt, row, world)
    case let body as CeasefireSuspension: state("suspension", body.agreement, body.scope, body.effectiveAt, row, world)
    case let body as CeasefireResumption: state("resumption", body.agreement, body.scope, body.effectiveAt, row, world)
    case let body as CeasefireTermination:
      state("termination", body.agreement, body.scope, body.effectiveAt, row, world)
    case let body as DeclarationSignature:
      let current = world.currentText
      expect(
        current?.version == body.version
          && current?.texts.contains { $0.sha256 == body.sha256 && $0.authentic } == true, row,
        "it signs another text than the current one")
      expect(
        !world.rows(DeclarationSignature.self).contains {
          $0.row.participant == row.participant && $0.body.instrument == body.instrument
            && $0.body.version == body.version
        }, row, "it signs twice")
    case let body as DeclarationCorrigendum:
      let current = world.currentText
      expect(
        current?.version == body.version
          && body.texts.allSatisfy { correction in
            current?.texts.contains { $0.language == correction.language && $0.sha256 == correction.corrects } == true
          }, row, "it corrects another text than the current one")
    case let body as Ratification: checkRatification(body, row, world)
    case let body as DecisionProposal: checkProposal(body, row, world)
    case let body as DecisionStatement: checkStatement(body, row, world)
    case let body as DecisionPostponement: checkPostponement(body, row, world)
    case let body as DecisionWithdrawal: checkWithdrawal(body, row, world)
    case let body as ReleaseDecision: checkDecision(body, row, world)
    case let body as Minimize: checkMinimize(body, row)
    case let body as DeclarationConfirmation: checkConfirmation(body, row, world)
    case let body as RoleAbsence:
      expect(row.node.map(rules.holdersAlone(body.role).has) == true, row, "its sender does not hold the role")
      expect(rules.hasAlternates(body.role), row, "there is nobody who would act")
    case let body as GuaranteeWithdrawal: checkWithdrawal(body, row, world)
    case let body as GuaranteeCompletion: checkCompletion(body, row, world)
    case let body as VerificationCase:
      expect(
        !world.standing(VerificationCase.self).contains { $0.body.id == body.id }
          && world.takenIncidents.isDisjoint(with: body.incidents), row,
        "the case, or one of its incidents, is there already")
    case is Tasking, is Finding, is Attribution, is Remedy, is Dispute, is CaseJoining, is CaseSuspension,
      is CaseResumption, is CaseClosing, is CaseReopening, is ComplianceAssessment:
      checkVerification(row, world)
    case let body as ForceConstitution:
      expect(world.force(at: row.acceptedAt) == nil, row, "the force is constituted already")
      expect(
        Set(body.lead.map { "\($0)" }).isSubset(of: rules.leads) && body.lead.contains { "\($0)" == row.participant },
        row, "its leads may not lead it")
    case let body as ForceChange:
      let force = world.force(at: row.acceptedAt)
      expect(force?.id == body.constitution, row, "there is no such force")
      expect(force?.lead.contains(row.participant) == true, row, "it does not lead the force")
      expect(
        Set((body.lead?.elements ?? []).map { "\($0)" }).isSubset(of: rules.leads), row, "its leads may not lead it")
    case let body as ForceActivity:
      expect(world.force(at: row.acceptedAt) != nil, row, "there is no force")
      if rules.charter.force.onRequest.contains(body.kind) {
        expect(row.header.inReplyTo.flatMap { world[$0]?.body as? ForceRequest } != nil, row, "nobody asked for it")
      }
    case is ForceRegeneration, is ForceSupport:
      expect(world.force(at: row.acceptedAt) != nil, row, "there is no force")
    case let body as Invocation: checkInvocation(body, row, world)
    case let body as SupportResponse:
      if body.response == .notObliged {
        expect(!obliged(body.invocation, world).contains(row.participant), row, "it is obliged")
      }
    case let body as SupportMeasure:
      expect(world[body.response]?.participant == row.participant, row, "it is a measure under another's response")
    case let body as AssistancePledge:
      expect("\(body.donor)" == row.participant, row, "it pledges for another")
      expect(
        !world.standing(AssistancePledge.self).contains {
          $0.body.donor == body.donor && $0.body.ref == body.ref && $0.row.id != body.replaces
            && !isReplaced($0.row, world)
        }, row, "the reference was given already")
      if let replaced = body.replaces { checkStanding(replaced, of: row.participant, row, world) }
    case let body as AssistanceRevision:
      checkStanding(body.pledge, of: row.participant, row, world)
      expect(body.reason != nil || !isLowered(body, world), row, "it lowers the pledge and does not say why")
    case let body as AssistanceEnablement:
      checkStanding(body.pledge, of: nil, row, world)
      let pledge = world.standing(AssistancePledge.self).first { $0.row.id == body.pledge }
      expect(
        pledge?.body.enabledBy?.contains { "\($0)" == row.participant } == true, row, "the pledge does not name it")
      let last = world.standing(AssistanceEnablement.self).last {
        $0.row.participant == row.participant && $0.body.pledge == body.pledge
      }
      expect(
        last.map { ($0.body.decision ?? .confirmed) != (body.decision ?? .confirmed) } ?? true, row,
        "it said so already")
    default: break
    }
  }

  // MARK: ceasefire

  private func checkAgreement(_ body: CeasefireAgreement, _ row: HistoryRow, _ world: HistoryWorld) {
    expect(rules.authorities.contains(row.participant), row, "its sender is no authority")
    let known = world.ceasefires.firstIndex { $0.bodies.values.contains { $0.instrument == body.instrument } }
    if let known {
      let whole = world.ceasefires[known].parts[0]
      expect(whole.phase == .preparation, row, "it is \(whole.phase.rawValue)")
      expect(whole.key == HistoryCeasefire.key(body.scope), row, "it was stated for another scope")
      world.ceasefires[known].ids.append(row.id)
    } else {
      world.ceasefires.append(
        HistoryCeasefire(ids: [row.id], bodies: [:], parts: [.init(scope: body.scope, phase: .preparation)]))
    }
    let place = known ?? world.ceasefires.count - 1
    world.ceasefires[place].bodies[row.participant] = body
    world.ceasefires[place].parts[0].statements[row.participant] = .init(
      step: "agreement", effectiveAt: nil, sequence: row.sequence)
  }

  private func state(
    _ step: String, _ agreement: MessageID, _ scope: CeasefireScope, _ effectiveAt: Timestamp, _ row: HistoryRow,
    _ world: HistoryWorld
  ) {
    expect(rules.authorities.contains(row.participant), row, "its sender is no authority")
    guard let place = world.ceasefires.firstIndex(where: { $0.ids.contains(agreement) }) else {
      return expect(false, row, "there is no such agreement")
    }
    let phase = world.ceasefires[place].phase(HistoryCeasefire.key(scope))
    expect(HistoryCeasefire.allows(step, in: phase), row, "the phase is \(phase.rawValue)")
    let part = world.ceasefires[place].place(scope)
    world.ceasefires[place].parts[part].statements[row.participant] = .init(
      step: step, effectiveAt: effectiveAt.microseconds, sequence: row.sequence)
  }

  private func checkPhaseChanged(_ body: PhaseChanged, _ row: HistoryRow, _ world: HistoryWorld) {
    guard let place = world.ceasefires.firstIndex(where: { $0.ids.contains(body.agreement) }) else {
      return expect(false, row, "there is no such agreement")
    }
    let key = HistoryCeasefire.key(body.scope)
    let ceasefire = world.ceasefires[place]
    expect(body.from == ceasefire.phase(key), row, "the phase is \(ceasefire.phase(key).rawValue)")
    let number = world.ceasefires[place].place(body.scope)
    let part = world.ceasefires[place].parts[number]
    let agreed = ceasefire.agreed(part, rules.authorities)
    if body.contested { return expect(agreed == nil, row, "all authorities state the same") }
    let hasExpired =
      number == 0 && body.to == .terminated && (body.from == .inForce || body.from == .suspended)
      && ceasefire.bodies.values.contains {
        $0.expiresAt == body.effectiveAt && body.effectiveAt.microseconds <= row.acceptedAt
      }
    if !hasExpired || agreed != nil {
      let allowed = HistoryCeasefire.steps.contains {
        $0.step == agreed?.step && $0.from.contains(body.from) && $0.to == body.to
      }
      let moment = agreed.flatMap(\.effectiveAt) ?? body.effectiveAt.microseconds
      expect(
        hasExpired
          || allowed && moment == body.effectiveAt.microseconds && body.effectiveAt.microseconds <= row.acceptedAt, row,
        "not all authorities state that")
    }
    world.ceasefires[place].parts[number].phase = body.to
    world.ceasefires[place].parts[number].statements = [:]
    if body.to == .terminated { world.ceasefires[place].parts[number].ended = body.effectiveAt.microseconds }
    if body.to == .inForce, part.entered == nil {
      // What is stated once it has passed counts from the last statement.
      let last =
        part.statements.values.compactMap { self[$0.sequence]?.acceptedAt }.max() ?? row.acceptedAt
      let entered = max(body.effectiveAt.microseconds, last)
      world.ceasefires[place].parts[number].entered = entered
      if rules.activating.contains(key) { world.inForce = min(world.inForce ?? entered, entered) }
    }
  }

  // MARK: verification

  private func checkVerification(_ row: HistoryRow, _ world: HistoryWorld) {
    guard let number = row.caseNumber,
      world.standing(VerificationCase.self).contains(where: { $0.body.id == number })
    else { return expect(false, row, "there is no such case") }
    let findings = world.standing(Finding.self).filter { $0.body.caseNumber == number }
    let attributions = world.rows(Attribution.self).filter { $0.body.caseNumber == number }
    checkCourse(row, of: number, world)
    switch row.body {
    case let body as Attribution:
      let final = findings.last { $0.body.isFinal }
      expect(final?.row.id == body.finding, row, "the final finding is \(final.map { "\($0.row.id)" } ?? "to come")")
      expect(final?.body.outcome != .notAViolation, row, "nothing was violated")
    case is Remedy:
      let final = findings.last { $0.body.isFinal }
      let adopted = attributions.last { $0.body.decision == .adopted && $0.body.finding == final?.row.id }
      expect(adopted?.body.responsible != nil, row, "nobody is held responsible")
    case let body as Dispute:
      let remedies = world.rows(Remedy.self).filter { $0.body.caseNumber == number }
      expect(
        (findings.map(\.row.id) + attributions.map(\.row.id) + remedies.map(\.row.id)
          + world.rows(CaseClosing.self).filter { $0.body.caseNumber == number }.map(\.row.id)).contains(body.of), row,
        "it disputes what is not of the case")
    default: break
    }
  }

  // MARK: the bus

  func checkBus(_ row: HistoryRow, _ world: HistoryWorld) {
    switch row.body {
    case let body as PhaseChanged: checkPhaseChanged(body, row, world)
    case let body as GuaranteeActivated: checkActivated(body, row, world)
    case let body as GuaranteeObliged: checkObliged(body, row, world)
    case let body as ClockStage: checkStage(body, row, world)
    case let body as AcknowledgementOverdue:
      guard let debt = world.owed[body.message], !debt.isPaid else { return expect(false, row, "nobody owes it") }
      expect(!debt.hasLapsed, row, "it was said before")
      expect(
        debt.dueAt == body.dueAt.microseconds && debt.dueAt <= row.acceptedAt, row,
        "it is due at \(Timestamp(microseconds: debt.dueAt))")
      let owing = debt.participants.union(debt.nodes.places.map { HistoryRules.nodes[$0] })
      expect(Set(body.owedBy.map { "\($0)" }) == owing, row, "\(owing.sorted()) owe it")
      world.owed[body.message]?.hasLapsed = true
    case let body as ReplyOverdue: checkReplyOverdue(body, row, world)
    case let body as WatchNotTaken: checkWatchNotTaken(body, row, world)
    case let body as AlternateActing: checkAlternate(body, row, world)
    case let body as ProposalDecided: checkDecided(body, row, world)
    case let body as ProposalDelivered: checkDelivered(body, row, world)
    case let body as SilenceDelayed: checkDelayed(body, row, world)
    case let body as SerialGap:
      let came = world.serials["\(body.station)/\(body.expected.year)"] ?? []
      expect(
        !came.contains(body.expected.number) && came.contains { $0 > body.expected.number }, row, "nothing is missing")
      expect(world.missed.insert("\(body.expected)").inserted, row, "it was said before")
    case let body as DeliveryExpired:
      let expired = world[body.message]
      expect(expired?.header.expiresAt == body.expiredAt, row, "\(body.message) does not expire then")
      expect(body.expiredAt.microseconds <= row.acceptedAt, row, "it has not expired")
      expect(
        row.known.places.allSatisfy { HistoryRules.participants[$0] == expired?.participant }, row,
        "it is between the bus and its sender")
    case let body as Discrepancy:
      for id in body.concerns { expect(world[id] != nil, row, "\(id) is not of this world") }
    default: break
    }
  }
}

extension HistoryWorld {
  /// The current version of the text, with its corrections.
  var currentText: (version: InstrumentVersion, texts: [LanguageVersion])? {
    let drafts = standing(DeclarationDraft.self).map { ($0.row.sequence, $0.body.version, $0.body.texts) }
    let later = standing(DeclarationAmendment.self).map { ($0.row.sequence, $0.body.to, $0.body.texts) }
    guard let current = (drafts + later).max(by: { $0.0 < $1.0 }) else { return nil }
    var texts = current.2.elements
    for (row, body) in rows(DeclarationCorrigendum.self) where row.sequence > current.0 && body.version == current.1 {
      for correction in body.texts {
        texts = texts.map {
          guard $0.language == correction.language, $0.sha256 == correction.corrects else { return $0 }
          return LanguageVersion(language: $0.language, sha256: correction.sha256, authentic: $0.authentic)
        }
      }
    }
    return (current.1, texts)
  }

  /// The force that stands at a moment, and who leads it then.
  func force(at moment: Int64) -> (id: MessageID, lead: [String])? {
    guard let (own, constitution) = rows(ForceConstitution.self).last else { return nil }
    let counting = rows(ForceChange.self).filter { $0.body.constitution == own.id }
      .map { (from: max($0.body.effectiveAt.microseconds, $0.row.acceptedAt), body: $0.body) }
      .filter { $0.from <= moment }
    guard !counting.contains(where: { $0.body.what == .end }) else { return nil }
    let lead = counting.enumerated().filter { $0.element.body.lead != nil }
      .max { ($0.element.from, $0.offset) < ($1.element.from, $1.offset) }?.element.body.lead
    return (own.id, (lead ?? constitution.lead).map { "\($0)" })
  }
}
