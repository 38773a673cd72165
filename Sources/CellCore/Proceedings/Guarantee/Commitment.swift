import CellSchema

/// A commitment, with all that was said of it after it.
struct Commitment {
  /// A limb that the bus said is active.
  struct Limb {
    var id: MessageID
    var track: GuaranteeActivated.Track
    var effectiveAt: Microseconds
    /// From when on it is active by what was on the record alone.
    var uncontestedFrom: Microseconds
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

  var entry: Entry
  var body: GuaranteeCommitment
  /// Oldest row first.
  var limbs: [Limb] = []
  var withdrawals: [Withdrawal] = []
  var completions: [Said<GuaranteeCompletion>] = []

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

  /// From when on it is not active any more.
  var end: Microseconds? { withdrawal?.counting.moment }

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
    body.terms == .final || completions.contains { $0.body.terms == .final } ? .final : .open
  }

  /// The terms for an attack that begins at a moment: a completion counts for those that begin after it is accepted.
  func terms(at moment: Microseconds) -> GuaranteeCommitment.Terms {
    let isFinal =
      body.terms == .final
      || completions.contains { $0.entry.acceptedAt < moment && $0.body.terms == .final }
    return isFinal ? .final : .open
  }

  /// The means for an attack that begins at a moment.
  func means(at moment: Microseconds) -> Set<SupportMeans> {
    means {
      $0.entry.acceptedAt < moment
    } withdrawn: {
      $0.counting.moment <= moment
    }
  }

  /// The means that it names at a moment, whatever attack they are for.
  func meansNamed(at moment: Microseconds) -> Set<SupportMeans> {
    means { _ in
      true
    } withdrawn: {
      $0.counting.moment <= moment
    }
  }

  /// The means that are left once all counts that was said.
  var remainingMeans: Set<SupportMeans> {
    means { _ in
      true
    } withdrawn: { _ in
      true
    }
  }

  /// What was added and taken away, in the order in which it counts.
  private func means(
    _ isCompleted: (Said<GuaranteeCompletion>) -> Bool, withdrawn isWithdrawn: (Withdrawal) -> Bool
  ) -> Set<SupportMeans> {
    let added = completions.filter(isCompleted).map { entry, body in
      (at: entry.acceptedAt, adds: true, means: Set(body.means?.elements ?? []))
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
