package import CellSchema

/// An outbox that lives as long as the process; what a store kept of an earlier one can be put into it.
package struct MemoryOutbox: Outbox {
  package let stream: StreamIdentifier
  package let left: [OutboxPlace]
  private let greatestMessages: Int
  private let greatestBytes: Int
  private var lanes = [NumberedQueue](repeating: NumberedQueue(), count: Lane.count)
  private var messages = 0
  private var bytes = 0

  package init(stream: StreamIdentifier, messages: Int, bytes: Int) {
    self.stream = stream
    left = []
    greatestMessages = messages
    greatestBytes = bytes
  }

  /// An outbox as a store has it. The store bounds it.
  ///
  /// - Parameters:
  ///   - next: the number to be given next, lane by lane.
  ///   - left: numbered messages without a decision, in the order in which they were published.
  package init(stream: StreamIdentifier, next: [UInt64], left: [(lane: Int, OutboxEntry)]) {
    self.stream = stream
    greatestMessages = .max
    greatestBytes = .max
    for lane in 0..<Lane.count {
      lanes[lane] = NumberedQueue(left.filter { $0.lane == lane }.map(\.1), next: next[lane])
    }
    self.left = left.map { lane, entry in
      guard let number = entry.number else { preconditionFailure("a stored message has its number") }
      return OutboxPlace(lane: lane, number: number)
    }
    messages = left.count
    bytes = left.reduce(0) { $0 + $1.1.envelope.encodedCount }
  }

  package func numbers(lane: Int) -> Range<UInt64> { lanes[lane].numbers }

  package func entry(lane: Int, number: UInt64) -> OutboxEntry? { lanes[lane][number] }

  package mutating func append(_ entry: OutboxEntry, lane: Int) throws(Refusal) -> UInt64 {
    let size = entry.envelope.encodedCount
    guard messages < greatestMessages, bytes + size <= greatestBytes else {
      throw Refusal(.outboxFull, "\(messages) messages of \(bytes) bytes wait for a decision")
    }
    messages += 1
    bytes += size
    return lanes[lane].append(entry)
  }

  package mutating func decide(lane: Int, number: UInt64) -> OutboxEntry? {
    guard let entry = lanes[lane].remove(number) else { return nil }
    messages -= 1
    bytes -= entry.envelope.encodedCount
    return entry
  }
}

/// Entries by contiguous number. What is decided leaves a hole, and the front moves past the holes.
private struct NumberedQueue: Sendable {
  private var entries: [OutboxEntry?] = []
  /// Index of the lowest undecided entry.
  private var head = 0
  /// The number at ``head``.
  private var lowest: UInt64 = 1

  init() {}

  init(_ left: [OutboxEntry], next: UInt64) {
    lowest = left.compactMap(\.number).min() ?? next
    entries = [OutboxEntry?](repeating: nil, count: Int(next - lowest))
    for entry in left {
      if let number = entry.number { entries[Int(number - lowest)] = entry }
    }
  }

  var numbers: Range<UInt64> { lowest..<lowest + UInt64(entries.count - head) }

  subscript(number: UInt64) -> OutboxEntry? {
    guard numbers.contains(number) else { return nil }
    return entries[head + Int(number - lowest)]
  }

  mutating func append(_ entry: OutboxEntry) -> UInt64 {
    entries.append(entry)
    return numbers.upperBound - 1
  }

  mutating func remove(_ number: UInt64) -> OutboxEntry? {
    guard numbers.contains(number) else { return nil }
    let index = head + Int(number - lowest)
    guard let entry = entries[index] else { return nil }
    entries[index] = nil
    while head < entries.count, entries[head] == nil {
      head += 1
      lowest += 1
    }
    // Moving what is left costs no more than what was taken off since the last time.
    if head > 64, head * 2 >= entries.count {
      entries.removeFirst(head)
      head = 0
    }
    return entry
  }
}
