import CellConfig
import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

/// Who speaks for a state (RULES.md, "Who speaks").
@Suite("who speaks for a state")
struct WhoSpeaksTests {
  /// Binding acts of governments, by who may say them in each text.
  static let ofDelegations: [MessageType] = [
    "declaration.signature", "declaration.ratification", "declaration.confirmation", "guarantee.commitment",
    "guarantee.completion", "guarantee.withdrawal", "ceasefire.agreement", "ceasefire.entry-into-force",
    "ceasefire.suspension", "ceasefire.resumption", "ceasefire.termination", "force.constitution",
    "force.contribution", "support.invocation", "support.response",
  ]

  @Test("neither the force nor a general staff binds a government", arguments: ShippedCharter.allCases, ofDelegations)
  func neither(_ text: ShippedCharter, _ type: MessageType) {
    let play = Play(text)
    for node in ["FRA.MNF-1", "UKR.GS-1"] as [NodeName] {
      let outcome = play.sayExample(of: type, from: node) {
        if $0.authority == nil { $0.authority = Play.authority("Head of Government", of: node.participant) }
      }
      #expect(outcome.code == 3101 && outcome.pointer == "/header/type", "\(node): \(outcome)")
    }
  }

  @Test("by the final text the United States may withdraw, and sign, ratify, commit, complete and contribute nothing")
  func unitedStates() {
    let refused: [MessageType] = [
      "declaration.signature", "declaration.ratification", "guarantee.commitment", "guarantee.completion",
      "force.contribution",
    ]
    for text in ShippedCharter.allCases {
      let play = Play(text)
      for type in refused {
        let outcome = play.sayExample(of: type, from: "USA.CELL-1")
        #expect((outcome.code == 3101) == (text == .final), "\(text), \(type): \(outcome)")
      }
      #expect(play.sayExample(of: "guarantee.withdrawal", from: "USA.CELL-1").code == 3119, "\(text)")
    }
  }

  @Test("a role within a side is held by both: a delegation of another side does not speak") func intersection() {
    let play = Play(change: { charter in
      for place in charter.types.indices where charter.types[place].type == Dispute.messageType {
        charter.types[place].publishers = [.roleOf("delegation", ["european", "UKR"])]
      }
    })
    for node in Fixture.nodes {
      let mayDispute = ["FRA.CELL-1", "DEU.CELL-1", "UKR.CELL-1"].contains(node)
      #expect((play.sayExample(of: Dispute.messageType, from: node).code != 3101) == mayDispute, "\(node)")
    }
  }

  @Test("in words a role within sides is written as it is read, and nothing else is one") func words() {
    for text in ["@delegation of coalition, ukraine", "@delegation of FRA", "@delegation", "all", "UKR.GS-1"] {
      #expect(Party(text)?.description == text)
      #expect(Party.stringShape.allows(text))
    }
    for text in [
      "@delegation of ", "@delegation of @monitor", "@delegation of UKR.GS-1", "delegation of FRA", "@ of a",
    ] {
      #expect(Party(text) == nil, "\(text)")
    }
  }

  @Test("a participant signs once, by whichever of the nodes that speak for it") func once() {
    let play = Play(roster: Fixture.speakingByTwoNodes)
    play.signed()
    let outcome = play.say(play.signature(), from: "FRA.MNF-1")
    #expect(outcome.code == 3204 && outcome.pointer == "/body/version")
  }

  // MARK: full powers

  private func unconfirmed(_ play: Play) -> [String] {
    play.situation("CELL.OPS-1", SituationQuestion(system: .declaration)).powers.map {
      "\($0.by) \($0.type) \($0.office)" + ($0.confirmed == nil ? "" : " confirmed")
    }
  }

  private func attention(_ play: Play) -> [SituationAttention] {
    play.situation().attention.filter { $0.kind == .powersUnconfirmed }
  }

  @Test("heads of state and government and foreign ministers need no full powers, in any letters") func offices() {
    for office in ["Head of State", "Head of Government", "Prime Minister", "minister for FOREIGN affairs"] {
      let play = Play()
      play.agreeOnText()
      play.must(play.say(play.signature(), from: "FRA.CELL-1") { $0.authority = Play.authority(Line(office)!) })
      #expect(unconfirmed(play).isEmpty && attention(play).isEmpty, "\(office)")
    }
  }

  @Test("an office that is not in the register is accepted and marked, until a registered one confirms the act")
  func heals() throws {
    let play = Play()
    play.signedWithoutPowers()
    #expect(unconfirmed(play) == ["FRA declaration.signature \(Play.stranger)"])
    let item = try #require(attention(play).first)
    #expect(item.id == play.id("signature-FRA") && item.waitingFor == [.participant("FRA")])
    #expect(play.situation().texts.first?.signatures.count == 1, "it is a signature all the same")
    let before = play.head

    let body = DeclarationConfirmation(of: play.id("signature-FRA"), office: Play.stranger)
    let unregistered = play.say(body, from: "FRA.CELL-1") { $0.authority = Play.authority("Another office") }
    #expect(unregistered.code == 3121 && unregistered.pointer == "/header/authority/office")
    let other = play.say(body, from: "DEU.CELL-1")
    #expect(other.code == 3206 && other.pointer == "/body/of")
    let misnamed = play.say(
      DeclarationConfirmation(of: play.id("signature-FRA"), office: "Another office"), from: "FRA.CELL-1")
    #expect(misnamed.code == 3205 && misnamed.pointer == "/body/office")
    #expect(play.head == before)

    play.must(play.say(body, from: "FRA.CELL-1"))
    #expect(unconfirmed(play) == ["FRA declaration.signature \(Play.stranger) confirmed"])
    #expect(attention(play).isEmpty)
    let again = play.say(body, from: "FRA.CELL-1")
    #expect(again.code == 3204 && again.pointer == "/body/of")
    let open = SituationQuestion(system: .declaration, onlyOpen: true)
    #expect(play.situation("CELL.OPS-1", open).powers.isEmpty)
    play.restart()
    #expect(unconfirmed(play) == ["FRA declaration.signature \(Play.stranger) confirmed"])
  }

  @Test("what was signed with full powers, or binds nobody, takes no confirmation") func nothingToConfirm() {
    let play = Play()
    play.signed()
    let outcome = play.say(
      DeclarationConfirmation(of: play.id("signature-FRA"), office: "Minister for Foreign Affairs"),
      from: "FRA.CELL-1")
    #expect(outcome.code == 3202 && outcome.pointer == "/body/of")
    let unknown = play.say(DeclarationConfirmation.example, from: "FRA.CELL-1")
    #expect(unknown.code == 3119 && unknown.pointer == "/body/of")
  }

  private static func registered(from since: CalendarDate, to until: CalendarDate? = nil) -> Roster {
    var roster = Fixture.roster
    roster.powers = [
      FullPowersEntry(
        participant: "FRA", office: Line("\(Play.stranger)".uppercased())!, instrument: "Full powers no. 7",
        since: since, until: until)
    ]
    return roster
  }

  @Test(
    "the register counts for its participant, from its first day to its last",
    arguments: [
      ("2026-03-07", "2026-03-07", true), ("2026-03-07", nil, true), ("2026-03-08", nil, false),
      ("2026-01-01", "2026-03-06", false),
    ] as [(CalendarDate, CalendarDate?, Bool)])
  func register(_ since: CalendarDate, _ until: CalendarDate?, _ counts: Bool) {
    let play = Play(roster: Self.registered(from: since, to: until))
    play.signedWithoutPowers()
    #expect(unconfirmed(play).isEmpty == counts)
    play.must(
      play.say(play.signature(), from: "DEU.CELL-1") { $0.authority = Play.authority(Play.stranger, of: "DEU") })
    #expect(unconfirmed(play).contains("DEU declaration.signature \(Play.stranger)"), "it is no other's")
  }

  @Test("of a paper that was entered later the powers have to be there on its date") func late() {
    let play = Play(roster: Self.registered(from: "2026-03-01", to: "2026-03-02"))
    play.agreeOnText()
    play.must(
      play.say(play.signature(), from: "FRA.CELL-1") {
        $0.authority = Play.authority(Play.stranger)
        $0.enteredBy = EnteredBy(means: .paper, originalSentAt: "2026-03-02T12:00:00Z")
      })
    #expect(unconfirmed(play).isEmpty)
  }

  @Test("a charter may refuse what others sign, and one of before the register asks nothing") func choices() {
    let strict = Play(change: { $0.declaration.unregisteredPowers = .refuse })
    strict.agreeOnText()
    let outcome = strict.say(strict.signature(), from: "FRA.CELL-1") { $0.authority = Play.authority(Play.stranger) }
    #expect(outcome.code == 3121 && outcome.pointer == "/header/authority/office")
    strict.must(strict.say(strict.signature(), from: "FRA.CELL-1"))
    let before = Play(change: { $0.declaration.unregisteredPowers = nil })
    before.signedWithoutPowers()
    #expect(unconfirmed(before).isEmpty)
  }

  @Test("what rows showed of powers stays, whatever the register and the charter say later") func stays() {
    let play = Play()
    play.signedWithoutPowers()
    play.change { $0.declaration.unregisteredPowers = nil }
    play.restart()
    #expect(unconfirmed(play) == ["FRA declaration.signature \(Play.stranger)"])
  }
}
