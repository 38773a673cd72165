package import CellSchema
package import StrictYAML

/// A message as a form in YAML: what is mandatory stands there, everything else behind `#`.
package enum ComposeForm {
  // MARK: writing

  /// The form, with what is known filled in.
  ///
  /// - Parameter faults: what is wrong with it, said at its top.
  package static func text(
    _ entry: Catalogue.Entry, _ draft: ComposedMessage, moments: MomentInput, faults: [String] = []
  ) -> String {
    // The editor orders what runs from right to left; a file in YAML has no marks and isolates.
    Voice.$current.withValue(Voice(Voice.current.language)) {
      form(entry, draft, moments, faults.map { $0.filter { !$0.unicodeScalars.contains(where: \.isForbidden) } })
    }
  }

  private static func form(
    _ entry: Catalogue.Entry, _ draft: ComposedMessage, _ moments: MomentInput, _ faults: [String]
  ) -> String {
    var lines: [String] = []
    if !faults.isEmpty { lines += ["# \(spoken("TO BE CORRECTED:"))"] + faults.map { "#   \($0)" } + ["#"] }
    lines += comment("\(entry.type): \(spoken(listed: entry.summary))", indent: 0)
    lines += comment(
      spoken(
        "Write behind the colons. Take the # away before what you want to say besides. An empty file sends nothing."),
      indent: 0)
    let example = JSONTree(written: entry.exampleBody)
    for part in ComposedMessage.Part.allCases.reversed() {
      lines += ["", "\(part.rawValue):"]
      let writer = FormWriter(part: part, entry: entry, draft: draft[part], example: example, moments: moments)
      lines += writer.fields(of: part.shape(of: entry), at: [], indent: 1, isCommented: false)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  static func comment(_ text: String, indent: Int) -> [String] {
    let margin = String(repeating: "  ", count: indent) + "# "
    return DisplayText.wrapped(DisplayText.line(text), to: max(40, 100 - margin.count)).map { margin + $0 }
  }

  // MARK: reading

  /// A form that was filled in: the message, and everything that is wrong with it, each with its line.
  package struct Filled {
    package let message: ComposedMessage
    package let faults: [BodyFault]
    /// Messages that have to be looked up, with their places.
    package let references: [(part: String, path: [String], reference: MessageReference)]
    /// Nothing was written in it.
    package let isEmpty: Bool

    /// `line 12  target: target is mandatory here.`
    ///
    /// - Parameter shift: by how many lines the form is further down than it was read.
    package func words(movedBy shift: Int = 0) -> [String] {
      faults.map { fault in
        let line = fault.line.map { spoken("line \($0 + shift)  ") } ?? ""
        return DisplayText.line("\(line)\(fault.refusal.pointer): \(Complaint.sentence(fault.refusal.detail))")
      }
    }
  }

  /// - Throws: what makes it no YAML.
  package static func read(
    _ bytes: [UInt8], of entry: Catalogue.Entry, file: String, moments: MomentInput, refusesExamples: Bool = false
  ) throws(FileProblem) -> Filled {
    let halves = ComposedMessage.Part.allCases
    let shape = Shape.object(
      ObjectShape(
        fields: halves.map { part in
          ObjectShape.Field(name: part.rawValue, shape: .object(part.shape(of: entry)), isRequired: false)
        }))
    let isBlank = String(decoding: bytes, as: UTF8.self).split(separator: "\n").allSatisfy {
      $0.trimmingPrefix { $0 == " " }.first.map { $0 == "#" } ?? true
    }
    guard !isBlank else { return Filled(message: ComposedMessage(), faults: [], references: [], isEmpty: true) }
    let (json, place) = try StrictYAML.json(shape, from: bytes, file: file, forbidden: .inForm)
    let tree = JSONTree(written: json)
    var reader = FormReader(input: FieldInput(moments: moments, refusesExamples: refusesExamples), place: place)
    var message = ComposedMessage()
    for part in halves {
      reader.part = part
      message[part] =
        reader.read(tree[part.rawValue] ?? JSONTree(object: []), as: .object(part.shape(of: entry)), at: [])
        ?? JSONTree(object: [])
    }
    // What could not be read is wrong already, and not missing.
    for (part, refusal) in message.faults(of: entry) {
      let pointer = "/\(part.rawValue)\(refusal.pointer)"
      guard !reader.faults.contains(where: { $0.refusal.pointer.hasPrefix(pointer) }) else { continue }
      guard !reader.references.contains(where: { "/\($0.part)\($0.path.pointer)".hasPrefix(pointer) }) else { continue }
      let found = Refusal(refusal.code, at: pointer, refusal.detail)
      reader.faults.append(BodyFault(found, line: place(found).line))
    }
    if case .object(let members) = tree.content {
      for member in members where ComposedMessage.Part(rawValue: member.name) == nil {
        let found = Refusal(.unknownField, at: "/\(member.name)", "a form has these: header, body")
        reader.faults.append(BodyFault(found, line: place(found).line))
      }
    }
    let isEmpty = halves.allSatisfy { message[$0].isEmptyObject } && reader.faults.isEmpty
    return Filled(
      message: message, faults: reader.faults.sorted { $0.line ?? 0 < $1.line ?? 0 }, references: reader.references,
      isEmpty: isEmpty)
  }
}

extension JSONTree {
  fileprivate var isEmptyObject: Bool {
    if case .object(let members) = content { members.isEmpty } else { false }
  }
}

private struct FormWriter {
  let part: ComposedMessage.Part
  let entry: Catalogue.Entry
  let draft: JSONTree
  let example: JSONTree
  let moments: MomentInput

  func fields(of object: ObjectShape, at path: [String], indent: Int, isCommented: Bool) -> [String] {
    object.fields.flatMap { field -> [String] in
      let path = path + [field.name]
      guard let asked = part.field(at: path, of: entry) else { return [] }
      let known = draft[path]
      let isCommented = isCommented || (known == nil && !field.isRequired)
      let explained = explanation(asked, indent: indent)
      let margin = String(repeating: "  ", count: indent) + (isCommented ? "# " : "")
      switch field.shape.known {
      case .object(let inner):
        return explained + ["\(margin)\(field.name):"]
          + fields(of: inner, at: path, indent: indent + 1, isCommented: isCommented)
      case .array, .string, .enumeration, .integer, .number, .boolean, .orNotKnown:
        let value =
          known.map(\.flow) ?? (isCommented ? "" : part.standard(of: path, of: entry.type).map { "\"\($0)\"" } ?? "")
        let shown = field.shape.isList && !value.isEmpty && !value.hasPrefix("[") ? "[\(value)]" : value
        return explained + ["\(margin)\(field.name):\(shown.isEmpty ? "" : " \(shown)")"]
      }
    }
  }

  private func explanation(_ field: ComposeField, indent: Int) -> [String] {
    let isMandatory = field.isRequired ? spoken("MANDATORY. ") : ""
    var lines = field.explanation(
      example: part == .body ? example[field.path] : nil, moments: moments, notKnown: Shape.notKnown)
    if case .array(let element, _) = field.shape.known {
      lines = [field.words].compactMap { $0 }
      let such = part == .body ? example[field.path]?.flow : nil
      lines.append(
        spoken("a list") + (element.isSimple ? ": \(element.inWords)" : "")
          + (such.map { spoken(", such as \($0)") } ?? ""))
    }
    if !lines.isEmpty { lines[0] = isMandatory + lines[0] }
    return [""] + lines.flatMap { ComposeForm.comment($0, indent: indent) }
  }
}

extension Shape {
  fileprivate var isList: Bool { if case .array = known { true } else { false } }
}

extension JSONTree {
  /// In YAML's flow style, which JSON is.
  fileprivate var flow: String {
    String(decoding: CompactJSON.compact(bytes), as: UTF8.self).replacing(",\"", with: ", \"").unicodeScalars
      .reduce(into: "") { text, scalar in
        if scalar.isForbidden(.inForm) {
          text += "\\u" + String(String(scalar.value + 0x10000, radix: 16).dropFirst())
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
  }
}

private struct FormReader {
  let input: FieldInput
  let place: @Sendable (Refusal) -> FilePosition
  var part = ComposedMessage.Part.body
  var faults: [BodyFault] = []
  var references: [(part: String, path: [String], reference: MessageReference)] = []

  init(input: FieldInput, place: @escaping @Sendable (Refusal) -> FilePosition) {
    self.input = input
    self.place = place
  }

  /// The value that is meant; nil where nothing is said.
  mutating func read(_ tree: JSONTree, as shape: Shape?, at path: [String]) -> JSONTree? {
    switch (tree.content, shape?.known) {
    case (.object(let members), let known):
      var object: ObjectShape?
      if case .object(let found)? = known { object = found }
      let said = members.compactMap { member -> (name: String, value: JSONTree)? in
        let field = object?.fields.first { $0.name == member.name }
        return read(member.value, as: field?.shape, at: path + [member.name]).map { (member.name, $0) }
      }
      // A mapping of which nothing is filled in says nothing.
      return said.isEmpty && !members.isEmpty ? nil : JSONTree(object: said)
    case (.list(let elements), let known):
      var element: Shape?
      if case .array(let found, _)? = known { element = found }
      return JSONTree(
        list: elements.enumerated().compactMap { read($0.element, as: element, at: path + ["\($0.offset)"]) })
    case (.leaf, .array(let element, _)?) where element.isSimple:
      // One alone may stand without brackets.
      guard !tree.isNull else { return nil }
      return read(tree, as: element, at: path + ["0"]).map { JSONTree(list: [$0]) }
    case (.leaf, _):
      guard !tree.isNull else { return nil }
      guard let shape, shape.isSimple else { return tree }
      return leaf(tree, as: shape, at: path)
    }
  }

  private mutating func leaf(_ tree: JSONTree, as shape: Shape, at path: [String]) -> JSONTree? {
    do throws(Refusal) {
      let text = tree.text ?? String(decoding: tree.bytes, as: UTF8.self)
      let field = ComposeField(path: path, shape: shape, note: SchemaNote.header, isRequired: false)
      switch try input.read(text, as: shape, field.sense) {
      case .value(let value): return value
      case .message(let reference):
        references.append((part.rawValue, path, reference))
        return nil
      }
    } catch {
      let found = Refusal(error.code, at: "/\(part.rawValue)\(path.pointer)", error.detail)
      faults.append(BodyFault(found, line: place(found).line))
      return nil
    }
  }
}
