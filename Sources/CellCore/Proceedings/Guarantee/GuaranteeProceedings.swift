import CellSchema

/// Commitments to support Ukraine, or the force, if it is attacked.
///
/// Political track: offered → signed. Legal track: not required, or pending → approved or rejected → deposited. The bus
/// announces that a commitment is active: at entry into force, once the commitment is signed and, where required,
/// ratified; where the charter says so its political limb before that, and then both in a row of their own. An active
/// commitment survives suspension and end of the ceasefire, and ends with its own withdrawal, under notice.
struct GuaranteeProceedings: Proceeding {
  private(set) var commitments = Roll<Commitment>()
  private var withdrawals = Ledger<Said<GuaranteeWithdrawal>>()
  private var withdrawalsOf = RowPostings<MessageID>()
  private var completions = Roll<Said<GuaranteeCompletion>>()
  private var completionsOf = RowPostings<MessageID>()
  private var ratifications = Ledger<Said<Ratification>>()
  private var ratificationsOf = RowPostings<MessageID>()
  /// The commitments that may stand in each other's place: under versions of one text.
  private var rowsOfPlace = RowPostings<Place>()
  private var activations = Ledger<Said<GuaranteeActivated>>()
  private var activationsOf = RowPostings<MessageID>()
  /// By what they rest on.
  private var activationsBy = RowPostings<MessageID>()
  private(set) var papers = LatePapers()

  private struct Place: Hashable {
    var participant: ParticipantIndex
    var instrument: Instrument
    var provision: ProvisionNumber
    var beneficiary: Beneficiary

    init(_ entry: Entry, _ body: GuaranteeCommitment) {
      participant = entry.participant
      instrument = body.instrument
      provision = body.provision
      beneficiary = body.beneficiary
    }
  }

  subscript(id: MessageID) -> Commitment? { commitments[id] }

  mutating func make(_ change: Change, _ act: GuaranteeAct, of entry: Entry) {
    switch act {
    case .commitment(let body):
      commitments.make(change, Commitment(entry: entry, body: body), of: entry)
      rowsOfPlace.make(change, entry.sequence, under: Place(entry, body))
      refresh(entry.id)
    case .completion(let body):
      completions.make(change, (entry, body), of: entry)
      completionsOf.make(change, entry.sequence, under: body.commitment)
      refresh(body.commitment)
    case .withdrawal(let body):
      withdrawals.make(change, (entry, body), at: entry.sequence)
      withdrawalsOf.make(change, entry.sequence, under: body.commitment)
      refresh(body.commitment)
    case .ratification(let body):
      guard let id = body.completion else { return }
      ratifications.make(change, (entry, body), at: entry.sequence)
      ratificationsOf.make(change, entry.sequence, under: id)
      if let commitment = completions[id]?.body.commitment { refresh(commitment) }
    }
  }

  /// Applies the bus's announcement that a commitment is active, or forgets it.
  mutating func make(_ change: Change, _ body: GuaranteeActivated, of entry: Entry) {
    activations.make(change, (entry, body), at: entry.sequence)
    activationsOf.make(change, entry.sequence, under: body.commitment)
    for cause in body.causes { activationsBy.make(change, entry.sequence, under: cause) }
    refresh(body.commitment)
  }

  /// Applies an act on a paper that was entered later, or forgets it.
  mutating func make(_ change: Change, paper entry: Entry) {
    papers.make(change, entry)
  }

  /// Applies that the date of a paper is confirmed, or forgets it.
  ///
  /// - Returns: the commitments that rest on the paper.
  mutating func make(_ change: Change, confirmationOf paper: MessageID, _ entry: Entry) -> [MessageID] {
    papers.make(change, confirmationOf: paper, entry)
    let resting = Set(
      activationsBy[paper].compactMap { activations[$0]?.body.commitment } + (commitments[paper] == nil ? [] : [paper]))
    for commitment in resting { refresh(commitment) }
    return Array(resting)
  }

  /// What was said of a commitment after it counts, in order.
  private mutating func refresh(_ id: MessageID) {
    let withdrawn = withdrawalsOf[id].compactMap { withdrawals[$0] }
    let completed = completionsOf[id].compactMap { completions[$0] }.map(ratified)
    let activated = activationsOf[id].compactMap { activations[$0] }
    guard let own = commitments[id]?.entry.sequence else { return }
    var limbs: [Commitment.Limb] = []
    for (entry, body) in activated where entry.sequence > own { limbs.append(limb(entry, body, after: limbs)) }
    commitments.update(id) { commitment in
      commitment.withdrawals = withdrawn.filter { $0.entry.sequence > own }.map(Commitment.Withdrawal.init)
      commitment.completions = completed.filter { $0.entry.sequence > own }
      commitment.limbs = limbs
    }
    refreshReplacements(of: id)
  }

  /// A limb by what the bus said of it. The papers that it rests on and whose dates are confirmed since contest nothing.
  private func limb(_ entry: Entry, _ body: GuaranteeActivated, after earlier: [Commitment.Limb]) -> Commitment.Limb {
    let start = body.effectiveAt.moment
    var limb = Commitment.Limb(id: entry.id, track: body.track, effectiveAt: start, uncontestedFrom: start)
    guard body.uncontestedFrom != nil else { return limb }
    for paper in [body.commitment] + body.causes {
      let contested = earlier.first { $0.id == paper }?.uncontestedFrom ?? papers.contested(paper)
      limb.uncontestedFrom = max(limb.uncontestedFrom, contested ?? start)
      limb.confirmations += papers.confirmation(of: paper).map { [$0] } ?? []
    }
    return limb
  }

  private func ratified(_ completion: Said<GuaranteeCompletion>) -> Commitment.Completion {
    var ratified = Commitment.Completion(completion.entry, completion.body)
    for row in ratificationsOf[completion.entry.id] where row > completion.entry.sequence {
      if let (entry, body) = ratifications[row] { ratified.take(body.decision, of: entry) }
    }
    return ratified
  }

  func completion(_ id: MessageID) -> Commitment.Completion? { completions[id].map(ratified) }

  // MARK: versions

  /// An amendment of the text carries no limb over: that of the old version stays until the same participant's new one is
  /// active on what the old one is active on, and ends then.
  private mutating func refreshReplacements(of id: MessageID) {
    guard let changed = commitments[id] else { return }
    let rows = rowsOfPlace[Place(changed.entry, changed.body)]
    guard rows.count > 1 else { return }
    let all = rows.compactMap { commitments[$0] }
    for (place, old) in all.enumerated() {
      let replacement = all[(place + 1)...].compactMap { new in
        new.body.version == old.body.version ? nil : Self.replacement(of: old, by: new)
      }.min { $0.from < $1.from }
      commitments.update(old.entry.id) { $0.replacement = replacement }
    }
  }

  private static func replacement(of old: Commitment, by new: Commitment) -> Commitment.Replacement? {
    guard let track = old.track,
      let limb = new.limbs.first(where: { $0.track == .both || $0.track == track })
    else { return nil }
    return Commitment.Replacement(id: limb.id, commitment: new.entry.sequence, from: limb.effectiveAt)
  }

  // MARK: the two tracks

  /// The signature, in a capacity that carries commitments, that makes the commitment more than an offer.
  func signature(
    _ commitment: Commitment, _ declaration: DeclarationProceedings, _ procedures: Procedures
  ) -> DeclarationProceedings.Signature? {
    let signature = declaration.signature(
      of: commitment.entry.participant, commitment.body.instrument, commitment.body.version)
    return signature.flatMap { procedures.capacities.contains($0.body.capacity) ? $0 : nil }
  }

  func legalTrack(
    _ commitment: Commitment, _ declaration: DeclarationProceedings
  ) -> GuaranteeStanding.Legal {
    guard commitment.body.requiresRatification else { return .notRequired }
    let signature = declaration.signature(
      of: commitment.entry.participant, commitment.body.instrument, commitment.body.version)
    switch signature?.standing {
    case .approved: return .approved
    case .rejected: return .rejected
    case .deposited: return .deposited
    case .signed, nil: return .pending
    }
  }
}
