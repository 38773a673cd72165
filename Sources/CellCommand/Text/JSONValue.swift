import CellSchema

/// A JSON value of any kind.
enum JSONValue: Decodable {
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

  var isObject: Bool { if case .object = self { true } else { false } }

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
    case .truth(let isTrue): isTrue ? inColumn("yes") : inColumn("no")
    case .list(let elements): elements.map(\.plain).joined(separator: ", ")
    case .object(let fields): fields.sorted { $0.key < $1.key }.map(\.value.plain).joined(separator: " ")
    case .null: ""
    }
  }
}
