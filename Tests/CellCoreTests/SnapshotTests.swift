import CellConfig
import CellCore
import CellSchema
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

  private static func fresh(_ play: Play) throws -> Core {
    var names = Names()
    let files = Fixture.files(play.roster, play.charter)
    return Core(
      cell: Fixture.cell, rulebook: try files.rulebook(&names), names: names, checker: Catalogue.checker,
      catalogue: Fixture.catalogue, at: play.bus.now)
  }

  private static func restored(_ play: Play, _ bytes: [UInt8]) throws -> Core {
    let core = try fresh(play)
    let journal = play.bus.journal
    func row(_ sequence: UInt64) -> Replayed {
      let row = journal.rows[Int(sequence) - 1]
      return Replayed(delivery: row.delivery, node: row.node, lane: row.lane)
    }
    try core.restore(
      snapshot: bytes, row: { sequence throws(Refusal) in row(sequence) },
      entries: { sequences, reader throws(Refusal) in
        try reader.entries(sequences, row)
      },
      files: { roster, charter throws(Refusal) in
        Fixture.files(journal.files[roster.sha256]!, journal.files[charter.sha256]!)
      })
    return core
  }

  private static func answers(_ core: Core, at now: Instant) -> [Situation] {
    [World.operation, exercise].flatMap { world in
      Fixture.nodes.map { node in
        var situation = core.situation(
          SituationQuestion(), in: world, node: core.allNames.node(node)!, at: now)
        // Who is connected is no state of the record.
        situation.silentNodes = []
        return situation
      }
    }
  }

  @Test("live, replayed and restored are one") func oneState() throws {
    let play = Self.played()
    let live = try #require(play.bus.core.snapshot())
    let answers = Self.answers(play.bus.core, at: play.bus.now)
    let restored = try Self.restored(play, live)
    #expect(restored.snapshot() == live)
    #expect(Self.answers(restored, at: play.bus.now) == answers)
    #expect(restored.durableHead == play.head)

    play.restart()
    #expect(play.bus.core.snapshot() == live)
    #expect(Self.answers(play.bus.core, at: play.bus.now) == answers)
    #expect(answers.contains { !$0.cases.isEmpty && !$0.invocations.isEmpty && !$0.attention.isEmpty })
  }

  @Test("a restored machine goes on as the live one does") func goesOn() throws {
    let play = Self.played()
    let early = try #require(play.bus.core.snapshot())
    let count = play.bus.journal.rows.count
    play.say(LiaisonNote.example, from: "UKR.CELL-1", precedence: .immediate)
    play.respond("FRA", .declined)
    let restored = try Self.restored(play, early)
    for row in play.bus.journal.rows[count...] {
      try restored.replay(Replayed(delivery: row.delivery, node: row.node, lane: row.lane)) { _, _ throws(Refusal) in
        throw Refusal(.recordDamaged, "no rules changed")
      }
    }
    #expect(restored.snapshot() == play.bus.core.snapshot())
  }

  @Test("what is cut off or spoilt is not taken for state") func spoilt() throws {
    let play = Play()
    play.agreeOnText()
    play.reportIncident()
    let bytes = try #require(play.bus.core.snapshot())
    for count in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 40)) {
      #expect(throws: Refusal.self, "\(count) bytes") { try Self.restored(play, Array(bytes.prefix(count))) }
    }
    #expect(throws: Refusal.self) { try Self.restored(play, bytes + [0]) }
    #expect(throws: Refusal.self) { try Self.restored(play, [9] + bytes.dropFirst()) }
  }

  @Test("there is none while something is not durable") func notDurable() {
    let play = Play()
    play.bus.holdsCommits = true
    #expect(play.bus.core.snapshot() != nil)
    let station = play.bus.connect("UKR.CELL-1").hello(stream: 77)
    var documents = Documents()
    station.publish([documents.note("UKR.CELL-1")])
    play.bus.turn()
    #expect(play.bus.core.snapshot() == nil)
    play.bus.commit()
    #expect(play.bus.core.snapshot() != nil)
  }
}
