import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Amendments: correct, cancel, supersede, retract")
struct ProceedingsAmendmentTests {
  /// One that is refused.
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var code: ErrorCode
    var pointer: String
    var says: String = ""
    var say: @Sendable (Play) -> Play.Outcome
  }

  private static func amends(_ id: MessageID, _ kind: Amends.Kind = .correct) -> Amends {
    Amends(id: id, kind: kind, reason: "An error")
  }

  /// A note that Ukraine sent to all at priority.
  private static func note(_ play: Play) -> MessageID {
    play.must(play.say(LiaisonNote.example, from: "UKR.CELL-1", precedence: .priority)).id
  }

  static let refused: [Case] = [
    Case(testDescription: "of nothing", code: .unknownReference, pointer: "/header/amends/id", says: StateCase.notThere)
    {
      $0.say(LiaisonNote.example, from: "UKR.CELL-1", amends: amends(StateCase.unknown))
    },
    Case(
      testDescription: "of what it may not read", code: .unknownReference, pointer: "/header/amends/id",
      says: StateCase.notThere
    ) { play in
      let secret = play.must(play.say(LiaisonNote.example, from: "UKR.CELL-1", to: ["USA"]))
      return play.say(LiaisonNote.example, from: "FRA.CELL-1", amends: amends(secret.id))
    },
    Case(
      testDescription: "of another world's", code: .unknownReference, pointer: "/header/amends/id",
      says: StateCase.notThere
    ) { play in
      let id = note(play)
      return play.say(
        LiaisonNote.example, from: "UKR.CELL-1", precedence: .priority, world: Play.exercise, amends: amends(id))
    },
    Case(
      testDescription: "of another's", code: .amendmentNotPermitted, pointer: "/header/amends/id",
      says: "was said by UKR.CELL-1, whose participant alone amends it"
    ) { play in
      let id = note(play)
      return play.say(LiaisonNote.example, from: "FRA.CELL-1", precedence: .priority, amends: amends(id))
    },
    Case(
      testDescription: "of what the bus said", code: .amendmentNotPermitted, pointer: "/header/amends/id",
      says: "was said by CELL.BUS-1"
    ) { play in
      play.must(play.say(play.agreement(), from: "UKR.CELL-1"))
      return play.say(
        LiaisonNote.example, from: "CELL.OPS-1", precedence: .flash,
        amends: amends(play.rows(of: PhaseChanged.self)[0].header.id, .cancel))
    },
    Case(
      testDescription: "at a lower precedence", code: .amendmentNotPermitted, pointer: "/header/precedence",
      says: "the original went priority"
    ) { play in
      let id = note(play)
      return play.say(LiaisonNote.example, from: "UKR.CELL-1", precedence: .routine, amends: amends(id))
    },
    Case(
      testDescription: "corrected by another type", code: .amendmentNotPermitted, pointer: "/header/type",
      says: "the right version of cell.liaison-note is of type cell.liaison-note"
    ) { play in
      let id = note(play)
      return play.say(SituationReport.example, from: "UKR.CELL-1", precedence: .priority, amends: amends(id))
    },
    Case(
      testDescription: "superseded by another type", code: .amendmentNotPermitted, pointer: "/header/type"
    ) { play in
      play.pledged()
      return play.say(
        LiaisonNote.example, from: "FRA.CELL-1", precedence: .priority, amends: amends(play.id("pledge"), .supersede))
    },
    Case(
      testDescription: "cancelled by a type that is neither its own nor a note", code: .amendmentNotPermitted,
      pointer: "/header/type", says: "cell.liaison-note is taken back by cell.liaison-note"
    ) { play in
      let id = note(play)
      return play.say(SituationReport.example, from: "UKR.CELL-1", precedence: .priority, amends: amends(id, .cancel))
    },
    Case(
      testDescription: "of an amendment", code: .amendmentNotPermitted, pointer: "/header/amends/id",
      says: "#3 is an amendment; amend its original"
    ) { play in
      let id = note(play)
      let first = play.must(
        play.say(LiaisonNote.example, from: "UKR.CELL-1", precedence: .priority, amends: amends(id)))
      return play.say(LiaisonNote.example, from: "UKR.CELL-1", precedence: .priority, amends: amends(first.id))
    },
    Case(
      testDescription: "of what was taken back", code: .alreadySaid, pointer: "/header/amends/id",
      says: "it was taken back in #3"
    ) { play in
      let id = note(play)
      play.must(play.say(LiaisonNote.example, from: "UKR.CELL-1", precedence: .priority, amends: amends(id, .retract)))
      return play.say(LiaisonNote.example, from: "UKR.CELL-1", precedence: .priority, amends: amends(id, .cancel))
    },
    Case(
      testDescription: "of an act that a later one rests on", code: .amendmentNotPermitted,
      pointer: "/header/amends/id", says: "a later act rests on it (#12); only a new act changes that"
    ) { play in
      play.ceasefireInForce()
      play.openCase()
      play.task()
      return play.say(play.verificationCase(), from: "USA.CELL-1", amends: amends(play.id("case"), .cancel))
    },
    Case(
      testDescription: "of an act that a later one rests on, which its sender may not read",
      code: .amendmentNotPermitted, pointer: "/header/amends/id", says: "a later act rests on it; only a new act"
    ) { play in
      play.must(play.say(play.requirement(), from: "UKR.CELL-1", as: "requirement"))
      play.must(
        play.say(play.pledge(requirement: play.id("requirement")), from: "FRA.CELL-1", to: ["CELL"]))
      return play.say(play.requirement(), from: "UKR.CELL-1", amends: amends(play.id("requirement"), .cancel))
    },
    Case(
      testDescription: "of an act by another node of its participant, which may not read the later one",
      code: .amendmentNotPermitted, pointer: "/header/amends/id", says: "a later act rests on it; only a new act"
    ) { play in
      play.must(play.say(play.requirement(), from: "UKR.CELL-1", as: "requirement"))
      play.must(
        play.say(play.pledge(requirement: play.id("requirement")), from: "FRA.CELL-1", to: ["UKR.CELL-1"]))
      return play.say(play.requirement(), from: "UKR.GS-1", amends: amends(play.id("requirement"), .cancel))
    },
    Case(
      testDescription: "to fewer than had the original", code: .amendmentIncomplete, pointer: "/header/action",
      says: "FRA.CELL-1 and 2 more had the original and would not get this"
    ) { play in
      let id = play.must(play.say(LiaisonNote.example, from: "UKR.CELL-1", to: ["USA", "FRA", "CELL"]))
      return play.say(LiaisonNote.example, from: "UKR.CELL-1", to: ["USA"], amends: amends(id.id))
    },
    Case(
      testDescription: "not to those who had the original for information", code: .amendmentIncomplete,
      pointer: "/header/action", says: "CELL.OPS-1 had the original"
    ) { play in
      let id = play.must(play.say(LiaisonNote.example, from: "UKR.CELL-1", to: ["USA"], info: ["CELL"]))
      return play.say(LiaisonNote.example, from: "UKR.CELL-1", to: ["USA"], amends: amends(id.id))
    },
    Case(
      testDescription: "released to fewer than had the original", code: .amendmentIncomplete, pointer: "/header/action"
    ) { play in
      let id = note(play)
      return play.say(
        LiaisonNote.example, from: "UKR.CELL-1", precedence: .priority, amends: amends(id),
        releasableTo: ["UKR", "USA", "CELL"])
    },
    Case(
      testDescription: "marked above the clearance of some who had the original", code: .amendmentIncomplete,
      pointer: "/header/action", says: "DEU.CELL-1 had the original"
    ) { play in
      let id = note(play)
      return play.say(LiaisonNote.example, from: "UKR.CELL-1", precedence: .priority, amends: amends(id)) {
        $0.label.classification = "UNCLASSIFIED"
      }
    },
    Case(
      testDescription: "that says what the state does not allow", code: .alreadySaid, pointer: "/body/ref",
      says: "FRA pledged under FRA-2026-02"
    ) { play in
      play.pledged()
      play.must(play.say(play.pledge("FRA-2026-02"), from: "FRA.CELL-1"))
      return play.say(play.pledge("FRA-2026-02"), from: "FRA.CELL-1", amends: amends(play.id("pledge")))
    },
  ]

  @Test("is refused", arguments: refused) func refuses(_ refused: Case) {
    let play = Play()
    let outcome = refused.say(play)
    #expect(outcome.code == Int(refused.code.number) && outcome.pointer == refused.pointer, "\(outcome)")
    #expect(outcome.detail?.contains(refused.says) == true || refused.says.isEmpty, "\(outcome)")
  }

  @Test("what binds is not amended in any way", arguments: Example.all) func binding(_ example: Example) {
    for kind in Amends.Kind.allCases {
      let play = Play()
      let isBinding = play.charter.types.first { $0.type == example.type }!.binding
      example.scene(play)
      let original = example.say(play)
      let outcome = example.say(play) { $0.amends = Self.amends(original.id, kind) }
      if isBinding {
        #expect(outcome.code == 3207 && outcome.pointer == "/header/amends/id", "\(kind): \(outcome)")
        #expect(outcome.detail?.contains("binds: it is withdrawn, or ended by an act of its own") == true)
      } else {
        #expect(outcome.isAccepted, "\(kind): \(outcome)")
      }
    }
  }

  // MARK: what it changes

  private let play = Play()

  private func pledged() -> [String] {
    play.situation().assistance.pledges.map { "\($0.ref) \($0.items.map(\.quantity.value))" }
  }

  private func amend(_ kind: Amends.Kind, _ body: some Payload, from node: NodeName = "FRA.CELL-1") {
    play.must(
      play.say(body, from: node, precedence: .priority, amends: Self.amends(play.id("pledge"), kind)))
  }

  @Test(
    "corrected or superseded, it counts as its latest version says, in its own place",
    arguments: [Amends.Kind.correct, .supersede])
  func latest(kind: Amends.Kind) {
    play.pledged()
    play.must(play.say(play.pledge("FRA-2"), from: "FRA.CELL-1"))
    amend(kind, play.pledge(items: Play.goods(50)))
    #expect(pledged() == ["FRA-2026-01 [50]", "FRA-2 [40]"])
    amend(kind, play.pledge("FRA-3", items: Play.goods(60)))
    #expect(pledged() == ["FRA-3 [60]", "FRA-2 [40]"], "the original is amended again")
    play.must(play.say(play.delivery(on: play.id("pledge"), items: Play.goods(60)), from: "FRA.CELL-1"))
    #expect(play.rows(of: Discrepancy.self).isEmpty, "its identifier stays")
    play.restart()
    #expect(pledged().contains("FRA-3 [60]"))
  }

  @Test(
    "cancelled or retracted, it does not count, by its own type or by a note",
    arguments: [Amends.Kind.cancel, .retract], [true, false])
  func takenBack(kind: Amends.Kind, byNote: Bool) {
    play.pledged()
    amend(.correct, play.pledge(items: Play.goods(50)))
    if byNote { amend(kind, LiaisonNote.example) } else { amend(kind, play.pledge()) }
    #expect(pledged().isEmpty)
    play.restart()
    #expect(pledged().isEmpty)
    #expect(play.say(play.pledge(), from: "FRA.CELL-1").isAccepted, "the reference is free")
  }

  @Test("another node of the participant may amend") func otherNode() {
    play.must(play.say(play.pledge(), from: "FRA.CELL-1", as: "pledge"))
    play.must(
      play.say(
        play.pledge(items: Play.goods(50)), from: "FRA.MNF-1", precedence: .routine,
        amends: Self.amends(play.id("pledge")), releasableTo: ["coalition", "ukraine", "united-states", "cell"]))
    #expect(pledged() == ["FRA-2026-01 [50]"])
  }

  /// A node of France that may not read all that is on the record, and so has a record of its own.
  private func sayByForce(_ ref: Line, _ amends: Amends? = nil) -> Play.Outcome {
    var pledge = play.pledge()
    pledge.ref = ref
    return play.say(
      pledge, from: "FRA.MNF-1", precedence: .routine, amends: amends,
      releasableTo: ["coalition", "ukraine", "united-states", "cell"])
  }

  @Test("a refusal says what the sender may read, as it is amended") func explained() {
    play.must(play.say(play.pledge(), from: "FRA.CELL-1", as: "pledge"))
    play.must(play.say(RequestForInformation.example, from: "UKR.CELL-1", to: ["USA"]))
    let before = sayByForce(play.pledge().ref)
    #expect(before.detail?.contains("pledged under \(play.pledge().ref) in #") == true, "\(before)")
    var other = play.pledge()
    other.ref = "FRA-2026-77"
    amend(.correct, other)
    #expect(sayByForce("FRA-2026-77").detail?.contains("pledged under FRA-2026-77 in #") == true)
    #expect(sayByForce(play.pledge().ref).isAccepted)
  }

  @Test("an amendment is refused for what others said, not for its original") func explainedAmendment() {
    play.must(play.say(play.pledge(), from: "FRA.CELL-1", as: "pledge"))
    play.must(play.say(RequestForInformation.example, from: "UKR.CELL-1", to: ["USA"]))
    play.must(sayByForce("FRA-2026-77"))
    let outcome = sayByForce("FRA-2026-77", Self.amends(play.id("pledge")))
    #expect(outcome.code == 3204)
    #expect(outcome.detail?.contains("pledged under FRA-2026-77 in #") == true, "\(outcome)")
    play.must(sayByForce(play.pledge().ref, Self.amends(play.id("pledge"))))
  }

  @Test("a fact is amended though others rest on it") func fact() {
    play.delivered()
    play.must(play.say(play.confirmation(), from: "UKR.CELL-1"))
    play.must(
      play.say(
        play.delivery(on: play.id("pledge"), items: Play.goods(15)), from: "FRA.CELL-1",
        amends: Self.amends(play.id("delivery"))))
    let total = play.situation().assistance.goods[0]
    #expect((total.delivered, total.confirmed) == (15, 16))
  }

  @Test("a finding that is corrected changes the case, until it is decided on") func finding() {
    play.ceasefireInForce()
    play.caseFound()
    play.must(
      play.say(
        play.finding(isFinal: false), from: "USA.CELL-1", amends: Self.amends(play.id("finding"))))
    #expect(play.situation().cases.map(\.state) == [.assessed])
    play.find()
    play.attribute()
    let outcome = play.say(
      play.finding(outcome: .notAViolation), from: "USA.CELL-1", amends: Self.amends(play.id("finding")))
    #expect(outcome.code == 3207)
  }

  @Test("who may not read the amendment sees what it had") func partial() {
    play.must(play.say(play.pledge(), from: "FRA.CELL-1", to: ["UKR", "CELL"], as: "pledge"))
    play.must(
      play.say(
        play.pledge(items: Play.goods(50)), from: "FRA.CELL-1", to: ["UKR", "CELL"], info: ["USA"],
        amends: Self.amends(play.id("pledge"))))
    // The United States did not have the original: what amends it alone says nothing.
    #expect(play.situation("USA.CELL-1").assistance.pledges.isEmpty)
    #expect(play.situation("UKR.CELL-1").assistance.pledges.map { $0.items[0].quantity } == [50])
  }
}
