import CellSchema

extension GuaranteeProceedings {
  /// Announcements that commitments whose conditions are met now become active.
  func activations(_ hearing: Hearing, beside others: borrowing Proceedings) -> [Saying] {
    guard let scope = others.ceasefire.governing(hearing.procedures),
      scope.phase == .inForce || scope.phase == .suspended, let entered = scope.entered
    else { return [] }
    let declaration = others.declaration
    return commitments.compactMap { activation(of: $0, entered, declaration, hearing) }
  }

  private func activation(
    of commitment: Commitment, _ entered: (effectiveAt: Timestamp, causes: [MessageID]),
    _ declaration: DeclarationProceedings, _ hearing: Hearing
  ) -> Saying? {
    guard commitment.activation == nil,
      commitment.withdrawal.map({ $0.effectiveAt.moment > hearing.now }) ?? true,
      let signature = signature(commitment, declaration, hearing.procedures)
    else { return nil }
    var causes = Array(entered.causes.prefix(200)) + [signature.entry.id]
    var moment = max(entered.effectiveAt.moment, commitment.entry.acceptedAt, signature.entry.acceptedAt)
    if commitment.body.requiresRatification {
      guard let ratification = signature.ratification,
        hearing.procedures.ratifying.contains(ratification.body.decision)
      else { return nil }
      causes.append(ratification.id)
      moment = max(moment, ratification.acceptedAt)
    }
    guard let list = NonEmpty(causes) else { return nil }
    let track: GuaranteeActivated.Track = commitment.body.bindingness == .political ? .political : .both
    return Saying(
      body: GuaranteeActivated(
        commitment: commitment.entry.id, track: track, effectiveAt: Timestamp(moment), causes: list),
      concerns: [commitment.entry.id] + causes)
  }
}
