import CellSchema

// What has become of a proposal by now. It depends on the record, the moment and the rules in force, and on nothing else.
extension DecisionProceedings {
  struct Outcome {
    var result: ProposalDecided.Result
    /// The statements that count, or the withdrawal.
    var causes: [MessageID] = []
    var words: String
  }

  /// What the rules in force say of a proposal beside what is frozen.
  struct Circumstances {
    var now: Microseconds
    /// Who would decide if it were proposed now.
    var present: FrozenElectorate
    /// Whether the proposal's exercise is closed.
    var isClosed: Bool
    var sides: [Side: ParticipantSet]
    /// Electors that are kept off the bus: silence says nothing of them.
    var held: ParticipantSet
    /// Whether a witness of one of these has cosigned a checkpoint with a row.
    var isWitnessed: (SequenceNumber, ParticipantSet) -> Bool
    var code: (ParticipantIndex) -> ParticipantCode
  }
}

extension DecisionProceedings.Decision {
  typealias Outcome = DecisionProceedings.Outcome

  /// The electors that count: those who are still electors, and those who spoke before they left. Nobody joins.
  func standing(_ present: FrozenElectorate) -> ParticipantSet {
    frozen.electors.intersection(present.electors.union(ParticipantSet(statements.keys)))
  }

  /// The electors who left and had said nothing.
  func struck(_ present: FrozenElectorate) -> ParticipantSet {
    let standing = standing(present)
    return ParticipantSet(frozen.electors.elements.filter { !standing.contains($0) })
  }

  /// Those to whom a silence has to be delivered before it carries, and is not known to have been.
  func unreached(_ present: FrozenElectorate) -> ParticipantSet {
    let everybody = standing(present).union(frozen.mustAgree.intersection(present.mustAgree))
    return ParticipantSet(everybody.elements.filter { delivered[$0] == nil })
  }

  /// When the last elector will have had the proposal for as long as a silence takes; nil while one is not reached.
  private func reached(_ present: FrozenElectorate) -> Microseconds? {
    guard unreached(present).isEmpty else { return nil }
    let everybody = standing(present).union(frozen.mustAgree.intersection(present.mustAgree))
    return everybody.elements.compactMap { delivered[$0] }.max().map { $0 + frozen.silence }
  }

  /// The moment after which the rule is looked at; nil while a silence is not reached.
  func moment(_ present: FrozenElectorate) -> Microseconds? {
    switch body.rule {
    case .all, .nOfM: until
    case .silence: isNoticeKept ? until : reached(present).map { max($0, until) }
    }
  }

  /// The result, if there is one by now.
  func outcome(_ circumstances: DecisionProceedings.Circumstances) -> Outcome? {
    if let withdrawal {
      return Outcome(result: .withdrawn, causes: [withdrawal.entry.id], words: "Its proposer withdrew it.")
    }
    if circumstances.isClosed { return Outcome(result: .lapsed, words: "The exercise ended.") }
    if body.rule == .silence, let broken = broken(by: frozen.everybody, circumstances) { return broken }
    let standing = standing(circumstances.present)
    if standing.isEmpty { return Outcome(result: .lapsed, words: "No elector is left.") }
    if let n = body.n, standing.count < n.value {
      return Outcome(result: .lapsed, words: "\(n) have to agree, and \(standing.count) are left.")
    }
    if body.rule == .silence, !standing.intersection(circumstances.held).isEmpty { return nil }
    guard let moment = moment(circumstances.present), circumstances.now > moment else { return nil }
    if awaitsWitness(circumstances) { return nil }
    switch body.rule {
    case .all: return ofAll(standing, circumstances)
    case .nOfM: return ofSome(standing, circumstances)
    case .silence: return ofSilence(circumstances)
    }
  }

  private func broken(
    by objectors: ParticipantSet, _ circumstances: DecisionProceedings.Circumstances
  ) -> Outcome? {
    let objections = statementsInOrder.filter { $0.position == .object && objectors.contains($0.entry.participant) }
    guard !objections.isEmpty else { return nil }
    return Outcome(
      result: .broken, causes: objections.map(\.entry.id),
      words: "\(Self.list(objections.map { circumstances.code($0.entry.participant) })) objected.")
  }

  /// Those who have to agree in any case, and did not.
  private func unmet(_ circumstances: DecisionProceedings.Circumstances) -> Outcome? {
    let agreed = participants(.agree)
    let missing = frozen.mustAgree.elements.filter { !agreed.contains($0) }
    guard !missing.isEmpty else { return nil }
    return lapsed("\(Self.list(missing.map(circumstances.code))) had to agree, and did not.")
  }

  private func ofAll(_ standing: ParticipantSet, _ circumstances: DecisionProceedings.Circumstances) -> Outcome {
    if let broken = broken(by: frozen.everybody, circumstances) { return broken }
    let silent = standing.elements.filter { statements[$0] == nil }
    if !silent.isEmpty { return lapsed("\(Self.list(silent.map(circumstances.code))) did not speak.") }
    if let unmet = unmet(circumstances) { return unmet }
    if let unheard = unheard(circumstances) { return unheard }
    let agreed = standing.intersection(participants(.agree))
    return agreed.isEmpty ? lapsed("Nobody agreed.") : carried("All spoke, nobody objected, \(agreed.count) agreed.")
  }

  private func ofSome(_ standing: ParticipantSet, _ circumstances: DecisionProceedings.Circumstances) -> Outcome {
    if let broken = broken(by: frozen.mustAgree, circumstances) { return broken }
    if let unmet = unmet(circumstances) { return unmet }
    let needed = body.n?.value ?? standing.count
    let agreed = standing.intersection(participants(.agree)).count
    return agreed < needed
      ? lapsed("\(needed) had to agree, and \(agreed) did.")
      : carried("\(agreed) of \(standing.count) agreed; \(needed) had to.")
  }

  private func ofSilence(_ circumstances: DecisionProceedings.Circumstances) -> Outcome {
    unmet(circumstances) ?? unheard(circumstances) ?? carried("Nobody broke the silence.")
  }

  // MARK: sides

  /// Whether the proposal has run for as long as the charter has a side be silent, by the moment.
  private var isNoticeKept: Bool {
    guard let notice = terms?.silentSideAfter else { return false }
    return until >= notice.after(Timestamp(entry.acceptedAt)).moment
  }

  /// The sides that decide: those of which a word has agreed, and the others. Nil where sides do not matter.
  private func sides(
    _ circumstances: DecisionProceedings.Circumstances
  ) -> (agreed: [Side], silent: [Side])? {
    guard terms?.silentSideAfter != nil else { return nil }
    let agreed = participants(.agree)
    let deciding = Side.allCases.filter { side in
      circumstances.sides[side].map { !$0.intersection(frozen.electors).isEmpty } ?? false
    }
    let isAgreed = { (side: Side) in circumstances.sides[side].map { !$0.intersection(agreed).isEmpty } ?? false }
    return (deciding.filter(isAgreed), deciding.filter { !isAgreed($0) })
  }

  /// Two sides that go on without the third do so on a record that both have witnessed.
  private func awaitsWitness(_ circumstances: DecisionProceedings.Circumstances) -> Bool {
    guard isNoticeKept, let sides = sides(circumstances), sides.agreed.count >= 2, sides.silent.count == 1 else {
      return false
    }
    return !sides.agreed.allSatisfy { side in
      circumstances.sides[side].map { circumstances.isWitnessed(entry.sequence, $0) } ?? false
    }
  }

  /// Where a side has to agree and did not.
  private func unheard(_ circumstances: DecisionProceedings.Circumstances) -> Outcome? {
    guard let sides = sides(circumstances), let notice = terms?.silentSideAfter else { return nil }
    let names = sides.silent.map(\.rawValue).joined(separator: ", ")
    guard sides.agreed.count >= 2 else {
      return lapsed("\(names.isEmpty ? "A second side" : names) did not agree: one side alone decides nothing.")
    }
    guard sides.silent.count == 1 else {
      return sides.silent.isEmpty ? nil : lapsed("\(names) did not agree.")
    }
    return isNoticeKept ? nil : lapsed("\(names) did not agree, and the notice of \(notice) was not kept.")
  }

  private func lapsed(_ words: String) -> Outcome {
    Outcome(result: .lapsed, causes: statementsInOrder.map(\.entry.id), words: words)
  }

  private func carried(_ words: String) -> Outcome {
    Outcome(result: .carried, causes: statementsInOrder.map(\.entry.id), words: words)
  }

  private static func list(_ codes: [ParticipantCode]) -> String {
    codes.sorted().map(\.description).joined(separator: ", ")
  }
}
