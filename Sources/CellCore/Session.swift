import CellSchema
import DequeModule

/// One connection of a node, as the broker sees it.
final class Session {
  enum Phase {
    /// Connected; HELLO has not come.
    case new
    /// HELLO came; its stream is being looked up.
    case greeting(Hello)
    case open
  }

  let peer: PeerID
  let number: UInt64
  let node: Int
  let name: String
  var phase = Phase.new
  var stream: StreamIdentifier?
  /// The world that HELLO names.
  var world = World.operation
  /// By number, ascending: what is done for each is done in one order, so that a history replays.
  private(set) var subscriptions: [Subscription] = []
  /// Monotonic milliseconds.
  var lastHeard: Int64
  var lastSent: Int64
  /// Messages and bytes that came and have no receipt, numbers that came again among them.
  var undecidedMessages = 0
  var undecidedBytes = 0
  /// By lane: the number that the node was told to send again from. What else was under way in the lane is not looked
  /// at until it comes.
  var awaited = [UInt64?](repeating: nil, count: Lane.count)
  /// Frames that could not be read, and commands that did not fit; a peer that sends little else is cut off.
  var faults = MinuteQuota()
  var isCongested = false
  /// What is under way to the node.
  var link = LinkWindow()
  /// What was sent and is not known to have arrived, each with the bytes that were sent on the link with it.
  private var unconfirmed = Deque<(sequence: UInt64, through: Int)>()

  init(peer: PeerID, number: UInt64, node: Int, name: String, now: Int64) {
    self.peer = peer
    self.number = number
    self.node = node
    self.name = name
    lastHeard = now
    lastSent = now
  }

  var isOpen: Bool {
    if case .open = phase { return true }
    return false
  }

  var isGreeted: Bool {
    if case .new = phase { return false }
    return true
  }

  /// Something was sent, and no answer is awaited that would show that it arrived.
  var needsConfirmation: Bool { !unconfirmed.isEmpty && link.isSettled }

  func sent(_ deliveries: [RecordedEnvelope]) {
    for delivery in deliveries { unconfirmed.append((delivery.sequence, link.sentBytes)) }
  }

  /// A PONG came; what is now known to have arrived.
  func confirmed(at now: Instant) -> [UInt64] {
    link.answered(at: now.monotonic)
    let count = unconfirmed.prefix { $0.through <= link.arrivedBytes }.count
    defer { unconfirmed.removeFirst(count) }
    return unconfirmed.prefix(count).map(\.sequence)
  }

  func subscription(_ number: UInt32) -> Subscription? { subscriptions.first { $0.number == number } }

  func add(_ subscription: Subscription) {
    let place = subscriptions.firstIndex { $0.number > subscription.number } ?? subscriptions.endIndex
    subscriptions.insert(subscription, at: place)
  }

  func remove(_ number: UInt32) { subscriptions.removeAll { $0.number == number } }
  func removeSubscriptions() { subscriptions.removeAll() }
}

/// A publisher's stream while a session uses it, or while something of it is not durable yet.
final class Stream {
  let id: StreamIdentifier
  let node: Int
  /// The next number to be decided, by lane.
  var next: [UInt64]
  /// The same as far as it is durable: what a RECEIPT may say.
  var durableNext: [UInt64]
  /// Decisions that are not durable yet.
  var pending = 0
  /// The session that publishes in it.
  var session: PeerID?

  init(id: StreamIdentifier, node: Int, next: [UInt64]) {
    self.id = id
    self.node = node
    self.next = next
    durableNext = next
  }
}

extension Precedence {
  /// The precedence of a lane that is known to be one.
  init(_ lane: Int) {
    guard let precedence = Self(lane: UInt8(lane)) else { preconditionFailure("there is no lane \(lane)") }
    self = precedence
  }
}
