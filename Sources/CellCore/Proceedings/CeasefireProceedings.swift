import CellSchema

/// Where each ceasefire stands, for each agreement and scope.
///
/// A phase is moved by `system.phase-changed` alone, which the bus says when every authority of the charter has stated
/// the same and its moment has come. What authorities have stated meanwhile is kept beside it, and shows as contested
/// until they all agree.
struct CeasefireProceedings {
  typealias Phase = CeasefirePhase

  enum Step: String {
    case agreement = "ceasefire.agreement"
    case entryIntoForce = "ceasefire.entry-into-force"
    case suspension = "ceasefire.suspension"
    case resumption = "ceasefire.resumption"
    case termination = "ceasefire.termination"
  }

  /// preparation → agreed → in force ⇄ suspended → terminated.
  static let lifeCycle = LifeCycle<Phase, Step>(
    (.agreement, [.preparation], .agreed),
    (.entryIntoForce, [.agreed], .inForce),
    (.suspension, [.inForce], .suspended),
    (.resumption, [.suspended], .inForce),
    (.termination, [.agreed, .inForce, .suspended], .terminated))

  /// What one authority stated last, and has not happened yet.
  struct Statement {
    var step: Step
    /// Microseconds since 1970; for an agreement, nothing but that it is agreed.
    var effectiveAt: Int64?
    var id: MessageID
    var sequence: UInt64
  }

  struct Scope {
    var scope: CeasefireScope
    var phase: Phase
    var effectiveAt: Timestamp?
    /// The row that moved it, and the statements that it cites.
    var movedBy: UInt64?
    var causes: [MessageID] = []
    /// When it first entered into force, and by which statements.
    var entered: (effectiveAt: Timestamp, causes: [MessageID])?
    /// By participant.
    var statements: [Int: Statement] = [:]
  }

  struct Agreement {
    /// Its first message, by which others name it, and the same agreement stated by other authorities.
    var ids: [MessageID]
    var sequence: UInt64
    /// By participant. Nil where only what followed may be read.
    var bodies: [Int: CeasefireAgreement]
    /// The agreement's own scope first.
    var scopes: [Scope]

    var body: CeasefireAgreement? { bodies.min { $0.key < $1.key }?.value }
    /// With all its parts.
    var hasEnded: Bool { scopes[0].phase == .terminated }
  }

  private(set) var agreements: [Agreement] = []

  // MARK: what happened

  mutating func apply(_ entry: Entry) {
    switch entry.act {
    case .agreement(let body):
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
    case .entryIntoForce(let body): state(.entryIntoForce, body.agreement, body.scope, body.effectiveAt, entry)
    case .suspension(let body): state(.suspension, body.agreement, body.scope, body.effectiveAt, entry)
    case .resumption(let body): state(.resumption, body.agreement, body.scope, body.effectiveAt, entry)
    case .termination(let body): state(.termination, body.agreement, body.scope, body.effectiveAt, entry)
    case .phaseChanged(let body): move(body, entry)
    default: break
    }
  }

  private mutating func state(
    _ step: Step, _ agreement: MessageID, _ scope: CeasefireScope, _ at: Timestamp, _ entry: Entry
  ) {
    guard let index = index(of: agreement) else { return }
    state(step, at.microseconds, by: entry, in: scope.normal, of: index)
  }

  private mutating func state(
    _ step: Step, _ at: Int64?, by entry: Entry, in scope: CeasefireScope, of agreement: Int
  ) {
    let place = place(of: scope, in: agreement)
    agreements[agreement].scopes[place].statements[entry.participant] = Statement(
      step: step, effectiveAt: at, id: entry.id, sequence: entry.sequence)
  }

  private mutating func move(_ body: PhaseChanged, _ entry: Entry) {
    guard !body.contested else { return }
    if index(of: body.agreement) == nil {
      // A view from which the agreement itself is hidden.
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
    agreements[index].scopes[place].statements = [:]
    if body.to == .inForce, agreements[index].scopes[place].entered == nil {
      agreements[index].scopes[place].entered = (body.effectiveAt, body.causes.elements)
    }
  }

  /// The scope's place; a part of the agreement that nobody spoke of before stands where the whole stands.
  private mutating func place(of scope: CeasefireScope, in agreement: Int) -> Int {
    if let place = agreements[agreement].scopes.firstIndex(where: { $0.scope == scope }) { return place }
    let whole = agreements[agreement].scopes[0]
    agreements[agreement].scopes.append(
      Scope(scope: scope, phase: whole.phase, effectiveAt: whole.effectiveAt, movedBy: whole.movedBy))
    return agreements[agreement].scopes.count - 1
  }

  // MARK: what stands

  func index(of agreement: MessageID) -> Int? { agreements.firstIndex { $0.ids.contains(agreement) } }

  /// The phase of a scope: a part stands as the whole does until something is said of it alone, and ends with it.
  func phase(of scope: CeasefireScope, in agreement: Int) -> Phase {
    let whole = agreements[agreement].scopes[0]
    if whole.phase == .terminated { return .terminated }
    return agreements[agreement].scopes.first { $0.scope == scope.normal }?.phase ?? whole.phase
  }

  /// The scope whose phase is meant where a rule says `phases`: of those that activate the guarantees, the one that
  /// has come furthest; what was in force once is never in preparation again.
  func governing(_ procedures: Procedures) -> Scope? {
    agreements.flatMap { agreement in
      agreement.scopes.filter { scope in procedures.activating.contains { $0.normal == scope.scope } }.map { scope in
        var scope = scope
        // A part ends with the whole.
        if agreement.hasEnded { scope.phase = .terminated }
        return scope
      }
    }.max { Self.rank($0.phase) < Self.rank($1.phase) }
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

  // MARK: what may happen

  func check(_ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    switch entry.act {
    case .agreement(let body): try checkAgreement(body, entry, hearing)
    case .entryIntoForce(let body): try check(.entryIntoForce, body.agreement, body.scope, entry, hearing)
    case .suspension(let body): try check(.suspension, body.agreement, body.scope, entry, hearing)
    case .resumption(let body): try check(.resumption, body.agreement, body.scope, entry, hearing)
    case .termination(let body): try check(.termination, body.agreement, body.scope, entry, hearing)
    default: break
    }
  }

  private func checkAgreement(_ body: CeasefireAgreement, _ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    try checkAuthority(entry, hearing)
    guard let known = agreements.first(where: { $0.bodies.values.contains { $0.instrument == body.instrument } }),
      let scope = known.scopes.first
    else { return }
    guard Self.lifeCycle.state(after: .agreement, in: scope.phase) != nil else {
      throw .notNow(
        "the ceasefire \(body.instrument)", is: scope.phase.rawValue, allows: Self.allowed(scope.phase),
        at: "/body/instrument")
    }
    guard scope.scope == body.scope.normal else {
      throw Refusal(
        .stateNotPermitted, at: "/body/scope",
        "the agreement \(body.instrument) is stated already, in #\(known.sequence), for another scope")
    }
  }

  private func check(
    _ step: Step, _ agreement: MessageID, _ scope: CeasefireScope, _ entry: Entry, _ hearing: Hearing
  ) throws(Refusal) {
    try checkAuthority(entry, hearing)
    try hearing.require(agreement, "ceasefire.agreement", at: "/body/agreement")
    guard let index = index(of: agreement) else {
      throw Refusal(.unknownReference, at: "/body/agreement", "\(agreement) is not on the record, or not yours to read")
    }
    let whole = agreements[index].scopes[0].scope
    guard whole.covers(scope.normal) else {
      throw Refusal(
        .stateNotPermitted, at: "/body/scope",
        "the agreement is for \(whole.words), which does not cover \(scope.words)")
    }
    let phase = phase(of: scope, in: index)
    guard Self.lifeCycle.state(after: step, in: phase) != nil else {
      throw .notNow(
        "the ceasefire \(agreements[index].body.map { "\($0.instrument)" } ?? "\(agreement)"), \(scope.words),",
        is: phase.rawValue, allows: Self.allowed(phase), at: "/body/scope")
    }
  }

  private func checkAuthority(_ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    guard hearing.procedures.authorities.contains(entry.participant) else {
      throw Refusal(
        .notEntitled, at: "/header/from",
        "\(hearing.code(entry.participant)) is not an authority that the charter's ceasefire section lists")
    }
  }

  private static func allowed(_ phase: Phase) -> [String] { lifeCycle.steps(in: phase).map(\.rawValue) }

  // MARK: what follows

  /// Whether all authorities of the charter state the same of a scope: the step, and from when on.
  func agreed(_ scope: Scope, _ agreement: Agreement, _ procedures: Procedures) -> Statement? {
    let said = scope.statements.filter { procedures.authorities.contains($0.key) }
    guard let first = said.min(by: { $0.value.sequence < $1.value.sequence })?.value,
      procedures.authorities.count == said.count,
      said.values.allSatisfy({ $0.step == first.step && $0.effectiveAt == first.effectiveAt })
    else { return nil }
    if first.step == .agreement {
      let bodies = agreement.bodies.filter { said[$0.key] != nil }.map(\.value)
      guard let body = bodies.first, bodies.allSatisfy({ $0.saysTheSame(as: body) }) else { return nil }
    }
    return first
  }

  /// Phases that move now: by agreement of the authorities, or by the agreement's own end.
  func moves(_ hearing: Hearing) -> [Saying] {
    var sayings: [Saying] = []
    for agreement in agreements where !agreement.hasEnded {
      for (place, scope) in agreement.scopes.enumerated() {
        guard
          let saying = move(of: scope, in: agreement, hearing) ?? (place == 0 ? end(of: agreement, hearing) : nil)
        else { continue }
        sayings.append(saying)
        // Its parts end with the whole: nothing more is said of them.
        if place == 0, (saying.body as? PhaseChanged)?.to == .terminated { break }
      }
    }
    return sayings
  }

  /// By the agreement's own terms.
  private func end(of agreement: Agreement, _ hearing: Hearing) -> Saying? {
    let whole = agreement.scopes[0]
    guard let end = agreement.body?.expiresAt, end.microseconds <= hearing.now,
      whole.phase == .inForce || whole.phase == .suspended
    else { return nil }
    return changed(agreement, whole, to: .terminated, at: end, causes: Array(agreement.ids.prefix(256)))
  }

  private func move(of scope: Scope, in agreement: Agreement, _ hearing: Hearing) -> Saying? {
    guard let statement = agreed(scope, agreement, hearing.procedures),
      let next = Self.lifeCycle.state(after: statement.step, in: scope.phase)
    else { return nil }
    let at = statement.effectiveAt ?? hearing.now
    guard at <= hearing.now else { return nil }
    let causes = scope.statements.values.sorted { $0.sequence < $1.sequence }.map(\.id)
    return changed(agreement, scope, to: next, at: Timestamp(microseconds: at), causes: causes)
  }

  /// What is said where a statement leaves a scope contested: others have to state the same, or state otherwise.
  func contest(after entry: Entry, _ hearing: Hearing) -> Saying? {
    for agreement in agreements where !agreement.hasEnded {
      for scope in agreement.scopes {
        guard let statement = scope.statements[entry.participant], statement.id == entry.id,
          agreed(scope, agreement, hearing.procedures) == nil,
          let claimed = Self.lifeCycle.state(after: statement.step, in: scope.phase)
        else { continue }
        let at = statement.effectiveAt.map(Timestamp.init(microseconds:)) ?? Timestamp(microseconds: entry.acceptedAt)
        return changed(agreement, scope, to: claimed, at: at, causes: [entry.id], contested: true)
      }
    }
    return nil
  }

  private func changed(
    _ agreement: Agreement, _ scope: Scope, to phase: Phase, at: Timestamp, causes: [MessageID],
    contested: Bool = false
  ) -> Saying {
    Saying(
      body: PhaseChanged(
        agreement: agreement.ids[0], scope: scope.scope, from: scope.phase, to: phase, effectiveAt: at,
        contested: contested, causes: NonEmpty(causes)!), concerns: [agreement.ids[0]] + causes)
  }
}

extension CeasefireAgreement {
  /// The order of parties does not matter.
  fileprivate func saysTheSame(as other: Self) -> Bool {
    instrument == other.instrument && Set(parties) == Set(other.parties) && scope.normal == other.scope.normal
      && effectiveAt == other.effectiveAt && expiresAt == other.expiresAt
  }
}

extension CeasefireScope {
  /// Areas and domains in one order, so that two scopes that mean the same are equal.
  var normal: Self {
    Self(
      kind: kind, areas: areas.flatMap { NonEmpty(Set($0).sorted { $0.description < $1.description }) },
      domains: domains.flatMap { NonEmpty(Set($0).sorted { $0.rawValue < $1.rawValue }) })
  }

  /// Whether another scope lies within this one.
  func covers(_ other: Self) -> Bool {
    switch kind {
    case .general: return true
    case .domain:
      guard let own = domains, let others = other.domains else { return false }
      return Set(others).isSubset(of: Set(own))
    case .area:
      guard other.kind == .area, let own = areas, let others = other.areas, Set(others).isSubset(of: Set(own)) else {
        return false
      }
      guard let domains else { return true }
      return other.domains.map { Set($0).isSubset(of: Set(domains)) } ?? false
    }
  }

  /// `general`, `energy`, `Zaporizhzhia nuclear power plant`
  package var words: String {
    let areas = areas?.map(\.description).joined(separator: ", ")
    let domains = domains?.map(\.rawValue).joined(separator: ", ")
    return [areas, domains].compactMap { $0 }.joined(separator: ": ").isEmpty
      ? kind.rawValue : [areas, domains].compactMap { $0 }.joined(separator: ": ")
  }
}
