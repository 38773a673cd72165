import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Deciding together: the act, its judgement and its effect")
struct DecidedActTests {
  @Test("an act that takes a decision is refused when it is said by itself, and carried by one") func needed() {
    let play = Play { charter in
      let place = charter.types.firstIndex { $0.type == "declaration.draft" }!
      charter.types[place].decision = .needed
    }
    let outcome = play.say(play.draft(), from: "FRA.CELL-1")
    #expect(outcome.code == 3213 && outcome.pointer == "/header/type")
    play.propose(play.proposal(.nOfM, n: 1))
    play.must(play.state(.agree, from: "DEU.CELL-1"))
    play.pass(minutes: 61)
    #expect(play.lastResult == .carried)
    play.must(play.say(play.signature(), from: "FRA.CELL-1"))
    #expect(play.situation().texts.first?.signatures.count == 1, "what follows rests on it")
  }

  @Test("an act that the rules then in force refuse falls, with code and place") func fell() {
    let play = Play()
    play.propose(play.proposal(.nOfM, n: 1))
    play.must(play.state(.agree, from: "DEU.CELL-1"))
    play.agreeOnText()
    play.pass(minutes: 61)
    #expect(play.lastResult == .fell)
    #expect(play.results.last?.body.code == 3204 && play.results.last?.body.pointer == "/body/instrument")
    #expect(play.situation().texts.count == 1)
    #expect(play.decision()?.state == .fell && play.decision()?.code == 3204)
  }

  @Test("so does one whose type the charter gives to nobody together any more") func notDecidableAnyMore() {
    let play = Play()
    play.propose(play.proposal(.nOfM, n: 1))
    play.must(play.state(.agree, from: "DEU.CELL-1"))
    play.change { charter in
      let place = charter.types.firstIndex { $0.type == "declaration.draft" }!
      charter.types[place].decision = nil
    }
    play.pass(minutes: 61)
    #expect(play.lastResult == .fell)
    #expect(play.results.last?.body.code == 3217 && play.results.last?.body.pointer == "/header/type")
  }

  @Test("nobody else's message takes the identifier of an act that is proposed") func identifier() {
    let play = Play()
    let proposal = play.proposal(.all)
    play.propose(proposal)
    let act = try? DocumentDecoder.header(of: proposal.document.bytes).id
    #expect(play.say(LiaisonNote.example, from: "DEU.CELL-1") { $0.id = act ?? .sample }.code == 3114)
    #expect(play.say(proposal, from: "FRA.CELL-1").code == 3114, "nor a second proposal")
    play.must(play.say(DecisionWithdrawal(proposal: play.id("proposal")), from: "FRA.CELL-1"))
    #expect(play.say(proposal, from: "FRA.CELL-1").isAccepted, "until it has failed")
  }

  @Test("a text that a proposal amends may be taken back meanwhile, and then the proposal's act falls") func rests() {
    let play = Play()
    play.must(play.say(play.draft(), from: "FRA.CELL-1", as: "draft"))
    play.propose(play.proposal(.nOfM, n: 1, of: play.act(play.amendment(), from: "FRA.CELL-1")))
    play.must(play.state(.agree, from: "DEU.CELL-1"))
    play.must(
      play.say(
        play.draft(), from: "FRA.CELL-1", amends: Amends(id: play.id("draft"), kind: .retract, reason: "Not so")))
    play.pass(minutes: 61)
    #expect(play.lastResult == .fell)
  }

  @Test("a text that an act by decision amended is not taken back any more, live or restored") func restsOnceCarried() {
    let play = Play()
    play.must(play.say(play.draft(), from: "FRA.CELL-1", as: "draft"))
    play.propose(play.proposal(.nOfM, n: 1, of: play.act(play.amendment(), from: "FRA.CELL-1")))
    play.must(play.state(.agree, from: "DEU.CELL-1"))
    play.pass(minutes: 61)
    #expect(play.lastResult == .carried)
    for _ in 0..<2 {
      let outcome = play.say(
        play.draft(), from: "FRA.CELL-1", amends: Amends(id: play.id("draft"), kind: .retract, reason: "Not so"))
      #expect(outcome.code == 3207)
      play.bus.restart()
    }
  }

  @Test("the identifier of a proposed act is taken in every world") func identifierEverywhere() throws {
    let play = Play()
    let act = play.act(play.draft(), from: "FRA.CELL-1")
    let id = try DocumentDecoder.header(of: act.bytes).id
    play.propose(play.proposal(.nOfM, n: 1, of: act))
    play.world = Play.exercise
    let outcome = play.say(LiaisonNote(subject: "s", text: "t"), from: "DEU.CELL-1") { $0.id = id }
    #expect(outcome.code == Int(ErrorCode.idReused.number))
  }

  @Test("what needs an authority is not carried by silence alone") func authorityBySilence() {
    let play = Play()
    play.ceasefireInForce()
    play.caseFound()
    let act = play.act(play.attribution(), from: "DEU.CELL-1")
    let outcome = play.say(play.proposal(.silence, of: act), from: "DEU.CELL-1")
    #expect(outcome.code == Int(ErrorCode.authorityRequired.number) && outcome.pointer == "/body/mustAgree")
  }

  @Test("a proposal moves nothing in another world") func worlds() {
    let play = Play()
    play.propose(play.proposal(.nOfM, n: 1))
    #expect(play.situation(world: Play.exercise).decisions.isEmpty)
    play.world = Play.exercise
    #expect(
      play.say(DecisionStatement(proposal: play.id("proposal", in: .operation), position: .agree), from: "DEU.CELL-1")
        .code == 3119)
  }

  @Test("an act that is carried is referred to by its own identifier") func referred() throws {
    let play = Play()
    play.ceasefireInForce()
    play.caseFound()
    let act = play.act(play.attribution(), from: "DEU.CELL-1")
    let id = try DocumentDecoder.header(of: act.bytes).id
    play.propose(
      play.proposal(.nOfM, by: Electorate(role: "special-commission"), n: 1, of: act, from: "DEU.CELL-1"),
      from: "DEU.CELL-1")
    #expect(play.say(play.dispute(of: id), from: "UKR.CELL-1").code == 3119, "not before")
    play.must(
      play.state(.agree, from: "FRA.CELL-1") { $0.authority = Authority(signatory: "France", office: "Minister") })
    play.pass(minutes: 61)
    #expect(play.lastResult == .carried)
    #expect(play.situation().cases.first?.state == .attributed)
    func owed(_ node: NodeName) -> SituationAttention? {
      play.situation(node).attention.first { $0.type == "system.decided" }
    }
    #expect(owed("USA.CELL-1")?.kind == .acknowledgementOwed, "acknowledgements run from the decision")
    #expect(owed("USA.CELL-1")?.waitingFor == ["USA"])
    #expect(owed("DEU.CELL-1")?.waitingFor.contains("DEU") != true, "who proposed it owes none")
    #expect(play.say(play.dispute(of: id), from: "UKR.CELL-1").isAccepted)
    #expect(play.situation().cases.first?.state == .disputed)
    play.restart()
    #expect(play.situation().cases.first?.state == .disputed)
  }

  @Test("a result names what was said between a few to nobody else, and not who said it") func statementAmongFew() {
    for (position, result) in [(.agree, .carried), (.object, .broken)]
      as [(DecisionStatement.Position, ProposalDecided.Result)]
    {
      let play = Play()
      play.propose(play.proposal(.all))
      play.must(play.state(.agree, from: "FRA.CELL-1"))
      play.must(
        play.say(
          DecisionStatement(
            proposal: play.id("proposal"), position: position, reason: position == .object ? "Not so." : nil),
          from: "DEU.CELL-1", to: ["FRA"], releasableTo: ["DEU", "FRA"]))
      play.pass(minutes: 61)
      #expect(play.lastResult == result)
      let body = play.results.last?.body
      #expect(body?.causes?.count ?? 0 == (result == .carried ? 1 : 0))
      #expect(body?.explanation == "It follows from what not everybody may read who reads this.")
    }
  }

  @Test("a proposal among some shows to nobody else, nor does its result") func secrecy() {
    let play = Play()
    let some: NonEmpty<Releasable> = ["DEU", "FRA"]
    let act = play.act(play.draft(), from: "FRA.CELL-1") {
      $0.action = ["DEU"]
      $0.label.releasableTo = some
    }
    play.must(
      play.say(
        play.proposal(.nOfM, by: Electorate(participants: ["DEU", "FRA"]), n: 1, of: act), from: "FRA.CELL-1",
        to: ["DEU"], releasableTo: some, as: "proposal"))
    play.must(
      play.say(
        DecisionStatement(proposal: play.id("proposal"), position: .agree), from: "DEU.CELL-1", to: ["FRA"],
        releasableTo: some))
    play.pass(minutes: 61)
    #expect(play.lastResult == .carried)
    for node in ["USA.CELL-1", "UKR.CELL-1"] as [NodeName] {
      #expect(play.situation(node).decisions.isEmpty && play.situation(node).texts.isEmpty, "\(node)")
    }
    #expect(play.situation("DEU.CELL-1").texts.count == 1)
    let header = play.results.last?.header
    #expect(header.map { play.readers(of: $0).isDisjoint(with: ["USA.CELL-1", "UKR.CELL-1"]) } == true)
  }
}
