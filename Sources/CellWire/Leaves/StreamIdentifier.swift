package import CellSchema

/// The 128-bit identifier of a publisher's stream: 32 hexadecimal digits in JSON, 16 bytes in PUBLISH.
package struct StreamIdentifier: SchemaLeaf, CustomStringConvertible {
  package static var shape: Shape {
    .string(StringShape(length: 32...32, pattern: BytePattern(.init(ByteSet("0-9a-f"), 32...32))))
  }
  package static var sample: Self { Self(0x0190_5b7a_c0de_4d00_8000_0000_0000_0001) }

  package var value: UInt128

  package init(_ value: UInt128) { self.value = value }

  /// An identifier for a new stream: random, never 0.
  package static func random() -> Self {
    var generator = SystemRandomNumberGenerator()
    return Self(UInt128(generator.next()) << 64 | UInt128(generator.next()) | 1)
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let value = UInt128(try container.decode(String.self), radix: 16) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not 32 hexadecimal digits")
    }
    self.value = value
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  package var description: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }
}
