import CellConfig
import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Facts are never refused for the state of anything: what contradicts is shown beside them")
struct ProceedingsFactTests {
  @Test("a fact that contradicts what stands is accepted, with its discrepancy", arguments: FactCase.all, Play.worlds)
  func accepted(_ fact: FactCase, _ world: World) throws {
    let play = Play()
    play.world = world
    fact.scene(play)
    let head = play.head
    let commits = play.bus.journal.commits
    let known = play.rows(of: Discrepancy.self).count
    let outcome = play.say(fact.body(play), from: fact.from) { fact.change(play, &$0) }
    #expect(outcome.sequence == head + 1)
    #expect(play.bus.journal.commits == commits + 1, "in the transaction of its cause")
    let discrepancies = play.rows(of: Discrepancy.self)
    #expect(discrepancies.count == known + 1)
    try expect(discrepancies.last, of: outcome, with: fact.with.map { play.id($0) }, says: fact.says, play)
    let readers = play.readers(ofAll: discrepancies.last?.body.concerns.elements ?? [])
    for node in Fixture.nodes {
      let shown = play.situation(node).attention.contains {
        $0.kind == .discrepancy && $0.sequence.value == Int(outcome.sequence) + 1
      }
      #expect(shown == readers.contains(node.description), "\(node)")
    }
  }

  /// What a discrepancy has to be, whatever it is about.
  private func expect(
    _ found: Play.Said<Discrepancy>?, of outcome: Play.Outcome, with others: [MessageID], says: String, _ play: Play
  ) throws {
    let found = try #require(found)
    let cause = try #require(play.header(of: outcome.id))
    #expect(found.sequence == outcome.sequence + 1, "right after its cause")
    #expect(found.cause == outcome.sequence)
    #expect(found.node == Announcer.busNode && found.header.from == "CELL.BUS-1" && found.header.id.isOfBus)
    #expect(found.header.nature == cause.nature && found.header.exerciseName == cause.exerciseName, "its world")
    #expect(found.header.precedence == cause.precedence)
    #expect(found.body.concerns.elements == [outcome.id] + others)
    #expect("\(found.body.explanation)".contains(says), "\(found.body.explanation)")
    #expect(play.readers(of: found.header) == play.readers(ofAll: found.body.concerns.elements), "\(found.header)")
  }

  static let facts = Example.all.filter { example in
    Fixture.charters[.draft]!.types.contains { $0.type == example.type && $0.kind == .fact }
  }

  @Test("every fact may refer to what is not there", arguments: facts) func stray(_ example: Example) throws {
    let unknown = StateCase.unknown
    var changes: [(inout Header) -> Void] = [{ $0.inReplyTo = unknown }, { $0.references = [unknown] }]
    // What verification says is judged by the case in its body.
    if example.type.system != "verification" { changes.append { $0.caseNumber = "V-2026-0009" } }
    for change in changes {
      let play = Play()
      example.scene(play)
      let outcome = example.say(play) { header in
        change(&header)
        // To some, at another precedence than the least: the discrepancy follows it in both.
        header.action = ["CELL", "UKR"]
        header.info = ["@all"]
        if example.type.system == "cell", header.type != "cell.log-entry", header.type != "cell.watch-handover" {
          header.precedence = .flash
          header.label.releasableTo = ["CELL", "UKR", "FRA"]
        } else {
          header.action = ["CELL"]
        }
      }
      try expect(
        play.rows(of: Discrepancy.self).last, of: outcome, with: [], says: "It refers to ", play)
    }
  }

  @Test("every fact has a case that contradicts it") func everyFact() {
    #expect(Set(FactCase.all.map(\.type)) == Set(Self.facts.map(\.type)))
  }

  @Test("what does not contradict has no discrepancy", arguments: facts) func quiet(_ example: Example) {
    let play = Play()
    example.scene(play)
    let outcome = example.say(play)
    #expect(outcome.isAccepted && play.head == outcome.sequence)
    #expect(play.rows(of: Discrepancy.self).isEmpty)
  }

  @Test("amounts that add up to the last cent and the last piece are no discrepancy") func exact() {
    let play = Play()
    play.must(
      play.say(
        play.pledge(amount: Money("1000000.10", "EUR"), items: Play.goods(3)), from: "FRA.CELL-1", as: "pledge"))
    for (amount, goods) in [("0.10", 1), ("999999.90", 1), ("0.100000", 1)] as [(DecimalAmount, Count)] {
      play.must(
        play.say(
          play.delivery(on: play.id("pledge"), amount: Money(amount, "EUR"), items: Play.goods(goods)),
          from: "FRA.CELL-1", as: "delivery"))
      play.must(
        play.say(play.confirmation(amount: Money(amount, "EUR"), items: Play.goods(goods)), from: "UKR.CELL-1"))
    }
    #expect(play.rows(of: Discrepancy.self).isEmpty)
    let assistance = play.situation().assistance
    #expect(
      assistance.money.map { "\($0.pledged) \($0.delivered) \($0.confirmed)" } == ["1000000.10 1000000.10 1000000.10"])
    #expect(assistance.pledges.map(\.state) == [.confirmed])
  }

  @Test("a discrepancy stays in sight until what it concerns is amended") func amended() {
    let play = Play()
    play.delivered()
    let outcome = play.say(play.confirmation(items: Play.goods(15)), from: "UKR.CELL-1")
    #expect(play.situation().attention.contains { $0.kind == .discrepancy })
    play.must(
      play.say(
        play.confirmation(), from: "UKR.CELL-1", amends: Amends(id: outcome.id, kind: .correct, reason: "Miscounted")))
    #expect(!play.situation().attention.contains { $0.kind == .discrepancy })
    #expect(play.situation().assistance.goods.map(\.confirmed) == [16])
  }

  @Test("a delivery is not dated more than five years ahead") func dated() {
    let play = Play()
    play.pledged()
    var delivery = play.delivery(on: play.id("pledge"))
    let latest = CalendarDate(play.now.adding(seconds: Int64(Limits.deliveryAhead) * 86_400))
    delivery.on = .known(latest)
    play.must(play.say(delivery, from: "FRA.CELL-1"))
    delivery.on = .known(CalendarDate(play.now.adding(seconds: Int64(Limits.deliveryAhead + 1) * 86_400)))
    let outcome = play.say(delivery, from: "FRA.CELL-1")
    #expect(!outcome.isAccepted)
    #expect(outcome.code == 3120 && outcome.pointer == "/body/on")
    delivery.on = .notKnown
    delivery.datePrecision = .notKnown
    play.must(play.say(delivery, from: "FRA.CELL-1"))
  }
}
