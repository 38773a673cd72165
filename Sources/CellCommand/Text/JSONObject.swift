package import CellSchema

/// One JSON object on one line, its fields in the order in which they are added.
package struct JSONObject: Sendable {
  private var fields: [UInt8] = []

  package init() {}

  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(fields.count + 3)
    bytes.append(UInt8(ascii: "{"))
    bytes.append(contentsOf: fields)
    bytes.append(UInt8(ascii: "}"))
    return bytes
  }
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  package mutating func add(_ name: String, _ value: String) {
    open(name)
    Self.quote(value, into: &fields)
  }

  package mutating func add(_ name: String, _ value: some StringLeaf) { add(name, value.description) }

  package mutating func add(_ name: String, _ value: some BinaryInteger) {
    open(name)
    fields += String(value).utf8
  }

  package mutating func add(_ name: String, _ value: Bool) {
    open(name)
    fields += (value ? "true" : "false").utf8
  }

  package mutating func add(_ name: String, _ values: [String]) {
    open(name)
    fields.append(UInt8(ascii: "["))
    for (index, value) in values.enumerated() {
      if index > 0 { fields.append(UInt8(ascii: ",")) }
      Self.quote(value, into: &fields)
    }
    fields.append(UInt8(ascii: "]"))
  }

  package mutating func add(_ name: String, _ objects: [JSONObject]) {
    open(name)
    fields.append(UInt8(ascii: "["))
    for (index, object) in objects.enumerated() {
      if index > 0 { fields.append(UInt8(ascii: ",")) }
      fields += object.bytes
    }
    fields.append(UInt8(ascii: "]"))
  }

  package mutating func add(_ name: String, _ object: JSONObject) { add(name, raw: object.bytes[...]) }

  /// JSON as it stands; a line feed in it, which can only stand between its parts, becomes a space.
  package mutating func add(_ name: String, raw: ArraySlice<UInt8>) {
    open(name)
    let start = fields.count
    fields.append(contentsOf: raw)
    var json = fields.mutableSpan
    for place in start..<json.count where json[place] == 0x0A || json[place] == 0x0D { json[place] = 0x20 }
  }

  private mutating func open(_ name: String) {
    if !fields.isEmpty { fields.append(UInt8(ascii: ",")) }
    Self.quote(name, into: &fields)
    fields.append(UInt8(ascii: ":"))
  }

  /// The fields of a JSON object that an encoder wrote, as they stand, after those that were added.
  package mutating func addFields(encoded object: some Collection<UInt8>) {
    let inner = Self.harmless(object.dropFirst().dropLast())
    guard !inner.isEmpty else { return }
    if !fields.isEmpty { fields.append(UInt8(ascii: ",")) }
    fields += inner
  }

  private static func harmless(_ json: some Sequence<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    for scalar in String(decoding: Array(json), as: UTF8.self).unicodeScalars {
      if scalar.isForbidden(.onTerminal) {
        escape(scalar, into: &bytes)
      } else {
        bytes += UTF8.encode(scalar).map { Array($0) } ?? []
      }
    }
    return bytes
  }

  /// RFC 8259 §7. What could do something to a terminal is escaped as well.
  private static func quote(_ text: String, into bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      if (0x20...0x7E).contains(scalar.value), scalar != "\"", scalar != "\\" {
        bytes.append(UInt8(truncatingIfNeeded: scalar.value))
        continue
      }
      switch scalar {
      case "\"": bytes += "\\\"".utf8
      case "\\": bytes += "\\\\".utf8
      case "\n": bytes += "\\n".utf8
      case "\t": bytes += "\\t".utf8
      default:
        if scalar.isForbidden(.onTerminal) {
          escape(scalar, into: &bytes)
        } else {
          bytes += UTF8.encode(scalar).map { Array($0) } ?? []
        }
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func escape(_ scalar: Unicode.Scalar, into bytes: inout [UInt8]) {
    for unit in String(scalar).utf16 {
      let hex = String(unit, radix: 16)
      bytes += "\\u\(String(repeating: "0", count: 4 - hex.count))\(hex)".utf8
    }
  }
}
