import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

// Scenes of deciding together.
extension Play {
  /// A day, the least time of a silence under the shipped charters.
  static let day = 24 * 60

  /// The next whole second from so many minutes on.
  func second(minutes: Int) -> Timestamp { Timestamp((time(minutes: minutes).moment).upToSecond) }

  /// A proposal of a first text of the declaration.
  func proposal(
    _ rule: DecisionProposal.Rule = .silence, by electorate: Electorate = Electorate(group: "european"),
    n: ElectorCount? = nil, until: Timestamp? = nil, mustAgree: NonEmpty<Elector>? = nil,
    of document: ProposedDocument? = nil, from node: NodeName = "FRA.CELL-1"
  ) -> DecisionProposal {
    DecisionProposal(
      document: document ?? act(draft(), from: node), electorate: electorate, rule: rule, n: n,
      until: until ?? second(minutes: rule == .silence ? Self.day : 60), mustAgree: mustAgree)
  }

  /// Proposes, as `proposal`.
  @discardableResult
  func propose(_ proposal: DecisionProposal? = nil, from node: NodeName = "FRA.CELL-1") -> MessageID {
    must(say(proposal ?? self.proposal(from: node), from: node, as: "proposal")).id
  }

  @discardableResult
  func state(
    _ position: DecisionStatement.Position, from node: NodeName, reason: Text? = nil,
    change: (inout Header) -> Void = { _ in }
  ) -> Outcome {
    say(
      DecisionStatement(
        proposal: id("proposal"), position: position, reason: reason ?? (position == .object ? "Not so." : nil)),
      from: node, change: change)
  }

  /// Readers at each of these nodes, who take what comes.
  func listen(_ nodes: NodeName...) {
    for node in nodes {
      bus.connect(node).hello().subscribe()
    }
    bus.settle()
    bus.pass(milliseconds: 1_000)
  }

  /// The results that the bus said.
  var results: [Said<ProposalDecided>] { rows(of: ProposalDecided.self) }
  var lastResult: ProposalDecided.Result? { results.last?.body.result }

  /// The proposal as a node sees it.
  func decision(_ node: NodeName = "CELL.OPS-1") -> DecisionStanding? {
    situation(node).decisions.first { $0.id == id("proposal") }
  }
}

extension Microseconds {
  fileprivate var upToSecond: Microseconds {
    let rest = value % 1_000_000
    return rest == 0 ? self : Microseconds(value - rest + 1_000_000)
  }
}

extension Example {
  /// By two participants by name, whoever else the roster has.
  private static func proposal(_ play: Play) -> DecisionProposal {
    play.proposal(by: Electorate(participants: ["DEU", "FRA"]))
  }

  static let decision: [Example] = [
    Example(from: "FRA.CELL-1", notBy: "FRA.MNF-1") { proposal($0) },
    Example(
      from: "DEU.CELL-1", notBy: "EU.CELL-1", after: { $0.propose(proposal($0)) },
      { DecisionStatement(proposal: $0.id("proposal"), position: .agree) }),
    Example(
      from: "FRA.CELL-1", notBy: "FRA.MNF-1", after: { $0.propose(proposal($0)) },
      { DecisionPostponement(proposal: $0.id("proposal"), until: $0.second(minutes: 2 * Play.day)) }),
    Example(
      from: "FRA.CELL-1", notBy: "FRA.MNF-1", after: { $0.propose(proposal($0)) },
      { DecisionWithdrawal(proposal: $0.id("proposal")) }),
  ]
}

extension StateCase {
  private static func broken(_ play: Play) {
    play.propose()
    play.must(play.state(.object, from: "DEU.CELL-1"))
  }

  static let decision: [StateCase] = [
    // The electorate.
    StateCase(
      "of a role that nobody holds", .noElectorate, "/body/electorate/role", says: ["nobody holds the role"],
      from: "FRA.CELL-1"
    ) { $0.proposal(by: Electorate(role: "watch-keeper")) },
    StateCase(
      "of a group without a member", .noElectorate, "/body/electorate", says: ["nobody would decide"],
      from: "FRA.CELL-1"
    ) { $0.proposal(by: Electorate(group: "african")) },
    StateCase(
      "of a participant that there is not", .unknownAddressee, "/body/electorate/participants/1", says: ["GBR"],
      from: "FRA.CELL-1"
    ) { $0.proposal(by: Electorate(participants: ["DEU", "GBR"])) },
    StateCase(
      "with a consent that nobody can give", .noElectorate, "/body/mustAgree/1", says: ["african is nobody"],
      from: "FRA.CELL-1"
    ) { $0.proposal(mustAgree: ["ukraine", "african"]) },
    StateCase(
      "of more than there are", .noElectorate, "/body/n", says: ["3 would have to agree, of 2 electors"],
      from: "FRA.CELL-1"
    ) { $0.proposal(.nOfM, n: 3) },
    StateCase(
      "that an elector cannot read", .electorCannotRead, "/body/electorate",
      says: ["CAN speaks by CAN.CELL-1, and may not read the proposal there"], from: "FRA.CELL-1",
      charter: { charter in
        let place = charter.types.firstIndex { $0.type == "decision.proposal" }!
        charter.types[place].recipients = [.group("european"), .participant("UKR")]
      }, { $0.proposal(by: Electorate(group: "coalition")) }),
    StateCase(
      "of a participant that speaks by nobody", .electorCannotRead, "/body/electorate",
      says: ["CELL has no node that may speak on it"], from: "FRA.CELL-1"
    ) { $0.proposal(by: Electorate(participants: ["DEU", "CELL"])) },
    StateCase(
      "whose consent could not be given", .electorCannotRead, "/body/mustAgree", says: ["CELL has no node"],
      from: "FRA.CELL-1"
    ) { $0.proposal(mustAgree: ["CELL"]) },

    // The moment.
    StateCase(
      "a silence shorter than a day", .badMoment, "/body/until", says: ["runs for 1440 minutes at least"],
      from: "FRA.CELL-1"
    ) { $0.proposal(until: $0.second(minutes: Play.day - 1)) },
    StateCase(
      "a silence that ends within a second", .badMoment, "/body/until", says: ["a whole second"], from: "FRA.CELL-1"
    ) { $0.proposal(until: Timestamp($0.second(minutes: 2 * Play.day).moment + .milliseconds(1))) },
    StateCase("a deadline that is past", .badMoment, "/body/until", says: ["is past"], from: "FRA.CELL-1") {
      $0.proposal(.all, until: $0.now)
    },
    StateCase(
      "a silence shorter than the charter has it", .badMoment, "/body/until", says: ["runs for 2880 minutes"],
      from: "FRA.CELL-1", charter: { $0.decisions = DecisionProcedure(silence: 2_880, voices: [.role("delegation")]) },
      { $0.proposal(until: $0.second(minutes: Play.day)) }),

    // The act.
    StateCase("of what is no document", .notJSON, "/body/act", from: "FRA.CELL-1") {
      $0.proposal(of: "no document")
    },
    StateCase(
      "of a type that is not decided together", .notDecidable, "/body/act", says: ["/header/type: "],
      from: "FRA.CELL-1"
    ) { $0.proposal(of: $0.act(LiaisonNote.example, from: "FRA.CELL-1")) },
    StateCase(
      "of an act of another node", .wrongSender, "/body/act", says: ["/header/from: "], from: "FRA.CELL-1"
    ) { $0.proposal(of: $0.act($0.draft(), from: "DEU.CELL-1")) },
    StateCase(
      "of an act of another world", .notDecidable, "/body/act", says: ["/header/nature: "], from: "FRA.CELL-1"
    ) { $0.proposal(of: $0.act($0.draft(), from: "FRA.CELL-1") { $0.nature = .project }) },
    StateCase(
      "of an act that its proposer may not say", .typeNotPermitted, "/body/act", says: ["/header/type: "],
      from: "UKR.CELL-1"
    ) { play in
      play.proposal(
        by: Electorate(role: "special-commission"),
        of: play.act(
          Remedy(caseNumber: "V-2026-0042", measure: "Withdraw.", addressee: "RUS", by: play.now), from: "UKR.CELL-1"))
    },
    StateCase(
      "of an act that its state does not allow", .alreadySaid, "/body/act", says: ["/body/instrument: "],
      from: "FRA.CELL-1", after: { $0.agreeOnText() }, { $0.proposal() }),
    StateCase(
      "of an act that amends a message", .notDecidable, "/body/act", says: ["/header/amends: "], from: "FRA.CELL-1",
      after: { play in play.must(play.say(play.draft(), from: "FRA.CELL-1", as: "draft")) },
      { play in
        let amends = Amends(id: play.id("draft"), kind: .correct, reason: "A slip")
        return play.proposal(of: play.act(play.draft(), from: "FRA.CELL-1") { $0.amends = amends })
      }),
    StateCase(
      "of an act whose identifier is taken", .idReused, "/body/act", says: ["/header/id: "], from: "FRA.CELL-1",
      after: { play in play.must(play.say(LiaisonNote.example, from: "FRA.CELL-1", as: "note")) },
      { play in
        let id = play.id("note")
        return play.proposal(of: play.act(play.draft(), from: "FRA.CELL-1") { $0.id = id })
      }),
    StateCase(
      "of an act that its readers may not read", .notDecidable, "/body/act", says: ["may read the proposal, and not"],
      from: "FRA.CELL-1"
    ) { $0.proposal(of: $0.act($0.draft(), from: "FRA.CELL-1") { $0.label.releasableTo = ["DEU", "FRA"] }) },

    // Statements.
    StateCase("on no proposal", .unknownReference, "/body/proposal", says: [notThere], from: "DEU.CELL-1") { _ in
      DecisionStatement(proposal: unknown, position: .agree)
    },
    StateCase(
      "on what is no proposal", .unknownReference, "/body/proposal",
      says: ["is of type cell.liaison-note, not decision.proposal"], from: "DEU.CELL-1",
      after: { play in play.must(play.say(LiaisonNote.example, from: "FRA.CELL-1", as: "note")) },
      { DecisionStatement(proposal: $0.id("note"), position: .agree) }),
    StateCase(
      "by who is no elector", .notEntitled, "/header/from", says: ["USA is no elector of the proposal of #2"],
      from: "USA.CELL-1", after: { $0.propose() },
      { DecisionStatement(proposal: $0.id("proposal"), position: .agree) }),
    StateCase(
      "by a node that does not speak for its participant", .notEntitled, "/header/from",
      says: ["FRA speaks here by FRA.CELL-1"], from: "FRA.MNF-1", after: { $0.propose() },
      { DecisionStatement(proposal: $0.id("proposal"), position: .agree) }),
    StateCase(
      "on what is broken", .stateNotPermitted, "/body/proposal",
      says: ["is broken (#4)", "allowed: decision.proposal"],
      from: "FRA.CELL-1", after: { broken($0) },
      { DecisionStatement(proposal: $0.id("proposal"), position: .agree) }),
    StateCase(
      "that takes an objection to a silence back", .stateNotPermitted, "/body/proposal", says: ["is broken"],
      from: "DEU.CELL-1", after: { broken($0) },
      { DecisionStatement(proposal: $0.id("proposal"), position: .agree) }),

    // Postponement.
    StateCase(
      "of another's proposal", .notEntitled, "/body/proposal", says: ["FRA's, who alone puts it off"],
      from: "DEU.CELL-1", after: { $0.propose() },
      { DecisionPostponement(proposal: $0.id("proposal"), until: $0.second(minutes: 2 * Play.day)) }),
    StateCase(
      "to an earlier moment", .badMoment, "/body/until", says: ["is put off, never shortened"], from: "FRA.CELL-1",
      after: { play in play.propose(play.proposal(until: play.second(minutes: 3 * Play.day))) },
      { DecisionPostponement(proposal: $0.id("proposal"), until: $0.second(minutes: 2 * Play.day)) }),
    StateCase(
      "to the same moment", .badMoment, "/body/until", from: "FRA.CELL-1",
      after: { play in play.propose(play.proposal(until: "2026-03-10T12:00:00Z")) },
      { DecisionPostponement(proposal: $0.id("proposal"), until: "2026-03-10T12:00:00Z") }),
    StateCase(
      "within a second", .badMoment, "/body/until", says: ["a whole second"], from: "FRA.CELL-1",
      after: { $0.propose() },
      { DecisionPostponement(proposal: $0.id("proposal"), until: "2026-03-12T12:00:00.5Z") }),
    StateCase(
      "of a rule that is not silence", .stateNotPermitted, "/body/proposal", says: ["its moment stands"],
      from: "FRA.CELL-1", after: { play in play.propose(play.proposal(.all)) },
      { DecisionPostponement(proposal: $0.id("proposal"), until: $0.second(minutes: 2 * Play.day)) }),
    StateCase(
      "of what has a result", .stateNotPermitted, "/body/proposal", says: ["is broken"], from: "FRA.CELL-1",
      after: { broken($0) },
      { DecisionPostponement(proposal: $0.id("proposal"), until: $0.second(minutes: 2 * Play.day)) }),

    // Withdrawal.
    StateCase(
      "of another's proposal", .notEntitled, "/body/proposal", says: ["FRA's, who alone withdraws it"],
      from: "DEU.CELL-1", after: { $0.propose() }, { DecisionWithdrawal(proposal: $0.id("proposal")) }),
    StateCase(
      "of what has a result", .stateNotPermitted, "/body/proposal", says: ["is broken"], from: "FRA.CELL-1",
      after: { broken($0) }, { DecisionWithdrawal(proposal: $0.id("proposal")) }),
  ]
}
