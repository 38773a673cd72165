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
            ratification: signature.ratification?.body.decision,
            ratifiedOn: signature.ratification?.body.on,
            lateFrom: signature.entry.originalSentAt.map { Timestamp($0) })
        })
    }
  }

  /// All commitments: invoked first, then active, dormant, ended.
  func guarantees() -> [GuaranteeStanding] {
    let invoked = Set(invoked.filter(\.isOpen).flatMap(obliging))
    let standings = proceedings.guarantees.commitments.map {
      standing($0, isInvoked: invoked.contains($0.entry.id))
    }
    return GuaranteeStanding.State.worstFirst.flatMap { state in
      standings.filter { $0.state == state }
    }
  }

  /// The guarantees that oblige by an invocation.
  private func obliging(_ invocation: SupportProceedings.Invoked) -> [MessageID] {
    guard invocation.entry.terms.statesObligations else {
      return invocation.body.guarantees.elements
    }
    return proceedings.support.stated(of: (invocation.entry, invocation.body))
      .filter { $0.body.standing == .obliged }.map(\.body.commitment)
  }

  private func standing(_ commitment: Commitment, isInvoked: Bool) -> GuaranteeStanding {
    let signature = proceedings.guarantees.signature(
      commitment, proceedings.declaration, rulebook.procedures)
    let body = commitment.body
    let hasEnded = commitment.end.map { $0 <= moment } ?? false
    let isInBeing = isInvoked && commitment.activeSince != nil
    return GuaranteeStanding(
      commitment: commitment.entry.id, sequence: RecordSequence(commitment.entry.sequence),
      by: code(commitment.entry.participant), instrument: body.instrument, version: body.version,
      provision: body.provision, beneficiary: body.beneficiary, bindingness: body.bindingness,
      terms: commitment.terms, means: SupportMeans.inOrder(commitment.meansNamed(at: moment)),
      political: signature == nil ? .offered : .signed,
      legal: proceedings.guarantees.legalTrack(commitment, proceedings.declaration),
      state: hasEnded
        ? .ended : isInBeing ? .invoked : commitment.isActive(at: moment) ? .active : .dormant,
      track: commitment.track, activeSince: commitment.activeSince.map { Timestamp($0) },
      endsAt: commitment.end.map { Timestamp($0) }, statedEnd: commitment.withdrawal?.stated,
      partialEnds: commitment.withdrawals.compactMap { withdrawal in
        withdrawal.means.map { means in
          PartialWithdrawalStanding(
            means: SupportMeans.inOrder(means), endsAt: withdrawal.counting,
            statedEnd: withdrawal.stated)
        }
      }, lateFrom: commitment.entry.originalSentAt.map { Timestamp($0) },
      replacedBy: commitment.isReplaced ? commitment.replacement.map { RecordSequence($0.commitment) } : nil,
      pendingCompletions: commitment.completions.filter { $0.counting == nil }.suffix(Limits.pendingCompletionsShown)
        .map { RecordSequence($0.entry.sequence) }
    )
  }
}

extension GuaranteeStanding.State {
  static let worstFirst: [Self] = [.invoked, .active, .dormant, .ended]
}
