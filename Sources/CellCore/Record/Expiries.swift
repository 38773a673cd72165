import CellSchema

/// A message that has an `expiresAt`.
struct ExpiringMessage: Hashable, Comparable, Sendable {
  var sequence: SequenceNumber
  var id: MessageID

  static func < (left: Self, right: Self) -> Bool { left.sequence < right.sequence }
}

/// Messages whose `expiresAt` is after the last row's time of acceptance.
struct Expiries: Sendable {
  private var waiting = EarliestFirst<ExpiringMessage>()

  mutating func add(_ message: ExpiringMessage, at moment: Microseconds) { waiting.push(message, at: moment) }

  /// The record's time has reached a moment: messages that expired by then are settled.
  mutating func pass(_ moment: Microseconds) {
    while let first = waiting.first, first.at <= moment { waiting.popFirst() }
  }

  /// All of them, by moment, then by sequence number.
  var all: [(at: Microseconds, message: ExpiringMessage)] {
    waiting.all.map { ($0.at, $0.value) }.sorted { ($0.at, $0.message) < ($1.at, $1.message) }
  }
}
