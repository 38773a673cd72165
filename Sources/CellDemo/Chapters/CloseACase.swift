import CellSchema

extension Script {
  private static let number: CaseNumber = "V-2026-0008"

  /// A case that the lead closes and reopens on evidence, and that the Special Commission closes after compliance.
  func closeACase() {
    chapter(
      "A case that closes", shows: "Suspended, closed by the lead, reopened on evidence, what its party says"
    ) {
      openAndSuspend()
      closeAndReopen()
      hear()
    }
  }

  /// From the remedy on, which the Special Commission has determined.
  func closeAfterCompliance() {
    chapter("A case that is complied with", shows: "Closed for good once the lead finds the remedy complied with") {
      comply()
    }
  }

  private func observe(_ name: String, _ remarks: Text, case number: CaseNumber? = nil) {
    say(
      name, from: "UKR.GS-1",
      IncidentReport(
        observedFrom: Position(place: "Exercise area BRAVO, post 5", control: .ukrainian),
        period: ObservationPeriod(from: "2026-03-06T05:40:00Z", precision: .minute), means: .uav, event: .burst,
        count: .atLeast(2), sourceGrade: "B2", remarks: remarks), to: ["@verification-lead"],
      info: ["@monitor", "@special-commission"], precedence: .immediate, caseNumber: number)
  }

  private func lead(_ name: String, _ body: some Payload, references: [String] = []) {
    say(
      name, from: Self.lead, body, to: ["@special-commission", "UKR"], info: ["@all"], precedence: .priority,
      references: references, caseNumber: Self.number)
  }

  private func openAndSuspend() {
    observe("closing-incident", "EXERCISE: invented.")
    lead(
      "closing-case",
      VerificationCase(
        id: Self.number, incidents: [id("closing-incident")], provision: "1", place: "Exercise area BRAVO",
        priority: .high), references: ["closing-incident"])
    say(
      "closing-tasking", from: Self.lead,
      Tasking(
        caseNumber: Self.number, asset: "Exercise drone 2", task: "EXERCISE: photograph post 5.",
        by: "2026-03-07T15:00:00Z"), to: ["NOR"], info: ["@special-commission"],
      release: ["NOR", "coalition", "united-states"], precedence: .immediate, inReplyTo: "closing-case",
      caseNumber: Self.number)
    observe("closing-joins", "EXERCISE: a second burst; it names the open case and joins it.", case: Self.number)
    lead("suspended-case", CaseSuspension(caseNumber: Self.number, reason: "EXERCISE: no flight in this weather."))
    lead("resumed-case", CaseResumption(caseNumber: Self.number, reason: "EXERCISE: the sky is clear."))
  }

  private func closeAndReopen() {
    lead(
      "closed-by-lead",
      CaseClosing(
        caseNumber: Self.number, kind: .lackOfEvidence, grounds: "EXERCISE: the photographs show nothing."))
    observe("late-evidence", "EXERCISE: it names the closed case, and is flagged.", case: Self.number)
    lead(
      "reopened-case",
      CaseReopening(
        caseNumber: Self.number, evidence: [id("late-evidence")],
        reason: "EXERCISE: the late report shows where the fire came from."), references: ["late-evidence"])
    lead("joined-case", CaseJoining(caseNumber: Self.number, incidents: [id("late-evidence")]))
    lead(
      "closing-finding",
      Finding(
        caseNumber: Self.number, outcome: .verified, confidence: .moderate, methods: [.imagery],
        observed: "EXERCISE: two burst points in the photographs.", isFinal: true), references: ["reopened-case"])
  }

  /// EXOP is no node: the cell passes its words on.
  private func passOn(_ name: String, _ body: some Payload, references: [String] = []) {
    say(
      name, from: "CELL.OPS-1", body, to: ["@verification-lead", "@special-commission"], info: ["@all"],
      precedence: .priority, references: references, caseNumber: Self.number)
  }

  private func hear() {
    passOn(
      "alleged",
      Allegation(
        caseNumber: Self.number, alleged: "EXERCISE: post 5 fired first.", against: ["UKR"], statedBy: "EXOP",
        receivedVia: "EXERCISE note", receivedAt: "2026-03-06T09:00:00Z"))
    passOn(
      "replied",
      PartyReply(
        caseNumber: Self.number, to: id("closing-finding"), position: .partly,
        text: "EXERCISE: one burst was ours, the other was not.", statedBy: "EXOP", receivedVia: "EXERCISE note",
        receivedAt: "2026-03-06T10:00:00Z"), references: ["closing-finding"])
  }

  private func comply() {
    say(
      "refused-closing-by-lead", from: Self.lead,
      CaseClosing(caseNumber: Self.number, kind: .resolved, grounds: "EXERCISE: this closing must be refused."),
      to: ["@all"], precedence: .priority, caseNumber: Self.number,
      expect: .refused(.notEntitled, at: "/header/from"), fault: "From the attribution on the commission closes it")
    passOn(
      "complied",
      ComplianceReport(
        caseNumber: Self.number, remedy: id("closing-remedy"), done: "EXERCISE: all drones are behind line RED.",
        statedBy: "EXOP", receivedVia: "EXERCISE note", receivedAt: "2026-03-10T10:00:00Z"),
      references: ["closing-remedy"])
    say(
      "refused-closing-unassessed", from: "FRA.CELL-1",
      CaseClosing(caseNumber: Self.number, kind: .complied, grounds: "EXERCISE: this closing must be refused."),
      to: ["@all"], precedence: .priority, caseNumber: Self.number,
      expect: .refused(.stateNotPermitted, at: "/body/kind"),
      fault: "The addressee says so itself, and the lead has not assessed it")
    lead(
      "assessed-compliance",
      ComplianceAssessment(
        caseNumber: Self.number, compliance: id("complied"), result: .complied,
        observed: "EXERCISE: two flights along line RED found nothing before it."), references: ["complied"])
    say(
      "closed-by-commission", from: "FRA.CELL-1",
      CaseClosing(caseNumber: Self.number, kind: .complied, grounds: "EXERCISE: the remedy is complied with."),
      to: ["@all"], precedence: .priority, references: ["assessed-compliance"], caseNumber: Self.number)
  }
}
