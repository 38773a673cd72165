import CellSchema

/// Which messages of a history rest on which: found without a search, however long the history is.
struct Reliance: Sendable {
  /// By message, the first later one that refers to it.
  private var onMessage = GrowingTable<MessageID, SequenceNumber>()
  private var aboutCase = RowPostings<CaseNumber>()
  private var onText = RowPostings<TextVersion>()
  /// By message, the versions of texts that it and its amendments give.
  private var given = GrowingTable<MessageID, Set<TextVersion>>()

  /// Notes what a new message gives and rests on. An amendment rests on nothing.
  ///
  /// - Parameter isKnown: whether a message that it refers to is in the history. What comes later is not rested on.
  mutating func note(_ entry: Entry, isKnown: (MessageID) -> Bool) {
    let refersTo = entry.act.refersTo
    if let text = refersTo.givenText { given[entry.amends?.id ?? entry.id, default: []].insert(text) }
    guard entry.amends == nil else { return }
    for message in refersTo.messages where isKnown(message) {
      onMessage[message] = min(onMessage[message] ?? entry.sequence, entry.sequence)
    }
    if let number = refersTo.caseNumber { aboutCase.make(.apply, entry.sequence, under: number) }
    if let text = refersTo.neededText { onText.make(.apply, entry.sequence, under: text) }
  }

  /// The first later message that rests on an entry: it refers to the message, to the case that the message opens, or
  /// to a version of a text that the message or an amendment of it gives.
  func first(on entry: Entry) -> SequenceNumber? {
    let row = entry.sequence
    let onCase = entry.act.refersTo.openedCase.flatMap { aboutCase.first(after: row, under: $0) }
    let onTexts = (given[entry.id] ?? []).map { onText.first(after: row, under: $0) }
    return (onTexts + [onMessage[entry.id], onCase]).compactMap { $0 }.min()
  }
}

extension Postings {
  fileprivate func first(after place: Place, under key: Key) -> Place? {
    let places = self[key]
    let next = places.firstPlace { $0 > place }
    return next < places.count ? places[next] : nil
  }
}
