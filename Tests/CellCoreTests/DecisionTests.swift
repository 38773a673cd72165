import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Deciding together: all, n of m, and who must agree")
struct DecisionTests {
  /// One case: who decides how, who says what, what becomes of it.
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var rule: DecisionProposal.Rule
    var n: ElectorCount?
    var mustAgree: NonEmpty<Elector>?
    var said: [(NodeName, DecisionStatement.Position)]
    var result: ProposalDecided.Result
    var words: String

    init(
      _ name: String, _ rule: DecisionProposal.Rule, n: ElectorCount? = nil, mustAgree: NonEmpty<Elector>? = nil,
      _ said: [(NodeName, DecisionStatement.Position)], _ result: ProposalDecided.Result, _ words: String
    ) {
      testDescription = name
      self.rule = rule
      self.n = n
      self.mustAgree = mustAgree
      self.said = said
      self.result = result
      self.words = words
    }

    private static let (fra, deu, ukr): (NodeName, NodeName, NodeName) = ("FRA.CELL-1", "DEU.CELL-1", "UKR.CELL-1")

    static let all: [Case] = [
      Case("all agree", .all, [(fra, .agree), (deu, .agree)], .carried, "2 agreed"),
      Case("one agrees, one abstains", .all, [(fra, .agree), (deu, .abstain)], .carried, "1 agreed"),
      Case("all abstain", .all, [(fra, .abstain), (deu, .abstain)], .lapsed, "Nobody agreed."),
      Case("one is silent", .all, [(fra, .agree)], .lapsed, "DEU did not speak."),
      Case("one objects", .all, [(fra, .agree), (deu, .object)], .broken, "DEU objected."),
      Case("the last statement counts", .all, [(fra, .agree), (deu, .object), (deu, .agree)], .carried, "2 agreed"),
      Case(
        "the last statement counts, the other way", .all, [(fra, .agree), (deu, .agree), (deu, .object)], .broken,
        "DEU objected."),
      Case(
        "all, and Ukraine agrees", .all, mustAgree: ["ukraine"], [(fra, .agree), (deu, .agree), (ukr, .agree)],
        .carried, "agreed"),
      Case(
        "all, and Ukraine is silent", .all, mustAgree: ["ukraine"], [(fra, .agree), (deu, .agree)], .lapsed,
        "UKR had to agree, and did not."),
      Case(
        "all, and Ukraine abstains", .all, mustAgree: ["UKR"], [(fra, .agree), (deu, .agree), (ukr, .abstain)],
        .lapsed, "UKR had to agree, and did not."),
      Case(
        "all, and Ukraine objects", .all, mustAgree: ["UKR"], [(fra, .agree), (deu, .agree), (ukr, .object)],
        .broken, "UKR objected."),
      Case("one of two agrees", .nOfM, n: 1, [(deu, .agree)], .carried, "1 of 2 agreed; 1 had to."),
      Case("one of two agrees, one objects", .nOfM, n: 1, [(deu, .agree), (fra, .object)], .carried, "1 of 2 agreed"),
      Case("one too few", .nOfM, n: 2, [(deu, .agree)], .lapsed, "2 had to agree, and 1 did."),
      Case(
        "an abstention does not count towards n", .nOfM, n: 2, [(deu, .agree), (fra, .abstain)], .lapsed,
        "2 had to agree, and 1 did."),
      Case(
        "who must agree does not count towards n", .nOfM, n: 2, mustAgree: ["UKR"], [(deu, .agree), (ukr, .agree)],
        .lapsed, "2 had to agree, and 1 did."),
      Case("n, without who must agree", .nOfM, n: 1, mustAgree: ["UKR"], [(deu, .agree)], .lapsed, "UKR had to agree"),
      Case(
        "n, against who must agree", .nOfM, n: 1, mustAgree: ["UKR"], [(deu, .agree), (ukr, .object)], .broken,
        "UKR objected."),
      Case(
        "n, and who must agree is an elector", .nOfM, n: 1, mustAgree: ["DEU"], [(deu, .agree)], .carried,
        "1 of 2 agreed"),
      Case(
        "n, and an elector who must agree does not", .nOfM, n: 1, mustAgree: ["DEU"], [(fra, .agree)], .lapsed,
        "DEU had to agree"),
      Case("silence", .silence, [], .carried, "Nobody broke the silence."),
      Case("silence, abstained", .silence, [(deu, .abstain)], .carried, "Nobody broke the silence."),
      Case("silence, and Ukraine is silent", .silence, mustAgree: ["ukraine"], [], .lapsed, "UKR had to agree"),
      Case(
        "silence, and Ukraine abstains", .silence, mustAgree: ["ukraine"], [(ukr, .abstain)], .lapsed,
        "UKR had to agree"),
      Case("silence, and Ukraine agrees", .silence, mustAgree: ["ukraine"], [(ukr, .agree)], .carried, "Nobody broke"),
    ]
  }

  @Test("a result comes at the moment, and by the last statements", arguments: Case.all, Play.worlds)
  func result(_ given: Case, _ world: World) {
    let play = Play()
    play.world = world
    play.listen("FRA.CELL-1", "DEU.CELL-1", "UKR.CELL-1")
    let minutes = given.rule == .silence ? 2 * Play.day : 60
    play.propose(
      play.proposal(given.rule, n: given.n, until: play.second(minutes: minutes), mustAgree: given.mustAgree))
    play.bus.pass(milliseconds: 2_000)
    var statements: [DecisionStatement.Position: MessageID] = [:]
    for (node, position) in given.said { statements[position] = play.must(play.state(position, from: node)).id }
    play.pass(minutes: minutes - 2)
    #expect(play.results.isEmpty, "nothing before the moment")
    #expect(play.decision()?.state == .open)
    play.pass(minutes: 3)
    #expect(play.results.count == 1)
    #expect(play.lastResult == given.result)
    #expect(play.results.last?.body.explanation.description.contains(given.words) == true, "\(play.results)")
    #expect(play.results.last?.header.nature == world.nature)
    for (_, id) in statements where given.said.count == Set(given.said.map(\.0)).count {
      #expect(
        play.results.last?.body.causes?.contains(id) == true || given.result == .broken, "each statement is a cause")
    }
    #expect(play.situation().texts.count == (given.result == .carried ? 1 : 0), "the act has effect, or none")
    #expect(play.rows(of: DeclarationDraft.self).isEmpty, "and no row")
    play.pass(minutes: 3 * Play.day)
    #expect(play.results.count == 1, "once")
  }

  @Test("a statement at the moment counts, and one after it comes to a result") func atTheMoment() {
    for (seconds, code) in [(0, nil), (1, 3202)] as [(Int, Int?)] {
      let play = Play()
      play.propose(play.proposal(.nOfM, n: 1, until: play.second(minutes: 60)))
      play.bus.advance(milliseconds: Int64(60 * 60 + seconds) * 1_000)
      #expect(play.state(.agree, from: "DEU.CELL-1").code == code)
      play.pass(seconds: 2)
      #expect(play.lastResult == (code == nil ? .carried : .lapsed))
    }
  }

  // MARK: who is asked

  private func change(_ play: Play, _ change: (inout Roster) -> Void) {
    var roster = play.roster
    roster.revision = Revision(roster.revision.value + play.rows(of: RosterChanged.self).count + 1)!
    change(&roster)
    do throws(Refusal) { try play.bus.change(Fixture.files(roster, play.charter)) } catch {
      Issue.record("the roster was refused: \(error)")
    }
  }

  private func leave(_ roster: inout Roster, _ code: ParticipantCode) {
    let place = roster.participants.firstIndex { $0.code == code }!
    roster.participants[place].memberships = []
  }

  private func join(_ roster: inout Roster, _ code: ParticipantCode) {
    let place = roster.participants.firstIndex { $0.code == code }!
    roster.participants[place].memberships = ["european"]
  }

  @Test("who leaves in silence is struck") func struck() {
    let play = Play()
    play.propose(play.proposal(.all))
    play.must(play.state(.agree, from: "FRA.CELL-1"))
    change(play) { leave(&$0, "DEU") }
    #expect(play.state(.object, from: "DEU.CELL-1").code == 3206, "and says no more")
    #expect(play.decision()?.electors.first { $0.participant == "DEU" }?.hasLeft == true)
    play.pass(minutes: 61)
    #expect(play.lastResult == .carried)
  }

  @Test("what was said before leaving stands") func stands() {
    let play = Play()
    play.propose(play.proposal(.all))
    play.must(play.state(.object, from: "DEU.CELL-1"))
    play.must(play.state(.agree, from: "FRA.CELL-1"))
    change(play) { leave(&$0, "DEU") }
    play.pass(minutes: 61)
    #expect(play.lastResult == .broken)
  }

  @Test("who joins later is not asked") func newcomer() {
    let play = Play()
    play.world = Play.exercise
    play.propose(play.proposal(.all))
    change(play) { join(&$0, "CAN") }
    #expect(play.state(.object, from: "CAN.CELL-1").code == 3206)
    play.must(play.state(.agree, from: "FRA.CELL-1"))
    play.must(play.state(.agree, from: "DEU.CELL-1"))
    play.pass(minutes: 61)
    #expect(play.lastResult == .carried)
  }

  @Test("n is absolute: with fewer left the proposal lapses at once") func tooFew() {
    let play = Play()
    play.propose(play.proposal(.nOfM, n: 2))
    play.must(play.state(.agree, from: "FRA.CELL-1"))
    change(play) { leave(&$0, "DEU") }
    play.pass(seconds: 1)
    #expect(play.lastResult == .lapsed)
    #expect(play.results.last?.body.explanation == "2 have to agree, and 1 are left.")
  }

  @Test("with nobody left it lapses") func nobodyLeft() {
    let play = Play()
    play.propose(play.proposal(.all))
    change(play) {
      leave(&$0, "DEU")
      leave(&$0, "FRA")
    }
    play.pass(seconds: 1)
    #expect(play.lastResult == .lapsed)
  }

  @Test("where a role decides, its holders speak, and no delegation beside them") func role() {
    let play = Play()
    play.propose(play.proposal(.all, by: Electorate(role: "force-command")))
    #expect(play.state(.agree, from: "FRA.CELL-1").code == 3206)
    #expect(play.state(.agree, from: "FRA.MNF-1").isAccepted)
    play.pass(minutes: 61)
    #expect(play.lastResult == .carried)
  }

  @Test("a participant has one voice, whichever of its nodes speaks") func oneVoice() {
    let play = Play(roster: Fixture.roster(giving: "delegation", to: ["FRA", "DEU", "CAN", "USA", "UKR"]))
    play.propose(play.proposal(.nOfM, by: Electorate(participants: ["UKR", "DEU"]), n: 2))
    play.must(play.state(.agree, from: "UKR.CELL-1"))
    play.must(play.state(.agree, from: "UKR.GS-1"))
    play.pass(minutes: 61)
    #expect(play.lastResult == .lapsed)
    #expect(play.results.last?.body.causes?.count == 1)
  }

  @Test("what is frozen is in the row and its rules: also when the charter changes") func frozen() throws {
    let play = Play()
    play.listen("FRA.CELL-1", "DEU.CELL-1")
    play.propose()
    play.bus.pass(milliseconds: 2_000)
    play.change { $0.decisions = DecisionProcedure(silence: 10_080, voices: [.role("delegation")]) }
    let decision = try #require(play.decision())
    #expect(decision.charterRevision == 1 && decision.rosterRevision == 1)
    #expect(decision.electors.map(\.participant) == ["DEU", "FRA"])
    play.pass(minutes: Play.day + 1)
    #expect(play.lastResult == .carried, "by the day of the charter of its row")
  }

  // MARK: withdrawal, ends, authority

  @Test("its proposer withdraws it before the result") func withdrawn() {
    let play = Play()
    play.propose(play.proposal(.all))
    play.must(play.state(.agree, from: "DEU.CELL-1"))
    let withdrawal = play.must(play.say(DecisionWithdrawal(proposal: play.id("proposal")), from: "FRA.CELL-1")).id
    #expect(play.lastResult == .withdrawn)
    #expect(play.results.last?.body.causes?.elements == [withdrawal])
    play.pass(minutes: 61)
    #expect(play.results.count == 1)
  }

  @Test("and does not replace it", arguments: [Amends.Kind.correct, .supersede, .cancel, .retract])
  func notReplaced(_ kind: Amends.Kind) {
    let play = Play()
    play.propose()
    let outcome = play.say(
      play.proposal(), from: "FRA.CELL-1", amends: Amends(id: play.id("proposal"), kind: kind, reason: "Another"))
    #expect(outcome.code == 3207)
  }

  @Test("an exercise's open decisions lapse at its end, and no other") func endOfExercise() {
    let play = Play()
    play.propose()
    play.world = Play.exercise
    play.propose()
    change(play) { $0.closedExercises = ["PARIS-2026"] }
    play.pass(seconds: 1)
    #expect(play.results.count == 1)
    #expect(play.results[0].header.exerciseName == "PARIS-2026" && play.lastResult == .lapsed)
    play.world = .operation
    #expect(play.decision()?.state == .open)
  }

  @Test("where the act needs authority, each who agrees names it") func authority() {
    let play = Play()
    play.ceasefireInForce()
    let act = play.act(play.constitution(lead: ["FRA", "DEU"]), from: "FRA.CELL-1")
    play.propose(play.proposal(.all, of: act))
    let outcome = play.state(.agree, from: "DEU.CELL-1")
    #expect(outcome.code == 3110 && outcome.pointer == "/header/authority")
    for node in ["DEU.CELL-1", "FRA.CELL-1"] as [NodeName] {
      play.must(
        play.state(.agree, from: node) { $0.authority = Authority(signatory: "State", office: "Head of government") })
    }
    #expect(play.state(.abstain, from: "FRA.CELL-1").isAccepted, "not who does not agree")
    play.pass(minutes: 61)
    #expect(play.lastResult == .carried)
    #expect(play.situation().force.constitution != nil)
  }

  @Test("no more than 16 of one participant are open, in all worlds together") func tooMany() {
    let play = Play()
    var first: MessageID?
    for number in 0..<Limits.openDecisionsOfParticipant {
      play.world = number.isMultiple(of: 2) ? .operation : Play.exercise
      let act = play.act(play.draft(InstrumentVersion("v\(number)")!), from: "FRA.CELL-1")
      let proposed = play.propose(play.proposal(.all, of: act))
      if number == 0 { first = proposed }
    }
    for world in [.operation, Play.exercise] {
      play.world = world
      #expect(play.say(play.proposal(.all), from: "FRA.CELL-1").code == 3218)
    }
    play.world = .operation
    #expect(play.say(play.proposal(.all, from: "DEU.CELL-1"), from: "DEU.CELL-1").isAccepted)
    #expect(play.say(DecisionWithdrawal(proposal: first!), from: "FRA.CELL-1").isAccepted)
    #expect(play.say(play.proposal(.all), from: "FRA.CELL-1").isAccepted)
  }
}
