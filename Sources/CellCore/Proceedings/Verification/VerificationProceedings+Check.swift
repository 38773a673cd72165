import CellSchema

// The rules for what may be said of a case, and what contradicts it.
extension VerificationProceedings {
  func check(
    _ act: VerificationAct, of entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) throws(Refusal) {
    switch act {
    case .opening(let body): try check(body, beside: others, hearing)
    case .joining(let body):
      try require(.joining, of: body.caseNumber, hearing, at: "/body/case")
      try check(incidents: body.incidents, hearing)
    case .tasking(let body): try require(.tasking, of: body.caseNumber, hearing, at: "/body/case")
    case .finding(let body): try require(Self.step(body), of: body.caseNumber, hearing, at: "/body/case")
    case .attribution(let body): try check(body, hearing)
    case .remedy(let body): try check(body, hearing)
    case .assessment(let body): try check(body, hearing)
    case .dispute(let body): try check(body, hearing)
    case .suspension(let body): try require(.suspension, of: body.caseNumber, hearing, at: "/body/case")
    case .resumption(let body): try require(.resumption, of: body.caseNumber, hearing, at: "/body/case")
    case .closing(let body): try check(body, by: entry, hearing)
    case .reopening(let body): try check(body, hearing)
    case .access, .dailyReport, .incident, .compliance, .allegation, .reply: break
    }
  }

  private func check(
    _ body: VerificationCase, beside others: borrowing Proceedings, _ hearing: Hearing
  ) throws(Refusal) {
    if let known = self[body.id] {
      throw Refusal(.alreadySaid, at: "/body/id", "the case \(body.id) was opened in #\(known.entry.sequence)")
    }
    if let provision = body.provision { try others.requireListed(provision, hearing) }
    try check(incidents: body.incidents, hearing)
  }

  private func check(incidents: NonEmpty<MessageID>, _ hearing: Hearing) throws(Refusal) {
    for (position, incident) in incidents.enumerated() {
      let pointer = "/body/incidents/\(position)"
      try hearing.require(
        incident, IncidentReport.self, ForceIncidentReport.self, AttackReport.self, Allegation.self, at: pointer)
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
      + found.closings.map(\.entry.id)
    guard disputable.contains(body.of), hearing.message(body.of) != nil else {
      throw Refusal(
        .unknownReference, at: "/body/of",
        "it is no finding, attribution, remedy or closing of \(body.caseNumber) that you may read")
    }
  }

  private func check(_ body: ComplianceAssessment, _ hearing: Hearing) throws(Refusal) {
    let found = try require(.assessment, of: body.caseNumber, hearing, at: "/body/case")
    if let id = body.compliance, !found.compliance.contains(where: { $0.entry.id == id }) || hearing.message(id) == nil
    {
      throw Refusal(
        .unknownReference, at: "/body/compliance",
        "it is no report of compliance in \(body.caseNumber) that you may read"
      )
    }
    if let id = body.remedy, !found.remedies.contains(where: { $0.entry.id == id }) || hearing.message(id) == nil {
      throw Refusal(.unknownReference, at: "/body/remedy", "it is no remedy in \(body.caseNumber) that you may read")
    }
  }

  /// Until an attribution the case is closed by who may find, afterwards by who may attribute: the charter says who.
  private func check(_ body: CaseClosing, by entry: Entry, _ hearing: Hearing) throws(Refusal) {
    let found = try require(.closing, of: body.caseNumber, hearing, at: "/body/case")
    if let attribution = found.attributed {
      guard hearing.procedures.attributing.contains(entry.node) else {
        throw Refusal(
          .notEntitled, at: "/header/from",
          "the case \(body.caseNumber) is attributed (#\(attribution.entry.sequence)): who may say"
            + " \(Attribution.messageType) closes it")
      }
    } else if !hearing.procedures.finding.contains(entry.node) {
      throw Refusal(
        .notEntitled, at: "/header/from",
        "the case \(body.caseNumber) is not attributed: who may say \(Finding.messageType) closes it")
    }
    guard body.kind == .complied else { return }
    let unmet = found.remedyCourses.first { $0.isStanding && $0.assessment?.body.result != .complied }
    if let remedy = unmet?.remedy {
      throw .notNow(
        "the remedy #\(remedy.entry.sequence) of \(body.caseNumber)", is: "not assessed as complied with",
        allows: ComplianceAssessment.self, at: "/body/kind")
    }
  }

  private func check(_ body: CaseReopening, _ hearing: Hearing) throws(Refusal) {
    try require(.reopening, of: body.caseNumber, hearing, at: "/body/case")
    for (position, evidence) in body.evidence.enumerated() {
      try hearing.require(evidence, at: "/body/evidence/\(position)")
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
    case .compliance(let body): contradiction(body)
    case .allegation(let body): contradiction(body)
    case .reply(let body): contradiction(body, hearing)
    // The case that a report of an incident names is looked at for all three systems that have such reports.
    case .incident: nil
    case .opening, .joining, .tasking, .finding, .attribution, .remedy, .assessment, .dispute, .suspension, .resumption,
      .closing, .reopening:
      nil
    }
  }

  /// A report of an incident that names a closed case, which it does not join.
  func contradiction(naming number: CaseNumber) -> Contradiction? {
    guard let found = self[number], let closedBy = found.closedBy else { return nil }
    return Contradiction(
      with: [found.entry.id, closedBy.id],
      explanation: "It names the case \(number), which is closed (#\(closedBy.sequence)).")
  }

  private func contradiction(_ body: Allegation) -> Contradiction? {
    guard let number = body.caseNumber else { return nil }
    guard self[number] != nil else {
      return Contradiction(with: [], explanation: "Something is alleged in \(number), which nobody opened.")
    }
    return contradiction(naming: number)
  }

  private func contradiction(_ body: PartyReply, _ hearing: Hearing) -> Contradiction? {
    if hearing.message(body.to) == nil {
      return Contradiction(with: [], explanation: "It replies to a message that its sender cannot have read here.")
    }
    guard let number = body.caseNumber, self[number] == nil else { return nil }
    return Contradiction(with: [], explanation: "A party replies in \(number), which nobody opened.")
  }

  private func contradiction(_ body: ComplianceReport) -> Contradiction? {
    guard let found = self[body.caseNumber] else {
      return Contradiction(with: [], explanation: "Compliance is reported in \(body.caseNumber), which nobody opened.")
    }
    guard let remedy = body.remedy, !found.remedies.contains(where: { $0.entry.id == remedy }) else { return nil }
    return Contradiction(
      with: [found.entry.id],
      explanation: "Compliance is reported with a remedy that \(body.caseNumber) does not have.")
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
