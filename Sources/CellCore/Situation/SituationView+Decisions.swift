import CellJournal
import CellSchema

extension SituationView {
  /// All proposals: those without a result first, then the newest results.
  func decisions() -> [DecisionStanding] {
    let all = proceedings.decision.decisions
    return (all.filter(\.isOpen) + all.filter { !$0.isOpen }.reversed()).compactMap(standing)
  }

  private func standing(_ decision: DecisionProceedings.Decision) -> DecisionStanding? {
    guard let proposed = decision.proposed,
      let hash = Envelope(document: decision.body.document.bytes).documentHashText
    else { return nil }
    let result = decision.result?.body
    return DecisionStanding(
      id: decision.entry.id, sequence: RecordSequence(decision.entry.sequence),
      by: code(decision.entry.participant), act: proposed.header.id, actType: proposed.header.type,
      sha256: hash, state: state(decision), rule: decision.body.rule, n: decision.body.n,
      until: Timestamp(decision.until), proposedUntil: decision.body.until,
      electorate: WireSentence(decision.body.electorate.words), rosterRevision: decision.frozen.rosterRevision,
      charterRevision: decision.frozen.charterRevision, electors: electors(decision), delays: delays(decision),
      decided: decision.result.map { RecordSequence($0.entry.sequence) }, code: result?.code, pointer: result?.pointer,
      explanation: result.map { WireSentence($0.explanation.description) })
  }

  private func state(_ decision: DecisionProceedings.Decision) -> DecisionStanding.State {
    switch decision.result?.body.result {
    case .carried: .carried
    case .broken: .broken
    case .lapsed: .lapsed
    case .fell: .fell
    case .withdrawn: .withdrawn
    case nil: isNotReached(decision) ? .notReached : .open
    }
  }

  /// Whether the moment of a silence has come, and does not suffice.
  private func isNotReached(_ decision: DecisionProceedings.Decision) -> Bool {
    decision.isOpen && decision.body.rule == .silence && decision.until < moment
      && ends(decision).map { $0 >= moment } ?? true
  }

  /// When a silence is over, by who has it; nil while somebody has not.
  private func ends(_ decision: DecisionProceedings.Decision) -> Microseconds? {
    decision.moment(rulebook.electorate(of: decision.body))
  }

  private func electors(_ decision: DecisionProceedings.Decision) -> [ElectorStanding] {
    let present = rulebook.electorate(of: decision.body)
    return decision.frozen.codes.sorted { $0.key < $1.key }.map { code, participant in
      let statement = decision.statements[participant]
      return ElectorStanding(
        participant: code, mustAgree: decision.frozen.mustAgree.contains(participant),
        hasLeft: !present.everybody.contains(participant),
        delivered: decision.delivered[participant].map { Timestamp($0) }, position: statement?.position,
        reason: statement?.body.reason.map { WireSentence($0.description) },
        sequence: statement.map { RecordSequence($0.entry.sequence) })
    }
  }

  private func delays(_ decision: DecisionProceedings.Decision) -> [DecisionDelay] {
    let own = decision.postponements.map { entry, body in
      DecisionDelay(sequence: RecordSequence(entry.sequence), until: body.until)
    }
    let ofBroker = decision.delays.map { entry, body in
      DecisionDelay(
        sequence: RecordSequence(entry.sequence), until: body.until, downFrom: body.downFrom, downTo: body.downTo)
    }
    return (own + ofBroker).sorted { $0.sequence < $1.sequence }
  }

  // MARK: attention

  private var open: [DecisionProceedings.Decision] { proceedings.decision.open }

  private func words(_ sentence: Sentence, _ decision: DecisionProceedings.Decision) -> String {
    sentence(decision.proposed.map { "\($0.header.type)" } ?? "an act", code(decision.entry.participant))
  }

  private func silent(_ decision: DecisionProceedings.Decision, among participants: ParticipantSet) -> [Addressee] {
    codes(participants.elements.filter { decision.statements[$0] == nil }).map(Addressee.participant)
  }

  /// Silences that run out soon, the next one first.
  func silences() -> [SituationAttention] {
    let soon = moment + .minutes(Int64(Limits.silenceLapsing))
    return open.filter { $0.body.rule == .silence }.compactMap { decision in ends(decision).map { (decision, $0) } }
      .filter { $0.1 >= moment && $0.1 <= soon }.sorted { $0.1 < $1.1 }.compactMap { decision, end in
        item(
          .silenceLapsing, decision.entry, waitingFor: silent(decision, among: decision.frozen.electors),
          due: Timestamp(end), words(.silenceLapsing, decision))
      }
  }

  func unreachedDecisions() -> [SituationAttention] {
    open.filter(isNotReached).compactMap { decision in
      let unreached = decision.unreached(rulebook.electorate(of: decision.body))
      return item(
        .decisionNotReached, decision.entry, waitingFor: codes(unreached.elements).map(Addressee.participant),
        due: Timestamp(decision.until),
        words(unreached.isEmpty ? .notReachedLongEnough : .notReached, decision))
    }
  }

  /// Statements that are owed: silence counts as consent by no other rule, and never where somebody has to agree.
  func statementsOwed() -> [SituationAttention] {
    open.compactMap { decision in
      let electors = decision.body.rule == .silence ? ParticipantSet() : decision.frozen.electors
      let owing = electors.union(decision.frozen.mustAgree)
      let waiting = silent(decision, among: owing.intersection(rulebook.electorate(of: decision.body).everybody))
      guard !waiting.isEmpty else { return nil }
      return item(
        .statementOwed, decision.entry, waitingFor: waiting, due: Timestamp(decision.until),
        words(.statementOwed, decision))
    }
  }
}
