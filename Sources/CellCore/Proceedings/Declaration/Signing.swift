import CellSchema

/// What one participant said of one version of a text, in order: a signature, and then its own procedure's decisions.
struct Signing {
  enum Step {
    case signature(DeclarationSignature)
    case ratification(Ratification)
  }

  private var steps = Ledger<(entry: Entry, step: Step)>()
  /// The last signature, with the decisions after it.
  private(set) var signature: DeclarationProceedings.Signature?

  mutating func make(_ change: Change, _ step: Step, of entry: Entry) {
    steps.make(change, (entry, step), at: entry.sequence)
    if change == .apply, steps.lastSequence == entry.sequence {
      take(step, of: entry)
    } else {
      signature = nil
      for (entry, step) in steps { take(step, of: entry) }
    }
  }

  private mutating func take(_ step: Step, of entry: Entry) {
    switch step {
    case .signature(let body): signature = DeclarationProceedings.Signature(entry: entry, body: body)
    case .ratification(let body): signature?.take(body, of: entry)
    }
  }
}

extension DeclarationProceedings.Signature {
  fileprivate mutating func take(_ body: Ratification, of entry: Entry) {
    standing = DeclarationProceedings.lifeCycle.applying(body.decision, to: standing)
    ratification = (entry.id, body, entry.acceptedAt, entry.countsFrom)
  }
}
