import CellSchema
import DequeModule

/// The newest messages of the record, held in memory for readers that keep up. Older ones are read from the journal.
struct RecentMessages {
  private var messages = Deque<StoredMessage>()
  private var bytes = 0
  private let capacity: Int

  init(capacity: Int = Limits.recentBytes) { self.capacity = capacity }

  /// Takes the message that follows the last one.
  mutating func append(_ message: StoredMessage) {
    messages.append(message)
    bytes += message.delivery.encodedCount
    while bytes > capacity, messages.count > 1 { bytes -= messages.removeFirst().delivery.encodedCount }
  }

  /// Nil for one that is no longer here.
  subscript(sequence: UInt64) -> StoredMessage? {
    guard let first = messages.first?.sequence, sequence >= first, sequence - first < messages.count else { return nil }
    return messages[Int(sequence - first)]
  }
}
