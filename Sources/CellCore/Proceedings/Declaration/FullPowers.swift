import CellSchema

/// Acts that an office without full powers signed, and which of them are confirmed since (Vienna Convention on the Law of
/// Treaties, article 8).
struct FullPowers: Sendable {
  /// Such acts of all systems, by the office that signed.
  private(set) var acts = Roll<(entry: Entry, office: Line)>()
  private var confirmations = RowPostings<Confirmed>()

  /// An act, and who confirms it: its own participant, with full powers.
  private struct Confirmed: Hashable {
    var act: MessageID
    var by: ParticipantIndex
  }

  mutating func make(_ change: Change, signedBy office: Line, _ entry: Entry) {
    acts.make(change, (entry, office), of: entry)
  }

  mutating func make(_ change: Change, _ body: DeclarationConfirmation, of entry: Entry) {
    confirmations.make(change, entry.sequence, under: Confirmed(act: body.of, by: entry.participant))
  }

  /// The row by which an act is confirmed; nil while it is not.
  func confirmation(of act: MessageID) -> SequenceNumber? {
    acts[act].flatMap { confirmations[Confirmed(act: act, by: $0.entry.participant)].first }
  }

  /// Judges a confirmation: of powers by the act's own participant, of a paper's date by any.
  ///
  /// - Parameter papers: what was entered later than the date of its paper.
  func check(
    _ body: DeclarationConfirmation, _ entry: Entry, _ papers: LatePapers, _ hearing: Hearing
  ) throws(Refusal) {
    let known = try hearing.require(body.of, at: "/body/of")
    let isOwn = known.participant == entry.participant
    guard let act = isOwn ? acts[body.of] : nil else {
      guard papers.mayConfirm(body.of, entry) else {
        guard isOwn else {
          throw Refusal(
            .notEntitled, at: "/body/of",
            "#\(known.sequence) is \(hearing.code(known.participant))'s, who alone confirms it")
        }
        throw .notNow("#\(known.sequence)", is: "signed with full powers, or binds nobody", allows: [], at: "/body/of")
      }
      if let row = papers.confirmingRow(of: body.of) {
        throw Refusal(.alreadySaid, at: "/body/of", "the date of #\(known.sequence) is confirmed in #\(row)")
      }
      return
    }
    if let row = confirmation(of: body.of) {
      throw Refusal(.alreadySaid, at: "/body/of", "#\(known.sequence) is confirmed in #\(row)")
    }
    guard act.office == body.office else {
      throw Refusal(.textMismatch, at: "/body/office", "#\(known.sequence) is signed by \"\(act.office)\"")
    }
  }
}
