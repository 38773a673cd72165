import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Guarantees: active by entry into force, once each, and for good")
struct ProceedingsGuaranteeTests {
  private let play = Play()

  private var activations: [Play.Said<GuaranteeActivated>] { play.rows(of: GuaranteeActivated.self) }

  private func states(_ node: NodeName = "CELL.OPS-1") -> [String] {
    play.situation(node, SituationQuestion(system: .guarantees)).guarantees
      .sorted { $0.sequence < $1.sequence }
      .map { "\($0.by) \($0.political.rawValue) \($0.legal.rawValue) \($0.state.rawValue)" }
  }

  // MARK: activation

  @Test("one activation each at entry into force, that cites what met its conditions") func activated() throws {
    play.agreeOnText()
    play.signAll()
    play.commit("FRA")
    play.commit("DEU", bindingness: .political)
    play.commit("USA", to: .force, bindingness: .legal)
    play.ceasefireAgreed()
    #expect(activations.isEmpty && states().allSatisfy { $0.hasSuffix("dormant") })

    let first = play.say(play.entry(), from: "UKR.CELL-1")
    #expect(activations.isEmpty, "contested is not in force")
    let second = play.say(play.entry(), from: "USA.CELL-1")
    let names = ["commitment-FRA", "commitment-DEU", "commitment-USA-force"]
    #expect(activations.map(\.body.commitment) == names.map { play.id($0) })
    #expect(activations.map(\.body.track) == [.both, .political, .both])
    for (activation, signatory) in zip(activations, ["FRA", "DEU", "USA"]) {
      #expect(activation.body.causes.elements == [first.id, second.id, play.id("signature-\(signatory)")])
      #expect(activation.cause == second.sequence && activation.body.effectiveAt == play.now)
      #expect(activation.header.precedence == .priority && activation.header.nature == .operation)
    }
    #expect(
      states() == [
        "FRA signed not-required active", "DEU signed not-required active", "USA signed not-required active",
      ])

    // Nothing of what follows activates them a second time.
    play.bothState(play.suspension())
    play.bothState(play.resumption())
    play.pass(minutes: 60)
    play.restart(afterMinutes: 1)
    play.pass(seconds: 1)
    #expect(activations.count == 3)
  }

  @Test("its political limb does not wait for a parliament; ratification raises it to both")
  func ratified() {
    play.agreeOnText()
    play.signAll()
    play.commit("DEU", requiresRatification: true)
    play.ceasefireInForce()
    #expect(
      activations.map(\.body.track) == [.political] && states() == ["DEU signed pending active"])
    play.ratify("DEU", .rejected)
    #expect(
      activations.count == 1 && states() == ["DEU signed rejected active"], "a rejection leaves it")
    play.bothState(play.termination())
    play.pass(minutes: 30)
    let approval = play.ratify("DEU")
    #expect(
      activations.map(\.body.track) == [.political, .both]
        && activations.last?.body.effectiveAt == play.now)
    #expect(
      activations.last?.body.causes.last == approval.id
        && activations.last?.cause == approval.sequence)
    #expect(states() == ["DEU signed approved active"])
    play.ratify("DEU", .deposited)
    #expect(activations.count == 2 && states() == ["DEU signed deposited active"])
  }

  @Test(
    "one that binds in one sense alone waits for the ratification that it takes",
    arguments: [GuaranteeCommitment.Bindingness.political, .legal])
  func waiting(bindingness: GuaranteeCommitment.Bindingness) {
    play.agreeOnText()
    play.signAll()
    play.commit("DEU", bindingness: bindingness, requiresRatification: true)
    play.ceasefireInForce()
    #expect(activations.isEmpty && states() == ["DEU signed pending dormant"])
    play.pass(minutes: 30)
    play.ratify("DEU")
    #expect(activations.map(\.body.track) == [bindingness == .political ? .political : .both])
    #expect(activations.map(\.body.effectiveAt) == [play.now])
  }

  @Test("where the charter says so, both limbs wait; one that says otherwise counts from then on")
  func catchingUp() {
    let play = Play { $0.guarantees.politicalLimb = nil }
    func activations() -> [Play.Said<GuaranteeActivated>] { play.rows(of: GuaranteeActivated.self) }
    play.agreeOnText()
    play.signAll()
    play.commit("DEU", requiresRatification: true)
    play.ceasefireInForce()
    play.reportAttack()
    play.pass(minutes: 30)
    #expect(activations().isEmpty)
    let change = play.now
    play.change { $0.guarantees.politicalLimb = .atSignature }
    play.pass(seconds: 1)
    #expect(activations().map(\.body.track) == [.political])
    #expect(activations().first?.body.underRevision == play.charter.revision)
    #expect((activations().first?.body.effectiveAt).map { $0 >= change } == true)
    play.invoke(of: "commitment-DEU")
    #expect(
      play.rows(of: GuaranteeObliged.self).map(\.body.standing) == [.notYetActive],
      "the attack was before")
  }

  @Test("the charter may ask for the deposit") func deposited() {
    let play = Play { $0.guarantees.ratifiedBy = .deposited }
    play.agreeOnText()
    play.sign("FRA")
    play.commit("FRA", requiresRatification: true)
    play.ceasefireInForce()
    play.ratify("FRA")
    #expect(play.rows(of: GuaranteeActivated.self).map(\.body.track) == [.political])
    play.ratify("FRA", .deposited)
    #expect(play.rows(of: GuaranteeActivated.self).map(\.body.track) == [.political, .both])
  }

  @Test("ratified before entry into force, it is active with it") func ratifiedBefore() {
    play.agreeOnText()
    play.sign("FRA")
    play.ratify("FRA")
    play.commit("FRA", requiresRatification: true)
    #expect(activations.isEmpty)
    play.ceasefireInForce()
    #expect(activations.count == 1)
  }

  @Test("an offer that is not signed waits for the signature; a witness commits itself to nothing") func signed() {
    play.agreeOnText()
    play.commit("FRA")
    play.commit("DEU")
    play.commit("USA")
    play.ceasefireInForce()
    #expect(activations.isEmpty)
    play.sign("DEU", capacity: .witness)
    #expect(activations.isEmpty && states()[1] == "DEU offered not-required dormant")
    play.sign("FRA", capacity: .associate)
    #expect(activations.map(\.body.commitment) == [play.id("commitment-FRA")])
    play.sign("USA")
    #expect(activations.count == 2)
  }

  @Test("a signature of another version does not carry it") func version() {
    play.agreeOnText()
    play.commit("FRA")
    play.must(play.say(play.amendment(), from: "FRA.CELL-1"))
    play.must(play.say(play.signature("next"), from: "FRA.CELL-1"))
    play.ceasefireInForce()
    #expect(activations.isEmpty && states() == ["FRA offered not-required dormant"])
  }

  @Test(
    "given while the ceasefire is in force or suspended it is active at once, after the end it is not",
    arguments: [CeasefirePhase.inForce, .suspended, .terminated])
  func later(phase: CeasefirePhase) {
    play.agreeOnText()
    play.sign("FRA")
    play.bring(to: phase)
    play.pass(minutes: 5)
    let commitment = play.commit("FRA")
    #expect(activations.map(\.cause) == (phase == .terminated ? [] : [commitment.sequence]))
    if phase != .terminated { #expect(activations.map(\.body.effectiveAt) == [play.now]) }
  }

  // MARK: what it survives

  @Test("it survives suspension and the end of the ceasefire, and is invoked then") func survives() {
    play.attackUnderGuarantee()
    play.bothState(play.suspension())
    #expect(states() == ["FRA signed not-required active"])
    play.bothState(play.termination())
    #expect(states() == ["FRA signed not-required active"])
    play.invoke(of: "commitment-FRA")
    #expect(states() == ["FRA signed not-required invoked"])
    play.respond("FRA", .declined)
    #expect(states() == ["FRA signed not-required active"])
    #expect(activations.count == 1)
  }

  // MARK: withdrawal

  @Test("an open invocation is in no way of a withdrawal, which counts after its notice")
  func withdrawal() {
    play.invoked()
    let stated = play.time(minutes: -60)
    play.must(play.withdraw("commitment-FRA", from: "FRA", at: stated))
    let guarantee = play.situation().guarantees[0]
    #expect(guarantee.state == .invoked && guarantee.statedEnd == stated)
    #expect(guarantee.endsAt == NoticePeriod.months(12).after(play.now))
    #expect(
      play.say(play.response(.notObliged), from: "FRA.CELL-1").code == 3202,
      "what was invoked stays owed")
    play.respond("FRA", .committed)
  }

  @Test("a date that lies behind the notice counts as it is stated") func ahead() {
    play.attackUnderGuarantee()
    let moment: Timestamp = "2036-01-01T00:00:00Z"
    play.must(play.withdraw("commitment-FRA", from: "FRA", at: moment))
    #expect(play.situation().guarantees.map(\.endsAt) == [moment])
    #expect(play.situation().guarantees.map(\.statedEnd) == [moment])
  }

  @Test("the notice of the charter at its acceptance counts for good") func noticeOfItsRow() {
    let play = Play { $0.guarantees.notice = nil }
    play.attackUnderGuarantee()
    let accepted = play.now
    play.must(play.withdraw("commitment-FRA", from: "FRA", at: play.time(minutes: -600)))
    play.change { $0.guarantees.notice = .months(12) }
    play.restart(afterMinutes: 1)
    #expect(play.situation().guarantees.map(\.endsAt) == [accepted], "never before its acceptance")
    #expect(play.situation().guarantees.map(\.state) == [.ended])
  }

  @Test(
    "withdrawn before entry into force it is active until it counts",
    arguments: [nil, NoticePeriod.days(1)])
  func withdrawnBefore(notice: NoticePeriod?) {
    let play = Play { $0.guarantees.notice = notice }
    play.agreeOnText()
    play.sign("FRA")
    play.commit("FRA")
    play.must(play.withdraw("commitment-FRA", from: "FRA"))
    play.pass(minutes: 10)
    play.ceasefireInForce()
    #expect(play.rows(of: GuaranteeActivated.self).count == (notice == nil ? 0 : 1))
    #expect(play.situation().guarantees.map(\.state) == [notice == nil ? .ended : .active])
    play.pass(minutes: 1_440)
    #expect(play.situation().guarantees.map(\.state) == [.ended])
  }

  @Test("what was withdrawn may be given anew") func anew() {
    play.attackUnderGuarantee()
    play.must(play.withdraw("commitment-FRA", from: "FRA"))
    play.commit("FRA")
    #expect(activations.count == 2)
    #expect(states() == ["FRA signed not-required active", "FRA signed not-required active"])
  }

  // MARK: who is told

  @Test("an activation is told to those who may read the commitment") func readers() throws {
    play.agreeOnText()
    play.sign("FRA")
    play.must(play.say(play.commitment(), from: "FRA.CELL-1", to: ["UKR", "CELL"], as: "commitment-FRA"))
    play.ceasefireInForce()
    let activation = try #require(activations.first)
    #expect(play.readers(of: activation.header) == ["FRA.CELL-1", "UKR.CELL-1", "UKR.GS-1", "CELL.OPS-1"])
    #expect(states("USA.CELL-1").isEmpty && states("UKR.GS-1") == ["FRA signed not-required active"])
  }
}
