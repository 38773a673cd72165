import CellSchema

/// How far each station has counted its serials, and which numbers are missing.
///
/// A message of higher precedence overtakes, so the bus waits a little before it announces a missing number.
struct SerialCounts: Sendable {
  /// A run of missing numbers.
  struct Missing: Hashable, Sendable {
    var numbers: ClosedRange<Int>
    /// When the message that shows the gap was accepted.
    var noticedAt: Microseconds
    /// The message that shows the gap: its row, its identifier and its number in the count.
    var sequence: SequenceNumber
    var id: MessageID
    var received: Int
  }

  private(set) var highest: [SerialKey: Int] = [:]
  private(set) var missing: [SerialKey: [Missing]] = [:]

  subscript(key: SerialKey) -> Int { highest[key] ?? 0 }

  mutating func note(_ key: SerialKey, _ number: Int, at moment: Microseconds, sequence: SequenceNumber, id: MessageID)
  {
    let last = highest[key] ?? 0
    if number > last {
      highest[key] = number
      if number > last + 1 {
        missing[key, default: []].append(
          Missing(numbers: last + 1...number - 1, noticedAt: moment, sequence: sequence, id: id, received: number))
      }
    } else if let gaps = missing[key], let index = gaps.firstIndex(where: { $0.numbers.contains(number) }) {
      fill(number, key, index)
    }
  }

  private mutating func fill(_ number: Int, _ key: SerialKey, _ index: Int) {
    guard let gap = missing[key]?.remove(at: index) else { return }
    for rest in [gap.numbers.lowerBound..<number, number + 1..<gap.numbers.upperBound + 1] where !rest.isEmpty {
      var part = gap
      part.numbers = ClosedRange(rest)
      missing[key]?.append(part)
    }
    if missing[key]?.isEmpty == true { missing[key] = nil }
  }

  mutating func restore(_ key: SerialKey, highest number: Int) { highest[key] = number }
  mutating func restore(_ key: SerialKey, missing gap: Missing) { missing[key, default: []].append(gap) }

  /// The bus announced the gap that begins with this number.
  mutating func report(_ key: SerialKey, from number: Int) {
    missing[key]?.removeAll { $0.numbers.lowerBound == number }
    if missing[key]?.isEmpty == true { missing[key] = nil }
  }

  /// Gaps noticed by a moment, in the order of the messages that show them.
  func missing(since moment: Microseconds) -> [(key: SerialKey, gap: Missing)] {
    missing.flatMap { key, gaps in gaps.filter { $0.noticedAt <= moment }.map { (key, $0) } }
      .sorted { ($0.gap.sequence, $0.gap.numbers.lowerBound) < ($1.gap.sequence, $1.gap.numbers.lowerBound) }
  }
}
