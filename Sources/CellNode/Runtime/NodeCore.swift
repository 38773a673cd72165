import CellSchema
import CellWire
import Synchronization

/// The object that a node's callers and the hub's thread share: it routes calls and effects to the object that owns the
/// state.
final class NodeCore: Sendable {
  /// Milliseconds that a connection and its handshake have at least.
  private static let shortestTurn: Milliseconds = 1_000

  let profile: NodeProfile
  let options: NodeOptions
  let life = LifeCycle()
  let publishing: Publishing
  let reading: Reading
  let answers = AwaitedAnswers()
  let checkpoints = CheckpointFeed()
  private let checking = Mutex<Task<Void, Never>?>(nil)

  init(profile: NodeProfile, options: NodeOptions, store: (any MessageStore)? = nil) {
    self.profile = profile
    self.options = options
    publishing = Publishing(profile: profile, options: options, store: store, life: life)
    reading = Reading(life: life)
  }

  // MARK: life cycle

  /// Opens the node, once: it starts to connect.
  ///
  /// - Throws: `bad-key` if a key of the profile is invalid; `node-closed` if the node was opened before;
  ///   `store-unusable` if the profile names a store and none was given.
  func open() throws(NodeError) {
    let runsOnce = NodeError(.nodeClosed, "a node runs once; make a new one")
    let keys = try profile.keys
    let hub = try Hub.running()
    var settings = NodeSession.Settings(
      cell: profile.cell, nature: profile.nature, exerciseName: profile.exerciseName, client: options.client,
      endpoints: profile.endpoints)
    settings.queryTimeout = options.queryTimeout.milliseconds
    // Every endpoint has its turn while somebody waits for the first welcome.
    let turn = options.connectTimeout.milliseconds / Int64(profile.endpoints.count)
    settings.connectTimeout = max(Self.shortestTurn, min(settings.connectTimeout, turn))
    guard life.isIdle else { throw runsOnce }
    let checker = try profile.checking.map { checking throws(NodeError) in
      try RecordChecker(profile, checking, life)
    }
    let (outbox, memory) = try publishing.makeOutbox()
    var random = SystemRandomNumberGenerator()
    let session = NodeSession(settings: settings, outbox: outbox, memory: memory, seed: random.next())
    let isFirst = life.open { early in
      publishing.check(by: checker)
      hub.post(.join(self, session, keys))
      for event in early { hub.post(.event(self, event)) }
      hub.post(.event(self, .open))
    }
    guard isFirst else { throw runsOnce }
    guard let checker else { return }
    checking.withLock { $0 = Task { await checker.run(self) } }
    // A node that ended meanwhile has cancelled nothing.
    if life.isEnded { endChecking() }
  }

  private func endChecking() { checking.withLock { $0 }?.cancel() }

  /// Closes the node: it takes nothing more, and queued messages have until `time` is up.
  func close(within time: Duration) {
    switch life.close() {
    case .unopened(let early):
      ended(nil)
      publishing.refuseOutgoing()
      for event in early { refuse(event) }
    case .running:
      publishing.close(.closed)
      post(.close(within: time.milliseconds))
    case .over: break
    }
  }

  /// Waits for the first welcome.
  ///
  /// - Throws: why the node was not welcomed within `time`; the error that ended the node.
  func welcomed(within time: Duration) async throws {
    let isWelcomed = try await withThrowingTaskGroup(of: Bool.self) { group in
      group.addTask {
        try await self.life.welcomed()
        return true
      }
      group.addTask {
        try await Task.sleep(for: time)
        return false
      }
      defer { group.cancelAll() }
      return try await group.next() ?? false
    }
    guard !isWelcomed else { return }
    throw life.lastReason
      ?? NodeError(.unreachable, "no broker welcomed the node at \(profile.endpoints.joined(separator: ", "))")
  }

  /// Whether the node runs and not every endpoint has failed since the last connection.
  var isHopeful: Bool { !life.isOver && life.failures < profile.endpoints.count }

  // MARK: publishing

  func publish(_ draft: Draft, for recipient: AwaitedReceipt.Recipient) throws(NodeError) {
    var composer = publishing.composer
    try publishing.publish(composer.compose(draft), for: recipient)
  }

  /// - Parameter stored: called when the message is in the outbox, or could not be stored.
  func enqueue(_ draft: Draft, stored: @escaping Publishing.Stored) throws(NodeError) {
    var composer = publishing.composer
    try publishing.enqueue(composer.compose(draft), stored: stored)
  }

  /// Waits until the station's count is known, from the store or from the broker's first WELCOME.
  func counting() async throws {
    if !publishing.isCounting { try await life.welcomed() }
  }

  // MARK: reading

  /// - Parameter problem: an error for which the request is refused without asking the broker.
  func subscribe(_ request: SubscriptionRequest, _ problem: NodeError? = nil) -> SharedSubscription {
    let (queue, isAsked) = reading.subscribe(request, problem)
    if isAsked { post(.subscribe(queue.number, request)) }
    return SharedSubscription(queue, self)
  }

  func end(_ queue: SubscriptionQueue) {
    if reading.end(queue) { post(.unsubscribe(queue.number)) }
  }

  func acknowledge(_ item: SubscriptionQueue.Item, of queue: SubscriptionQueue) throws(NodeError) {
    guard try reading.acknowledge(queue, item.message.sequence, lane: item.lane) else { return }
    try Hub.running().post(.acknowledge(self, queue))
  }

  func giveBack(
    _ item: SubscriptionQueue.Item, of queue: SubscriptionQueue, after time: Duration
  ) throws(NodeError) {
    try reading.expectOpen(queue)
    queue.giveBack(item, after: time)
  }

  func setAside(
    _ item: SubscriptionQueue.Item, of queue: SubscriptionQueue, id: MessageID?, _ reason: String
  ) throws(NodeError) {
    guard try reading.setAside(item, of: queue, id: id, reason) else { return }
    try Hub.running().post(.acknowledge(self, queue))
  }

  // MARK: questions

  func ask(_ question: Query.Question) async throws -> QueryAnswer {
    let (ticket, shot) = try answers.awaitAnswer()
    post(.query(ticket: ticket, question))
    return try await shot.value().get()
  }

  func check(_ draft: Draft) async throws -> QueryAnswer {
    try await counting()
    return try await ask(.check(publishing.compose(draft)))
  }

  func remove(durable name: DurableName) async throws {
    let (ticket, shot) = try answers.awaitRemoval()
    post(.remove(ticket: ticket, number: reading.nextNumber(), name))
    try await shot.value().get()
  }
}

// MARK: - the session

extension NodeCore {
  func post(_ event: SessionEvent) {
    guard !life.keepsEarly(event) else { return }
    guard let hub = try? Hub.running() else { return refuse(event) }
    hub.post(.event(self, event))
  }

  /// Answers an event that no session takes.
  func refuse(_ event: SessionEvent) {
    for refused in event.refused { perform(refused) }
  }

  func perform(_ effect: NodeEffect) {
    switch effect {
    case .welcomed(let welcome, let endpoint):
      publishing.welcomed(welcome)
      life.connected(endpoint)
    case .disconnected(let reason):
      life.disconnected(NodeError(reason))
      publishing.disconnected()
    case .ended(let reason): ended(reason.map { NodeError($0) })
    case .reported(let reason): life.tell(.serverError(NodeError(reason)))
    case .decided(let decided): publishing.decided(decided)
    case .publishFailed(let ticket, let reason): publishing.failed(ticket, reason)
    case .subscribed(let number, _, let start): reading.subscribed(number, start: start)
    case .delivered(let number, let lane, let messages): reading.delivered(number, lane: lane, messages)
    case .subscriptionEnded(let number, let reason):
      reading.subscriptionEnded(number, reason.map { NodeError($0) })
    case .parked(let number, let reason): reading.parked(number, NodeError(reason))
    case .answered(let ticket, let answer): answers.answered(ticket, answer)
    case .queryFailed(let ticket, let reason): answers.queryFailed(ticket, NodeError(reason))
    case .checkpoint(let command): checkpoints.received(command)
    case .removed(let ticket): answers.removed(ticket, .success(()))
    case .removalFailed(let ticket, let reason): answers.removed(ticket, .failure(NodeError(reason)))
    }
  }

  /// Ends every part of the node. Tasks that wait for the node's end are told last.
  private func ended(_ error: NodeError?) {
    reading.end(error)
    answers.end(error)
    checkpoints.end()
    endChecking()
    publishing.end(error)
    life.end(error)
  }
}
