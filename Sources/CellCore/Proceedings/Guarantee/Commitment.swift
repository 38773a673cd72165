import CellSchema

/// A commitment, with all that was said of it after it.
struct Commitment {
  /// A limb that the bus said is active.
  struct Limb {
    var id: MessageID
    var track: GuaranteeActivated.Track
    var effectiveAt: Microseconds
    /// From when on it is active by what was on the record alone, or is confirmed since.
    var uncontestedFrom: Microseconds
    /// What confirms the dates of papers that it rests on.
    var confirmations: [MessageID] = []
  }

  struct Withdrawal {
    var id: MessageID
    /// From when on, as its participant states it.
    var stated: Timestamp
    /// From when on it counts.
    var counting: Timestamp
    /// Nil: of the whole commitment.
    var means: Set<SupportMeans>?

    /// The later of the moment that is stated and the acceptance with the notice of the rules of its row. A paper's date
    /// never counts here: nobody leaves by a letter that nobody has.
    init(_ entry: Entry, _ body: GuaranteeWithdrawal) {
      id = entry.id
      stated = body.effectiveAt
      let accepted = Timestamp(entry.acceptedAt)
      counting = max(body.effectiveAt, entry.terms.notice?.after(accepted) ?? accepted)
      means = body.means.map { Set($0) }
    }
  }

  /// A completion, and what its participant's own procedure decided on it.
  struct Completion {
    var entry: Entry
    var body: GuaranteeCompletion
    var standing = DeclarationProceedings.Standing.signed
    /// The row from whose acceptance on it counts: its own, or the ratification's that it takes; nil before that.
    private(set) var counting: Entry?

    init(_ entry: Entry, _ body: GuaranteeCompletion) {
      self.entry = entry
      self.body = body
      if body.requiresRatification != true { counting = entry }
    }

    mutating func take(_ decision: Ratification.Decision, of entry: Entry) {
      standing = DeclarationProceedings.lifeCycle.applying(decision, to: standing)
      if counting == nil, entry.terms.ratifying.contains(decision) { counting = entry }
    }

    /// Whether it counts for attacks that begin at a moment.
    func counts(at moment: Microseconds) -> Bool { counting.map { $0.acceptedAt < moment } ?? false }
  }

  /// The commitment under another version of the text that stands in the place of this one.
  struct Replacement {
    /// The row that says that it is active.
    var id: MessageID
    var commitment: SequenceNumber
    var from: Microseconds
  }

  var entry: Entry
  var body: GuaranteeCommitment
  /// Oldest row first.
  var limbs: [Limb] = []
  var withdrawals: [Withdrawal] = []
  var completions: [Completion] = []
  var replacement: Replacement?

  init(entry: Entry, body: GuaranteeCommitment) {
    self.entry = entry
    self.body = body
  }

  // MARK: the whole

  /// The last withdrawal of the whole.
  var withdrawal: Withdrawal? { withdrawals.last { $0.means == nil } }

  /// The track of the last row that said so; nil before any.
  var track: GuaranteeActivated.Track? { limbs.last?.track }

  var activeSince: Microseconds? { limbs.lazy.map(\.effectiveAt).min() }

  /// From when on it is active by what was on the record alone.
  var uncontestedSince: Microseconds? { limbs.lazy.map(\.uncontestedFrom).min() }

  /// From when on it is not active any more: withdrawn, or replaced without a gap.
  var end: Microseconds? { [withdrawal?.counting.moment, replacement?.from].compactMap(\.self).min() }

  /// Whether another one stands in its place, and it had not ended before.
  var isReplaced: Bool { replacement.map { $0.from == end } ?? false }

  /// Whether the commitment is active at a moment, and not withdrawn by then.
  func isActive(at moment: Microseconds) -> Bool { isActive(within: moment...moment) }

  /// Whether the commitment is active at any moment of a span.
  func isActive(within span: ClosedRange<Microseconds>) -> Bool {
    guard let activeSince, activeSince <= span.upperBound else { return false }
    return end.map { $0 > span.lowerBound && $0 > activeSince } ?? true
  }

  /// The limb at a moment: of the rows that count by then, the last.
  func limb(at moment: Microseconds) -> Limb? { limbs.last { $0.effectiveAt <= moment } }

  // MARK: terms and means

  /// The terms as they are completed now.
  var terms: GuaranteeCommitment.Terms {
    body.terms == .final || completions.contains { $0.counting != nil && $0.body.terms == .final } ? .final : .open
  }

  /// The terms for an attack that begins at a moment: a completion counts for those that begin after it is accepted, or
  /// after the ratification that it takes.
  func terms(at moment: Microseconds) -> GuaranteeCommitment.Terms {
    let isFinal = body.terms == .final || completions.contains { $0.counts(at: moment) && $0.body.terms == .final }
    return isFinal ? .final : .open
  }

  /// The means for an attack that begins at a moment.
  func means(at moment: Microseconds) -> Set<SupportMeans> {
    means {
      $0.counts(at: moment)
    } withdrawn: {
      $0.counting.moment <= moment
    }
  }

  /// The means that it names at a moment, whatever attack they are for.
  func meansNamed(at moment: Microseconds) -> Set<SupportMeans> {
    means {
      $0.counting != nil
    } withdrawn: {
      $0.counting.moment <= moment
    }
  }

  /// The means that are left once all counts that was said.
  var remainingMeans: Set<SupportMeans> {
    means {
      $0.counting != nil
    } withdrawn: { _ in
      true
    }
  }

  /// What was added and taken away, in the order in which it counts.
  private func means(
    _ isCompleted: (Completion) -> Bool, withdrawn isWithdrawn: (Withdrawal) -> Bool
  ) -> Set<SupportMeans> {
    let added = completions.filter(isCompleted).map { completion in
      (
        at: (completion.counting ?? completion.entry).acceptedAt, adds: true,
        means: Set(completion.body.means?.elements ?? [])
      )
    }
    let taken = withdrawals.filter(isWithdrawn).compactMap { withdrawal in
      withdrawal.means.map { (at: withdrawal.counting.moment, adds: false, means: $0) }
    }
    return (added + taken).sorted { $0.at < $1.at }.reduce(into: Set(body.means?.elements ?? [])) {
      means, step in
      if step.adds { means.formUnion(step.means) } else { means.subtract(step.means) }
    }
  }
}

extension SupportMeans {
  /// In the order in which the text names them.
  static func inOrder(_ means: Set<Self>) -> [Self] { allCases.filter(means.contains) }
}
