import CellJournal
import CellSchema

/// A durable subscription, with or without a session that reads it.
struct DurableSubscription: Sendable {
  /// The filter's canonical text.
  let filter: [UInt8]
  /// By lane: everything up to and with this number is done.
  fileprivate(set) var done: Lanes<SequenceNumber>
  /// By lane: the number behind which the subscription began, or to which its reader went back.
  fileprivate(set) var start: Lanes<SequenceNumber>
  /// The newest asides, oldest first.
  private(set) var asides: [AsideNote] = []
  /// How many asides there were in all.
  private(set) var asideCount = 0

  init(filter: [UInt8], done: Lanes<SequenceNumber>, start: Lanes<SequenceNumber>) {
    self.filter = filter
    self.done = done
    self.start = start
  }

  fileprivate mutating func add(_ aside: AsideNote) {
    asideCount += 1
    asides.append(aside)
    if asides.count > Limits.asides { asides.removeFirst() }
  }
}

/// The durable subscriptions of all nodes, with their places.
struct DurableSubscriptions: Sendable {
  private var byNode: [NodeName: [String: DurableSubscription]] = [:]

  subscript(key: DurableKey) -> DurableSubscription? { byNode[key.node]?[key.name] }

  func count(of node: NodeName) -> Int { byNode[node]?.count ?? 0 }

  /// The node's durable subscriptions, in no particular order.
  func all(of node: NodeName) -> some Sequence<(name: String, subscription: DurableSubscription)> {
    (byNode[node] ?? [:]).lazy.map { (name: $0.key, subscription: $0.value) }
  }

  mutating func apply(_ change: SubscriptionChange) {
    switch change {
    case .created(let key, let filter, let cursors):
      byNode[key.node, default: [:]][key.name] = DurableSubscription(filter: filter, done: cursors, start: cursors)
    case .removed(let key): byNode[key.node]?[key.name] = nil
    }
  }

  mutating func apply(_ move: CursorMove) {
    byNode[move.key.node]?[move.key.name]?.done = move.done
    byNode[move.key.node]?[move.key.name]?.start = move.start
  }

  mutating func apply(_ aside: AsideNote) { byNode[aside.key.node]?[aside.key.name]?.add(aside) }
}
