import CellSchema
import CellWire
import Synchronization

/// The publishing half of a node: a message is composed, given its serial, stored if there is a store, and handed to
/// the session; its recipient is told the outcome.
final class Publishing: Sendable {
  private enum Keeping: Sendable {
    case memory
    /// A store, with the outbox that an earlier process left, or the error of reading it.
    case store(any MessageStore, Result<StoredContents, NodeError>)
  }

  private let profile: NodeProfile
  private let options: NodeOptions
  private let life: LifeCycle
  private let keeping: Keeping
  // The lock on serials is taken before the one on the ledger.
  private let serials: Mutex<SerialBook>
  private let ledger: Mutex<OutboxLedger>
  private let outgoing = Outgoing()
  private let genesis = Mutex<SHA256Hex?>(nil)
  private let checkedBy = Mutex<RecordChecker?>(nil)
  private let epoch = Mutex<RecordLoss?>(nil)
  private let outcomesStream = AsyncStream.makeStream(
    of: QueuedOutcome.self, bufferingPolicy: .bufferingNewest(Limits.outcomes))

  init(profile: NodeProfile, options: NodeOptions, store: (any MessageStore)?, life: LifeCycle) {
    self.profile = profile
    self.options = options
    self.life = life
    keeping = store.map { .store($0, Self.contents(of: $0)) } ?? .memory
    var left: StoredContents?
    if case .store(_, .success(let contents)) = keeping { left = contents }
    serials = Mutex(SerialBook(node: profile.node, left?.serials ?? [], isKnown: left?.wasWelcomed == true))
    ledger = Mutex(OutboxLedger(messages: options.outboxMessages, bytes: options.outboxBytes))
    store?.whenSetBack { [weak self] letGo in
      // Under the lock, so that no message is counted and appended in between.
      guard let self else { return letGo() }
      serials.withLock { serials in
        serials.setBack()
        letGo()
      }
    }
  }

  private static func contents(of store: any MessageStore) -> Result<StoredContents, NodeError> {
    do throws(NodeError) { return .success(try store.takeContents()) } catch { return .failure(error) }
  }

  private var store: (any MessageStore)? {
    switch keeping {
    case .memory: nil
    case .store(let store, _): store
    }
  }

  /// Makes the session's outbox. Messages that an earlier process left are treated as if this one had enqueued them.
  ///
  /// - Throws: `store-unusable` if the profile names a store and none was given, or the store cannot be read.
  func makeOutbox() throws(NodeError) -> (outbox: MemoryOutbox, memory: RecordMemory) {
    switch keeping {
    case .memory:
      guard profile.store == nil else {
        throw NodeError(
          .storeUnusable, at: "/store",
          "the profile of \(profile.node) names a store: open it with NodeStore(profile) and give it to the node")
      }
      let outbox = MemoryOutbox(stream: .random(), messages: options.outboxMessages, bytes: options.outboxBytes)
      return (outbox, RecordMemory())
    case .store(_, let contents):
      let contents = try contents.get()
      let left = contents.left.map { stored in
        let message = PublishedMessage(names: nil, envelope: stored.envelope, count: nil)
        let (ticket, event) = ledger.withLock { $0.add(AwaitedReceipt(recipient: outcomesReader, message: message)) }
        if let event { life.tell(event) }
        return (
          stored.lane, OutboxEntry(envelope: stored.envelope, ticket: ticket, id: stored.id, number: stored.number)
        )
      }
      return (MemoryOutbox(stream: contents.stream, next: contents.next, left: left), contents.memory)
    }
  }

  // MARK: state

  /// Has what is signed held to what the record shows.
  func check(by checker: RecordChecker?) { checkedBy.withLock { $0 = checker } }

  /// What holds the record to one history; nil where nothing does.
  var checker: RecordChecker? { checkedBy.withLock { $0 } }

  /// Whether the station's count is known, from the broker or the store.
  var isCounting: Bool { serials.withLock { $0.isKnown } }

  /// Which record the broker has, as it told in its last WELCOME.
  var recordGenesis: SHA256Hex? { genesis.withLock { $0 } }

  /// What the broker's record lost, as it told in its last WELCOME.
  var recordLoss: RecordLoss? { epoch.withLock { $0 } }

  /// How many messages have no receipt.
  var waitingMessages: Int { ledger.withLock { $0.messages } }

  /// Whether no more messages are taken.
  var isClosed: Bool { ledger.withLock { $0.isClosed } }

  /// Whether the store has so many refusals that no message is enqueued before some are discarded. Messages already in
  /// the outbox may still be refused and kept: the size of the outbox bounds them.
  var isFullOfRefusals: Bool { store.map { $0.refusalCount >= Limits.outboxRefusals } ?? false }

  /// The outcomes of messages that no call waits for.
  var outcomes: AsyncStream<QueuedOutcome> { outcomesStream.stream }

  private var outcomesReader: AwaitedReceipt.Recipient {
    .outcomes(outcomesStream.continuation, isDurable: store != nil)
  }

  /// Waits until there may be room in the outbox, or the node takes nothing more.
  func room() async throws(CancellationError) {
    let shot = OneShot<Void>()
    ledger.withLock { $0.awaitRoom(shot) }
    try await shot.value()
  }

  // MARK: taking messages

  /// Called when a message is in the outbox, or could not be stored.
  typealias Stored = @Sendable (Result<QueuedMessage, NodeError>) -> Void

  private typealias Kept = @Sendable (Result<Void, NodeError>) -> Void

  /// Composes what one sender sends.
  var composer: Composer { Composer(profile, options) }

  /// Composes a draft as it would be published now.
  ///
  /// - Parameter isReserving: whether its serial is used with that.
  func compose(_ draft: Draft, reserving isReserving: Bool = false) throws(NodeError) -> [UInt8] {
    var composer = composer
    let composed = try composer.compose(draft)
    return try serials.withLock { serials throws(NodeError) in
      let message = try composed.numbered(by: &serials)
      if isReserving, let count = message.count { serials.use(count) }
      return message.document
    }
  }

  /// Gives a message its serial, and hands it to the session; with a store, once the store has it.
  ///
  /// - Parameter isOneOfMany: whether the sender goes on sending.
  func publish(
    _ message: ComposedMessage, for recipient: AwaitedReceipt.Recipient, isOneOfMany: Bool = false
  ) throws(NodeError) {
    try take(message, for: recipient, stored: nil, isOneOfMany)
  }

  /// Does the same for a message whose receipt no call waits for.
  func enqueue(
    _ message: ComposedMessage, stored: @escaping Stored, isOneOfMany: Bool = false
  ) throws(NodeError) {
    try take(message, for: outcomesReader, stored: stored, isOneOfMany)
  }

  /// Takes a message. Serials have to follow the order in which store and session get the messages, so the lock is held
  /// over all steps.
  private func take(
    _ composed: ComposedMessage, for recipient: AwaitedReceipt.Recipient, stored: Stored?, _ isOneOfMany: Bool
  ) throws(NodeError) {
    try serials.withLock { serials throws(NodeError) in
      let message = try composed.numbered(by: &serials)
      if composed.isSigned { try checker?.expectOneHistory() }
      if stored != nil { try expectQueueable(message.names) }
      let (ticket, event) = try ledger.withLock { ledger throws(NodeError) in
        try ledger.admit(AwaitedReceipt(recipient: recipient, message: message))
      }
      if let event { life.tell(event) }
      if let count = message.count { serials.use(count) }
      let entry = OutboxEntry(envelope: message.envelope, ticket: ticket, id: message.names?.id)
      keep(
        entry, ticket, lane: composed.lane, count: message.count, isOneOfMany,
        then: stored.flatMap { told(of: message, by: $0) })
    }
  }

  private func told(of message: PublishedMessage, by stored: @escaping Stored) -> Kept? {
    guard let names = message.names else { return nil }
    return { [isDurable = store != nil] result in
      stored(result.map { QueuedMessage(id: names.id, type: names.type, serial: names.serial, isDurable: isDurable) })
    }
  }

  private func expectQueueable(_ names: PublishedMessage.Names?) throws(NodeError) {
    guard names != nil else {
      throw NodeError(.undecodable, at: "/header", "the document has no header that can be read")
    }
    guard !isFullOfRefusals else {
      throw NodeError(
        .outboxFull,
        "\(Limits.outboxRefusals) refused messages wait to be looked at; see them with cellbus outbox and discard them"
          + " with its --clear, or with refusals and discard of the node's store")
    }
  }

  private func keep(
    _ entry: OutboxEntry, _ ticket: UInt64, lane: Precedence, count: StoredSerial?, _ isOneOfMany: Bool,
    then: Kept?
  ) {
    guard let store else {
      send(entry, lane, isOneOfMany)
      then?(.success(()))
      return
    }
    store.append(StoredMessage(lane: lane, id: entry.id, envelope: entry.envelope, serial: count)) { [self] result in
      switch result {
      case .success(let number):
        if let count { serials.withLock { $0.keep(count) } }
        var entry = entry
        entry.number = number
        send(entry, lane, isOneOfMany)
        then?(.success(()))
      case .failure(let error):
        settle([(ticket, .givenUp(error))])
        then?(.failure(error))
      }
    }
  }

  private func send(_ entry: OutboxEntry, _ lane: Precedence, _ isOneOfMany: Bool) {
    switch outgoing.put(entry, lane: lane, isOneOfMany: isOneOfMany) {
    case .nothing: break
    case .wakeHub:
      do throws(NodeError) { try Hub.running().post(.outgoing(self)) } catch { refuseOutgoing() }
    case .refused: if let ticket = entry.ticket { failed(ticket, Self.closed) }
    }
  }

  /// Takes what is on its way to the session.
  func takeOutgoing() -> ([Outgoing.Run], looksAgain: Bool) { outgoing.take() }

  /// No session takes messages any more: those on their way are given up.
  func refuseOutgoing() {
    for entry in outgoing.close().flatMap(\.entries) {
      if let ticket = entry.ticket { failed(ticket, Self.closed) }
    }
  }

  private static let closed = Refusal(.nodeClosed, "the node was closed")

  // MARK: the session's side

  /// WELCOME came, with the station's count.
  func welcomed(_ welcome: Welcome) {
    serials.withLock { $0.welcome(welcome, nature: profile.nature, exerciseName: profile.exerciseName) }
    store?.welcomed(genesis: welcome.genesis, epoch: welcome.epoch?.number.value ?? 1)
    genesis.withLock { $0 = welcome.genesis }
    epoch.withLock { epoch in
      epoch = welcome.epoch.map {
        RecordLoss(epoch: $0.number.value, last: $0.last.value, base: $0.base.value)
      }
    }
  }

  /// Wakes tasks that wait for room: without a connection there may be none for long.
  func disconnected() { for shot in ledger.withLock({ $0.takeWaiting() }) { shot.give(()) } }

  func decided(_ decided: [Decided]) {
    // Before the recipients are told, so that one who discards a refusal at once finds it.
    store?.remove(stored(decided))
    settle(decided.map { ($0.ticket, .decided($0.outcome)) })
  }

  func failed(_ ticket: UInt64, _ refusal: Refusal) { settle([(ticket, .givenUp(NodeError(refusal)))]) }

  /// Takes no more messages, for this reason. Messages without a receipt go on waiting for it.
  func close(_ reason: NodeError) { for shot in ledger.withLock({ $0.close(reason) }) { shot.give(()) } }

  /// The session has ended, and every message is settled.
  func end(_ error: NodeError?) {
    close(error ?? .closed)
    outcomesStream.continuation.finish()
  }

  private func settle(_ settlements: [(ticket: UInt64, AwaitedReceipt.Settlement)]) {
    let (settled, waiting) = ledger.withLock { ledger in
      let settled = settlements.compactMap { ticket, settlement in ledger.settle(ticket).map { ($0, settlement) } }
      return (settled, ledger.takeWaiting())
    }
    var outcomes = PipelinedOutcomes()
    for (receipt, settlement) in settled {
      if case .decided(.accepted(let sequence, _)) = settlement, receipt.message.isSigned {
        checker?.accepted(sequence.value, receipt.message)
      }
      if let event = receipt.settle(settlement, &outcomes) { life.tell(event) }
    }
    outcomes.give()
    for shot in waiting { shot.give(()) }
  }

  /// What the store is to do with decided messages.
  ///
  /// The store keeps only refusals that no call waits for, for the operator who looks at the outbox. A `publish` that
  /// is still awaited throws the refusal, and its caller deals with it. If this process dies before, the message is
  /// still in the store, and in the next process no call waits for it.
  private func stored(_ decided: [Decided]) -> [StoredDecision] {
    let unawaited = ledger.withLock { ledger in
      decided.map { decision -> PublishedMessage? in
        guard case .refused = decision.outcome, let receipt = ledger.receipt(decision.ticket) else { return nil }
        return receipt.isAwaited ? nil : receipt.message
      }
    }
    return zip(decided, unawaited).map { decision, message in
      if case .accepted(let sequence, _) = decision.outcome {
        return StoredDecision(place: decision.place, sequence: sequence)
      }
      guard case .refused(let refusal) = decision.outcome, let message else {
        return StoredDecision(place: decision.place)
      }
      let names = message.names ?? PublishedMessage.Names(document: message.document)
      return StoredDecision(
        place: decision.place, refused: StoredRefusal(refusal: refusal, type: names?.type, at: .now))
    }
  }
}
