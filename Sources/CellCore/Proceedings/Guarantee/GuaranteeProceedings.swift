import CellSchema

/// Commitments to support Ukraine, or the force, if it is attacked.
///
/// Political track: offered → signed. Legal track: not required, or pending → approved or rejected → deposited. The bus
/// announces that a commitment is active: at entry into force, once the commitment is signed and, where required,
/// ratified. An active commitment survives suspension and end of the ceasefire, and ends with its own withdrawal.
struct GuaranteeProceedings: Proceeding {
  struct Commitment {
    var entry: Entry
    var body: GuaranteeCommitment
    var activation: (track: GuaranteeActivated.Track, effectiveAt: Timestamp, sequence: SequenceNumber)?
    var withdrawal: (id: MessageID, effectiveAt: Timestamp)?

    /// Whether the commitment is active at a moment, and not withdrawn by then.
    func isActive(at moment: Microseconds) -> Bool {
      guard let activation, activation.effectiveAt.moment <= moment else { return false }
      return withdrawal.map { $0.effectiveAt.moment > moment } ?? true
    }
  }

  private(set) var commitments = Roll<Commitment>()
  private var withdrawals = Ledger<Said<GuaranteeWithdrawal>>()
  private var withdrawalsOf = RowPostings<MessageID>()
  private var activations = Ledger<Said<GuaranteeActivated>>()
  private var activationsOf = RowPostings<MessageID>()

  subscript(id: MessageID) -> Commitment? { commitments[id] }

  mutating func make(_ change: Change, _ act: GuaranteeAct, of entry: Entry) {
    switch act {
    case .commitment(let body):
      commitments.make(change, Commitment(entry: entry, body: body), of: entry)
      refresh(entry.id)
    case .withdrawal(let body):
      withdrawals.make(change, (entry, body), at: entry.sequence)
      withdrawalsOf.make(change, entry.sequence, under: body.commitment)
      refresh(body.commitment)
    }
  }

  /// Applies the bus's announcement that a commitment is active, or forgets it.
  mutating func make(_ change: Change, _ body: GuaranteeActivated, of entry: Entry) {
    activations.make(change, (entry, body), at: entry.sequence)
    activationsOf.make(change, entry.sequence, under: body.commitment)
    refresh(body.commitment)
  }

  /// Of what was said of a commitment after it, the last counts.
  private mutating func refresh(_ id: MessageID) {
    let withdrawal = withdrawalsOf[id].last.flatMap { withdrawals[$0] }
    let activation = activationsOf[id].last.flatMap { activations[$0] }
    commitments.update(id) { commitment in
      let own = commitment.entry.sequence
      commitment.withdrawal = withdrawal.flatMap { entry, body in
        entry.sequence > own ? (entry.id, body.effectiveAt) : nil
      }
      commitment.activation = activation.flatMap { entry, body in
        entry.sequence > own ? (body.track, body.effectiveAt, entry.sequence) : nil
      }
    }
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

  /// Commitments for a beneficiary that are active at a moment.
  func obliged(for beneficiary: Beneficiary, at moment: Microseconds) -> [Commitment] {
    commitments.filter { $0.body.beneficiary == beneficiary && $0.isActive(at: moment) }
  }
}
