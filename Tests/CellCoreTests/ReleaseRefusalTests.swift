import CellConfig
import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Releases that are refused")
struct ReleaseRefusalTests {
  struct Refused: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var code: ErrorCode
    var pointer: String
    var from: NodeName = "UKR.CELL-1"
    var to: NonEmpty<Releasable>?
    var scene: @Sendable (Play) -> Void
  }

  /// More than the bus can carry.
  static let long: SituationReport = {
    var report = SituationReport.example
    let text = Text(String(repeating: "All is quiet. ", count: 580))!
    report.sections = NonEmpty(Array(repeating: .init(heading: "Donetsk region", text: text), count: 5))
    return report
  }()

  static let refused: [Refused] = [
    Refused(
      testDescription: "by a delegation, of what the force said", code: .notEntitled, pointer: "/body/request",
      from: "FRA.CELL-1"
    ) { play in
      play.must(play.say(LiaisonNote.example, from: "FRA.MNF-1", to: ["FRA"], as: "note"))
      ReleaseTests.ask(play)
    },
    Refused(
      testDescription: "by the force, of what a delegation said", code: .notEntitled, pointer: "/body/request",
      from: "FRA.MNF-1"
    ) { play in
      play.must(play.say(LiaisonNote.example, from: "FRA.CELL-1", to: ["FRA"], as: "note"))
      ReleaseTests.ask(play)
    },
    Refused(
      testDescription: "of what the bus said", code: .notEntitled, pointer: "/body/request", from: "CELL.OPS-1"
    ) { play in
      play.must(
        play.say(LiaisonNote.example, from: "UKR.CELL-1", as: "late") { $0.replyBy = play.now })
      play.pass(seconds: 1)
      let said = play.rows(of: ReplyOverdue.self)[0].header.id
      play.must(play.say(ReleaseRequest(message: said, to: ["USA"]), from: "FRA.CELL-1", as: "ask"))
    },
    Refused(
      testDescription: "beyond the originator's release rule", code: .notReleasable, pointer: "/body/to/1",
      from: "FRA.MNF-1", to: ["DEU", "EST"]
    ) { play in
      play.must(play.say(LiaisonNote.example, from: "FRA.MNF-1", to: ["FRA"], as: "note"))
      ReleaseTests.ask(play, ["DEU"])
    },
    Refused(
      testDescription: "beyond the originator's release rule, as the request names them", code: .notReleasable,
      pointer: "/body/request", from: "FRA.MNF-1"
    ) { play in
      play.must(play.say(LiaisonNote.example, from: "FRA.MNF-1", to: ["FRA"], as: "note"))
      ReleaseTests.ask(play, ["EST"])
    },
    Refused(
      testDescription: "to who is not cleared for it", code: .addresseeNotReleasable, pointer: "/body/to/0", to: ["DEU"]
    ) { play in
      play.must(
        play.say(LiaisonNote.example, from: "UKR.CELL-1", to: ["FRA"], as: "note") {
          $0.label.classification = "UNCLASSIFIED"
        })
      ReleaseTests.ask(play)
    },
    Refused(
      testDescription: "to whom the roster does not have", code: .unknownAddressee, pointer: "/body/to/1",
      to: ["USA", "POL"]
    ) { ReleaseTests.asked($0) },
    Refused(
      testDescription: "of what is too long to be carried", code: .documentTooLarge, pointer: "/body/request"
    ) { play in
      play.must(play.say(long, from: "UKR.CELL-1", to: ["FRA"], as: "note"))
      ReleaseTests.ask(play)
    },
    Refused(
      testDescription: "of what has a correction that is too long to be carried", code: .documentTooLarge,
      pointer: "/body/request"
    ) { play in
      play.must(play.say(SituationReport.example, from: "UKR.CELL-1", to: ["FRA"], as: "note"))
      ReleaseTests.ask(play)
      play.must(
        play.say(
          long, from: "UKR.CELL-1", to: ["FRA"],
          amends: Amends(id: play.id("note"), kind: .correct, reason: "A slip")))
    },
    Refused(
      testDescription: "on a request that was taken back", code: .stateNotPermitted, pointer: "/body/request"
    ) { play in
      ReleaseTests.asked(play)
      play.must(
        play.say(
          LiaisonNote.example, from: "FRA.CELL-1", precedence: .routine,
          amends: Amends(id: play.id("ask"), kind: .retract, reason: "Not needed")))
    },
  ]

  private static let withEstonia: Roster = {
    var roster = Fixture.roster
    roster.participants.append(Participant(code: "EST", name: "Estonia", side: .associate))
    roster.nodes.append(Fixture.node("EST.CELL-1"))
    return roster
  }()

  @Test("what may not be released is refused, and nothing is on the record", arguments: refused)
  func refusals(_ refused: Refused) {
    let play = Play(roster: Self.withEstonia)
    refused.scene(play)
    let head = play.head
    let outcome = play.say(
      ReleaseDecision(request: play.id("ask"), decision: .granted, to: refused.to), from: refused.from)
    #expect(outcome.code == Int(refused.code.number) && outcome.pointer == refused.pointer, "\(outcome)")
    #expect(play.head == head && play.rows(of: MessageReleased.self).isEmpty)
  }
}
