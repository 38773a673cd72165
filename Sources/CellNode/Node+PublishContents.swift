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
  public func publish(contentsOf drafts: some Sequence<Draft> & Sendable) -> PublishOutcomes {
    PublishOutcomes { [core] pipeline in
      var feeder = PublishFeeder(core, pipeline)
      for draft in drafts {
        guard try await feeder.feed(draft) else { break }
      }
    }
  }

  /// Publishes many messages as they come, as ``publish(contentsOf:)-(Sequence)`` does.
  public func publish<Drafts: AsyncSequence & Sendable>(contentsOf drafts: Drafts) -> PublishOutcomes
  where Drafts.Element == Draft {
    PublishOutcomes { [core] pipeline in
      var feeder = PublishFeeder(core, pipeline)
      for try await draft in drafts {
        guard try await feeder.feed(draft) else { break }
      }
    }
  }
}

/// What became of one message of many.
public struct PublishOutcome: Sendable {
  /// Its place in the source, from 0.
  public let index: Int
  /// On the record, or refused.
  public let result: Result<PublishReceipt, NodeError>
}

/// The outcomes of many messages, in their order. It is read once.
public struct PublishOutcomes: AsyncSequence, Sendable {
  private let feed: @Sendable (PublishPipeline) async throws -> Void

  init(feed: @escaping @Sendable (PublishPipeline) async throws -> Void) { self.feed = feed }

  /// Starts to publish.
  public func makeAsyncIterator() -> Iterator { Iterator(feed) }

  public struct Iterator: AsyncIteratorProtocol {
    private let reading: Reading
    private var index = 0
    private var results: ArraySlice<Result<PublishReceipt, NodeError>> = []

    fileprivate init(_ feed: @escaping @Sendable (PublishPipeline) async throws -> Void) { reading = Reading(feed) }

    public mutating func next() async throws -> PublishOutcome? {
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
    let pipeline = PublishPipeline()
    private let task: Task<Void, Never>

    init(_ feed: @escaping @Sendable (PublishPipeline) async throws -> Void) {
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
private struct PublishFeeder {
  private let core: NodeCore
  private let pipeline: PublishPipeline
  private var isWelcomed = false

  init(_ core: NodeCore, _ pipeline: PublishPipeline) {
    self.core = core
    self.pipeline = pipeline
  }

  /// - Returns: false when nobody reads outcomes any more.
  /// - Throws: what ended the node.
  mutating func feed(_ draft: Draft) async throws -> Bool {
    if !isWelcomed {
      if !core.isCounting { try await core.welcomed() }
      isWelcomed = true
    }
    guard let index = await pipeline.nextIndex() else { return false }
    while true {
      do throws(NodeError) {
        try core.enqueue(draft) { .outcome(pipeline, index: index, $0) }
        return true
      } catch {
        guard error.code == .outboxFull, !core.isOver else {
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
}
