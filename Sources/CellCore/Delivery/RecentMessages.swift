import CellJournal
import CellSchema
import DequeModule

/// The newest messages of the record, in memory for readers that keep up. Older messages are read from the journal.
struct RecentMessages {
  private var messages = Deque<DeliverableRow>()
  private var bytes = 0
  private let capacity: Int

  init(capacity: Int) { self.capacity = capacity }

  /// Appends the message that follows the last one, and drops the oldest while the capacity (bytes) is exceeded.
  mutating func append(_ message: DeliverableRow) {
    messages.append(message)
    bytes += message.row.encodedCount
    while bytes > capacity, messages.count > 1 { bytes -= messages.removeFirst().row.encodedCount }
  }

  /// The message with this number; nil if it is not in memory.
  subscript(sequence: SequenceNumber) -> DeliverableRow? {
    guard let first = messages.first?.sequence, sequence >= first,
      sequence.value - first.value < UInt64(messages.count)
    else { return nil }
    return messages[Int(sequence.value - first.value)]
  }
}
