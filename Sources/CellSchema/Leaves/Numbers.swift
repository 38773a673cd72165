/// A whole number in a range. A literal outside it stops the program; ``init(_:)`` returns nil.
public protocol IntegerLeaf: SchemaLeaf, Comparable, ExpressibleByIntegerLiteral, CustomStringConvertible {
  /// The numbers that the type accepts.
  static var range: ClosedRange<Int> { get }
  /// The number.
  var value: Int { get }
  /// Nil unless the number is in ``range``.
  init?(_ value: Int)
}

extension IntegerLeaf {
  public static var shape: Shape { .integer(Int64(range.lowerBound)...Int64(range.upperBound)) }
  public static var sample: Self { Self(integerLiteral: range.lowerBound) }

  public init(integerLiteral value: Int) {
    guard let number = Self(value) else { preconditionFailure("\(value) is no \(Self.self)") }
    self = number
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let value = try container.decode(Int.self)
    guard let number = Self(value) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "found \(value); allowed: \(Self.shape.words)")
    }
    self = number
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }

  public var description: String { String(value) }
  public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

/// How many, 0 to 1,000,000,000.
public struct Count: IntegerLeaf {
  public static let range = 0...1_000_000_000
  public let value: Int

  public init?(_ value: Int) {
    guard Self.range.contains(value) else { return nil }
    self.value = value
  }
}

/// How many, 1 to 1,000,000,000.
public struct PositiveCount: IntegerLeaf {
  public static let range = 1...1_000_000_000
  public let value: Int

  public init?(_ value: Int) {
    guard Self.range.contains(value) else { return nil }
    self.value = value
  }
}

/// The version of a message type, 1 to 999.
public struct MessageVersion: IntegerLeaf {
  public static let range = 1...999
  public let value: Int

  public init?(_ value: Int) {
    guard Self.range.contains(value) else { return nil }
    self.value = value
  }
}

/// The rising revision of a file that a person edits, 1 to 1,000,000,000.
public struct Revision: IntegerLeaf {
  public static let range = 1...1_000_000_000
  public let value: Int

  public init?(_ value: Int) {
    guard Self.range.contains(value) else { return nil }
    self.value = value
  }
}

/// A sequence number of the record, or a count of its rows: 0 to 2⁵³ − 1, which every JSON reader holds exactly.
public struct RecordSequence: IntegerLeaf {
  public static let range = 0...9_007_199_254_740_991
  public let value: Int

  public init?(_ value: Int) {
    guard Self.range.contains(value) else { return nil }
    self.value = value
  }
}

/// A measured number in a range. A literal outside it stops the program; ``init(_:)`` returns nil.
public protocol MeasureLeaf: SchemaLeaf, Comparable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
  CustomStringConvertible
{
  /// The numbers that the type accepts.
  static var range: ClosedRange<Double> { get }
  /// The number, in the unit of the type.
  var value: Double { get }
  /// Nil unless the number is in ``range``.
  init?(_ value: Double)
}

extension MeasureLeaf {
  public static var shape: Shape { .number(range) }
  public static var sample: Self { Self(floatLiteral: range.lowerBound) }

  public init(floatLiteral value: Double) {
    guard let number = Self(value) else { preconditionFailure("\(value) is no \(Self.self)") }
    self = number
  }

  public init(integerLiteral value: Int) { self.init(floatLiteral: Double(value)) }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let value = try container.decode(Double.self)
    guard let number = Self(value) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "found \(value); allowed: \(Self.shape.words)")
    }
    self = number
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    // Minus zero would be written as -0.
    try container.encode(value == 0 ? 0 : value)
  }

  public var description: String { String(value) }
  public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

/// Degrees north of the equator (WGS 84), -90 to 90.
public struct Latitude: MeasureLeaf {
  public static let range = -90.0...90.0
  public let value: Double

  public init?(_ value: Double) {
    guard Self.range.contains(value) else { return nil }
    self.value = value
  }
}

/// Degrees east of Greenwich (WGS 84), -180 to 180.
public struct Longitude: MeasureLeaf {
  public static let range = -180.0...180.0
  public let value: Double

  public init?(_ value: Double) {
    guard Self.range.contains(value) else { return nil }
    self.value = value
  }
}

/// A distance in kilometres, 0 to 10,000.
public struct Kilometres: MeasureLeaf {
  public static let range = 0.0...10_000.0
  public let value: Double

  public init?(_ value: Double) {
    guard Self.range.contains(value) else { return nil }
    self.value = value
  }
}

/// A calibre in millimetres, 1 to 2,000.
public struct Millimetres: MeasureLeaf {
  public static let range = 1.0...2_000.0
  public let value: Double

  public init?(_ value: Double) {
    guard Self.range.contains(value) else { return nil }
    self.value = value
  }
}
