/// How often something took how long: counts by upper bounds that never change.
package struct Histogram: Sendable, Hashable {
  /// Microseconds, ascending; what takes longer than the last is counted beside them.
  package let bounds: [Int64]
  /// One for each bound, and one for what is beyond: of what took longer than the bound before, and no longer than this.
  package private(set) var counts: [UInt64]
  /// Microseconds.
  package private(set) var sum: Int64 = 0

  package init(bounds: [Int64]) {
    self.bounds = bounds
    counts = Array(repeating: 0, count: bounds.count + 1)
  }

  package var count: UInt64 { counts.reduce(0, +) }

  package mutating func note(_ microseconds: Int64) {
    counts[bounds.firstIndex { microseconds <= $0 } ?? bounds.count] += 1
    sum += max(0, microseconds)
  }

  /// For what a disk does: from a tenth of a millisecond to ten seconds.
  package static let ofDisk = Self(bounds: [
    100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
    10_000_000,
  ])
  /// For turns of the loop: the house's own limit, 20 ms, is among them.
  package static let ofTurns = Self(bounds: [50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 20_000, 50_000, 250_000])
  /// For answers to questions, which are timed in milliseconds.
  package static let ofAnswers = Self(bounds: [
    1_000, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 10_000_000,
  ])
}
