import CellSchema

// Phase changes that follow from the authorities' statements and from the time.
extension CeasefireProceedings {
  /// The statement on which all authorities of the charter agree for a scope (the same step, at the same time); nil if
  /// they do not agree.
  func agreed(_ scope: Scope, _ agreement: Agreement, _ procedures: Procedures) -> Statement? {
    let said = scope.statements.filter { procedures.authorities.contains($0.key) }
    guard let first = said.min(by: { $0.value.sequence < $1.value.sequence })?.value,
      procedures.authorities.count == said.count,
      said.values.allSatisfy({ $0.step == first.step && $0.effectiveAt == first.effectiveAt })
    else { return nil }
    if first.step == .agreement {
      let bodies = agreement.bodies.filter { said[$0.key] != nil }.map(\.value)
      guard let body = bodies.first, bodies.allSatisfy({ $0.saysTheSame(as: body) }) else { return nil }
    }
    return first
  }

  /// Phases that move now: by agreement of the authorities, or because the agreement expires.
  func moves(_ hearing: Hearing) -> [Saying] {
    agreements.filter { !$0.hasEnded }.flatMap { moves(in: $0, hearing) }.map(Saying.init)
  }

  private func moves(in agreement: Agreement, _ hearing: Hearing) -> [PhaseChanged] {
    var changes: [PhaseChanged] = []
    for (place, scope) in agreement.scopes.enumerated() {
      guard let change = move(of: scope, in: agreement, hearing) ?? (place == 0 ? end(of: agreement, hearing) : nil)
      else { continue }
      changes.append(change)
      // The parts end with the whole: no change is announced for them.
      if place == 0, change.to == .terminated { break }
    }
    return changes
  }

  /// The end of an agreement by its own `expiresAt`.
  private func end(of agreement: Agreement, _ hearing: Hearing) -> PhaseChanged? {
    let whole = agreement.scopes[0]
    guard let end = agreement.body?.expiresAt, end.moment <= hearing.now,
      whole.phase == .inForce || whole.phase == .suspended
    else { return nil }
    return changed(agreement, whole, to: .terminated, at: end, causes: Array(agreement.ids.prefix(256)))
  }

  private func move(of scope: Scope, in agreement: Agreement, _ hearing: Hearing) -> PhaseChanged? {
    guard let statement = agreed(scope, agreement, hearing.procedures),
      let next = Self.lifeCycle.state(after: statement.step, in: scope.phase)
    else { return nil }
    let at = statement.effectiveAt ?? hearing.now
    guard at <= hearing.now else { return nil }
    let causes = scope.statements.values.sorted { $0.sequence < $1.sequence }.map(\.id)
    return changed(agreement, scope, to: next, at: Timestamp(at), causes: causes)
  }

  /// The announcement that a statement leaves a scope contested: not all authorities have stated the same.
  func contest(after entry: Entry, _ hearing: Hearing) -> Saying? {
    for agreement in agreements where !agreement.hasEnded {
      for scope in agreement.scopes {
        guard let statement = scope.statements[entry.participant], statement.id == entry.id,
          agreed(scope, agreement, hearing.procedures) == nil,
          let claimed = Self.lifeCycle.state(after: statement.step, in: scope.phase)
        else { continue }
        let at = Timestamp(statement.effectiveAt ?? entry.acceptedAt)
        return changed(agreement, scope, to: claimed, at: at, causes: [entry.id], contested: true).map(Saying.init)
      }
    }
    return nil
  }

  private func changed(
    _ agreement: Agreement, _ scope: Scope, to phase: Phase, at: Timestamp, causes: [MessageID],
    contested: Bool = false
  ) -> PhaseChanged? {
    NonEmpty(causes).map { causes in
      PhaseChanged(
        agreement: agreement.ids[0], scope: scope.scope, from: scope.phase, to: phase, effectiveAt: at,
        contested: contested, causes: causes)
    }
  }
}

extension Saying {
  fileprivate init(_ change: PhaseChanged) {
    self.init(body: change, concerns: [change.agreement] + change.causes.elements)
  }
}

extension CeasefireAgreement {
  /// Whether two agreements say the same; the order of parties does not matter.
  fileprivate func saysTheSame(as other: Self) -> Bool {
    instrument == other.instrument && Set(parties) == Set(other.parties) && scope.normal == other.scope.normal
      && effectiveAt == other.effectiveAt && expiresAt == other.expiresAt
  }
}
