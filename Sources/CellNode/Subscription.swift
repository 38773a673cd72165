import CellSchema

/// A part of the record, past and to come, as a sequence of messages.
///
/// ```swift
/// for try await message in node.subscribe(types: ["verification.*"], from: .beginning) {
///   print(message.sequence, message.type)
/// }
/// ```
///
/// Within a precedence it keeps the record's order; a higher precedence overtakes a lower one, here too. It outlasts
/// reconnects without repeating a message or leaving one out. What is not read waits here up to the credit of
/// ``NodeOptions``, and at the broker beyond that.
///
/// It is registered when it is made, and ends when the last copy of it and of its iterators is let go, the reading task
/// is cancelled, or ``end()`` is called; a durable name keeps its place.
///
/// - Misuse: it is one queue: two tasks that read it at once stop the program.
public struct Subscription<Element: Sendable>: AsyncSequence, Sendable {
  public typealias Failure = NodeError

  private let source: SubscriptionSource
  private let decode: @Sendable (ReceivedMessage) throws(NodeError) -> Element?

  init(_ source: SubscriptionSource, decode: @escaping @Sendable (ReceivedMessage) throws(NodeError) -> Element?) {
    self.source = source
    self.decode = decode
  }

  /// Returns once the broker has registered it: what is accepted from here on is delivered.
  ///
  /// - Throws: ``NodeError`` where the broker refuses it; `CancellationError`.
  public func ready() async throws {
    if case .ended(let error) = try await source.queue.ready() { throw error ?? .closed }
  }

  /// Ends it. What has arrived can still be read, not acknowledged; then its sequence is at its end.
  public func end() { source.end() }

  public func makeAsyncIterator() -> Iterator { Iterator(source: source, decode: decode) }

  public struct Iterator: AsyncIteratorProtocol {
    fileprivate let source: SubscriptionSource
    fileprivate let decode: @Sendable (ReceivedMessage) throws(NodeError) -> Element?

    /// The next message; nil when the subscription is over or the task cancelled.
    ///
    /// - Throws: `undecodable` for a message that is not of the element's type and version. That message is passed over
    ///   and the subscription stays: reading it on, by this iterator or in a new loop, goes on behind it. What refused
    ///   the subscription or ended the node, after everything that had arrived.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws(NodeError) -> Element? {
      while true {
        if Task.isCancelled {
          source.end()
          return nil
        }
        switch source.take() {
        case .message(let item):
          if let element = try decode(try ReceivedMessage(item, of: source.queue, source.core)) { return element }
        case .over(let error):
          if let error { throw error }
          return nil
        case .nothing: await source.queue.wait()
        }
      }
    }

    public mutating func next() async throws(NodeError) -> Element? { try await next(isolation: nil) }
  }
}

/// What the copies of a subscription and its iterators share. The last one ends it.
final class SubscriptionSource: Sendable {
  let queue: SubscriptionQueue
  let core: NodeCore

  init(_ queue: SubscriptionQueue, _ core: NodeCore) {
    self.queue = queue
    self.core = core
  }

  deinit { end() }

  func end() { core.end(queue) }

  enum Taken {
    case message(SubscriptionQueue.Item)
    case over(NodeError?)
    case nothing
  }

  func take() -> Taken {
    switch queue.take() {
    case .message(let item, let consumed):
      if let consumed {
        core.post(.consumed(queue.number, messages: consumed.messages, bytes: consumed.bytes))
      }
      return .message(item)
    case .over(let error): return .over(error)
    case .nothing: return .nothing
    }
  }
}
