import CellSchema

/// Where everything stands in one world, as it follows from a history of entries.
///
/// Applying an entry never fails and never asks for the hour: what was accepted happened. Whether something may be
/// said is asked before, by ``check(_:_:)``.
struct Proceedings {
  private(set) var declaration = DeclarationProceedings()
  private(set) var guarantees = GuaranteeProceedings()
  private(set) var ceasefire = CeasefireProceedings()
  private(set) var verification = VerificationProceedings()
  private(set) var force = ForceProceedings()
  private(set) var support = SupportProceedings()
  private(set) var assistance = AssistanceProceedings()
  private(set) var cell = CellProceedings()

  init() {}

  /// The state after a whole history. A message that was corrected or superseded counts as its latest version says, in
  /// its own place; one that was cancelled or retracted does not count.
  init(_ entries: some Sequence<Entry>) {
    var amendments: [MessageID: Entry] = [:]
    for entry in entries { if let amended = entry.amends { amendments[amended.id] = entry } }
    for entry in entries where entry.amends == nil {
      guard let amendment = amendments[entry.id], let kind = amendment.amends?.kind else {
        apply(entry)
        continue
      }
      switch kind {
      case .cancel, .retract: continue
      case .correct, .supersede:
        var amended = entry
        amended.act = amendment.act
        apply(amended)
      }
    }
  }

  mutating func apply(_ entry: Entry) {
    declaration.apply(entry)
    guarantees.apply(entry)
    ceasefire.apply(entry)
    verification.apply(entry)
    force.apply(entry)
    support.apply(entry, guarantees: guarantees)
    assistance.apply(entry)
    cell.apply(entry)
  }

  /// - Throws: the rule of the proceedings that does not let this be said now.
  func check(_ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    try declaration.check(entry, hearing)
    try guarantees.check(entry, hearing, declaration: declaration, support: support)
    try ceasefire.check(entry, hearing)
    try verification.check(entry, hearing)
    try force.check(entry, hearing)
    try support.check(entry, hearing, guarantees: guarantees)
    try assistance.check(entry, hearing)
    try cell.check(entry, hearing)
  }

  /// How a fact contradicts what stands, before it is applied.
  func contradiction(_ entry: Entry, _ hearing: Hearing) -> Contradiction? {
    verification.contradiction(entry, hearing) ?? force.contradiction(entry, hearing)
      ?? support.contradiction(entry, force: force) ?? assistance.contradiction(entry, hearing)
      ?? cell.contradiction(entry, verification: verification)
  }

  /// What the bus has to say now, because of what was said or because a moment has come.
  func consequences(_ hearing: Hearing) -> [Saying] {
    let moves = ceasefire.moves(hearing)
    return moves.isEmpty
      ? guarantees.activations(hearing, ceasefire: ceasefire, declaration: declaration) : moves
  }
}
