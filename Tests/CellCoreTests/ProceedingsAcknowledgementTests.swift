import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Acknowledgements: owed within the speed of service, and said where they lapse")
struct ProceedingsAcknowledgementTests {
  private let play = Play()

  private var overdue: [Play.Said<AcknowledgementOverdue>] { play.rows(of: AcknowledgementOverdue.self) }

  private func note(
    _ precedence: Precedence = .flash, to action: NonEmpty<Addressee> = [.all], from: NodeName = "UKR.CELL-1",
    change: (inout Header) -> Void = { _ in }
  ) -> Play.Outcome {
    play.must(play.say(LiaisonNote.example, from: from, to: action, precedence: precedence, change: change))
  }

  private func acknowledge(_ id: MessageID, from node: NodeName, world: World? = nil) {
    play.must(play.say(Acknowledgement(of: id, by: "Duty officer"), from: node, world: world))
  }

  // MARK: who owes, and until when

  @Test(
    "it lapses at the speed of service, to the second",
    arguments: [
      (Precedence.flash, 10, false), (.immediate, 30, false), (.priority, 180, true), (.routine, 360, true),
      (.deferred, 1_440, true),
    ])
  func speed(precedence: Precedence, minutes: Int, asked: Bool) throws {
    let due = play.time(minutes: minutes)
    let said = note(precedence) { if asked { $0.acknowledge = true } }
    play.pass(minutes: minutes - 1, seconds: 59)
    #expect(overdue.isEmpty)
    play.pass(seconds: 1)
    let row = try #require(overdue.first)
    #expect(overdue.count == 1 && row.body.message == said.id && row.body.dueAt == due)
    #expect(row.cause == said.sequence && row.header.precedence == precedence && row.header.nature == .operation)
    #expect(Set(row.body.owedBy) == ["FRA", "DEU", "CAN", "USA", "CELL"], "everybody but the sender")
    play.pass(minutes: 2_000)
    play.restart(afterMinutes: 10)
    play.pass(seconds: 1)
    #expect(overdue.count == 1, "once")
  }

  @Test("nothing is owed for what is slower and asks for none", arguments: [Precedence.deferred, .routine, .priority])
  func notOwed(precedence: Precedence) {
    _ = note(precedence)
    play.pass(minutes: 3_000)
    #expect(overdue.isEmpty)
  }

  @Test("where the charter says so it is owed at any precedence", arguments: Example.all) func charter(
    _ example: Example
  ) {
    example.scene(play)
    let rule = play.charter.types.first { $0.type == example.type }!
    let outcome = example.say(play)
    play.pass(minutes: 2_000)
    let isOwed = rule.acknowledge || rule.precedence.least >= .immediate
    // The cell's own log and handover are to the cell alone, and nobody else owes.
    let isToOthers = !["cell.log-entry", "cell.watch-handover", "cell.watch-assumption"].contains(example.type)
    #expect(overdue.contains { $0.body.message == outcome.id } == (isOwed && isToOthers))
  }

  @Test("each action addressee owes it that may read it; whoever is told for information owes nothing")
  func addressees() throws {
    _ = note(to: ["FRA", "UKR.GS-1", "@special-commission", "@force-command"], from: "USA.CELL-1") {
      $0.info = ["CELL"]
    }
    play.pass(minutes: 10)
    // Of a participant that is addressed whole, its nodes do not owe beside it.
    #expect(overdue.first.map { Set($0.body.owedBy) } == ["FRA", "UKR.GS-1", "DEU.CELL-1"])
  }

  @Test("who is addressed and may not read it owes nothing") func unreadable() {
    _ = note(from: "USA.CELL-1") { $0.label.releasableTo = ["UKR", "USA"] }
    play.pass(seconds: 1)
    _ = note(from: "USA.CELL-1") { $0.label.classification = "UNCLASSIFIED" }
    play.pass(minutes: 10)
    #expect(overdue.map { Set($0.body.owedBy) } == [["UKR"], ["FRA", "CAN", "UKR", "CELL"]])
    #expect(overdue.map { play.readers(of: $0.header).contains("FRA.CELL-1") } == [false, true])
    for row in overdue { #expect(play.readers(of: row.header) == play.readers(ofAll: [row.body.message])) }
  }

  // MARK: in time

  @Test("acknowledged in time it is not overdue, and whoever did not is named") func inTime() throws {
    let said = note(to: ["FRA", "USA", "CELL"])
    play.pass(minutes: 5)
    acknowledge(said.id, from: "FRA.MNF-1")
    acknowledge(said.id, from: "CELL.OPS-1")
    play.pass(minutes: 5)
    #expect(overdue.map(\.body.owedBy.elements) == [["USA"]])
    #expect(play.situation().attention.map(\.kind) == [.acknowledgementOverdue])
    acknowledge(said.id, from: "USA.CELL-1")
    #expect(play.situation().attention.isEmpty, "late is better than never")

    let second = note(to: ["FRA", "USA"])
    acknowledge(second.id, from: "FRA.CELL-1")
    acknowledge(second.id, from: "USA.CELL-1")
    play.pass(minutes: 60)
    #expect(overdue.count == 1)
  }

  @Test("a node that is addressed itself acknowledges itself") func node() {
    let said = note(to: ["UKR.GS-1"], from: "FRA.CELL-1")
    acknowledge(said.id, from: "UKR.CELL-1")
    play.pass(minutes: 10)
    #expect(overdue.map(\.body.owedBy.elements) == [["UKR.GS-1"]])
  }

  @Test("an acknowledgement by somebody else settles nothing") func other() {
    let said = note(to: ["FRA"])
    acknowledge(said.id, from: "USA.CELL-1")
    play.pass(minutes: 10)
    #expect(overdue.count == 1)
  }

  @Test("an acknowledgement in another world settles nothing") func otherWorld() {
    let said = note(to: ["FRA"])
    acknowledge(said.id, from: "FRA.CELL-1", world: Play.exercise)
    #expect(play.rows(of: Discrepancy.self).map(\.header.exerciseName) == ["PARIS-2026"])
    play.pass(minutes: 10)
    #expect(overdue.map(\.header.exerciseName) == [nil])
  }

  @Test("it lapses in the world of its message") func worlds() {
    play.world = Play.exercise
    let said = note(to: ["FRA"])
    play.pass(minutes: 10)
    #expect(overdue.map(\.header.exerciseName) == ["PARIS-2026"] && overdue.first?.cause == said.sequence)
    #expect(play.situation(world: .operation).attention.isEmpty)
  }

  // MARK: what ends it

  @Test("cancelled or retracted, it is not owed any more", arguments: [Amends.Kind.cancel, .retract])
  func cancelled(kind: Amends.Kind) {
    let said = note(to: ["FRA"])
    play.must(
      play.say(
        LiaisonNote.example, from: "UKR.CELL-1", to: ["FRA"], precedence: .flash,
        amends: Amends(id: said.id, kind: kind, reason: "Sent in error")))
    play.pass(minutes: 10)
    #expect(overdue.allSatisfy { $0.body.message != said.id })
  }

  @Test("corrected, it is owed still") func corrected() {
    let said = note(to: ["FRA"])
    play.must(
      play.say(
        LiaisonNote.example, from: "UKR.CELL-1", to: ["FRA"], precedence: .flash,
        amends: Amends(id: said.id, kind: .correct, reason: "A wrong place")))
    play.pass(minutes: 10)
    #expect(overdue.contains { $0.body.message == said.id })
  }

  @Test("an acknowledgement, and what the bus says, is never acknowledged") func endless() {
    let said = note(to: ["FRA"])
    play.must(
      play.say(
        Acknowledgement(of: said.id, by: "Duty officer"), from: "FRA.CELL-1", to: ["UKR"], precedence: .flash
      ) {
        $0.acknowledge = true
      })
    // A discrepancy at flash.
    play.must(
      play.say(LiaisonNote.example, from: "FRA.CELL-1", to: ["CELL"], precedence: .flash, as: "stray") {
        $0.inReplyTo = StateCase.unknown
      })
    acknowledge(play.id("stray"), from: "CELL.OPS-1")
    #expect(play.rows(of: Discrepancy.self).map(\.header.precedence) == [.flash])
    play.pass(minutes: 60)
    #expect(overdue.isEmpty)
  }

  // MARK: down time

  @Test("what lapsed while the broker was down is said when it is back, once") func downTime() {
    let first = note(to: ["FRA"])
    let second = note(.immediate, to: ["FRA", "USA"])
    acknowledge(second.id, from: "USA.CELL-1")
    play.restart(afterMinutes: 45)
    #expect(overdue.isEmpty, "the clock says so, not the start")
    play.pass(seconds: 1)
    #expect(overdue.map(\.body.message) == [first.id, second.id], "earliest first")
    #expect(overdue.map(\.body.owedBy.elements) == [["FRA"], ["FRA"]])
    #expect(overdue.map(\.body.dueAt) == [10, 30].map { Timestamp(microseconds: Fixture.start + $0 * 60_000_000) })
    play.restart(afterMinutes: 45)
    play.pass(seconds: 1)
    #expect(overdue.count == 2)
  }

  @Test("another charter's speed holds for what comes after it") func changedSpeed() {
    let old = note(to: ["FRA"])
    play.change { $0.speedOfService.flash = 2 }
    let new = note(to: ["FRA"])
    play.pass(minutes: 2)
    #expect(overdue.map(\.body.message) == [new.id])
    play.pass(minutes: 8)
    #expect(overdue.map(\.body.message) == [new.id, old.id])
  }

  @Test("more than the bus says at a time come one after the other") func many() {
    for _ in 0..<Limits.sayingsPerTick + 1 { _ = note(to: ["FRA"]) }
    play.pass(minutes: 10)
    #expect(overdue.count == Limits.sayingsPerTick)
    play.pass(seconds: 1)
    #expect(overdue.count == Limits.sayingsPerTick + 1)
  }
}
