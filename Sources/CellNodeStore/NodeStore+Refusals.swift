public import CellNode
public import CellSchema

extension NodeStore {
  /// What the broker refused of the messages that were left to the outbox, in the order in which that was written down,
  /// until it is discarded.
  ///
  /// ```swift
  /// let refusals = try await store.refusals
  /// for refused in refusals { print(refused.refusedAt.dtg, refused.type ?? "?", refused.error) }
  /// try await store.discard(refusals)
  /// ```
  ///
  /// - Guarantee: a refusal is written in the transaction that takes its message off the outbox. Whether somebody reads
  ///   ``CellNode/Node/outcomes`` or nobody does, and wherever a process is killed, a refused message is here, or still in
  ///   the outbox and refused once more. One whose `publish` is still awaited is not: that call throws the refusal.
  /// - Misuse: an application that handles refusals as outcomes discards them as well. Where 1,024 are kept,
  ///   ``CellNode/Node/enqueue(_:)`` fails with `outbox-full`; what was in the outbox before is sent and kept all the same.
  /// - Throws: `store-unusable` where the file cannot be read, or was closed.
  public var refusals: [RefusedMessage] {
    get async throws(NodeError) { try await transact { try $0.refusals() } }
  }

  /// Lets go of refusals that somebody has looked at, and of no other. It is durable when this returns.
  ///
  /// - Throws: `outbox-full` where the disk is full: they are kept; `store-unusable` as ``refusals``.
  public func discard(_ refusals: [RefusedMessage]) async throws(NodeError) {
    try await transact { tables in try tables.discard(refusals.map(\.place)) }
    grew(by: 32_768)
  }

  /// Lets go of the refusal of one message, of which ``CellNode/Node/outcomes`` has told. It is durable when this returns.
  ///
  /// - Throws: as the other `discard` does.
  public func discard(_ id: MessageID) async throws(NodeError) {
    try await transact { tables in try tables.discard(id) }
    grew(by: 32_768)
  }
}
