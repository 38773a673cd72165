/// A sentence of the bus, for people: up to 512 characters without line breaks.
public struct WireSentence: SchemaLeaf, ExpressibleByStringLiteral, CustomStringConvertible {
  package static let longest = 512
  public static var shape: Shape { .string(StringShape(length: 0...longest)) }
  public static var sample: Self { "text" }

  public let description: String

  /// Makes a sentence; a text that is too long is cut, and ends with an ellipsis. Lengths count Unicode scalars.
  package init(_ text: String) {
    let isLong = text.unicodeScalars.dropFirst(Self.longest).first != nil
    description = isLong ? String(text.unicodeScalars.prefix(Self.longest - 1)) + "…" : text
  }

  public init(stringLiteral text: String) { self.init(text) }
  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(String.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// A sum of exact decimal amounts, `1250000.50`: as many digits as it takes, and no more after the point than needed.
public struct AmountTotal: SchemaLeaf, CustomStringConvertible {
  public static var shape: Shape {
    .string(StringShape(length: 1...48, pattern: BytePattern(.init(ByteSet("0-9."), 1...48))))
  }
  public static var sample: Self { Self(millionths: 1_250_000_500_000) }

  /// The sum in millionths of the currency's unit.
  public let millionths: Int128

  package init(millionths: Int128) { self.millionths = millionths }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let parts = try container.decode(String.self).split(separator: ".", omittingEmptySubsequences: false)
    let fraction = parts.count > 1 ? parts[1] : ""
    guard (1...2).contains(parts.count), fraction.count <= 6, let whole = Int128(parts[0]),
      let rest = Int128(fraction + String(repeating: "0", count: 6 - fraction.count))
    else { throw DecodingError.dataCorruptedError(in: container, debugDescription: "no decimal amount") }
    millionths = whole * 1_000_000 + rest
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  public var description: String {
    let digits = String(millionths % 1_000_000)
    var fraction = Substring(String(repeating: "0", count: 6 - digits.count) + digits)
    while fraction.hasSuffix("0") { fraction.removeLast() }
    // Cents are written as cents.
    if fraction.count == 1 { fraction += "0" }
    return "\(millionths / 1_000_000)" + (fraction.isEmpty ? "" : ".\(fraction)")
  }
}

/// A count, sent as a bare number, 0 to 2⁵³ − 1.
@propertyWrapper
public struct Total: SchemaLeaf {
  public static var shape: Shape { .integer(0...Int64(RecordSequence.range.upperBound)) }
  public static var sample: Self { Self(wrappedValue: 1) }

  public var wrappedValue: Int

  public init(wrappedValue: Int) { self.wrappedValue = wrappedValue }
  public init(from decoder: any Decoder) throws { wrappedValue = try decoder.singleValueContainer().decode(Int.self) }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }
}
