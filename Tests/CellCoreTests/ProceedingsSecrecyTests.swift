import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("A refusal says no more than its sender may read")
struct ProceedingsSecrecyTests {
  static let silence = "what you may read of the record does not show why; ask the coordination cell"

  /// Something hidden stands in the way of somebody who may not read it.
  struct Hidden: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var code: ErrorCode
    var pointer: String
    /// All that the refusal says.
    var detail: String
    var world = World.operation
    var roster = Fixture.roster
    var say: @Sendable (Play) -> Play.Outcome
  }

  static let hidden: [Hidden] = [
    Hidden(
      testDescription: "a case", code: .unknownCase, pointer: "/body/case",
      detail: "there is no case V-2026-0001, or it is not yours to read"
    ) { play in
      play.ceasefireInForce()
      play.reportIncident()
      play.must(
        play.say(play.verificationCase(), from: "USA.CELL-1", to: ["FRA", "CELL"], as: "case"))
      play.must(play.say(play.tasking(), from: "USA.CELL-1", to: ["FRA", "CELL"]))
      play.must(play.say(play.finding(), from: "USA.CELL-1", to: ["FRA", "CELL"], as: "finding"))
      return play.say(play.attribution(), from: "DEU.CELL-1")
    },
    Hidden(
      testDescription: "the number of a case", code: .alreadySaid, pointer: "/body/id", detail: silence,
      world: Play.exercise
    ) { play in
      play.ceasefireInForce()
      play.reportIncident()
      play.reportIncident(as: "other")
      play.must(play.say(play.verificationCase(), from: "USA.CELL-1", to: ["FRA", "CELL"]))
      play.leadIsAway()
      return play.say(play.verificationCase(of: play.id("other")), from: "CAN.CELL-1")
    },
    Hidden(
      testDescription: "the case that an incident is in", code: .alreadySaid, pointer: "/body/incidents/0",
      detail: silence, world: Play.exercise
    ) { play in
      play.ceasefireInForce()
      play.reportIncident()
      play.must(play.say(play.verificationCase(), from: "USA.CELL-1", to: ["FRA", "CELL"]))
      play.leadIsAway()
      return play.say(play.verificationCase("V-2026-0002"), from: "CAN.CELL-1")
    },
    Hidden(
      testDescription: "the finding that closed a case", code: .stateNotPermitted, pointer: "/body/case",
      detail: "the case V-2026-0001 is tasked; allowed: verification.tasking, verification.finding (not final),"
        + " verification.finding (final), verification.finding (final, not a violation), verification.joining,"
        + " verification.suspension, verification.closing"
    ) { play in
      play.ceasefireInForce()
      play.openCase()
      play.task()
      play.must(
        play.say(play.finding(outcome: .notAViolation), from: "USA.CELL-1", to: ["FRA"], as: "finding"))
      return play.say(play.attribution(), from: "DEU.CELL-1")
    },
    Hidden(
      testDescription: "a text", code: .textMismatch, pointer: "/body/instrument",
      detail: "paris-declaration has no text on the record"
    ) { play in
      play.must(play.say(play.draft(), from: "FRA.CELL-1", to: ["UKR"]))
      return play.say(play.signature("other"), from: "USA.CELL-1")
    },
    Hidden(
      testDescription: "a text, from who drafts another", code: .alreadySaid, pointer: "/body/instrument",
      detail: silence
    ) { play in
      play.must(play.say(play.draft(), from: "FRA.CELL-1", to: ["UKR"]))
      return play.say(play.draft(), from: "USA.CELL-1")
    },
    Hidden(
      testDescription: "the constitution of the force", code: .alreadySaid, pointer: "/body/name", detail: silence
    ) { play in
      play.ceasefireInForce()
      play.must(play.say(play.constitution(), from: "FRA.CELL-1", to: ["UKR"]))
      return play.say(play.constitution(lead: ["DEU"]), from: "DEU.CELL-1")
    },
    Hidden(
      testDescription: "the constitution of the force, by its label", code: .alreadySaid, pointer: "/body/name",
      detail: silence
    ) { play in
      play.ceasefireInForce()
      play.must(play.say(play.constitution(), from: "FRA.CELL-1", releasableTo: ["FRA", "UKR", "CELL"]))
      return play.say(play.constitution(lead: ["DEU"]), from: "DEU.CELL-1")
    },
    Hidden(
      testDescription: "the constitution of the force, by its marking", code: .alreadySaid, pointer: "/body/name",
      detail: silence
    ) { play in
      play.ceasefireInForce()
      play.must(
        play.say(play.constitution(), from: "FRA.CELL-1") { $0.label.classification = "UNCLASSIFIED" })
      return play.say(play.constitution(lead: ["DEU"]), from: "DEU.CELL-1")
    },
    Hidden(
      testDescription: "an agreement", code: .phaseNotPermitted, pointer: "/header/type",
      detail: "force.constitution may be said in: in-force; the phase is preparation (charter.yaml)"
    ) { play in
      play.must(play.say(play.agreement(), from: "UKR.CELL-1", to: ["USA"]))
      play.must(play.say(play.agreement(), from: "USA.CELL-1", to: ["UKR"]))
      return play.say(play.constitution(), from: "FRA.CELL-1")
    },
    Hidden(
      testDescription: "the end of the ceasefire", code: .phaseNotPermitted, pointer: "/header/type", detail: silence
    ) { play in
      play.ceasefireInForce()
      play.must(play.say(play.termination(), from: "UKR.CELL-1", to: ["USA"]))
      play.must(play.say(play.termination(), from: "USA.CELL-1", to: ["UKR"]))
      return play.say(play.constitution(), from: "FRA.CELL-1")
    },
    Hidden(
      testDescription: "a withdrawal", code: .alreadySaid, pointer: "/body/commitment", detail: silence,
      roster: Fixture.speakingByTwoNodes
    ) { play in
      play.committed()
      play.must(
        play.say(
          GuaranteeWithdrawal(commitment: play.id("commitment-FRA"), effectiveAt: play.now), from: "FRA.CELL-1",
          to: ["USA"]))
      return play.say(
        GuaranteeCompletion(commitment: play.id("commitment-FRA"), terms: .final, means: [.sanctions]),
        from: "FRA.MNF-1")
    },
    Hidden(
      testDescription: "what another node of its participant pledged", code: .alreadySaid, pointer: "/body/ref",
      detail: silence
    ) { play in
      play.must(play.say(play.pledge(), from: "FRA.CELL-1", to: ["UKR"]))
      return play.say(play.pledge(items: Play.goods(1)), from: "FRA.MNF-1")
    },
    Hidden(
      testDescription: "the decision on a release", code: .alreadySaid, pointer: "/body/request", detail: silence
    ) { play in
      play.must(play.say(LiaisonNote.example, from: "FRA.CELL-1", as: "note"))
      play.must(play.say(ReleaseRequest(message: play.id("note"), to: ["USA"]), from: "UKR.CELL-1", as: "ask"))
      play.must(
        play.say(ReleaseDecision(request: play.id("ask"), decision: .refused), from: "FRA.CELL-1", to: ["UKR"]))
      return play.say(ReleaseDecision(request: play.id("ask"), decision: .granted), from: "FRA.MNF-1")
    },
  ]

  @Test("where what it rests on is hidden", arguments: hidden) func silent(_ hidden: Hidden) {
    let play = Play(roster: hidden.roster)
    play.world = hidden.world
    let outcome = hidden.say(play)
    #expect(
      outcome
        == .refused(code: Int(hidden.code.number), pointer: hidden.pointer, detail: hidden.detail))
  }

  @Test(
    "what may not be read and what is not there have one answer, wherever they are named",
    arguments: [
      "inReplyTo", "references", "amends", "release", "withdrawal", "agreement", "incident", "report", "guarantee",
      "invocation", "response", "requirement",
    ])
  func oneAnswer(_ place: String) {
    let play = Play()
    play.ceasefireInForce()
    let hidden = play.must(play.say(LiaisonNote.example, from: "DEU.CELL-1", to: ["CELL"])).id
    let (one, other) = (named(hidden, at: place, play), named(StateCase.unknown, at: place, play))
    #expect(one.code == 3119 && one.pointer == other.pointer && one.code == other.code)
    #expect(one.detail?.replacing("\(hidden)", with: "") == other.detail?.replacing("\(StateCase.unknown)", with: ""))
  }

  private func named(_ id: MessageID, at place: String, _ play: Play) -> Play.Outcome {
    func invocation(reports: MessageID, guarantees: MessageID) -> Invocation {
      Invocation(
        reports: [reports], guarantees: [guarantees], beneficiary: .ukraine, requested: [.military], aim: "Support.")
    }
    switch place {
    case "inReplyTo": return play.say(play.requirement(), from: "UKR.CELL-1", inReplyTo: id)
    case "references": return play.say(play.requirement(), from: "UKR.CELL-1") { $0.references = [id] }
    case "amends":
      return play.say(
        LiaisonNote.example, from: "UKR.CELL-1", amends: Amends(id: id, kind: .cancel, reason: "An error"))
    case "release": return play.say(ReleaseRequest(message: id, to: ["UKR"]), from: "UKR.CELL-1")
    case "withdrawal":
      return play.say(GuaranteeWithdrawal(commitment: id, effectiveAt: play.now), from: "FRA.CELL-1")
    case "agreement":
      return play.say(
        EntryIntoForce(agreement: id, scope: .general, effectiveAt: play.now, basis: .joint), from: "UKR.CELL-1")
    case "incident": return play.say(play.verificationCase(of: id), from: "USA.CELL-1")
    case "report": return play.say(invocation(reports: id, guarantees: id), from: "UKR.CELL-1")
    case "guarantee":
      if !play.knows("attack") { play.reportAttack() }
      return play.say(invocation(reports: play.id("attack"), guarantees: id), from: "UKR.CELL-1")
    case "invocation": return play.say(play.response(.declined, to: id), from: "FRA.CELL-1")
    case "response": return play.say(play.measure(.announced, under: id), from: "FRA.CELL-1")
    case "requirement": return play.say(play.pledge(requirement: id), from: "FRA.CELL-1")
    default: preconditionFailure("no place \(place)")
    }
  }

  @Test("whoever may read all of it is told all of it") func open() {
    let play = Play()
    play.invoked()
    let outcome = play.say(play.response(.notObliged), from: "FRA.CELL-1")
    #expect(outcome.detail?.contains("is obliged by a guarantee that #") == true)
  }

  @Test("what the record allows is accepted, also from who may not read why") func allowed() {
    let play = Play()
    play.ceasefireAgreed()
    play.must(play.say(play.entry(), from: "UKR.CELL-1", to: ["USA"]))
    play.must(play.say(play.entry(), from: "USA.CELL-1", to: ["UKR"]))
    #expect(play.situation("FRA.CELL-1").phase == .agreed)
    #expect(play.say(play.constitution(), from: "FRA.CELL-1").isAccepted)
  }
}
