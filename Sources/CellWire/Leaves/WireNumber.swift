package import CellSchema

/// A whole number from 0 to 2⁵³ − 1, which every JSON reader holds exactly: sequence numbers, counts, bytes.
package struct WireNumber: SchemaLeaf, ExpressibleByIntegerLiteral, CustomStringConvertible {
  package static let largest: UInt64 = 9_007_199_254_740_991
  package static var shape: Shape { .integer(0...Int64(largest)) }
  package static var sample: Self { 1 }

  package var value: UInt64

  package init(_ value: UInt64) { self.value = min(value, Self.largest) }
  package init(_ value: Int) { self.init(UInt64(max(0, value))) }
  package init(_ sequence: SequenceNumber) { self.init(sequence.value) }
  package init(integerLiteral value: UInt64) { self.init(value) }

  /// Also a lenient reader refuses what is beyond: sums and clocks are reckoned with these numbers.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    value = try container.decode(UInt64.self)
    guard value <= Self.largest else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "the number is above \(Self.largest)")
    }
  }
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }

  package var description: String { String(value) }
}
