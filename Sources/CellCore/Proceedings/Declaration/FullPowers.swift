import CellSchema

/// Acts that an office without full powers signed, and which of them are confirmed since (Vienna Convention on the Law of
/// Treaties, article 8).
struct FullPowers: Sendable {
  /// Such acts of all systems, by the office that signed.
  private(set) var acts = Roll<(entry: Entry, office: Line)>()
  private var confirmations = RowPostings<MessageID>()

  mutating func make(_ change: Change, signedBy office: Line, _ entry: Entry) {
    acts.make(change, (entry, office), of: entry)
  }

  mutating func make(_ change: Change, _ body: DeclarationConfirmation, of entry: Entry) {
    confirmations.make(change, entry.sequence, under: body.of)
  }

  /// The row by which an act is confirmed; nil while it is not.
  func confirmation(of act: MessageID) -> SequenceNumber? { confirmations[act].first }

  func check(_ body: DeclarationConfirmation, _ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    let known = try hearing.require(body.of, at: "/body/of")
    guard known.participant == entry.participant else {
      throw Refusal(
        .notEntitled, at: "/body/of",
        "#\(known.sequence) is \(hearing.code(known.participant))'s, who alone confirms it")
    }
    guard let act = acts[body.of] else {
      throw .notNow("#\(known.sequence)", is: "signed with full powers, or binds nobody", allows: [], at: "/body/of")
    }
    if let row = confirmation(of: body.of) {
      throw Refusal(.alreadySaid, at: "/body/of", "#\(known.sequence) is confirmed in #\(row)")
    }
    guard act.office == body.office else {
      throw Refusal(.textMismatch, at: "/body/office", "#\(known.sequence) is signed by \"\(act.office)\"")
    }
  }
}
