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

/// A currency in use by its code of ISO 4217, `EUR`.
public struct CurrencyCode: StringLeaf {
  public static let stringShape = StringShape(pattern: BytePattern(.init("A-Z", 3)))
  public static var shape: Shape { .enumeration(ISO4217.codes) }
  public static var sample: Self { "EUR" }

  public let description: String

  public init?(_ description: String) {
    guard ISO4217.contains(description) else { return nil }
    self.description = description
  }
}

/// An amount of money, exact, with its currency.
public struct Money: Codable, Hashable, Sendable {
  /// The amount in whole units of the currency. It is above 0, except as what arrived of a delivery, or as what is left
  /// of a pledge.
  public var value: DecimalAmount
  /// The currency of the amount.
  public var currency: CurrencyCode

  /// Makes an amount in a currency.
  public init(_ value: DecimalAmount, _ currency: CurrencyCode) {
    self.value = value
    self.currency = currency
  }
  private enum CodingKeys: String, CodingKey { case value, currency }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    value = try fields.decode(AmountAboveZero.self, forKey: .value).amount
    currency = try fields.decode(CurrencyCode.self, forKey: .currency)
  }
}

/// A ``DecimalAmount`` that is not 0, however it is written.
struct AmountAboveZero: StringLeaf {
  static let stringShape: StringShape = {
    let digits: [BytePattern.Run] = [.init("1-9"), .init("0-9", 0...14)]
    // One alternative for each number of zeros behind the point: a run does not share bytes with the next one.
    let small: [[BytePattern.Run]] = (0...5).map { zeros in
      let leading: [BytePattern.Run] = zeros == 0 ? [] : [.init("0", zeros)]
      let following: [BytePattern.Run] = zeros == 5 ? [] : [.init("0-9", 0...5 - zeros)]
      return [.init("0"), .init(".")] + leading + [.init("1-9")] + following
    }
    return StringShape(pattern: BytePattern(anyOf: [digits, digits + [.init("."), .init("0-9", 1...6)]] + small))
  }()
  static var sample: Self { "1250000.50" }

  let amount: DecimalAmount
  var description: String { amount.description }

  init?(_ description: String) {
    guard let amount = DecimalAmount(description), amount.millionths > 0 else { return nil }
    self.amount = amount
  }
}
