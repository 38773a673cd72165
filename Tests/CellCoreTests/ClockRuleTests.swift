import CellConfig
import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("The clock after an attack: under which rules, in which world, told to whom")
struct ClockRuleTests {
  private let play = Play()

  @Test("a charter without stages has no clock; an attack has the stages of the rules of its report") func charters() {
    let play = Play { $0.support.stages = nil }
    play.attackUnderGuarantee()
    play.change { $0.support.stages = Fixture.charters[.draft]!.support.stages }
    play.pass(minutes: 4 * Play.day)
    #expect(play.stages.isEmpty && play.situation().clocks.isEmpty)
    play.must(play.say(play.attackReport(), from: "UKR.GS-1", as: "second"))
    play.change { $0.support.stages = nil }
    play.restart()
    play.pass(minutes: 4 * Play.day)
    #expect(play.stages.map(\.body.attack) == Array(repeating: play.id("second"), count: 3))
    let before = Play { charter in charter.types.removeAll { $0.type == ClockStage.messageType } }
    before.attackUnderGuarantee()
    before.pass(minutes: 4 * Play.day)
    #expect(before.stages.isEmpty, "under rules of before the bus cannot say so")
  }

  @Test("who leaves is struck, and who joins is not asked") func roster() throws {
    play.attackUnderGuarantee()
    var roster = play.roster
    roster.revision = 2
    roster.participants.removeAll { $0.code == "DEU" }
    roster.nodes.removeAll { $0.name == "DEU.CELL-1" }
    roster.roles = roster.roles.map { role in
      RoleAssignment(
        name: role.name, holders: role.holders.filter { "\($0)" != "DEU" }, alternates: role.alternates)
    }
    try play.bus.change(Fixture.files(roster, play.charter))
    play.pass(minutes: 2 * Play.day + 1)
    #expect(play.stages.last?.body.expectations?.map(\.participant) == ["CAN", "FRA"])
  }

  @Test("each world has its own clocks") func worlds() {
    play.attackUnderGuarantee()
    play.world = Play.exercise
    play.attackUnderGuarantee()
    play.invoke(of: "commitment-FRA")
    #expect(play.situation().clocks.map(\.attack) == [play.id("attack")])
    play.pass(minutes: Play.day + 1)
    let stages = play.stages
    #expect(stages.map(\.header.exerciseName) == [nil, Play.exercise.exercise])
    #expect(stages.map { $0.body.expectations?[0].by != nil } == [false, true])
  }

  @Test("in an exercise that is closed no stage is said, until it is open again") func closed() throws {
    play.world = Play.exercise
    play.attackUnderGuarantee()
    var roster = play.roster
    roster.revision = 2
    roster.closedExercises = [Play.exercise.exercise!]
    try play.bus.change(Fixture.files(roster, play.charter))
    play.pass(minutes: Play.day + 1)
    #expect(play.stages.isEmpty)
    roster.revision = 3
    roster.closedExercises = []
    try play.bus.change(Fixture.files(roster, play.charter))
    play.pass(seconds: 1)
    #expect(play.stages.map { "\($0.body.after)" } == ["PT24H"])
  }

  @Test("it is told to those who may read all that it rests on") func readers() throws {
    play.agreeOnText()
    play.signAll()
    play.commit("FRA")
    play.ceasefireInForce()
    play.must(
      play.say(
        play.attackReport(), from: "UKR.GS-1", to: ["UKR", "FRA", "CELL"], releasableTo: ["UKR", "FRA", "CELL"],
        as: "attack"))
    play.pass(minutes: Play.day + 1)
    let row = try #require(play.stages.first)
    #expect(play.readers(of: row.header) == play.readers(ofAll: row.body.causes.elements))
    #expect(!play.readers(of: row.header).contains("DEU.CELL-1"))
    #expect(play.situation("DEU.CELL-1").clocks.isEmpty && play.situation("FRA.CELL-1").clocks.count == 1)
  }

  @Test("of many that pass at once some are said at each tick, the earliest first") func many() {
    play.ceasefireInForce()
    for number in 1...Limits.stagesPerTick + 3 {
      play.must(play.say(play.attackReport(), from: "UKR.GS-1", as: "attack \(number)"))
      play.pass(seconds: 1)
    }
    play.pass(minutes: Play.day + 5)
    #expect(play.stages.count == Limits.stagesPerTick)
    play.pass(seconds: 1)
    #expect(play.stages.map(\.body.attack) == (1...Limits.stagesPerTick + 3).map { play.id("attack \($0)") })
  }
}
