import CellSchema

extension SituationView {
  /// All versions of texts, newest first.
  func texts() -> [TextStanding] {
    var current: [Instrument: InstrumentVersion] = [:]
    for version in proceedings.declaration.versions { current[version.instrument] = version.version }
    return proceedings.declaration.versions.reversed().map { version in
      TextStanding(
        id: version.entry.id, sequence: RecordSequence(version.entry.sequence), instrument: version.instrument,
        version: version.version,
        isCurrent: current[version.instrument] == version.version,
        title: proceedings.declaration.title(of: version), languages: version.texts,
        signatures: proceedings.declaration.signatures(of: version).sorted { $0.entry.sequence < $1.entry.sequence }.map
        { signature in
          SignatureStanding(
            by: code(signature.entry.participant), sequence: RecordSequence(signature.entry.sequence),
            capacity: signature.body.capacity, domesticProcedure: signature.body.domesticProcedure,
            reservations: signature.body.reservations?.elements ?? [],
            ratification: signature.ratification?.body.decision, ratifiedOn: signature.ratification?.body.on)
        })
    }
  }

  /// All commitments: invoked first, then active, dormant, ended.
  func guarantees() -> [GuaranteeStanding] {
    let invoked = Set(invoked.filter(\.isOpen).flatMap(\.body.guarantees.elements))
    let standings = proceedings.guarantees.commitments.map { standing($0, isInvoked: invoked.contains($0.entry.id)) }
    return GuaranteeStanding.State.worstFirst.flatMap { state in standings.filter { $0.state == state } }
  }

  private func standing(_ commitment: GuaranteeProceedings.Commitment, isInvoked: Bool) -> GuaranteeStanding {
    let signature = proceedings.guarantees.signature(commitment, proceedings.declaration, rulebook.procedures)
    let body = commitment.body
    let hasEnded = commitment.withdrawal.map { $0.effectiveAt.moment <= moment } ?? false
    return GuaranteeStanding(
      commitment: commitment.entry.id, sequence: RecordSequence(commitment.entry.sequence),
      by: code(commitment.entry.participant), instrument: body.instrument, version: body.version,
      provision: body.provision, beneficiary: body.beneficiary, bindingness: body.bindingness, terms: body.terms,
      means: body.means?.elements ?? [], political: signature == nil ? .offered : .signed,
      legal: proceedings.guarantees.legalTrack(commitment, proceedings.declaration),
      state: hasEnded ? .ended : isInvoked ? .invoked : commitment.isActive(at: moment) ? .active : .dormant,
      track: commitment.activation?.track, activeSince: commitment.activation?.effectiveAt,
      endsAt: commitment.withdrawal?.effectiveAt)
  }
}

extension GuaranteeStanding.State {
  static let worstFirst: [Self] = [.invoked, .active, .dormant, .ended]
}
