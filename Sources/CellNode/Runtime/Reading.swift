import CellSchema
import CellWire
import Synchronization

/// The reading half of a node: its subscriptions, by number, each with the queue that the application reads from.
final class Reading: Sendable {
  private enum State {
    case open([UInt32: SubscriptionQueue])
    case ended(NodeError?)

    /// - Throws: the error that ended the node.
    mutating func add(_ queue: SubscriptionQueue) throws(NodeError) {
      switch self {
      case .open(var queues):
        queues[queue.number] = queue
        self = .open(queues)
      case .ended(let error): throw error ?? .closed
      }
    }

    mutating func remove(_ number: UInt32) -> SubscriptionQueue? {
      guard case .open(var queues) = self else { return nil }
      defer { self = .open(queues) }
      return queues.removeValue(forKey: number)
    }

    func queue(_ number: UInt32) -> SubscriptionQueue? {
      if case .open(let queues) = self { queues[number] } else { nil }
    }
  }

  private let life: LifeCycle
  private let state = Mutex(State.open([:]))
  private let lastNumber = Atomic<UInt32>(0)

  init(life: LifeCycle) { self.life = life }

  /// A number that no subscription of this node has had.
  func nextNumber() -> UInt32 { lastNumber.add(1, ordering: .relaxed).newValue }

  // MARK: the application's side

  /// Makes the queue of a new subscription.
  ///
  /// - Parameter problem: an error for which the request is refused without asking the broker.
  /// - Returns: the queue, and whether the broker is to be asked; if not, the queue has ended.
  func subscribe(_ request: SubscriptionRequest, _ problem: NodeError?) -> (SubscriptionQueue, isAsked: Bool) {
    let queue = SubscriptionQueue(number: nextNumber(), request: request)
    do throws(NodeError) {
      if let problem { throw problem }
      do throws(Refusal) { try request.check() } catch { throw NodeError(error) }
      try state.withLock { state throws(NodeError) in try state.add(queue) }
      return (queue, true)
    } catch {
      queue.end(error)
      return (queue, false)
    }
  }

  /// The application no longer reads a subscription.
  ///
  /// - Returns: false if the subscription had ended before.
  func end(_ queue: SubscriptionQueue) -> Bool {
    let wasOpen = state.withLock { $0.remove(queue.number) != nil }
    queue.end(nil)
    return wasOpen
  }

  /// - Throws: the error that ended the subscription; `node-closed` if it was ended here.
  func expectOpen(_ queue: SubscriptionQueue) throws(NodeError) {
    guard state.withLock({ $0.queue(queue.number) === queue }) else {
      throw queue.failure ?? NodeError(.nodeClosed, "the subscription is over")
    }
  }

  /// - Returns: whether the hub has to be told.
  func acknowledge(
    _ queue: SubscriptionQueue, _ sequence: SequenceNumber, lane: Precedence
  ) throws(NodeError) -> Bool {
    try expectOpen(queue)
    return queue.acknowledge(sequence, lane: lane)
  }

  /// The application sets a message aside.
  ///
  /// - Returns: whether the hub has to be told.
  func setAside(
    _ item: SubscriptionQueue.Item, of queue: SubscriptionQueue, id: MessageID?, _ reason: String
  ) throws(NodeError) -> Bool {
    try expectOpen(queue)
    let sequence = item.message.sequence
    life.tell(.setAside(subscription: queue.name, sequence: sequence.value, id: id, reason: reason))
    return queue.setAside(sequence, lane: item.lane, reason)
  }

  // MARK: the session's side

  func subscribed(_ number: UInt32, start: Lanes<SequenceNumber>) { queue(number)?.registered(start) }

  func delivered(_ number: UInt32, lane: Precedence, _ messages: [RecordedEnvelope]) {
    queue(number)?.append(messages, lane: lane)
  }

  func subscriptionEnded(_ number: UInt32, _ reason: NodeError?) {
    // The reason is there before the subscription is gone: whoever acknowledges meanwhile is told it.
    queue(number)?.end(reason)
    _ = state.withLock { $0.remove(number) }
  }

  func parked(_ number: UInt32, _ reason: NodeError) {
    if let queue = queue(number) { life.tell(.parked(subscription: queue.name, reason)) }
  }

  func end(_ error: NodeError?) {
    let queues = state.withLock { state -> [SubscriptionQueue] in
      guard case .open(let queues) = state else { return [] }
      state = .ended(error)
      return Array(queues.values)
    }
    for queue in queues { queue.end(error) }
  }

  private func queue(_ number: UInt32) -> SubscriptionQueue? { state.withLock { $0.queue(number) } }
}
