import CellSchema

/// Where everything stands in one world, as it follows from a history of entries.
///
/// Applying an entry never fails and never depends on the time: what was accepted happened. Whether an act may be said
/// is asked before, with ``check(_:_:)``.
struct Proceedings: Sendable {
  private(set) var declaration = DeclarationProceedings()
  private(set) var guarantees = GuaranteeProceedings()
  private(set) var ceasefire = CeasefireProceedings()
  private(set) var verification = VerificationProceedings()
  private(set) var force = ForceProceedings()
  private(set) var support = SupportProceedings()
  private(set) var assistance = AssistanceProceedings()
  private(set) var cell = CellProceedings()
  private(set) var decision = DecisionProceedings()
  /// What follows from attacks and ceasefires together.
  private(set) var clocks = AnswerClocks()

  /// The latest version of each entry that was amended.
  private var versions = GrowingTable<MessageID, Version>()
  /// How many times an entry was applied or forgotten: what it has cost to follow the record.
  private(set) var changes = 0

  private enum Version {
    case amended(Entry)
    case takenBack

    init(_ entry: Entry?) { self = entry.map(Self.amended) ?? .takenBack }

    var entry: Entry? {
      switch self {
      case .amended(let entry): entry
      case .takenBack: nil
      }
    }
  }

  init() {}

  /// The state after a whole history. A corrected or superseded message counts in its own place with its latest
  /// version; a cancelled or retracted one does not count.
  init(_ entries: some Sequence<Entry>) {
    var amendments: [MessageID: Entry] = [:]
    for entry in entries { if let amended = entry.amends { amendments[amended.id] = entry } }
    for entry in entries where entry.amends == nil {
      if case .support(.attackReport(let body)) = entry.act { clocks.know(body, entry) }
      if let amendment = amendments[entry.id] { versions[entry.id] = Version(entry.amended(by: amendment)) }
      if let entry = latest(entry) { make(.apply, entry) }
    }
    catchUp()
  }

  // MARK: applying

  /// Applies an entry, or forgets it. Amendments are for ``amend(_:by:)``.
  mutating func make(_ change: Change, _ entry: Entry) {
    changes += 1
    switch entry.act {
    case .declaration(let act):
      guarantees.make(change, paper: entry)
      declaration.make(change, act, of: entry)
      if case .confirmation(let body) = act { confirm(change, body, entry) }
    case .guarantee(let act):
      guarantees.make(change, paper: entry)
      guarantees.make(change, act, of: entry)
    case .ceasefire(let act):
      ceasefire.make(change, act, of: entry)
      openClocks()
    case .verification(let act): verification.make(change, act, of: entry)
    case .force(let act): force.make(change, act, of: entry)
    case .support(let act):
      support.make(change, act, of: entry)
      if case .attackReport(let body) = act { clocks.make(change, body, of: entry) }
    case .assistance(let act): assistance.make(change, act, of: entry)
    case .cell(let act): cell.make(change, act, of: entry)
    case .decision(let act): decide(change, entry, on: act.proposedBy(entry))
    case .bus(let act): make(change, act, of: entry)
    case .amendment: break
    }
    if let office = entry.unregisteredOffice { declaration.make(change, signedBy: office, entry) }
    if let number = entry.namedCase { verification.make(change, incident: entry, of: number) }
  }

  /// Who is obliged by what was contested may be said anew.
  private mutating func confirm(_ change: Change, _ body: DeclarationConfirmation, _ entry: Entry) {
    for commitment in guarantees.make(change, confirmationOf: body.of, entry) {
      support.reconsider(commitment, under: guarantees)
    }
  }

  /// Applies the bus's own message to the system that it is about, or forgets it.
  private mutating func make(_ change: Change, _ act: BusAct, of entry: Entry) {
    switch act {
    case .phaseChanged(let body):
      ceasefire.make(change, body, of: entry)
      openClocks()
    case .guaranteeActivated(let body): guarantees.make(change, body, of: entry)
    case .obliged(let body):
      support.make(change, body, of: entry)
      if support.healed.contains(body.invocation) { support.reconsider(body.commitment, under: guarantees) }
    case .clockStage(let body): clocks.make(change, body, of: entry)
    case .discrepancy(let body): cell.make(change, body, of: entry)
    case .serialGap(let body): cell.make(change, body, of: entry)
    case .alternateActing(let body): cell.make(change, body, of: entry)
    case .proposalDelivered, .silenceDelayed: decide(change, entry, on: nil)
    case .decided(let body): decide(change, entry, on: body.proposal)
    // `Obligations` keeps who owes what.
    case .acknowledgementOverdue, .replyOverdue, .watchNotTaken: break
    // `Releases` keeps what is released.
    case .released: break
    }
  }

  /// Applies what is said on a proposal, or forgets it, and with it the act that has effect by the decision.
  ///
  /// - Parameter proposal: the proposal whose act has effect because of it, or has none any more.
  private mutating func decide(_ change: Change, _ entry: Entry, on proposal: MessageID?) {
    let before = proposal.flatMap { decision.effect(of: $0) }
    decision.make(change, entry)
    switch (before, proposal.flatMap { decision.effect(of: $0) }) {
    case (nil, let effect?): make(.apply, effect)
    case (let effect?, nil): make(.forget, effect)
    case (nil, nil), (_?, _?): break
    }
  }

  /// Puts an amendment in force. ``catchUp()`` has to follow before anything is asked.
  mutating func amend(_ original: Entry, by amendment: Entry) {
    setAside(original)
    versions[original.id] = Version(original.amended(by: amendment))
    putBack(original)
  }

  /// Leaves out a message as if it had never been said, until it is put back. ``catchUp()`` has to follow either.
  mutating func setAside(_ original: Entry) {
    if let entry = latest(original) { make(.forget, entry) }
  }

  mutating func putBack(_ original: Entry) {
    if let entry = latest(original) { make(.apply, entry) }
  }

  /// An entry with its latest version; nil if it is taken back.
  private func latest(_ original: Entry) -> Entry? {
    guard let version = versions[original.id] else { return original }
    return version.entry
  }

  /// Whether an amendment has left something to do.
  var isBehind: Bool { ceasefire.isBehind }

  mutating func catchUp() {
    changes += ceasefire.catchUp()
    openClocks()
  }

  /// An attack has a clock once a ceasefire was in force that activates guarantees.
  private mutating func openClocks() {
    if !ceasefire.isBehind { clocks.open(ceasefire.firstInForce) }
  }

  // MARK: rules

  /// Judges an act before it is accepted.
  ///
  /// - Throws: the refusal, if a rule does not let the act be said now.
  func check(_ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    switch entry.act {
    case .declaration(let act): try declaration.check(act, of: entry, beside: self, hearing)
    case .guarantee(let act): try guarantees.check(act, of: entry, beside: self, hearing)
    case .ceasefire(let act): try ceasefire.check(act, of: entry, beside: self, hearing)
    case .verification(let act): try verification.check(act, of: entry, beside: self, hearing)
    case .force(let act): try force.check(act, of: entry, beside: self, hearing)
    case .support(let act): try support.check(act, of: entry, beside: self, hearing)
    case .assistance(let act): try assistance.check(act, of: entry, beside: self, hearing)
    case .cell(let act): try cell.check(act, of: entry, beside: self, hearing)
    case .decision(let act): try decision.check(act, of: entry, beside: self, hearing)
    // The bus's own messages follow from the record; an amendment of a type that moves nothing has no rule here.
    case .bus, .amendment: break
    }
  }

  /// How a fact contradicts the record, before the fact is applied; nil if it does not.
  func contradiction(_ entry: Entry, _ hearing: Hearing) -> Contradiction? {
    contradictionBySystem(entry, hearing) ?? entry.namedCase.flatMap { verification.contradiction(naming: $0) }
  }

  private func contradictionBySystem(_ entry: Entry, _ hearing: Hearing) -> Contradiction? {
    switch entry.act {
    case .declaration(let act): declaration.contradiction(of: act, in: entry, beside: self, hearing)
    case .guarantee(let act): guarantees.contradiction(of: act, in: entry, beside: self, hearing)
    case .ceasefire(let act): ceasefire.contradiction(of: act, in: entry, beside: self, hearing)
    case .verification(let act): verification.contradiction(of: act, in: entry, beside: self, hearing)
    case .force(let act): force.contradiction(of: act, in: entry, beside: self, hearing)
    case .support(let act): support.contradiction(of: act, in: entry, beside: self, hearing)
    case .assistance(let act): assistance.contradiction(of: act, in: entry, beside: self, hearing)
    case .cell(let act): cell.contradiction(of: act, in: entry, beside: self, hearing)
    case .decision(let act): decision.contradiction(of: act, in: entry, beside: self, hearing)
    case .bus, .amendment: nil
    }
  }

  /// How an amendment of a fact contradicts what was said on the fact; nil if it does not.
  func contradiction(ofAmendmentOf original: MessageID) -> Contradiction? {
    support.contradiction(of: original)
  }

  /// The texts whose provisions a case may be about: the charter's, and those of the ceasefires.
  func textsOfCases(_ procedures: Procedures) -> Set<Instrument> {
    Set([procedures.instrument] + ceasefire.agreements.compactMap { $0.body?.instrument })
  }

  /// Refuses a case's provision where each text that it may be of lists all of its provisions, and not this one.
  func requireListed(_ provision: ProvisionNumber, _ hearing: Hearing) throws(Refusal) {
    let texts = textsOfCases(hearing.procedures)
    guard declaration.isUnlisted(provision, in: texts),
      texts.allSatisfy({ declaration.current($0)?.isComplete == true })
    else { return }
    throw Refusal(
      .textMismatch, at: "/body/provision",
      "\(texts.map(\.description).sorted().joined(separator: ", ")): no current version has a provision \(provision)")
  }

  // MARK: consequences

  /// What the bus has to say now, because of a message or because a moment has come.
  func consequences(_ hearing: Hearing) -> [Saying] {
    let moves = ceasefire.moves(hearing)
    if !moves.isEmpty { return moves }
    let activations = guarantees.activations(hearing, beside: self)
    return activations.isEmpty ? support.obligations(hearing, under: guarantees) : activations
  }
}
