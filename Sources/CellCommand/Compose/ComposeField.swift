import CellSchema

/// A field of a message as somebody is asked for it.
struct ComposeField {
  /// The names on the way to it, in JSON.
  let path: [String]
  let shape: Shape
  let note: SchemaNote
  let isRequired: Bool

  /// `began within`; of an element, its list's.
  var label: String {
    let name = path.last { Int($0) == nil } ?? ""
    let number = path.last.flatMap({ Int($0) }).map { " \($0 + 1)" } ?? ""
    return MessageText.label(of: name) + number
  }

  /// Which way a time or a span goes: an answer is wanted, and a message is of use, until a moment that is to come.
  var sense: MomentInput.Sense { path == ["replyBy"] || path == ["expiresAt"] ? .ahead : .either }

  /// Whether `?` is an answer.
  var mayBeNotKnown: Bool {
    if case .orNotKnown = shape { return true }
    return shape.enumerated?.contains(Shape.notKnown) ?? false
  }

  /// What it is, and what may be written: a line or more.
  ///
  /// - Parameters:
  ///   - example: of the value, from the schema's example.
  ///   - notKnown: what stands for a value that is not known.
  func explanation(example: JSONTree?, moments: MomentInput, notKnown: String = "?") -> [String] {
    var lines: [String] = []
    if let purpose { lines.append(purpose) }
    if let values = shape.enumerated {
      lines += choices(values, note)
    } else if case .array(let element, _) = shape, let values = element.enumerated {
      lines += choices(values, note.element) + [allowed(moments)]
    } else {
      var allowed = allowed(moments)
      if let example = example?.plain, !example.isEmpty, shape.known.isExemplified(by: allowed) {
        allowed += spoken(", such as \(example)")
      }
      if case .orNotKnown = shape { allowed += spoken("; \(notKnown) where it is not known") }
      lines.append(allowed)
    }
    return lines
  }

  /// What it is for, and what its type is.
  var words: String? { Self.said(note.sentences) }

  private static func said(_ sentences: [String]) -> String? {
    sentences.isEmpty ? nil : sentences.map { spoken(listed: $0) }.joined(separator: " ")
  }

  /// What it is for. What its type is besides stands below, where there is a list of values or a form to show.
  private var purpose: String? {
    let isShown =
      switch shape.known {
      case .string(let string): string.pattern == nil || string.format != nil
      case .array(let element, _): element.enumerated != nil
      case .enumeration, .boolean: true
      case .integer, .number, .object, .orNotKnown: false
      }
    return isShown && note.saysBoth ? Self.said(note.sentences.dropLast()) : words
  }

  private func choices(_ values: [String], _ note: SchemaNote) -> [String] {
    // Nobody reads through the codes of a standard.
    guard values.count <= 24 else { return [spoken("one of: \(shape.inWords)")] }
    let meanings = values.map { note.meaning(of: $0).map { spoken(listed: $0) } }
    if meanings.allSatisfy({ $0 == nil }) {
      return [values.enumerated().map { "\($0.offset + 1) \($0.element)" }.joined(separator: "   ")]
    }
    let width = values.map(\.count).max() ?? 0
    return zip(values, meanings).enumerated().map { place, choice in
      "\(DisplayText.right("\(place + 1)", 2)) \(DisplayText.column(choice.0, width))  \(choice.1 ?? "")"
    }
  }

  private func allowed(_ moments: MomentInput) -> String {
    switch shape.known {
    case .string(let string):
      switch string.format {
      case .timestamp: return moments.allowed
      case .date: return MomentInput.allowedDay
      case nil: break
      }
      if shape.known == MessageID.shape { return "\(MessageReference.allowed)" }
      return string.pattern == nil
        ? spoken("a text of at most \(string.length.upperBound) characters") : FieldInput.allowed(string)
    case .boolean: return spoken("yes or no")
    case .integer, .number, .enumeration, .orNotKnown: return shape.inWords
    case .array(let element, _):
      guard element.isTyped else { return spoken("one a line, an empty line ends") }
      let several = spoken("one or several, with commas between")
      guard case .string(let string) = element.known, string.format == nil else { return several }
      return "\(several): \(FieldInput.allowed(string))"
    case .object: return ""
    }
  }
}

extension Shape {
  /// Whether elements of a list can be written in one line: there is no comma in any.
  var isTyped: Bool {
    switch known {
    case .string(let string): string.pattern != nil
    case .enumeration, .integer, .number, .boolean: true
    case .array, .object, .orNotKnown: false
    }
  }

  /// Whether an example says more than the words do.
  fileprivate func isExemplified(by words: String) -> Bool {
    switch self {
    case .string(let string):
      string.format == nil && self != MessageID.shape && !(string.example.map { words.contains($0) } ?? false)
    case .integer, .number: true
    case .enumeration, .boolean, .array, .object, .orNotKnown: false
    }
  }
}

extension JSONTree {
  /// Of a list; nil for anything else.
  var elements: [JSONTree]? { if case .list(let elements) = content { elements } else { nil } }

  /// As a person reads it: moments as date-time groups, lists with commas between.
  var plain: String {
    switch content {
    case .object(let members):
      members.map { "\(MessageText.label(of: $0.name)) \($0.value.plain)" }.joined(separator: ", ")
    case .list(let elements): elements.map(\.plain).joined(separator: ", ")
    case .leaf:
      switch String(decoding: bytes, as: UTF8.self) {
      case "true": inColumn("yes")
      case "false": inColumn("no")
      case let literal: text.map { Timestamp($0)?.dtg ?? $0 } ?? literal
      }
    }
  }
}
