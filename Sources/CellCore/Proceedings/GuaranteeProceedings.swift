import CellSchema

/// Commitments to support Ukraine, or the force, if it is attacked.
///
/// Political track: offered → signed. Legal track: not required, or pending → approved or rejected → deposited. The bus
/// itself says when one is active: at entry into force, once it is signed and, where that is required, ratified. It
/// survives suspension and end of the ceasefire, and ends with its own withdrawal.
struct GuaranteeProceedings {
  struct Commitment {
    var entry: Entry
    var body: GuaranteeCommitment
    var activation: (track: GuaranteeActivated.Track, effectiveAt: Timestamp, sequence: UInt64)?
    var withdrawal: (id: MessageID, effectiveAt: Timestamp)?

    /// Not before it is active, nor after it is withdrawn.
    func isActive(at moment: Int64) -> Bool {
      guard let activation, activation.effectiveAt.microseconds <= moment else { return false }
      return withdrawal.map { $0.effectiveAt.microseconds > moment } ?? true
    }
  }

  private(set) var commitments: [Commitment] = []
  private var places: [MessageID: Int] = [:]

  subscript(id: MessageID) -> Commitment? { places[id].map { commitments[$0] } }

  mutating func apply(_ entry: Entry) {
    switch entry.act {
    case .commitment(let body):
      places[entry.id] = commitments.count
      commitments.append(Commitment(entry: entry, body: body))
    case .withdrawal(let body):
      guard let place = places[body.commitment] else { return }
      commitments[place].withdrawal = (entry.id, body.effectiveAt)
    case .guaranteeActivated(let body):
      guard let place = places[body.commitment] else { return }
      commitments[place].activation = (body.track, body.effectiveAt, entry.sequence)
    default: break
    }
  }

  // MARK: the two tracks

  func isSigned(
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

  /// Whose guarantees for a beneficiary are active at a moment.
  func obliged(for beneficiary: Beneficiary, at moment: Int64) -> [Commitment] {
    commitments.filter { $0.body.beneficiary == beneficiary && $0.isActive(at: moment) }
  }

  // MARK: what may happen

  func check(
    _ entry: Entry, _ hearing: Hearing, declaration: DeclarationProceedings, support: SupportProceedings
  ) throws(Refusal) {
    switch entry.act {
    case .commitment(let body):
      guard declaration.index(body.instrument, body.version) != nil else {
        throw Refusal(
          .textMismatch, at: "/body/version", "\(body.instrument) has no version \(body.version) on the record")
      }
      if let known = commitments.first(where: {
        $0.entry.participant == entry.participant && $0.body.instrument == body.instrument
          && $0.body.version == body.version && $0.body.provision == body.provision
          && $0.body.beneficiary == body.beneficiary && $0.withdrawal == nil
      }) {
        throw Refusal(
          .alreadySaid, at: "/body/provision",
          "\(hearing.code(entry.participant)) committed itself under provision \(body.provision) in"
            + " #\(known.entry.sequence); allowed: guarantee.withdrawal")
      }
    case .withdrawal(let body):
      try hearing.require(body.commitment, "guarantee.commitment", at: "/body/commitment")
      guard let commitment = self[body.commitment] else { return }
      guard commitment.entry.participant == entry.participant else {
        throw Refusal(
          .notEntitled, at: "/body/commitment", "it is \(hearing.code(commitment.entry.participant))'s to withdraw")
      }
      if let withdrawal = commitment.withdrawal {
        throw Refusal(
          .alreadySaid, at: "/body/commitment",
          "it is withdrawn with effect from \(withdrawal.effectiveAt)")
      }
      if let open = support.openInvocation(of: body.commitment) {
        throw .notNow(
          "the commitment of #\(commitment.entry.sequence)", is: "invoked in #\(open.entry.sequence), which is open",
          allows: ["support.response", "support.measure"], at: "/body/commitment")
      }
    default: break
    }
  }

  // MARK: what follows

  /// Commitments whose conditions are met now.
  func activations(
    _ hearing: Hearing, ceasefire: CeasefireProceedings, declaration: DeclarationProceedings
  ) -> [Saying] {
    guard let scope = ceasefire.governing(hearing.procedures), scope.phase == .inForce || scope.phase == .suspended,
      let entered = scope.entered
    else { return [] }
    return commitments.compactMap { commitment in
      guard commitment.activation == nil,
        commitment.withdrawal.map({ $0.effectiveAt.microseconds > hearing.now }) ?? true,
        let signature = isSigned(commitment, declaration, hearing.procedures)
      else { return nil }
      var causes = Array(entered.causes.prefix(200)) + [signature.entry.id]
      var moment = max(entered.effectiveAt.microseconds, commitment.entry.acceptedAt, signature.entry.acceptedAt)
      if commitment.body.requiresRatification {
        guard let ratification = signature.ratification,
          hearing.procedures.ratifying.contains(ratification.body.decision)
        else { return nil }
        causes.append(ratification.id)
        moment = max(moment, ratification.acceptedAt)
      }
      let track: GuaranteeActivated.Track = commitment.body.bindingness == .political ? .political : .both
      return Saying(
        body: GuaranteeActivated(
          commitment: commitment.entry.id, track: track, effectiveAt: Timestamp(microseconds: moment),
          causes: NonEmpty(causes)!), concerns: [commitment.entry.id] + causes)
    }
  }
}
