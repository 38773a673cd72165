import CellSchema

/// How far each station has counted, and which numbers have not come.
///
/// A message of a higher precedence overtakes: so a number that is missing gets a little time before the bus says so.
struct SerialCounts {
  struct Missing: Hashable {
    var numbers: ClosedRange<Int>
    /// When the message came that shows it, microseconds since 1970, and which it is.
    var noticedAt: Int64
    var sequence: UInt64
    var id: MessageID
    var received: Int
  }

  private(set) var highest: [SerialKey: Int] = [:]
  private(set) var missing: [SerialKey: [Missing]] = [:]

  subscript(key: SerialKey) -> Int { highest[key] ?? 0 }

  mutating func note(_ key: SerialKey, _ number: Int, at moment: Int64, sequence: UInt64, id: MessageID) {
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

  /// The bus has said that numbers from there on are missing.
  mutating func report(_ key: SerialKey, from number: Int) {
    missing[key]?.removeAll { $0.numbers.lowerBound == number }
    if missing[key]?.isEmpty == true { missing[key] = nil }
  }

  /// What has been missing since before a moment, in the order of the messages that show it.
  func missing(since moment: Int64) -> [(key: SerialKey, gap: Missing)] {
    missing.flatMap { key, gaps in gaps.filter { $0.noticedAt <= moment }.map { (key, $0) } }
      .sorted { ($0.gap.sequence, $0.gap.numbers.lowerBound) < ($1.gap.sequence, $1.gap.numbers.lowerBound) }
  }
}
