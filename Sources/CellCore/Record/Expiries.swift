import CellJournal
import CellSchema

/// A message that has an `expiresAt`.
struct ExpiringMessage: Hashable, Comparable, Sendable {
  var sequence: SequenceNumber
  var id: MessageID

  static func < (left: Self, right: Self) -> Bool { left.sequence < right.sequence }
}

/// Messages that expire, and are not settled.
struct Expiries: Sendable {
  private var waiting = EarliestFirst<ExpiringMessage>()
  private(set) var settled = ExpiryMark.none

  /// A copy that shares no memory with the original.
  func separateCopy() -> Expiries {
    var copy = self
    copy.waiting = waiting.separateCopy()
    return copy
  }

  /// What was settled before a start is not asked about again.
  mutating func add(_ message: ExpiringMessage, at moment: Microseconds) {
    guard ExpiryMark(at: moment, sequence: message.sequence) > settled else { return }
    waiting.push(message, at: moment)
  }

  mutating func settle(_ mark: ExpiryMark) {
    settled = max(settled, mark)
    while let first = waiting.first, ExpiryMark(at: first.at, sequence: first.value.sequence) <= settled {
      waiting.popFirst()
    }
  }

  var first: (at: Microseconds, message: ExpiringMessage)? { waiting.first.map { ($0.at, $0.value) } }

  /// Whether one that expired by a moment is not settled.
  func isBehind(_ moment: Microseconds) -> Bool { waiting.first.map { $0.at <= moment } ?? false }

  /// By moment, then by sequence number.
  var all: [(at: Microseconds, message: ExpiringMessage)] {
    waiting.all.map { ($0.at, $0.value) }.sorted { ($0.at, $0.message) < ($1.at, $1.message) }
  }

  /// Those that expire after a moment.
  func all(after moment: Microseconds) -> [(at: Microseconds, message: ExpiringMessage)] {
    all.filter { $0.at > moment }
  }
}
