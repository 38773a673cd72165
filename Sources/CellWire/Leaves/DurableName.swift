package import CellSchema

/// The durable name of a subscription, such as `watch`: its place is kept for the node beyond the session.
package struct DurableName: SchemaLeaf, CustomStringConvertible {
  package static var shape: Shape {
    .string(StringShape(length: 1...64, pattern: BytePattern(.init(ByteSet("A-Za-z0-9._-"), 1...64))))
  }
  package static var sample: Self { Self(unchecked: "watch") }

  package var text: String
  package var description: String { text }

  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    let allowed = ByteSet("A-Za-z0-9._-")
    guard (1...64).contains(bytes.count), bytes.allSatisfy(allowed.contains) else { return nil }
    self.text = text
  }

  private init(unchecked text: String) { self.text = text }

  package init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
