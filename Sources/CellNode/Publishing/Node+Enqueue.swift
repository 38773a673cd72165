public import CellSchema

/// A message that is in the outbox and will be sent.
public struct QueuedMessage: Hashable, Sendable {
  /// The message's identifier.
  public let id: MessageID
  /// The message's type.
  public let type: MessageType
  /// The station's serial for the message.
  public let serial: Serial
  /// Whether the message is on the disk, so that it is sent even if this process ends before. Without a store the
  /// message ends with the process.
  public let isDurable: Bool
}

/// What became of a message in the outbox.
public struct QueuedOutcome: Sendable {
  /// The message's identifier.
  public let id: MessageID
  /// The receipt, or the refusal. Without a store also `node-closed`, if the node ended before either.
  public let result: Result<PublishReceipt, NodeError>
}

extension Node {
  /// Puts a message into the outbox, and returns when it is there.
  ///
  /// ```swift
  /// let queued = try await node.enqueue(Draft(report, precedence: .immediate))
  /// for await outcome in node.outcomes where outcome.id == queued.id { … }
  /// ```
  ///
  /// With a store, the broker is not needed: the station's count is continued from the store, once the broker has told
  /// it a first time. Without a store, and before that first time, the call waits for the first welcome.
  ///
  /// - Guarantee: with a store, the message is durable when this returns, and is sent until the broker has decided it,
  ///   by this process or a later one. What the broker decides is told by ``outcomes``.
  /// - Throws: `outbox-full` if too much waits, the store holds 1,024 refusals, or the disk is full; `store-unusable`
  ///   if the disk fails: the message may still be sent later or not; `undecodable` for a document without a header;
  ///   the error that ended the node.
  public func enqueue(_ draft: Draft) async throws -> QueuedMessage {
    try await core.counting()
    let shot = OneShot<Result<QueuedMessage, NodeError>>()
    try core.enqueue(draft) { shot.give($0) }
    return try await shot.value().get()
  }

  /// What becomes of messages in the outbox, those left by an earlier process in the store included, as the broker
  /// decides them. The sequence ends with the node.
  ///
  /// There is one queue, to be read by one task. While no task reads, the newest 4,096 outcomes are kept. A refusal is
  /// also told as ``NodeEvent/refused(_:_:)``, and a store keeps it until it is discarded (`refusals` of `NodeStore`).
  /// After a kill the same outcome may be told twice.
  public var outcomes: AsyncStream<QueuedOutcome> { core.publishing.outcomes }
}
