import CellConfig
import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Support after an attack: each obliged participant by its own determination")
struct ProceedingsSupportTests {
  private let play = Play()

  private var invocation: InvocationStanding {
    play.situation(SituationQuestion(system: .support)).invocations[0]
  }

  /// The force is constituted and attacked; whoever the text allows has committed itself to it.
  private func attackOnForce(_ text: ShippedCharter) -> (Play, unitedStates: Play.Outcome) {
    let play = Play(text)
    play.agreeOnText()
    play.signAll()
    play.commit("FRA", to: .force)
    let outcome = play.say(play.commitment(to: .force), from: "USA.CELL-1", as: "commitment-USA-force")
    play.forceConstituted()
    play.reportAttack(on: .force)
    return (play, outcome)
  }

  @Test("under the draft an attack on the force obliges the United States") func draft() {
    let (play, unitedStates) = attackOnForce(.draft)
    #expect(unitedStates.isAccepted)
    #expect(play.situation().attacks.map(\.obliged) == [["FRA", "USA"]])
    play.invoke(for: .force, of: "commitment-FRA-force", "commitment-USA-force")
    let responses = play.situation().invocations[0].responses
    #expect(responses.map { "\($0.by) \($0.isObliged)" } == ["FRA true", "USA true"])
    #expect(play.say(play.response(.notObliged), from: "USA.CELL-1").code == 3202)
    play.respond("USA", .committed)
  }

  @Test("under the final text it does not, and the United States may say so") func final() {
    let (play, unitedStates) = attackOnForce(.final)
    #expect(unitedStates.code == 3101 && unitedStates.pointer == "/header/type")
    #expect(play.situation().attacks.map(\.obliged) == [["FRA"]])
    play.invoke(for: .force, of: "commitment-FRA-force")
    #expect(play.situation().invocations[0].responses.map { "\($0.by)" } == ["FRA"])
    play.respond("USA", .notObliged)
    #expect(
      play.situation().invocations[0].responses.map { "\($0.by) \($0.isObliged)" } == ["FRA true", "USA false"])
    #expect(play.situation().invocations[0].isOpen, "it waits for who is obliged")
    play.respond("FRA", .declined)
    #expect(!play.situation().invocations[0].isOpen)
  }

  @Test("an attack on Ukraine does not oblige for the force, nor the other way round") func beneficiaries() {
    play.agreeOnText()
    play.signAll()
    play.commit("FRA", to: .ukraine)
    play.commit("DEU", to: .force)
    play.forceConstituted()
    play.reportAttack()
    play.reportAttack(on: .force)
    #expect(play.situation().attacks.map { "\($0.target.rawValue) \($0.obliged)" } == ["force [DEU]", "ukraine [FRA]"])
  }

  @Test("it is open until each obliged participant has decided and every measure has come to its end") func open() {
    play.agreeOnText()
    play.signAll()
    play.commit("FRA")
    play.commit("DEU", terms: .open)
    play.ceasefireInForce()
    play.reportAttack()
    #expect(play.situation().attention.first?.kind == .attackReported)
    play.invoke(of: "commitment-FRA", "commitment-DEU")
    #expect(play.situation().attention.first?.kind == .invocationOpen)
    #expect(play.situation().attention.first?.waitingFor == ["DEU", "FRA"])
    #expect(invocation.responses.map(\.isConsultationOnly) == [true, false], "open terms oblige to consultation alone")

    play.respond("DEU", .inConsultation)
    play.must(
      play.say(Consultation(invocation: play.id("invocation"), at: play.now, level: .heads), from: "UKR.CELL-1"))
    play.respond("FRA", .partial)
    #expect(play.situation().attention.first?.waitingFor == ["DEU"], "a consultation is no decision")
    play.respond("DEU", .declined)
    #expect(invocation.isOpen, "France's measures are to come")
    play.must(play.say(play.measure(.announced), from: "FRA.CELL-1"))
    play.must(play.say(play.measure(.announced, description: "Transport."), from: "FRA.CELL-1"))
    play.must(play.say(play.measure(.underWay), from: "FRA.CELL-1"))
    play.must(play.say(play.measure(.completed), from: "FRA.CELL-1"))
    #expect(invocation.isOpen && invocation.measures.map(\.status) == [.completed, .announced])
    play.must(play.say(play.measure(.ended, description: "Transport."), from: "FRA.CELL-1"))
    #expect(!invocation.isOpen)
  }

  @Test("a determination is each one's own, and may change; an attribution is no condition") func determinations() {
    play.agreeOnText()
    play.signAll()
    play.commit("FRA")
    play.commit("DEU")
    play.ceasefireInForce()
    play.reportAttack()
    play.invoke(of: "commitment-FRA", "commitment-DEU")
    var doubt = play.response(.inConsultation)
    doubt.determination = .moreInformation
    play.must(play.say(doubt, from: "FRA.CELL-1"))
    var refusal = play.response(.declined)
    refusal.determination = .notAccepted
    play.must(play.say(refusal, from: "DEU.CELL-1"))
    play.respond("FRA", .committed)
    #expect(
      invocation.responses.map { "\($0.by) \($0.determination?.rawValue ?? "")" } == [
        "DEU not-accepted", "FRA attack-accepted",
      ])
    #expect(play.rows(of: SupportResponse.self).count == 3, "the record keeps what was said first")
  }

  @Test("who is not obliged may answer and help all the same") func voluntary() {
    play.invoked()
    play.respond("USA", .committed)
    play.must(
      play.say(play.measure(.announced, under: play.id("response-USA")), from: "USA.CELL-1"))
    #expect(invocation.responses.map { "\($0.by) \($0.isObliged)" } == ["FRA true", "USA false"])
    #expect(invocation.measures.map { "\($0.by)" } == ["USA"])
  }

  @Test("what was announced under an earlier response is carried to its end all the same") func earlierResponse() {
    play.invoked()
    play.respond("FRA", .partial)
    play.must(play.say(play.measure(.announced), from: "FRA.CELL-1"))
    let first = play.id("response-FRA")
    play.respond("FRA", .declined)
    #expect(play.say(play.measure(.announced, under: first, description: "New."), from: "FRA.CELL-1").code == 3202)
    #expect(play.say(play.measure(.underWay, under: first), from: "DEU.CELL-1").code == 3206)
    play.must(play.say(play.measure(.underWay, under: first), from: "FRA.CELL-1"))
    #expect(play.say(play.measure(.announced, under: first), from: "FRA.CELL-1").pointer == "/body/status")
    #expect(invocation.isOpen && invocation.measures.map(\.status) == [.underWay])
    play.must(play.say(play.measure(.ended, under: first), from: "FRA.CELL-1"))
    #expect(!invocation.isOpen)
    #expect(play.withdraw("commitment-FRA", from: "FRA").isAccepted)
  }

  @Test("who is obliged stays so for what was invoked, whatever comes later") func fixed() {
    play.invoked()
    play.commit("DEU")
    #expect(invocation.responses.map { "\($0.by)" } == ["FRA"])
    #expect(play.say(play.response(.notObliged), from: "DEU.CELL-1").isAccepted)
  }
}
