package import CellSchema
import Foundation

/// Bytes in a control command, in base64 (RFC 4648 §4).
package struct WireBytes: SchemaLeaf, ExpressibleByArrayLiteral {
  /// The characters of the largest envelope's parts.
  package static var shape: Shape { .string(StringShape(length: 0...Limits.document / 3 * 4 + 4)) }
  package static var sample: Self { [0x7B, 0x7D] }

  package var bytes: [UInt8]

  package init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }
  package init(arrayLiteral elements: UInt8...) { bytes = elements }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let data = Data(base64Encoded: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "it is no base64")
    }
    bytes = Array(data)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(Data(bytes).base64EncodedString())
  }
}
