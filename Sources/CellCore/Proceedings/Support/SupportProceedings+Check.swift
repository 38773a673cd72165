import CellSchema

// The rules for what may be said after an attack, and what contradicts the record.
extension SupportProceedings {
  func check(
    _ act: SupportAct, of entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) throws(Refusal) {
    switch act {
    case .attackReport: break
    case .invocation(let body): try check(body, entry, hearing)
    case .consultation(let body): try check(body, hearing, others.guarantees)
    case .response(let body): try check(body, entry, hearing, others.guarantees)
    case .measure(let body): try check(body, entry, hearing)
    }
  }

  /// No guarantee's state is in the way of an invocation: who is obliged is said by the bus, of each.
  private func check(_ body: Invocation, _ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    let invokers = hearing.procedures.invokers[body.beneficiary] ?? ParticipantSet()
    guard invokers.contains(entry.participant) else {
      throw Refusal(
        .notEntitled, at: "/body/beneficiary",
        "\(hearing.code(entry.participant)) does not invoke for \(body.beneficiary.rawValue)")
    }
    let pairs = body.reports.elements.count * body.guarantees.elements.count
    guard pairs <= Limits.pairsOfInvocation else {
      throw Refusal(
        .tooManyPairs, at: "/body/guarantees",
        "it names \(pairs) pairs of a report and a guarantee; \(Limits.pairsOfInvocation) are allowed"
      )
    }
    for (position, id) in body.reports.enumerated() {
      let pointer = "/body/reports/\(position)"
      try hearing.require(id, AttackReport.self, at: pointer)
      guard attacks[id]?.body.target == body.beneficiary else {
        throw Refusal(.stateNotPermitted, at: pointer, "it reports no attack on \(body.beneficiary.rawValue)")
      }
    }
    for (position, id) in body.guarantees.enumerated() {
      let pointer = "/body/guarantees/\(position)"
      try hearing.require(id, GuaranteeCommitment.self, at: pointer)
    }
  }

  private func check(
    _ body: Consultation, _ hearing: Hearing, _ guarantees: GuaranteeProceedings
  ) throws(Refusal) {
    try hearing.require(body.invocation, Invocation.self, at: "/body/invocation")
    guard let invoked = invocation(body.invocation) else { return }
    guard isOpen(invoked, under: guarantees) else {
      throw .notNow(
        "the invocation of #\(invoked.entry.sequence)", is: "settled", allows: Invocation.self,
        at: "/body/invocation")
    }
  }

  private func check(
    _ body: SupportResponse, _ entry: Entry, _ hearing: Hearing, _ guarantees: GuaranteeProceedings
  ) throws(Refusal) {
    try hearing.require(body.invocation, Invocation.self, at: "/body/invocation")
    guard let invoked = invocation(body.invocation) else { return }
    if body.response == .notObliged, obliged(by: invoked, under: guarantees)[entry.participant] != nil {
      throw Refusal(
        .stateNotPermitted, at: "/body/response",
        "\(hearing.code(entry.participant)) is obliged by a guarantee that #\(invoked.entry.sequence)"
          + " invokes; allowed: committed, partial, declined, in-consultation")
    }
  }

  private func check(_ body: SupportMeasure, _ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    try hearing.require(body.response, SupportResponse.self, at: "/body/response")
    guard let given = response(body.response) else { return }
    guard given.entry.participant == entry.participant else {
      throw Refusal(
        .notEntitled, at: "/body/response", "it is the response of \(hearing.code(given.entry.participant))")
    }
    guard let known = known(Measure(entry: entry, body: body, participant: entry.participant)) else {
      return try checkNew(body, lastResponse(of: entry.participant, to: given.body.invocation))
    }
    guard Self.lifeCycle.state(after: body.status, in: known.body.status) != nil else {
      throw .notNow(
        "the measure of #\(known.entry.sequence)", is: known.body.status.rawValue,
        allows: Self.lifeCycle.steps(in: known.body.status).map { "status \($0.rawValue)" }, at: "/body/status")
    }
  }

  /// Judges a new measure: it has to be under the participant's last response. A measure announced under an earlier
  /// response may still be carried to its end.
  private func checkNew(_ body: SupportMeasure, _ last: Response?) throws(Refusal) {
    guard let last, last.entry.id == body.response else {
      throw Refusal(.stateNotPermitted, at: "/body/response", "a later response has taken its place")
    }
    guard last.body.response == .committed || last.body.response == .partial else {
      throw .notNow(
        "the response of #\(last.entry.sequence)", is: last.body.response.rawValue, allows: SupportResponse.self,
        at: "/body/response")
    }
  }

  func contradiction(
    of act: SupportAct, in entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) -> Contradiction? {
    switch act {
    case .attackReport(let body): contradiction(body, entry, others.force.force)
    case .invocation, .consultation, .response, .measure: nil
    }
  }

  private func contradiction(_ body: AttackReport, _ entry: Entry, _ force: Force?)
    -> Contradiction?
  {
    // A station's clock may be a little ahead.
    let latest = entry.acceptedAt + .milliseconds(Int64(Limits.sentAhead))
    if let began = body.began.value ?? body.beganWithin?.latest, began.moment > latest {
      return Contradiction(
        with: [],
        explanation:
          "The attack is to begin at \(began), after its report: it counts from the report on.")
    }
    // A force that ended may have been attacked before.
    guard body.target == .force, force == nil else { return nil }
    return Contradiction(with: [], explanation: "An attack is reported on a force that is not constituted.")
  }
}
