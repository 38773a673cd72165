public import CellSchema

/// A message that is in the outbox and will be sent.
public struct QueuedMessage: Hashable, Sendable {
  public let id: MessageID
  public let type: MessageType
  /// The station's own count.
  public let serial: Serial
  /// It is on the disk: it is sent also when this process ends before. Without a store it goes with the process.
  public let isDurable: Bool
}

/// What became of a message that was left to the outbox.
public struct QueuedOutcome: Sendable {
  public let id: MessageID
  /// On the record, or refused. Without a store also `node-closed` where the node ended before either.
  public let result: Result<PublishReceipt, NodeError>
}

extension Node {
  /// Leaves a message to the outbox, and returns when it is there.
  ///
  /// ```swift
  /// let queued = try await node.enqueue(Draft(report, precedence: .immediate))
  /// for await outcome in node.outcomes where outcome.id == queued.id { … }
  /// ```
  ///
  /// With a store it does not need the broker: the station's count is continued from the store, once the broker has told
  /// it for the first time. Without one, and before that, it waits for the first welcome.
  ///
  /// - Guarantee: with a store, the message is durable when this returns, and sent until the broker has decided it, by
  ///   this process or the next. It says nothing of what the broker will decide: see ``outcomes``.
  /// - Throws: `outbox-full` where too much waits, the store keeps 1,024 refusals, or the disk is full; `store-unusable`
  ///   where the disk fails: it may be sent later or not; `undecodable` for a document without a header; what ends a node.
  public func enqueue(_ draft: Draft) async throws -> QueuedMessage {
    if !core.isCounting { try await core.welcomed() }
    let shot = OneShot<Result<QueuedMessage, NodeError>>()
    try core.enqueue(draft) {
      shot.give($0)
    } ticket: {
      core.queued($0)
    }
    return try await shot.value().get()
  }

  /// What becomes of the messages that were enqueued, and of those that an earlier process left in the store, as it is
  /// decided. It ends with the node.
  ///
  /// It is one queue, read by one task. While nobody reads, the newest 4,096 outcomes are kept; a refusal is also told as
  /// ``NodeEvent/refused(_:_:)``, and a store keeps it until it is discarded (`refusals` of `NodeStore`). After a kill an
  /// outcome may be told twice, alike.
  public var outcomes: AsyncStream<QueuedOutcome> { core.outcomes.stream }
}

extension NodeCore {
  func queued(_ message: PublishedMessage) -> Ticket {
    .queued(outcomes.continuation, message, isDurable: store != nil)
  }
}
