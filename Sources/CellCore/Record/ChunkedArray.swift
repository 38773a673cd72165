/// An array in chunks that never move: growing copies at most one chunk, and while a copy of the array is held, a
/// change copies one chunk and not the whole.
struct ChunkedArray<Element> {
  private static var capacity: Int { 1 << 14 }

  private var chunks: [[Element]] = []
  private(set) var count = 0

  init() {}

  subscript(index: Int) -> Element { chunks[index / Self.capacity][index % Self.capacity] }

  var last: Element? { chunks.last?.last }

  mutating func append(_ element: Element) {
    if count % Self.capacity == 0 {
      chunks.append([])
      chunks[chunks.count - 1].reserveCapacity(Self.capacity)
    }
    chunks[chunks.count - 1].append(element)
    count += 1
  }
}

extension ChunkedArray: Sequence {
  func makeIterator() -> FlattenSequence<[[Element]]>.Iterator { chunks.joined().makeIterator() }
  var underestimatedCount: Int { count }
}

extension ChunkedArray: Sendable where Element: Sendable {}
