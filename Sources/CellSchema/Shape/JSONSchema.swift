/// Shapes as JSON Schema, Draft 2020-12, for those who connect from another language.
///
/// A schema sees values and not their spelling, so the broker refuses some spellings of values that a schema accepts.
/// ``spellingNote`` lists these spellings and stands in every schema. Apart from them, and with `format` asserted and
/// `x-cellbus-ascending` honoured, a schema accepts just what the broker's strict check accepts.
///
/// Every type, field and enumerated value of this module has a `description`: what the docstrings of the sources say.
public enum JSONSchema {
  /// The dialect.
  public static let dialect = "https://json-schema.org/draft/2020-12/schema"

  /// What a schema cannot say.
  public static let spellingNote = """
    The bus also refuses: a name that stands twice in one object; an integer written with a fraction, an exponent or \
    as -0; a number too small for a double that is not 0; an escape in a field's name or in a string with a pattern or an enumeration; half of a surrogate pair; a \
    byte order mark; the year 0000, and a moment that in UTC is not in the years 0001 to 9999; a document whose header is \
    not first; a document above \(Limits.document) bytes.
    """

  /// The schema of one value.
  ///
  /// - Parameter type: the type that the shape is of, whose docstrings are the schema's descriptions.
  public static func text(
    for shape: Shape, of type: Any.Type? = nil, id: String, title: String, pretty: Bool = true
  ) -> String {
    write(opening(id: id, title: title) + schema(shape, SchemaNote(of: type)), pretty: pretty)
  }

  /// The schema of a whole document: the header with this type and version, and the body.
  ///
  /// - Parameter payload: the body's type, whose docstrings are its descriptions.
  public static func documentText(
    header: Shape, body: Shape, of payload: Any.Type? = nil, type: String, version: Int, id: String, title: String,
    pretty: Bool = true
  ) -> String {
    let constants: [String: Members] = [
      "type": [("const", .string(type))], "version": [("const", .literal("\(version)"))],
    ]
    guard case .object(let shape) = header else { preconditionFailure("a header is an object") }
    let members: [(String, SchemaText)] = [
      ("type", .string("object")),
      (
        "properties",
        .object([
          ("header", .object(description(header, of: .header) + object(shape, of: .header, constants: constants))),
          ("body", .object(schema(body, SchemaNote(of: payload)))),
        ])
      ),
      ("required", .strings(["header", "body"])), ("additionalProperties", .literal("false")),
    ]
    return write(opening(id: id, title: title) + members, pretty: pretty)
  }

  private typealias Members = [(String, SchemaText)]

  private static func opening(id: String, title: String) -> Members {
    [
      ("$schema", .string(dialect)), ("$id", .string(id)), ("title", .string(title)),
      ("$comment", .string(spellingNote)),
    ]
  }

  private static func write(_ members: Members, pretty: Bool) -> String {
    var text = ""
    SchemaText.object(members).write(to: &text, indent: pretty ? 0 : nil)
    return pretty ? text + "\n" : text
  }

  private static func schema(_ shape: Shape, _ note: SchemaNote) -> Members {
    description(shape, of: note) + form(shape, note)
  }

  private static func description(_ shape: Shape, of note: SchemaNote) -> Members {
    note.text(of: shape).map { [("description", .string($0))] } ?? []
  }

  private static func form(_ shape: Shape, _ note: SchemaNote) -> Members {
    switch shape {
    case .string(let shape): string(shape)
    case .enumeration(let values): [("enum", .strings(values))]
    case .integer(let range):
      [
        ("type", .string("integer")), ("minimum", .literal("\(range.lowerBound)")),
        ("maximum", .literal("\(range.upperBound)")),
      ]
    case .number(let range):
      [
        ("type", .string("number")), ("minimum", .literal("\(range.lowerBound)")),
        ("maximum", .literal("\(range.upperBound)")),
      ]
    case .boolean: [("type", .string("boolean"))]
    case .array(let element, let count):
      [
        ("type", .string("array")), ("items", .object(schema(element, note.element))),
        ("minItems", .literal("\(count.lowerBound)")), ("maxItems", .literal("\(count.upperBound)")),
      ]
    case .object(let shape): object(shape, of: note, constants: [:])
    case .orNotKnown(let inner):
      if let values = shape.enumerated {
        [("enum", .strings(values))]
      } else {
        // What is said of both stands beside them.
        [("anyOf", .array([.object([("const", .string(Shape.notKnown))]), .object(form(inner, note))]))]
      }
    }
  }

  private static func string(_ shape: StringShape) -> Members {
    var members: Members = [
      ("type", .string("string")), ("minLength", .literal("\(shape.length.lowerBound)")),
      ("maxLength", .literal("\(shape.length.upperBound)")),
    ]
    if let format = shape.format { members.append(("format", .string(format.rawValue))) }
    guard let pattern = shape.pattern else {
      if shape.length.lowerBound > 0 { members.append(("pattern", .string(notBlank))) }
      members.append(("not", .object([("pattern", .string(forbidden(multiline: shape.multiline)))])))
      members.append(("allOf", .array([.object([("pattern", .string(Isolates.regularExpression))])])))
      return members
    }
    members.append(("pattern", .string(pattern.regularExpression)))
    // In Python's re and in PCRE `$` also stands before a final line feed. Where the length does not exclude it:
    if pattern.lengths.lowerBound < shape.length.upperBound {
      members.append(("not", .object([("pattern", .string(#"\n"#))])))
    }
    return members
  }

  /// A regular expression of one character that a plain string may not have.
  package static func forbidden(multiline: Bool) -> String { multiline ? forbiddenInLines : forbiddenInLine }

  private static let forbiddenInLine = characterClass(.inLine)
  private static let forbiddenInLines = characterClass(.inLines)

  /// A regular expression of one character that shows something.
  private static let notBlank = "[^\(characterClass(Blank.runs).dropFirst())"

  private static func characterClass(_ set: ForbiddenCharacters) -> String { characterClass(set.runs) }

  private static func characterClass(_ runs: [ClosedRange<UInt32>]) -> String {
    func escaped(_ scalar: UInt32) -> String {
      let digits = String(scalar, radix: 16, uppercase: true)
      return #"\u"# + String(repeating: "0", count: 4 - digits.count) + digits
    }
    let runs = runs.map { run in
      let ends = run.count == 1 ? [run.lowerBound] : [run.lowerBound, run.upperBound]
      return ends.map(escaped).joined(separator: run.count > 2 ? "-" : "")
    }
    return "[\(runs.joined())]"
  }

  private static func object(
    _ shape: ObjectShape, of note: SchemaNote, constants: [String: Members]
  ) -> Members {
    var members: Members = [("type", .string("object"))]
    let properties = shape.fields.map { field in
      let inner = note.field(field.name)
      let form = constants[field.name] ?? form(field.shape, inner)
      return (field.name, SchemaText.object(description(field.shape, of: inner) + form))
    }
    members.append(("properties", .object(properties)))
    let required = shape.fields.filter(\.isRequired).map(\.name)
    if !required.isEmpty { members.append(("required", .strings(required))) }
    members.append(("additionalProperties", .literal("false")))
    return members + rules(shape.rules)
  }

  private static func rules(_ rules: [FieldRule]) -> Members {
    var dependent: [(String, [String])] = []
    var all: [SchemaText] = []
    var ascending: [SchemaText] = []
    for rule in rules {
      switch rule {
      case .atLeastOne(let names): all.append(.object([("anyOf", .array(names.map { present([$0]) }))]))
      case .atMostOne(let names):
        for (index, name) in names.enumerated() {
          all += names[(index + 1)...].map { .object([("not", present([name, $0]))]) }
        }
      case .requires(let name, let other):
        if let known = dependent.firstIndex(where: { $0.0 == name }) {
          dependent[known].1.append(other)
        } else {
          dependent.append((name, [other]))
        }
      case .whenRequires(let name, let values, let others):
        all.append(.object([("if", condition(name, values)), ("then", present(others))]))
      case .whenForbids(let name, let values, let others):
        let forbidden = SchemaText.object([("not", .object([("anyOf", .array(others.map { present([$0]) }))]))])
        all.append(.object([("if", condition(name, values)), ("then", forbidden)]))
      case .ascending(let first, let second): ascending.append(.strings([first, second]))
      }
    }
    var members: Members = []
    if !dependent.isEmpty {
      members.append(("dependentRequired", .object(dependent.map { ($0.0, .strings($0.1)) })))
    }
    if !all.isEmpty { members.append(("allOf", .array(all))) }
    if !ascending.isEmpty { members.append(("x-cellbus-ascending", .array(ascending))) }
    return members
  }

  private static func present(_ names: [String]) -> SchemaText { .object([("required", .strings(names))]) }

  private static func condition(_ name: String, _ values: [String]) -> SchemaText {
    .object([
      ("properties", .object([(name, .object([("enum", .strings(values))]))])), ("required", .strings([name])),
    ])
  }
}
