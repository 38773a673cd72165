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
      let text = world.standing(DeclarationDraft.self).map { ($0.row.sequence, $0.body.version, $0.body.texts) }
      let later = world.standing(DeclarationAmendment.self).map { ($0.row.sequence, $0.body.to, $0.body.texts) }
      let current = (text + later).max { $0.0 < $1.0 }
      expect(
        current?.1 == body.version && current?.2.contains { $0.sha256 == body.sha256 && $0.authentic } == true, row,
        "it signs another text than the current one")
      expect(
        !world.rows(DeclarationSignature.self).contains {
          $0.row.participant == row.participant && $0.body.instrument == body.instrument
            && $0.body.version == body.version
        }, row, "it signs twice")
    case let body as Ratification:
      expect(signature(of: row.participant, body.instrument, body.version, world) != nil, row, "nothing was signed")
    case let body as GuaranteeWithdrawal: checkWithdrawal(body, row, world)
    case let body as VerificationCase:
      expect(
        !world.standing(VerificationCase.self).contains { $0.body.id == body.id }
          && world.takenIncidents.isDisjoint(with: body.incidents), row,
        "the case, or one of its incidents, is there already")
    case is Tasking, is Finding, is Attribution, is Remedy, is Dispute, is CaseJoining, is CaseSuspension,
      is CaseResumption, is CaseClosing, is CaseReopening, is ComplianceAssessment:
      checkVerification(row, world)
    case let body as ForceConstitution:
      expect(!world.has(ForceConstitution.self), row, "the force is constituted already")
      expect(
        Set(body.lead.map { "\($0)" }).isSubset(of: rules.leads) && body.lead.contains { "\($0)" == row.participant },
        row, "its leads may not lead it")
    case let body as ForceActivity:
      expect(world.has(ForceConstitution.self), row, "there is no force")
      if rules.charter.force.onRequest.contains(body.kind) {
        expect(row.header.inReplyTo.flatMap { world[$0]?.body as? ForceRequest } != nil, row, "nobody asked for it")
      }
    case is ForceRegeneration, is ForceSupport:
      expect(world.has(ForceConstitution.self), row, "there is no force")
    case let body as Invocation: checkInvocation(body, row, world)
    case let body as SupportResponse:
      if body.response == .notObliged, let invocation = world[body.invocation]?.body as? Invocation {
        expect(!obliged(invocation, world).contains(row.participant), row, "it is obliged")
      }
    case let body as SupportMeasure:
      expect(world[body.response]?.participant == row.participant, row, "it is a measure under another's response")
    case let body as AssistancePledge:
      expect("\(body.donor)" == row.participant, row, "it pledges for another")
      expect(
        !world.standing(AssistancePledge.self).contains { $0.body.donor == body.donor && $0.body.ref == body.ref }, row,
        "the reference was given already")
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
    if body.to == .inForce, part.entered == nil {
      world.ceasefires[place].parts[number].entered = body.effectiveAt.microseconds
    }
  }

  // MARK: guarantees

  func signature(
    of participant: String, _ instrument: Instrument, _ version: InstrumentVersion, _ world: HistoryWorld
  ) -> (row: HistoryRow, body: DeclarationSignature)? {
    world.rows(DeclarationSignature.self).first {
      $0.row.participant == participant && $0.body.instrument == instrument && $0.body.version == version
    }
  }

  func activation(of commitment: MessageID, _ world: HistoryWorld) -> GuaranteeActivated? {
    world.rows(GuaranteeActivated.self).first { $0.body.commitment == commitment }?.body
  }

  /// Why a commitment may not be active yet: nil where it may.
  func conditions(
    _ row: HistoryRow, _ body: GuaranteeCommitment, at moment: Int64, _ world: HistoryWorld
  ) -> String? {
    guard entered(world) != nil else { return "no ceasefire that activates guarantees is in force" }
    guard let signature = signature(of: row.participant, body.instrument, body.version, world),
      rules.capacities.contains(signature.body.capacity)
    else { return "\(row.participant) has not signed" }
    if body.requiresRatification {
      let last = world.rows(Ratification.self).last {
        $0.row.participant == row.participant && $0.body.instrument == body.instrument
          && $0.body.version == body.version
      }
      guard let decision = last?.body.decision, rules.ratifying.contains(decision) else {
        return "\(row.participant) has not ratified"
      }
    }
    let isWithdrawn = world.rows(GuaranteeWithdrawal.self).contains {
      $0.body.commitment == row.id && $0.body.effectiveAt.microseconds <= moment
    }
    return isWithdrawn ? "it is withdrawn" : nil
  }

  /// From when on a ceasefire holds, or is suspended, whose entry into force activates guarantees.
  private func entered(_ world: HistoryWorld) -> Int64? {
    world.ceasefires.flatMap { ceasefire in
      ceasefire.parts.filter { part in
        let phase = ceasefire.phase(part.key)
        return rules.activating.contains(part.key) && (phase == .inForce || phase == .suspended)
      }.compactMap { $0.entered ?? ceasefire.parts[0].entered }
    }.min()
  }

  func isActive(_ commitment: MessageID, at moment: Int64, _ world: HistoryWorld) -> Bool {
    guard let activation = activation(of: commitment, world), activation.effectiveAt.microseconds <= moment else {
      return false
    }
    return !world.rows(GuaranteeWithdrawal.self).contains {
      $0.body.commitment == commitment && $0.body.effectiveAt.microseconds <= moment
    }
  }

  private func checkActivated(_ body: GuaranteeActivated, _ row: HistoryRow, _ world: HistoryWorld) {
    guard let commitment = world[body.commitment], let terms = commitment.body as? GuaranteeCommitment else {
      return expect(false, row, "there is no such commitment")
    }
    expect(activation(of: body.commitment, world) == nil, row, "it is active already")
    if let missing = conditions(commitment, terms, at: row.acceptedAt, world) { expect(false, row, missing) }
    let entered = entered(world) ?? .max
    expect(
      body.effectiveAt.microseconds >= entered && body.effectiveAt.microseconds <= row.acceptedAt, row,
      "it is active from \(body.effectiveAt) on, and not from the entry into force on")
    expect((body.track == .political) == (terms.bindingness == .political), row, "the track is another")
  }

  private func checkWithdrawal(_ body: GuaranteeWithdrawal, _ row: HistoryRow, _ world: HistoryWorld) {
    expect(world[body.commitment]?.participant == row.participant, row, "it is another's commitment")
    expect(
      !world.rows(GuaranteeWithdrawal.self).contains { $0.body.commitment == body.commitment }, row,
      "it is withdrawn already")
    for (invocation, terms) in world.rows(Invocation.self) where terms.guarantees.contains(body.commitment) {
      let open = obliged(terms, world).filter { participant in
        let last = world.rows(SupportResponse.self).last {
          $0.row.participant == participant && $0.body.invocation == invocation.id
        }
        return last.map { $0.body.response == .inConsultation } ?? true
      }
      expect(open.isEmpty, row, "#\(invocation.sequence) is open, \(open.sorted()) have not decided")
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

  // MARK: support

  func obliged(_ invocation: Invocation, _ world: HistoryWorld) -> Set<String> {
    Set(invocation.guarantees.compactMap { world[$0]?.participant })
  }

  private func checkInvocation(_ body: Invocation, _ row: HistoryRow, _ world: HistoryWorld) {
    expect(
      rules.invokers[body.beneficiary]?.contains(row.participant) == true, row,
      "its sender does not invoke for \(body.beneficiary.rawValue)")
    for id in body.guarantees {
      guard let commitment = world[id]?.body as? GuaranteeCommitment else {
        expect(false, row, "\(id) is no commitment here")
        continue
      }
      expect(commitment.beneficiary == body.beneficiary, row, "\(id) is for \(commitment.beneficiary.rawValue)")
      expect(isActive(id, at: row.acceptedAt, world), row, "\(id) is not active")
    }
    let attacks = world.standing(AttackReport.self)
    for id in body.reports {
      expect(
        attacks.contains { $0.row.id == id && $0.body.target == body.beneficiary }, row,
        "\(id) reports no attack on \(body.beneficiary.rawValue)")
    }
  }

  // MARK: the bus

  func checkBus(_ row: HistoryRow, _ world: HistoryWorld) {
    switch row.body {
    case let body as PhaseChanged: checkPhaseChanged(body, row, world)
    case let body as GuaranteeActivated: checkActivated(body, row, world)
    case let body as AcknowledgementOverdue:
      guard let debt = world.owed[body.message], !debt.isPaid else { return expect(false, row, "nobody owes it") }
      expect(!debt.hasLapsed, row, "it was said before")
      expect(
        debt.dueAt == body.dueAt.microseconds && debt.dueAt <= row.acceptedAt, row,
        "it is due at \(Timestamp(microseconds: debt.dueAt))")
      let owing = debt.participants.union(debt.nodes.places.map { HistoryRules.nodes[$0] })
      expect(Set(body.owedBy.map { "\($0)" }) == owing, row, "\(owing.sorted()) owe it")
      world.owed[body.message]?.hasLapsed = true
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
