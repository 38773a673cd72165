/// A message's identifier, in small letters: a UUID of version 7 (RFC 9562 section 5.7), made by the sender and unique on
/// the record; of version 8 where the bus itself says the message.
///
/// The version keeps a sender from taking an identifier of the bus before it does: see
/// ``ofBus(sequence:ordinal:acceptedAt:)``.
public struct MessageID: StringLeaf {
  public static let stringShape = StringShape(
    pattern: BytePattern(
      .init("0-9a-f", 8), .init("-"), .init("0-9a-f", 4), .init("-"), .init("78"), .init("0-9a-f", 3), .init("-"),
      .init("89ab"), .init("0-9a-f", 3), .init("-"), .init("0-9a-f", 12)))
  public static var sample: Self { "019cc7d0-8ee0-7a31-9d5e-6c0f2b8e4a17" }

  /// The 128 bits, the first byte highest.
  public let bits: UInt128

  /// Nil unless the bits have version 7 or 8 and the variant of RFC 9562.
  public init?(bits: UInt128) {
    let version = bits >> 76 & 0xF
    guard version == 7 || version == 8, bits >> 62 & 0b11 == 0b10 else { return nil }
    self.bits = bits
  }

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    var bits: UInt128 = 0
    for byte in description.utf8 where byte != UInt8(ascii: "-") {
      bits = bits << 4 | UInt128(byte <= UInt8(ascii: "9") ? byte - UInt8(ascii: "0") : byte - UInt8(ascii: "a") + 10)
    }
    self.bits = bits
  }

  /// Nil unless there are 16 bytes with version and variant.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 16 else { return nil }
    self.init(bits: bytes.reduce(0) { $0 << 8 | UInt128($1) })
  }

  /// A new identifier: this moment to the millisecond, and 74 random bits.
  public static func make() -> Self {
    var generator = SystemRandomNumberGenerator()
    return make(at: .now, using: &generator)
  }

  /// A new identifier for a given moment and source of randomness.
  public static func make(at instant: Timestamp, using generator: inout some RandomNumberGenerator) -> Self {
    let random = UInt128(generator.next()) << 64 | UInt128(generator.next())
    return Self(instant: instant, version: 7, a: random >> 64 & 0xFFF, b: random & (1 << 62 - 1))
  }

  /// The identifier that follows another of the same millisecond (RFC 9562 section 6.2, method 2): the random bits are
  /// taken on by a step, from 1 to 2^32.
  ///
  /// - Returns: nil where the random bits are at their end.
  package func following(by step: UInt32) -> Self? {
    let random = 1 << 62 - 1 as UInt128
    let (low, high) = (bits & random, bits >> 64 & 0xFFF)
    let sum = (high << 62 | low) + UInt128(step) + 1
    guard sum >> 74 == 0 else { return nil }
    return Self(instant: madeAt, version: 7, a: sum >> 62, b: sum & random)
  }

  /// The identifier of a message of the bus. It follows from a sequence number, so that a replay gives the same, and
  /// from `ordinal`, which tells messages of one cause apart, below 4,096.
  ///
  /// - Parameter acceptedAt: when the cause was accepted.
  package static func ofBus(sequence: UInt64, ordinal: UInt16, acceptedAt: Timestamp) -> Self {
    precondition(ordinal < 4_096 && sequence < 1 << 62, "12 bits of ordinal, 62 of sequence")
    return Self(instant: acceptedAt, version: 8, a: UInt128(ordinal), b: UInt128(sequence))
  }

  /// Fields of RFC 9562 §5.7: 48 bits of milliseconds, version, 12 bits, variant, 62 bits.
  private init(instant: Timestamp, version: UInt128, a: UInt128, b: UInt128) {
    let milliseconds = UInt128(max(0, instant.microseconds / 1_000)) & (1 << 48 - 1)
    bits = milliseconds << 80 | version << 76 | a << 64 | 0b10 << 62 | b
  }

  /// Whether the bus itself made the message, by the identifier's version.
  public var isOfBus: Bool { bits >> 76 & 0xF == 8 }

  /// When the identifier was made, to the millisecond, by its maker's clock.
  public var madeAt: Timestamp { Timestamp(microseconds: Int64(bits >> 80) * 1_000) }

  /// The 16 bytes.
  public var bytes: [UInt8] { (0..<16).map { UInt8(truncatingIfNeeded: bits >> UInt128(120 - 8 * $0)) } }

  public var description: String {
    var text = [UInt8](repeating: 0, count: Self.textCount)
    var bytes = text.mutableSpan
    write(into: &bytes, at: 0)
    return String(decoding: text, as: UTF8.self)
  }

  public static func < (left: Self, right: Self) -> Bool { left.bits < right.bits }
}
