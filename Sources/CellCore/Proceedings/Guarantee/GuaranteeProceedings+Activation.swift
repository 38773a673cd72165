import CellSchema

extension GuaranteeProceedings {
  /// The first entry into force of the scope that governs.
  private typealias Entered = (
    effectiveAt: Timestamp, countsFrom: Microseconds, saidAt: Microseconds, causes: [MessageID]
  )

  /// Announcements that commitments whose conditions are met now become active, or their legal limb does.
  func activations(_ hearing: Hearing, beside others: borrowing Proceedings) -> [Saying] {
    let ceasefire = Governing(others.ceasefire, hearing.procedures)
    let declaration = others.declaration
    return commitments.compactMap { activation(of: $0, ceasefire, declaration, hearing) }
  }

  /// What the ceasefire that governs lets become active.
  private struct Governing {
    /// Nil: nothing for the first time.
    var entered: Entered?
    /// When it ended: a ratification that comes later activates only what was signed before.
    var ended: Microseconds?
    /// Whether a ratification that comes later raises what is active.
    var raises = true

    init(_ ceasefire: CeasefireProceedings, _ procedures: Procedures) {
      let scope = ceasefire.governing(procedures)
      if scope?.phase == .inForce || scope?.phase == .suspended {
        entered = scope?.entered
      } else if let last = ceasefire.lastEnded(procedures) {
        ended = last.effectiveAt?.moment
        raises = procedures.lateRatification != .never
        if procedures.lateRatification == .signedBeforeEnd { entered = last.entered }
      }
    }

    func permits(_ commitment: Commitment, _ signature: DeclarationProceedings.Signature) -> Bool {
      guard let ended else { return true }
      guard commitment.track == nil else { return raises }
      return commitment.body.requiresRatification && commitment.entry.countsFrom < ended
        && signature.entry.countsFrom < ended
    }
  }

  private func activation(
    of commitment: Commitment, _ ceasefire: Governing, _ declaration: DeclarationProceedings, _ hearing: Hearing
  ) -> Saying? {
    // One that is on both tracks, or on the one that it has, is not said again.
    let isRaised = commitment.track == .political && commitment.body.bindingness == .both
    guard isRaised || (commitment.track == nil && ceasefire.entered != nil),
      commitment.end.map({ $0 > hearing.now }) ?? true,
      let signature = signature(commitment, declaration, hearing.procedures),
      ceasefire.permits(commitment, signature)
    else { return nil }
    let ratification = signature.ratification.flatMap {
      hearing.procedures.ratifying.contains($0.body.decision) ? $0 : nil
    }
    let isRatified = !commitment.body.requiresRatification || ratification != nil
    guard let track = track(of: commitment.body, isRatified: isRatified, hearing.procedures),
      track != commitment.track,
      // After its end a ceasefire lets nothing become active but by a ratification.
      isRatified || ceasefire.ended == nil
    else { return nil }
    var conditions = Conditions()
    if let activeSince = commitment.activeSince, let uncontested = commitment.uncontestedSince {
      conditions.add(stated: activeSince, recorded: uncontested, nil)
      conditions.add(commitment.limbs.map(\.id))
    } else {
      guard let entered = ceasefire.entered else { return nil }
      conditions.add(stated: entered.countsFrom, recorded: entered.countsFrom, nil)
      conditions.lastRow = max(conditions.lastRow, entered.saidAt)
      conditions.add(Array(entered.causes.prefix(200)))
      conditions.add(
        stated: commitment.entry.countsFrom, recorded: commitment.entry.acceptedAt, nil)
      conditions.add(
        stated: signature.entry.countsFrom, recorded: signature.entry.acceptedAt, signature.entry.id
      )
    }
    if commitment.body.requiresRatification,
      track == .both || commitment.body.bindingness == .political,
      let ratification
    {
      conditions.add(
        stated: ratification.countsFrom, recorded: ratification.acceptedAt, ratification.id)
    }
    return saying(of: commitment, track, conditions, hearing)
  }

  /// The tracks on which a commitment is active once it is signed and a ceasefire is in force; nil: on none.
  private func track(
    of body: GuaranteeCommitment, isRatified: Bool, _ procedures: Procedures
  ) -> GuaranteeActivated.Track? {
    switch body.bindingness {
    case .political: isRatified ? .political : nil
    case .legal: isRatified ? .both : nil
    case .both: isRatified ? .both : procedures.politicalLimbAtSignature ? .political : nil
    }
  }

  /// What met the conditions of a commitment, and when.
  private struct Conditions {
    private(set) var causes: [MessageID] = []
    /// With papers' dates.
    private(set) var stated = Microseconds.distantPast
    /// By what was on the record.
    private(set) var recorded = Microseconds.distantPast
    /// When the last row was accepted that it takes.
    var lastRow = Microseconds.distantPast

    mutating func add(stated: Microseconds, recorded: Microseconds, _ cause: MessageID?) {
      self.stated = max(self.stated, stated)
      self.recorded = max(self.recorded, recorded)
      lastRow = max(lastRow, recorded)
      if let cause { causes.append(cause) }
    }

    mutating func add(_ causes: [MessageID]) { self.causes += causes }
  }

  private func saying(
    of commitment: Commitment, _ track: GuaranteeActivated.Track, _ conditions: Conditions,
    _ hearing: Hearing
  ) -> Saying? {
    guard let causes = NonEmpty(conditions.causes) else { return nil }
    // All of it was there before the rules changed: it counts from that change on, and says so.
    let isCatchingUp = conditions.lastRow < hearing.rules.since
    let effectiveAt = isCatchingUp ? hearing.rules.since : conditions.stated
    let isContested = !isCatchingUp && conditions.recorded > conditions.stated
    return Saying(
      body: GuaranteeActivated(
        commitment: commitment.entry.id, track: track, effectiveAt: Timestamp(effectiveAt),
        uncontestedFrom: isContested ? Timestamp(conditions.recorded) : nil,
        underRevision: isCatchingUp ? hearing.rules.revision : nil, causes: causes),
      concerns: [commitment.entry.id] + causes.elements)
  }
}
