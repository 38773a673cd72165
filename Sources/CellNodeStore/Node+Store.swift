public import CellNode

extension Node {
  /// Makes a node whose outbox is in a store. Messages that an earlier process left in the store are sent first.
  public convenience init(_ profile: NodeProfile, store: NodeStore, options: NodeOptions = NodeOptions()) {
    self.init(profile, messages: store, options: options)
  }

  /// Runs a node with its store for the length of a closure, as ``CellNode/Node/connected(_:options:isolation:_:)``
  /// does without a store, with the same errors. The store stays open.
  public static func connected<Result>(
    _ profile: NodeProfile, store: NodeStore, options: NodeOptions = NodeOptions(),
    isolation: isolated (any Actor)? = #isolation, _ body: (Node) async throws -> Result
  ) async throws -> Result {
    try await connected(Node(profile, store: store, options: options), isolation: isolation, body)
  }
}
