import CellCore
import CellSchema
import CellTestSupport
import Testing

@Suite("Exercises: who may open how many, under which names, and how they are closed")
struct ExerciseTests {
  private static func world(_ name: String, _ nature: Nature = .exercise) -> World {
    World(nature: nature, exercise: Line(name))
  }

  private static func note(
    _ play: Play, _ name: String, _ nature: Nature = .exercise, from node: NodeName = "FRA.CELL-1"
  ) -> Play.Outcome { play.say(LiaisonNote.example, from: node, world: world(name, nature)) }

  /// The fixture's roster with more participants, each with one node.
  private static func larger(by count: Int) -> Roster {
    var roster = Fixture.roster
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ".prefix(count) {
      let code = ParticipantCode("XA\(letter)")!
      roster.participants.append(Participant(code: code, name: Line("Land \(letter)")!, side: .coalition))
      roster.nodes.append(Fixture.node(NodeName("\(code).CELL-1")!))
      for index in roster.roles.indices where roster.roles[index].name == "delegation" {
        roster.roles[index].holders.append(.node(NodeName("\(code).CELL-1")!))
      }
    }
    return roster
  }

  private static func closing(_ names: [String], _ revision: Int) -> Roster {
    var roster = Fixture.roster
    roster.revision = Revision(revision)!
    roster.closedExercises = names.map { Line($0)! }
    return roster
  }

  @Test("a participant opens its share, by any of its nodes, and takes nothing from another") func share() {
    let play = Play()
    for number in 0..<Limits.worldsOfParticipant {
      let node: NodeName = number.isMultiple(of: 2) ? "UKR.CELL-1" : "UKR.GS-1"
      play.must(Self.note(play, "TYPO-\(number)", number.isMultiple(of: 3) ? .drill : .exercise, from: node))
    }
    let more = Self.note(play, "TYPO-16", from: "UKR.GS-1")
    #expect(more.code == 3209 && more.pointer == "/header/exerciseName")
    #expect(
      more.detail == "UKR opened 16 exercises and drills that are not closed, of the 16 that a participant may have")
    #expect(Self.note(play, "TYPO-1", from: "UKR.GS-1").isAccepted, "one that exists")
    #expect(play.say(LiaisonNote.example, from: "UKR.GS-1", world: World(nature: .project)).isAccepted)
    #expect(Self.note(play, "PARIS-2026").isAccepted, "another participant's")
    #expect(Self.note(play, "PARIS-2026", from: "UKR.GS-1").isAccepted, "a guest in it opens nothing")
    play.restart()
    #expect(Self.note(play, "TYPO-17", from: "UKR.CELL-1").code == 3209, "the share follows from the record")
  }

  @Test("all participants together open so many worlds and no more") func manyWorlds() {
    let play = Play(roster: Self.larger(by: 12))
    let nodes = play.roster.nodes.map(\.name).filter { $0.description.hasSuffix("CELL-1") && $0 != "CAN.CELL-1" }
    // The operation is one of them.
    for number in 1..<Limits.worlds {
      play.must(Self.note(play, "E\(number)", from: nodes[number % nodes.count]))
    }
    let more = Self.note(play, "ONE-MORE", from: "CELL.OPS-1")
    #expect(more.code == 3209 && more.detail?.contains("256 open worlds of 256") == true, "\(more)")
  }

  @Test(
    "an exercise is begun under a name that people can tell from others",
    arguments: [
      (" DELTA", 3212), ("DELTA ", 3212), ("DELTA  2026", 3212), ("DELTA\u{A0}2026", 3212), ("DEL\u{200B}TA", 3212),
      ("DELTA\u{2060}", 3212), ("\u{FEFF}DELTA", 3212), ("DELTA\u{3164}", 3212), ("DELTA\u{2800}", 3212),
      ("E\u{301}TE\u{301}", 3212), ("delta", 3211), ("Delta", 3211), ("\u{FF24}ELTA", 3211), ("D ELTA", 3211),
      ("DELTA", nil), ("DELTA 2026", nil), ("\u{C9}T\u{C9}", nil), ("\u{41A}\u{438}\u{457}\u{432} 2026", nil),
    ] as [(String, Int?)]) func names(name: String, code: Int?)
  {
    let play = Play()
    play.must(Self.note(play, "DELTA"))
    let outcome = Self.note(play, name)
    #expect(outcome.code == code, "\(outcome)")
    if code != nil { #expect(outcome.pointer == "/header/exerciseName") }
    #expect(Self.note(play, "DELTA", .drill).isAccepted, "a drill may have an exercise's name")
  }

  @Test("the roster closes an exercise from a reload on, and it counts in no share") func closed() throws {
    let play = Play()
    let full = (1...Limits.worldsOfParticipant).map { "TYPO-\($0)" }
    for name in full { play.must(Self.note(play, name)) }
    #expect(Self.note(play, "PARIS-2026").code == 3209)
    try play.bus.change(Fixture.files(Self.closing(["TYPO-1", "typo-2"], 2), play.charter))
    #expect(play.rows(of: RosterChanged.self).count == 1)
    let refused = Self.note(play, "TYPO-1", from: "UKR.GS-1")
    #expect(refused.code == 3210 && refused.pointer == "/header/exerciseName", "\(refused)")
    #expect(Self.note(play, "TYPO-2").isAccepted, "the name is meant as it is written")
    #expect(Self.note(play, "typo-1").isAccepted, "nothing open looks like it")
    #expect(Self.note(play, "PARIS-2026").code == 3209, "the share is full again")
    play.restart(files: Fixture.files(Self.closing(["TYPO-1", "typo-2"], 2), play.charter))
    #expect(Self.note(play, "TYPO-1").code == 3210)
    #expect(play.situation("FRA.CELL-1", world: Self.world("TYPO-1")).exerciseName == "TYPO-1", "it can be read")
    try play.bus.change(Fixture.files(Self.closing([], 3), play.charter))
    #expect(Self.note(play, "TYPO-1").isAccepted)
  }

  @Test("who opened a world is in the snapshot") func restored() throws {
    let play = Play()
    for number in 1...Limits.worldsOfParticipant { play.must(Self.note(play, "E\(number)")) }
    try play.bus.restart(from: play.bus.archive.snapshot())
    let more = Self.note(play, "E17")
    #expect(more.code == 3209, "\(more)")
  }
}
