/// A list of 1 to 256 elements. Where a list may be missing, the whole field is: no list is ever empty.
///
/// ```swift
/// let methods: NonEmpty<FindingMethod> = [.craterAnalysis, .siteVisit]
/// ```
///
/// - Misuse: an empty literal stops the program. An array goes through ``init(_:)``, which returns nil where it is
///   empty: just what an optional field takes.
public struct NonEmpty<Element: Codable & Hashable & Sendable>: CountedArray, Hashable, Sendable {
  /// How many elements the list may have.
  public static var countRange: ClosedRange<Int> { 1...256 }

  /// The elements, in order.
  public let elements: [Element]

  /// Nil unless there are 1 to 256 elements.
  public init?(_ elements: [Element]) {
    guard Self.countRange.contains(elements.count) else { return nil }
    self.elements = elements
  }

  public init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    var elements: [Element] = []
    while !container.isAtEnd { elements.append(try container.decode(Element.self)) }
    guard Self.countRange.contains(elements.count) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(elements.count) elements, not 1 to 256")
    }
    self.elements = elements
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    for element in elements { try container.encode(element) }
  }
}

extension NonEmpty {
  /// One element and what follows it, as far as there is room.
  package init(_ first: Element, followedBy rest: some Sequence<Element>) {
    elements = Array(([first] + rest).prefix(Self.countRange.upperBound))
  }
}

extension NonEmpty: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: Element...) {
    guard let list = Self(elements) else { preconditionFailure("a list has 1 to 256 elements") }
    self = list
  }
}

extension NonEmpty: RandomAccessCollection {
  public var startIndex: Int { elements.startIndex }
  public var endIndex: Int { elements.endIndex }
  public subscript(position: Int) -> Element { elements[position] }
}
