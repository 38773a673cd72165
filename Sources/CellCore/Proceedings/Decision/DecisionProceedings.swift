import CellSchema

/// Where each proposal stands on which participants decide together.
///
/// A proposal is ended by `system.decided` alone, which the bus says when an objection, a withdrawal, the rules or the
/// time have settled it. An act that is carried has effect from that row on, though no row has the act itself.
struct DecisionProceedings: Proceeding {
  /// What an elector said last.
  struct Statement {
    var entry: Entry
    var body: DecisionStatement

    var position: DecisionStatement.Position { body.position }
  }

  struct Decision {
    let entry: Entry
    let body: DecisionProposal
    let frozen: FrozenElectorate
    let proposed: ProposedAct?
    /// Who decides on such acts, by the charter of its row.
    let terms: DecisionTerms?
    /// The moment as it was put off last.
    var until: Microseconds
    /// What each elector said last. An elector's objection to a silence is its last word.
    var statements: [ParticipantIndex: Statement] = [:]
    /// Since when each elector is known to have the proposal.
    var delivered: [ParticipantIndex: Microseconds]
    var postponements: [Said<DecisionPostponement>] = []
    var delays: [Said<SilenceDelayed>] = []
    var withdrawal: Said<DecisionWithdrawal>?
    var result: Said<ProposalDecided>?

    var isOpen: Bool { result == nil }
    var statementsInOrder: [Statement] { statements.values.sorted { $0.entry.sequence < $1.entry.sequence } }

    func participants(_ position: DecisionStatement.Position) -> ParticipantSet {
      ParticipantSet(statements.filter { $0.value.position == position }.keys)
    }
  }

  private var said = Ledger<Entry>()
  private(set) var decisions: [Decision] = []
  private var places: [MessageID: Int] = [:]
  /// The places of the proposals without a result, oldest first.
  private var openPlaces: [Int] = []
  /// Proposals by the identifier of the act that they propose.
  private var placesOfActs: [MessageID: [Int]] = [:]

  var open: [Decision] { openPlaces.map { decisions[$0] } }
  var openCount: Int { openPlaces.count }

  subscript(id: MessageID) -> Decision? { places[id].map { decisions[$0] } }

  /// The proposal of an act that is open or carried: no other message has the act's identifier.
  func claiming(_ act: MessageID) -> Decision? {
    placesOfActs[act, default: []].lazy.map { decisions[$0] }.first { $0.isOpen || $0.result?.body.result == .carried }
  }

  /// The act that is carried under this identifier, with the row from which it has effect.
  func carried(_ act: MessageID) -> (act: ProposedAct, entry: Entry)? {
    guard let decision = claiming(act), let proposed = decision.proposed, let effect = effect(of: decision.entry.id)
    else { return nil }
    return (proposed, effect)
  }

  /// How many electors objected to an act that is carried all the same; nil of what is not carried, and where the charter
  /// of its row left to the act who dissents.
  func dissents(from act: MessageID) -> Int? {
    guard let decision = claiming(act), decision.terms != nil, decision.result?.body.result == .carried else {
      return nil
    }
    return decision.participants(.object).count
  }

  /// The row of the result by which the act with this identifier is carried.
  func result(carrying act: MessageID) -> Entry? {
    guard let result = claiming(act)?.result, result.body.result == .carried else { return nil }
    return result.entry
  }

  // MARK: applying

  mutating func make(_ change: Change, _ act: DecisionAct, of entry: Entry) { make(change, entry) }

  /// Applies what is said on a proposal, by electors or by the bus, or forgets it.
  ///
  /// Nothing of it is amended, under any charter (`AmendmentRules`): so what is forgotten all the same, or comes to its
  /// place late, is worked out anew from the system's own entries.
  mutating func make(_ change: Change, _ entry: Entry) {
    said.make(change, entry, at: entry.sequence)
    if change == .apply, said.lastSequence == entry.sequence { return take(entry) }
    let entries = said
    self = Self()
    said = entries
    for entry in entries { take(entry) }
  }

  private mutating func take(_ entry: Entry) {
    switch entry.act {
    case .decision(let act): take(act, of: entry)
    case .bus(.decided(let body)): conclude(body, entry)
    case .bus(.proposalDelivered(let body)): note(body, entry)
    case .bus(.silenceDelayed(let body)): note(body, entry)
    case .bus(.phaseChanged), .bus(.guaranteeActivated), .bus(.obliged), .bus(.clockStage), .bus(.discrepancy),
      .bus(.serialGap), .bus(.acknowledgementOverdue), .bus(.replyOverdue), .bus(.watchNotTaken), .bus(.released),
      .bus(.alternateActing), .declaration, .guarantee, .ceasefire, .verification, .force, .support, .assistance, .cell,
      .amendment:
      preconditionFailure("it is said on no proposal")
    }
  }

  private mutating func take(_ act: DecisionAct, of entry: Entry) {
    switch act {
    case .proposal(let body): propose(body, entry)
    case .statement(let body):
      change(body.proposal) { decision in
        decision.statements[entry.participant] = Statement(entry: entry, body: body)
        // Who speaks on it has it.
        if decision.delivered[entry.participant] == nil { decision.delivered[entry.participant] = entry.acceptedAt }
      }
    case .postponement(let body):
      change(body.proposal) { decision in
        decision.postponements.append((entry, body))
        decision.until = body.until.moment
      }
    case .withdrawal(let body): change(body.proposal) { $0.withdrawal = (entry, body) }
    }
  }

  private mutating func propose(_ body: DecisionProposal, _ entry: Entry) {
    guard let proposal = entry.proposal else { return }
    let decision = Decision(
      entry: entry, body: body, frozen: proposal.electorate, proposed: proposal.act, terms: proposal.terms,
      until: body.until.moment, delivered: proposal.isOfSpeaker ? [entry.participant: entry.acceptedAt] : [:])
    places[entry.id] = decisions.count
    openPlaces.append(decisions.count)
    if let act = decision.proposed?.header.id { placesOfActs[act, default: []].append(decisions.count) }
    decisions.append(decision)
  }

  private mutating func change(_ proposal: MessageID, _ change: (inout Decision) -> Void) {
    if let place = places[proposal] { change(&decisions[place]) }
  }

  private mutating func note(_ body: ProposalDelivered, _ entry: Entry) {
    change(body.proposal) { decision in
      for participant in body.electors.compactMap({ decision.frozen.codes[$0] })
      where decision.delivered[participant] == nil {
        decision.delivered[participant] = entry.acceptedAt
      }
    }
  }

  private mutating func note(_ body: SilenceDelayed, _ entry: Entry) {
    change(body.proposal) { decision in
      decision.delays.append((entry, body))
      decision.until = body.until.moment
    }
  }

  private mutating func conclude(_ body: ProposalDecided, _ entry: Entry) {
    guard let place = places[body.proposal] else { return }
    decisions[place].result = (entry, body)
    openPlaces.removeAll { $0 == place }
  }

  // MARK: effect

  /// The act of a proposal as the proceedings take it in, once it is carried: its proposer's, under its own identifier,
  /// from the row of the result on. Nil before, and of an act that moves nothing.
  func effect(of proposal: MessageID) -> Entry? {
    guard let decision = self[proposal], let result = decision.result, result.body.result == .carried,
      let proposed = decision.proposed, let content = proposed.content
    else { return nil }
    return Entry(
      sequence: result.entry.sequence, id: proposed.header.id, acceptedAt: result.entry.acceptedAt,
      node: decision.entry.node, participant: decision.entry.participant, inReplyTo: proposed.header.inReplyTo,
      caseNumber: proposed.header.caseNumber, amends: nil, act: content, sentAt: proposed.header.sentAt.moment,
      terms: decision.entry.terms)
  }

  // MARK: rules

  func check(
    _ act: DecisionAct, of entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) throws(Refusal) {
    switch act {
    // `DecisionDesk` judges a proposal, by the roster and with its act.
    case .proposal: break
    case .statement(let body): try require(body.proposal, hearing)
    case .postponement(let body): try check(body, entry, hearing)
    case .withdrawal(let body):
      try requireProposer(entry, of: try require(body.proposal, hearing), hearing, "withdraws it")
    }
  }

  /// The open proposal that a message is about.
  @discardableResult
  private func require(_ id: MessageID, _ hearing: Hearing) throws(Refusal) -> Decision {
    try hearing.require(id, DecisionProposal.self, at: "/body/proposal")
    guard let decision = self[id] else {
      throw Refusal(.unknownReference, at: "/body/proposal", "\(id) is not on the record, or not yours to read")
    }
    guard let result = decision.result else { return decision }
    throw .notNow(
      "the proposal of #\(decision.entry.sequence)",
      is: "\(result.body.result.rawValue) (#\(result.entry.sequence))", allows: DecisionProposal.self,
      at: "/body/proposal")
  }

  private func requireProposer(
    _ entry: Entry, of decision: Decision, _ hearing: Hearing, _ step: String
  ) throws(Refusal) {
    guard entry.participant == decision.entry.participant else {
      throw Refusal(
        .notEntitled, at: "/body/proposal",
        "the proposal is \(hearing.code(decision.entry.participant))'s, who alone \(step)")
    }
  }

  private func check(_ body: DecisionPostponement, _ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    let decision = try require(body.proposal, hearing)
    try requireProposer(entry, of: decision, hearing, "puts it off")
    guard decision.body.rule == .silence else {
      throw Refusal(
        .stateNotPermitted, at: "/body/proposal",
        "the proposal of #\(decision.entry.sequence) is not decided by silence: its moment stands")
    }
    try body.until.checkWholeSecond()
    guard body.until.moment > decision.until else {
      throw Refusal(
        .badMoment, at: "/body/until",
        "the moment is \(Timestamp(decision.until)), and is put off, never shortened")
    }
  }

  func contradiction(
    of act: DecisionAct, in entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) -> Contradiction? {
    switch act {
    case .proposal, .statement, .postponement, .withdrawal: nil
    }
  }
}

extension Timestamp {
  /// The moment of a silence is a whole second.
  func checkWholeSecond() throws(Refusal) {
    guard moment.value % 1_000_000 == 0 else {
      throw Refusal(.badMoment, at: "/body/until", "the moment of a silence is a whole second; \(self) is not")
    }
  }
}
