import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("The multinational force, and assistance")
struct ProceedingsForceTests {
  private let play = Play()

  private var force: ForceStanding { play.situation(SituationQuestion(system: .force)).force }

  @Test("it is constituted by a European lead, and stays constituted") func constituted() {
    play.ceasefireInForce()
    play.must(play.say(play.constitution(lead: ["DEU", "FRA"]), from: "FRA.CELL-1"))
    #expect(force.constitution?.lead == ["DEU", "FRA"])
    play.bothState(play.termination())
    #expect(force.constitution != nil)
    #expect(play.say(play.activity(.deployment), from: "FRA.MNF-1").isAccepted, "it is there to deter")
  }

  @Test("it gets other leads, another seat, another mandate, and ends; then another is constituted") func changed() {
    play.forceConstituted()
    func say(_ change: ForceChange, from node: NodeName = "FRA.CELL-1") {
      play.must(play.say(change, from: node))
    }
    say(play.change(.lead, lead: ["DEU", "FRA"]))
    say(play.change(.headquarters, headquarters: "London", at: play.time(minutes: 60)), from: "DEU.CELL-1")
    #expect(force.constitution?.lead == ["DEU", "FRA"])
    #expect(force.constitution?.headquarters == "Paris", "not before its time")
    #expect(force.changes.map(\.what) == [.headquarters, .lead])
    play.pass(minutes: 60)
    #expect(force.constitution?.headquarters == "London")
    say(play.change(.mandate, mandate: "To deter."))
    say(play.change(.lead, lead: ["DEU"], at: "2026-01-01T00:00:00Z"))
    #expect(force.constitution?.lead == ["DEU"], "a date that is past counts from when it is on the record")
    #expect(play.say(play.change(.end), from: "FRA.CELL-1").code == 3206, "who led it leads it no more")
    say(play.change(.end, at: play.time(minutes: 30)), from: "DEU.CELL-1")
    #expect(force.constitution?.endsAt == play.time(minutes: 30))
    #expect(play.say(play.activity(.training), from: "FRA.MNF-1").isAccepted)
    #expect(play.say(play.constitution(), from: "FRA.CELL-1").code == 3204, "it stands until then")
    play.pass(minutes: 30)
    #expect(play.say(play.activity(.training), from: "FRA.MNF-1").code == 3202)
    play.must(play.say(play.constitution(), from: "FRA.CELL-1", as: "force-2"))
    #expect(force.constitution?.lead == ["FRA"] && force.changes.isEmpty)
    #expect(
      play.say(play.change(.headquarters, headquarters: "Kyiv"), from: "FRA.CELL-1").pointer == "/body/constitution")
    let before = force
    play.restart()
    #expect(force == before)
  }

  @Test("it is changed 256 times, and ends all the same") func tooManyChanges() {
    play.forceConstituted()
    for number in 0..<Limits.forceChanges {
      let change = play.change(.headquarters, headquarters: number.isMultiple(of: 2) ? "London" : "Paris")
      play.must(play.say(change, from: "FRA.CELL-1"))
      play.pass(seconds: 1)
    }
    let outcome = play.say(play.change(.mandate, mandate: "To deter."), from: "FRA.CELL-1")
    #expect(outcome.code == 3202 && outcome.pointer == "/body/what")
    play.must(play.say(play.change(.end), from: "FRA.CELL-1"))
  }

  @Test("what the United States contributes beyond logistics is marked, and what others contribute is not")
  func beyondTheText() {
    for domain in ForceContribution.Domain.allCases {
      play.must(play.say(play.contribution(unit: Line("Unit \(domain.rawValue)")!, domain), from: "USA.CELL-1"))
      play.must(play.say(play.contribution(unit: Line("Unit \(domain.rawValue)")!, domain), from: "FRA.CELL-1"))
    }
    let marked = Set(force.contributions.filter(\.isBeyondText).map { "\($0.by) \($0.domain.rawValue)" })
    #expect(marked == ["USA land", "USA sea", "USA air", "USA cyber", "USA training", "USA medical"])
    #expect(play.situation().counts?.contributionsBeyondText == 6)
    let old = Play { $0.force.namedContributions = nil }
    old.must(old.say(old.contribution(unit: "Brigade", .land), from: "USA.CELL-1"))
    #expect(old.situation().force.contributions.first?.isBeyondText == false, "a charter that does not name it")
  }

  @Test("a contribution has its caveats; what is said anew of the same unit takes its place") func contributions() {
    play.must(play.say(play.contribution(), from: "FRA.CELL-1"))
    play.must(play.say(play.contribution(), from: "DEU.CELL-1"))
    var anew = play.contribution()
    anew.size = 90
    anew.caveats = []
    play.must(play.say(anew, from: "FRA.CELL-1"))
    #expect(
      force.contributions.map { "\($0.by) \($0.size?.value ?? 0) \($0.caveats.count)" } == ["FRA 90 0", "DEU 120 1"])
    #expect(force.contributions[1].caveats.first?.text == "Not east of the Dnipro.")
  }

  @Test("the newest readiness of a unit counts, in whichever order the reports come") func readiness() {
    play.must(play.say(play.contribution(), from: "FRA.CELL-1"))
    let now = play.now
    play.must(play.say(ForceReadiness(unit: "Logistics company", level: .full, asOf: now), from: "FRA.MNF-1"))
    play.must(
      play.say(
        ForceReadiness(unit: "Logistics company", level: .limited, asOf: now.adding(seconds: -60)), from: "FRA.MNF-1"))
    #expect(force.contributions.map(\.readiness) == [.full])
    #expect(play.rows(of: Discrepancy.self).isEmpty)
  }

  @Test(
    "reassurance answers Ukraine's request, other activities take none",
    arguments: ForceActivity.Kind.allCases)
  func activities(kind: ForceActivity.Kind) {
    play.forceConstituted()
    play.requestForce()
    let isOnRequest = [.reassuranceLand, .reassuranceSea, .reassuranceAir].contains(kind)
    #expect(play.say(play.activity(kind), from: "FRA.MNF-1").isAccepted == !isOnRequest)
    #expect(play.situation().attention.contains { $0.kind == .requestUnanswered })
    play.must(play.say(play.activity(kind), from: "FRA.MNF-1", inReplyTo: play.id("request")))
    #expect(!play.situation().attention.contains { $0.kind == .requestUnanswered })
    #expect(force.requests.map(\.isAnswered) == [true])
  }

  @Test("support of a kind that the text does not name is accepted and marked", arguments: ForceSupport.Kind.allCases)
  func support(kind: ForceSupport.Kind) {
    play.forceConstituted()
    var support = ForceSupport.example
    support.kind = kind
    play.must(play.say(support, from: "USA.CELL-1"))
    #expect(force.support.map(\.isBeyondText) == [kind != .intelligence && kind != .logistics])
  }

  @Test("it reports that it is under fire, whatever stands", arguments: CeasefirePhase.allCases)
  func underFire(phase: CeasefirePhase) {
    play.bring(to: phase)
    #expect(play.say(ForceIncidentReport.example, from: "FRA.MNF-1").isAccepted)
    #expect(force.incidents == 1)
    #expect(play.situation().incidentsWithoutCase == 1)
  }

  // MARK: assistance

  private var assistance: AssistanceStanding { play.situation(SituationQuestion(system: .assistance)).assistance }

  @Test("requirement, pledge, delivery and confirmation add up, piece by piece") func goods() {
    let requirement = play.must(play.say(play.requirement(), from: "UKR.CELL-1"))
    #expect(assistance.goods.map(\.required) == [120])
    play.must(play.say(play.pledge(requirement: requirement.id), from: "FRA.CELL-1", as: "pledge"))
    play.must(play.say(play.pledge("DEU-1", donor: "DEU", items: Play.goods(30)), from: "DEU.CELL-1"))
    #expect(assistance.pledges.map(\.state) == [.pledged, .pledged])
    for (delivered, state) in [(16, .partlyDelivered), (24, .delivered)] as [(Count, PledgeStanding.State)] {
      play.must(
        play.say(
          play.delivery(on: play.id("pledge"), items: Play.goods(delivered)), from: "FRA.CELL-1",
          as: "delivery-\(delivered)"))
      #expect(assistance.pledges.contains { $0.state == state })
    }
    for delivered in [16, 24] as [Count] {
      play.must(
        play.say(
          play.confirmation(of: play.id("delivery-\(delivered)"), items: Play.goods(delivered)), from: "UKR.CELL-1"))
    }
    #expect(assistance.pledges.map { "\($0.donor) \($0.state.rawValue)" } == ["DEU pledged", "FRA confirmed"])
    #expect(assistance.requirements.map { "\($0.pledged) \($0.delivered)" } == ["40 40"])
    let total = assistance.goods[0]
    #expect((total.required, total.pledged, total.delivered, total.confirmed) == (120, 70, 40, 40))
  }

  @Test("sums are exact, and by currency") func money() {
    for (number, amount) in ["0.10", "0.20", "999999999999999.999999", "0.000001"].enumerated() {
      play.must(
        play.say(
          play.pledge(Line("E-\(number)")!, amount: Money(DecimalAmount(amount)!, "EUR")), from: "FRA.CELL-1"))
    }
    play.must(play.say(play.pledge("U-1", amount: Money("5", "USD")), from: "FRA.CELL-1"))
    #expect(
      assistance.money.map { "\($0.currency) \($0.pledged)" } == ["EUR 1000000000000000.30", "USD 5"])
  }

  @Test("what one may not read is in none of its sums") func partial() {
    play.must(play.say(play.pledge(amount: Money("5", "EUR")), from: "FRA.CELL-1"))
    play.must(play.say(play.pledge("FRA-2", amount: Money("7", "EUR")), from: "FRA.CELL-1", to: ["UKR"]))
    #expect(play.situation("UKR.CELL-1").assistance.money.map { "\($0.pledged)" } == ["12"])
    #expect(play.situation("USA.CELL-1").assistance.money.map { "\($0.pledged)" } == ["5"])
    #expect(play.situation("USA.CELL-1").isPartial && !play.situation("UKR.CELL-1").isPartial)
  }
}
