import CellSchema

extension SituationView {
  /// Who holds which role of the charter: vacant ones first, then those whose alternates act, then in the charter's
  /// order.
  func roles() -> [RoleStanding] {
    let standIns = Dictionary(grouping: rulebook.standIns, by: \.key.role)
    let all = rulebook.roleNames.map { role in
      let own = standIns[role] ?? []
      return RoleStanding(
        role: role, holders: rulebook.holders[role, default: []].map(name).sorted(),
        alternates: own.flatMap(\.alternates).map(name).sorted(),
        acting: own.compactMap { proceedings.cell.acting($0.key) }.map { said in
          ActingStanding(
            sequence: RecordSequence(said.entry.sequence), participant: said.body.participant,
            nodes: said.body.alternates.elements, since: said.body.since)
        })
    }
    return all.filter(\.isVacant) + all.filter { !$0.isVacant && $0.needsAttention }
      + all.filter { !$0.needsAttention }
  }

  /// Acts that an office without full powers signed: unconfirmed ones first, the newest first among them.
  func powers() -> [PowersStanding] {
    let powers = proceedings.declaration.powers
    let all = powers.acts.reversed().compactMap { act -> PowersStanding? in
      guard let type = type(of: act.entry.sequence) else { return nil }
      return PowersStanding(
        act: act.entry.id, sequence: RecordSequence(act.entry.sequence), type: type, by: code(act.entry.participant),
        office: act.office, confirmed: powers.confirmation(of: act.entry.id).map { RecordSequence($0) })
    }
    return all.filter { $0.confirmed == nil } + all.filter { $0.confirmed != nil }
  }

  func unconfirmedPowers() -> [SituationAttention] {
    let powers = proceedings.declaration.powers
    return powers.acts.reversed().compactMap { act in
      guard powers.confirmation(of: act.entry.id) == nil else { return nil }
      return item(
        .powersUnconfirmed, act.entry, waitingFor: [.participant(code(act.entry.participant))],
        Sentence.powersUnconfirmed(act.office))
    }
  }
}
