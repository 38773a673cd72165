import CellConfig
import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

extension Play {
  /// A cell under a charter as it ships, in which some acts take a decision.
  static func shipped(_ text: ShippedCharter = .draft, in world: World = .operation) -> Play {
    let play = Play(text) { $0 = Fixture.shipped[text]! }
    play.world = world
    return play
  }

  /// Proposes as `proposal`, each of these agrees or says what it says, and the moment passes.
  @discardableResult
  func decide(
    _ proposal: DecisionProposal, _ said: [(ParticipantCode, DecisionStatement.Position)],
    from node: NodeName = "FRA.CELL-1", minutes: Int = 61
  ) -> ProposalDecided.Result? {
    propose(proposal, from: node)
    for (code, position) in said {
      must(
        state(position, from: NodeName(stringLiteral: "\(code).CELL-1")) {
          $0.authority = Authority(signatory: "State", office: "Head of government")
        })
    }
    pass(minutes: minutes)
    return lastResult
  }

  /// The act that a proposal carries, by its identifier.
  func act(of proposal: DecisionProposal) -> MessageID {
    (try? DocumentDecoder.header(of: proposal.document.bytes).id) ?? .sample
  }
}

@Suite("Acts that take a decision, by whom and by which rule")
struct NeededDecisionTests {
  private static let needed: [MessageType] = [
    "declaration.draft", "declaration.amendment", "declaration.corrigendum", "force.constitution", "force.change",
    "verification.attribution", "verification.remedy", "cell.roster-change", "cell.charter-change",
  ]

  @Test("sent directly they are refused", arguments: needed, ShippedCharter.allCases)
  func direct(_ type: MessageType, _ text: ShippedCharter) {
    let play = Play.shipped(text)
    let outcome = play.sayExample(of: type, from: "FRA.CELL-1") {
      $0.authority = Authority(signatory: "France", office: "Head of government")
    }
    #expect(outcome.code == 3213 && outcome.pointer == "/header/type", "\(outcome)")
  }

  @Test("nothing else takes one in a shipped charter", arguments: ShippedCharter.allCases)
  func others(_ text: ShippedCharter) {
    let rules = Fixture.shipped[text]!.types.filter { $0.decision == .needed }
    #expect(Set(rules.map(\.type)) == Set(Self.needed))
    #expect(rules.allSatisfy { $0.decidedBy != nil })
    #expect(Fixture.shipped[text]!.types.allSatisfy { $0.decision == nil || $0.decision == .needed })
  }

  // MARK: who decides, and how

  /// One proposal: refused at this place, or accepted.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let pointer: String?
    let proposal: @Sendable (Play) -> DecisionProposal

    init(_ name: String, _ pointer: String?, _ proposal: @escaping @Sendable (Play) -> DecisionProposal) {
      testDescription = name
      self.pointer = pointer
      self.proposal = proposal
    }

    private static let delegations = Electorate(role: "delegation")
    private static let commission = Electorate(role: "special-commission")
    private static let leads = Electorate(participants: ["DEU", "FRA"])

    private static func text(
      _ play: Play, _ rule: DecisionProposal.Rule, by electorate: Electorate = delegations, n: ElectorCount? = nil
    ) -> DecisionProposal { play.proposal(rule, by: electorate, n: n) }

    private static func force(
      _ play: Play, _ rule: DecisionProposal.Rule = .all, by electorate: Electorate = leads, n: ElectorCount? = nil,
      mustAgree: NonEmpty<Elector>? = ["ukraine"]
    ) -> DecisionProposal {
      play.proposal(
        rule, by: electorate, n: n, mustAgree: mustAgree,
        of: play.act(play.constitution(lead: ["FRA", "DEU"]), from: "FRA.CELL-1"))
    }

    private static func attribution(
      _ play: Play, _ rule: DecisionProposal.Rule, by electorate: Electorate = commission, n: ElectorCount? = nil,
      mustAgree: NonEmpty<Elector>? = nil, dissents: NonEmpty<Attribution.Dissent>? = nil
    ) -> DecisionProposal {
      var body = play.attribution()
      body.dissents = dissents
      return play.proposal(rule, by: electorate, n: n, mustAgree: mustAgree, of: play.act(body, from: "FRA.CELL-1"))
    }

    static let all: [Case] = [
      Case("a text by silence", nil) { text($0, .silence) },
      Case("a text by all, which is stricter", nil) { text($0, .all) },
      Case("a text by some", "/body/rule") { text($0, .nOfM, n: 5) },
      Case("a text by a group", "/body/electorate") { text($0, .silence, by: Electorate(group: "european")) },
      Case("a text by those who hold the role, by name", "/body/electorate") {
        text($0, .silence, by: Electorate(participants: ["CAN", "DEU", "FRA", "UKR", "USA"]))
      },
      Case("the force by its leads, with Ukraine", nil) { force($0) },
      Case("with Ukraine by its code", nil) { force($0, mustAgree: ["UKR"]) },
      Case("with Ukraine and another", nil) { force($0, mustAgree: ["CAN", "UKR"]) },
      Case("the force without Ukraine", "/body/mustAgree") { force($0, mustAgree: nil) },
      Case("the force with another than Ukraine", "/body/mustAgree") { force($0, mustAgree: ["CAN"]) },
      Case("the force by one of two leads", "/body/electorate") {
        force($0, by: Electorate(participants: ["FRA"]))
      },
      Case("the force by more than its leads", "/body/electorate") {
        force($0, by: Electorate(participants: ["CAN", "DEU", "FRA"]))
      },
      Case("the force by a group that has its leads", nil) { force($0, by: Electorate(group: "european")) },
      Case("the force by silence", "/body/rule") { force($0, .silence) },
      Case("the force by some", "/body/rule") { force($0, .nOfM, n: 2) },
      Case("an attribution by the commission", nil) { attribution($0, .nOfM, n: 2) },
      Case("an attribution with somebody's consent beside", nil) { attribution($0, .nOfM, n: 2, mustAgree: ["UKR"]) },
      Case("an attribution by half", "/body/n") { attribution($0, .nOfM, n: 1) },
      Case("an attribution by all, of whom one suffices", "/body/rule") { attribution($0, .all) },
      Case("an attribution by silence", "/body/rule") { attribution($0, .silence, mustAgree: ["FRA"]) },
      Case("an attribution by delegations", "/body/electorate") {
        attribution($0, .nOfM, by: Electorate(participants: ["DEU", "FRA"]), n: 2)
      },
      Case("an attribution that says who dissents", "/body/act") {
        attribution($0, .nOfM, n: 2, dissents: [.init(by: "DEU")])
      },
    ]
  }

  @Test("a proposal has the charter's electorate, a rule as strict, and who must agree", arguments: Case.all)
  func terms(_ given: Case) {
    for text in ShippedCharter.allCases {
      let play = Play.shipped(text)
      play.ceasefireInForce()
      play.caseFound()
      let outcome = play.say(given.proposal(play), from: "FRA.CELL-1")
      #expect(outcome.code == given.pointer.map { _ in 3228 }, "\(outcome)")
      #expect(outcome.pointer == given.pointer)
    }
  }

  @Test("a charter without such terms leaves them to the proposal") func before() {
    let play = Play()
    for place in [DecisionProposal.Rule.all, .silence] {
      #expect(play.say(play.proposal(place), from: "FRA.CELL-1").isAccepted)
    }
  }

  @Test("parties that a charter lists decide by name, and a number of its own holds") func parties() {
    let play = Play { charter in
      let place = charter.types.firstIndex { $0.type == "declaration.draft" }!
      charter.types[place].decidedBy = DecisionTerms(
        electorate: .init(parties: [.group("european"), .participant("UKR")]), rule: .nOfM, n: 1)
    }
    let three = Electorate(participants: ["DEU", "FRA", "UKR"])
    let outcome = play.say(play.proposal(.nOfM, by: Electorate(group: "european"), n: 1), from: "FRA.CELL-1")
    #expect(outcome.code == 3228 && outcome.pointer == "/body/electorate")
    #expect(play.say(play.proposal(.nOfM, by: three, n: 1), from: "FRA.CELL-1").isAccepted)
    #expect(play.say(play.proposal(.nOfM, by: three, n: 3), from: "FRA.CELL-1").isAccepted, "more may have to agree")
  }

  @Test("terms that become stricter before the result let it fall; the same ones hold, whoever joined")
  func changed() {
    for isStricter in [true, false] {
      let play = Play.shipped(in: Play.exercise)
      let proposal = play.proposal(
        .silence, by: Electorate(role: "delegation"), until: play.second(minutes: 2 * Play.day))
      play.listen("FRA.CELL-1", "DEU.CELL-1", "CAN.CELL-1", "USA.CELL-1", "UKR.CELL-1", "UKR.GS-1")
      play.propose(proposal)
      play.bus.pass(milliseconds: 2_000)
      play.change { charter in
        let place = charter.types.firstIndex { $0.type == "declaration.draft" }!
        if isStricter { charter.types[place].decidedBy?.rule = .all }
      }
      play.pass(minutes: 2 * Play.day)
      #expect(play.lastResult == (isStricter ? .fell : .carried), "\(play.results)")
      guard isStricter else { continue }
      #expect(play.results.last?.body.code == 3228 && play.results.last?.body.pointer == "/header/type")
      #expect(play.situation().texts.isEmpty)
    }
  }

  // MARK: what follows

  @Test("a text has effect once nobody has broken the silence, or all have spoken", arguments: ShippedCharter.allCases)
  func text(_ text: ShippedCharter) {
    let play = Play.shipped(text, in: Play.exercise)
    let all: [(ParticipantCode, DecisionStatement.Position)] = [
      ("FRA", .agree), ("DEU", .agree), ("CAN", .abstain), ("USA", .agree), ("UKR", .agree),
    ]
    #expect(play.decide(play.proposal(.all, by: Electorate(role: "delegation")), all) == .carried)
    play.must(play.say(play.signature(), from: "FRA.CELL-1"))
    let next = play.act(play.amendment(), from: "FRA.CELL-1")
    #expect(play.decide(play.proposal(.all, by: Electorate(role: "delegation"), of: next), all) == .carried)
    #expect(play.situation().texts.map(\.version) == ["next", play.charter.version])
    #expect(play.situation().texts[0].signatures.isEmpty, "an amendment carries no signature over")
  }

  @Test("the force is constituted by its leads with Ukraine's consent, and by nobody less", arguments: Play.worlds)
  func force(_ world: World) {
    for (ukraine, result) in [(.agree, .carried), (nil, .lapsed), (.abstain, .lapsed), (.object, .broken)]
      as [(DecisionStatement.Position?, ProposalDecided.Result)]
    {
      let play = Play.shipped(in: world)
      play.ceasefireInForce()
      let proposal = play.proposal(
        .all, by: Electorate(participants: ["DEU", "FRA"]), mustAgree: ["ukraine"],
        of: play.act(play.constitution(lead: ["FRA", "DEU"]), from: "FRA.CELL-1"))
      var said: [(ParticipantCode, DecisionStatement.Position)] = [("FRA", .agree), ("DEU", .agree)]
      if let ukraine { said.append(("UKR", ukraine)) }
      #expect(play.decide(proposal, said) == result)
      let lead: [ParticipantCode]? = result == .carried ? ["FRA", "DEU"] : nil
      #expect(play.situation().force.constitution?.lead == lead)
      #expect(play.say(play.activity(.training), from: "FRA.MNF-1").isAccepted == (result == .carried))
    }
  }

  @Test("who is to lead the force decides with those who lead it") func newLead() {
    let play = Play.shipped()
    play.ceasefireInForce()
    let first = play.proposal(
      .all, by: Electorate(participants: ["FRA"]), mustAgree: ["ukraine"],
      of: play.act(play.constitution(), from: "FRA.CELL-1"))
    #expect(play.decide(first, [("FRA", .agree), ("UKR", .agree)]) == .carried)
    let force = play.act(of: first)
    func change(_ what: ForceChange.Matter, lead: NonEmpty<ParticipantCode>? = nil, by codes: NonEmpty<ParticipantCode>)
      -> DecisionProposal
    {
      let body = ForceChange(constitution: force, what: what, lead: lead, effectiveAt: play.now)
      return play.proposal(
        .all, by: Electorate(participants: codes), mustAgree: ["ukraine"], of: play.act(body, from: "FRA.CELL-1"))
    }
    let alone = play.say(change(.lead, lead: ["DEU", "FRA"], by: ["FRA"]), from: "FRA.CELL-1")
    #expect(alone.code == 3228 && alone.pointer == "/body/electorate")
    let joined = change(.lead, lead: ["DEU", "FRA"], by: ["DEU", "FRA"])
    #expect(play.decide(joined, [("FRA", .agree), ("DEU", .agree), ("UKR", .agree)]) == .carried)
    #expect(play.situation().force.constitution?.lead == ["DEU", "FRA"])
    let end = play.say(change(.end, by: ["FRA"]), from: "FRA.CELL-1")
    #expect(end.code == 3228, "both lead by now")
    let before = play.situation()
    play.restart()
    #expect(play.situation().force == before.force, "the record alone leads to the same")
  }

  @Test("dissents follow from the statements", arguments: ShippedCharter.allCases) func dissents(_ text: ShippedCharter)
  {
    var roster = Fixture.roster
    let place = roster.roles.firstIndex { $0.name == "special-commission" }!
    roster.roles[place] = RoleAssignment(
      name: "special-commission", holders: (["FRA", "DEU", "CAN"] as [ParticipantCode]).map(RoleHolder.participant))
    let play = Play(text, roster: roster) { $0 = Fixture.shipped[text]! }
    play.world = Play.exercise
    play.ceasefireInForce()
    play.caseFound()
    let proposal = play.proposal(
      .nOfM, by: Electorate(role: "special-commission"), n: 2, of: play.act(play.attribution(), from: "FRA.CELL-1"))
    #expect(play.decide(proposal, [("FRA", .agree), ("DEU", .object), ("CAN", .agree)]) == .carried)
    let attribution = play.situation().cases.first?.attribution
    #expect(attribution?.decision == .adopted && attribution?.dissents == 1)
    let remedy = play.proposal(
      .nOfM, by: Electorate(role: "special-commission"), n: 2, of: play.act(play.remedy(), from: "DEU.CELL-1"),
      from: "DEU.CELL-1")
    #expect(play.decide(remedy, [("FRA", .agree), ("CAN", .agree)], from: "DEU.CELL-1") == .carried)
    #expect(play.situation().cases.first?.remedies.count == 1)
  }

  @Test("contested phases stand beside proposals, and are none") func contested() throws {
    let play = Play()
    play.must(play.say(play.agreement(), from: "UKR.CELL-1"))
    let situation = play.situation("CELL.OPS-1", SituationQuestion(system: .decisions))
    let phase = try #require(situation.contested.first)
    #expect(situation.contested.count == 1 && situation.decisions.isEmpty)
    #expect(phase.phase == .preparation && phase.statements.map(\.by) == ["UKR"] && phase.awaiting == ["USA"])
    let agree = play.say(
      DecisionStatement(proposal: try #require(phase.agreement), position: .agree), from: "USA.CELL-1")
    #expect(agree.code == 3119 && agree.pointer == "/body/proposal", "no side agrees to another's statement")
    play.must(play.say(play.agreement(), from: "USA.CELL-1"))
    #expect(play.situation("CELL.OPS-1", SituationQuestion(system: .decisions)).contested.isEmpty)
  }
}
