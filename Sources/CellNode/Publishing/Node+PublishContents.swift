import CellSchema

extension Node {
  /// Publishes many messages, pipelined, and gives the outcome of each, in the messages' order.
  ///
  /// ```swift
  /// for try await outcome in node.publish(contentsOf: reports.map { Draft($0) }) {
  ///   if case .refused(let error) = outcome.result { print("line \(outcome.index + 1):", error) }
  /// }
  /// ```
  ///
  /// - Guarantee: a refusal is an outcome and stops nothing. Memory is bounded: the source is read at most 4,096
  ///   messages ahead of the outcomes taken, and only while the outbox has room.
  /// - Misuse: nothing is published before the outcomes are read. If the reader stops early, messages already read from
  ///   the source are still published.
  /// - Throws: while outcomes are read: the source's error, after the outcomes of the drafts before it; the error that
  ///   ended the node.
  public func publish(contentsOf drafts: some Sequence<Draft> & Sendable) -> PublishOutcomes<PublishReceipt> {
    publishing.outcomes(of: drafts)
  }

  /// Publishes many messages as they come, as ``publish(contentsOf:)-(Sequence)`` does.
  public func publish<Drafts: AsyncSequence & Sendable>(contentsOf drafts: Drafts) -> PublishOutcomes<PublishReceipt>
  where Drafts.Element == Draft {
    publishing.outcomes(of: drafts)
  }

  /// Puts many messages into the outbox, and tells of each when it is there, in the messages' order. The broker's
  /// decisions come as ``outcomes``.
  ///
  /// With a store, many share a transaction.
  ///
  /// - Guarantee: that of ``enqueue(_:)``, for each message. The source is read at most 4,096 messages ahead of the
  ///   outcomes taken. While there is a connection the call waits for room in the outbox; without one, or if the store
  ///   holds too many refusals, `outbox-full` is the outcome.
  /// - Throws: while outcomes are read: the source's error, after the outcomes of the drafts before it; the error that
  ///   ended the node.
  public func enqueue(contentsOf drafts: some Sequence<Draft> & Sendable) -> PublishOutcomes<QueuedMessage> {
    queuing.outcomes(of: drafts)
  }

  /// Puts many messages into the outbox as they come, as ``enqueue(contentsOf:)-(Sequence)`` does.
  public func enqueue<Drafts: AsyncSequence & Sendable>(contentsOf drafts: Drafts) -> PublishOutcomes<QueuedMessage>
  where Drafts.Element == Draft {
    queuing.outcomes(of: drafts)
  }

  private var publishing: PublishSource<PublishReceipt> {
    PublishSource(core: core) { [core] message, index, pipeline throws(NodeError) in
      try core.publishing.publish(message, for: .pipeline(pipeline, index: index), isOneOfMany: true)
    } waitsForRoom: {
      true
    }
  }

  private var queuing: PublishSource<QueuedMessage> {
    PublishSource(core: core) { [core] message, index, pipeline throws(NodeError) in
      try core.publishing.enqueue(message, stored: { pipeline.settle(index, $0) }, isOneOfMany: true)
    } waitsForRoom: { [core] in
      core.life.isConnected && !core.publishing.isFullOfRefusals
    }
  }
}

/// What became of one message of many.
public struct PublishOutcome<Value: Sendable>: Sendable {
  /// The message's place in the source, from 0.
  public let index: Int
  /// The receipt or the queued message, depending on the call; or the refusal.
  public let result: Result<Value, NodeError>
}

/// The outcomes of many messages, in the messages' order. The sequence is read once.
public struct PublishOutcomes<Value: Sendable>: AsyncSequence, Sendable {
  private let feed: @Sendable (PublishPipeline<Value>) async throws -> Void

  init(feed: @escaping @Sendable (PublishPipeline<Value>) async throws -> Void) { self.feed = feed }

  /// Starts to publish or to enqueue, and gives the outcomes.
  public func makeAsyncIterator() -> Iterator { Iterator(feed) }

  /// Reads the outcomes, once. When it is released, no more of the source is read.
  public struct Iterator: AsyncIteratorProtocol {
    private let feeder: Feeder
    private var index = 0
    private var results: ArraySlice<Result<Value, NodeError>?> = []

    fileprivate init(_ feed: @escaping @Sendable (PublishPipeline<Value>) async throws -> Void) {
      feeder = Feeder(feed)
    }

    /// The next outcome; nil at the end of the source.
    ///
    /// - Throws: the source's error, or the error that ended the node, after the last outcome; `CancellationError`.
    @specialized(where Value == PublishReceipt)
    @specialized(where Value == QueuedMessage)
    public mutating func next() async throws -> PublishOutcome<Value>? {
      if results.isEmpty {
        let taken = try await feeder.pipeline.take()
        index = taken.first
        results = taken.1
      }
      guard let result = results.popFirst() ?? nil else { return nil }
      defer { index += 1 }
      return PublishOutcome(index: index, result: result)
    }
  }

  /// The task that reads the source; it ends when the iterator is let go.
  private final class Feeder: Sendable {
    let pipeline = PublishPipeline<Value>()
    private let task: Task<Void, Never>

    init(_ feed: @escaping @Sendable (PublishPipeline<Value>) async throws -> Void) {
      task = Task { [pipeline] in
        do {
          try await feed(pipeline)
          pipeline.finish()
        } catch {
          pipeline.finish(error)
        }
      }
    }

    deinit {
      pipeline.abandon()
      task.cancel()
    }
  }
}

/// Feeds drafts into a pipeline and submits them, as fast as pipeline and outbox take them.
private struct PublishSource<Value: Sendable>: Sendable {
  typealias Submit = @Sendable (ComposedMessage, _ index: Int, PublishPipeline<Value>) throws(NodeError) -> Void

  let core: NodeCore
  let submit: Submit
  /// Whether a full outbox is expected to have room later, so that it is worth waiting.
  let waitsForRoom: @Sendable () -> Bool

  init(core: NodeCore, submit: @escaping Submit, waitsForRoom: @escaping @Sendable () -> Bool) {
    self.core = core
    self.submit = submit
    self.waitsForRoom = waitsForRoom
  }

  func outcomes(of drafts: some Sequence<Draft> & Sendable) -> PublishOutcomes<Value> {
    PublishOutcomes { pipeline in
      var composer = core.publishing.composer
      for draft in drafts {
        guard try await feed(draft, pipeline, &composer) else { break }
      }
    }
  }

  func outcomes<Drafts: AsyncSequence & Sendable>(of drafts: Drafts) -> PublishOutcomes<Value>
  where Drafts.Element == Draft {
    PublishOutcomes { pipeline in
      var composer = core.publishing.composer
      for try await draft in drafts {
        guard try await feed(draft, pipeline, &composer) else { break }
      }
    }
  }

  /// - Returns: false if outcomes are no longer read.
  /// - Throws: the error that ended the node.
  @specialized(where Value == PublishReceipt)
  @specialized(where Value == QueuedMessage)
  private func feed(
    _ draft: Draft, _ pipeline: PublishPipeline<Value>, _ composer: inout Composer
  ) async throws -> Bool {
    try await core.counting()
    while true {
      switch pipeline.claim() {
      case .abandoned: return false
      case .full: await pipeline.room()
      case .index(let index):
        try await submit(draft, index, pipeline, &composer)
        return true
      }
    }
  }

  @specialized(where Value == PublishReceipt)
  @specialized(where Value == QueuedMessage)
  private func submit(
    _ draft: Draft, _ index: Int, _ pipeline: PublishPipeline<Value>, _ composer: inout Composer
  ) async throws {
    while true {
      do throws(NodeError) {
        // Composed anew after a wait: it is of the time at which it is sent.
        return try submit(try composer.compose(draft), index, pipeline)
      } catch {
        guard error.code == .outboxFull, !core.publishing.isClosed, waitsForRoom() else {
          pipeline.settle(index, .failure(error))
          if core.publishing.isClosed { throw error }
          return
        }
      }
      try await core.publishing.room()
    }
  }
}
