/// A value that travels as one string: a name, an identifier, a line of text.
///
/// A conforming type says which strings it accepts in ``stringShape`` and keeps what ``init(_:)`` let pass; shape, coding and
/// literals follow from that.
///
/// - Misuse: a string literal of another shape stops the program. Text that comes from elsewhere goes through
///   ``init(_:)``, which returns nil.
public protocol StringLeaf: SchemaLeaf, LosslessStringConvertible, ExpressibleByStringLiteral, Comparable {
  /// The strings that the type accepts.
  static var stringShape: StringShape { get }
}

extension StringLeaf {
  public static var shape: Shape {
    var shape = stringShape
    if shape.pattern != nil, shape.example == nil { shape.example = sample.description }
    return .string(shape)
  }

  public init(stringLiteral text: String) {
    guard let value = Self(text) else { preconditionFailure("\"\(text)\" is no \(Self.self)") }
    self = value
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Self(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "found \"\(text.prefix(40))\"; allowed: \(Self.shape.words)")
    }
    self = value
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  public static func < (left: Self, right: Self) -> Bool { left.description < right.description }
}

extension StringShape {
  /// A shape of one pattern, whose length is what the pattern allows.
  package init(pattern: BytePattern, format: StringFormat? = nil) {
    let lengths = pattern.alternatives.map { runs in
      (
        runs.reduce(0) { least, run in least + run.count.lowerBound },
        runs.reduce(0) { greatest, run in greatest + run.count.upperBound }
      )
    }
    let least = lengths.map(\.0).min() ?? 0
    let greatest = lengths.map(\.1).max() ?? 0
    self.init(length: least...greatest, pattern: pattern, format: format)
  }

  /// Whether a string has the shape, ``format`` aside: what the strict checker asks of the same string in JSON.
  package func allows(_ text: String) -> Bool {
    if let pattern {
      var text = text
      return text.withUTF8Span { length.contains($0.count) && pattern.matches($0) }
    }
    let forbidden: ForbiddenCharacters = multiline ? .inLines : .inLine
    var count = 0
    var isolates = Isolates()
    for scalar in text.unicodeScalars {
      count += 1
      if count > length.upperBound || scalar.isForbidden(forbidden) || !isolates.take(scalar.value) { return false }
    }
    return isolates.areClosed && count >= length.lowerBound
      && (count == 0 || text.unicodeScalars.contains { !$0.isBlank })
  }
}

extension String {
  fileprivate mutating func withUTF8Span<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
    makeContiguousUTF8()
    return body(utf8.span)
  }
}

extension BytePattern.Run {
  /// `count` bytes of a set.
  package init(_ members: String, _ count: ClosedRange<Int>) { self.init(ByteSet(members), count) }
  package init(_ members: String, _ count: Int) { self.init(ByteSet(members), count...count) }
  /// One byte of a set.
  package init(_ members: String) { self.init(ByteSet(members), 1...1) }
}
