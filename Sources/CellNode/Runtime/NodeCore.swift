import CellSchema
import Synchronization

/// What a node's callers and the hub's thread share.
final class NodeCore: Sendable {
  enum Phase: Sendable {
    case idle
    case running
    case closing
    case ended(NodeError?)
  }

  struct State {
    var phase = Phase.idle
    /// What was asked for before the node was opened.
    var early: [SessionEvent] = []
    /// Where the node is connected now.
    var endpoint: String?
    var wasWelcomed = false
    /// Attempts in vain since the last connection.
    var failures = 0
    /// Four fifths of the outbox wait; told once, until half of it is free again.
    var isFilling = false
    /// Why the last session or attempt ended.
    var lastReason: NodeError?
    var tickets: [UInt64: Ticket] = [:]
    var lastTicket: UInt64 = 0
    var waitingMessages = 0
    var waitingBytes = 0
    var subscriptions: [UInt32: SubscriptionQueue] = [:]
    var lastSubscription: UInt32 = 0
    var welcomes: [OneShot<Phase>] = []
    var ends: [OneShot<NodeError?>] = []
    var spaces: [OneShot<Void>] = []
    var observers: [UInt64: AsyncStream<NodeEvent>.Continuation] = [:]
    var lastObserver: UInt64 = 0
  }

  let profile: NodeProfile
  let options: NodeOptions
  let serials: Mutex<SerialBook>
  let state = Mutex(State())
  let store: (any MessageStore)?
  /// What an earlier process left in the store, or why it cannot be had.
  private let contents: Result<StoredContents, NodeError>?
  let outcomes = AsyncStream.makeStream(of: QueuedOutcome.self, bufferingPolicy: .bufferingNewest(Limits.outcomes))

  init(profile: NodeProfile, options: NodeOptions, store: (any MessageStore)? = nil) {
    self.profile = profile
    self.options = options
    self.store = store
    if let store {
      do throws(NodeError) {
        contents = .success(try store.takeContents())
      } catch {
        contents = .failure(error)
      }
    } else {
      contents = nil
    }
    serials = Mutex(SerialBook(node: profile.node, (try? contents?.get())?.serials ?? []))
    store?.whenSetBack { [weak self] letGo in
      // Under the lock nothing is counted and appended in between.
      guard let self else { return letGo() }
      serials.withLock { serials in
        serials.setBack()
        letGo()
      }
    }
  }

  /// The station's count is known, by the broker's word or the store's.
  var isCounting: Bool { (try? contents?.get())?.wasWelcomed == true || state.withLock { $0.wasWelcomed } }

  // MARK: life

  /// Starts to connect. Once.
  ///
  /// - Throws: `bad-key` where a key of the profile is not one; `node-closed` where it was opened before;
  ///   `store-unusable` where the profile names a store and none was given.
  func open() throws(NodeError) {
    let keys = try profile.keys
    let hub = try Hub.running()
    var settings = NodeSession.Settings(
      cell: profile.cell, nature: profile.nature, exerciseName: profile.exerciseName, client: options.client,
      endpoints: profile.endpoints)
    settings.queryTimeout = options.queryTimeout.milliseconds
    guard case .idle = state.withLock({ $0.phase }) else { throw Self.runsOnce }
    let outbox = try outbox()
    var random = SystemRandomNumberGenerator()
    let session = NodeSession(settings: settings, outbox: outbox, seed: random.next())
    let isFirst = state.withLock { state in
      guard case .idle = state.phase else { return false }
      state.phase = .running
      hub.post(.join(self, session, keys))
      for event in state.early { hub.post(.event(self, event)) }
      state.early = []
      hub.post(.event(self, .open))
      return true
    }
    guard isFirst else { throw Self.runsOnce }
  }

  private static let runsOnce = NodeError(.nodeClosed, "a node runs once; make a new one")

  /// What an earlier process left is waited for as if this one had enqueued it.
  private func outbox() throws(NodeError) -> MemoryOutbox {
    guard let contents = try contents?.get() else {
      guard profile.store == nil else {
        throw NodeError(
          .storeUnusable, at: "/store",
          "the profile of \(profile.node) names a store: open it with NodeStore(profile) and give it to the node")
      }
      return MemoryOutbox(stream: .random(), messages: options.outboxMessages, bytes: options.outboxBytes)
    }
    let left = state.withLock { state in
      contents.left.map { stored in
        let document = Array(stored.envelope.document)
        let message = PublishedMessage(document: document, size: stored.envelope.encodedCount)
        let ticket = ticket(queued(message), in: &state)
        return (
          stored.lane,
          OutboxEntry(envelope: stored.envelope, ticket: ticket, id: stored.id, number: stored.number)
        )
      }
    }
    return MemoryOutbox(stream: contents.stream, next: contents.next, left: left)
  }

  func post(_ event: SessionEvent) {
    let isEarly = state.withLock { state in
      guard case .idle = state.phase else { return false }
      state.early.append(event)
      return true
    }
    guard !isEarly else { return }
    guard let hub = try? Hub.running() else { return refuse(event) }
    hub.post(.event(self, event))
  }

  /// Takes nothing more; what is queued has until the time is up.
  func close(within time: Duration) {
    let before = state.withLock { state in
      let before = state.phase
      if case .running = before { state.phase = .closing }
      return before
    }
    switch before {
    case .idle:
      ended(nil)
      let early = state.withLock { state in
        defer { state.early = [] }
        return state.early
      }
      for event in early { refuse(event) }
    case .running, .closing: post(.close(within: time.milliseconds))
    case .ended: break
    }
  }

  /// Returns when the node has ended, with the reason if it was not asked to.
  func whenEnded() async throws(CancellationError) -> NodeError? {
    let shot = OneShot<NodeError?>()
    state.withLock { state in
      if case .ended(let error) = state.phase { shot.give(error) } else { state.ends.append(shot) }
    }
    return try await shot.value()
  }

  /// Returns once the node was welcomed for the first time.
  func welcomed() async throws {
    let shot = OneShot<Phase>()
    state.withLock { state in
      if case .ended = state.phase { return shot.give(state.phase) }
      if state.wasWelcomed { return shot.give(state.phase) }
      state.welcomes.append(shot)
    }
    if case .ended(let error) = try await shot.value() { throw error ?? .closed }
  }

  // MARK: the hub's side

  func take(_ effect: SessionEffect) {
    switch effect {
    case .welcomed(let welcome, let endpoint): welcomed(welcome, endpoint)
    case .disconnected(let reason): disconnected(NodeError(reason))
    case .ended(let reason): ended(reason.map { NodeError($0) })
    case .decided(let decided):
      // Before anybody is told, so that who discards a refusal at once finds it.
      store?.remove(stored(decided))
      settle(decided.map { ($0.ticket, .decided($0.outcome)) })
    case .answered(let ticket, let answer): settle([(ticket, .answered(answer))])
    case .removed(let ticket): settle([(ticket, .removed)])
    case .failed(let ticket, let refusal): settle([(ticket, .failed(refusal))])
    case .subscribed(let number, _, let start): queue(number)?.becameReady(start)
    case .delivered(let number, let lane, let messages): queue(number)?.append(lane: lane, messages)
    case .subscriptionEnded(let number, let reason):
      let queue = state.withLock { $0.subscriptions.removeValue(forKey: number) }
      queue?.end(reason.map { NodeError($0) })
    case .parked(let number, let reason):
      if let queue = queue(number) { tell(.parked(subscription: queue.name, NodeError(reason))) }
    case .reported(let reason): tell(.serverError(NodeError(reason)))
    case .connect, .disconnect, .send: preconditionFailure("the hub does these itself")
    }
  }

  /// An event that came after the node had ended.
  func refuse(_ event: SessionEvent) {
    switch event {
    case .publish(let entry, _):
      if let ticket = entry.ticket { settle([(ticket, .failed(NodeError.closed.refusal))]) }
    case .query(let ticket, _), .remove(let ticket, _, _):
      settle([(ticket, .failed(NodeError.closed.refusal))])
    case .subscribe(let number, _): take(.subscriptionEnded(number, NodeError.closed.refusal))
    case .unsubscribe(let number): take(.subscriptionEnded(number, nil))
    case .open, .close, .connected, .connectionLost, .received, .roomToSend, .tick, .acknowledge, .consumed: break
    }
  }

  private func queue(_ number: UInt32) -> SubscriptionQueue? { state.withLock { $0.subscriptions[number] } }

  private func welcomed(_ welcome: Welcome, _ endpoint: String) {
    serials.withLock { $0.welcome(welcome, nature: profile.nature, exerciseName: profile.exerciseName) }
    if !isCounting { store?.welcomed() }
    // Observers are taken in the same breath: one that comes later begins with the connection as it then stands.
    let (waiting, observers) = state.withLock { state in
      state.wasWelcomed = true
      state.failures = 0
      state.endpoint = endpoint
      defer { state.welcomes = [] }
      return (state.welcomes, Array(state.observers.values))
    }
    for shot in waiting { shot.give(.running) }
    for observer in observers { observer.yield(.connected(endpoint: endpoint)) }
  }

  private func disconnected(_ reason: NodeError) {
    let (observers, spaces) = state.withLock { state in
      if state.endpoint == nil { state.failures += 1 }
      state.endpoint = nil
      state.lastReason = reason
      // Who waits for room looks again: without a connection there may be none for long.
      defer { state.spaces = [] }
      return (Array(state.observers.values), state.spaces)
    }
    for observer in observers { observer.yield(.disconnected(reason)) }
    for shot in spaces { shot.give(()) }
  }

  private func ended(_ error: NodeError?) {
    let (welcomes, ends, spaces, observers, queues) = state.withLock { state in
      state.phase = .ended(error)
      state.endpoint = nil
      defer {
        state.welcomes = []
        state.ends = []
        state.spaces = []
        state.observers = [:]
        state.subscriptions = [:]
      }
      return (state.welcomes, state.ends, state.spaces, state.observers.values, state.subscriptions.values)
    }
    for queue in queues { queue.end(error) }
    for shot in welcomes { shot.give(.ended(error)) }
    for shot in spaces { shot.give(()) }
    for observer in observers {
      observer.yield(.ended(error))
      observer.finish()
    }
    outcomes.continuation.finish()
    for shot in ends { shot.give(error) }
  }
}
