/// Elements by contiguous number. An element that was removed leaves a hole, and the front moves past holes.
struct NumberedQueue<Element: Sendable>: Sendable {
  private var elements: [Element?] = []
  /// The index of the lowest element.
  private var head = 0
  /// The number at ``head``.
  private var lowest: UInt64

  /// - Parameter next: the number of the first element.
  init(next: UInt64) { lowest = next }

  /// Begins with elements that have their numbers.
  ///
  /// - Parameter next: the number to be given next.
  init(_ left: some Sequence<(UInt64, Element)>, next: UInt64) {
    lowest = left.lazy.map(\.0).min() ?? next
    elements = [Element?](repeating: nil, count: Int(next - lowest))
    for (number, element) in left { elements[Int(number - lowest)] = element }
  }

  /// From the lowest number that is there up to, and without, the next to be given.
  var numbers: Range<UInt64> { lowest..<lowest + UInt64(elements.count - head) }

  subscript(number: UInt64) -> Element? {
    guard numbers.contains(number) else { return nil }
    return elements[head + Int(number - lowest)]
  }

  /// - Returns: the element's number.
  mutating func append(_ element: Element) -> UInt64 {
    elements.append(element)
    return numbers.upperBound - 1
  }

  mutating func remove(_ number: UInt64) -> Element? {
    guard numbers.contains(number) else { return nil }
    guard let element = elements[head + Int(number - lowest)].take() else { return nil }
    while head < elements.count, elements[head] == nil {
      head += 1
      lowest += 1
    }
    // Moving the rest costs no more than the removals since the last move.
    if head > 64, head * 2 >= elements.count {
      elements.removeFirst(head)
      head = 0
    }
    return element
  }
}
