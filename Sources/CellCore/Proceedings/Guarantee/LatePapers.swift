import CellSchema

/// Signatures, commitments and ratifications that were entered later than the date of their papers, and who confirmed the
/// date since: another participant, or an office of its own that the register has.
struct LatePapers: Sendable {
  /// Since when each is on the record, and whose it is.
  private var entered = GrowingTable<MessageID, (at: Microseconds, participant: ParticipantIndex)>()
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
    case .apply: entered[entry.id] = (entry.acceptedAt, entry.participant)
    case .forget: entered[entry.id] = nil
    }
  }

  /// Applies what confirms a paper's date, or forgets it. Who only confirms its own powers does not.
  mutating func make(_ change: Change, confirmationOf paper: MessageID, _ entry: Entry) {
    guard mayConfirm(paper, entry) else { return }
    confirmations.make(change, Confirmation(row: entry.sequence, id: entry.id), under: paper)
  }

  /// Since when a paper is on the record whose date nobody has confirmed; nil for all others.
  func contested(_ paper: MessageID) -> Microseconds? { confirmations.contains(paper) ? nil : entered[paper]?.at }

  /// By what the date of a paper is confirmed.
  func confirmation(of paper: MessageID) -> MessageID? { confirmations[paper].first?.id }

  /// Whether it is late, and by somebody who may confirm its date: nobody vouches for himself.
  func mayConfirm(_ paper: MessageID, _ entry: Entry) -> Bool {
    entered[paper].map { $0.participant != entry.participant || entry.isOfRegisteredOffice } ?? false
  }

  /// The row that confirms the date of a paper.
  func confirmingRow(of paper: MessageID) -> SequenceNumber? { confirmations[paper].first?.row }
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
