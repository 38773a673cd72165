import CellCommand
import CellConfig
import CellNode
import CellNodeStore
import CellSchema

/// A node for the length of a command, which says on standard error when the connection is lost and when it is back.
///
/// - Parameters:
///   - limit: the time for all of it, from the connection to the last receipt, unless the closure says otherwise.
///   - publishes: it publishes, and so has the profile's store, where there is one, for itself. What an earlier process
///     left there is sent as well, and said on standard error.
///   - told: what happens to the connection; nil: it is said on standard error.
func connected<Result>(
  _ profile: NodeProfile, within limit: TimeLimit, publishes: Bool = false,
  told: (@Sendable (NodeEvent) -> Void)? = nil, _ body: (Node) async throws -> Result
) async throws -> Result {
  let options = NodeOptions.command(timeout: limit.seconds)
  do {
    guard publishes, profile.store != nil else {
      return try await connected(Node(profile.forReading, options: options), within: limit, told: told, body)
    }
    let store = try NodeStore(profile)
    defer { store.close() }
    let node = Node(profile, store: store, options: options)
    let outcomes = Task { for await outcome in node.outcomes { tellQueuedBefore(outcome) } }
    let result = try await connected(node, within: limit, told: told, body)
    // They end with the node, when the last of them is told.
    await outcomes.value
    return result
  } catch let error as NodeError where limit.isOver && error.code == .nodeClosed {
    throw limit.complaint()
  }
}

private func connected<Result>(
  _ node: Node, within limit: TimeLimit, told: (@Sendable (NodeEvent) -> Void)?,
  _ body: (Node) async throws -> Result
) async throws -> Result {
  let watch = Task { await limit.watch(node) }
  defer { watch.cancel() }
  return try await Node.connected(node) { node in
    guard let told else { return try await noticing(node, body) }
    let events = Task { for await event in node.events { told(event) } }
    defer { events.cancel() }
    return try await body(node)
  }
}

extension NodeOptions {
  static func command(timeout: Int) -> NodeOptions {
    var options = NodeOptions()
    options.connectTimeout = .seconds(timeout)
    options.queryTimeout = .seconds(timeout)
    options.closeTimeout = .seconds(timeout)
    options.client = "cellbus \(Version.current)"
    return options
  }
}

/// What was queued before, and is decided now.
@Sendable func tellQueuedBefore(_ outcome: QueuedOutcome) {
  switch outcome.result {
  case .success(let receipt):
    Terminal.note(
      spoken("queued before: \(outcome.id), serial \(receipt.serial), is on the record as \(receipt.sequence)"))
  case .failure(let error): Terminal.note(spoken("queued before: \(outcome.id) was refused: \(words(error))"))
  }
}

private func noticing<Result>(_ node: Node, _ body: (Node) async throws -> Result) async throws -> Result {
  let notices = Task {
    var wasLost = false
    for await event in node.events {
      switch event {
      case .connected(let endpoint):
        if wasLost { Terminal.note(spoken("connected again to \(endpoint)")) }
        wasLost = false
      case .disconnected(let error):
        if !wasLost {
          Terminal.note(Ink(isColoured: Terminal.isColoured(2))(ScreenView.notConnected(asOf: .now), .reverse))
          Terminal.note(spoken("connection lost: \(words(error)); trying again"))
        }
        wasLost = true
      case .serverError(let error): Terminal.note(spoken("the broker says: \(words(error))"))
      case .parked(let name, let error):
        Terminal.note(spoken("the broker waits for the reader of \(DisplayText.line(name)): \(words(error))"))
      case .setAside(let name, let sequence, _, let reason):
        Terminal.note(spoken("\(DisplayText.line(name)) goes on without \(sequence): \(DisplayText.line(reason))"))
      case .outboxFilling(let messages, let bytes):
        Terminal.note(spoken("the outbox fills: \(messages) messages of \(bytes) bytes wait for receipts"))
      case .checked, .proven: break
      case .unproven, .checkpointPassedOver, .checkpointOld, .forked: tellChecked(event)
      // It is told as an outcome.
      case .refused: break
      case .ended: break
      }
    }
  }
  defer { notices.cancel() }
  return try await body(node)
}

/// What a node's check of the record's log has found.
func tellChecked(_ event: NodeEvent) {
  let ink = Ink(isColoured: Terminal.isColoured(2))
  switch event {
  case .unproven(let id, let error): Terminal.note(ink(spoken("NOT PROVED: \(id): \(words(error))"), .reverse))
  case .checkpointPassedOver(let error): Terminal.note(ink(spoken("passed over: \(words(error))"), .red))
  case .checkpointOld(let time):
    Terminal.note(ink(spoken("the witnesses have cosigned nothing since \(time.dtg)"), .yellow))
  case .forked(let error):
    Terminal.note(
      ink(spoken("THE LOG HAS TWO HISTORIES: \(DisplayText.line(error.detail)); \(error.pointer)"), .reverse))
  case .checked(let size): Terminal.note(spoken("checked \("\(size)") rows"))
  case .proven(let id, let sequence, let file):
    Terminal.note(spoken("proved: \(id), \("\(sequence)"), in \(DisplayText.line(file))"))
  case .connected, .disconnected, .ended, .serverError, .refused, .outboxFilling, .setAside, .parked: break
  }
}

func words(_ error: NodeError) -> String { "\(error.code), \(DisplayText.line(error.detail))" }
