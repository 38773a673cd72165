import CellConfig
import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Pledges: raised, lowered, replaced and enabled, also after a first delivery")
struct ProceedingsAssistanceTests {
  private let play = Play()

  private func assistance(_ node: NodeName = "CELL.OPS-1") -> AssistanceStanding { play.situation(node).assistance }
  private var discrepancies: [String] { play.rows(of: Discrepancy.self).map { "\($0.body.explanation)" } }

  private func revise(
    _ items: NonEmpty<Goods>? = nil, amount: Money? = nil, reason: Line? = nil, to action: NonEmpty<Addressee> = [.all]
  ) -> Play.Outcome {
    play.must(
      play.say(
        AssistanceRevision(pledge: play.id("pledge"), amount: amount, items: items, reason: reason),
        from: "FRA.CELL-1", to: action))
  }

  // MARK: raised and lowered

  @Test(
    "after a first delivery a pledge is raised, and lowered with a reason; sums are exact",
    arguments: ShippedCharter.allCases)
  func revised(_ text: ShippedCharter) {
    let play = Play(text)
    let requirement = play.must(play.say(play.requirement(), from: "UKR.CELL-1"))
    play.must(
      play.say(
        play.pledge(amount: Money("10.10", "EUR"), items: Play.goods(40), requirement: requirement.id),
        from: "FRA.CELL-1", as: "pledge"))
    play.must(play.say(play.delivery(on: play.id("pledge")), from: "FRA.CELL-1"))
    for (amount, goods, reason) in [("10.11", 60, nil), ("9.99", 20, "Stocks")] as [(DecimalAmount, Count, Line?)] {
      play.must(
        play.say(
          AssistanceRevision(
            pledge: play.id("pledge"), amount: Money(amount, "EUR"), items: Play.goods(goods), reason: reason),
          from: "FRA.CELL-1"))
      let standing = play.situation().assistance
      #expect(standing.money.map { "\($0.pledged)" } == ["\(amount)"])
      #expect(standing.goods.map(\.pledged) == [goods.value] && standing.goods.map(\.delivered) == [16])
      #expect(standing.requirements.map(\.pledged) == [goods.value] && standing.requirements.map(\.delivered) == [16])
      #expect(standing.pledges.map(\.state) == [.partlyDelivered])
      #expect(standing.pledges.map(\.items) == [Play.goods(goods).elements])
    }
    #expect(play.situation().assistance.pledges.map(\.revisions) == [2])
    #expect(play.rows(of: AssistancePledge.self).map { $0.body.items?[0].quantity } == [40], "history stays")
    play.must(play.say(play.delivery(on: play.id("pledge"), items: Play.goods(4)), from: "FRA.CELL-1"))
    #expect(play.situation().assistance.pledges.map(\.state) == [.delivered])
    #expect(play.rows(of: Discrepancy.self).isEmpty)
    play.restart()
    #expect(play.situation().assistance.goods.map(\.pledged) == [20])
  }

  @Test("what is left out of a revision is lowered to nothing; nothing at all may be left") func nothingLeft() {
    play.must(
      play.say(play.pledge(amount: Money("5", "EUR"), items: Play.goods(40)), from: "FRA.CELL-1", as: "pledge"))
    let unexplained = play.say(
      AssistanceRevision(pledge: play.id("pledge"), items: Play.goods(40)), from: "FRA.CELL-1")
    #expect(unexplained.code == 2007 && unexplained.pointer == "/body/reason")
    #expect(unexplained.detail?.contains("0 EUR pledged from now on, 5 before.") == true)
    _ = revise(Play.goods(0), amount: Money("0", "EUR"), reason: "Parliament refused")
    #expect(assistance().money.map { "\($0.pledged)" } == ["0"] && assistance().goods.map(\.pledged) == [0])
  }

  @Test("lowered below what was delivered it is accepted, and the difference noted") func below() throws {
    play.delivered()
    let revision = revise(Play.goods(15), reason: "Counted again")
    #expect(discrepancies == ["Interceptor: 15 missiles pledged, 16 delivered."])
    let concerns = try #require(play.rows(of: Discrepancy.self).first).body.concerns.elements
    #expect(concerns == [revision.id, play.id("pledge"), play.id("delivery")])
    play.must(play.say(play.delivery(on: play.id("pledge"), items: Play.goods(1)), from: "FRA.CELL-1"))
    #expect(discrepancies.last == "Interceptor: 15 missiles pledged, 17 delivered.")
  }

  @Test("a raised pledge takes what would have been too much") func raisedFirst() {
    play.pledged()
    _ = revise(Play.goods(41))
    play.must(play.say(play.delivery(on: play.id("pledge"), items: Play.goods(41)), from: "FRA.CELL-1"))
    #expect(discrepancies.isEmpty)
  }

  @Test("a revision is corrected and taken back as other acts are") func amended() {
    play.pledged()
    let revision = revise(Play.goods(60))
    for (kind, goods, left) in [(Amends.Kind.correct, 70, 70), (.cancel, 1, 40)] as [(Amends.Kind, Count, Int)] {
      play.must(
        play.say(
          AssistanceRevision(pledge: play.id("pledge"), items: Play.goods(goods), reason: "A slip"),
          from: "FRA.CELL-1", amends: Amends(id: revision.id, kind: kind, reason: "A slip")))
      #expect(assistance().goods.map(\.pledged) == [left])
    }
    let pledge = play.say(
      play.pledge(items: Play.goods(1)), from: "FRA.CELL-1",
      amends: Amends(id: play.id("pledge"), kind: .correct, reason: "A slip"))
    #expect(pledge.code == 3207, "a revision rests on it")
  }

  @Test("who may not read a revision counts with what was pledged before") func partial() {
    play.pledged()
    _ = revise(Play.goods(60), to: ["UKR"])
    #expect(assistance("UKR.CELL-1").goods.map(\.pledged) == [60])
    #expect(assistance("DEU.CELL-1").goods.map(\.pledged) == [40])
  }

  // MARK: replaced

  @Test("so many pledges stand in each other's place, and no more") func chain() {
    play.must(play.say(play.pledge("FRA-0"), from: "FRA.CELL-1", as: "pledge"))
    for number in 1...Limits.replacements {
      play.must(
        play.say(play.pledge(Line("FRA-\(number)")!, replaces: play.id("pledge")), from: "FRA.CELL-1", as: "pledge"))
    }
    let beyond = play.say(play.pledge("FRA-X", replaces: play.id("pledge")), from: "FRA.CELL-1")
    #expect(beyond.code == 3202 && beyond.pointer == "/body/replaces", "\(beyond)")
    play.must(play.say(play.delivery(on: play.id("pledge")), from: "FRA.CELL-1"))
  }

  @Test("a pledge stands in the place of another, with what was delivered on that one") func replaced() {
    play.delivered()
    play.must(
      play.say(
        play.pledge(items: Play.goods(20), replaces: play.id("pledge")), from: "FRA.CELL-1", as: "second"))
    #expect(assistance().goods.map { "\($0.pledged) \($0.delivered)" } == ["20 16"])
    #expect(
      assistance().pledges.map { "\($0.state.rawValue) \($0.deliveries)" } == ["partly-delivered 1", "replaced 0"])
    #expect(assistance().pledges.map(\.replacedBy) == [nil, play.id("second")])
    #expect(play.situation().counts?.pledges == 1)
    // Also what still names the first one.
    play.must(play.say(play.delivery(on: play.id("pledge"), items: Play.goods(3)), from: "FRA.CELL-1"))
    play.must(play.say(play.delivery(on: play.id("second"), items: Play.goods(1)), from: "FRA.CELL-1"))
    #expect(assistance().pledges.map(\.state) == [.delivered, .replaced] && discrepancies.isEmpty)
    play.must(play.say(play.delivery(on: play.id("pledge"), items: Play.goods(1)), from: "FRA.CELL-1"))
    #expect(discrepancies == ["Interceptor: 20 missiles pledged, 21 delivered."])
    play.must(
      play.say(
        play.pledge("FRA-3", items: Play.goods(19), replaces: play.id("second")), from: "FRA.CELL-1"))
    #expect(discrepancies.last == "Interceptor: 19 missiles pledged, 21 delivered.", "through both")
  }

  // MARK: enabled

  @Test("each enabler confirms its part, and is unconfirmed until then", arguments: ShippedCharter.allCases)
  func enabled(_ text: ShippedCharter) {
    let play = Play(text)
    play.pledged(enabledBy: ["USA", "DEU"])
    func standing() -> [[ParticipantCode]] {
      play.situation().assistance.pledges.flatMap { [$0.unconfirmed, $0.declined] }
    }
    #expect(standing() == [["USA", "DEU"], []])
    for (node, decision, expected) in [
      ("USA.CELL-1", nil, [["DEU"], []]), ("DEU.CELL-1", .declined, [[], ["DEU"]]),
      ("DEU.CELL-1", .confirmed, [[], []]), ("USA.CELL-1", .declined, [[], ["USA"]]),
    ] as [(NodeName, AssistanceEnablement.Decision?, [[ParticipantCode]])] {
      play.must(play.say(AssistanceEnablement(pledge: play.id("pledge"), decision: decision), from: node))
      #expect(standing() == expected)
    }
  }

  // MARK: goods

  @Test("goods of which none are pledged or delivered are refused, with their place") func none() throws {
    play.pledged()
    let two: NonEmpty<Goods> = [Play.goods(1)[0], Goods(nomenclature: "Round", quantity: 0, unit: "rounds")]
    for outcome in [
      play.say(play.pledge("FRA-2", items: two), from: "FRA.CELL-1"),
      play.say(play.delivery(on: play.id("pledge"), items: two), from: "FRA.CELL-1"),
    ] {
      #expect(outcome.code == 2009 && outcome.pointer == "/body/items/1/quantity" && outcome.detail?.isEmpty == false)
    }
    // A row that says so from before the rule reads as it is.
    let header = try #require(play.header(of: play.id("pledge")))
    let document = DocumentEncoder.encode(header: header, body: play.pledge(items: Play.goods(0)))
    var names = Names()
    let rulebook = try Fixture.files().rulebook(&names)
    let sender = try #require(names.node("FRA.CELL-1"))
    #expect(throws: Never.self) {
      _ = try RowReader().read(
        Envelope(document: document), lane: .routine, sender: sender, of: names.participant(of: sender),
        rulebook: rulebook)
    }
  }

  @Test("an item's own value stands beside it and is in no sum; relief and what is unspecified are kinds of their own")
  func values() {
    for kind in [AssistancePledge.Kind.humanitarian, .unspecified] {
      var pledge = play.pledge(Line("FRA-\(kind.rawValue)")!)
      pledge.kind = kind
      pledge.items = [Goods(nomenclature: "Tent", quantity: 3, unit: "pieces", value: Money("99.99", "EUR"))]
      play.must(play.say(pledge, from: "FRA.CELL-1"))
    }
    #expect(assistance().pledges.map(\.kind) == [.humanitarian, .unspecified])
    #expect(assistance().pledges.map { $0.items[0].value } == [Money("99.99", "EUR"), Money("99.99", "EUR")])
    #expect(assistance().money.isEmpty && assistance().goods.map(\.pledged) == [6])
  }

  // MARK: associates

  @Test("an associate speaks on assistance alone", arguments: ShippedCharter.allCases) func associate(
    _ text: ShippedCharter
  ) {
    let play = Play(text, roster: ProceedingsTableTests.roster)
    let own: Set<MessageType> = [
      "assistance.pledge", "assistance.revision", "assistance.enablement", "assistance.delivery",
      // What it is sent.
      "cell.acknowledgement", "cell.answer",
    ]
    for type in Catalogue.entries.map(\.type) where type.system != "system" {
      let outcome = play.sayExample(of: type, from: "EU.CELL-1")
      #expect((outcome.code == 3101) == !own.contains(type), "\(type): \(outcome)")
    }
    play.pledged(enabledBy: ["EU"])
    play.must(play.say(AssistanceEnablement(pledge: play.id("pledge")), from: "EU.CELL-1"))
    play.must(
      play.say(play.pledge("EU-1", donor: "EU", amount: Money("7.50", "EUR")), from: "EU.CELL-1", as: "own"))
    play.must(
      play.say(AssistanceRevision(pledge: play.id("own"), amount: Money("8", "EUR")), from: "EU.CELL-1"))
    play.must(
      play.say(play.delivery(on: play.id("own"), amount: Money("8.00", "EUR")), from: "EU.CELL-1", as: "gift"))
    play.must(play.say(play.confirmation(of: play.id("gift"), amount: Money("8", "EUR")), from: "UKR.CELL-1"))
    let total = play.situation().assistance.money.first { $0.currency == "EUR" }
    #expect(total.map { "\($0.pledged) \($0.delivered) \($0.confirmed)" } == "8 8 8")
  }
}
