import CellSchema

// Whether a proposal is decided as the charter has it for its act.
extension DecisionDesk {
  /// What is frozen was right for the charter of the proposal's row. Where the charter in force has other terms by now,
  /// these hold.
  func checkTerms(of decision: DecisionProceedings.Decision, _ act: Prepared, at now: Instant) throws(Refusal) {
    guard let terms = rulebook.kind(act.messageClass.type)?.terms, terms != decision.terms else { return }
    do throws(Refusal) {
      try checkTerms(terms, of: decision.body, act, at: now)
    } catch {
      throw Refusal(error.code, at: "/header/type", error.detail)
    }
  }

  /// - Throws: the refusal of a proposal that is decided otherwise than the charter has it, with the place in the
  ///   proposal.
  func checkTerms(
    _ terms: DecisionTerms, of proposal: DecisionProposal, _ act: Prepared, at now: Instant
  ) throws(Refusal) {
    let found = act.messageClass
    guard let type = found.type else { return }
    if case .verification(.attribution(let body)) = act.act, body.dissents != nil {
      throw Refusal(
        .decidedOtherwise, at: "/body/act",
        "/body/dissents: who dissents says so on the proposal (\(rulebook.citation(rulebook.kind(type)?.line)))")
    }
    try rulebook.check(proposal, by: terms, of: type, leads: leads(of: act, at: now))
  }

  /// Who leads the force by now, and who is to lead it by an act.
  private func leads(of act: Prepared, at now: Instant) -> ParticipantSet {
    guard case .force(let said) = act.act else { return ParticipantSet() }
    let force = recorder.state.docket(of: act.messageClass.world).proceedings.force.force
    return said.leads(after: force?.lead(at: recorder.moment(now)) ?? []).reduce(into: ParticipantSet()) { set, code in
      set.formUnion(rulebook.participants(of: .participant(code)))
    }
  }
}
