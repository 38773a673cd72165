import CellSchema

// The rules for what may be said of a guarantee.
extension GuaranteeProceedings {
  func check(
    _ act: GuaranteeAct, of entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) throws(Refusal) {
    switch act {
    case .commitment(let body): try check(body, entry, others.declaration, hearing)
    case .completion(let body): try check(body, entry, hearing)
    case .withdrawal(let body): try check(body, entry, hearing)
    case .ratification(let body): try check(body, entry, hearing)
    }
  }

  private func check(
    _ body: GuaranteeCommitment, _ entry: Entry, _ declaration: DeclarationProceedings, _ hearing: Hearing
  ) throws(Refusal) {
    guard let version = declaration.version(body.instrument, body.version) else {
      throw Refusal(
        .textMismatch, at: "/body/version", "\(body.instrument) has no version \(body.version) on the record")
    }
    try declaration.require(body.provision, in: version, at: "/body/provision")
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

  /// The commitment of the sender's own that a message is about; nil where it is on no view of the sender's.
  private func own(
    _ id: MessageID, _ entry: Entry, _ hearing: Hearing, to verb: String
  ) throws(Refusal) -> Commitment? {
    try hearing.require(id, GuaranteeCommitment.self, at: "/body/commitment")
    guard let commitment = self[id] else { return nil }
    guard commitment.entry.participant == entry.participant else {
      throw Refusal(
        .notEntitled, at: "/body/commitment",
        "it is \(hearing.code(commitment.entry.participant))'s to \(verb)")
    }
    if let withdrawal = commitment.withdrawal {
      throw Refusal(
        .alreadySaid, at: "/body/commitment",
        "it is withdrawn with effect from \(withdrawal.counting)")
    }
    if commitment.isReplaced, let replacement = commitment.replacement {
      throw Refusal(
        .alreadySaid, at: "/body/commitment",
        "#\(replacement.commitment) stands in its place, under another version of the text")
    }
    return commitment
  }

  private func check(_ body: GuaranteeCompletion, _ entry: Entry, _ hearing: Hearing)
    throws(Refusal)
  {
    guard let commitment = try own(body.commitment, entry, hearing, to: "complete") else { return }
    if commitment.terms == .final, body.terms == .open {
      throw Refusal(
        .stateNotPermitted, at: "/body/terms",
        "the terms of #\(commitment.entry.sequence) are final, and do not open again; allowed: final"
      )
    }
    let added = Set(body.means?.elements ?? []).subtracting(commitment.remainingMeans)
    if commitment.terms == body.terms, added.isEmpty {
      throw Refusal(
        .alreadySaid, at: "/body/terms",
        "the terms of #\(commitment.entry.sequence) are \(body.terms.rawValue), and it adds no means"
      )
    }
  }

  /// Neither its date nor an open invocation is in the way of a withdrawal: its notice protects who relies on it.
  private func check(_ body: GuaranteeWithdrawal, _ entry: Entry, _ hearing: Hearing)
    throws(Refusal)
  {
    guard let commitment = try own(body.commitment, entry, hearing, to: "withdraw") else { return }
    let remaining = commitment.remainingMeans
    for (position, means) in (body.means?.elements ?? []).enumerated()
    where !remaining.contains(means) {
      let left = SupportMeans.inOrder(remaining).map(\.rawValue).joined(separator: ", ")
      throw Refusal(
        .stateNotPermitted, at: "/body/means/\(position)",
        "#\(commitment.entry.sequence) does not give \(means.rawValue); it gives: \(left.isEmpty ? "nothing named" : left)"
      )
    }
  }

  /// What a participant's own procedure decides on a completion of its own.
  private func check(_ body: Ratification, _ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    guard let id = body.completion else { return }
    try hearing.require(id, GuaranteeCompletion.self, at: "/body/completion")
    guard let completion = completion(id) else { return }
    guard completion.entry.participant == entry.participant else {
      throw Refusal(
        .notEntitled, at: "/body/completion", "it is \(hearing.code(completion.entry.participant))'s to ratify")
    }
    guard completion.body.requiresRatification == true else {
      throw Refusal(
        .stateNotPermitted, at: "/body/completion",
        "the completion of #\(completion.entry.sequence) takes no ratification, and counts")
    }
    if let commitment = self[completion.body.commitment]?.body,
      TextVersion(commitment.instrument, commitment.version) != TextVersion(body.instrument, body.version)
    {
      throw Refusal(
        .textMismatch, at: "/body/version",
        "the completion of #\(completion.entry.sequence) is under version \(commitment.version) of"
          + " \(commitment.instrument)")
    }
    let lifeCycle = DeclarationProceedings.lifeCycle
    guard lifeCycle.state(after: body.decision, in: completion.standing) != nil else {
      throw .notNow(
        "the completion of #\(completion.entry.sequence)", is: completion.standing.rawValue,
        allows: lifeCycle.steps(in: completion.standing).map { "decision \($0.rawValue)" }, at: "/body/decision")
    }
  }

  func contradiction(
    of act: GuaranteeAct, in entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) -> Contradiction? {
    switch act {
    case .commitment, .completion, .withdrawal, .ratification: nil
    }
  }
}
