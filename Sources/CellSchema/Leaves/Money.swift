/// An exact decimal number, `1250000.50`: up to 15 digits, and up to 6 after the point. The number is never a binary
/// fraction, and keeps the zeros that it was written with.
public struct DecimalAmount: StringLeaf {
  public static let stringShape: StringShape = {
    let fraction: [BytePattern.Run] = [.init("."), .init("0-9", 1...6)]
    let whole: [BytePattern.Run] = [.init("1-9"), .init("0-9", 0...14)]
    return StringShape(pattern: BytePattern(anyOf: [whole, whole + fraction, [.init("0")], [.init("0")] + fraction]))
  }()
  public static var sample: Self { "1250000.50" }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }

  /// The amount in millionths, exact: amounts are compared and added in them.
  public var millionths: Int128 {
    let parts = description.split(separator: ".")
    let whole = parts[0].utf8.reduce(Int128(0)) { $0 * 10 + Int128($1 - UInt8(ascii: "0")) }
    let digits = parts.count > 1 ? parts[1] : ""
    let fraction = digits.utf8.reduce(Int128(0)) { $0 * 10 + Int128($1 - UInt8(ascii: "0")) }
    return whole * 1_000_000 + (digits.utf8.count..<6).reduce(fraction) { value, _ in value * 10 }
  }

  public static func < (left: Self, right: Self) -> Bool { left.millionths < right.millionths }
}

/// An ISO 4217 currency, `EUR`.
public struct CurrencyCode: StringLeaf {
  public static let stringShape = StringShape(pattern: BytePattern(.init("A-Z", 3)))
  public static var sample: Self { "EUR" }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }
}

/// An amount of money: exact, with its currency.
public struct Money: Codable, Hashable, Sendable {
  /// The amount, exact.
  public var value: DecimalAmount
  /// The currency of the amount.
  public var currency: CurrencyCode

  /// Makes an amount in a currency.
  public init(_ value: DecimalAmount, _ currency: CurrencyCode) {
    self.value = value
    self.currency = currency
  }
}
