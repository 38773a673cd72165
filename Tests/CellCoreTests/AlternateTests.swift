import CellConfig
import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

/// Holders of roles, vacancies and alternates (RULES.md, "Who speaks").
@Suite("role holders and their alternates")
struct AlternateTests {
  private static let role: RoleName = "verification-lead"

  /// The lead is held by the United States, with Germany as an alternate that is in operations.
  private static let roster: Roster = {
    var roster = Fixture.roster
    for place in roster.roles.indices where roster.roles[place].name == role {
      roster.roles[place].alternates = [.participant("DEU")]
    }
    for place in roster.roles.indices where roster.roles[place].name == "special-commission" {
      roster.roles[place].holders = [.participant("FRA")]
    }
    return roster
  }()

  private let play = Play(roster: Self.roster)

  private var said: [Play.Said<AlternateActing>] { play.rows(of: AlternateActing.self) }

  private func standing(_ play: Play? = nil, world: World? = nil) -> RoleStanding? {
    (play ?? self.play).situation("CELL.OPS-1", SituationQuestion(system: .roles), world: world).roles
      .first { $0.role == Self.role }
  }

  /// The ceasefire is in force, and a team is looking into a case.
  private func caseTasked(_ play: Play) {
    play.ceasefireInForce()
    play.openCase()
    play.task()
  }

  private func finds(from node: NodeName = "DEU.CELL-1") -> Play.Outcome {
    play.say(play.finding(), from: node)
  }

  @Test("an alternate's acts are refused before the bus has said that it acts; its facts never are") func before() {
    caseTasked(play)
    let outcome = finds()
    #expect(outcome.code == 3122 && outcome.pointer == "/header/from")
    #expect(play.say(DailyReport.example, from: "DEU.CELL-1").isAccepted)
    #expect(said.isEmpty)
  }

  @Test("no message and no connection of a holder for the charter's time, not a minute less", arguments: [nil, 30])
  func absence(_ minutes: Int?) throws {
    let play = Play(
      roster: Self.roster,
      change: { charter in
        for place in charter.roles.indices where charter.roles[place].name == Self.role {
          charter.roles[place].alternatesActWhen = minutes.map { Minutes($0)! }
        }
      })
    var said: [Play.Said<AlternateActing>] { play.rows(of: AlternateActing.self) }
    play.pass(seconds: 1)
    let since = play.now
    play.pass(minutes: (minutes ?? 60) - 1, seconds: 59)
    #expect(said.isEmpty)
    play.pass(seconds: 1)
    let row = try #require(said.first)
    #expect(row.body.role == Self.role && row.body.state == .acting && row.body.since == since)
    #expect(row.body.alternates.elements == ["DEU.CELL-1"] && row.body.participant == nil)
    #expect(play.readers(of: row.header).count == Fixture.nodes.count)
    play.pass(minutes: 120)
    #expect(said.count == 1, "once")
    #expect(standing(play)?.acting.first?.nodes == ["DEU.CELL-1"])
    #expect(play.situation().roles.map(\.role) == [Self.role], "the overview has it")
  }

  @Test("a holder that is connected is there, though it says nothing") func connected() {
    play.listen("USA.CELL-1")
    play.bus.pass(milliseconds: 7_200_000)
    #expect(said.isEmpty)
  }

  @Test("a holder may say that it is away; its next message ends it, and what the alternate did stays") func says()
    throws
  {
    caseTasked(play)
    play.must(play.say(RoleAbsence(role: Self.role, reason: "Moves."), from: "USA.CELL-1", as: "absence"))
    let row = try #require(said.first)
    #expect(row.body.isSaid == true && row.cause == row.sequence - 1)
    #expect(play.situation().roles.first?.acting.first?.since == row.body.since)
    play.must(finds())

    let note = play.say(LiaisonNote.example, from: "USA.CELL-1")
    let ended = try #require(said.last)
    #expect(ended.body.state == .ended && ended.cause == note.sequence && ended.sequence == note.sequence + 1)
    #expect(finds().code == 3122)
    #expect(play.situation().cases.first?.state == .found, "the finding stands")
    #expect(standing()?.acting.isEmpty == true && play.situation().roles.isEmpty)
    #expect(play.say(LiaisonNote.example, from: "USA.CELL-1").isAccepted && said.count == 2)
  }

  @Test("who does not hold the role, or has no alternate, says no absence of it") func noAbsence() {
    let other = play.say(RoleAbsence(role: Self.role, reason: "Moves."), from: "DEU.CELL-1")
    #expect(other.code == 3206 && other.pointer == "/body/role")
    let alone = play.say(RoleAbsence(role: "special-commission", reason: "Moves."), from: "FRA.CELL-1")
    #expect(alone.code == 3202 && alone.pointer == "/body/role")
  }

  @Test("each world has its own: an absence in an exercise lets nobody act in the operation") func worlds() {
    play.world = Play.exercise
    caseTasked(play)
    play.leadIsAway()
    #expect(finds().isAccepted)
    #expect(play.readers(of: said[0].header) == ["USA.CELL-1", "DEU.CELL-1"], "whose business it is")
    play.world = .operation
    caseTasked(play)
    #expect(finds().code == 3122)
    play.must(play.say(LiaisonNote.example, from: "USA.CELL-1"))
    let own = play.situation("DEU.CELL-1", SituationQuestion(system: .roles), world: Play.exercise).roles
    #expect(own.first { $0.role == Self.role }?.acting.count == 1)
  }

  @Test("in an exercise alternates act once one of them says something, after the same time") func exercise() {
    play.world = Play.exercise
    caseTasked(play)
    play.pass(minutes: 10)
    play.pass(minutes: 61)
    #expect(!said.contains { $0.header.nature == .exercise })
    #expect(finds().isAccepted)
    #expect(said.contains { $0.header.nature == .exercise && $0.body.state == .acting })
  }

  @Test("a restart knows who acts, and begins anew to see who is away") func restart() {
    caseTasked(play)
    play.leadIsAway()
    play.restart()
    #expect(finds().isAccepted)
    play.must(play.say(LiaisonNote.example, from: "USA.CELL-1"))
    play.restart(afterMinutes: 300)
    play.pass(seconds: 1)
    play.pass(minutes: 59)
    #expect(said.last?.body.state == .ended)
    play.pass(minutes: 1)
    #expect(said.last?.body.state == .acting)
  }

  @Test("a vacancy is shown, refuses nothing, and is filled by the alternate in time") func vacancy() {
    var roster = Self.roster
    for place in roster.roles.indices where roster.roles[place].name == Self.role { roster.roles[place].holders = [] }
    let play = Play(roster: roster)
    #expect(standing(play)?.holders.isEmpty == true)
    #expect(play.situation().roles.map(\.role) == [Self.role])
    play.pass(seconds: 1)
    play.pass(minutes: 60)
    #expect(standing(play)?.acting.count == 1)
  }

  @Test("an alternate of a participant that holds the role stands in for that participant alone") func within() {
    var roster = Fixture.roster
    for place in roster.roles.indices where roster.roles[place].name == "delegation" {
      roster.roles[place].alternates = [.node("UKR.GS-1")]
    }
    let play = Play(roster: roster)
    play.agreeOnText()
    #expect(play.say(play.signature(), from: "UKR.GS-1").code == 3122)
    #expect(play.say(RoleAbsence(role: "delegation", reason: "Moves."), from: "FRA.CELL-1").code == 3202)
    play.must(play.say(RoleAbsence(role: "delegation", reason: "Moves."), from: "UKR.CELL-1"))
    #expect(play.say(play.signature(), from: "UKR.GS-1").isAccepted)
    let row = play.rows(of: AlternateActing.self).last
    #expect(row?.body.participant == "UKR" && row?.body.alternates.elements == ["UKR.GS-1"])
  }

  @Test("alternates are no electors of a role, and hold nothing that is counted") func electors() {
    play.listen("USA.CELL-1", "DEU.CELL-1")
    play.propose(play.proposal(.all, by: Electorate(role: Self.role)))
    #expect(play.situation().decisions.first?.electors.map(\.participant) == ["USA"])
  }

  @Test("under a charter of before alternates were announced, they hold the role") func old() {
    let play = Play(
      roster: Self.roster,
      change: { charter in
        charter.types.removeAll { $0.type == AlternateActing.messageType }
      })
    caseTasked(play)
    #expect(play.say(play.finding(), from: "DEU.CELL-1").isAccepted)
  }
}
