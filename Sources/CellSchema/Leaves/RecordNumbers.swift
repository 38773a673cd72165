/// A message's place in the one order of the record: 1, 2, 3 …
package struct SequenceNumber: Hashable, Comparable, Sendable, ExpressibleByIntegerLiteral, CustomStringConvertible {
  package let value: UInt64

  package init(_ value: UInt64) { self.value = value }
  package init(integerLiteral value: UInt64) { self.value = value }

  /// The place before the first: nothing of the record, or no message.
  package static let none: Self = 0

  package var next: Self { Self(value + 1) }
  package var previous: Self { Self(value - 1) }
  /// The place in a list that holds every message of the record from the first on.
  package var index: Int { Int(value) - 1 }

  package init(index: Int) { value = UInt64(index) + 1 }

  package static func + (left: Self, right: UInt64) -> Self { Self(left.value + right) }
  /// How many messages one is behind the other; 0 where it is not.
  package func distance(behind other: Self) -> UInt64 { other > self ? other.value - value : 0 }
  package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
  package var description: String { String(value) }
}

/// A moment, as microseconds since 1970-01-01T00:00:00Z, or a span of time.
package struct Microseconds: Hashable, Comparable, Sendable, AdditiveArithmetic, ExpressibleByIntegerLiteral,
  CustomStringConvertible
{
  package let value: Int64

  package init(_ value: Int64) { self.value = value }
  package init(integerLiteral value: Int64) { self.value = value }

  package static func milliseconds(_ count: Int64) -> Self { Self(count * 1_000) }
  package static func minutes(_ count: Int64) -> Self { Self(count * 60_000_000) }
  /// Before every moment.
  package static let distantPast = Self(.min)

  /// Cut to whole milliseconds, as a moment is written.
  package var wholeMilliseconds: Self { Self(value / 1_000 * 1_000) }
  package var inSeconds: Int64 { value / 1_000_000 }

  package static func + (left: Self, right: Self) -> Self { Self(left.value + right.value) }
  package static func - (left: Self, right: Self) -> Self { Self(left.value - right.value) }
  package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
  package var description: String { String(value) }
}

extension Timestamp {
  package init(_ moment: Microseconds) { self.init(microseconds: moment.value) }
  /// The same as a moment of the record.
  package var moment: Microseconds { Microseconds(microseconds) }
}
