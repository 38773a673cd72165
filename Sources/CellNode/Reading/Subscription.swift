import CellSchema

/// A part of the record, past and to come, as a sequence of messages.
///
/// ```swift
/// for try await message in node.subscribe(types: ["verification.*"], from: .beginning) {
///   print(message.sequence, message.type)
/// }
/// ```
///
/// Messages come in the record's order within a precedence; a higher precedence overtakes a lower one, here too. A
/// subscription survives reconnects without repeating a message or leaving one out. Unread messages wait in this
/// process up to the credit of ``NodeOptions``, and beyond that at the broker.
///
/// The subscription is registered at the broker when it is made, and ends when the last copy of it and of its iterators
/// is released, the reading task is cancelled, or ``end()`` is called; a durable name keeps its place.
///
/// - Misuse: a subscription is one queue: two tasks that read it at once stop the program.
public struct Subscription<Element: Sendable>: AsyncSequence, Sendable {
  /// Reading throws ``NodeError`` alone.
  public typealias Failure = NodeError

  private let shared: SharedSubscription
  private let decode: @Sendable (ReceivedMessage) throws(NodeError) -> Element?

  init(_ shared: SharedSubscription, decode: @escaping @Sendable (ReceivedMessage) throws(NodeError) -> Element?) {
    self.shared = shared
    self.decode = decode
  }

  /// Waits until the broker has registered the subscription: messages accepted from then on are delivered.
  ///
  /// - Throws: ``NodeError`` if the broker refuses the subscription; `CancellationError`.
  public func ready() async throws {
    try await shared.queue.ready()
  }

  /// Ends the subscription. Messages that have arrived can still be read, but not acknowledged; then the sequence ends.
  public func end() { shared.end() }

  public func makeAsyncIterator() -> Iterator { Iterator(shared: shared, decode: decode) }

  /// Reads the subscription. All iterators of a subscription share its one queue.
  public struct Iterator: AsyncIteratorProtocol {
    fileprivate let shared: SharedSubscription
    fileprivate let decode: @Sendable (ReceivedMessage) throws(NodeError) -> Element?

    /// The next message; nil when the subscription has ended or the task is cancelled.
    ///
    /// - Throws: `undecodable` for a message that is not of the element's type and version. The message is passed over
    ///   and the subscription stays: reading on, with this iterator or in a new loop, goes on behind the message. The
    ///   refusal of the subscription, or the error that ended the node, after every message that had arrived.
    @specialized(where Element == ReceivedMessage)
    public mutating func next(isolation actor: isolated (any Actor)?) async throws(NodeError) -> Element? {
      while true {
        if Task.isCancelled {
          shared.end()
          return nil
        }
        switch shared.take() {
        case .message(let item):
          if let element = try element(of: item) { return element }
        case .over(let error):
          if let error { throw error }
          return nil
        case .nothing: await shared.queue.wait()
        }
      }
    }

    /// The next message of those that have arrived; nil where ``next(isolation:)`` would wait, or end.
    ///
    /// - Throws: `undecodable`, as ``next(isolation:)`` does.
    package mutating func nextArrived() throws(NodeError) -> Element? {
      while !Task.isCancelled, case .message(let item) = shared.take() {
        if let element = try element(of: item) { return element }
      }
      return nil
    }

    private func element(of item: SubscriptionQueue.Item) throws(NodeError) -> Element? {
      try decode(try ReceivedMessage(item, of: shared.queue, shared.core))
    }

    public mutating func next() async throws(NodeError) -> Element? { try await next(isolation: nil) }
  }
}
