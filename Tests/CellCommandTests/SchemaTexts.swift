import CellCommand
import CellSchema

/// The texts of the schema that people are shown: what each type, field and value is for, and the names of the fields.
struct SchemaTexts {
  private(set) var sentences: Set<String> = []
  private(set) var names: Set<String> = []

  init() {
    for entry in Catalogue.entries {
      sentences.insert(entry.summary)
      // What the bus itself says is read, and composed by nobody.
      visit(entry.shape, SchemaNote(of: entry.payload), isAsked: entry.system != "system")
    }
    visit(Catalogue.headerShape, SchemaNote.header, isAsked: true)
  }

  private mutating func visit(_ shape: Shape, _ note: SchemaNote, isAsked: Bool) {
    switch shape.known {
    case .object(let object):
      for field in object.fields {
        names.insert(MessageText.words(of: field.name))
        let inner = note.field(field.name)
        if isAsked { sentences.formUnion(inner.sentences) }
        visit(field.shape, inner, isAsked: isAsked)
      }
    case .array(let element, _): visit(element, note.element, isAsked: isAsked)
    case .string, .enumeration, .integer, .number, .boolean, .orNotKnown: break
    }
    // Of more values the meanings are not shown.
    if isAsked, let values = shape.enumerated, values.count <= 24 {
      sentences.formUnion(values.compactMap { note.meaning(of: $0) })
    }
  }
}
