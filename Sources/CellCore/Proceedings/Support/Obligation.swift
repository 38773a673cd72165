import CellSchema

/// How a commitment stands to an attack: judged once, when it is invoked.
struct Obligation {
  var standing: GuaranteeObliged.Standing
  var marks: [GuaranteeObliged.Mark] = []
  var track: GuaranteeActivated.Track?
  var terms: GuaranteeCommitment.Terms?
  var means: [SupportMeans] = []
  /// What was said of the commitment from which it follows.
  var causes: [MessageID] = []

  var isDateContested: Bool { marks.contains(.dateContested) }

  /// Obliged is who was active at any moment at which the attack may have begun.
  ///
  /// - Parameter began: the moments at which it may have begun.
  init(of commitment: Commitment, by attack: AttackReport, began: ClosedRange<Microseconds>) {
    guard commitment.body.beneficiary == attack.target else {
      standing = .beneficiaryDiffers
      return
    }
    if let replacement = commitment.replacement, commitment.isReplaced, replacement.from <= began.lowerBound {
      standing = .replaced
      causes = [replacement.id]
      return
    }
    if let withdrawal = commitment.withdrawal, withdrawal.counting.moment <= began.lowerBound {
      standing = .withdrawn
      causes = [withdrawal.id]
      return
    }
    guard commitment.isActive(within: began), let limb = commitment.limb(at: began.upperBound)
    else {
      standing = .notYetActive
      causes = commitment.limbs.map(\.id)
      return
    }
    standing = .obliged
    track = limb.track
    terms = commitment.terms(at: began.upperBound)
    let (early, late) = (
      commitment.means(at: began.lowerBound), commitment.means(at: began.upperBound)
    )
    means = SupportMeans.inOrder(early.union(late))
    let isSure =
      commitment.isActive(at: began.lowerBound) && commitment.isActive(at: began.upperBound)
      && commitment.terms(at: began.lowerBound) == terms && early == late
    if !isSure { marks.append(.beganUncertain) }
    if let uncontested = commitment.uncontestedSince, uncontested > began.upperBound {
      marks.append(.dateContested)
    }
    let limbs = commitment.limbs.filter { $0.effectiveAt <= began.upperBound }
    causes = limbs.flatMap { [$0.id] + $0.confirmations }
    let completions = commitment.completions.filter { $0.counts(at: began.upperBound) }
    causes += completions.flatMap { [$0.entry.id, $0.counting?.id].compactMap(\.self) }
    causes += commitment.withdrawals.filter { $0.counting.moment <= began.upperBound }.map(\.id)
    causes = causes.uniqued
  }
}

extension AttackReport {
  /// The moments at which the attack may have begun: as stated, else when the report first went another way, else when
  /// it was sent; never after its acceptance.
  func moments(in entry: Entry) -> ClosedRange<Microseconds> {
    func counted(_ moment: Microseconds) -> Microseconds { min(moment, entry.acceptedAt) }
    if let began = began.value { return counted(began.moment)...counted(began.moment) }
    if let beganWithin {
      return counted(beganWithin.earliest.moment)...counted(beganWithin.latest.moment)
    }
    let sent = counted(entry.originalSentAt ?? entry.sentAt ?? entry.acceptedAt)
    return sent...sent
  }
}
