package import CellSchema

/// A pattern over message types: `verification.finding`, `verification.*` or `*`.
package struct TypePattern: SchemaLeaf, CustomStringConvertible {
  private static let stringShape = {
    let word = BytePattern.Run(ByteSet("a-z"), 1...24)
    let name = BytePattern.Run(ByteSet("a-z-"), 1...40)
    let dot = BytePattern.Run(ByteSet("."), 1...1)
    let star = BytePattern.Run(ByteSet("*"), 1...1)
    return StringShape(length: 1...64, pattern: BytePattern(anyOf: [[star], [word, dot, star], [word, dot, name]]))
  }()
  package static var shape: Shape { .string(stringShape) }
  package static var sample: Self { Self("verification.*") }

  package var text: String
  package var description: String { text }

  package init(_ text: String) { self.text = text }

  package init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  package var isWellFormed: Bool { Self.stringShape.allows(text) }

  /// Whether a message type matches the pattern.
  package func matches(_ type: String) -> Bool {
    if text == "*" { return true }
    if text.hasSuffix(".*") { return type.hasPrefix(text.dropLast()) }
    return text == type
  }
}
