import CellCore
import CellSchema
import CellTestSupport
import Testing

@Suite("Guarantees: versions of the text, late ratifications, completions that take a parliament")
struct ProceedingsGuaranteeVersionTests {
  private func activations(_ play: Play) -> [GuaranteeActivated] {
    play.rows(of: GuaranteeActivated.self).map(\.body)
  }

  private func standings(_ play: Play) -> [GuaranteeObliged.Standing] {
    play.rows(of: GuaranteeObliged.self).map(\.body.standing)
  }

  /// France's commitment under the version `next`, as `new`.
  private func commitAnew(_ play: Play, requiresRatification: Bool = false) {
    var body = play.commitment(requiresRatification: requiresRatification)
    body.version = "next"
    play.must(play.say(body, from: "FRA.CELL-1", as: "new"))
  }

  private func report(_ name: String, _ play: Play) {
    play.must(play.say(play.attackReport(), from: "UKR.GS-1", as: name))
    play.pass(minutes: 5)
  }

  // MARK: versions

  @Test("the old version's guarantee stays until the new one is active, and ends then, without notice") func replaced()
  {
    let play = Play()
    play.agreeOnText()
    play.sign("FRA")
    play.commit("FRA")
    play.ceasefireInForce()
    play.must(play.say(play.amendment(), from: "USA.CELL-1"))
    commitAnew(play)
    report("before", play)
    #expect(activations(play).count == 1 && play.situation().guarantees.map(\.state) == [.active, .dormant])
    play.must(play.say(play.signature("next"), from: "FRA.CELL-1"))
    let change = play.now
    let guarantees = play.situation().guarantees
    #expect(
      guarantees.map(\.state) == [.active, .ended] && guarantees.map(\.version) == ["next", play.charter.version])
    #expect(guarantees[1].endsAt == change && guarantees[1].statedEnd == nil)
    #expect(guarantees[1].replacedBy == guarantees[0].sequence && guarantees[0].replacedBy == nil)
    play.pass(minutes: 5)
    report("after", play)
    play.must(
      play.say(play.invocation(on: ["before", "after"], of: ["commitment-FRA", "new"]), from: "UKR.CELL-1"))
    #expect(standings(play) == [.obliged, .notYetActive, .replaced, .obliged])
    for refused in [
      play.complete("commitment-FRA", from: "FRA", .final, means: [.other]),
      play.withdraw("commitment-FRA", from: "FRA"),
    ] {
      #expect(refused.code == Int(ErrorCode.alreadySaid.number) && refused.pointer == "/body/commitment", "\(refused)")
    }
    play.restart(afterMinutes: 1)
    #expect(play.situation().guarantees.map(\.replacedBy) == guarantees.map(\.replacedBy))
  }

  @Test("a limb is replaced by one on the same track alone: a parliament leaves no gap") func replacedByLimb() {
    let play = Play()
    play.agreeOnText()
    play.sign("FRA")
    play.commit("FRA")
    play.ceasefireInForce()
    play.must(play.say(play.amendment(), from: "USA.CELL-1"))
    commitAnew(play, requiresRatification: true)
    play.must(play.say(play.signature("next"), from: "FRA.CELL-1"))
    #expect(activations(play).map(\.track) == [.both, .political])
    #expect(play.situation().guarantees.map(\.state) == [.active, .active])
    play.pass(minutes: 5)
    #expect(play.say(play.ratification(), from: "FRA.CELL-1").isAccepted, "a ratification is of one version")
    #expect(play.situation().guarantees.map(\.state) == [.active, .active])
    play.must(play.say(play.ratification(.approved, "next"), from: "FRA.CELL-1"))
    #expect(activations(play).map(\.track) == [.both, .political, .both])
    #expect(play.situation().guarantees.map(\.state) == [.active, .ended])
  }

  // MARK: late ratification

  @Test(
    "after the ceasefire's end a ratification activates what was signed before it, as the charter says",
    arguments: [GuaranteeProcedure.LateRatification?.none, .signedBeforeEnd, .never])
  func late(rule: GuaranteeProcedure.LateRatification?) {
    let play = Play { $0.guarantees.lateRatification = rule }
    play.agreeOnText()
    play.sign("FRA")
    play.commit("FRA", bindingness: .legal, requiresRatification: true)
    play.sign("DEU")
    play.commit("DEU", requiresRatification: true)
    play.commit("USA", bindingness: .legal, requiresRatification: true)
    play.ceasefireInForce()
    #expect(activations(play).map(\.commitment) == [play.id("commitment-DEU")])
    play.pass(minutes: 5)
    play.bothState(play.termination())
    play.pass(minutes: 5)
    play.sign("USA")
    for code in ["FRA", "DEU", "USA"] as [ParticipantCode] { play.ratify(code) }
    let said = activations(play).dropFirst().map(\.commitment)
    switch rule {
    case nil: #expect(said == [play.id("commitment-DEU")], "it raises what is active alone")
    case .signedBeforeEnd: #expect(said == [play.id("commitment-FRA"), play.id("commitment-DEU")])
    case .never: #expect(said.isEmpty)
    }
    #expect(activations(play).allSatisfy { $0.effectiveAt <= play.now })
  }

  @Test("nothing else becomes active after the ceasefire's end") func ended() {
    let play = Play()
    play.agreeOnText()
    play.commit("FRA")
    play.ceasefireInForce()
    play.bothState(play.termination())
    play.pass(minutes: 5)
    play.sign("FRA")
    play.sign("DEU")
    play.commit("DEU", requiresRatification: true)
    play.ratify("DEU")
    #expect(activations(play).isEmpty)
  }

  // MARK: completions

  @Test("a completion that takes a parliament leaves the old terms running until its ratification") func completion() {
    let play = Play()
    play.agreeOnText()
    play.sign("FRA")
    play.commit("FRA", terms: .open)
    play.ceasefireInForce()
    let body = GuaranteeCompletion(
      commitment: play.id("commitment-FRA"), terms: .final, means: [.sanctions], requiresRatification: true)
    let completion = play.must(play.say(body, from: "FRA.CELL-1", as: "completion"))
    func guarantee() -> GuaranteeStanding { play.situation().guarantees[0] }
    #expect(guarantee().terms == .open && !guarantee().means.contains(.sanctions))
    #expect(guarantee().pendingCompletions.map { UInt64($0.value) } == [completion.sequence])
    play.pass(minutes: 5)
    report("before", play)

    func ratify(
      _ decision: Ratification.Decision, from node: NodeName = "FRA.CELL-1", of name: String = "completion",
      version: InstrumentVersion? = nil
    ) -> Play.Outcome {
      var body = play.ratification(decision, version)
      body.completion = play.id(name)
      return play.say(body, from: node)
    }
    func isRefused(_ outcome: Play.Outcome, _ code: ErrorCode, _ pointer: String) -> Bool {
      outcome.code == Int(code.number) && outcome.pointer == pointer
    }
    #expect(isRefused(ratify(.approved, from: "DEU.CELL-1"), .notEntitled, "/body/completion"))
    #expect(isRefused(ratify(.approved, of: "commitment-FRA"), .unknownReference, "/body/completion"))
    #expect(isRefused(ratify(.approved, version: "next"), .textMismatch, "/body/version"))
    #expect(isRefused(ratify(.deposited), .stateNotPermitted, "/body/decision"))
    #expect(ratify(.rejected).isAccepted && guarantee().terms == .open)
    play.pass(minutes: 5)
    #expect(ratify(.approved).isAccepted && guarantee().terms == .final)
    #expect(guarantee().means.contains(.sanctions) && guarantee().pendingCompletions.isEmpty)
    #expect(guarantee().legal == .notRequired, "it is no ratification of the text")
    play.pass(minutes: 5)
    report("after", play)
    play.must(play.say(play.invocation(on: ["before", "after"], of: ["commitment-FRA"]), from: "UKR.CELL-1"))
    #expect(play.rows(of: GuaranteeObliged.self).map(\.body.terms) == [.open, .final])
    let plain = play.must(play.complete("commitment-FRA", from: "FRA", .final, means: [.other], as: "plain"))
    #expect(isRefused(ratify(.approved, of: "plain"), .stateNotPermitted, "/body/completion"), "\(plain)")
    play.restart(afterMinutes: 1)
    #expect(guarantee().terms == .final && guarantee().means.contains(.sanctions))
  }
}
