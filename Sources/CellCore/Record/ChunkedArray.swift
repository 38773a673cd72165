/// An array in chunks that never move: growing copies at most one chunk, and while a copy of the array is held, a
/// change copies one chunk and not the whole.
struct ChunkedArray<Element> {
  private static var capacity: Int { 1 << 12 }

  private var chunks: [[Element]] = []
  private(set) var count = 0

  init() {}

  var isEmpty: Bool { count == 0 }
  var first: Element? { chunks.first?.first }
  var last: Element? { chunks.last?.last }

  subscript(index: Int) -> Element {
    get { chunks[index / Self.capacity][index % Self.capacity] }
    _modify { yield &chunks[index / Self.capacity][index % Self.capacity] }
  }

  mutating func append(_ element: Element) {
    if count % Self.capacity == 0 {
      chunks.append([])
      chunks[chunks.count - 1].reserveCapacity(Self.capacity)
    }
    chunks[chunks.count - 1].append(element)
    count += 1
  }

  @discardableResult
  mutating func popLast() -> Element? {
    guard let last = chunks.last?.last else { return nil }
    chunks[chunks.count - 1].removeLast()
    if chunks[chunks.count - 1].isEmpty { chunks.removeLast() }
    count -= 1
    return last
  }

  /// Moves what is behind by one place: for what rarely comes late.
  mutating func insert(_ element: Element, at index: Int) {
    var carried = element
    for place in index..<count {
      let next = self[place]
      self[place] = carried
      carried = next
    }
    append(carried)
  }

  mutating func swapAt(_ left: Int, _ right: Int) {
    let kept = self[left]
    self[left] = self[right]
    self[right] = kept
  }

  /// The first place from which on a condition holds, in an array in which it holds from some place on.
  func firstPlace(where holds: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// A copy that shares no memory with the original.
  func separateCopy() -> Self {
    var copy = Self()
    for element in self { copy.append(element) }
    return copy
  }
}

extension ChunkedArray: RandomAccessCollection {
  var startIndex: Int { 0 }
  var endIndex: Int { count }
}

extension ChunkedArray: Sendable where Element: Sendable {}
