/// A JSON value that is written in the order in which it was put together, so that a schema's text is always the same.
indirect enum SchemaText {
  case object([(String, SchemaText)])
  case array([SchemaText])
  case string(String)
  /// A number, `true` or `false`, as it stands in JSON.
  case literal(String)

  static func strings(_ strings: [String]) -> SchemaText { .array(strings.map { .string($0) }) }

  /// - Parameter indent: the depth from which lines are indented by two spaces; nil for one line.
  func write(to text: inout String, indent: Int?) {
    switch self {
    case .string(let string): Self.write(string, to: &text)
    case .literal(let literal): text += literal
    case .array(let elements):
      let isShort = elements.allSatisfy(\.isScalar)
      Self.write(elements, "[", "]", to: &text, indent: isShort ? nil : indent, separator: isShort && indent != nil) {
        $0.write(to: &$1, indent: $2)
      }
    case .object(let members):
      Self.write(members, "{", "}", to: &text, indent: indent, separator: false) { member, text, indent in
        Self.write(member.0, to: &text)
        text += indent == nil ? ":" : ": "
        member.1.write(to: &text, indent: indent)
      }
    }
  }

  private var isScalar: Bool {
    switch self {
    case .string, .literal: true
    case .object, .array: false
    }
  }

  private static func write<Part>(
    _ parts: [Part], _ open: String, _ close: String, to text: inout String, indent: Int?, separator: Bool,
    _ write: (Part, inout String, Int?) -> Void
  ) {
    text += open
    for (index, part) in parts.enumerated() {
      if index > 0 { text += separator ? ", " : "," }
      if let indent { text += "\n" + String(repeating: "  ", count: indent + 1) }
      write(part, &text, indent.map { $0 + 1 })
    }
    if let indent, !parts.isEmpty { text += "\n" + String(repeating: "  ", count: indent) }
    text += close
  }

  /// RFC 8259 §7; beyond ASCII nothing is escaped.
  private static func write(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      default:
        if scalar.value < 0x20 {
          let hex = String(scalar.value, radix: 16)
          text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
    text += "\""
  }
}
