/// What a schema says of one value: what its field is for, what its type is, and what its enumerated values mean.
package struct SchemaNote: Sendable {
  private let field: String?
  private let type: String?

  private init(field: String?, type: String?) {
    self.field = field
    self.type = type
  }

  /// What the sources say of a type of this module; nothing of any other.
  package init(of type: Any.Type?) {
    let name = type.map { String(reflecting: $0) } ?? ""
    let module = "CellSchema."
    self.init(field: nil, type: name.hasPrefix(module) ? String(name.dropFirst(module.count)) : nil)
  }

  package static let header = Self(of: Header.self)

  /// A field of the value.
  package func field(_ name: String) -> Self {
    let member = described?.members[name]
    return Self(field: member?.text, type: member?.type)
  }

  /// An element of the list that the value is. What the field is for stands at the list.
  package var element: Self { Self(field: nil, type: type) }

  /// What the field is for, then what its type is, as far as either is known and they are two.
  package var sentences: [String] {
    var sentences = field.map { [$0] } ?? []
    if let described, !described.text.isEmpty, !sentences.contains(described.text) { sentences.append(described.text) }
    return sentences
  }

  /// Whether the last of ``sentences`` is on the type, and another one on the field.
  package var saysBoth: Bool { sentences.count > 1 }

  /// What an enumerated value means.
  package func meaning(of value: String) -> String? { described?.members[value]?.text }

  /// A sentence or two on the field and its type, then a line for each enumerated value; nil where nothing is known.
  func text(of shape: Shape) -> String? {
    if case .array = shape.known { return field }
    var lines: [String] = []
    var sentences = field.map { [$0] } ?? []
    if let described, !sentences.contains(described.text) { sentences.append(described.text) }
    if !sentences.isEmpty, case .orNotKnown = shape, shape.enumerated == nil {
      sentences.append("\(Shape.notKnown): not known.")
    }
    if !sentences.isEmpty { lines.append(sentences.joined(separator: " ")) }
    for value in shape.enumerated ?? [] {
      if let meaning = described?.members[value] { lines.append("\(value): \(meaning.text)") }
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  private var described: Descriptions.Described? { type.flatMap(Descriptions.described) }
}
