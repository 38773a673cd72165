import CellSchema

/// Judges what is said on proposals by the roster and the charter, and lets the bus say what became of them.
///
/// A result follows from the record, the rules in force and the record's time. It is looked at before the rules change,
/// before anything is said on a proposal, and at each tick.
final class DecisionDesk {
  let recorder: Recorder
  private let announcer: Announcer
  let alternates: AlternateDesk
  let rules: RuleDesk
  private let visible: VisibleProceedings
  private var preparer: Preparer
  /// Whether a message is known to have reached a node; set once deliveries have their room.
  var hasReached: (Entry, MessageClass, NodeIndex) -> Bool = { _, _, _ in false }
  /// Whether a witness of one of these participants has cosigned a checkpoint with a row; set once the log has its room.
  var isWitnessed: (SequenceNumber, ParticipantSet) -> Bool = { _, _ in false }
  /// Since when nobody could say anything: from the last sign on the record before this start, or since intake stopped.
  private var interruptedSince: Microseconds?
  /// The place of the proposal from which deliveries are looked at next.
  private var nextLook = 0

  init(
    cell: CellName, recorder: Recorder, announcer: Announcer, alternates: AlternateDesk, visible: VisibleProceedings,
    rules: RuleDesk, checker: StrictChecker
  ) {
    self.rules = rules
    self.alternates = alternates
    self.recorder = recorder
    self.visible = visible
    self.announcer = announcer
    preparer = Preparer(cell: cell, rulebook: recorder.rulebook, rules: recorder.rules, checker: checker)
    let state = recorder.state
    if state.heads.sequence > .none {
      interruptedSince = RecordState.time(state.heads.acceptedAt, state.expiries.settled)
    }
  }

  var rulebook: Rulebook { recorder.rulebook }

  func decisions(in world: WorldIndex) -> DecisionProceedings {
    recorder.state.dockets[world].proceedings.decision
  }

  private func circumstances(in world: WorldIndex, of decision: DecisionProceedings.Decision, at now: Instant)
    -> DecisionProceedings.Circumstances
  {
    let names = recorder.names
    return DecisionProceedings.Circumstances(
      now: recorder.moment(now), present: rulebook.electorate(of: decision.body),
      isClosed: rulebook.isClosed(recorder.state.index.worlds[world]), sides: rulebook.sides,
      held: held(of: decision), isWitnessed: isWitnessed, code: { names.code($0) })
  }

  /// Electors for whom nobody can speak, since the operator keeps all their voices off the bus.
  private func held(of decision: DecisionProceedings.Decision) -> ParticipantSet {
    let withheld = recorder.withheld
    guard !withheld.isEmpty else { return ParticipantSet() }
    return ParticipantSet(
      decision.frozen.electors.elements.filter { participant in
        let voices = rulebook.voices(of: participant, on: decision.body)
        return !voices.isEmpty && voices.allSatisfy { withheld[recorder.names.name($0)] != nil }
      })
  }

  /// A node may connect again: what ran while nobody could speak for its participant is put off by as long.
  func restored(_ node: NodeName, since: Microseconds, at now: Instant) {
    guard let index = recorder.names.node(node) else { return }
    let participant = recorder.names.participant(of: index)
    let withheld = recorder.withheld
    for world in recorder.deciding {
      for decision in decisions(in: world).open
      where decision.body.rule == .silence && decision.frozen.electors.contains(participant) {
        let voices = rulebook.voices(of: participant, on: decision.body)
        let wasHeld =
          voices.contains(index) && voices.allSatisfy { $0 == index || withheld[recorder.names.name($0)] != nil }
        if wasHeld { putOff(decision, world, since, recorder.moment(now), at: now) }
      }
    }
  }

  // MARK: what is said

  /// Judges what is said on a proposal beyond what the record alone says.
  ///
  /// - Returns: whose alternates begin to act with it.
  /// - Throws: the refusal of a proposal, a statement or a moment that roster or charter do not allow.
  func check(_ prepared: Prepared, at now: Instant) throws(Refusal) -> [StandIn] {
    if isClaimed(prepared) {
      throw Refusal(.idReused, at: "/header/id", "an act that was proposed has the identifier")
    }
    guard case .decision(let act) = prepared.act else { return [] }
    switch act {
    case .proposal(let body): return try ProposalRules(desk: self, prepared: prepared, now: now).check(body)
    case .statement(let body): return try check(body, prepared, at: now)
    case .postponement, .withdrawal: return []
    }
  }

  /// In whichever world: an identifier stands for one message.
  func isClaimed(_ prepared: Prepared) -> Bool {
    !recorder.deciding.isEmpty && recorder.deciding.contains { decisions(in: $0).claiming(prepared.id) != nil }
  }

  private func check(_ body: DecisionStatement, _ prepared: Prepared, at now: Instant) throws(Refusal) -> [StandIn] {
    let found = prepared.messageClass
    guard let world = recorder.state.index.world(found.world), let decision = decisions(in: world)[body.proposal] else {
      return []
    }
    let (names, present) = (recorder.names, rulebook.electorate(of: decision.body))
    let code = names.code(found.participant)
    guard decision.frozen.everybody.contains(found.participant) else {
      throw Refusal(
        .notEntitled, at: "/header/from", "\(code) is no elector of the proposal of #\(decision.entry.sequence)")
    }
    guard present.everybody.contains(found.participant) else {
      throw Refusal(
        .notEntitled, at: "/header/from",
        "\(code) is no elector any more of the proposal of #\(decision.entry.sequence)")
    }
    let voices = rulebook.voices(of: found.participant, on: decision.body)
    guard voices.contains(found.node) else {
      let speakers = voices.map { names.name($0).description }.sorted().joined(separator: ", ")
      throw Refusal(
        .notEntitled, at: "/header/from", "\(code) speaks here by \(speakers.isEmpty ? "no node" : speakers)")
    }
    let beginning = try alternates.check(found, speaksOn: decision.body, at: now)
    if body.position == .agree, let type = decision.proposed?.type, rulebook.kind(type)?.needsAuthority == true,
      prepared.links.office == nil
    {
      throw Refusal(
        .authorityRequired, at: "/header/authority",
        "the act is \(type.entry.type), and who agrees to it names its authority")
    }
    return beginning
  }

  /// Judges an act as if its proposer said it now.
  ///
  /// - Throws: the refusal of the act, with the place in the act.
  func judge(_ document: ProposedDocument, of node: NodeIndex, in world: World, at now: Instant) throws(Refusal)
    -> Prepared
  {
    if preparer.rules != recorder.rules { preparer.adopt(recorder.rulebook, recorder.rules) }
    let bytes = document.bytes
    // What cannot be read has no precedence, and is refused by the strict check.
    let lane = (try? DocumentDecoder.header(of: bytes).precedence) ?? .routine
    let prepared = try preparer.prepare(
      Envelope(document: bytes), from: node, name: recorder.names.name(node), lane: lane,
      at: recorder.moment(now), isProposed: true)
    let found = prepared.messageClass
    guard rulebook.kind(found.type)?.decision != nil else {
      throw Refusal(
        .notDecidable, at: "/header/type",
        "the charter has \(found.typeName) not decided together"
          + " (\(rulebook.citation(rulebook.kind(found.type)?.line)))")
    }
    guard found.world == world else {
      throw Refusal(.notDecidable, at: "/header/nature", "the act is of another world than its proposal")
    }
    guard prepared.links.amends == nil else {
      throw Refusal(.notDecidable, at: "/header/amends", "what has effect by a decision amends no message")
    }
    guard recorder.sequence(of: prepared.id) == nil else {
      throw Refusal(.idReused, at: "/header/id", "the identifier is on the record already")
    }
    _ = try RecordRules(recorder: recorder, visible: visible).consider(prepared, at: now)
    return prepared
  }

  // MARK: results

  /// Says what has become of proposals in a world by now.
  ///
  /// - Parameter cause: the row from which it follows; nil where it is the time.
  /// - Returns: whether there was a result.
  @discardableResult
  func settle(_ world: WorldIndex, cause: SequenceNumber?, at now: Instant) -> Bool {
    guard decisions(in: world).openCount > 0, recorder.intakeStop == nil, interruptedSince == nil else { return false }
    var said = 0
    for decision in decisions(in: world).open where said < Limits.sayingsPerTick {
      guard let outcome = decision.outcome(circumstances(in: world, of: decision, at: now)) else { continue }
      conclude(decision, outcome, world, cause: cause, at: now)
      said += 1
    }
    return said > 0
  }

  func settleAll(at now: Instant) {
    for world in recorder.deciding { settle(world, cause: nil, at: now) }
  }

  private func conclude(
    _ decision: DecisionProceedings.Decision, _ outcome: DecisionProceedings.Outcome, _ world: WorldIndex,
    cause: SequenceNumber?, at now: Instant
  ) {
    let causes = told(outcome.causes, on: decision)
    var body = ProposalDecided(
      proposal: decision.entry.id, result: outcome.result, causes: NonEmpty(Array(causes.prefix(256))),
      explanation: Text(
        cutting: causes.count == outcome.causes.count
          ? outcome.words : "It follows from what not everybody may read who reads this."))
    var changed: RuleFiles?
    if outcome.result == .carried {
      do throws(Refusal) {
        let act = try judge(
          decision.body.document, of: decision.entry.node, in: recorder.state.index.worlds[world], at: now)
        try checkTerms(of: decision, act, at: now)
        changed = try rules.judge(act, decision.body.document.bytes)
      } catch {
        body.result = .fell
        body.code = RefusalCode(Int(error.code.number))
        body.pointer = error.pointer.isEmpty ? nil : Line(error.pointer)
        // Its details may name what its proposer may read and others may not.
        body.explanation = Text(cutting: "As things stand the act may not be said: \(error.code.name).")
      }
    }
    let last = outcome.causes.last.flatMap { recorder.sequence(of: $0) }
    announcer.say(
      Saying(body: body, concerns: [decision.entry.id]), in: world, cause: cause ?? last ?? decision.entry.sequence,
      at: now)
    if let changed { rules.decide(changed, cause: recorder.state.heads.sequence) }
  }

  /// What of a result's causes everybody may read who reads the result: a statement may have gone to a few.
  private func told(_ causes: [MessageID], on decision: DecisionProceedings.Decision) -> [MessageID] {
    let proposal = recorder.state.index.messageClass(decision.entry.sequence)
    let readers = rulebook.listedNodes.filter { rulebook.mayKnow(proposal, $0) }
    return causes.filter { id in
      recorder.sequence(of: id).map { cause in readers.allSatisfy { recorder.mayKnow(cause, $0) } } ?? false
    }
  }

  // MARK: down time

  /// Puts off what ran while the broker was down, or took nothing in: by as long, 30 minutes at least.
  func watchInterruption(at now: Instant) {
    if let stop = recorder.intakeStop {
      // What waits for the disk is written in a moment, and a record that is read-only decides nothing.
      guard stop.code == .storageFull || stop.code == .clockJump else { return }
      if interruptedSince == nil { interruptedSince = recorder.moment(now) }
      return
    }
    guard let since = interruptedSince, recorder.state.rules.recorded != nil else { return }
    interruptedSince = nil
    let moment = recorder.moment(now)
    for world in recorder.deciding {
      for decision in decisions(in: world).open where decision.body.rule == .silence {
        putOff(decision, world, since, moment, at: now)
      }
    }
  }

  private func putOff(
    _ decision: DecisionProceedings.Decision, _ world: WorldIndex, _ since: Microseconds, _ moment: Microseconds,
    at now: Instant
  ) {
    // A silence that is not reached has its moment later, and loses the same time there.
    let before = max(decision.until, decision.moment(rulebook.electorate(of: decision.body)) ?? decision.until)
    let length = max(moment - max(since, decision.entry.acceptedAt), .minutes(Int64(Limits.leastDelay)))
    announcer.say(
      Saying(
        body: SilenceDelayed(
          proposal: decision.entry.id, downFrom: Timestamp(since), downTo: Timestamp(moment),
          from: Timestamp(before), until: Timestamp((before + length).nextWholeSecond)),
        concerns: [decision.entry.id]),
      in: world, cause: decision.entry.sequence, at: now)
  }

  // MARK: deliveries

  /// Says to whom open proposals are known to have been delivered since it was said last.
  func watchDeliveries(at now: Instant) {
    guard recorder.intakeStop == nil else { return }
    let open = recorder.deciding.flatMap { world in decisions(in: world).open.map { (world, $0) } }
    guard !open.isEmpty else { return }
    // A few at each tick, so that the loop goes on whatever there is.
    for offset in 0..<min(open.count, Limits.decisionsPerLook) {
      let (world, decision) = open[(nextLook + offset) % open.count]
      watchDelivery(of: decision, world, at: now)
    }
    nextLook = (nextLook + Limits.decisionsPerLook) % open.count
  }

  private func watchDelivery(of decision: DecisionProceedings.Decision, _ world: WorldIndex, at now: Instant) {
    let waiting = decision.frozen.codes.filter { decision.delivered[$0.value] == nil }
    guard !waiting.isEmpty else { return }
    let found = recorder.state.index.messageClass(decision.entry.sequence)
    let acknowledged = Set(
      recorder.state.dockets[world].settled(Debt.Key(kind: .acknowledgement, id: decision.entry.id)).map(\.node))
    // By a node that may speak for it: what another one has read is not known to whoever decides.
    let reached = waiting.filter { _, participant in
      rulebook.voices(of: participant, on: decision.body).contains { node in
        acknowledged.contains(node) || hasReached(decision.entry, found, node)
      }
    }
    guard let electors = NonEmpty(reached.keys.sorted()) else { return }
    announcer.say(
      Saying(body: ProposalDelivered(proposal: decision.entry.id, electors: electors), concerns: [decision.entry.id]),
      in: world, cause: decision.entry.sequence, at: now)
  }
}

extension Microseconds {
  /// The moment itself, or the next whole second.
  var nextWholeSecond: Microseconds {
    let rest = value % 1_000_000
    return rest == 0 ? self : Microseconds(value - rest + 1_000_000)
  }
}
