import CellConfig
import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("The watch: handed over within a participant, taken, assumed, or not taken")
struct ProceedingsWatchTests {
  /// Watches in two participants, one of which has two nodes that keep it.
  private static let roster: Roster = {
    var roster = Fixture.roster
    roster.roles = roster.roles.map {
      $0.name == "watch-officer"
        ? RoleAssignment(
          name: "watch-officer",
          holders: [.node("CELL.OPS-1"), .node("FRA.CELL-1"), .node("UKR.CELL-1"), .node("UKR.GS-1")]) : $0
    }
    return roster
  }()

  private let play = Play(roster: Self.roster)

  private var notTaken: [Play.Said<WatchNotTaken>] { play.rows(of: WatchNotTaken.self) }

  private func acknowledge(by appointment: Line, from node: NodeName, _ name: String = "handover") {
    play.must(play.say(Acknowledgement(of: play.id(name), by: appointment), from: node))
  }

  private func assume(from node: NodeName, reason: Line = "Nobody has come.") -> Play.Outcome {
    play.say(WatchAssumption(reason: reason), from: node, to: [.participant(node.participant)])
  }

  private func isShown(to node: NodeName) -> Bool {
    play.situation(node).attention.contains { $0.kind == .watchNotTaken }
  }

  @Test(
    "handed to nobody, it is not taken after 30 minutes: said once, to those who may read it",
    arguments: ShippedCharter.allCases)
  func vacant(_ text: ShippedCharter) throws {
    let play = Play(text, roster: Self.roster)
    play.handOver(to: "vacant", from: "UKR.CELL-1")
    let due = play.time(minutes: 30)
    let owed = play.situation("UKR.GS-1").attention.first { $0.kind == .watchOwed }
    #expect(owed?.waitingFor == ["UKR"] && owed?.due == due, "the next watch sees it at once")
    #expect(!play.situation().attention.contains { $0.kind == .watchOwed }, "it is nobody else's")
    play.pass(minutes: 29, seconds: 59)
    #expect(play.rows(of: WatchNotTaken.self).isEmpty)
    play.pass(seconds: 1)
    let row = try #require(play.rows(of: WatchNotTaken.self).first)
    #expect(row.body.handover == play.id("handover") && row.body.participant == "UKR" && row.body.dueAt == due)
    #expect(play.readers(of: row.header) == ["UKR.CELL-1", "UKR.GS-1"])
    let item = play.situation("UKR.GS-1").attention.first { $0.kind == .watchNotTaken }
    #expect(item?.waitingFor == ["UKR"] && item?.due == due)
    let words = item?.text.description ?? ""
    #expect(words.contains("WATCH NOT TAKEN, handed to nobody, stays with First watch"))
    #expect(!play.situation().attention.contains { $0.kind == .watchNotTaken })
    play.restart(afterMinutes: 60)
    play.pass(minutes: 60)
    #expect(play.rows(of: WatchNotTaken.self).count == 1, "once")
  }

  @Test("an acknowledgement takes it: by another node of the participant, or by the oncoming appointment")
  func acknowledged() {
    for (appointment, node, takes) in [
      ("Second watch", "UKR.CELL-1", true), ("Duty officer", "UKR.GS-1", true), ("Duty officer", "UKR.CELL-1", false),
    ] as [(Line, NodeName, Bool)] {
      let play = Play(roster: Self.roster)
      play.handOver(to: "Second watch", from: "UKR.CELL-1")
      play.must(play.say(Acknowledgement(of: play.id("handover"), by: appointment), from: node))
      play.pass(minutes: 30)
      #expect(play.rows(of: WatchNotTaken.self).isEmpty == takes, "\(appointment) at \(node)")
      play.restart()
      play.pass(minutes: 30)
      #expect(play.rows(of: WatchNotTaken.self).isEmpty == takes)
    }
  }

  @Test("what is handed to nobody is taken by no acknowledgement, and by no other participant") func byNobody() {
    play.handOver(to: "vacant", from: "UKR.CELL-1")
    acknowledge(by: "vacant", from: "UKR.CELL-1")
    acknowledge(by: "Duty officer", from: "UKR.GS-1")
    play.must(assume(from: "FRA.CELL-1"))
    play.pass(minutes: 30)
    #expect(notTaken.count == 1 && isShown(to: "UKR.GS-1"))
  }

  @Test("any watch officer of the participant may assume it, before and after it is said") func assumed() {
    for minutes in [10, 40] {
      let play = Play(roster: Self.roster)
      play.handOver(to: "vacant", from: "UKR.CELL-1")
      play.pass(minutes: minutes)
      let outcome = play.must(
        play.say(
          WatchAssumption(reason: "Nobody has come.", by: "Deputy", handover: play.id("handover")), from: "UKR.GS-1",
          to: ["UKR"], releasableTo: ["UKR"]))
      play.pass(minutes: 60)
      #expect(play.rows(of: WatchNotTaken.self).count == (minutes > 30 ? 1 : 0))
      #expect(!play.situation("UKR.CELL-1").attention.contains { $0.kind == .watchNotTaken })
      #expect(play.situation("UKR.CELL-1").sinceHandover.handover == outcome.id)
    }
    let outsider = assume(from: "DEU.CELL-1")
    #expect(outsider.code == 3101 && outsider.pointer == "/header/type")
    play.handOver(to: "vacant", from: "UKR.CELL-1")
    let others = play.say(
      WatchAssumption(reason: "Nobody has come.", handover: play.id("handover")), from: "FRA.CELL-1", to: ["FRA"])
    #expect(others.code == 3119, "it may not even read it")
  }

  @Test("the next handover takes the place of the last, and a watch of another participant is another") func next() {
    play.handOver(to: "vacant", from: "UKR.CELL-1")
    play.handOver(to: "vacant", from: "FRA.CELL-1", as: "french")
    play.pass(minutes: 20)
    play.handOver(to: "Second watch", from: "UKR.GS-1", as: "second")
    acknowledge(by: "Second watch", from: "UKR.GS-1", "second")
    play.pass(minutes: 60)
    #expect(notTaken.map(\.body.handover) == [play.id("french")])
  }

  @Test("the watch stays with the offgoing: what came since is since the last one that was handed to somebody")
  func since() {
    play.handOver(to: "Second watch", from: "UKR.CELL-1", as: "first")
    play.handOver(to: "vacant", from: "UKR.CELL-1", as: "none")
    play.handOver(to: "Third watch", from: "FRA.CELL-1", as: "french")
    #expect(play.situation("UKR.GS-1").sinceHandover.handover == play.id("first"))
    #expect(play.situation("FRA.CELL-1").sinceHandover.handover == play.id("french"))
    #expect(play.situation("USA.CELL-1").sinceHandover.handover == nil)
  }

  @Test("a moment ahead counts, another world does not, and what is taken back is owed by nobody") func edges() {
    var ahead = play.handover()
    (ahead.oncoming, ahead.at) = ("vacant", play.time(minutes: 60))
    play.must(play.say(ahead, from: "CELL.OPS-1", to: ["CELL"]))
    play.world = Play.exercise
    play.must(assume(from: "CELL.OPS-1"))
    play.world = .operation
    play.pass(minutes: 89)
    #expect(notTaken.isEmpty)
    play.pass(minutes: 1)
    #expect(notTaken.count == 1)
    play.handOver(to: "vacant", as: "slip")
    play.must(
      play.say(
        play.handover(), from: "CELL.OPS-1", to: ["CELL"],
        amends: Amends(id: play.id("slip"), kind: .cancel, reason: "A slip"), releasableTo: ["CELL"]))
    play.pass(minutes: 60)
    #expect(notTaken.count == 1)
  }

  @Test("under rules of before a watch is not said to be untaken") func before() {
    let play = Play(roster: Self.roster) { charter in charter.types.removeAll { $0.type == "system.watch-not-taken" } }
    play.handOver(to: "vacant", from: "UKR.CELL-1")
    let rule = Fixture.charters[.draft]!.types.first { $0.type == "system.watch-not-taken" }!
    play.change { $0.types.append(rule) }
    play.pass(minutes: 100)
    play.restart()
    play.pass(minutes: 100)
    #expect(play.rows(of: WatchNotTaken.self).isEmpty)
  }
}
