package import CellSchema

/// A signed note (C2SP signed-note): several lines, each with its line feed.
package struct NoteText: SchemaLeaf, CustomStringConvertible {
  /// Room for a text, and for 100 signatures.
  package static let longest = 32_768
  package static var shape: Shape { .string(StringShape(length: 0...longest, multiline: true)) }
  package static var sample: Self { NoteText("note\n") }

  package var description: String

  /// Cut at the limit: what a log makes is far below it.
  package init(_ text: String) { description = String(text.prefix(Self.longest)) }

  package init(from decoder: any Decoder) throws {
    description = try decoder.singleValueContainer().decode(String.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
