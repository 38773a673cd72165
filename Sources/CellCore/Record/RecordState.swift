package import CellJournal
package import CellSchema

/// Everything that follows from the record: what was said, what is owed, what expires, how far stations have counted,
/// which rules held when, and how far durable readers are done.
///
/// The state is changed by ``apply(_:)`` alone, at acceptance, at replay and in the archive, so that replay cannot
/// differ from what was lived. Applying never decides and never fails. (What ``setAside(_:in:)`` does, ``putBack(_:in:)``
/// undoes, for one judgement.)
package struct RecordState: Sendable {
  package private(set) var names: Names
  package private(set) var rules: RuleHistory
  /// The last decided row, durable or not.
  package private(set) var heads = DecidedHeads()
  /// From the first on; of the last is every row that is added.
  package private(set) var epochs = [RecordEpoch.first]
  /// The last of them. This and the next number are stored, since whoever asks for a computed one copies the whole state.
  package private(set) var epoch = RecordEpoch.first
  /// The number of the next row.
  private(set) var next = RecordEpoch.first.base
  /// The first row, which tells one record from another; nil on an empty record.
  private(set) var genesis: RecordRow?
  private(set) var identifiers = IdentifierTable()
  private(set) var serials = SerialCounts()
  package private(set) var index = MessageIndex()
  private(set) var dockets = Table<WorldIndex, Docket>()
  private(set) var obligations = Obligations()
  /// Worlds in which something was proposed: the identifier of a proposed act is taken in all of them.
  private(set) var deciding: [WorldIndex] = []
  private(set) var expiries = Expiries()
  private(set) var releases = Releases()
  private(set) var minimizing = Minimizing()
  package private(set) var withholding = Withholding()
  private(set) var streams = StreamNumbers()
  private(set) var subscriptions = DurableSubscriptions()

  /// What the roots of the sides signed when they founded the cell; nil of a development cell.
  package var founding: FoundingText? {
    genesis.flatMap { try? DocumentDecoder.body(Genesis.self, of: Array($0.envelope.document)) }?.founding
  }

  /// Whether one of a participant's nodes may read a message or said it itself, by the rules and releases in force
  /// after the last row; nil where the roster lists no node of the participant.
  package func mayKnow(_ sequence: SequenceNumber, _ participant: ParticipantCode) -> Bool? {
    let rulebook = rules.current
    let nodes = rulebook.listedNodes.filter { names.nodes[$0].participant == participant }
    guard !nodes.isEmpty else { return nil }
    let found = index.messageClass(sequence)
    return nodes.contains { releases.mayKnow(sequence, of: found, $0, index, under: rulebook) }
  }

  /// The state before the first row.
  package init(rulebook: Rulebook, names: Names) {
    self.names = names
    rules = RuleHistory(initial: rulebook)
  }

  /// The state restored from a snapshot.
  init(_ restored: RestoredState) {
    names = restored.names
    rules = restored.rules
    heads = restored.heads
    epochs = restored.epochs
    epoch = epochs[epochs.count - 1]
    next = heads.sequence < epoch.base ? epoch.base : heads.sequence.next
    genesis = restored.genesis
    identifiers = restored.identifiers
    serials = restored.serials
    index = restored.index
    dockets = restored.dockets
    obligations = restored.obligations
    expiries = restored.expiries
    releases = restored.releases
    minimizing = restored.minimizing
    withholding = restored.withholding
    deciding = dockets.indices.filter { !dockets[$0].proceedings.decision.decisions.isEmpty }
  }

  private static let incidentTypes: Set<TypeIndex> = [
    Catalogue.index(of: IncidentReport.self), Catalogue.index(of: ForceIncidentReport.self),
  ]

  package mutating func apply(_ committed: Committed) {
    switch committed {
    case .row(let row, let prepared): apply(row, prepared)
    case .refusal(let refused): streams.decide(refused.number, lane: refused.lane)
    case .stream(let stream): streams.open(stream)
    case .idleStream(let stream): streams.close(stream)
    case .subscription(let change): subscriptions.apply(change)
    case .cursors(let move): subscriptions.apply(move)
    case .aside(let aside): subscriptions.apply(aside)
    case .settled(let mark): expiries.settle(mark)
    case .caughtUp: for world in dockets.indices { dockets[world].catchUp() }
    case .rules(let adopted):
      names = adopted.names
      rules.adopt(adopted, from: next)
    case .epoch(let epoch):
      epochs.append(epoch)
      self.epoch = epoch
      next = epoch.base
    }
  }

  private mutating func apply(_ row: RecordRow, _ prepared: Prepared) {
    precondition(row.sequence == next && row.epoch == epoch, "rows are applied in order")
    if row.sequence == epoch.base, heads.sequence > .none {
      index.skip(to: epoch.base, after: heads.sequence)
    }
    var found = prepared.messageClass
    found.isUrgent = isUrgent(prepared, at: row.acceptedAt)
    heads.advance(to: row, found.deliveryLanes)
    next = row.sequence.next
    if genesis == nil { genesis = row }
    _ = identifiers.insert(prepared.id.bits, sequence: row.sequence)
    index.append(index.intern(found), acceptedAt: row.acceptedAt)
    let world = index.world(of: row.sequence)
    if !dockets.contains(world) { _ = dockets.append(Docket()) }
    if let number = row.number { streams.decide(number, lane: row.lane) }
    if let serial = prepared.serial {
      serials.note(serial.key, serial.number, at: row.acceptedAt, sequence: row.sequence, id: prepared.id)
    }
    if let expiresAt = prepared.expiresAt, expiresAt > row.acceptedAt {
      expiries.add(ExpiringMessage(sequence: row.sequence, id: prepared.id), at: expiresAt)
    }
    if RuleHistory.isRuleRow(found.type) { rules.append(row: row.sequence) }
    if found.type == Withholding.type,
      let body = try? DocumentDecoder.body(AccessChanged.self, of: Array(row.envelope.document))
    {
      withholding.apply(body, row.sequence, at: row.acceptedAt)
    }
    if let type = found.type, Self.incidentTypes.contains(type) { dockets[world].append(incident: row.sequence) }
    applyDebts(row, prepared, world)
    if prepared.isTooLongToCarry { releases.note(tooLong: row.sequence) }
    if let entry = prepared.entry(sequence: row.sequence, acceptedAt: row.acceptedAt) {
      apply(entry, world)
      minimizing.apply(entry, in: found.world)
      if Releases.concern(entry) { apply(release: entry, cause: row.cause, world) }
      if case .bus(.discrepancy(let body)) = entry.act { applyRepeats(body, cause: row.cause) }
    }
  }

  /// Whether a message below priority goes at priority: MINIMIZE is in force, and does not hold this one.
  private func isUrgent(_ prepared: Prepared, at moment: Microseconds) -> Bool {
    let found = prepared.messageClass
    guard min(found.lane, found.infoLane) < .priority, let minimize = minimizing.holding(at: moment) else {
      return false
    }
    return minimize.world != found.world || prepared.isExemptByType || answersDebt(prepared)
  }

  /// Whether a message answers one that asks its sender's participant for an answer.
  private func answersDebt(_ prepared: Prepared) -> Bool {
    guard let asked = prepared.links.inReplyTo, let world = index.world(prepared.messageClass.world),
      let (id, _) = owingRow(asked, in: world)
    else { return false }
    return dockets[world].owed(Debt.Key(kind: .reply, id: id))?.participants.contains(
      prepared.messageClass.participant) == true
  }

  private mutating func apply(release entry: Entry, cause: SequenceNumber, _ world: WorldIndex) {
    let (identifiers, docket) = (identifiers, dockets[world])
    releases.apply(
      entry, cause: cause,
      in: Releases.Surroundings(
        names: names, rulebook: rules.rulebook(at: entry.sequence), index: index,
        sequence: { identifiers.sequence(of: $0) }, amendments: { docket.amendments(of: $0) }))
  }

  /// A discrepancy may say of messages that their serials were used before. One about a fact follows from that fact,
  /// which it names first, and is about the fact's serial too; the others that it names are only contradicted.
  private mutating func applyRepeats(_ body: Discrepancy, cause: SequenceNumber) {
    guard !serials.repeated.isEmpty else { return }
    let isOfFact = identifiers.sequence(of: body.concerns[0]) == cause
    serials.report(repeated: Set(isOfFact ? [body.concerns[0]] : body.concerns.elements))
  }

  private mutating func applyDebts(_ row: RecordRow, _ prepared: Prepared, _ world: WorldIndex) {
    let found = prepared.messageClass
    func settled(_ kind: Debt.Kind, _ id: MessageID) -> Docket.Settled {
      Docket.Settled(
        sequence: row.sequence, debt: Debt.Key(kind: kind, id: id), node: found.node, participant: found.participant)
    }
    if let said = prepared.acknowledged, let (id, known) = owingRow(said.of, in: world) {
      settle(settled(.acknowledgement, id), in: world)
      if takesWatch(prepared, of: known, in: world) { settle(settled(.watch, id), in: world) }
    } else if prepared.acknowledged == nil, let said = prepared.links.inReplyTo,
      let (id, _) = owingRow(said, in: world),
      // Each answer, and not the first alone: who may not read the first goes by the next.
      dockets[world].owed(Debt.Key(kind: .reply, id: id))?.participants.contains(found.participant) == true
    {
      settle(settled(.reply, id), in: world)
    }
    // What takes the place of a handover is an entry itself, from which views see it.
    if prepared.act?.isNextWordOnWatch == true, prepared.links.amends == nil,
      let last = dockets[world].watches[found.participant]
    {
      obligations.settle(Debt.Key(kind: .watch, id: last), by: found.node, of: found.participant)
    }
    let rulebook = rules.rulebook(at: row.sequence)
    let debts =
      carried(by: prepared, in: world).map { decision in
        Debt.left(by: decision, carriedBy: prepared, in: row.sequence, acceptedAt: row.acceptedAt, rulebook)
      } ?? Debt.left(by: prepared, in: row.sequence, acceptedAt: row.acceptedAt, rulebook)
    for debt in debts {
      obligations.add(debt)
      dockets[world].append(owed: debt)
    }
  }

  private mutating func settle(_ settled: Docket.Settled, in world: WorldIndex) {
    obligations.settle(settled.debt, by: settled.node, of: settled.participant)
    dockets[world].append(settled)
  }

  /// The row whose debt an acknowledgement or an answer to a message settles: that of the result, where an act has effect
  /// by a decision. Only within one world: an exercise settles nothing of an operation.
  private func owingRow(_ id: MessageID, in world: WorldIndex) -> (MessageID, SequenceNumber)? {
    if let known = identifiers.sequence(of: id) { return index.world(of: known) == world ? (id, known) : nil }
    return dockets[world].proceedings.decision.result(carrying: id).map { ($0.id, $0.sequence) }
  }

  /// Whether an acknowledgement takes the watch that a row hands over: from another node of the participant, or by the
  /// oncoming appointment itself. Nobody takes a watch so that was handed to nobody.
  private func takesWatch(_ prepared: Prepared, of row: SequenceNumber, in world: WorldIndex) -> Bool {
    let found = prepared.messageClass
    // First what costs little: during replay, the proceedings may have amendments to work off.
    guard let said = prepared.acknowledged, dockets[world].owed(Debt.Key(kind: .watch, id: said.of)) != nil,
      let (entry, body) = dockets[world].proceedings.cell.handovers[row], !body.isVacant,
      entry.participant == found.participant
    else { return false }
    return found.node != entry.node || said.by == body.oncoming
  }

  /// The proposal that a row says is carried.
  private func carried(by prepared: Prepared, in world: WorldIndex) -> DecisionProceedings.Decision? {
    guard case .bus(.decided(let body)) = prepared.act, body.result == .carried else { return nil }
    return dockets[world].proceedings.decision[body.proposal]
  }

  private mutating func apply(_ entry: Entry, _ world: WorldIndex) {
    dockets[world].append(entry)
    if case .bus(let act) = entry.act { apply(act, world) }
    // In the order in which a snapshot has them: the bus goes through them in turn.
    if entry.proposal != nil, !deciding.contains(world) {
      deciding.insert(world, at: deciding.firstIndex { $0.place > world.place } ?? deciding.endIndex)
    }
    if let amends = entry.amends, amends.kind.takesBack { obligations.drop(amends.id) }
  }
}

extension RecordState {
  /// Notes an announcement of the bus, so that the same is not announced twice.
  private mutating func apply(_ act: BusAct, _ world: WorldIndex) {
    switch act {
    case .acknowledgementOverdue, .replyOverdue, .watchNotTaken:
      if let key = act.lapsedDebt { obligations.lapse(key) }
    case .serialGap(let body):
      guard let node = names.node(body.station) else { return }
      serials.report(
        SerialKey(node: node, world: index.worlds[world], year: body.expected.year), from: body.expected.number)
    case .phaseChanged, .guaranteeActivated, .obliged, .clockStage, .discrepancy, .alternateActing, .decided,
      .proposalDelivered, .silenceDelayed, .released:
      break
    }
  }

  /// The time that the record has reached: nothing is accepted before it. A message that counts as expired stays so when
  /// the clock is set back.
  ///
  /// Of the two fields that it takes, so that who asks often does not copy the whole state.
  static func time(_ acceptedAt: Microseconds, _ settled: ExpiryMark) -> Microseconds {
    settled == .none ? acceptedAt : max(acceptedAt, settled.at)
  }

  /// Whether a message that expired before the last row is not settled.
  package var isBehindWithExpiries: Bool { expiries.isBehind(heads.acceptedAt) }

  /// Leaves a message out of where its world stands, as if it had never been said, until it is put back. In place: a
  /// copy would cost what is on the record.
  mutating func setAside(_ id: MessageID, in world: World) {
    guard let world = index.world(world) else { return }
    dockets[world].setAside(id)
    dockets[world].catchUp()
  }

  mutating func putBack(_ id: MessageID, in world: World) {
    guard let world = index.world(world) else { return }
    dockets[world].putBack(id)
    dockets[world].catchUp()
  }

  /// How many times an entry was applied or forgotten in a world, to follow the record.
  package func changes(in world: World) -> Int { docket(of: world).changes }

  func docket(of world: World) -> Docket { index.world(world).map { dockets[$0] } ?? Docket() }

  /// A copy that shares no memory with this one: otherwise the next change of either would copy what both hold.
  package func separateCopy() -> RecordState {
    var copy = self
    copy.identifiers = identifiers.separateCopy()
    copy.expiries = expiries.separateCopy()
    for world in dockets.indices { copy.dockets[world] = dockets[world].separateCopy() }
    return copy
  }
}

extension Amends.Kind {
  /// Whether the amended message no longer counts.
  var takesBack: Bool {
    switch self {
    case .cancel, .retract: true
    case .correct, .supersede: false
    }
  }
}
