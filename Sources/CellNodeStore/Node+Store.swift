public import CellNode

extension Node {
  /// A node whose outbox is on disk. What an earlier process left in it is sent first.
  public convenience init(_ profile: NodeProfile, store: NodeStore, options: NodeOptions = NodeOptions()) {
    self.init(profile, messages: store, options: options)
  }

  /// Runs a node with its store for the length of a closure, as
  /// ``CellNode/Node/connected(_:options:isolation:_:)`` does without one. The store stays open.
  public static func connected<Result>(
    _ profile: NodeProfile, store: NodeStore, options: NodeOptions = NodeOptions(),
    isolation: isolated (any Actor)? = #isolation, _ body: (Node) async throws -> Result
  ) async throws -> Result {
    try await connected(Node(profile, store: store, options: options), isolation: isolation, body)
  }
}
