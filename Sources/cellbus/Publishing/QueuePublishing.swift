import CellCommand
import CellNode
import CellNodeStore
import CellSchema

/// Leaves messages to the profile's store.
struct QueuePublishing: Sendable {
  let profile: NodeProfile
  /// Seconds for the broker to tell the station's count, which it has to do once.
  let timeout: Int

  /// - Parameter signing: signs it where the user asks for it; what the charter asks for only a broker says.
  func run(_ draft: Draft, _ signing: Signing? = nil) async throws -> QueuedMessage {
    try await withNode(tell: tellQueuedBefore) { node in
      guard let signing, signing.isAsked, draft.signature.isEmpty else { return try await node.enqueue(draft) }
      return try await node.enqueue(node.signed(draft, by: [signing.signer]))
    }
  }

  /// A node with the store, for the length of a closure that does not wait for the broker.
  ///
  /// - Parameters:
  ///   - tell: is given what is decided meanwhile, and has had all of it when this returns.
  ///   - note: is given a line for standard error, at the end.
  func withNode<Result>(
    tell: @escaping @Sendable (QueuedOutcome) -> Void, note: (String) -> Void = Terminal.note,
    _ body: (Node) async throws -> Result
  ) async throws -> Result {
    guard profile.store != nil else {
      throw Complaint.usage(
        spoken("--queue needs a store, and the profile names none: add the line store: FILE.sqlite"))
    }
    let store = try NodeStore(profile)
    defer {
      store.close()
      if let hint = OutboxText.hint(refusals: store.refusalCount) { note(hint) }
    }
    let node = Node(profile, store: store, options: .command(timeout: timeout))
    let outcomes = Task { for await outcome in node.outcomes { tell(outcome) } }
    var hasBegun = false
    do {
      let result = try await Node.queuing(node, counting: .seconds(timeout)) { node in
        hasBegun = true
        return try await body(node)
      }
      await outcomes.value
      return result
    } catch let error as NodeError where !hasBegun && error.isRetryable {
      throw Complaint(
        .failed, error.code,
        spoken("the broker has not told this store the station's count yet, and cannot be asked: \(error.detail)"),
        consequence: spoken("Nothing was queued. Once it was reached, --queue works without it."))
    }
  }
}
