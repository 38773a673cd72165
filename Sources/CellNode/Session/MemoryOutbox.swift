package import CellSchema
package import CellWire

/// An outbox in memory; it can begin with the messages that a store has from an earlier process.
package struct MemoryOutbox: Outbox {
  package let stream: StreamIdentifier
  package let left: [OutboxPlace]
  private let greatestMessages: Int
  private let greatestBytes: Int
  private var lanes = Lanes(repeating: NumberedQueue())
  private var messages = 0
  private var bytes = 0

  package init(stream: StreamIdentifier, messages: Int, bytes: Int) {
    self.stream = stream
    left = []
    greatestMessages = messages
    greatestBytes = bytes
  }

  /// Makes the outbox of a store. The store limits its size.
  ///
  /// - Parameters:
  ///   - next: by lane, the number to be given next.
  ///   - left: numbered messages without a decision, in the order in which they were published.
  package init(stream: StreamIdentifier, next: Lanes<UInt64>, left: [(lane: Precedence, OutboxEntry)]) {
    self.stream = stream
    greatestMessages = .max
    greatestBytes = .max
    lanes = Lanes { lane in NumberedQueue(left.filter { $0.lane == lane }.map(\.1), next: next[lane]) }
    self.left = left.map { lane, entry in
      guard let number = entry.number else { preconditionFailure("a stored message has its number") }
      return OutboxPlace(lane: lane, number: number)
    }
    messages = left.count
    bytes = left.reduce(0) { $0 + $1.1.envelope.encodedCount }
  }

  package func numbers(lane: Precedence) -> Range<UInt64> { lanes[lane].numbers }

  package func entry(lane: Precedence, number: UInt64) -> OutboxEntry? { lanes[lane][number] }

  package mutating func append(_ entry: OutboxEntry, lane: Precedence) throws(Refusal) -> UInt64 {
    let size = entry.envelope.encodedCount
    guard messages < greatestMessages, bytes + size <= greatestBytes else {
      throw Refusal(.outboxFull, "\(messages) messages of \(bytes) bytes wait for a decision")
    }
    messages += 1
    bytes += size
    return lanes[lane].append(entry)
  }

  package mutating func decide(lane: Precedence, number: UInt64) -> OutboxEntry? {
    guard let entry = lanes[lane].remove(number) else { return nil }
    messages -= 1
    bytes -= entry.envelope.encodedCount
    return entry
  }
}

/// Entries by contiguous number. A decided entry leaves a hole, and the front moves past holes.
private struct NumberedQueue: Sendable {
  private var entries: [OutboxEntry?] = []
  /// The index of the lowest undecided entry.
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
    // Moving the rest costs no more than the removals since the last move.
    if head > 64, head * 2 >= entries.count {
      entries.removeFirst(head)
      head = 0
    }
    return entry
  }
}
