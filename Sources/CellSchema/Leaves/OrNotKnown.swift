/// A value, or `N/K`: an observer in the field may not know, and says so rather than guess.
///
/// ```swift
/// var weapon: OrNotKnown<Line> = "mortar"
/// weapon = .notKnown
/// ```
public enum OrNotKnown<Value: SchemaLeaf>: SchemaLeaf {
  case known(Value)
  case notKnown

  public static var shape: Shape { .orNotKnown(Value.shape) }
  public static var sample: Self { .known(Value.sample) }

  /// The value; nil if it is not known.
  public var value: Value? {
    switch self {
    case .known(let value): value
    case .notKnown: nil
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self), text == "N/K" {
      self = .notKnown
    } else {
      self = .known(try container.decode(Value.self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .known(let value): try container.encode(value)
    case .notKnown: try container.encode("N/K")
    }
  }
}

extension OrNotKnown: CustomStringConvertible {
  public var description: String {
    switch self {
    case .known(let value): "\(value)"
    case .notKnown: "N/K"
    }
  }
}

extension OrNotKnown: ExpressibleByUnicodeScalarLiteral where Value: StringLeaf {
  public init(unicodeScalarLiteral value: String) { self.init(stringLiteral: value) }
}

extension OrNotKnown: ExpressibleByExtendedGraphemeClusterLiteral where Value: StringLeaf {
  public init(extendedGraphemeClusterLiteral value: String) { self.init(stringLiteral: value) }
}

extension OrNotKnown: ExpressibleByStringLiteral where Value: StringLeaf {
  public init(stringLiteral value: String) {
    self = value == "N/K" ? .notKnown : .known(Value(stringLiteral: value))
  }
}

extension OrNotKnown: ExpressibleByIntegerLiteral where Value: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Value.IntegerLiteralType) { self = .known(Value(integerLiteral: value)) }
}
