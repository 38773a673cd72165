import CellSchema

/// Signatures, commitments and ratifications that were entered later than the date of their papers, and who confirmed the
/// date since: another authority, or an office with full powers.
struct LatePapers: Sendable {
  /// Since when each is on the record.
  private var entered = GrowingTable<MessageID, Microseconds>()
  private var confirmations = Postings<MessageID, Confirmation>()

  private struct Confirmation: Comparable {
    var row: SequenceNumber
    var id: MessageID

    static func < (left: Self, right: Self) -> Bool { left.row < right.row }
  }

  /// Applies an act on paper, or forgets it.
  mutating func make(_ change: Change, _ entry: Entry) {
    guard entry.isPaper, entry.countsFrom < entry.acceptedAt else { return }
    switch change {
    case .apply: entered[entry.id] = entry.acceptedAt
    case .forget: entered[entry.id] = nil
    }
  }

  mutating func make(_ change: Change, confirmationOf paper: MessageID, _ entry: Entry) {
    confirmations.make(change, Confirmation(row: entry.sequence, id: entry.id), under: paper)
  }

  /// Since when a paper is on the record whose date nobody has confirmed; nil for all others.
  func contested(_ paper: MessageID) -> Microseconds? { confirmations.contains(paper) ? nil : entered[paper] }

  /// By what the date of a paper is confirmed.
  func confirmation(of paper: MessageID) -> MessageID? {
    entered[paper] == nil ? nil : confirmations[paper].first?.id
  }

  func date(of act: MessageID) -> (isLate: Bool, confirmation: SequenceNumber?) {
    (entered[act] != nil, confirmations[act].first?.row)
  }
}

extension Entry {
  /// Whether it is one of the acts that count from the date of their papers on.
  fileprivate var isPaper: Bool {
    if case .declaration(.signature) = act { return true }
    if case .declaration(.ratification) = act { return true }
    if case .guarantee(.commitment) = act { return true }
    return false
  }
}
