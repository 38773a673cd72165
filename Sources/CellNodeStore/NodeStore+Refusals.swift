public import CellNode
public import CellSchema

extension NodeStore {
  /// The refusals of messages in the outbox, in the order in which they were stored, until they are discarded.
  ///
  /// ```swift
  /// let refusals = try await store.refusals
  /// for refused in refusals { print(refused.refusedAt.dtg, refused.type ?? "?", refused.error) }
  /// try await store.discard(refusals)
  /// ```
  ///
  /// - Guarantee: a refusal is stored in the transaction that removes its message from the outbox. Whether or not
  ///   ``CellNode/Node/outcomes`` is read, and whenever a process is killed, a refused message is here, or still in the
  ///   outbox and refused once more. The refusal of a `publish` that is still awaited is not stored: that call throws
  ///   it.
  /// - Misuse: an application that handles refusals as outcomes has to discard them as well. While 1,024 are stored,
  ///   ``CellNode/Node/enqueue(_:)`` fails with `outbox-full`; messages already in the outbox are sent, and their
  ///   refusals stored all the same.
  /// - Throws: `store-unusable` if the file cannot be read, or the store was closed.
  public var refusals: [RefusedMessage] {
    get async throws(NodeError) { try await transact { try $0.refusals() } }
  }

  /// Discards these refusals, and no others. Durable when this returns.
  ///
  /// - Throws: `outbox-full` if the disk is full: the refusals are kept; `store-unusable` as ``refusals``.
  public func discard(_ refusals: [RefusedMessage]) async throws(NodeError) {
    try await transact { tables in try tables.discard(refusals.map(\.place)) }
    grew(by: 32_768)
  }

  /// Discards the refusal of one message, of which ``CellNode/Node/outcomes`` has told. Durable when this returns.
  ///
  /// - Throws: as ``discard(_:)-([RefusedMessage])``.
  public func discard(_ id: MessageID) async throws(NodeError) {
    try await transact { tables in try tables.discard(id) }
    grew(by: 32_768)
  }
}
