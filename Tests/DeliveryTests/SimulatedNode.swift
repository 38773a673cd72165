import CellJournal
import CellNode
import CellSchema
import CellTestSupport
import CellWire

/// A message that an application gave to its node, and what became of it.
final class SimulatedMessage {
  enum State: Equatable {
    /// Given, and not in the outbox yet.
    case writing
    case inOutbox
    case accepted(UInt64)
    case refused(ErrorCode)
    /// The application was told that it came to nothing.
    case failed
    /// Its process died before anything was promised.
    case lost
  }

  /// How manieth it is of all.
  let order: Int
  let node: Int
  let template: Int
  let lane: Precedence
  let id: MessageID
  let document: [UInt8]
  let expires: Int64?
  let reference: SimulatedMessage?
  var stream: StreamIdentifier
  /// Its number in the stream, once it is known.
  var number: UInt64?
  var state = State.writing
  /// What the broker was seen to answer.
  var answer: State?

  init(
    order: Int, node: Int, template: Int, lane: Precedence, id: MessageID, document: [UInt8], expires: Int64?,
    reference: SimulatedMessage?, stream: StreamIdentifier
  ) {
    self.order = order
    self.node = node
    self.template = template
    self.lane = lane
    self.id = id
    self.document = document
    self.expires = expires
    self.reference = reference
    self.stream = stream
  }

  var isDecided: Bool {
    switch state {
    case .accepted, .refused: true
    case .writing, .inOutbox, .failed, .lost: false
    }
  }
}

/// What outlives a node's processes: the outbox on its disk, and the state of its application, whose effects and place
/// are stored together.
final class SimulatedNode {
  enum Place: CaseIterable {
    /// The broker keeps it under a durable name.
    case durable
    /// The application keeps it, and tells the broker that has one under a durable name, too.
    case both
    /// The application keeps it alone.
    case own
  }

  let name: NodeName
  let index: Int
  let place: Place
  let order: Subscribe.Order
  /// Nil for a node whose outbox is in memory.
  var store: Store?
  /// The process that publishes and reads, and one of another seat that takes its durable name over.
  var main: SimulatedProcess?
  var guest: SimulatedProcess?
  /// How many there have been.
  var processes = 0

  struct Store {
    let stream: StreamIdentifier
    var next = Lanes<UInt64>(repeating: 1)
    var entries: [SimulatedMessage] = []
    /// Removed in memory, and not on the disk yet.
    var removed: [SimulatedMessage] = []
    static let greatest = 90
  }

  /// What the application did, in order.
  var effects: [UInt64] = []
  var handled: Set<UInt64> = []
  var cursor = Lanes<UInt64>(repeating: 0)

  init(_ index: Int, place: Place, order: Subscribe.Order, isStored: Bool) {
    name = DeliveryWorld.nodes[index]
    self.index = index
    self.place = place
    self.order = order
    if isStored { store = Store(stream: StreamIdentifier(UInt128(index + 1) << 64 | 0xCE11)) }
  }

  /// Whether its application cannot handle a message, and goes on without it.
  static func setsAside(_ sequence: UInt64) -> Bool { sequence % 5 == 0 }

  var request: SubscriptionRequest {
    SubscriptionRequest(
      types: [TypePattern("cell.*")], order: order, after: place == .durable ? 0 : nil,
      cursors: place == .durable ? nil : PerLane(cursor), durable: place == .own ? nil : DurableName("watch"),
      credit: CreditPlan(messages: 16, bytes: 1))
  }
}
