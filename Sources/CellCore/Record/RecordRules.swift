import CellSchema

/// The rules for a message that depend on the record, decided or durable. They read the state and never change it.
struct RecordRules {
  let recorder: Recorder
  let visible: VisibleProceedings

  private var rulebook: Rulebook { recorder.rulebook }

  /// Judges a prepared message against the record.
  ///
  /// - Returns: how a fact, or what an act leaves of facts, contradicts the record, if it does; nothing is refused for
  ///   that.
  /// - Throws: the refusal of an act that the phase, the state of its case or its references do not allow.
  func consider(_ prepared: Prepared, at now: Instant) throws(Refusal) -> Contradiction? {
    let found = prepared.messageClass
    let moment = recorder.moment(now)
    try WorldRules(recorder: recorder).check(found)
    let entry = prepared.entry(sequence: recorder.state.next, acceptedAt: moment)
    let matter = Matter(
      recorder: recorder, prepared: prepared, entry: entry, kind: rulebook.kind(found.type), moment: moment, now: now)
    if let amends = prepared.links.amends { try AmendmentRules(recorder: recorder).check(amends, matter) }
    if matter.kind?.isFact == true {
      return strayReference(matter) ?? strayAcknowledgement(matter)
        ?? contradiction(matter)
    }
    try checkPowers(matter)
    try checkReferences(matter)
    try checkState(matter)
    try ReleaseRules(recorder: recorder).check(matter)
    try MinimizeRules(recorder: recorder).check(matter)
    return contradiction(matter)
  }

  private func contradiction(_ matter: Matter) -> Contradiction? {
    matter.entry.flatMap { entry in
      let proceedings = matter.docket.proceedings
      guard let amended = entry.amends?.id else { return proceedings.contradiction(entry, matter.hearing) }
      return proceedings.contradiction(ofAmendmentOf: amended)
    }
  }

  /// One message under consideration, with what the rules look at.
  final class Matter {
    let recorder: Recorder
    let prepared: Prepared
    let entry: Entry?
    let kind: Rulebook.Kind?
    let now: Instant
    /// When it would be accepted.
    private let moment: Microseconds

    init(
      recorder: Recorder, prepared: Prepared, entry: Entry?, kind: Rulebook.Kind?, moment: Microseconds, now: Instant
    ) {
      self.recorder = recorder
      self.prepared = prepared
      self.entry = entry
      self.kind = kind
      self.moment = moment
      self.now = now
    }

    /// Made where it is asked for: most messages move nothing and refer to nothing.
    private(set) lazy var hearing = recorder.hearing(found.world, node: found.node, at: moment)

    /// Computed, because most messages move nothing and need no docket.
    var docket: Docket { recorder.state.docket(of: found.world) }

    var found: MessageClass { prepared.messageClass }
    var links: Links { prepared.links }
  }

  // MARK: acts

  /// What confirms an act is itself signed with full powers, whatever the charter makes of others without.
  private func checkPowers(_ matter: Matter) throws(Refusal) {
    guard let office = matter.entry?.unregisteredOffice else { return }
    var isConfirmation = false
    if case .declaration(.confirmation) = matter.entry?.act { isConfirmation = true }
    guard isConfirmation || rulebook.powers.unregistered == .refuse else { return }
    throw Refusal(
      .powersNotRegistered, at: "/header/authority/office",
      "the roster's register has no full powers of \"\(office)\" for \(recorder.names.code(matter.found.participant))")
  }

  private func checkReferences(_ matter: Matter) throws(Refusal) {
    if let id = matter.links.inReplyTo { try matter.hearing.require(id, at: "/header/inReplyTo") }
    for (position, id) in matter.links.references.enumerated() {
      try matter.hearing.require(id, at: "/header/references/\(position)")
    }
    if let number = matter.links.caseNumber, isStray(number, matter) {
      throw Refusal(.unknownCase, at: "/header/case", "there is no case \(number), or it is not yours to read")
    }
  }

  /// Whether a header names a case that its sender does not know. A message that opens a case names it before it
  /// exists, and the other acts of verification are judged by the case in their body.
  private func isStray(_ number: CaseNumber, _ matter: Matter) -> Bool {
    if matter.found.entry?.system == "verification" { return false }
    guard let found = matter.docket.proceedings.verification[number] else { return true }
    return matter.hearing.message(found.entry.id) == nil
  }

  private func checkState(_ matter: Matter) throws(Refusal) {
    do throws(Refusal) {
      // An amendment of an act is judged as if the amended act had never been said.
      guard let amended = matter.entry?.amends?.id else { return try check(matter, matter.docket.proceedings) }
      try recorder.without(amended, in: matter.found.world) { () throws(Refusal) in
        try check(matter, matter.docket.proceedings)
      }
    } catch {
      throw explain(error, matter)
    }
  }

  private func check(_ matter: Matter, _ proceedings: Proceedings) throws(Refusal) {
    if let phases = matter.kind?.phases {
      let phase = proceedings.ceasefire.phase(matter.hearing.procedures)
      if !phases.contains(phase) {
        let allowed = CeasefirePhase.allCases.filter(phases.contains).map(\.rawValue).joined(separator: ", ")
        throw Refusal(
          .phaseNotPermitted, at: "/header/type",
          "\(matter.found.typeName) may be said in: \(allowed); the phase is \(phase.rawValue)"
            + " (\(rulebook.citation(matter.kind?.line)))")
      }
    }
    // An amendment that takes a message back says nothing new.
    guard let entry = matter.entry, entry.amends?.kind.takesBack != true else { return }
    try proceedings.check(entry, matter.hearing)
  }

  /// The refusal in no more detail than the sender may read: the one that follows from what the sender may read, or
  /// else one without a reason.
  private func explain(_ refusal: Refusal, _ matter: Matter) -> Refusal {
    let (node, index) = (matter.found.node, recorder.state.index)
    guard let world = index.world(matter.found.world) else { return refusal }
    let view = visible.judge(
      by: matter.docket, in: world, index, for: node, under: recorder.rules, without: matter.links.amends?.id,
      at: matter.now, mayKnow: { rulebook.mayKnow($0, node) },
      { reason(matter, $0) ?? Self.unexplained(refusal) })
    switch view {
    case .whole: return refusal
    case .part(let explained): return explained
    case .unknown: return Self.unexplained(refusal)
    }
  }

  /// Why an act is refused where things stand so; nil if it is not.
  private func reason(_ matter: Matter, _ proceedings: Proceedings) -> Refusal? {
    do throws(Refusal) {
      try check(matter, proceedings)
      return nil
    } catch {
      return error
    }
  }

  private static func unexplained(_ refusal: Refusal) -> Refusal {
    Refusal(
      refusal.code, at: refusal.pointer, "what you may read of the record does not show why; ask the coordination cell")
  }

  // MARK: facts

  /// A contradiction if a fact refers to a message or a case that its sender does not know. Which message it is nobody is
  /// told: there may be one of that name whose originator controls who learns of it.
  private func strayReference(_ matter: Matter) -> Contradiction? {
    let links = matter.links
    if links.inReplyTo.map({ matter.hearing.message($0) == nil }) == true
      || links.references.contains(where: { matter.hearing.message($0) == nil })
    {
      return Contradiction(with: [], explanation: "It refers to a message that its sender cannot have read here.")
    }
    if let number = matter.links.caseNumber, isStray(number, matter) {
      return Contradiction(with: [], explanation: "It refers to the case \(number), which its sender does not know.")
    }
    return nil
  }

  private func strayAcknowledgement(_ matter: Matter) -> Contradiction? {
    guard let id = matter.prepared.acknowledged?.of, matter.hearing.message(id) == nil else { return nil }
    return Contradiction(with: [], explanation: "It acknowledges a message that its sender cannot have read here.")
  }
}

extension MessageClass {
  /// `verification.finding`
  var typeName: String { entry.map { $0.type.description } ?? "unknown" }
}

extension Recorder {
  /// The hearing for rules in a world, at a moment.
  ///
  /// - Parameter node: the sender, whose reading rights apply; nil for the bus itself, which may read everything.
  func hearing(_ world: World, node: NodeIndex?, at moment: Microseconds) -> Hearing {
    let place = state.index.world(world)
    // Unowned: the recorder outlives every hearing, and a held copy of its tables would make the next change copy them.
    var since = Microseconds.distantPast
    if let row = state.rules.rows.last { since = state.index.acceptedAt(row) }
    return Hearing(
      now: moment, procedures: rulebook.procedures, rules: (rulebook.charterRevision, since),
      names: names
    ) { [unowned self] id in
      guard let sequence = state.identifiers.sequence(of: id) else {
        return place.flatMap { carried(id, in: $0, by: node) }
      }
      guard state.index.world(of: sequence) == place else { return nil }
      let found = state.index.messageClass(sequence)
      guard node.map({ mayKnow(sequence, $0) }) ?? true else { return nil }
      return Hearing.Known(sequence: sequence, type: found.type, participant: found.participant, node: found.node)
    }
  }

  /// Whether a node may read a message of the record, by its label or because it is released, or said it itself.
  func mayKnow(_ sequence: SequenceNumber, _ node: NodeIndex) -> Bool {
    let (index, releases) = (state.index, state.releases)
    return releases.mayKnow(sequence, of: index.messageClass(sequence), node, index, under: rulebook)
  }

  func mayRead(_ sequence: SequenceNumber, _ node: NodeIndex) -> Bool {
    let (index, releases) = (state.index, state.releases)
    return releases.mayRead(sequence, of: index.messageClass(sequence), node, index, under: rulebook)
  }

  /// An act that has effect by a decision has no row of its own: it is as readable as the row that says so.
  private func carried(_ id: MessageID, in world: WorldIndex, by node: NodeIndex?) -> Hearing.Known? {
    guard let (act, entry) = state.dockets[world].proceedings.decision.carried(id),
      node.map({ rulebook.mayKnow(state.index.messageClass(entry.sequence), $0) }) ?? true
    else { return nil }
    return Hearing.Known(
      sequence: entry.sequence, type: act.type, participant: entry.participant, node: entry.node)
  }

  /// The row of a message, or the one from which an act has effect by a decision.
  func sequence(of id: MessageID, in world: WorldIndex) -> SequenceNumber? {
    sequence(of: id) ?? state.dockets[world].proceedings.decision.carried(id)?.entry.sequence
  }
}
