/// The beginning of a message's identifier, of eight hexadecimal digits or more: `01a20ea0-c82b`.
public struct MessageIDPrefix: StringLeaf {
  public static let stringShape: StringShape = {
    // The eight digits are a minute of a sender's clock.
    var lead: [BytePattern.Run] = [.init("0-9a-f", 8)]
    var alternatives = [lead]
    for group in 1...4 {
      lead.append(.init("-"))
      alternatives.append(lead + [.init("0-9a-f", 1...(group < 4 ? 4 : 11))])
      lead.append(.init("0-9a-f", 4))
    }
    return StringShape(pattern: BytePattern(anyOf: alternatives))
  }()
  public static var sample: Self { "019cc7d0-8ee0" }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }

  /// The bits of the identifiers that begin so.
  package var bits: ClosedRange<UInt128> {
    let digits = description.utf8.filter { $0 != UInt8(ascii: "-") }
    let free = UInt128(128 - 4 * digits.count)
    let first = digits.reduce(UInt128(0)) { bits, digit in
      bits << 4 | UInt128(digit <= UInt8(ascii: "9") ? digit - UInt8(ascii: "0") : digit - UInt8(ascii: "a") + 10)
    }
    return first << free...(first << free | (1 << free - 1))
  }
}
