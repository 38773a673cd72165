import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire

// What is decided together: proposals of acts that may be, and what is said on them.
extension HistoryWriter {
  /// Types of acts that the charter in force lets be decided together.
  private var decidable: [HistoryType] {
    HistoryType.allCases.filter { isDecidable($0) }
  }

  private func isDecidable(_ type: HistoryType) -> Bool {
    MessageType(type.rawValue).flatMap { rules.rule($0)?.decision } != nil
  }

  /// Whether an act is proposed and not said: mostly where it has to be, now and then where it may be.
  func isProposed(_ type: HistoryType) -> Bool {
    guard isDecidable(type), let name = MessageType(type.rawValue) else { return false }
    return rules.needsDecision(name) ? !slip(15) : chance(25)
  }

  func ofDecision(_ type: HistoryType, _ world: HistoryWorld) -> HistoryContent? {
    let open = world.decisions.filter(\.isOpen)
    switch type {
    case .proposal: return any(decidable).flatMap { proposal(of: $0, in: world) }
    case .statement: return statement(world)
    case .postponement:
      let decision = any(open.filter(\.isSilence)) ?? any(open)
      let until = second((decision?.until ?? now) + Int64(random.below(600) - (slip(15) ? 600 : 0)) * 1_000_000)
      return HistoryContent(
        DecisionPostponement(
          proposal: reference(decision.map { [$0.id] } ?? []), until: until, reason: chance(50) ? text() : nil),
        by: decision?.row.participant, like: decision?.row.header)
    default:
      let decision = any(open) ?? any(world.decisions)
      return HistoryContent(
        DecisionWithdrawal(proposal: reference(decision.map { [$0.id] } ?? []), reason: text()),
        by: decision?.row.participant, like: decision?.row.header)
    }
  }

  /// A whole second, and seldom none.
  private func second(_ moment: Int64) -> Timestamp {
    Timestamp(microseconds: (moment + 999_999) / 1_000_000 * 1_000_000 + (slip(3) ? 1_000 : 0))
  }

  // MARK: a proposal

  /// Nil where nobody is found who would propose such an act.
  func proposal(of type: HistoryType, in world: HistoryWorld) -> HistoryContent? {
    var content = body(of: type, in: world)
    if var body = content.body as? Attribution, !slip(10) {
      body.dissents = nil
      content.body = body
    }
    guard let node = sender(of: content.body, by: content.by, in: world.world, proposing: true) else { return nil }
    let key = slip(2) ? pick(worlds) : world.world
    var header = header(of: content.body, node, key)
    takeBack(header.serial.number, of: station(node, key))
    header.inReplyTo = content.inReplyTo ?? (slip(5) ? reference(world.rows.suffix(8).map(\.id)) : nil)
    if isByTheBook || chance(70) { openUp(&header) }
    if slip(2) { header.from = Fixture.nodes[pick(rules.listed.places)] }
    if slip(2) { header.amends = Amends(id: reference([]), kind: .correct, reason: line("A slip")) }
    guard let document = ProposedDocument(DocumentEncoder.encode(header: header, body: content.body)) else {
      return nil
    }
    let needsAuthority = rules.rule(header.type)?.authority == true
    let proposal = proposal(of: document, content.body, needsAuthority: needsAuthority, in: world)
    return HistoryContent(proposal, from: node, like: header)
  }

  /// To everybody.
  private func openUp(_ header: inout Header) {
    (header.action, header.info) = ([.all], nil)
    header.label.classification = "PUBLIC"
    header.label.releasableTo = [.all]
  }

  private func proposal(
    of document: ProposedDocument, _ act: any Payload, needsAuthority: Bool, in world: HistoryWorld
  ) -> DecisionProposal {
    var proposal = DecisionProposal(
      document: document, electorate: electorate(), rule: pick([.all, .nOfM, .nOfM, .silence]), until: moment())
    let isNeeded = rules.needsDecision(type(of: act).messageType)
    if isNeeded, !slip(15) {
      (proposal.electorate, proposal.rule) = terms(of: act, in: world)
    } else if needsAuthority, proposal.rule == .silence, !slip(40) {
      proposal.mustAgree = [pick(["ukraine", "FRA"])]
    }
    let electors = rules.electors(proposal.electorate).count
    if proposal.rule == .nOfM {
      let fewer = random.below(2)
      proposal.n = ElectorCount(
        max(1, slip(6) ? electors + 1 : isNeeded && !slip(20) ? electors : electors - fewer))
    }
    if act is ForceConstitution || act is ForceChange, !slip(10) {
      proposal.mustAgree = [pick(["ukraine", "UKR"])]
    } else if chance(12) {
      proposal.mustAgree = [pick(["ukraine", "UKR", "FRA", "european", "CAN"])]
    }
    let silence = Int64(rules.charter.decisions?.silence.value ?? 1_440) * 60
    let seconds = proposal.rule == .silence ? silence : 60
    proposal.until = second(now + (slip(4) ? -30 : seconds + Int64(random.below(240))) * 1_000_000)
    return proposal
  }

  private func electorate() -> Electorate {
    switch random.below(isByTheBook ? 3 : 6) {
    case 0: return Electorate(group: "european")
    case 1: return Electorate(role: "special-commission")
    case 3: return Electorate(role: pick(["delegation", "monitor", "verification-lead", "force-command"]))
    case 4: return Electorate(group: pick(["coalition", "ukraine", "united-states", "european"]))
    default:
      let codes = ["FRA", "DEU", "UKR", "USA", isByTheBook ? "FRA" : "CAN"].shuffled(using: &random)
      let some = Set(codes.prefix(1 + random.below(3))).sorted()
      return Electorate(participants: NonEmpty(some.map { ParticipantCode($0)! })!)
    }
  }

  /// As the shipped charters have it.
  private func terms(of act: any Payload, in world: HistoryWorld) -> (Electorate, DecisionProposal.Rule) {
    switch act {
    case is Attribution, is Remedy: return (Electorate(role: "special-commission"), .nOfM)
    case is ForceConstitution, is ForceChange:
      let named = (act as? ForceConstitution)?.lead ?? (act as? ForceChange)?.lead
      let leads = Set(world.force(at: now)?.lead ?? []).union((named?.elements ?? []).map { "\($0)" })
      return (Electorate(participants: NonEmpty(leads.sorted().map { ParticipantCode($0)! }) ?? ["FRA"]), .all)
    default: return (Electorate(role: "delegation"), chance(70) ? .silence : .all)
    }
  }

  // MARK: what is said on it

  /// Those who have something to say yet: of a silence, who has to agree, and who is not known to have it.
  func waiting(for decision: HistoryDecision) -> [String] {
    let silent = decision.everybody.filter { decision.statements[$0] == nil }
    return silent.filter { participant in
      (!decision.isSilence || decision.mustAgree.contains(participant) || decision.delivered[participant] == nil)
        && voices(of: participant, on: decision) != 0
    }.sorted()
  }

  private func voices(of participant: String, on decision: HistoryDecision) -> NodeMask {
    rules.voices(of: participant, on: decision.body) & decision.row.known
      & (rules.speaking[decision.row.header.nature] ?? 0)
  }

  private func statement(_ world: HistoryWorld) -> HistoryContent? {
    let decision = isByTheBook ? focused(world) : any(world.decisions.filter(\.isOpen)) ?? any(world.decisions)
    guard let decision else {
      return HistoryContent(DecisionStatement(proposal: reference([]), position: .abstain))
    }
    let waiting = waiting(for: decision)
    let who =
      slip(12)
      ? pick(HistoryRules.participants)
      : any(waiting) ?? any(decision.everybody.sorted()) ?? pick(HistoryRules.participants)
    let position: DecisionStatement.Position =
      isByTheBook
      ? pick([.agree, .agree, .agree, .agree, .agree, .agree, .agree, .abstain, .object])
      : pick([.agree, .agree, .agree, .abstain, .object])
    var content = HistoryContent(
      DecisionStatement(
        proposal: reference([decision.id]), position: position,
        reason: position == .object && !slip(5) || chance(20) ? text("Not so") : nil),
      by: who, from: slip(15) ? nil : any(voices(of: who, on: decision).places), like: decision.row.header)
    content.namesAuthority =
      rules.rule(decision.act.type)?.authority == true && (position == .agree ? !slip(8) : chance(20))
    return content
  }
}

extension HistoryModel {
  /// Moments to come at which something may be decided.
  func moments(after moment: Int64) -> [Int64] {
    let open = worlds.values.sorted { "\($0.world)" < "\($1.world)" }.flatMap(\.decisions).filter(\.isOpen)
    return open.flatMap { [$0.until, $0.end(rules) ?? $0.until] }.filter { $0 > moment }
  }
}
