import CellSchema

extension SituationView {
  /// Where the force stands. What a standing does not say whose it is, is left out here where one participant is asked
  /// for.
  func force(of code: ParticipantCode?) -> ForceStanding {
    let force = proceedings.force
    func isAsked(_ entry: Entry) -> Bool { code.map { $0 == self.code(entry.participant) } ?? true }
    return ForceStanding(
      constitution: force.force.map(standing), changes: (force.force?.changes ?? []).reversed().map(standing),
      contributions: force.contributions.map(standing),
      activities: force.activities.reversed().filter { isAsked($0.entry) }.map {
        ActivityStanding(
          sequence: RecordSequence($0.entry.sequence), kind: $0.body.kind, place: $0.body.place,
          period: $0.body.period)
      },
      regeneration: force.regeneration.reversed().filter { isAsked($0.entry) }.map {
        RegenerationStanding(
          sequence: RecordSequence($0.entry.sequence), kind: $0.body.kind, beneficiaryUnit: $0.body.beneficiaryUnit,
          quantity: $0.body.quantity, period: $0.body.period)
      },
      support: force.support.reversed().map {
        ForceSupportStanding(
          sequence: RecordSequence($0.entry.sequence), by: self.code($0.entry.participant), kind: $0.body.kind,
          text: $0.body.text, period: $0.body.period,
          isBeyondText: !rulebook.procedures.namedSupport.contains($0.body.kind))
      },
      requests: force.requests.filter { isAsked($0.entry) }.map {
        ForceRequestStanding(
          id: $0.entry.id, sequence: RecordSequence($0.entry.sequence), what: $0.body.what, by: $0.body.by,
          isAnswered: force.isAnswered($0.entry.id))
      }.sorted { !$0.isAnswered && $1.isAnswered },
      incidents: force.incidents.count(where: isAsked))
  }

  private func standing(_ force: Force) -> ConstitutionStanding {
    let (entry, body) = force.constitution
    return ConstitutionStanding(
      id: entry.id, sequence: RecordSequence(entry.sequence), name: body.name, lead: force.lead(at: moment),
      headquarters: force.headquarters(at: moment), effectiveAt: body.effectiveAt,
      endsAt: force.end.map { Timestamp($0) })
  }

  private func standing(_ change: Said<ForceChange>) -> ForceChangeStanding {
    let lead = change.body.lead?.map(\.description).joined(separator: ", ")
    return ForceChangeStanding(
      sequence: RecordSequence(change.entry.sequence), what: change.body.what,
      to: (lead ?? change.body.headquarters?.description).map { WireSentence($0) },
      effectiveAt: Timestamp(Force.counting(change)))
  }

  /// Whether the text names what a participant contributes otherwise.
  private func isBeyondText(_ contribution: ForceProceedings.Contribution) -> Bool {
    rulebook.procedures.namedContributions.contains {
      $0.by.contains(contribution.entry.participant) && !$0.domains.contains(contribution.body.domain)
    }
  }

  private func standing(_ contribution: ForceProceedings.Contribution) -> ContributionStanding {
    let body = contribution.body
    return ContributionStanding(
      sequence: RecordSequence(contribution.entry.sequence), by: code(contribution.entry.participant),
      domain: body.domain, unit: body.unit, size: body.size, location: body.location,
      noticeToMove: body.noticeToMove, availableFrom: body.availableFrom, caveats: body.caveats,
      mandate: body.mandate, readiness: contribution.readiness?.body.level,
      readinessAsOf: contribution.readiness?.body.asOf, isBeyondText: isBeyondText(contribution))
  }
}
