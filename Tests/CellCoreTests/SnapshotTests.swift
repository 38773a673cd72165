import CellConfig
import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

/// State is what the record leads to, whether it was lived through, replayed, or brought back from a snapshot.
@Suite("A snapshot is the record's state") struct SnapshotTests {
  static let exercise = World(nature: .exercise, exercise: "PARIS-2026")

  /// A cell in which a good deal has happened, in two worlds.
  private static func played() -> Play {
    let play = Play()
    for world in [World.operation, exercise] {
      play.world = world
      play.invoked()
      play.caseFound()
      play.attribute()
      play.constituteForce()
      play.delivered()
    }
    play.world = .operation
    play.say(LiaisonNote.example, from: "UKR.CELL-1", precedence: .flash, as: "flash")
    play.say(
      Acknowledgement(of: play.id("flash"), by: "Duty officer"), from: "FRA.CELL-1", to: ["UKR"],
      inReplyTo: play.id("flash"))
    // A serial that does not come, and an acknowledgement that lapses.
    play.say(LiaisonNote.example, from: "USA.CELL-1") { $0.serial = Serial(node: "USA.CELL-1", number: 40, year: 26)! }
    play.pass(minutes: 45)
    play.say(
      LiaisonNote(subject: "Taken back", text: "It was wrong."), from: "UKR.CELL-1", precedence: .flash,
      amends: Amends(id: play.id("flash"), kind: .retract, reason: "Wrong"))
    return play
  }

  private static func restored(_ play: Play, _ bytes: [UInt8]) throws -> Replay {
    let files = Fixture.files(play.roster, play.charter)
    var names = Names()
    let rulebook = try files.rulebook(&names)
    return try Replay(
      snapshot: bytes, rulebook: rulebook, names: names, source: play.bus.journal.source, files: play.bus.kept)
  }

  private static func answers(_ archive: Archive, at now: Instant) -> [Situation] {
    [World.operation, exercise].flatMap { world in
      // Who is connected is no state of the record: nobody is told of it here.
      Fixture.nodes.map { archive.situation(SituationQuestion(), in: world, by: $0, now: now.wall) }
    }
  }

  @Test("live, replayed and restored are one") func oneState() throws {
    let play = Self.played()
    let live = play.bus.archive.snapshot()
    let answers = Self.answers(play.bus.archive, at: play.bus.now)
    let restored = Archive(try Self.restored(play, live).state, cell: Fixture.cell)
    #expect(restored.snapshot() == live)
    #expect(Self.answers(restored, at: play.bus.now) == answers)
    #expect(restored.head.value == play.head)
    // The state that decides is the one that is fed with what is durable.
    #expect(Archive(play.bus.core.state, cell: Fixture.cell).snapshot() == live)

    play.restart()
    #expect(play.bus.archive.snapshot() == live)
    #expect(Self.answers(play.bus.archive, at: play.bus.now) == answers)
    #expect(answers.contains { !$0.cases.isEmpty && !$0.invocations.isEmpty && !$0.attention.isEmpty })
  }

  @Test("a restored machine goes on as the live one does") func goesOn() throws {
    let play = Self.played()
    let early = play.bus.archive.snapshot()
    let count = play.bus.journal.rows.count
    play.say(LiaisonNote.example, from: "UKR.CELL-1", precedence: .immediate)
    play.respond("FRA", .declined)
    var restored = try Self.restored(play, early)
    for row in play.bus.journal.rows[count...] {
      try restored.apply(row) { _, _ throws(Refusal) in throw Refusal(.recordDamaged, "no rules changed") }
    }
    #expect(Archive(restored.state, cell: Fixture.cell).snapshot() == play.bus.archive.snapshot())
  }

  @Test("what is cut off or spoilt is not taken for state") func spoilt() throws {
    let play = Play()
    play.agreeOnText()
    play.reportIncident()
    let bytes = play.bus.archive.snapshot()
    for count in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 40)) {
      #expect(throws: Refusal.self, "\(count) bytes") { try Self.restored(play, Array(bytes.prefix(count))) }
    }
    #expect(throws: Refusal.self) { try Self.restored(play, bytes + [0]) }
    #expect(throws: Refusal.self) { try Self.restored(play, [0] + bytes.dropFirst()) }
  }

  @Test("what is not durable is not in it") func notDurable() {
    let play = Play()
    play.bus.holdsCommits = true
    let before = play.bus.archive.snapshot()
    let station = play.bus.connect("UKR.CELL-1").hello(stream: 77)
    var documents = Documents()
    station.publish([documents.note("UKR.CELL-1")])
    play.bus.turn()
    #expect(play.bus.archive.snapshot() == before)
    play.bus.commit()
    #expect(play.bus.archive.snapshot() != before)
  }
}

extension Archive {
  /// Where things stand for a node that is named.
  func situation(
    _ question: SituationQuestion, in world: World, by node: NodeName, now: Microseconds
  ) -> Situation {
    guard let index = state.names.node(node) else { preconditionFailure("no roster lists \(node)") }
    return situation(question, in: world, node: index, now: now)
  }
}
