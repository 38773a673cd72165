package import CellSchema

/// How far a record's expiries are settled: those who did not get a message in time were told of it, or there was nobody
/// to tell. Messages expire in the order of their moments; of one moment, in the order of their rows.
package struct ExpiryMark: Sendable, Hashable, Comparable {
  /// When the last settled message expired (microseconds since 1970).
  package var at: Microseconds
  /// That message's row; the greatest number where all of that moment are settled.
  package var sequence: SequenceNumber

  package init(at: Microseconds, sequence: SequenceNumber) {
    self.at = at
    self.sequence = sequence
  }

  /// All that expire at a moment or before.
  package init(through at: Microseconds) { self.init(at: at, sequence: SequenceNumber(UInt64(Int64.max))) }

  /// Nothing is settled.
  package static let none = Self(at: .distantPast, sequence: .none)

  package static func < (left: Self, right: Self) -> Bool { (left.at, left.sequence) < (right.at, right.sequence) }
}
