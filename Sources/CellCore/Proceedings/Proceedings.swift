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

  init() {}

  /// The state after a whole history. A corrected or superseded message counts in its own place with its latest
  /// version; a cancelled or retracted one does not count.
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

  // MARK: applying

  mutating func apply(_ entry: Entry) {
    switch entry.act {
    case .declaration(let act): apply(act, of: entry, to: \.declaration)
    case .guarantee(let act): apply(act, of: entry, to: \.guarantees)
    case .ceasefire(let act): apply(act, of: entry, to: \.ceasefire)
    case .verification(let act): apply(act, of: entry, to: \.verification)
    case .force(let act): apply(act, of: entry, to: \.force)
    case .support(let act): apply(act, of: entry, to: \.support)
    case .assistance(let act): apply(act, of: entry, to: \.assistance)
    case .cell(let act): apply(act, of: entry, to: \.cell)
    case .bus(let act): apply(act, of: entry)
    case .amendment: break
    }
  }

  /// Takes the system out while it changes: it may ask the other systems, and its buffers have one owner, so that they
  /// change in place.
  private mutating func apply<System: Proceeding>(
    _ act: System.SystemAct, of entry: Entry, to place: WritableKeyPath<Self, System>
  ) {
    var system = System()
    swap(&system, &self[keyPath: place])
    system.apply(act, of: entry, beside: self)
    swap(&system, &self[keyPath: place])
  }

  /// Applies the bus's own message to the system that it is about.
  private mutating func apply(_ act: BusAct, of entry: Entry) {
    switch act {
    case .phaseChanged(let body): ceasefire.move(body, entry)
    case .guaranteeActivated(let body): guarantees.activate(body, entry)
    case .discrepancy(let body): cell.note(body, entry)
    case .serialGap(let body): cell.note(body, entry)
    // `Obligations` keeps who owes an acknowledgement.
    case .acknowledgementOverdue: break
    }
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
    // The bus's own messages follow from the record; an amendment of a type that moves nothing has no rule here.
    case .bus, .amendment: break
    }
  }

  /// How a fact contradicts the record, before the fact is applied; nil if it does not.
  func contradiction(_ entry: Entry, _ hearing: Hearing) -> Contradiction? {
    switch entry.act {
    case .declaration(let act): declaration.contradiction(of: act, in: entry, beside: self, hearing)
    case .guarantee(let act): guarantees.contradiction(of: act, in: entry, beside: self, hearing)
    case .ceasefire(let act): ceasefire.contradiction(of: act, in: entry, beside: self, hearing)
    case .verification(let act): verification.contradiction(of: act, in: entry, beside: self, hearing)
    case .force(let act): force.contradiction(of: act, in: entry, beside: self, hearing)
    case .support(let act): support.contradiction(of: act, in: entry, beside: self, hearing)
    case .assistance(let act): assistance.contradiction(of: act, in: entry, beside: self, hearing)
    case .cell(let act): cell.contradiction(of: act, in: entry, beside: self, hearing)
    case .bus, .amendment: nil
    }
  }

  // MARK: consequences

  /// What the bus has to say now, because of a message or because a moment has come.
  func consequences(_ hearing: Hearing) -> [Saying] {
    let moves = ceasefire.moves(hearing)
    return moves.isEmpty ? guarantees.activations(hearing, beside: self) : moves
  }
}
