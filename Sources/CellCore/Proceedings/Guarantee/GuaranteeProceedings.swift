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

  private(set) var commitments: [Commitment] = []
  private var places: [MessageID: Int] = [:]

  subscript(id: MessageID) -> Commitment? { places[id].map { commitments[$0] } }

  mutating func apply(_ act: GuaranteeAct, of entry: Entry, beside others: borrowing Proceedings) {
    switch act {
    case .commitment(let body):
      places[entry.id] = commitments.count
      commitments.append(Commitment(entry: entry, body: body))
    case .withdrawal(let body):
      guard let place = places[body.commitment] else { return }
      commitments[place].withdrawal = (entry.id, body.effectiveAt)
    }
  }

  /// Applies the bus's announcement that a commitment is active.
  mutating func activate(_ body: GuaranteeActivated, _ entry: Entry) {
    guard let place = places[body.commitment] else { return }
    commitments[place].activation = (body.track, body.effectiveAt, entry.sequence)
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
