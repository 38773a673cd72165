import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

// How a case goes on, ends and begins anew, and what parties say of it.
extension Play {
  func joining(of incidents: MessageID..., number: CaseNumber = Play.caseNumber) -> CaseJoining {
    CaseJoining(caseNumber: number, incidents: NonEmpty(incidents)!)
  }

  func caseSuspension(_ number: CaseNumber = Play.caseNumber) -> CaseSuspension {
    CaseSuspension(caseNumber: number, reason: "The site is mined.")
  }

  func caseResumption(_ number: CaseNumber = Play.caseNumber) -> CaseResumption {
    CaseResumption(caseNumber: number, reason: "The site is cleared.")
  }

  func closing(_ kind: CaseClosing.Kind = .resolved, _ number: CaseNumber = Play.caseNumber) -> CaseClosing {
    CaseClosing(caseNumber: number, kind: kind, grounds: "Nothing more is to be done.")
  }

  func reopening(on evidence: MessageID? = nil, _ number: CaseNumber = Play.caseNumber) -> CaseReopening {
    CaseReopening(caseNumber: number, evidence: [evidence ?? id("incident")], reason: "A satellite image shows it.")
  }

  func allegation(_ number: CaseNumber? = Play.caseNumber) -> Allegation {
    Allegation(
      caseNumber: number, alleged: "The post fired first.", against: ["UKR"], statedBy: "RUS",
      receivedVia: "Diplomatic note", receivedAt: now)
  }

  func reply(to id: MessageID? = nil, _ number: CaseNumber? = Play.caseNumber) -> PartyReply {
    PartyReply(
      caseNumber: number, to: id ?? self.id("finding"), position: .denied, text: "No unit of ours was in range.",
      statedBy: "RUS", receivedVia: "Diplomatic note", receivedAt: now)
  }

  func compliance(with remedy: MessageID? = nil, _ number: CaseNumber = Play.caseNumber) -> ComplianceReport {
    ComplianceReport(
      caseNumber: number, remedy: remedy ?? id("remedy"), done: "The mortars are withdrawn.", statedBy: "RUS",
      receivedVia: "Diplomatic note", receivedAt: now)
  }

  func assessment(
    _ result: ComplianceAssessment.Result = .complied, _ number: CaseNumber = Play.caseNumber
  ) -> ComplianceAssessment {
    ComplianceAssessment(caseNumber: number, remedy: id("remedy"), result: result)
  }

  @discardableResult
  func suspendCase() -> Outcome { must(say(caseSuspension(), from: "USA.CELL-1", as: "suspension")) }

  @discardableResult
  func close(_ kind: CaseClosing.Kind = .resolved, from node: NodeName = "USA.CELL-1") -> Outcome {
    must(say(closing(kind), from: node, as: "closing"))
  }

  @discardableResult
  func reopen(on evidence: MessageID? = nil) -> Outcome {
    must(say(reopening(on: evidence), from: "USA.CELL-1", as: "reopening"))
  }

  /// A case up to its remedy, which is due in 6,000 minutes.
  func caseRemedied() {
    caseFound()
    attribute()
    must(say(remedy(), from: "DEU.CELL-1", as: "remedy"))
  }

  func reportCompliance() { must(say(compliance(), from: "CELL.OPS-1", as: "compliance")) }

  @discardableResult
  func assess(_ result: ComplianceAssessment.Result = .complied) -> Outcome {
    must(say(assessment(result), from: "USA.CELL-1"))
  }
}

extension Example {
  private static func inForce(_ scene: @escaping @Sendable (Play) -> Void) -> @Sendable (Play) -> Void {
    { play in
      play.ceasefireInForce()
      scene(play)
    }
  }

  static let caseCourse: [Example] = [
    Example(
      from: "USA.CELL-1", notBy: "FRA.CELL-1", phases: afterEntry,
      after: inForce { play in
        play.openCase()
        play.reportIncident(as: "other")
      }, { $0.joining(of: $0.id("other")) }),
    Example(
      from: "USA.CELL-1", notBy: "FRA.CELL-1", phases: afterEntry, after: inForce { $0.openCase() },
      { $0.caseSuspension() }),
    Example(
      from: "USA.CELL-1", notBy: "FRA.CELL-1", phases: afterEntry,
      after: inForce { play in
        play.openCase()
        play.suspendCase()
      }, { $0.caseResumption() }),
    Example(
      from: "USA.CELL-1", notBy: "UKR.CELL-1", phases: afterEntry, after: inForce { $0.openCase() }, { $0.closing() }),
    Example(
      from: "USA.CELL-1", notBy: "FRA.CELL-1", phases: afterEntry, after: inForce { $0.caseFound() },
      { $0.reopening() }),
    Example(from: "UKR.CELL-1", notBy: "FRA.MNF-1", after: inForce { $0.openCase() }, { $0.allegation() }),
    Example(from: "CELL.OPS-1", notBy: "FRA.MNF-1", after: inForce { $0.caseFound() }, { $0.reply() }),
    Example(from: "CELL.OPS-1", notBy: "FRA.MNF-1", after: inForce { $0.caseRemedied() }, { $0.compliance() }),
    Example(
      from: "USA.CELL-1", notBy: "FRA.CELL-1", phases: afterEntry, after: inForce { $0.caseRemedied() },
      { $0.assessment() }),
  ]
}

extension StateCase {
  private static let noCase = "there is no case V-2026-0009, or it is not yours to read"

  private static func unknown<Body: Payload>(_ body: @escaping @Sendable (Play) -> Body) -> StateCase {
    StateCase(
      "of no case", .unknownCase, "/body/case", says: [noCase], from: "USA.CELL-1",
      after: { play in
        play.ceasefireInForce()
        play.reportIncident()
      }, body)
  }

  private static func step<Body: Payload>(
    in state: CaseState, says: String? = nil, _ body: @escaping @Sendable (Play) -> Body
  ) -> StateCase {
    StateCase(
      "while the case is \(state)", .stateNotPermitted, "/body/case",
      says: ["the case V-2026-0001 is \(says ?? state.rawValue); allowed: "], from: "USA.CELL-1",
      after: { state.play($0) }, body)
  }

  static let caseCourse: [StateCase] = [
    unknown { $0.joining(of: $0.id("incident"), number: "V-2026-0009") },
    step(in: .closed) { $0.joining(of: $0.id("incident")) },
    StateCase(
      "of an incident that is in a case", .alreadySaid, "/body/incidents/0",
      says: ["the incident is in the case V-2026-0001"], from: "USA.CELL-1", after: { CaseState.opened.play($0) },
      { $0.joining(of: $0.id("incident")) }),
    StateCase(
      "of an incident that has joined by itself", .alreadySaid, "/body/incidents/0",
      says: ["the incident is in the case V-2026-0001"], from: "USA.CELL-1",
      after: { play in
        CaseState.opened.play(play)
        play.must(
          play.say(IncidentReport.example, from: "UKR.CELL-1", as: "second") { $0.caseNumber = Play.caseNumber })
      }, { $0.joining(of: $0.id("second")) }),

    unknown { $0.caseSuspension("V-2026-0009") },
    step(in: .found) { $0.caseSuspension() },
    step(in: .closed) { $0.caseSuspension() },
    step(in: .attributed) { $0.caseSuspension() },
    step(in: .suspended) { $0.caseSuspension() },
    step(in: .suspended) { $0.tasking() },
    step(in: .suspended) { $0.finding() },
    step(in: .suspended) { $0.finding(isFinal: false) },
    step(in: .suspended) { $0.finding(outcome: .notAViolation) },
    unknown { $0.caseResumption("V-2026-0009") },
    step(in: .opened) { $0.caseResumption() },
    step(in: .found) { $0.caseResumption() },

    unknown { $0.closing(.resolved, "V-2026-0009") },
    step(in: .closed) { $0.closing() },
    StateCase(
      "by the commission before an attribution", .notEntitled, "/header/from",
      says: ["V-2026-0001 is not attributed: who may say verification.finding closes it"], from: "FRA.CELL-1",
      after: { CaseState.found.play($0) }, { $0.closing() }),
    StateCase(
      "by the commission after an attribution that was not adopted", .notEntitled, "/header/from",
      says: ["is not attributed"], from: "FRA.CELL-1",
      after: { play in
        CaseState.found.play(play)
        play.attribute(decision: .notAdopted)
      }, { $0.closing() }),
    StateCase(
      "by the lead after an attribution", .notEntitled, "/header/from",
      says: ["is attributed (#", "who may say verification.attribution closes it"], from: "USA.CELL-1",
      after: { CaseState.attributed.play($0) }, { $0.closing() }),
    StateCase(
      "by the lead after an attribution, once it was reopened and found anew", .notEntitled, "/header/from",
      says: ["is attributed (#"], from: "USA.CELL-1",
      after: { play in
        CaseState.attributed.play(play)
        play.reopen()
        play.find()
      }, { $0.closing(.unfounded) }),
    StateCase(
      "as complied with on the addressee's own word", .stateNotPermitted, "/body/kind",
      says: ["is not assessed as complied with; allowed: verification.compliance-assessment"], from: "FRA.CELL-1",
      after: { play in
        play.ceasefireInForce()
        play.caseRemedied()
        play.reportCompliance()
      }, { $0.closing(.complied) }),
    StateCase(
      "as complied with what is complied with in part", .stateNotPermitted, "/body/kind",
      says: ["is not assessed as complied with"], from: "FRA.CELL-1",
      after: { play in
        play.ceasefireInForce()
        play.caseRemedied()
        play.assess(.complied)
        play.assess(.partly)
      }, { $0.closing(.complied) }),

    unknown { $0.reopening(on: $0.id("incident"), "V-2026-0009") },
    step(in: .opened) { $0.reopening() },
    step(in: .assessed) { $0.reopening() },
    step(in: .disputed) { $0.reopening() },
    step(in: .suspended) { $0.reopening() },
    StateCase(
      "on evidence that is not there", .unknownReference, "/body/evidence/0", says: [notThere], from: "USA.CELL-1",
      after: { CaseState.closed.play($0) }, { $0.reopening(on: unknown) }),

    unknown { ComplianceAssessment(caseNumber: "V-2026-0009", remedy: $0.id("incident"), result: .complied) },
    step(in: .closed) { ComplianceAssessment(caseNumber: Play.caseNumber, remedy: $0.id("incident"), result: .not) },
    StateCase(
      "of what is no remedy", .unknownReference, "/body/remedy", says: ["it is no remedy in V-2026-0001"],
      from: "USA.CELL-1", after: { CaseState.remedied.play($0) },
      { ComplianceAssessment(caseNumber: Play.caseNumber, remedy: $0.id("finding"), result: .not) }),
    StateCase(
      "of what is no report of compliance", .unknownReference, "/body/compliance",
      says: ["it is no report of compliance in V-2026-0001"], from: "USA.CELL-1",
      after: { CaseState.remedied.play($0) },
      { ComplianceAssessment(caseNumber: Play.caseNumber, compliance: $0.id("finding"), result: .not) }),
  ]
}

extension FactCase {
  private static func closed(_ play: Play) {
    play.ceasefireInForce()
    play.caseFound(outcome: .notAViolation)
  }

  private static let isClosed = "It names the case V-2026-0001, which is closed (#"

  static let byCase: [FactCase] = [
    FactCase(
      "names a closed case", from: "UKR.CELL-1", says: isClosed, with: ["case", "finding"],
      change: { $1.caseNumber = Play.caseNumber }, after: closed, { _ in IncidentReport.example }),
    FactCase(
      "names a case that the lead closed", from: "UKR.CELL-1", says: isClosed, with: ["case", "closing"],
      change: { $1.caseNumber = Play.caseNumber },
      after: { play in
        play.ceasefireInForce()
        play.openCase()
        play.close()
      }, { _ in IncidentReport.example }),
    FactCase(
      "names a closed case", from: "FRA.MNF-1", says: isClosed, with: ["case", "finding"],
      change: { $1.caseNumber = Play.caseNumber },
      after: { play in
        closed(play)
        play.constituteForce()
      }, { _ in ForceIncidentReport.example }),
    FactCase(
      "names a closed case", from: "UKR.GS-1", says: isClosed, with: ["case", "finding"],
      change: { $1.caseNumber = Play.caseNumber }, after: closed, { $0.attackReport() }),
    FactCase(
      "in a closed case", from: "UKR.CELL-1", says: isClosed, with: ["case", "finding"], after: closed,
      { $0.allegation() }),
    FactCase("in no case", from: "UKR.CELL-1", says: "alleged in V-2026-0009, which nobody opened") {
      $0.allegation("V-2026-0009")
    },
    FactCase(
      "to nothing", from: "CELL.OPS-1", says: "It replies to a message that its sender cannot have read"
    ) { $0.reply(to: StateCase.unknown, nil) },
    FactCase(
      "in no case", from: "CELL.OPS-1", says: "A party replies in V-2026-0009, which nobody opened.",
      after: { $0.reportIncident() }, { $0.reply(to: $0.id("incident"), "V-2026-0009") }),
    FactCase("in no case", from: "CELL.OPS-1", says: "reported in V-2026-0009, which nobody opened") {
      $0.compliance(with: StateCase.unknown, "V-2026-0009")
    },
    FactCase(
      "with what is no remedy of the case", from: "CELL.OPS-1", says: "a remedy that V-2026-0001 does not have",
      with: ["case"],
      after: { play in
        play.ceasefireInForce()
        play.caseFound()
      }, { $0.compliance(with: $0.id("finding")) }),
  ]
}
