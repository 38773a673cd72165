import CellSchema

// The rules for what may be said of a case, and what contradicts it.
extension VerificationProceedings {
  func check(
    _ act: VerificationAct, of entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) throws(Refusal) {
    switch act {
    case .opening(let body): try check(body, hearing)
    case .tasking(let body): try require(.tasking, of: body.caseNumber, hearing, at: "/body/case")
    case .finding(let body): try require(Self.step(body), of: body.caseNumber, hearing, at: "/body/case")
    case .attribution(let body): try check(body, hearing)
    case .remedy(let body): try check(body, hearing)
    case .dispute(let body): try check(body, hearing)
    case .access, .dailyReport: break
    }
  }

  private func check(_ body: VerificationCase, _ hearing: Hearing) throws(Refusal) {
    if let known = self[body.id] {
      throw Refusal(.alreadySaid, at: "/body/id", "the case \(body.id) was opened in #\(known.entry.sequence)")
    }
    for (position, incident) in body.incidents.enumerated() {
      let pointer = "/body/incidents/\(position)"
      try hearing.require(
        incident, IncidentReport.self, ForceIncidentReport.self, AttackReport.self, at: pointer)
      if let other = caseNumber(of: incident) {
        throw Refusal(.alreadySaid, at: pointer, "the incident is in the case \(other)")
      }
    }
  }

  private func check(_ body: Attribution, _ hearing: Hearing) throws(Refusal) {
    let found = try require(Self.step(body), of: body.caseNumber, hearing, at: "/body/case")
    guard let finding = found.finalFinding, finding.entry.id == body.finding else {
      throw Refusal(
        .stateNotPermitted, at: "/body/finding",
        "the final finding of \(body.caseNumber) is"
          + (found.finalFinding.map { " \($0.entry.id) (#\($0.entry.sequence))" } ?? " still to come"))
    }
    try hearing.require(body.finding, Finding.self, at: "/body/finding")
    guard finding.body.outcome != .notAViolation else {
      throw .notNow(
        "the final finding of \(body.caseNumber) (#\(finding.entry.sequence))", is: "not a violation",
        allows: found.allowed.map(\.words), at: "/body/finding")
    }
  }

  private func check(_ body: Remedy, _ hearing: Hearing) throws(Refusal) {
    let found = try require(.remedy, of: body.caseNumber, hearing, at: "/body/case")
    guard found.adopted?.body.responsible != nil else {
      throw .notNow(
        "the case \(body.caseNumber)", is: "\(found.state.rawValue), with nobody held responsible",
        allows: found.allowed.map(\.words), at: "/body/case")
    }
  }

  private func check(_ body: Dispute, _ hearing: Hearing) throws(Refusal) {
    let found = try require(.dispute, of: body.caseNumber, hearing, at: "/body/case")
    let disputable =
      found.findings.map(\.entry.id) + found.attributions.map(\.entry.id) + found.remedies.map(\.entry.id)
    guard disputable.contains(body.of), hearing.message(body.of) != nil else {
      throw Refusal(
        .unknownReference, at: "/body/of",
        "it is no finding, attribution or remedy of \(body.caseNumber) that you may read")
    }
  }

  @discardableResult
  private func require(
    _ step: Step, of number: CaseNumber, _ hearing: Hearing, at pointer: String
  ) throws(Refusal) -> Case {
    guard let found = self[number], hearing.message(found.entry.id) != nil else {
      throw Refusal(.unknownCase, at: pointer, "there is no case \(number), or it is not yours to read")
    }
    guard Self.lifeCycle.state(after: step, in: found.state) != nil else {
      throw .notNow("the case \(number)", is: found.state.rawValue, allows: found.allowed.map(\.words), at: pointer)
    }
    return found
  }

  // MARK: contradictions

  func contradiction(
    of act: VerificationAct, in entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) -> Contradiction? {
    switch act {
    case .access(let body): contradiction(body)
    case .dailyReport(let body): contradiction(body)
    case .opening, .tasking, .finding, .attribution, .remedy, .dispute: nil
    }
  }

  private func contradiction(_ body: AccessReport) -> Contradiction? {
    guard let found = self[body.caseNumber] else {
      return Contradiction(with: [], explanation: "Access is reported for \(body.caseNumber), which nobody opened.")
    }
    guard !found.taskings.isEmpty else {
      return Contradiction(
        with: [found.entry.id],
        explanation: "Access is reported for \(body.caseNumber), for which no team was tasked.")
    }
    return nil
  }

  private func contradiction(_ body: DailyReport) -> Contradiction? {
    if let known = dailyReport(body.number) {
      return Contradiction(with: [known], explanation: "The daily report \(body.number) is given twice.")
    }
    let violations = body.regions.reduce(0) { $0 + $1.violations.value }
    guard body.isNil, violations > 0 else { return nil }
    return Contradiction(
      with: [], explanation: "The daily report \(body.number) is nil and counts \(violations) violations.")
  }
}
