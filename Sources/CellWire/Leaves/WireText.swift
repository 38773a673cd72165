package import CellSchema

/// Free text in a control command: a reason, a program's name.
package struct WireText: SchemaLeaf, ExpressibleByStringLiteral, CustomStringConvertible {
  package static let longest = 1024
  package static var shape: Shape { .string(StringShape(length: 0...longest)) }
  package static var sample: Self { "text" }

  package var text: String
  package var description: String { text }

  /// Cut at the limit; characters that the checker forbids become `?`, since a reason often quotes a peer's input.
  package init(_ text: String) {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(Self.longest) {
      scalars.append(scalar.isForbidden ? "?" : scalar)
    }
    self.text = String(scalars)
  }

  package init(stringLiteral value: String) { self.init(value) }

  package init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
