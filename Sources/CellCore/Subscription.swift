import CellSchema
import DequeModule

/// What a subscription lets through, compiled.
struct Filter {
  /// The filter's canonical text: what a durable name is bound to.
  let canonical: [UInt8]
  let types: [TypePattern]
  let senders: [Addressee]?
  /// By catalogue index.
  private let wanted: [Bool]
  private let wantsUnknown: Bool
  private let participants: ParticipantSet
  private let nodes: [Int]
  private let natures: UInt8
  let order: Subscribe.Order

  init(_ command: Subscribe, catalogue: [(type: String, version: Int)], names: Names) throws(Refusal) {
    try expectShortLists(types: command.types, senders: command.senders, natures: command.natures)
    guard !command.types.isEmpty else { throw Refusal(.badFilter, at: "/types", "at least one type pattern is needed") }
    types = command.types
    senders = command.senders
    order = command.order ?? .lane
    let patterns = command.types
    wanted = catalogue.map { entry in patterns.contains { $0.matches(entry.type) } }
    wantsUnknown = patterns.contains { $0.text == "*" }
    for (position, pattern) in patterns.enumerated()
    where !catalogue.contains(where: { pattern.matches($0.type) }) {
      throw Refusal(.badFilter, at: "/types/\(position)", "no type of the catalogue matches \(pattern)")
    }
    var participants = ParticipantSet()
    var nodes: [Int] = []
    for (position, sender) in (command.senders ?? []).enumerated() {
      let text = "\(sender)"
      if let participant = names.participant(text) {
        participants.insert(participant)
      } else if let node = names.node(text) {
        nodes.append(node)
      } else {
        throw Refusal(.badFilter, at: "/senders/\(position)", "the roster has no participant or node \(text)")
      }
    }
    self.participants = command.senders == nil ? .everybody : participants
    self.nodes = nodes
    natures = command.natures.map { $0.reduce(0) { $0 | Nature.bit(of: $1) } } ?? UInt8.max
    canonical = Self.canonical(command)
  }

  func matches(_ facts: borrowing MessageFacts) -> Bool {
    (facts.type == MessageFacts.unknownType ? wantsUnknown : wanted[facts.type])
      && natures & facts.nature != 0
      && (participants.contains(facts.participant) || nodes.contains(facts.node))
  }

  /// `types=a,b;senders=…;natures=…;order=…`, each list sorted.
  private static func canonical(_ command: Subscribe) -> [UInt8] {
    func list(_ items: [String]?) -> String { items.map { Set($0).sorted().joined(separator: ",") } ?? "*" }
    let text =
      "types=\(list(command.types.map(\.text)));senders=\(list(command.senders?.map { "\($0)" }))"
      + ";natures=\(list(command.natures?.map(\.rawValue)));order=\((command.order ?? .lane).rawValue)"
    return Array(text.utf8)
  }

  /// Reads a canonical text back, for a durable subscription of an earlier run.
  static func command(canonical: [UInt8]) -> Subscribe? {
    var fields: [Substring: Substring] = [:]
    let text = String(decoding: canonical, as: UTF8.self)
    for part in text.split(separator: ";") {
      guard let equals = part.firstIndex(of: "=") else { return nil }
      fields[part[..<equals]] = part[part.index(after: equals)...]
    }
    func list(_ name: Substring) -> [String]? {
      guard let value = fields[name], value != "*" else { return nil }
      return value.split(separator: ",").map(String.init)
    }
    guard let types = fields["types"] else { return nil }
    return Subscribe(
      subscription: 0, types: types.split(separator: ",").map { TypePattern(String($0)) },
      senders: list("senders")?.compactMap { Addressee($0) },
      natures: list("natures")?.compactMap { Nature(rawValue: $0) },
      order: fields["order"].flatMap { Subscribe.Order(rawValue: String($0)) }, messages: 0, bytes: 0)
  }
}

/// A subscription of a session: where it stands in each lane and how much it may still be sent.
final class Subscription {
  let number: UInt32
  let filter: Filter
  let durable: DurableKey?
  let since: Int64?
  /// By lane: everything up to and with this sequence number was sent or passed over.
  var position: [UInt64]
  /// By lane: the last sequence number sent; 0 for none.
  var sent = [UInt64](repeating: 0, count: Lane.count)
  /// By lane: the last one acknowledged.
  var acknowledged: [UInt64]
  /// Totals since SUBSCRIBE.
  var sentMessages: UInt64 = 0
  var sentBytes: UInt64 = 0
  var creditMessages: UInt64
  var creditBytes: UInt64
  let reservedMessages: UInt64
  let reservedBytes: UInt64
  /// Waits for the commit that makes its durable name known.
  var isActive: Bool
  var share = LaneShare()
  /// By class of message: the lane in which the reader gets it. Holds for one rulebook.
  var lanesOfClasses = LanesOfClasses()
  /// By queue: rows of the record that were read and not sent yet, and whether more are being read.
  var backlog = [Backlog](repeating: Backlog(), count: Lane.count)
  /// Monotonic milliseconds since when something waits for credit; nil while nothing does.
  var starvedSince: Int64?
  /// It waits so long that the reader was told, and the log.
  var isParked = false

  struct Backlog {
    var rows = Deque<StoredMessage>()
    /// The first sequence number that is being read.
    var reading: UInt64?
  }

  /// Sequence numbers in record order are all in one queue.
  func queue(of lane: Int) -> Int { filter.order == .record ? 0 : lane }

  init(
    _ command: Subscribe, number: UInt32, filter: Filter, durable: DurableKey?, position: [UInt64], isActive: Bool
  ) {
    self.number = number
    self.filter = filter
    self.durable = durable
    self.position = position
    self.isActive = isActive
    since = command.since?.microseconds
    acknowledged = position
    creditMessages = command.messages.value
    creditBytes = command.bytes.value
    reservedMessages = command.reservedMessages?.value ?? 0
    reservedBytes = command.reservedBytes?.value ?? 0
  }

  /// Whether a message of that lane and size is within the credit. Lanes below immediate leave the reserve alone.
  func hasCredit(lane: Int, bytes: Int, afterMessages: Int = 0, afterBytes: Int = 0) -> Bool {
    let isReserved = lane >= Lane.firstReserved
    let messages = sentMessages + UInt64(afterMessages) + 1 + (isReserved ? 0 : reservedMessages)
    let total = sentBytes + UInt64(afterBytes + bytes) + (isReserved ? 0 : reservedBytes)
    return messages <= creditMessages && total <= creditBytes
  }

  /// Whether anything of the lane would be within it.
  func hasCredit(lane: Int) -> Bool { hasCredit(lane: lane, bytes: 1) }

  /// Messages of a lane that are within it.
  func creditLeft(lane: Int) -> Int {
    let used = sentMessages + (lane >= Lane.firstReserved ? 0 : reservedMessages)
    return Int(clamping: creditMessages - min(used, creditMessages))
  }

  /// By lane: what a restart may take as done. Where nothing is outstanding, what was passed over counts too.
  func doneThrough(_ lane: Int) -> UInt64 {
    acknowledged[lane] >= sent[lane] ? max(acknowledged[lane], position[lane]) : acknowledged[lane]
  }
}

/// In which lane a reader gets the messages of each class, found out once.
struct LanesOfClasses {
  static let unwanted: UInt8 = 6
  private static let unknown: UInt8 = 7
  /// Classes beyond these are looked at every time.
  private static let greatest = 65_536

  private var lanes: [UInt8] = []
  private var rules: UInt64 = 0

  mutating func holds(under version: UInt64) {
    guard rules != version else { return }
    rules = version
    lanes.removeAll(keepingCapacity: true)
  }

  mutating func lane(of found: Int, _ find: () -> UInt8) -> UInt8 {
    if found < lanes.count {
      if lanes[found] != Self.unknown { return lanes[found] }
    } else if found < Self.greatest {
      lanes.append(contentsOf: repeatElement(Self.unknown, count: found + 1 - lanes.count))
    } else {
      return find()
    }
    lanes[found] = find()
    return lanes[found]
  }
}

struct DurableKey: Hashable {
  var node: Int
  var name: String
}

/// A durable subscription, whether a session reads it or not.
final class Durable {
  let key: DurableKey
  let canonical: [UInt8]
  /// The same compiled, once it was asked for.
  var filter: Filter?
  /// By lane: everything up to and with this sequence number is done.
  var done: [UInt64]
  /// By lane: behind which number it began, or to which its reader went back.
  private(set) var start: [UInt64]
  var reader: (peer: PeerID, subscription: UInt32)?
  /// That it was made is durable: a reader hears of nothing before.
  var isKept: Bool
  /// What its readers went on without, oldest first, and how many that were in all.
  private(set) var asides: [Aside] = []
  private(set) var asideCount = 0

  /// Its reader's own place counts, also where it is an older one: its state was restored from a copy.
  func place(at position: [UInt64]) {
    done = position
    start = zip(start, position).map { min($0, $1) }
  }

  func add(_ aside: Aside) {
    asideCount += 1
    asides.append(aside)
    if asides.count > Limits.asides { asides.removeFirst() }
  }

  struct Aside {
    var sequence: UInt64
    /// Microseconds since 1970.
    var at: Int64
    var reason: String
  }

  init(key: DurableKey, canonical: [UInt8], done: [UInt64], start: [UInt64], isKept: Bool) {
    self.key = key
    self.canonical = canonical
    self.done = done
    self.start = start
    self.isKept = isKept
  }
}
