import CellJournal
import CellSchema
import CellWire

/// Gives each decision its place on the record, in batches that become durable one after the other; intake goes on
/// while a batch is written. A decision is never undone.
///
/// The recorder alone changes the loop's ``RecordState``, and so keeps decided and durable apart.
final class Recorder {
  private(set) var state: RecordState
  private(set) var durable: DurableHeads
  private(set) var rules = RulesVersion()
  private(set) var open = Batch(number: 1)
  private var inFlight: Batch?
  private var pace = CommitPace()
  private var clock: RecordClock
  private(set) var isStorageFull = false
  /// When the last batch was closed (monotonic milliseconds).
  private var lastClosed: Int64 = 0
  /// Decisions of this run.
  private(set) var tally = Tally()
  /// How often the wall clock jumped ahead in this run.
  private(set) var clockJumps: UInt64 = 0

  /// Why nothing may be added to the record: rows are missing at its end, and what was added would take their numbers.
  private(set) var readOnly: Refusal?

  /// - Parameter state: the state after replay, all of it durable.
  init(_ state: RecordState, readOnly: Refusal?, at now: Instant) {
    self.state = state
    self.state.apply(.caughtUp)
    self.readOnly = readOnly
    durable = DurableHeads(replayed: state.heads)
    clock = RecordClock(at: now)
  }

  var rulebook: Rulebook { state.rules.current }
  /// Whether the sides founded the cell. It is asked seldom: the first row is read for it.
  var isFounded: Bool { state.founding != nil }
  var names: Names { state.names }

  // Field by field, so that who asks at each message does not copy the whole state.
  var acceptedAt: Microseconds { state.heads.acceptedAt }
  var deciding: [WorldIndex] { state.deciding }
  var withheld: [NodeName: Withholding.Withheld] { state.withholding.nodes }
  func index(of world: World) -> WorldIndex? { state.index.world(world) }
  /// The row of a message, if it is on the record.
  func sequence(of id: MessageID) -> SequenceNumber? { state.identifiers.sequence(of: id) }

  /// Whether a decision or a durable place is not durable yet.
  var hasUndurable: Bool { inFlight != nil || open.isUrgent || !open.cursors.isEmpty || open.hasSettled }

  // MARK: time and room

  /// Adds nothing more to the record, for a reason that a person has to judge.
  func stopForGood(_ reason: Refusal, _ turn: inout Turn) {
    guard readOnly == nil else { return }
    readOnly = reason
    turn.note(.intakeStopped(code: reason.code, detail: reason.detail))
  }

  func watchClock(_ turn: inout Turn) {
    switch clock.watch(turn.now) {
    case .jumped(let by):
      clockJumps += 1
      turn.note(.intakeStopped(code: .clockJump, detail: Self.jumped(by)))
    case .settled: turn.note(.intakeResumed)
    case nil: break
    }
  }

  var isClockInDoubt: Bool { clock.isAhead }

  private static func jumped(_ by: Microseconds) -> String {
    "the clock jumped ahead by \(by.inSeconds) s: if it is right now, a reload of the daemon (SIGHUP) confirms it; if it"
      + " is wrong, set it back"
  }

  /// Follows a wall clock that jumped ahead and is right all the same: a machine that started late, and was set.
  func confirmClock(_ turn: inout Turn) {
    if clock.confirm() { turn.note(.intakeResumed) }
  }

  /// The time of acceptance that a message accepted now would get.
  func moment(_ now: Instant) -> Microseconds {
    clock.moment(now, after: RecordState.time(state.heads.acceptedAt, state.expiries.settled))
  }

  /// The refusal for every message while intake is stopped: full disk, clock jump, or too much waits for the disk; else
  /// nil.
  var intakeStop: Refusal? {
    if let readOnly { return readOnly }
    if isStorageFull { return Refusal(.storageFull, "the record's disk is full") }
    if clock.isAhead { return Refusal(.clockJump, "the broker's clock jumped ahead, and nobody has confirmed it") }
    if open.messages >= Limits.pendingMessages || open.bytes >= Limits.pendingBytes {
      return Refusal(.busy, "\(open.messages) messages wait for the disk")
    }
    return nil
  }

  /// Whether there is a row with this number, which is durable.
  func isDurable(_ sequence: SequenceNumber) -> Bool {
    sequence > .none && sequence <= durable.sequence && !state.index.gaps.isLeftOut(sequence)
  }

  /// How many rows one place is behind another; 0 where it is not.
  func distance(from place: SequenceNumber, to other: SequenceNumber) -> UInt64 {
    let gaps = state.index.gaps
    return UInt64(max(0, gaps.place(of: other) - gaps.place(of: place)))
  }

  func isOf(_ world: World, _ row: SequenceNumber) -> Bool { state.index.world(of: row) == state.index.world(world) }

  /// The MINIMIZE that holds at a moment that is not before the last row; and the one in force in a world.
  func minimize(at moment: Microseconds) -> Minimizing.InForce? { state.minimizing.holding(at: moment) }
  func minimize(in world: World, at moment: Microseconds) -> Minimizing.InForce? {
    state.minimizing.inForce(in: world, at: moment)
  }

  /// Whether a row carries a message that is not a node's to read any more.
  func carriesInVain(_ row: SequenceNumber, to node: NodeIndex) -> Bool {
    state.releases.isCarrier(row) && !mayRead(row, node)
  }

  func nextRelease(but unreadable: Set<SequenceNumber>) -> Releases.Carriage? { state.releases.next(but: unreadable) }

  // MARK: decisions

  /// Gives a message its place in the one order. The decision stands; it becomes durable later.
  @discardableResult
  func accept(
    _ prepared: Prepared, _ envelope: Envelope, node: NodeName, from origin: PublishOrigin?,
    cause: SequenceNumber = .none, at now: Instant
  ) -> SequenceNumber {
    tally.accept(prepared.messageClass.node, prepared.messageClass.lane)
    let row = RecordRow(
      sequence: state.next, acceptedAt: moment(now), node: node, number: origin.map(StreamNumber.init),
      lane: prepared.messageClass.lane, cause: cause, envelope: envelope, epoch: state.epoch)
    state.apply(.row(row, prepared))
    if prepared.links.amends != nil { state.apply(.caughtUp) }
    open.append(row, prepared, from: origin)
    return row.sequence
  }

  /// Judges as if a message had never been said. The state is the same afterwards.
  func without(_ id: MessageID, in world: World, _ judge: () throws(Refusal) -> Void) throws(Refusal) {
    state.setAside(id, in: world)
    defer { state.putBack(id, in: world) }
    try judge()
  }

  func refuse(_ refusal: Refusal, _ envelope: Envelope, node: NodeName, from origin: PublishOrigin) {
    tally.refuse(node, refusal.code)
    let refused = RefusedNumber(
      node: node, number: StreamNumber(origin), lane: origin.lane, refusal: refusal, envelope: envelope)
    state.apply(.refusal(refused))
    open.append(refused, from: origin)
  }

  func change(_ change: SubscriptionChange) throws(Refusal) {
    if let readOnly { throw readOnly }
    state.apply(.subscription(change))
    open.append(change)
  }

  func move(_ move: CursorMove) {
    // The places that are stored are evidence.
    guard readOnly == nil else { return }
    state.apply(.cursors(move))
    open.append(move)
  }

  func keep(_ aside: AsideNote) {
    guard readOnly == nil else { return }
    state.apply(.aside(aside))
    open.append(aside)
  }

  /// Expiries are settled up to a mark.
  ///
  /// - Parameter isDue: a message was settled with it, which is worth a commit of its own in a while.
  func settle(_ mark: ExpiryMark, isDue: Bool) {
    state.apply(.settled(mark))
    open.settle(state.expiries.settled, isDue: isDue)
  }

  /// A session goes on with a stream that is on the record; ``close(_:)``: no session does.
  func open(_ stream: RecordedStream) { state.apply(.stream(stream)) }
  func close(_ stream: UInt128) { state.apply(.idleStream(stream)) }

  /// Begins an epoch with the next row, for a record that lost rows.
  func begin(_ epoch: RecordEpoch) { state.apply(.epoch(epoch)) }

  /// Puts other rules in force from the next row on.
  func adopt(_ adopted: RulesInForce, files: [[UInt8]]) {
    rules.advance()
    state.apply(.rules(adopted))
    open.append(adopted, files: files)
  }

  /// Other nodes may connect than before.
  func noteAccess() { rules.advance() }

  /// Defers an effect until every decision made so far is durable.
  func afterCommit(_ deferred: Batch.Deferred) { open.append(deferred) }

  /// Whether a durable name's creation is durable: its reader is answered only then.
  func isKept(_ key: DurableKey) -> Bool { !open.made.contains(key) && inFlight?.made.contains(key) != true }

  /// Messages, and their bytes, that wait for the next commit.
  var pending: (messages: Int, bytes: Int) { (open.messages, open.bytes) }

  /// Half of what may wait for a commit waits: what the bus says itself leaves the rest to nodes.
  var hasMuchToCommit: Bool { open.messages >= Limits.pendingMessages / 2 || open.bytes >= Limits.pendingBytes / 2 }

  /// Enough waits for the commit after the one that goes on: publishers wait, so that flash need not.
  func holdsPublishers(at now: Instant) -> Bool {
    inFlight != nil && !isStorageFull && pace.isEnough(open.messages)
      && !CommitPace.isStuck(since: lastClosed, at: now.monotonic)
  }

  // MARK: batches

  /// Closes the open batch, if no other is being written and a node waits for it or its cursors are due.
  func closeBatch(_ turn: inout Turn) {
    guard inFlight == nil, open.isUrgent || cursorsAreDue(turn.now) else { return }
    lastClosed = turn.now.monotonic
    turn.effects.batch = NumberedBatch(number: open.number, batch: open.close())
    inFlight = open
    open = Batch(number: open.number + 1)
  }

  private func cursorsAreDue(_ now: Instant) -> Bool {
    (!open.cursors.isEmpty || open.hasSettled) && now.monotonic - lastClosed >= Int64(Limits.cursorInterval)
  }

  /// The batch with this number is durable.
  ///
  /// - Returns: the batch, with what waits for it.
  func committed(_ number: UInt64, _ turn: inout Turn) -> Batch {
    guard let batch = inFlight, batch.number == number else {
      preconditionFailure("a commit was reported that was not asked for")
    }
    inFlight = nil
    pace.note(batch.messages, took: turn.now.monotonic - lastClosed)
    if isStorageFull {
      isStorageFull = false
      turn.note(.intakeResumed)
    }
    for case .row(let row, _) in batch.changes {
      durable.advance(to: row.sequence, state.index.messageClass(row.sequence).deliveryLanes)
    }
    if !batch.changes.isEmpty { turn.effects.archive.append(.apply(batch.changes)) }
    return batch
  }

  /// The batch does not fit the disk. The writer tries it again; until then new messages are refused as retryable, and
  /// delivery goes on.
  func storageFull(_ number: UInt64, _ turn: inout Turn) {
    guard !isStorageFull else { return }
    isStorageFull = true
    turn.note(.intakeStopped(code: .storageFull, detail: "the record cannot grow; batch \(number) is tried again"))
  }
}

extension StreamNumber {
  init(_ origin: PublishOrigin) { self.init(stream: origin.stream.value, number: origin.number) }
}
