package import CellSchema
package import CellWire

/// The messages that a node published and has no decision on, by lane, under one stream. It can begin with the messages
/// that a store has from an earlier process.
///
/// Numbers are contiguous from 1 in each lane, and the bytes under a number never change: a message may be sent again
/// any number of times, and stands on the record once.
package struct MemoryOutbox: Sendable {
  package let stream: StreamIdentifier
  /// Messages that an earlier process left, in the order in which they were published.
  package let left: [OutboxPlace]
  private let greatestMessages: Int
  private let greatestBytes: Int
  private var lanes = Lanes(repeating: NumberedQueue<OutboxEntry>(next: 1))
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
    lanes = Lanes { lane in
      NumberedQueue(
        left.lazy.filter { $0.lane == lane }.compactMap { _, entry in entry.number.map { ($0, entry) } },
        next: next[lane])
    }
    self.left = left.map { lane, entry in
      guard let number = entry.number else { preconditionFailure("a stored message has its number") }
      return OutboxPlace(lane: lane, number: number)
    }
    messages = left.count
    bytes = left.reduce(0) { $0 + $1.1.envelope.encodedCount }
  }

  package var isEmpty: Bool { messages == 0 }

  /// The numbers from the lowest without a decision up to, and without, the next to be given.
  package func numbers(lane: Precedence) -> Range<UInt64> { lanes[lane].numbers }

  /// The message with a number; nil if the number was decided, or never given.
  package func entry(lane: Precedence, number: UInt64) -> OutboxEntry? { lanes[lane][number] }

  /// Takes a message and gives it a number.
  ///
  /// - Throws: `outbox-full`; then nothing was taken.
  package mutating func append(_ entry: OutboxEntry, lane: Precedence) throws(Refusal) -> UInt64 {
    let size = entry.envelope.encodedCount
    guard messages < greatestMessages, bytes + size <= greatestBytes else {
      throw Refusal(.outboxFull, "\(messages) messages of \(bytes) bytes wait for a decision")
    }
    messages += 1
    bytes += size
    return lanes[lane].append(entry)
  }

  /// Removes the message of a decided number; nil if it was removed before.
  package mutating func decide(lane: Precedence, number: UInt64) -> OutboxEntry? {
    guard let entry = lanes[lane].remove(number) else { return nil }
    messages -= 1
    bytes -= entry.envelope.encodedCount
    return entry
  }
}
