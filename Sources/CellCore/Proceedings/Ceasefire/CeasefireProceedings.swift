import CellSchema

/// Where each ceasefire stands, for each agreement and scope.
///
/// A phase is moved by `system.phase-changed` alone, which the bus says when every authority of the charter has stated
/// the same and its moment has come. Until then the authorities' statements are kept beside the phase, and show as
/// contested if they differ.
///
/// A statement means what it does by all that came before it, so no part of this stands for itself: after an amendment
/// the system is worked out anew from its own entries, once it is asked. What authorities state is seldom amended: by
/// the charters that ship it binds.
struct CeasefireProceedings: Proceeding {
  typealias Phase = CeasefirePhase

  enum Step {
    case agreement, entryIntoForce, suspension, resumption, termination

    /// The type of message that states the step.
    var type: MessageType {
      switch self {
      case .agreement: CeasefireAgreement.messageType
      case .entryIntoForce: EntryIntoForce.messageType
      case .suspension: CeasefireSuspension.messageType
      case .resumption: CeasefireResumption.messageType
      case .termination: CeasefireTermination.messageType
      }
    }
  }

  /// The ceasefire's phases: preparation → agreed → in force ⇄ suspended → terminated.
  static let lifeCycle = LifeCycle<Phase, Step>(
    (.agreement, [.preparation], .agreed),
    (.entryIntoForce, [.agreed], .inForce),
    (.suspension, [.inForce], .suspended),
    (.resumption, [.suspended], .inForce),
    (.termination, [.agreed, .inForce, .suspended], .terminated))

  /// What one authority stated last, while the phase has not moved.
  struct Statement {
    var step: Step
    /// Nil for an agreement, which states no time.
    var effectiveAt: Microseconds?
    var id: MessageID
    var sequence: SequenceNumber
    var acceptedAt: Microseconds
  }

  struct Scope {
    var scope: CeasefireScope
    var phase: Phase
    var effectiveAt: Timestamp?
    /// The row that moved the phase, and the statements that the row cites.
    var movedBy: SequenceNumber?
    var causes: [MessageID] = []
    /// When the scope first entered into force, and by which statements.
    /// What is stated once it has passed counts, for obligations, from the last statement that it took.
    var entered: (effectiveAt: Timestamp, countsFrom: Microseconds, saidAt: Microseconds, causes: [MessageID])?
    var statements: [ParticipantIndex: Statement] = [:]
  }

  struct Agreement {
    /// The agreement's first message, by which other messages refer to it, then the same agreement as stated by other
    /// authorities.
    var ids: [MessageID]
    var sequence: SequenceNumber
    /// The agreement as each authority states it; empty in a view that may read only later messages.
    var bodies: [ParticipantIndex: CeasefireAgreement]
    /// The agreement's own scope first.
    var scopes: [Scope]

    var body: CeasefireAgreement? { bodies.min { $0.key < $1.key }?.value }
    /// Whether the whole agreement is terminated, and so all its parts.
    var hasEnded: Bool { scopes[0].phase == .terminated }
  }

  /// When a scope that activates guarantees first came into force, as it counts for obligations, and the row that says so.
  struct InForce: Hashable, Sendable {
    var since: Microseconds
    var id: MessageID
  }

  private enum Word {
    case act(CeasefireAct)
    case moved(PhaseChanged)
  }

  private(set) var agreements: [Agreement] = []
  /// The earliest of all agreements; it stays, whatever becomes of the ceasefire.
  private(set) var firstInForce: InForce?
  private var said = Ledger<(entry: Entry, word: Word)>()
  /// Whether an entry was amended since: nothing more is applied until ``catchUp()``.
  private(set) var isBehind = false

  // MARK: applying

  mutating func make(_ change: Change, _ act: CeasefireAct, of entry: Entry) { make(change, .act(act), of: entry) }

  /// Applies the bus's announcement that a phase moves, or forgets it.
  mutating func make(_ change: Change, _ body: PhaseChanged, of entry: Entry) { make(change, .moved(body), of: entry) }

  private mutating func make(_ change: Change, _ word: Word, of entry: Entry) {
    said.make(change, (entry, word), at: entry.sequence)
    if change == .forget || said.lastSequence != entry.sequence { isBehind = true }
    if !isBehind { take(word, of: entry) }
  }

  /// Works out what amendments have left to do. Until then the agreements are those of before.
  ///
  /// - Returns: how many entries were applied anew.
  mutating func catchUp() -> Int {
    guard isBehind else { return 0 }
    isBehind = false
    agreements = []
    firstInForce = nil
    for (entry, word) in said { take(word, of: entry) }
    return said.count
  }

  private mutating func take(_ word: Word, of entry: Entry) {
    switch word {
    case .act(let act): take(act, of: entry)
    case .moved(let body): move(body, entry)
    }
  }

  private mutating func take(_ act: CeasefireAct, of entry: Entry) {
    switch act {
    case .agreement(let body): agree(body, entry)
    case .entryIntoForce(let body): state(.entryIntoForce, body.agreement, body.scope, body.effectiveAt, entry)
    case .suspension(let body): state(.suspension, body.agreement, body.scope, body.effectiveAt, entry)
    case .resumption(let body): state(.resumption, body.agreement, body.scope, body.effectiveAt, entry)
    case .termination(let body): state(.termination, body.agreement, body.scope, body.effectiveAt, entry)
    }
  }

  private mutating func agree(_ body: CeasefireAgreement, _ entry: Entry) {
    let index = agreements.firstIndex { $0.bodies.values.contains { $0.instrument == body.instrument } }
    if let index {
      agreements[index].ids.append(entry.id)
      agreements[index].bodies[entry.participant] = body
      state(.agreement, nil, by: entry, in: agreements[index].scopes[0].scope, of: index)
    } else {
      agreements.append(
        Agreement(
          ids: [entry.id], sequence: entry.sequence, bodies: [entry.participant: body],
          scopes: [Scope(scope: body.scope.normal, phase: .preparation)]))
      state(.agreement, nil, by: entry, in: body.scope.normal, of: agreements.count - 1)
    }
  }

  private mutating func state(
    _ step: Step, _ agreement: MessageID, _ scope: CeasefireScope, _ at: Timestamp, _ entry: Entry
  ) {
    guard let index = index(of: agreement) else { return }
    state(step, at.moment, by: entry, in: scope.normal, of: index)
  }

  private mutating func state(
    _ step: Step, _ at: Microseconds?, by entry: Entry, in scope: CeasefireScope, of agreement: Int
  ) {
    let place = place(of: scope, in: agreement)
    agreements[agreement].scopes[place].statements[entry.participant] = Statement(
      step: step, effectiveAt: at, id: entry.id, sequence: entry.sequence,
      acceptedAt: entry.acceptedAt)
  }

  private mutating func move(_ body: PhaseChanged, _ entry: Entry) {
    guard !body.contested else { return }
    if index(of: body.agreement) == nil {
      // An unknown agreement: the state is a view from which the agreement itself is hidden.
      agreements.append(
        Agreement(
          ids: [body.agreement], sequence: entry.sequence, bodies: [:],
          scopes: [Scope(scope: body.scope.normal, phase: body.from)]))
    }
    guard let index = index(of: body.agreement) else { return }
    let place = place(of: body.scope.normal, in: index)
    agreements[index].scopes[place].phase = body.to
    agreements[index].scopes[place].effectiveAt = body.effectiveAt
    agreements[index].scopes[place].movedBy = entry.sequence
    agreements[index].scopes[place].causes = body.causes.elements
    if body.to == .inForce, agreements[index].scopes[place].entered == nil {
      let statements = agreements[index].scopes[place].statements.values
      let last =
        statements.filter { body.causes.contains($0.id) }.map(\.acceptedAt).max()
        ?? entry.acceptedAt
      let since = max(body.effectiveAt.moment, last)
      agreements[index].scopes[place].entered = (body.effectiveAt, since, entry.acceptedAt, body.causes.elements)
      if entry.terms.activating.contains(body.scope.normal), firstInForce.map({ since < $0.since }) ?? true {
        firstInForce = InForce(since: since, id: entry.id)
      }
    }
    agreements[index].scopes[place].statements = [:]
  }

  /// The scope's place in the agreement; a part of which nothing was said before begins in the phase of the whole.
  private mutating func place(of scope: CeasefireScope, in agreement: Int) -> Int {
    if let place = agreements[agreement].scopes.firstIndex(where: { $0.scope == scope }) { return place }
    let whole = agreements[agreement].scopes[0]
    agreements[agreement].scopes.append(
      Scope(scope: scope, phase: whole.phase, effectiveAt: whole.effectiveAt, movedBy: whole.movedBy))
    return agreements[agreement].scopes.count - 1
  }

  // MARK: phases

  func index(of agreement: MessageID) -> Int? { agreements.firstIndex { $0.ids.contains(agreement) } }

  /// The phase of a scope: a part has the phase of the whole until something is said of the part alone, and ends with
  /// the whole.
  func phase(of scope: CeasefireScope, in agreement: Int) -> Phase {
    let whole = agreements[agreement].scopes[0]
    if whole.phase == .terminated { return .terminated }
    return agreements[agreement].scopes.first { $0.scope == scope.normal }?.phase ?? whole.phase
  }

  /// The scope whose phase a rule's `phases` means: of the scopes that activate guarantees, the one that has come
  /// furthest. A scope that was once in force never ranks as in preparation again.
  func governing(_ procedures: Procedures) -> Scope? {
    activating(procedures).max { Self.rank($0.phase) < Self.rank($1.phase) }
  }

  /// The scopes that activate guarantees, as they stand.
  private func activating(_ procedures: Procedures) -> [Scope] {
    agreements.flatMap { agreement in
      agreement.scopes.filter { scope in procedures.activating.contains { $0.normal == scope.scope } }.map { scope in
        var scope = scope
        // A part ends with the whole.
        if agreement.hasEnded, scope.phase != .terminated {
          scope.phase = .terminated
          scope.effectiveAt = agreement.scopes[0].effectiveAt
        }
        return scope
      }
    }
  }

  /// Of the scopes that activate guarantees and were in force, the one that ended last.
  func lastEnded(_ procedures: Procedures) -> Scope? {
    activating(procedures).filter { $0.phase == .terminated && $0.entered != nil && $0.effectiveAt != nil }
      .max { ($0.effectiveAt?.moment ?? .distantPast) < ($1.effectiveAt?.moment ?? .distantPast) }
  }

  func phase(_ procedures: Procedures) -> Phase { governing(procedures)?.phase ?? .preparation }

  private static func rank(_ phase: Phase) -> Int {
    switch phase {
    case .preparation: 0
    case .agreed: 1
    case .terminated: 2
    case .suspended: 3
    case .inForce: 4
    }
  }
}
