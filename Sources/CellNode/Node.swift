public import CellSchema
public import ServiceLifecycle

/// A participant's node: it publishes to the cell's bus and reads from it.
///
/// ```swift
/// try await Node.connected(.file("nodes/UKR.GS-1.yaml")) { node in
///   let report = IncidentReport(
///     observedFrom: "6 km NW of Donetsk", means: .heard, event: .explosion, count: .exactly(48))
///   let receipt = try await node.publish(report, to: ["FRA", "@verification-lead"], precedence: .immediate)
///   print("on the record as #\(receipt.sequence)")
///   for try await finding in node.subscribe(to: Finding.self, durable: "watch") {
///     print(finding.sentAt.dtg, finding.from, finding.body.outcome)
///     try finding.acknowledge()
///   }
/// }
/// ```
///
/// - Guarantee: a running node stays connected, or reconnects: to each endpoint in turn, with growing and random
///   pauses. After every break it sends messages without a receipt again, under the same numbers, so that the record
///   has each message once and in order; and subscriptions go on where they were, without repeating or leaving out a
///   message. The node ends if the broker refuses it for good: superseded, revoked, another cell or version.
/// - Misuse: a node runs once. Without a store its outbox is in memory: messages without a receipt when the process
///   ends may be on the record or not. A node whose profile names a store is made with the store: `Node(_:store:)` of
///   `CellNodeStore`.
///
/// All nodes of a process share one thread for their sockets.
public final class Node: Service, Sendable {
  let core: NodeCore

  /// Makes a node, which does nothing until it runs, in a service group or with ``connected(_:options:isolation:_:)``.
  public init(_ profile: NodeProfile, options: NodeOptions = NodeOptions()) {
    core = NodeCore(profile: profile, options: options)
  }

  /// Makes a node whose outbox is in a store.
  package init(_ profile: NodeProfile, messages: any MessageStore, options: NodeOptions) {
    core = NodeCore(profile: profile, options: options, store: messages)
  }

  deinit {
    // No reference is left through which the node could be closed: queued messages get no more time.
    core.close(within: .zero)
  }

  package var maximumAttempts: Int? { core.options.maximumAttempts }

  /// The node's name.
  public var name: NodeName { core.profile.node }

  /// Runs the node until it is shut down gracefully, cancelled or closed, or the broker refuses it for good.
  ///
  /// On a graceful shutdown or cancellation the node takes no more messages, waits up to ``NodeOptions/closeTimeout``
  /// for the receipts of queued ones, says BYE and returns.
  ///
  /// - Throws: ``NodeError`` if the broker refuses the node for good: `superseded`, `revoked`, `cell-mismatch`,
  ///   `version-unsupported`; `bad-key` if the profile has an invalid key; `node-closed` if the node ran before;
  ///   `store-unusable` if the profile names a store and the node has none.
  public func run() async throws {
    try core.open()
    // A task of its own waits for the end: if this task is cancelled, the node still has its time to finish.
    let core = core
    let end = Task { try await core.life.whenEnded() }
    let error = try await withTaskCancellationOrGracefulShutdownHandler {
      try await end.value
    } onCancelOrGracefulShutdown: {
      core.close(within: core.options.closeTimeout)
    }
    if let error { throw error }
  }

  /// Runs a node for the length of a closure.
  ///
  /// The closure begins when the broker has welcomed the node. When it returns or throws, the node waits up to
  /// ``NodeOptions/closeTimeout`` for the receipts of queued messages, and leaves.
  ///
  /// - Throws: the closure's error. Before it begins: `unreachable`, `not-authenticated` and the like if the node was
  ///   not welcomed within ``NodeOptions/connectTimeout``; at once an error for which the broker refuses the node for
  ///   good.
  public static func connected<Result>(
    _ profile: NodeProfile, options: NodeOptions = NodeOptions(), isolation: isolated (any Actor)? = #isolation,
    _ body: (Node) async throws -> Result
  ) async throws -> Result {
    try await connected(Node(profile, options: options), isolation: isolation, body)
  }

  package static func connected<Result>(
    _ node: Node, isolation: isolated (any Actor)? = #isolation, _ body: (Node) async throws -> Result
  ) async throws -> Result {
    try node.core.open()
    do {
      try await node.core.welcomed(within: node.core.options.connectTimeout)
      let result = try await body(node)
      await node.close()
      return result
    } catch {
      await node.close()
      throw error
    }
  }

  /// Runs a node with a store for the length of a closure, which begins at once, with or without a broker.
  ///
  /// - Parameter time: how long to wait for the broker to tell the station's count, if the store does not know it yet.
  package static func queuing<Result>(
    _ node: Node, counting time: Duration, isolation: isolated (any Actor)? = #isolation,
    _ body: (Node) async throws -> Result
  ) async throws -> Result {
    try node.core.open()
    do {
      if !node.core.publishing.isCounting { try await node.core.welcomed(within: time) }
      let result = try await body(node)
      await node.leave()
      return result
    } catch {
      await node.leave()
      throw error
    }
  }

  /// Ends the node at once: what waits for it fails with `node-closed`, and queued messages stay in the store.
  package func abandon() { core.close(within: .zero) }

  private func leave() async {
    abandon()
    _ = try? await core.life.whenEnded()
  }

  /// Which record the broker has: the leaf hash of its first row, as the broker told when it welcomed the node; nil
  /// before.
  public var recordGenesis: SHA256Hex? { core.publishing.recordGenesis }

  /// What the broker's record lost last, as the broker told when it welcomed the node; nil before, and where it never lost
  /// a row.
  public var recordLoss: RecordLoss? { core.publishing.recordLoss }

  /// How many messages have no receipt.
  package var waitingMessages: Int { core.publishing.waitingMessages }

  /// Waits until every message has its receipt, every endpoint was tried in vain, or nothing was decided for
  /// `patience`.
  package func flush(patience: Duration) async throws {
    var last = (waiting: core.publishing.waitingMessages, at: ContinuousClock.now)
    while last.waiting > 0, core.isHopeful, last.at.duration(to: .now) < patience {
      try await Task.sleep(for: .milliseconds(20))
      let waiting = core.publishing.waitingMessages
      if waiting != last.waiting { last = (waiting, .now) }
    }
  }

  /// Closes the node: it takes no more messages, waits up to ``NodeOptions/closeTimeout`` for the receipts of queued
  /// ones, and says BYE. Returns when the node has ended. A cancelled task does not wait.
  public func close() async {
    core.close(within: Task.isCancelled ? .zero : core.options.closeTimeout)
    _ = try? await core.life.whenEnded()
  }

  /// What happens to the connection from now on, beginning with its present state. Each access gives an independent
  /// stream; one that is not read keeps the newest 256 events.
  public var events: AsyncStream<NodeEvent> { core.life.events }
}
