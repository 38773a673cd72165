import CellSchema
import Synchronization

extension Node {
  /// Publishes many messages, pipelined, and tells what became of each, in their order.
  ///
  /// ```swift
  /// for try await outcome in node.publish(contentsOf: reports.map { Draft($0) }) {
  ///   if case .refused(let error) = outcome.result { print("line \(outcome.index + 1):", error) }
  /// }
  /// ```
  ///
  /// - Guarantee: a refusal is an outcome and stops nothing. Memory is bounded: the source is read only as far as
  ///   outcomes are taken, 4,096 messages ahead at most, and only while the outbox has room.
  /// - Misuse: nothing is published before the outcomes are read. When the reader stops early, what was read from the
  ///   source is still published.
  /// - Throws: while reading outcomes: what the source throws, after the outcomes of what came before; what ends the node.
  public func publish(contentsOf drafts: some Sequence<Draft> & Sendable) -> PublishOutcomes<PublishReceipt> {
    publishing.outcomes(of: drafts)
  }

  /// Publishes many messages as they come, as ``publish(contentsOf:)-(Sequence)`` does.
  public func publish<Drafts: AsyncSequence & Sendable>(contentsOf drafts: Drafts) -> PublishOutcomes<PublishReceipt>
  where Drafts.Element == Draft {
    publishing.outcomes(of: drafts)
  }

  /// Leaves many messages to the outbox, and tells of each when it is there, in their order. What the broker decides
  /// comes as ``outcomes``.
  ///
  /// With a store, many share a transaction.
  ///
  /// - Guarantee: as of ``enqueue(_:)``, for each. The source is read as far as outcomes are taken, 4,096 messages ahead
  ///   at most. While there is a connection it waits for room in the outbox; without one, and where too many refusals
  ///   are kept, `outbox-full` is the outcome.
  /// - Throws: while reading outcomes: what the source throws, after the outcomes of what came before; what ends the node.
  public func enqueue(contentsOf drafts: some Sequence<Draft> & Sendable) -> PublishOutcomes<QueuedMessage> {
    queuing.outcomes(of: drafts)
  }

  /// Leaves many messages to the outbox as they come, as ``enqueue(contentsOf:)-(Sequence)`` does.
  public func enqueue<Drafts: AsyncSequence & Sendable>(contentsOf drafts: Drafts) -> PublishOutcomes<QueuedMessage>
  where Drafts.Element == Draft {
    queuing.outcomes(of: drafts)
  }

  private var publishing: PublishSource<PublishReceipt> {
    PublishSource(core: core) { [core] draft, index, pipeline throws(NodeError) in
      try core.enqueue(draft) { .outcome(pipeline, index: index, $0) }
    } waitsForRoom: {
      true
    }
  }

  private var queuing: PublishSource<QueuedMessage> {
    PublishSource(core: core) { [core] draft, index, pipeline throws(NodeError) in
      try core.enqueue(draft) {
        pipeline.settle(index, $0)
      } ticket: {
        core.queued($0)
      }
    } waitsForRoom: { [core] in
      core.isConnected && !core.isFullOfRefusals
    }
  }
}

/// What became of one message of many.
public struct PublishOutcome<Value: Sendable>: Sendable {
  /// Its place in the source, from 0.
  public let index: Int
  /// On the record, or in the outbox, as it was asked for; or refused.
  public let result: Result<Value, NodeError>
}

/// The outcomes of many messages, in their order. It is read once.
public struct PublishOutcomes<Value: Sendable>: AsyncSequence, Sendable {
  private let feed: @Sendable (PublishPipeline<Value>) async throws -> Void

  init(feed: @escaping @Sendable (PublishPipeline<Value>) async throws -> Void) { self.feed = feed }

  /// Starts to publish.
  public func makeAsyncIterator() -> Iterator { Iterator(feed) }

  public struct Iterator: AsyncIteratorProtocol {
    private let reading: Reading
    private var index = 0
    private var results: ArraySlice<Result<Value, NodeError>> = []

    fileprivate init(_ feed: @escaping @Sendable (PublishPipeline<Value>) async throws -> Void) {
      reading = Reading(feed)
    }

    public mutating func next() async throws -> PublishOutcome<Value>? {
      if results.isEmpty {
        let taken = try await reading.pipeline.take()
        index = taken.first
        results = taken.1[...]
      }
      guard let result = results.popFirst() else { return nil }
      defer { index += 1 }
      return PublishOutcome(index: index, result: result)
    }
  }

  /// The feeder lives as long as somebody reads.
  private final class Reading: Sendable {
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

/// Brings drafts into a pipeline and on their way, as fast as both take them.
private struct PublishSource<Value: Sendable>: Sendable {
  typealias Submit = @Sendable (Draft, _ index: Int, PublishPipeline<Value>) throws(NodeError) -> Void

  let core: NodeCore
  let submit: Submit
  /// Whether there will be room in a full outbox.
  let waitsForRoom: @Sendable () -> Bool

  init(core: NodeCore, submit: @escaping Submit, waitsForRoom: @escaping @Sendable () -> Bool) {
    self.core = core
    self.submit = submit
    self.waitsForRoom = waitsForRoom
  }

  func outcomes(of drafts: some Sequence<Draft> & Sendable) -> PublishOutcomes<Value> {
    PublishOutcomes { pipeline in
      for draft in drafts {
        guard try await feed(draft, pipeline) else { break }
      }
    }
  }

  func outcomes<Drafts: AsyncSequence & Sendable>(of drafts: Drafts) -> PublishOutcomes<Value>
  where Drafts.Element == Draft {
    PublishOutcomes { pipeline in
      for try await draft in drafts {
        guard try await feed(draft, pipeline) else { break }
      }
    }
  }

  /// - Returns: false when nobody reads outcomes any more.
  /// - Throws: what ended the node.
  private func feed(_ draft: Draft, _ pipeline: PublishPipeline<Value>) async throws -> Bool {
    if !core.isCounting { try await core.welcomed() }
    guard let index = await pipeline.nextIndex() else { return false }
    while true {
      do throws(NodeError) {
        try submit(draft, index, pipeline)
        return true
      } catch {
        guard error.code == .outboxFull, !core.isOver, waitsForRoom() else {
          pipeline.settle(index, .failure(error))
          if core.isOver { throw error }
          return true
        }
      }
      try await core.space()
    }
  }
}

extension NodeCore {
  var isOver: Bool {
    state.withLock { state in
      switch state.phase {
      case .idle, .running: false
      case .closing, .ended: true
      }
    }
  }

  var isConnected: Bool { state.withLock { $0.endpoint != nil } }

  /// False once every endpoint was tried in vain since the last connection, and when the node is over.
  var isHopeful: Bool { !isOver && state.withLock { $0.failures < profile.endpoints.count } }
}
