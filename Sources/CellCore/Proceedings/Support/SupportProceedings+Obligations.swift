import CellSchema

// Who is obliged by what is invoked: said by the bus once for each report and guarantee that an invocation names.
extension SupportProceedings {
  /// A report and a guarantee that an invocation names.
  struct Pair: Hashable {
    var report: MessageID
    var commitment: MessageID
  }

  /// What the bus has to say of invocations of which it has not said everything: right after each, and once more of what
  /// was contested and is confirmed.
  func obligations(_ hearing: Hearing, under guarantees: GuaranteeProceedings) -> [Saying] {
    unstated.union(healed).compactMap { invocation($0) }.sorted { $0.entry.sequence < $1.entry.sequence }
      .flatMap { invocation in
        let said = statedPairs(of: invocation)
        let healed = healed.contains(invocation.entry.id) ? healedPairs(of: invocation, under: guarantees) : []
        return Self.pairs(of: invocation.body).filter { !said.contains($0) || healed.contains($0) }
          .compactMap { obligation(of: $0, in: invocation.entry, hearing, guarantees) }
      }
  }

  /// The pairs of which the bus said last that a paper's date is contested, and which it is not any more.
  func healedPairs(of invocation: Said<Invocation>, under guarantees: GuaranteeProceedings) -> Set<Pair> {
    let contested = stated(of: invocation).filter { $0.body.marks?.contains(.dateContested) == true }
    return Set(
      contested.compactMap { said in
        guard let attack = attacks[said.body.report], let commitment = guarantees[said.body.commitment] else {
          return nil
        }
        let obligation = Obligation(of: commitment, by: attack.body, began: attack.body.moments(in: attack.entry))
        let pair = Pair(report: said.body.report, commitment: said.body.commitment)
        return obligation.standing == .obliged && !obligation.isDateContested ? pair : nil
      })
  }

  /// Each pair once, in the order in which the invocation names them.
  static func pairs(of body: Invocation) -> [Pair] {
    var seen: Set<Pair> = []
    return body.reports.flatMap { report in
      body.guarantees.map { Pair(report: report, commitment: $0) }.filter {
        seen.insert($0).inserted
      }
    }
  }

  private func obligation(
    of pair: Pair, in invocation: Entry, _ hearing: Hearing, _ guarantees: GuaranteeProceedings
  ) -> Saying? {
    guard let attack = attacks[pair.report], let commitment = guarantees[pair.commitment] else {
      return nil
    }
    let began = attack.body.moments(in: attack.entry)
    let obligation = Obligation(of: commitment, by: attack.body, began: began)
    let causes = NonEmpty(
      invocation.id, followedBy: [pair.report, pair.commitment] + obligation.causes.prefix(200))
    return Saying(
      body: GuaranteeObliged(
        invocation: invocation.id, report: pair.report, commitment: pair.commitment,
        standing: obligation.standing,
        marks: NonEmpty(obligation.marks), track: obligation.track, terms: obligation.terms,
        means: NonEmpty(obligation.means), beganEarliest: Timestamp(began.lowerBound),
        beganLatest: Timestamp(began.upperBound), causes: causes,
        explanation: Text(cutting: Self.words(obligation, of: commitment, attack.body, hearing))),
      concerns: causes.elements)
  }

  private static func words(
    _ obligation: Obligation, of commitment: Commitment, _ attack: AttackReport, _ hearing: Hearing
  ) -> String {
    let guarantee = "The guarantee of \(hearing.code(commitment.entry.participant))"
    let marks = obligation.marks.map { mark in
      switch mark {
      case .beganUncertain: " It was not so at every moment at which the attack may have begun."
      case .dateContested: " It was so by a paper that was entered after the attack."
      }
    }.joined()
    let isConfirmed = commitment.limbs.contains { !$0.confirmations.isEmpty } && !obligation.isDateContested
    switch obligation.standing {
    case .beneficiaryDiffers:
      return
        "\(guarantee) is for \(commitment.body.beneficiary.rawValue), and \(attack.target.rawValue) was attacked."
    case .withdrawn:
      let counting = commitment.withdrawal.map { " with effect from \($0.counting)" } ?? ""
      return "\(guarantee) was withdrawn\(counting), before the attack began."
    case .replaced:
      let new = commitment.replacement.map { " in #\($0.commitment)" } ?? ""
      return "\(guarantee) had another in its place\(new), under a later version of the text, when the attack began."
    case .notYetActive:
      let since =
        commitment.activeSince.map { "is active from \(Timestamp($0)) on" } ?? "is not active"
      return "\(guarantee) \(since), and the attack began before."
    case .obliged:
      let since = commitment.activeSince.map { " from \(Timestamp($0)) on" } ?? ""
      let until = commitment.end.map { " until \(Timestamp($0))" } ?? ""
      let terms = obligation.terms == .open ? " Its terms were open: it owes consultation." : ""
      let confirmed = isConfirmed ? " The date of a paper that was entered later is confirmed." : ""
      return "\(guarantee) is active\(since)\(until).\(terms)\(marks)\(confirmed)"
    }
  }

  // MARK: corrected reports

  /// An amendment of a report on which guarantees were invoked: it is marked, and releases nobody.
  func contradiction(of report: MessageID) -> Contradiction? {
    guard attacks[report] != nil else { return nil }
    let invoked = invocationsOn(report)
    guard let first = invoked.first else { return nil }
    return Contradiction(
      with: invoked.map(\.id),
      explanation:
        "The report was amended after guarantees were invoked on it, first in #\(first.sequence): who is"
        + " obliged stays so.")
  }
}
