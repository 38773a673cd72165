import CellSchema

// The rules for what authorities may state.
extension CeasefireProceedings {
  func check(
    _ act: CeasefireAct, of entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) throws(Refusal) {
    switch act {
    case .agreement(let body): try checkAgreement(body, entry, hearing)
    case .entryIntoForce(let body): try check(.entryIntoForce, body.agreement, body.scope, entry, hearing)
    case .suspension(let body): try check(.suspension, body.agreement, body.scope, entry, hearing)
    case .resumption(let body): try check(.resumption, body.agreement, body.scope, entry, hearing)
    case .termination(let body): try check(.termination, body.agreement, body.scope, entry, hearing)
    }
  }

  private func checkAgreement(_ body: CeasefireAgreement, _ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    try checkAuthority(entry, hearing)
    guard let known = agreements.first(where: { $0.bodies.values.contains { $0.instrument == body.instrument } }),
      let scope = known.scopes.first
    else { return }
    guard Self.lifeCycle.state(after: .agreement, in: scope.phase) != nil else {
      throw .notNow(
        "the ceasefire \(body.instrument)", is: scope.phase.rawValue, allows: Self.allowed(scope.phase),
        at: "/body/instrument")
    }
    guard scope.scope == body.scope.normal else {
      throw Refusal(
        .stateNotPermitted, at: "/body/scope",
        "the agreement \(body.instrument) is stated already, in #\(known.sequence), for another scope")
    }
  }

  private func check(
    _ step: Step, _ agreement: MessageID, _ scope: CeasefireScope, _ entry: Entry, _ hearing: Hearing
  ) throws(Refusal) {
    try checkAuthority(entry, hearing)
    try hearing.require(agreement, CeasefireAgreement.self, at: "/body/agreement")
    guard let index = index(of: agreement) else {
      throw Refusal(.unknownReference, at: "/body/agreement", "\(agreement) is not on the record, or not yours to read")
    }
    let whole = agreements[index].scopes[0].scope
    guard whole.covers(scope.normal) else {
      throw Refusal(
        .stateNotPermitted, at: "/body/scope",
        "the agreement is for \(whole.words), which does not cover \(scope.words)")
    }
    let phase = phase(of: scope, in: index)
    guard Self.lifeCycle.state(after: step, in: phase) != nil else {
      throw .notNow(
        "the ceasefire \(agreements[index].body.map { "\($0.instrument)" } ?? "\(agreement)"), \(scope.words),",
        is: phase.rawValue, allows: Self.allowed(phase), at: "/body/scope")
    }
  }

  private func checkAuthority(_ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    guard hearing.procedures.authorities.contains(entry.participant) else {
      throw Refusal(
        .notEntitled, at: "/header/from",
        "\(hearing.code(entry.participant)) is not an authority that the charter's ceasefire section lists")
    }
  }

  private static func allowed(_ phase: Phase) -> [String] { lifeCycle.steps(in: phase).map(\.type.description) }

  func contradiction(
    of act: CeasefireAct, in entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) -> Contradiction? {
    switch act {
    case .agreement, .entryIntoForce, .suspension, .resumption, .termination: nil
    }
  }
}
