import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("The phase: moved by the charter's authorities together, now, ahead or behind")
struct ProceedingsPhaseTests {
  private let play = Play()
  private static let energy = CeasefireScope(kind: .domain, domains: [.energy])

  private var scope: ScopeStanding { scopes[0] }
  private var scopes: [ScopeStanding] { play.situation(SituationQuestion(system: .phase)).ceasefires[0].scopes }

  private func changes() -> [String] {
    play.rows(of: PhaseChanged.self).map { row in
      "\(row.body.from.rawValue) → \(row.body.to.rawValue)\(row.body.contested ? " CONTESTED" : "")"
    }
  }

  // MARK: agreeing

  @Test("one authority alone leaves it contested, both move it") func together() throws {
    let first = play.say(play.agreement(), from: "UKR.CELL-1", as: "agreement")
    #expect(changes() == ["preparation → agreed CONTESTED"])
    #expect(scope.isContested && scope.awaiting == ["USA"] && scope.phase == .preparation)
    #expect(play.situation().attention.map(\.kind) == [.phaseContested])

    let second = play.say(play.agreement(), from: "USA.CELL-1")
    #expect(changes() == ["preparation → agreed CONTESTED", "preparation → agreed"])
    #expect(!scope.isContested && scope.awaiting.isEmpty && scope.statements.isEmpty && scope.phase == .agreed)
    let row = try #require(play.rows(of: PhaseChanged.self).last)
    #expect(row.sequence == second.sequence + 1 && row.cause == second.sequence)
    #expect(row.body.causes.elements == [first.id, second.id] && row.body.agreement == first.id)
  }

  @Test("nodes of one participant are one authority") func oneAuthority() {
    let play = Play(roster: Fixture.roster(giving: "ceasefire-authority", to: ["UKR", "USA"]))
    play.must(play.say(play.agreement(), from: "UKR.CELL-1", as: "agreement"))
    play.must(play.say(play.agreement(), from: "UKR.GS-1"))
    let scope = play.situation().ceasefires.first?.scopes.first
    #expect(scope?.phase == .preparation && scope?.awaiting == ["USA"])
  }

  @Test("authorities that differ leave it contested until they state the same") func differ() {
    play.ceasefireAgreed()
    play.must(play.say(play.entry(at: play.time(minutes: -60)), from: "UKR.CELL-1"))
    play.must(play.say(play.entry(at: play.time(minutes: -30)), from: "USA.CELL-1"))
    #expect(scope.isContested && scope.awaiting.isEmpty && scope.phase == .agreed)
    #expect(scope.statements.map { "\($0.by)" } == ["UKR", "USA"])
    #expect(changes().suffix(2) == ["agreed → in-force CONTESTED", "agreed → in-force CONTESTED"])

    play.must(play.say(play.entry(at: play.time(minutes: -60)), from: "USA.CELL-1"))
    #expect(scope.phase == .inForce && !scope.isContested)
    #expect(scope.effectiveAt == play.time(minutes: -60))
  }

  @Test("authorities that state different steps are contested") func steps() {
    play.ceasefireInForce()
    play.must(play.say(play.suspension(), from: "UKR.CELL-1"))
    play.must(play.say(play.termination(), from: "USA.CELL-1"))
    #expect(scope.isContested && scope.phase == .inForce)
    #expect(scope.statements.map(\.phase) == [.suspended, .terminated])
    play.must(play.say(play.suspension(), from: "USA.CELL-1"))
    #expect(scope.phase == .suspended)
  }

  @Test("an agreement that is stated with other parties or another end is contested; their order does not matter")
  func parties() {
    play.must(play.say(play.agreement(), from: "UKR.CELL-1", as: "agreement"))
    var other = play.agreement()
    other.parties = ["RUS", "UKR", "BLR"]
    play.must(play.say(other, from: "USA.CELL-1"))
    #expect(scope.isContested && scope.phase == .preparation)
    play.must(play.say(play.agreement(expiresAt: play.time(minutes: 600)), from: "USA.CELL-1"))
    #expect(scope.isContested)
    other.parties = ["UKR", "RUS"]
    play.must(play.say(other, from: "USA.CELL-1"))
    #expect(scope.phase == .agreed)
  }

  @Test("a charter with one authority needs no other") func single() {
    let play = Play { $0.ceasefire.authorities = ["USA"] }
    play.must(play.say(play.agreement(), from: "USA.CELL-1", as: "agreement"))
    play.must(play.say(play.entry(), from: "USA.CELL-1"))
    #expect(play.situation().phase == .inForce)
    #expect(play.rows(of: PhaseChanged.self).allSatisfy { !$0.body.contested })
  }

  // MARK: ahead and behind

  @Test("an entry into force that lies ahead comes by itself at its time", arguments: [false, true])
  func ahead(isDownMeanwhile: Bool) throws {
    play.agreeOnText()
    play.sign("FRA")
    play.commit("FRA")
    play.ceasefireAgreed()
    let moment = play.time(minutes: 60)
    play.bothState(play.entry(at: moment), as: "entry")
    let known = changes().count
    #expect(scope.phase == .agreed && scope.scheduledFor == moment && scope.scheduledPhase == .inForce)
    #expect(!scope.isContested)

    play.pass(minutes: 59, seconds: 59)
    #expect(changes().count == known && play.rows(of: GuaranteeActivated.self).isEmpty)
    if isDownMeanwhile {
      play.restart(afterMinutes: 5)
      play.pass(seconds: 1)
    } else {
      play.pass(seconds: 1)
    }
    let row = try #require(play.rows(of: PhaseChanged.self).last)
    #expect(changes().count == known + 1 && row.body.to == .inForce && row.body.effectiveAt == moment)
    #expect(row.acceptedAt == play.now.microseconds, "both times are kept")
    #expect(row.header.precedence == .priority && row.header.nature == .operation)
    #expect(scope.phase == .inForce && scope.scheduledFor == nil)
    #expect(play.rows(of: GuaranteeActivated.self).map(\.body.effectiveAt) == [moment])
    play.pass(minutes: 60)
    #expect(changes().count == known + 1, "once")
  }

  @Test("what was stated ahead may be stated otherwise before it comes") func postponed() {
    play.ceasefireAgreed()
    play.bothState(play.entry(at: play.time(minutes: 60)))
    let later = play.time(minutes: 120)
    play.must(play.say(play.entry(at: later), from: "UKR.CELL-1"))
    #expect(scope.isContested && scope.scheduledFor == nil)
    play.pass(minutes: 60)
    #expect(scope.phase == .agreed, "they differ")
    play.must(play.say(play.entry(at: later), from: "USA.CELL-1"))
    #expect(scope.scheduledFor == later)
    play.pass(minutes: 60)
    #expect(scope.phase == .inForce)
  }

  @Test("an entry into force that lies behind keeps both times") func behind() throws {
    play.agreeOnText()
    play.sign("FRA")
    play.commit("FRA")
    play.ceasefireAgreed()
    let moment = play.time(minutes: -24 * 60)
    play.bothState(play.entry(at: moment))
    let row = try #require(play.rows(of: PhaseChanged.self).last)
    #expect(row.body.effectiveAt == moment && row.acceptedAt == play.now.microseconds)
    #expect(scope.effectiveAt == moment)
    // A guarantee is not older than the commitment itself.
    #expect(play.rows(of: GuaranteeActivated.self).map(\.body.effectiveAt) == [play.now])
  }

  @Test("an agreement with an end ends by itself", arguments: [false, true]) func expires(isSuspended: Bool) throws {
    let end = play.time(minutes: 90)
    play.ceasefireInForce(expiresAt: end)
    if isSuspended { play.bothState(play.suspension()) }
    play.pass(minutes: 89)
    #expect(scope.phase == (isSuspended ? .suspended : .inForce))
    play.pass(minutes: 1)
    let row = try #require(play.rows(of: PhaseChanged.self).last)
    #expect(row.body.to == .terminated && row.body.effectiveAt == end && row.body.causes.contains(play.id("agreement")))
    #expect(scope.phase == .terminated)
    let count = changes().count
    play.pass(minutes: 1)
    #expect(changes().count == count, "once")
  }

  // MARK: scopes

  @Test("a part is suspended by itself, the whole goes on") func part() {
    play.ceasefireInForce()
    play.bothState(play.suspension(Self.energy))
    #expect(scopes.map { "\($0.scope.words) \($0.phase.rawValue)" } == ["general in-force", "energy suspended"])
    #expect(play.situation().phase == .inForce)
    play.bothState(play.resumption(Self.energy))
    play.bothState(play.suspension())
    #expect(scopes.map { "\($0.scope.words) \($0.phase.rawValue)" } == ["general suspended", "energy in-force"])
    #expect(play.situation().phase == .suspended)
    play.bothState(play.termination())
    #expect(scopes.map(\.phase) == [.terminated, .terminated], "a part ends with the whole")
  }

  @Test("what was agreed of a part for later does not come once the whole has ended") func partAfterTheEnd() {
    play.ceasefireInForce()
    play.bothState(play.suspension(at: play.time(minutes: 60), Self.energy))
    play.bothState(play.termination())
    let count = changes().count
    play.pass(minutes: 60)
    #expect(changes().count == count)
    #expect(scopes.map(\.phase) == [.terminated, .terminated])
  }

  @Test("a part that activates the guarantees ends with the whole") func activatingPartEnds() {
    let play = Play { $0.ceasefire.activating = [Self.energy] }
    play.ceasefireAgreed()
    play.bothState(play.entry(Self.energy))
    #expect(play.situation().phase == .inForce)
    play.bothState(play.termination())
    #expect(play.situation().phase == .terminated)
  }

  @Test("a truce of a part alone activates nothing and opens nothing") func truce() {
    play.agreeOnText()
    play.signAll()
    play.commit("FRA")
    play.ceasefireInForce(Self.energy)
    #expect(scope.phase == .inForce && play.situation().phase == .preparation)
    #expect(play.rows(of: GuaranteeActivated.self).isEmpty)
    #expect(play.say(play.constitution(), from: "FRA.CELL-1").code == 3201)
    #expect(play.say(play.verificationCase(of: StateCase.unknown), from: "USA.CELL-1").code == 3201)
  }

  @Test("the charter may let a truce of a part activate the guarantees") func activating() {
    let play = Play { $0.ceasefire.activating = [Self.energy] }
    play.agreeOnText()
    play.sign("FRA")
    play.commit("FRA")
    play.ceasefireInForce(Self.energy)
    #expect(play.situation().phase == .inForce)
    #expect(play.rows(of: GuaranteeActivated.self).count == 1)
  }

  @Test("areas and domains mean the same in any order") func order() {
    let one = CeasefireScope(kind: .area, areas: ["Kherson", "Zolote"], domains: [.sea, .land])
    let other = CeasefireScope(kind: .area, areas: ["Zolote", "Kherson"], domains: [.land, .sea])
    play.must(play.say(play.agreement(one), from: "UKR.CELL-1", as: "agreement"))
    play.must(play.say(play.agreement(other), from: "USA.CELL-1"))
    play.must(play.say(play.entry(one), from: "UKR.CELL-1"))
    play.must(play.say(play.entry(other), from: "USA.CELL-1"))
    #expect(scopes.count == 1 && scope.phase == .inForce)
  }

  @Test("a new agreement takes its own course after one that ended") func again() {
    play.bring(to: .terminated)
    play.bothState(play.agreement(instrument: "ceasefire-2027"), as: "second")
    #expect(play.situation().phase == .terminated, "what was in force once is never in preparation again")
    play.bothState(play.entry(of: "second"))
    #expect(play.situation().phase == .inForce)
  }

  // MARK: who is told

  @Test("what moves a phase is told to those who may read all that it rests on") func readers() throws {
    let everybody = play.must(play.say(play.agreement(), from: "UKR.CELL-1", as: "agreement"))
    play.must(play.say(play.agreement(), from: "USA.CELL-1", releasableTo: ["UKR", "USA", "FRA"]))
    var row = try #require(play.rows(of: PhaseChanged.self).last)
    #expect(play.readers(of: row.header) == ["UKR.CELL-1", "UKR.GS-1", "USA.CELL-1", "FRA.CELL-1", "FRA.MNF-1"])
    #expect(play.rows(of: PhaseChanged.self)[0].header.action == [.all], "the first rests on \(everybody) alone")

    play.must(play.say(play.entry(), from: "UKR.CELL-1", to: ["USA", "CELL"]))
    row = try #require(play.rows(of: PhaseChanged.self).last)
    #expect(row.body.contested && play.readers(of: row.header) == ["UKR.CELL-1", "USA.CELL-1", "CELL.OPS-1"])
    play.must(play.say(play.entry(), from: "USA.CELL-1"))
    row = try #require(play.rows(of: PhaseChanged.self).last)
    #expect(!row.body.contested && play.readers(of: row.header) == ["UKR.CELL-1", "USA.CELL-1", "CELL.OPS-1"])
    // Where things stand follows from what a node may read.
    #expect(play.situation("USA.CELL-1").phase == .inForce && play.situation("FRA.CELL-1").phase == .agreed)
    #expect(play.situation("FRA.CELL-1").isPartial)
  }

  @Test("the bus speaks at the precedence of its cause", arguments: [Precedence.priority, .immediate, .flash])
  func precedence(_ precedence: Precedence) {
    play.must(play.say(play.agreement(), from: "UKR.CELL-1", precedence: .priority))
    play.must(play.say(play.agreement(), from: "USA.CELL-1", precedence: precedence))
    #expect(play.rows(of: PhaseChanged.self).map(\.header.precedence) == [.priority, precedence])
  }
}
