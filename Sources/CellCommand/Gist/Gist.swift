package import CellSchema
import Foundation

/// What a message says, in one line: the fields that a watch officer looks for first.
package enum Gist {
  /// - Parameter body: JSON. What a later version added, or a type that this version does not know, is no obstacle.
  package static func of(_ type: MessageType, body: ArraySlice<UInt8>) -> String {
    guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(body)) else { return "(not readable)" }
    guard let template = templates[type] else { return value.plain }
    return fill(template, from: value)
  }

  private static func fill(_ template: String, from value: JSONValue) -> String {
    var text = ""
    var rest = template[...]
    while let open = rest.firstIndex(where: { $0 == "[" }) {
      text += fields(rest[..<open], value) ?? ""
      let close = rest[open...].firstIndex(of: "]") ?? rest.endIndex
      text += fields(rest[rest.index(after: open)..<close], value) ?? ""
      rest = rest[close...].dropFirst()
    }
    return text + (fields(rest, value) ?? "")
  }

  /// Nil where a field is absent.
  private static func fields(_ part: Substring, _ value: JSONValue) -> String? {
    var text = ""
    var rest = part
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      let path = rest[rest.index(after: open)..<close].split(separator: ".")
      let found = path.reduce(value as JSONValue?) { $0?[String($1)] }
      guard let found else { return nil }
      text += rest[..<open] + found.plain
      rest = rest[close...].dropFirst()
    }
    return text + rest
  }
}

/// A JSON value of any kind.
private enum JSONValue: Decodable {
  case text(String)
  case integer(Int64)
  case number(Double)
  case truth(Bool)
  case list([JSONValue])
  case object([String: JSONValue])
  case null

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode(Bool.self) {
      self = .truth(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .list(value)
    } else if let value = try? container.decode([String: JSONValue].self) {
      self = .object(value)
    } else {
      self = .null
    }
  }

  subscript(name: String) -> JSONValue? {
    if case .object(let fields) = self { return fields[name] }
    return nil
  }

  /// A moment is a date-time group, a list its elements, an object its values in the order of their names.
  var plain: String {
    switch self {
    case .text(let text): Timestamp(text)?.dtg ?? text
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    case .truth(let isTrue): isTrue ? "yes" : "no"
    case .list(let elements): elements.map(\.plain).joined(separator: ", ")
    case .object(let fields): fields.sorted { $0.key < $1.key }.map(\.value.plain).joined(separator: " ")
    case .null: ""
    }
  }
}
