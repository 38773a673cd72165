import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire

// Deciding together, as RULES.md has it.
extension HistoryModel {
  // MARK: a proposal

  /// The act that a proposal carries, as a row that its proposer says now.
  private func act(of body: DecisionProposal, in proposal: HistoryRow) -> HistoryRow? {
    let bytes = body.document.bytes
    guard let header = try? DocumentDecoder.header(of: bytes),
      let type = Catalogue.versions(of: header.type).last?.payload,
      let said = try? DocumentDecoder.body(type, of: bytes)
    else { return nil }
    var row = HistoryRow(
      sequence: proposal.sequence, acceptedAt: proposal.acceptedAt, node: proposal.node,
      participant: proposal.participant, header: header, body: said, addressed: rules.addressed(header), known: 0,
      tokens: [])
    row.notice = rules.charter.guarantees.notice
    row.ratifying = rules.ratifying
    return row
  }

  /// What holds of an act that is said now holds of one that is proposed, or carried: only that nobody has to decide it
  /// once more.
  private func judge(_ act: HistoryRow, _ world: HistoryWorld) {
    checkSender(act)
    checkReferences(act, world)
    checkPhase(act, world)
    check(act, world)
    expect(act.header.expiresAt.map { $0.microseconds > act.acceptedAt } ?? true, act, "it has expired")
  }

  func checkProposal(_ body: DecisionProposal, _ row: HistoryRow, _ world: HistoryWorld) {
    guard let node = row.node, let act = act(of: body, in: row) else {
      return expect(false, row, "it carries no act")
    }
    expect(act.header.from == row.header.from && act.world == row.world, row, "its act is another's, or elsewhere")
    expect(act.header.amends == nil, row, "its act amends a message")
    expect(rules.rule(act.type)?.decision != nil, row, "\(act.type) is not decided together")
    expect(act.id != row.id && !isTaken(act.id), row, "another message has its act's identifier")
    judge(act, world)
    let (electors, mustAgree) = (rules.electors(body.electorate), rules.electors(body.mustAgree))
    expect(!electors.isEmpty && body.n?.value ?? 0 <= electors.count, row, "\(electors.sorted()) cannot decide")
    for elector in body.mustAgree?.elements ?? [] {
      expect(!rules.electors([elector]).isEmpty, row, "\(elector) is nobody, and has to agree")
    }
    for elector in electors.union(mustAgree) {
      expect(
        rules.voices(of: elector, on: body) & row.known != 0, row, "\(elector) decides, and may not read it")
    }
    let silence = Int64(rules.charter.decisions?.silence.value ?? 1_440) * 60_000_000
    let until = body.until.microseconds
    if body.rule == .silence {
      expect(
        until % 1_000_000 == 0 && until >= row.acceptedAt + silence, row, "its moment is too soon, or no whole second")
      expect(
        rules.rule(act.type)?.authority == false || body.mustAgree != nil, row,
        "nobody would bring the authority that its act needs")
    } else {
      expect(until > row.acceptedAt, row, "its moment is past")
    }
    if rules.needsDecision(act.type) { checkTerms(body, act, row, world) }
    // Who reads the proposal reads the act, and who would read the act reads what becomes of it.
    let open = act.addressed & rules.permitted(act.header)
    let hidden = row.addressed & rules.permitted(row.header) & ~(open | 1 << NodeMask(node))
    expect(hidden == 0, row, "\(hidden.places.map { HistoryRules.nodes[$0] }) may not read its act")
    let unheard = open & ~row.known
    expect(unheard == 0, row, "\(unheard.places.map { HistoryRules.nodes[$0] }) may read its act, and not the proposal")
  }

  /// The text by silence of all delegations; the force by its leads, all, with Ukraine's consent; attribution and
  /// remedies by more than half of the commission, of which who dissents says so.
  private func checkTerms(_ body: DecisionProposal, _ act: HistoryRow, _ row: HistoryRow, _ world: HistoryWorld) {
    let place = "\(act.type) is not for \(body.electorate) to decide by \(body.rule.rawValue)"
    let electors = rules.electors(body.electorate)
    switch act.type.system {
    case "declaration": expect(body.electorate.role == "delegation" && body.rule != .nOfM, row, place)
    case "force":
      let leads = Set(world.force(at: row.acceptedAt)?.lead ?? []).union(act.leads)
      expect(body.electorate.role == nil && electors == leads && body.rule == .all, row, place)
      expect(rules.electors(body.mustAgree).contains("UKR"), row, "Ukraine need not agree")
    default:
      expect(
        body.electorate.role == "special-commission" && body.rule == .nOfM
          && 2 * (body.n?.value ?? 0) > electors.count, row, place)
      expect((act.body as? Attribution)?.dissents == nil, row, "it says who dissents")
    }
  }

  /// Whether an identifier stands for a message, or for an act that is proposed or carried.
  private func isTaken(_ id: MessageID) -> Bool {
    worlds.values.contains { world in
      world[id] != nil || world.decisions.contains { $0.isOpen && $0.act.id == id }
    }
  }

  /// No message takes the identifier of an act that is proposed.
  func checkIdentifier(_ row: HistoryRow) { expect(!isTaken(row.id), row, "its identifier is taken") }

  // MARK: what is said on it

  /// The proposal that a message is about, which has no result yet: not even one that is due.
  private func open(_ id: MessageID, _ row: HistoryRow, _ world: HistoryWorld) -> HistoryDecision? {
    guard let decision = world.decisions.last(where: { $0.id == id }) else {
      expect(false, row, "there is no such proposal here")
      return nil
    }
    expect(decision.isOpen, row, "it is decided")
    expect(decision.outcome(at: row.acceptedAt, rules) == nil, row, "its moment has come")
    return decision
  }

  func checkStatement(_ body: DecisionStatement, _ row: HistoryRow, _ world: HistoryWorld) {
    guard let decision = open(body.proposal, row, world), let node = row.node else { return }
    let present = rules.electors(decision.body.electorate).union(rules.electors(decision.body.mustAgree))
    expect(
      decision.everybody.contains(row.participant) && present.contains(row.participant), row, "it is no elector")
    expect(
      rules.voices(of: row.participant, on: decision.body).has(node), row, "its participant does not speak by it")
    expect(body.position != .object || body.reason != nil, row, "it does not say why")
    if body.position == .agree, rules.rule(decision.act.type)?.authority == true {
      expect(row.header.authority != nil, row, "it agrees without the authority that the act needs")
    }
  }

  func checkPostponement(_ body: DecisionPostponement, _ row: HistoryRow, _ world: HistoryWorld) {
    guard let decision = open(body.proposal, row, world) else { return }
    expect(decision.row.participant == row.participant, row, "it is another's proposal")
    expect(decision.isSilence, row, "its deadline stands")
    let until = body.until.microseconds
    expect(until % 1_000_000 == 0 && until > decision.until, row, "it is not put off to a later whole second")
  }

  func checkWithdrawal(_ body: DecisionWithdrawal, _ row: HistoryRow, _ world: HistoryWorld) {
    guard let decision = open(body.proposal, row, world) else { return }
    expect(decision.row.participant == row.participant, row, "it is another's proposal")
  }

  /// Keeps what a message is to a proposal.
  func takeDecision(_ row: HistoryRow, _ world: HistoryWorld) {
    func change(_ proposal: MessageID, _ change: (inout HistoryDecision) -> Void) {
      if let place = world.decisions.lastIndex(where: { $0.id == proposal }) { change(&world.decisions[place]) }
    }
    switch row.body {
    case let body as DecisionProposal:
      guard let node = row.node, let act = act(of: body, in: row) else { return }
      var decision = HistoryDecision(
        row: row, body: body, act: act, electors: rules.electors(body.electorate),
        mustAgree: rules.electors(body.mustAgree),
        silence: Int64(rules.charter.decisions?.silence.value ?? 1_440) * 60_000_000,
        wasNeeded: rules.needsDecision(act.type), changes: changes, until: body.until.microseconds)
      if rules.voices(of: row.participant, on: body).has(node) {
        decision.delivered[row.participant] = row.acceptedAt
      }
      world.decisions.append(decision)
    case let body as DecisionStatement:
      change(body.proposal) { decision in
        decision.statements[row.participant] = .init(id: row.id, position: body.position, sequence: row.sequence)
        // Who speaks on it has it.
        decision.delivered[row.participant] = decision.delivered[row.participant] ?? row.acceptedAt
      }
    case let body as DecisionPostponement: change(body.proposal) { $0.until = body.until.microseconds }
    case let body as DecisionWithdrawal: change(body.proposal) { $0.withdrawal = row.id }
    case let body as ProposalDelivered:
      for elector in body.electors { change(body.proposal) { $0.delivered["\(elector)"] = row.acceptedAt } }
    case let body as SilenceDelayed: change(body.proposal) { $0.until = body.until.microseconds }
    case let body as ProposalDecided:
      change(body.proposal) { $0.result = body.result }
      if body.result == .carried, let decision = world.decisions.last(where: { $0.id == body.proposal }) {
        carry(decision, by: row, world)
      }
    default: break
    }
  }

  // MARK: what the bus says

  /// An elector has it by a node that may speak for it: it was delivered there, or acknowledged from there.
  func checkDelivered(_ body: ProposalDelivered, _ row: HistoryRow, _ world: HistoryWorld) {
    guard let decision = world.decisions.last(where: { $0.id == body.proposal }), decision.isOpen else {
      return expect(false, row, "there is no such proposal")
    }
    for elector in body.electors.map({ "\($0)" }) {
      expect(
        decision.everybody.contains(elector) && decision.delivered[elector] == nil, row, "\(elector) is not waited for")
      expect(
        rules.voices(of: elector, on: decision.body) & nodes(having: decision, world) != 0, row,
        "\(elector) has not got it")
    }
  }

  private func nodes(having decision: HistoryDecision, _ world: HistoryWorld) -> NodeMask {
    world.rows(Acknowledgement.self).filter { $0.body.of == decision.id }.compactMap(\.row.node)
      .reduce(delivered[decision.row.sequence] ?? 0) { $0 | 1 << NodeMask($1) }
  }

  /// The time that the broker was down, and half an hour at least; a moment that is not reached yet loses it too.
  func checkDelayed(_ body: SilenceDelayed, _ row: HistoryRow, _ world: HistoryWorld) {
    guard let decision = world.decisions.last(where: { $0.id == body.proposal }), decision.isOpen, decision.isSilence,
      let stop = stops.removeValue(forKey: body.proposal)
    else { return expect(false, row, "the broker was not down, or it was said before") }
    let down = body.downFrom.microseconds
    expect(body.downTo.microseconds == row.acceptedAt, row, "it is up")
    expect(stop.lastSign <= down && down <= stop.at, row, "it was up until \(Timestamp(microseconds: stop.at))")
    let from = max(decision.until, decision.end(rules) ?? decision.until)
    let length = max(row.acceptedAt - max(down, decision.row.acceptedAt), 30 * 60_000_000)
    let until = (from + length + 999_999) / 1_000_000 * 1_000_000
    expect(
      body.from.microseconds == from && body.until.microseconds == until, row,
      "it goes from \(Timestamp(microseconds: from)) to \(Timestamp(microseconds: until))")
  }

  /// The broker has died: each silence that runs is to be put off.
  func stop(at moment: Int64, lastSign: Int64) {
    stops = [:]
    for world in worlds.values {
      for decision in world.decisions where decision.isOpen && decision.isSilence {
        stops[decision.id] = (moment, lastSign)
      }
    }
  }

  func checkDecided(_ body: ProposalDecided, _ row: HistoryRow, _ world: HistoryWorld) {
    guard let decision = world.decisions.last(where: { $0.id == body.proposal }), decision.isOpen,
      let outcome = decision.outcome(at: row.acceptedAt, rules)
    else { return expect(false, row, "there is nothing to decide, or not yet") }
    expect(
      outcome.result == body.result || outcome.result == .carried && body.result == .fell, row,
      "it is \(outcome.result.rawValue)")
    // Each of its readers may read what it says that it follows from.
    let causes = outcome.causes.filter { row.known & ~(world[$0]?.known ?? 0) == 0 }
    expect(body.causes?.elements ?? [] == causes, row, "it follows from \(causes)")
    switch body.result {
    case .carried:
      let act = carried(decision, by: row)
      judge(act, world)
      if rules.needsDecision(act.type), !decision.wasNeeded { checkTerms(decision.body, act, row, world) }
      expect(rules.rule(act.type)?.decision != nil, row, "\(act.type) is not decided together")
    case .fell:
      let since = world.rows.drop { $0.sequence <= decision.row.sequence }
      expect(
        decision.changes != changes || decision.act.type.system == "force" || decision.act.header.expiresAt != nil
          || since.contains { !$0.isOnDecision }, row, "nothing has happened since that the act falls for")
    case .broken, .lapsed, .withdrawn: break
    }
  }

  // MARK: the effect

  /// An act that is carried is what the same act would be that is said in the row of the result.
  private func carried(_ decision: HistoryDecision, by result: HistoryRow) -> HistoryRow {
    var act = decision.act
    (act.sequence, act.acceptedAt) = (result.sequence, result.acceptedAt)
    act.addressed = result.addressed
    act.carriedBy = (decision.id, result.id)
    return act
  }

  private func carry(_ decision: HistoryDecision, by result: HistoryRow, _ world: HistoryWorld) {
    let act = carried(decision, by: result)
    world.append(act)
    // Acknowledgements and answers run from the result, and are owed by those who may read that.
    let open = rules.permitted(result.header)
    if isToBeAcknowledged(act) {
      world.owed[result.id] = debt(act, dueAt: act.acceptedAt + rules.speed(act.header.precedence), open: open)
    }
    if let due = act.header.replyBy { ask(result.id, of: debt(act, dueAt: due.microseconds, open: open), world) }
  }

  // MARK: what has to have happened

  /// What breaks a silence or takes a proposal back does so at once, and what is due is said at the first tick.
  func checkDecisionsDue(_ world: HistoryWorld, at moment: Int64, isTick: Bool) {
    for decision in world.decisions where decision.isOpen {
      guard let outcome = decision.outcome(at: moment, rules) else { continue }
      let isAtOnce = outcome.result == .withdrawn || outcome.result == .broken && decision.isSilence
      if isTick || isAtOnce { report("#\(decision.row.sequence) is \(outcome.result.rawValue), and nobody says so") }
    }
  }

  /// What had reached an elector before a tick is said to have reached it.
  func checkDeliveriesDue(_ world: HistoryWorld) {
    for decision in world.decisions where decision.isOpen {
      let nodes = confirmed[decision.row.sequence] ?? 0
      for elector in decision.everybody
      where decision.delivered[elector] == nil && rules.voices(of: elector, on: decision.body) & nodes != 0 {
        report("#\(decision.row.sequence) has reached \(elector), and nobody says so")
      }
    }
  }

  func checkStopsDue() {
    for id in stops.keys { report("the broker was down, and \(id) is not put off") }
  }
}

extension HistoryRow {
  /// Whom an act of the force names to lead it.
  fileprivate var leads: [String] {
    let named = (body as? ForceConstitution)?.lead ?? (body as? ForceChange)?.lead
    return (named?.elements ?? []).map { "\($0)" }
  }

  /// It is said on proposals, and by the bus of them.
  fileprivate var isOnDecision: Bool {
    type.system == "decision" || body is ProposalDelivered || body is SilenceDelayed
  }
}

extension HistoryWorld {
  /// The message under which an answer or an acknowledgement of another one counts: the result, for an act that has
  /// effect by it.
  func standing(for id: MessageID) -> MessageID { self[id]?.carriedBy?.result ?? id }
}
