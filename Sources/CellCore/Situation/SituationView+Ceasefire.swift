import CellSchema

extension SituationView {
  var phase: CeasefirePhase { proceedings.ceasefire.phase(rulebook.procedures) }

  func ceasefires() -> [CeasefireStanding] {
    proceedings.ceasefire.agreements.map { agreement in
      CeasefireStanding(
        agreement: isHidden(agreement.ids[0]) ? nil : agreement.ids[0], sequence: RecordSequence(agreement.sequence),
        instrument: agreement.body?.instrument, parties: agreement.body?.parties.elements ?? [],
        expiresAt: agreement.body?.expiresAt, scopes: agreement.scopes.map { standing(of: $0, in: agreement) })
    }
  }

  /// What authorities state beside each other: no side agrees to another's proposal.
  func contestedPhases() -> [ContestedPhase] {
    ceasefires().flatMap { ceasefire in
      ceasefire.scopes.filter(\.isContested).map { scope in
        ContestedPhase(
          agreement: ceasefire.agreement, instrument: ceasefire.instrument, scope: scope.scope, phase: scope.phase,
          statements: scope.statements, awaiting: scope.awaiting)
      }
    }
  }

  private func standing(
    of scope: CeasefireProceedings.Scope, in agreement: CeasefireProceedings.Agreement
  ) -> ScopeStanding {
    let authorities = rulebook.procedures.authorities
    let agreed = proceedings.ceasefire.agreed(scope, agreement, rulebook.procedures)
    let next = agreed.flatMap { CeasefireProceedings.lifeCycle.state(after: $0.step, in: scope.phase) }
    let statements = scope.statements.sorted { $0.value.sequence < $1.value.sequence }
    return ScopeStanding(
      scope: scope.scope, phase: agreement.scopes[0].phase == .terminated ? .terminated : scope.phase,
      effectiveAt: scope.effectiveAt, sequence: scope.movedBy.map { RecordSequence($0) },
      isContested: !statements.isEmpty && agreed == nil,
      statements: statements.map { participant, statement in
        AuthorityStatement(
          by: code(participant),
          phase: CeasefireProceedings.lifeCycle.state(after: statement.step, in: scope.phase) ?? scope.phase,
          effectiveAt: Timestamp(statement.effectiveAt ?? moment),
          sequence: RecordSequence(statement.sequence))
      },
      awaiting: statements.isEmpty || agreed != nil
        ? [] : codes(authorities.elements.filter { scope.statements[$0] == nil }),
      scheduledFor: next == nil ? nil : agreed?.effectiveAt.map { Timestamp($0) },
      scheduledPhase: agreed?.effectiveAt == nil ? nil : next)
  }
}
