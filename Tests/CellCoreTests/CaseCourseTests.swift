import CellConfig
import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Cases are suspended, closed and reopened, and end after compliance")
struct CaseCourseTests {
  private let play = Play()

  init() { play.ceasefireInForce() }

  private var standing: CaseStanding { play.situation(SituationQuestion(system: .cases)).cases[0] }

  private func attention(_ kind: SituationAttention.Kind) -> [SituationAttention] {
    play.situation().attention.filter { $0.kind == kind }
  }

  // MARK: incidents

  private func report(
    _ body: some Payload = IncidentReport.example, from node: NodeName = "UKR.CELL-1", as name: String = "second"
  ) {
    play.must(play.say(body, from: node, as: name) { $0.caseNumber = Play.caseNumber })
  }

  @Test("a report of an incident that names an open case joins it") func joins() {
    play.openCase()
    report()
    report(play.attackReport(), as: "attack")
    #expect(standing.incidents == ["incident", "second", "attack"].map { play.id($0) })
    #expect(play.situation().incidentsWithoutCase == 0 && play.rows(of: Discrepancy.self).isEmpty)
    let history = play.situation(SituationQuestion(system: .cases, caseNumber: Play.caseNumber)).cases[0].history
    #expect(history?.count == 3)
  }

  @Test("a report that names a closed case is accepted, flagged, and joins nothing") func namesClosed() {
    play.openCase()
    play.close(.unfounded)
    report()
    #expect(play.rows(of: Discrepancy.self).count == 1)
    #expect(standing.incidents == [play.id("incident")] && play.situation().incidentsWithoutCase == 1)
    // Nor does it once the case is reopened on it: the lead takes it in.
    play.reopen(on: play.id("second"))
    #expect(standing.incidents == [play.id("incident")])
    play.must(play.say(play.joining(of: play.id("second")), from: "USA.CELL-1"))
    #expect(standing.incidents == ["incident", "second"].map { play.id($0) })
    #expect(play.situation().incidentsWithoutCase == 0)
  }

  @Test("a correction leaves a report in its case, a cancellation takes it out") func amended() {
    play.openCase()
    report()
    let id = play.id("second")
    play.must(
      play.say(
        IncidentReport.example, from: "UKR.CELL-1", amends: Amends(id: id, kind: .correct, reason: "Miscounted")))
    #expect(standing.incidents == [play.id("incident"), id])
    play.must(
      play.say(
        IncidentReport.example, from: "UKR.CELL-1", amends: Amends(id: id, kind: .cancel, reason: "Another day")))
    #expect(standing.incidents == [play.id("incident")])
  }

  @Test("a case may rest on what a party alleges") func onAllegation() {
    play.must(play.say(play.allegation(nil), from: "UKR.CELL-1", as: "allegation"))
    play.must(play.say(play.verificationCase(of: play.id("allegation")), from: "USA.CELL-1"))
    #expect(standing.incidents == [play.id("allegation")])
  }

  // MARK: the investigation

  @Test("a finding needs nobody to have been sent, and an asset may be sent instead of a team") func withoutTeam() {
    play.openCase()
    let tasking = Tasking(caseNumber: Play.caseNumber, asset: "Drone 2", task: "Photograph it.", by: play.now)
    play.must(play.say(tasking, from: "USA.CELL-1"))
    #expect(standing.teams.map { "\($0.team)" } == ["Drone 2"])
    play.pass(minutes: 1)
    #expect(attention(.taskOverdue).map { "\($0.text)" } == ["V-2026-0001: Drone 2 was to report by then"])
    let other = Play()
    other.ceasefireInForce()
    other.openCase()
    other.find()
    #expect(other.situation().cases[0].state == .found)
  }

  @Test("a tasking that names neither a team nor an asset is refused") func nobodySent() {
    play.openCase()
    let outcome = play.say(
      Tasking(caseNumber: Play.caseNumber, task: "Look.", by: play.now), from: "USA.CELL-1")
    #expect(outcome.code == 2007 || outcome.code.map { (2_000..<3_000).contains($0) } == true, "\(outcome)")
  }

  @Test("a suspended investigation goes on where it stood", arguments: [0, 1, 2]) func suspended(_ steps: Int) {
    play.openCase()
    if steps > 0 { play.task() }
    if steps > 1 { play.find(isFinal: false) }
    let before = standing
    play.suspendCase()
    #expect(standing.state == .suspended && standing.suspension?.reason == "The site is mined.")
    #expect(!standing.next.contains("verification.tasking") && standing.next.contains("verification.resumption"))
    play.must(play.say(play.caseResumption(), from: "USA.CELL-1"))
    #expect(standing.state == before.state && standing.suspension == nil && standing.next == before.next)
  }

  @Test("a tasking is not overdue while the investigation is suspended") func lateWhileSuspended() {
    play.openCase()
    play.task()
    play.suspendCase()
    play.pass(minutes: 601)
    #expect(attention(.taskOverdue).isEmpty)
    play.must(play.say(play.caseResumption(), from: "USA.CELL-1"))
    #expect(attention(.taskOverdue).count == 1)
  }

  @Test("a dispute made meanwhile stands when the investigation goes on, and the commission is not held up")
  func disputedWhileSuspended() {
    play.caseFound()
    play.must(play.say(play.dispute(), from: "UKR.CELL-1"))
    play.suspendCase()
    play.must(play.say(play.dispute(), from: "FRA.CELL-1"))
    #expect(standing.state == .suspended)
    play.must(play.say(play.caseResumption(), from: "USA.CELL-1"))
    #expect(standing.state == .disputed)
    play.suspendCase()
    play.attribute()
    #expect(standing.state == .attributed && standing.suspension == nil)
  }

  @Test("what is observed or taken in after the final finding is marked, and changes no state") func newEvidence() {
    play.caseFound()
    #expect(standing.evidenceAfterFinding == nil)
    report()
    play.must(play.say(play.access(), from: "FRA.CELL-1"))
    #expect(standing.evidenceAfterFinding?.messages == 2 && standing.state == .found)
    #expect(standing.evidenceAfterFinding?.sequence.value == Int(play.head))
    play.reopen(on: play.id("second"))
    #expect(standing.state == .reopened)
    play.find()
    #expect(standing.evidenceAfterFinding == nil, "the finding has taken it in")
  }

  // MARK: closing and reopening

  @Test("the lead closes until an attribution, afterwards the commission alone", arguments: ShippedCharter.allCases)
  func whoCloses(_ text: ShippedCharter) {
    for isAttributed in [false, true] {
      let play = Play(text)
      play.ceasefireInForce()
      play.caseFound()
      if isAttributed { play.attribute() }
      let wrong = play.say(play.closing(), from: isAttributed ? "USA.CELL-1" : "FRA.CELL-1")
      #expect(wrong.code == 3206 && wrong.pointer == "/header/from", "\(wrong)")
      play.close(.lackOfEvidence, from: isAttributed ? "DEU.CELL-1" : "USA.CELL-1")
      let one = play.situation().cases[0]
      #expect(one.state == .closed && one.closing?.kind == .lackOfEvidence)
      #expect(one.closing?.by == (isAttributed ? "DEU" : "USA"))
      #expect(one.next == ["verification.dispute", "verification.reopening"])
    }
  }

  @Test("a case is closed in every state, and reopened under its number") func everyState() {
    for state in StateCase.CaseState.allCases where state != .closed {
      let play = Play()
      state.play(play)
      let isAttributed = state == .attributed || state == .remedied
      play.close(from: isAttributed ? "FRA.CELL-1" : "USA.CELL-1")
      #expect(play.situation().counts?.openCases == 0, "\(state)")
      play.reopen()
      #expect(play.situation().cases[0].state == .reopened && play.situation().counts?.openCases == 1, "\(state)")
      #expect(play.situation().cases[0].closing == nil)
    }
  }

  @Test("reopened, a case may be found and attributed anew; an attribution stands until then") func reopened() {
    play.caseFound()
    play.attribute()
    play.close(from: "FRA.CELL-1")
    play.reopen()
    #expect(standing.attribution?.decision == .adopted)
    play.must(play.say(play.remedy(), from: "FRA.CELL-1"))
    play.reopen()
    play.find(outcome: .inconclusive)
    #expect(play.say(play.remedy(), from: "FRA.CELL-1").code == 3202)
    play.attribute()
    #expect(standing.state == .attributed)
  }

  @Test("what closed, reopened or suspended a case is not cancelled") func notCancelled() {
    play.openCase()
    play.suspendCase()
    play.close()
    play.reopen()
    for (name, body) in [
      ("suspension", play.caseSuspension()), ("closing", play.closing()), ("reopening", play.reopening()),
    ] as [(String, any Payload)] {
      let amends = Amends(id: play.id(name), kind: .cancel, reason: "A slip")
      #expect(play.say(body, from: "USA.CELL-1", amends: amends).code == 3207, "\(name)")
    }
  }

  @Test("a closing may be disputed, and is then closed again") func closingDisputed() {
    play.openCase()
    play.close(.unfounded)
    play.must(play.say(play.dispute(of: play.id("closing")), from: "UKR.CELL-1"))
    #expect(standing.state == .disputed && standing.closing == nil)
    play.close(.lackOfEvidence)
    #expect(standing.closing?.kind == .lackOfEvidence)
  }

  @Test("a remedied case is open until it is closed") func remediedIsOpen() {
    play.caseRemedied()
    #expect(play.situation().counts?.openCases == 1 && play.situation().counts?.finishedCases == 0)
    play.assess()
    play.close(.complied, from: "FRA.CELL-1")
    #expect(play.situation().counts?.openCases == 0 && play.situation().counts?.finishedCases == 1)
  }

  // MARK: remedies

  @Test(
    "the addressee's word does not end an overdue remedy, the lead's assessment does",
    arguments: ComplianceAssessment.Result.allCases)
  func overdue(_ result: ComplianceAssessment.Result) {
    play.caseRemedied()
    play.pass(minutes: 6_000)
    #expect(attention(.remedyOverdue).count == 1 && standing.remedies.map(\.isOverdue) == [true])
    play.reportCompliance()
    #expect(attention(.remedyOverdue).count == 1 && standing.remedies.map(\.isOverdue) == [true])
    #expect(standing.remedies[0].reported?.value == Int(play.head))
    let ofReport = ComplianceAssessment(
      caseNumber: Play.caseNumber, compliance: play.id("compliance"), result: result)
    play.must(play.say(ofReport, from: "USA.CELL-1"))
    #expect(attention(.remedyOverdue).isEmpty && standing.remedies.map(\.isOverdue) == [false])
    #expect(standing.remedies[0].assessment == result)
    let isUnmet = result == .partly || result == .not
    #expect(attention(.remedyUnmet).count == (isUnmet ? 1 : 0))
  }

  @Test("a remedy that nobody reports on is assessed by itself, and again") func withoutReport() {
    play.caseRemedied()
    play.assess(.not)
    #expect(attention(.remedyUnmet).count == 1)
    play.assess(.complied)
    #expect(attention(.remedyUnmet).isEmpty)
    play.pass(minutes: 6_000)
    #expect(attention(.remedyOverdue).isEmpty)
  }

  @Test("that it is not known before the time is up ends nothing afterwards") func notKnownBefore() {
    play.caseRemedied()
    play.assess(.notKnown)
    #expect(attention(.remedyOverdue).isEmpty)
    play.pass(minutes: 6_000)
    #expect(attention(.remedyOverdue).count == 1)
    play.assess(.notKnown)
    #expect(attention(.remedyOverdue).isEmpty)
  }

  @Test("every remedy is looked at, also in dispute; a closing ends them, and so does another final finding")
  func manyRemedies() {
    play.caseRemedied()
    play.must(play.say(play.remedy(), from: "FRA.CELL-1", as: "second"))
    play.pass(minutes: 6_000)
    #expect(attention(.remedyOverdue).count == 2)
    play.must(play.say(play.dispute(of: play.id("remedy")), from: "UKR.CELL-1"))
    #expect(attention(.remedyOverdue).count == 2)
    play.assess()
    #expect(attention(.remedyOverdue).map { Int($0.sequence.value) } == [standing.remedies[1].sequence.value])
    play.close(from: "FRA.CELL-1")
    #expect(attention(.remedyOverdue).isEmpty)
    play.reopen()
    #expect(attention(.remedyOverdue).count == 1)
    play.find()
    #expect(attention(.remedyOverdue).isEmpty)
  }

  @Test("cases with an overdue remedy come first") func worstFirst() {
    play.caseRemedied()
    play.reportIncident(as: "other")
    play.must(play.say(play.verificationCase("V-2026-0002", of: play.id("other")), from: "USA.CELL-1"))
    #expect(play.situation().cases.map { "\($0.number)" } == ["V-2026-0002", "V-2026-0001"])
    play.pass(minutes: 6_000)
    #expect(play.situation().cases.map { "\($0.number)" } == ["V-2026-0001", "V-2026-0002"])
  }

  // MARK: what parties say

  @Test("what parties say is shown as theirs, by whoever it came") func statements() {
    play.caseRemedied()
    play.must(play.say(play.allegation(), from: "UKR.CELL-1"))
    play.must(play.say(play.reply(), from: "CELL.OPS-1"))
    play.must(
      play.say(
        PartyReply(caseNumber: Play.caseNumber, to: play.id("finding"), position: .accepted, text: "So it was."),
        from: "UKR.CELL-1"))
    play.reportCompliance()
    #expect(standing.statements.map(\.kind) == [.allegation, .reply, .reply, .compliance])
    #expect(standing.statements.map { "\($0.by)" } == ["RUS", "RUS", "UKR", "RUS"])
    #expect(standing.statements.map { $0.receivedVia == nil } == [false, false, true, false])
    #expect(standing.state == .remedied && standing.evidenceAfterFinding == nil)
  }

  // MARK: the record

  @Test("a broker that comes back says the same") func restart() {
    play.caseRemedied()
    report()
    play.reportCompliance()
    play.assess(.partly)
    play.reopen(on: play.id("second"))
    play.suspendCase()
    let before = play.situation()
    play.restart()
    var after = play.situation()
    after.asOf = before.asOf
    #expect(after.cases == before.cases && after.attention == before.attention)
  }
}
