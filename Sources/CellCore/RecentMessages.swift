import CellSchema
import DequeModule

/// The newest messages of the record, held in memory for readers that keep up. Older ones are read from the journal.
struct RecentMessages {
  private var messages = Deque<StoredMessage>()
  /// The sequence numbers of each lane among them, ascending.
  private var lanes = [Deque<UInt64>](repeating: Deque(), count: Lane.count)
  private var bytes = 0
  private let capacity: Int
  /// By lane: the last sequence number that is on the record but no longer here.
  private(set) var evicted = [UInt64](repeating: 0, count: Lane.count)
  /// The same over all lanes.
  private(set) var evictedThrough: UInt64 = 0

  init(capacity: Int = Limits.recentBytes) { self.capacity = capacity }

  mutating func append(_ message: StoredMessage) {
    messages.append(message)
    lanes[message.facts.lane].append(message.sequence)
    bytes += message.delivery.encodedCount
    while bytes > capacity, messages.count > 1 {
      let oldest = messages.removeFirst()
      bytes -= oldest.delivery.encodedCount
      lanes[oldest.facts.lane].removeFirst()
      skip(oldest.sequence, lane: oldest.facts.lane)
    }
  }

  /// A row that is on the record and was never here: while the record is replayed.
  mutating func skip(_ sequence: UInt64, lane: Int) {
    evicted[lane] = sequence
    evictedThrough = sequence
  }

  subscript(sequence: UInt64) -> StoredMessage {
    messages[Int(sequence - messages.first!.sequence)]
  }

  /// The sequence numbers of a lane (or of all) that follow `position`, ascending.
  func sequences(lane: Int?, after position: UInt64) -> Sequences {
    guard let lane else {
      guard let first = messages.first?.sequence, let last = messages.last?.sequence else { return .range(1..<1) }
      return .range(max(first, position + 1)..<max(last + 1, max(first, position + 1)))
    }
    let all = lanes[lane]
    // A reader that keeps up finds its place at the end.
    var low = 0
    var high = all.count
    if let last = all.last, last <= position { low = high }
    while low < high {
      let middle = (low + high) / 2
      if all[middle] <= position { low = middle + 1 } else { high = middle }
    }
    return .lane(all, low)
  }

  enum Sequences {
    case range(Range<UInt64>)
    case lane(Deque<UInt64>, Int)

    var count: Int {
      switch self {
      case .range(let range): range.count
      case .lane(let all, let start): all.count - start
      }
    }

    subscript(index: Int) -> UInt64 {
      switch self {
      case .range(let range): range.lowerBound + UInt64(index)
      case .lane(let all, let start): all[start + index]
      }
    }
  }
}
