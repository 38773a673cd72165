import CellSchema
import Foundation

/// Writes a tree as the JSON that a shape wants, and notes where each value stands.
///
/// The writer decides nothing about validity: a scalar that is not what the shape wants is written as a string, and the
/// strict checker says what is wrong with it.
struct JSONWriter {
  let file: String
  private(set) var json: [UInt8] = []
  private(set) var places = Places()

  init(file: String) { self.file = file }

  /// `shape` is `nil` below a field that no type has: it is written for the checker to name.
  mutating func write(_ tree: YAMLTree, as shape: Shape?, at pointer: String, depth: Int) throws(FileProblem) {
    places.note(value: tree.position, at: pointer)
    switch tree {
    case .scalar(let text, let isPlain, _): append(scalar: text, isPlain: isPlain, as: shape)
    case .sequence(let elements, _):
      json.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { json.append(UInt8(ascii: ",")) }
        try write(element, as: shape?.element, at: "\(pointer)/\(index)", depth: depth + 1)
      }
      json.append(UInt8(ascii: "]"))
    case .mapping(let pairs, let position):
      if case .string(let string) = shape, !string.parts.isEmpty {
        append(string: try text(of: pairs, string.parts, at: pointer, position))
      } else {
        try write(pairs, as: shape, at: pointer, depth: depth)
      }
    }
  }

  private mutating func write(
    _ pairs: [(key: String, keyPosition: FilePosition, value: YAMLTree)], as shape: Shape?, at pointer: String,
    depth: Int
  ) throws(FileProblem) {
    json.append(UInt8(ascii: "{"))
    var seen: Set<String> = []
    for (index, pair) in pairs.enumerated() {
      let place = "\(pointer)/\(pair.key.escapedForPointer)"
      guard seen.insert(pair.key).inserted else {
        throw FileProblem(
          .duplicateField, file: file, position: pair.keyPosition, pointer: place,
          "\"\(pair.key)\" stands twice in one mapping")
      }
      places.note(key: pair.keyPosition, at: place)
      if index > 0 { json.append(UInt8(ascii: ",")) }
      append(string: pair.key)
      json.append(UInt8(ascii: ":"))
      try write(pair.value, as: shape?.field(pair.key), at: place, depth: depth + 1)
    }
    json.append(UInt8(ascii: "}"))
  }

  /// The string that a mapping stands for: its fields' values one after the other, each behind its lead.
  private mutating func text(
    of pairs: [(key: String, keyPosition: FilePosition, value: YAMLTree)], _ parts: [StringShape.Part],
    at pointer: String, _ position: FilePosition
  ) throws(FileProblem) -> String {
    for (index, pair) in pairs.enumerated() {
      let place = "\(pointer)/\(pair.key.escapedForPointer)"
      func refused(_ code: ErrorCode, _ detail: String) -> FileProblem {
        FileProblem(code, file: file, position: pair.keyPosition, pointer: place, detail)
      }
      guard parts.contains(where: { $0.name == pair.key }) else {
        throw refused(.unknownField, "allowed: \(parts.map(\.name).joined(separator: ", "))")
      }
      guard !pairs[..<index].contains(where: { $0.key == pair.key }) else {
        throw refused(.duplicateField, "\"\(pair.key)\" stands twice in one mapping")
      }
    }
    var text = ""
    for part in parts {
      let place = "\(pointer)/\(part.name)"
      guard let pair = pairs.first(where: { $0.key == part.name }) else {
        throw FileProblem(.missingField, file: file, position: position, pointer: place, "\(part.name) is missing")
      }
      places.note(key: pair.keyPosition, at: place)
      text += part.lead + (try value(of: pair.value, isList: part.isList, at: place))
    }
    return text
  }

  private mutating func value(of tree: YAMLTree, isList: Bool, at pointer: String) throws(FileProblem) -> String {
    places.note(value: tree.position, at: pointer)
    switch tree {
    case .scalar(let text, _, _) where !isList: return text
    case .sequence(let elements, _) where isList && !elements.isEmpty:
      var names: [String] = []
      for (index, element) in elements.enumerated() {
        names.append(try value(of: element, isList: false, at: "\(pointer)/\(index)"))
      }
      return names.joined(separator: ", ")
    case .scalar, .sequence, .mapping:
      throw FileProblem(
        .wrongType, file: file, position: tree.position, pointer: pointer,
        isList ? "allowed: a list of names" : "allowed: a name")
    }
  }

  private mutating func append(scalar text: String, isPlain: Bool, as shape: Shape?) {
    guard isPlain else { return append(string: text) }
    // A key with nothing behind it is no empty string.
    guard !text.isEmpty else { return json.append(contentsOf: "null".utf8) }
    switch shape {
    case .integer where JSONNumber(text)?.isInteger == true, .number where JSONNumber(text) != nil:
      json.append(contentsOf: text.utf8)
    case .boolean where text == "true" || text == "false":
      json.append(contentsOf: text.utf8)
    case .orNotKnown(let known) where text != "N/K":
      append(scalar: text, isPlain: true, as: known)
    case .string, .enumeration, .integer, .number, .boolean, .array, .object, .orNotKnown, nil:
      append(string: text)
    }
  }

  private mutating func append(string: String) {
    json.append(UInt8(ascii: "\""))
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): json.append(contentsOf: [UInt8(ascii: "\\"), byte])
      case UInt8(ascii: "\n"): json.append(contentsOf: "\\n".utf8)
      case UInt8(ascii: "\t"): json.append(contentsOf: "\\t".utf8)
      case 0..<0x20:
        json.append(contentsOf: "\\u00".utf8)
        json.append(contentsOf: byte < 0x10 ? "0".utf8 : "1".utf8)
        json.append(contentsOf: String(byte & 0xF, radix: 16).utf8)
      default: json.append(byte)
      }
    }
    json.append(UInt8(ascii: "\""))
  }

  /// A value that passed the checker and that its own type still refuses.
  func problem(undecodable error: any Error, secrets: Set<String>) -> FileProblem {
    let refusal = Refusal(decoding: error, .badFormat)
    let pointer = refusal.pointer
    let detail =
      secrets.contains(pointer) ? "the value, which is secret, does not have its field's form" : refusal.detail
    return FileProblem(.badFormat, file: file, position: places.value(at: pointer), pointer: pointer, detail)
  }
}

extension Shape {
  fileprivate var element: Shape? {
    switch self {
    case .array(let element, _): element
    case .orNotKnown(let known): known.element
    case .string, .enumeration, .integer, .number, .boolean, .object: nil
    }
  }

  fileprivate func field(_ name: String) -> Shape? {
    switch self {
    case .object(let object): object.fields.first { $0.name == name }?.shape
    case .orNotKnown(let known): known.field(name)
    case .string, .enumeration, .integer, .number, .boolean, .array: nil
    }
  }
}

extension String {
  /// RFC 6901 §3.
  fileprivate var escapedForPointer: String {
    replacing("~", with: "~0").replacing("/", with: "~1")
  }
}

/// Whether a text is a number by the grammar of RFC 8259 §6. YAML's others (`0x10`, `1_000`, `.5`) are not.
private struct JSONNumber {
  var isInteger = true

  init?(_ text: String) {
    var rest = Array(text.utf8)[...]
    func digits() -> Int {
      let run = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      rest = rest[run.endIndex...]
      return run.count
    }
    if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
    let leadsWithZero = rest.first == UInt8(ascii: "0")
    let count = digits()
    guard count == 1 || (count > 1 && !leadsWithZero) else { return nil }
    if rest.first == UInt8(ascii: ".") {
      isInteger = false
      rest.removeFirst()
      guard digits() > 0 else { return nil }
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      isInteger = false
      rest.removeFirst()
      if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
      guard digits() > 0 else { return nil }
    }
    guard rest.isEmpty else { return nil }
  }
}
