/// The object that all copies of a subscription and its iterators share. Its deinit ends the subscription.
final class SharedSubscription: Sendable {
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
