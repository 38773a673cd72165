import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Verification: incidents, cases, and three roles")
struct ProceedingsVerificationTests {
  private let play = Play()

  init() { play.ceasefireInForce() }

  private var standing: CaseStanding { play.situation(SituationQuestion(system: .cases)).cases[0] }
  private var next: [String] { standing.next.map { "\($0)" } }

  @Test("a case goes from incident to remedy, each step by its own role") func wholeCourse() {
    play.reportIncident()
    #expect(play.situation().incidentsWithoutCase == 1)
    play.must(play.say(play.verificationCase(), from: "USA.CELL-1", as: "case"))
    #expect(play.situation().incidentsWithoutCase == 0)
    #expect(
      standing.state == .opened
        && next == [
          "verification.tasking", "verification.finding", "verification.joining", "verification.suspension",
          "verification.closing",
        ])
    play.task()
    #expect(standing.state == .tasked && standing.teams.map { "\($0.team)" } == ["Verification team 3"])
    play.must(play.say(play.access(), from: "FRA.CELL-1"))
    #expect(standing.access?.status == .granted && standing.state == .tasked)
    play.find(isFinal: false)
    #expect(standing.state == .assessed && standing.finding?.isFinal == false)
    play.find()
    #expect(
      standing.state == .found
        && next == [
          "verification.attribution", "verification.dispute", "verification.joining", "verification.closing",
          "verification.reopening",
        ])
    play.attribute()
    #expect(standing.state == .attributed && standing.attribution?.responsible == ["RUS"])
    play.must(play.say(play.remedy(), from: "DEU.CELL-1"))
    #expect(standing.state == .remedied && standing.remedies.count == 1)
    play.must(play.say(play.remedy(), from: "FRA.CELL-1"))
    #expect(standing.remedies.count == 2)
  }

  @Test("what is not a violation closes the case, and nothing can be attributed") func closed() {
    play.caseFound(outcome: .notAViolation)
    #expect(standing.state == .closed && next == ["verification.dispute", "verification.reopening"])
    #expect(play.say(play.attribution(), from: "FRA.CELL-1").code == 3202)
  }

  @Test("an attribution that is not adopted leaves the case as it was found") func notAdopted() {
    play.caseFound()
    play.attribute(decision: .notAdopted)
    #expect(standing.state == .found && standing.attribution?.decision == .notAdopted)
    play.attribute()
    #expect(standing.state == .attributed && standing.attribution?.decision == .adopted)
  }

  @Test("disputed, the case may be assessed anew, and is then decided on the new finding") func disputed() {
    play.caseFound()
    play.must(play.say(play.dispute(), from: "UKR.CELL-1"))
    #expect(standing.state == .disputed && play.situation().attention.contains { $0.kind == .caseDisputed })
    play.must(play.say(play.tasking(), from: "USA.CELL-1"))
    let old = play.id("finding")
    play.find()
    #expect(standing.state == .found)
    let onOld = play.say(play.attribution(on: old), from: "FRA.CELL-1")
    #expect(onOld.code == 3202 && onOld.pointer == "/body/finding")
    play.attribute()
    #expect(standing.state == .attributed)
  }

  @Test("disputed, the case may be decided on the finding that stands") func decidedInDispute() {
    play.caseFound()
    play.must(play.say(play.dispute(), from: "UKR.CELL-1"))
    play.attribute()
    #expect(standing.state == .attributed)
    play.must(play.say(play.dispute(of: play.id("attribution")), from: "UKR.CELL-1"))
    play.must(play.say(play.remedy(), from: "FRA.CELL-1", as: "remedy"))
    play.must(play.say(play.dispute(of: play.id("remedy")), from: "FRA.CELL-1"))
    #expect(standing.disputes.map { "\($0.by)" } == ["UKR", "UKR", "FRA"])
  }

  @Test("what is not a violation has nobody to bear it, also where that is disputed") func noViolationDisputed() {
    play.caseFound(outcome: .notAViolation)
    play.must(play.say(play.dispute(), from: "UKR.CELL-1"))
    #expect(
      next == [
        "verification.tasking", "verification.finding", "verification.dispute", "verification.joining",
        "verification.suspension", "verification.closing",
      ])
    let outcome = play.say(play.attribution(), from: "FRA.CELL-1")
    #expect(outcome.code == 3202 && outcome.pointer == "/body/finding", "\(outcome)")
    #expect(outcome.detail?.contains("is not a violation") == true)
    play.find()
    play.attribute()
  }

  @Test("an attribution does not outlive the finding that it was made on") func attributionOfOldFinding() {
    play.caseFound()
    play.attribute()
    play.must(play.say(play.dispute(of: play.id("attribution")), from: "UKR.CELL-1"))
    play.find(outcome: .inconclusive)
    #expect(standing.state == .found)
    play.must(play.say(play.dispute(), from: "UKR.CELL-1"))
    let outcome = play.say(play.remedy(), from: "FRA.CELL-1")
    #expect(outcome.code == 3202 && outcome.detail?.contains("with nobody held responsible") == true, "\(outcome)")
    play.attribute()
    play.must(play.say(play.remedy(), from: "FRA.CELL-1"))
  }

  @Test("a case may rest on what the force or Ukraine reports; the lead alone opens it") func incidents() {
    play.constituteForce()
    play.must(play.say(ForceIncidentReport.example, from: "FRA.MNF-1", as: "fire"))
    play.reportAttack()
    play.reportIncident()
    let body = play.verificationCase(of: play.id("fire"), play.id("attack"), play.id("incident"))
    for node in Fixture.nodes where !["USA.CELL-1", "CAN.CELL-1"].contains(node) {
      #expect(play.say(body, from: node).code == 3101, "\(node)")
    }
    #expect(play.say(body, from: "USA.CELL-1").isAccepted)
    #expect(standing.incidents.count == 3)
  }

  @Test("monitoring, verification and attribution are three roles") func roles() {
    play.caseFound()
    let finding = Set(Fixture.nodes.filter { play.say(play.finding(), from: $0).code != 3101 })
    let attribution = Set(Fixture.nodes.filter { play.say(play.remedy(), from: $0).code != 3101 })
    #expect(finding == ["USA.CELL-1", "CAN.CELL-1"])
    #expect(attribution == ["FRA.CELL-1", "DEU.CELL-1"])
  }

  @Test("a task and a remedy that are late are in sight") func late() {
    play.openCase()
    play.task()
    play.pass(minutes: 600)
    #expect(play.situation().attention.contains { $0.kind == .taskOverdue })
    play.find()
    #expect(!play.situation().attention.contains { $0.kind == .taskOverdue })
    play.attribute()
    play.must(play.say(play.remedy(), from: "FRA.CELL-1"))
    #expect(!play.situation().attention.contains { $0.kind == .remedyOverdue })
    play.pass(minutes: 6_000)
    #expect(play.situation().attention.contains { $0.kind == .remedyOverdue })
  }

  @Test("what verification says may bear the number of a case in its header before the case is there") func header() {
    play.must(
      play.say(IncidentReport.example, from: "FRA.CELL-1", as: "incident") { $0.caseNumber = Play.caseNumber })
    play.must(play.say(play.verificationCase(), from: "USA.CELL-1") { $0.caseNumber = Play.caseNumber })
    #expect(play.rows(of: Discrepancy.self).isEmpty && standing.state == .opened)
  }

  @Test("a case has its history") func history() {
    play.caseFound()
    play.attribute()
    let question = SituationQuestion(system: .cases, caseNumber: Play.caseNumber)
    let found = play.situation(question).cases[0].history
    #expect(
      found?.map { "\($0.type)" } == [
        "verification.attribution", "verification.finding", "verification.tasking", "verification.case",
      ])
  }
}
