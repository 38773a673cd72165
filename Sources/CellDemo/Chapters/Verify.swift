import CellSchema

extension Script {
  static let lead: NodeName = "USA.CELL-1"

  /// Cases, tasking, access, findings, daily reports. What follows from them is decided together.
  func verify() {
    chapter(
      "Verification", shows: "Three roles: monitors observe, the lead assesses, the Special Commission attributes"
    ) {
      for finding in SMMFinding.all { verify(finding) }
      judgeAnExerciseIncident()
      for count in SMMDailyCount.all {
        say(
          "daily-\(count.number)", from: Self.lead, count.report, to: ["@all"], precedence: .priority, language: "en")
      }
    }
  }

  /// One case for each finding of the Mission.
  private func verify(_ finding: SMMFinding) {
    let caseNumber = CaseNumber(stringLiteral: "V-2026-000\(finding.number)")
    say(
      "case-\(finding.number)", from: Self.lead,
      VerificationCase(
        id: caseNumber, incidents: [id("incident-\(finding.number)")], provision: "1",
        place: Line(stringLiteral: finding.site), priority: finding.casualties == nil ? .normal : .high),
      to: ["@monitor"], info: ["@special-commission", "UKR"], precedence: .priority,
      references: ["incident-\(finding.number)"], caseNumber: caseNumber)
    say(
      "tasking-\(finding.number)", from: Self.lead,
      Tasking(
        caseNumber: caseNumber, team: Line(stringLiteral: "Exercise team \(finding.number)"),
        task: "EXERCISE: re-read the Mission's report on the site.", by: "2026-03-06T15:00:00Z"), to: ["NOR", "DNK"],
      info: ["@special-commission"], release: ["NOR", "coalition", "united-states"], precedence: .immediate,
      inReplyTo: "case-\(finding.number)", caseNumber: caseNumber)
    say(
      "access-\(finding.number)", from: "NOR.CELL-1",
      finding.number % 3 == 0
        ? AccessReport(
          caseNumber: caseNumber, place: "Exercise archive", status: .delayed, control: .notKnown,
          restrictedBy: "Exercise control", reasonGiven: "EXERCISE: the archive opens at 0900Z.")
        : AccessReport(caseNumber: caseNumber, place: "Exercise archive", status: .granted, control: .notKnown),
      to: ["@verification-lead"], precedence: .priority, inReplyTo: "tasking-\(finding.number)",
      caseNumber: caseNumber)
    say(
      "finding-\(finding.number)", from: Self.lead, finding.finding(of: caseNumber),
      to: ["@special-commission", "UKR"],
      info: ["@all"], precedence: .priority, references: ["case-\(finding.number)"], caseNumber: caseNumber,
      language: "en")
  }

  /// An incident of the exercise's own, by its opposing force.
  private func judgeAnExerciseIncident() {
    let caseNumber: CaseNumber = "V-2026-0007"
    say(
      "exercise-incident", from: "UKR.GS-1",
      IncidentReport(
        observedFrom: Position(place: "Exercise area ALPHA, post 3", control: .ukrainian),
        period: ObservationPeriod(from: "2026-03-06T03:12:00Z", precision: .minute), means: .radar, event: .projectile,
        count: .exactly(4), phase: .inFlight, weapon: "EXERCISE mortar", directions: [.ne], sourceGrade: "B2",
        remarks: "EXERCISE: invented."), to: ["@verification-lead"], info: ["@monitor"], precedence: .flash)
    say(
      "exercise-case", from: Self.lead,
      VerificationCase(
        id: caseNumber, incidents: [id("exercise-incident")], provision: "1", place: "Exercise area ALPHA",
        priority: .urgent), to: ["@monitor"], info: ["@special-commission", "UKR"], precedence: .immediate,
      references: ["exercise-incident"], caseNumber: caseNumber)
    propose(
      "refused-early-attribution", "early-attribution",
      Attribution(caseNumber: caseNumber, finding: id("finding-6"), responsible: ["EXOP"], decision: .adopted),
      from: "GBR.CELL-1", by: Electorate(role: "special-commission"), .nOfM, n: 3, caseNumber: caseNumber,
      expect: .refused(.stateNotPermitted, at: "/body/act"), fault: "Nothing was found yet")
    say(
      "refused-unknown-case", from: Self.lead,
      Tasking(
        caseNumber: "V-2026-0099", team: "Exercise team 9", task: "EXERCISE: this tasking must be refused.",
        by: "2026-03-06T15:00:00Z"), to: ["NOR"], info: ["@special-commission"],
      release: ["NOR", "coalition", "united-states"], precedence: .immediate,
      expect: .refused(.unknownCase, at: "/body/case"), fault: "There is no such case")
    say(
      "exercise-tasking", from: Self.lead,
      Tasking(
        caseNumber: caseNumber, team: "Exercise team 7", task: "EXERCISE: measure the craters at post 3.",
        by: "2026-03-06T15:00:00Z"), to: ["NOR"], info: ["@special-commission"],
      release: ["NOR", "coalition", "united-states"], precedence: .immediate,
      inReplyTo: "exercise-case", caseNumber: caseNumber)
    say(
      "exercise-finding", from: Self.lead,
      Finding(
        caseNumber: caseNumber, outcome: .verified, confidence: .high, methods: [.sensor, .imagery],
        observed: "EXERCISE: four impacts, two craters measured.",
        assessed: .init(munition: "EXERCISE mortar", directions: [.ne]), isFinal: true),
      to: ["@special-commission", "UKR"], info: ["@all"], precedence: .immediate, references: ["exercise-case"],
      caseNumber: caseNumber)
  }
}
