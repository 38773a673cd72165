public import CellSchema
public import ServiceLifecycle
import Synchronization

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
/// - Guarantee: while it runs it stays connected, or comes back: to each of its endpoints in turn, with growing and
///   random pauses. After every break it sends again what has no receipt, under the same numbers, so that the record has
///   each message once and in order; and it reads on where it was, so that a subscription repeats nothing and leaves
///   nothing out. It does not come back when the broker will not have it: superseded, revoked, another cell or version.
/// - Misuse: a node runs once. Without a store the messages that wait in it live in memory: what has no receipt when the
///   process ends may or may not be on the record. A profile that names a store is run with it: `Node(_:store:)` of
///   `CellNodeStore`.
///
/// All nodes of a process share one thread for their sockets.
public final class Node: Service, Sendable {
  let core: NodeCore

  /// A node that does nothing before it runs, in a service group or by ``connected(_:options:isolation:_:)``.
  public init(_ profile: NodeProfile, options: NodeOptions = NodeOptions()) {
    core = NodeCore(profile: profile, options: options)
  }

  /// A node whose messages wait in a store.
  package init(_ profile: NodeProfile, messages: any MessageStore, options: NodeOptions) {
    core = NodeCore(profile: profile, options: options, store: messages)
  }

  deinit {
    // Nobody is left who could close it: what is queued has no time any more.
    core.close(within: .zero)
  }

  package var maximumAttempts: Int? { core.options.maximumAttempts }

  /// Who the node is.
  public var name: NodeName { core.profile.node }

  /// Runs the node until it is shut down gracefully, cancelled, or over.
  ///
  /// On a graceful shutdown or cancellation it takes nothing more, waits up to ``NodeOptions/closeTimeout`` for the
  /// receipts of what is queued, says BYE and returns.
  ///
  /// - Throws: ``NodeError`` where the broker will not have it: `superseded`, `revoked`, `cell-mismatch`,
  ///   `version-unsupported`; `bad-key` where the profile has none; `node-closed` where it ran before;
  ///   `store-unusable` where the profile names a store and the node has none.
  public func run() async throws {
    try core.open()
    // Not awaited in this task alone: when it is cancelled, the node still has its time to finish.
    let core = core
    let end = Task { try await core.whenEnded() }
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
  /// ``NodeOptions/closeTimeout`` for the receipts of what is queued, and leaves.
  ///
  /// - Throws: what the closure throws. Before it begins: `unreachable`, `not-authenticated` and their like where the
  ///   node was not welcomed within ``NodeOptions/connectTimeout``; at once what the node would not come back from.
  public static func connected<Result>(
    _ profile: NodeProfile, options: NodeOptions = NodeOptions(), isolation: isolated (any Actor)? = #isolation,
    _ body: (Node) async throws -> Result
  ) async throws -> Result {
    try await connected(Node(profile, options: options), isolation: isolation, body)
  }

  package static func connected<Result>(
    _ node: Node, isolation: isolated (any Actor)?, _ body: (Node) async throws -> Result
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

  /// Runs a node with a store for the length of a closure, which begins at once, whether there is a broker or not.
  ///
  /// - Parameter time: for the broker to tell the station's count, where the store does not know it yet.
  package static func queuing<Result>(
    _ node: Node, counting time: Duration, isolation: isolated (any Actor)? = #isolation,
    _ body: (Node) async throws -> Result
  ) async throws -> Result {
    try node.core.open()
    do {
      if !node.core.isCounting { try await node.core.welcomed(within: time) }
      let result = try await body(node)
      await node.leave()
      return result
    } catch {
      await node.leave()
      throw error
    }
  }

  /// What waits stays in the store.
  private func leave() async {
    core.close(within: .zero)
    _ = try? await core.whenEnded()
  }

  /// Messages without a receipt.
  package var waitingMessages: Int { core.waitingMessages }

  /// Stays until nothing waits for a receipt, every endpoint was tried in vain, or nothing was decided for so long.
  package func flush(patience: Duration) async throws {
    var last = (waiting: core.waitingMessages, at: ContinuousClock.now)
    while last.waiting > 0, core.isHopeful, last.at.duration(to: .now) < patience {
      try await Task.sleep(for: .milliseconds(20))
      let waiting = core.waitingMessages
      if waiting != last.waiting { last = (waiting, .now) }
    }
  }

  /// Takes nothing more, waits up to ``NodeOptions/closeTimeout`` for the receipts of what is queued, says BYE, and
  /// returns when the node is over. A cancelled task does not wait.
  public func close() async {
    core.close(within: Task.isCancelled ? .zero : core.options.closeTimeout)
    _ = try? await core.whenEnded()
  }

  /// What happens to the connection from now on, beginning with how it stands. Each reading is independent; one that is
  /// not read keeps the newest 256 events.
  public var events: AsyncStream<NodeEvent> { core.events }
}

extension NodeCore {
  /// Messages without a receipt.
  var waitingMessages: Int { state.withLock { $0.waitingMessages } }

  /// Waits for the first welcome.
  func welcomed(within time: Duration) async throws {
    let isWelcomed = try await withThrowingTaskGroup(of: Bool.self) { group in
      group.addTask {
        try await self.welcomed()
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
    throw state.withLock { $0.lastReason }
      ?? NodeError(.unreachable, "no broker welcomed the node at \(profile.endpoints.joined(separator: ", "))")
  }
}
