import CellSchema

/// A binary heap of values by moment: earliest first; at the same moment, least value first.
struct EarliestFirst<Value: Comparable> {
  private var entries = ChunkedArray<(at: Microseconds, value: Value)>()

  init() {}

  /// A copy that shares no memory with the original.
  func separateCopy() -> Self {
    var copy = Self()
    copy.entries = entries.separateCopy()
    return copy
  }

  var first: (at: Microseconds, value: Value)? { entries.first }
  var isEmpty: Bool { entries.isEmpty }
  /// All entries, in no particular order.
  var all: some Sequence<(at: Microseconds, value: Value)> { entries }

  mutating func push(_ value: Value, at moment: Microseconds) {
    entries.append((moment, value))
    var child = entries.count - 1
    while child > 0, isBefore(entries[child], entries[(child - 1) / 2]) {
      entries.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func popFirst() {
    guard let last = entries.popLast(), !entries.isEmpty else { return }
    entries[0] = last
    var parent = 0
    while true {
      let left = 2 * parent + 1
      guard left < entries.count else { return }
      let right = left + 1
      let child = right < entries.count && isBefore(entries[right], entries[left]) ? right : left
      guard isBefore(entries[child], entries[parent]) else { return }
      entries.swapAt(child, parent)
      parent = child
    }
  }

  private func isBefore(_ left: (at: Microseconds, value: Value), _ right: (at: Microseconds, value: Value)) -> Bool {
    (left.at, left.value) < (right.at, right.value)
  }
}

extension EarliestFirst: Sendable where Value: Sendable {}
