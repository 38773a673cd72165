package import CellSchema

/// Examples of the schema carry a mark of their own, so that none is ever taken for what somebody has to say.
package enum ExampleMark {
  package static let text = "//EXAMPLE//"

  /// An example of a type's body, with the mark in front of its first free text, where it has one.
  package static func body(of entry: Catalogue.Entry) -> [UInt8] {
    guard let tree = try? JSONTree(entry.exampleBody[...]), let marked = marked(tree, entry.shape) else {
      return entry.exampleBody
    }
    return marked.bytes
  }

  /// Whether a body carries the mark, or is the example of its type.
  package static func isIn(_ body: some Collection<UInt8>, of type: MessageType) -> Bool {
    if carriesMark(body) { return true }
    let compact = CompactJSON.compact(body)
    return Catalogue.versions(of: type).contains { $0.exampleBody == compact }
  }

  /// - Throws: `example-text` for an example that is to be published outside exercises and drills.
  package static func check(_ body: some Collection<UInt8>, of type: MessageType, in nature: Nature) throws(Refusal) {
    guard !nature.isExercise, isIn(body, of: type) else { return }
    throw Refusal(
      .exampleText, at: "/body",
      carriesMark(body)
        ? "a text in it is marked \(text), and the message is of the nature \(nature.rawValue)"
        : "it is the schema's example, word for word, and the message is of the nature \(nature.rawValue)")
  }

  /// What is said of a text that carries it, where it is written.
  static var refusal: Refusal {
    Refusal(.exampleText, spoken("\(text) marks an example of the schema; say what there is to say"))
  }

  /// - Parameter line: of many, a message each.
  /// - Throws: `example-text` for one that carries the mark.
  package static func check(line: ArraySlice<UInt8>, in nature: Nature) throws(Refusal) {
    guard !nature.isExercise, carriesMark(line) else { return }
    throw Refusal(
      .exampleText, at: "/body", "a text in it is marked \(text), and the message is of the nature \(nature.rawValue)")
  }

  private static func carriesMark(_ body: some Collection<UInt8>) -> Bool { carriesMark(Array(body)[...]) }

  private static func carriesMark(_ body: ArraySlice<UInt8>) -> Bool {
    let mark = Array(text.utf8)
    let bytes = body.span
    for place in bytes.indices where bytes[place] == mark[0] {
      if body[(body.startIndex + place)...].starts(with: mark) { return true }
    }
    return false
  }

  /// Nil where there is no free text in it.
  private static func marked(_ tree: JSONTree, _ shape: Shape) -> JSONTree? {
    switch (tree.content, shape.known) {
    case (.object(let members), .object(let object)):
      for (place, member) in members.enumerated() {
        guard let field = object.fields.first(where: { $0.name == member.name }),
          let changed = marked(member.value, field.shape)
        else { continue }
        var members = members
        members[place].value = changed
        return JSONTree(object: members)
      }
      return nil
    case (.list(let elements), .array(let element, _)):
      for (place, value) in elements.enumerated() {
        guard let changed = marked(value, element) else { continue }
        var elements = elements
        elements[place] = changed
        return JSONTree(list: elements)
      }
      return nil
    case (.leaf, .string(let string)) where string.pattern == nil:
      guard let written = tree.text, written != Shape.notKnown,
        text.count + 1 + written.unicodeScalars.count <= string.length.upperBound
      else { return nil }
      return JSONTree(text: "\(text) \(written)")
    case (.object, _), (.list, _), (.leaf, _): return nil
    }
  }
}
