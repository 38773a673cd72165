import CellSchema

// The rules for what may be said of a guarantee.
extension GuaranteeProceedings {
  func check(
    _ act: GuaranteeAct, of entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) throws(Refusal) {
    switch act {
    case .commitment(let body): try check(body, entry, others.declaration, hearing)
    case .withdrawal(let body): try check(body, entry, others.support, hearing)
    }
  }

  private func check(
    _ body: GuaranteeCommitment, _ entry: Entry, _ declaration: DeclarationProceedings, _ hearing: Hearing
  ) throws(Refusal) {
    guard declaration.version(body.instrument, body.version) != nil else {
      throw Refusal(
        .textMismatch, at: "/body/version", "\(body.instrument) has no version \(body.version) on the record")
    }
    let known = commitments.first {
      $0.entry.participant == entry.participant && $0.body.instrument == body.instrument
        && $0.body.version == body.version && $0.body.provision == body.provision
        && $0.body.beneficiary == body.beneficiary && $0.withdrawal == nil
    }
    if let known {
      throw Refusal(
        .alreadySaid, at: "/body/provision",
        "\(hearing.code(entry.participant)) committed itself under provision \(body.provision) in"
          + " #\(known.entry.sequence); allowed: \(GuaranteeWithdrawal.messageType)")
    }
  }

  private func check(
    _ body: GuaranteeWithdrawal, _ entry: Entry, _ support: SupportProceedings, _ hearing: Hearing
  ) throws(Refusal) {
    try hearing.require(body.commitment, GuaranteeCommitment.self, at: "/body/commitment")
    guard let commitment = self[body.commitment] else { return }
    guard commitment.entry.participant == entry.participant else {
      throw Refusal(
        .notEntitled, at: "/body/commitment", "it is \(hearing.code(commitment.entry.participant))'s to withdraw")
    }
    if let withdrawal = commitment.withdrawal {
      throw Refusal(
        .alreadySaid, at: "/body/commitment", "it is withdrawn with effect from \(withdrawal.effectiveAt)")
    }
    if let open = support.openInvocation(of: body.commitment, under: self) {
      throw .notNow(
        "the commitment of #\(commitment.entry.sequence)", is: "invoked in #\(open.entry.sequence), which is open",
        allows: SupportResponse.self, SupportMeasure.self, at: "/body/commitment")
    }
  }

  func contradiction(
    of act: GuaranteeAct, in entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) -> Contradiction? {
    switch act {
    case .commitment, .withdrawal: nil
    }
  }
}
