package import CellSchema
import Foundation

/// The catalogue as JSON Schema. A schema's `$id` is a URN: it names the schema and leads nowhere (RFC 8141).
package enum Schemas {
  package static var header: String {
    JSONSchema.text(
      for: Catalogue.headerShape, of: Header.self, id: "urn:cellbus:schema:header", title: "header")
  }

  package static func body(_ entry: Catalogue.Entry) -> String {
    JSONSchema.text(
      for: entry.shape, of: entry.payload, id: "urn:cellbus:schema:\(entry.type):v\(entry.version):body",
      title: "\(entry.type) version \(entry.version), the body")
  }

  package static func document(_ entry: Catalogue.Entry) -> String {
    JSONSchema.documentText(
      header: Catalogue.headerShape, body: entry.shape, of: entry.payload, type: entry.type.description,
      version: Int(entry.version.value), id: "urn:cellbus:schema:\(entry.type):v\(entry.version)",
      title: "\(entry.type) version \(entry.version)")
  }

  /// JSON with a field a line.
  package static func pretty(_ json: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    var depth = 0
    var isString = false
    var isEscape = false
    func line() { text += [0x0A] + [UInt8](repeating: 0x20, count: 2 * depth) }
    for (index, byte) in json.enumerated() {
      if isString {
        text.append(byte)
        if isEscape {
          isEscape = false
        } else if byte == UInt8(ascii: "\\") {
          isEscape = true
        } else if byte == UInt8(ascii: "\"") {
          isString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""):
        isString = true
        text.append(byte)
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        text.append(byte)
        depth += 1
        if index + 1 < json.count, json[index + 1] != byte + 2 { line() }
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if index > 0, json[index - 1] != byte - 2 { line() }
        text.append(byte)
      case UInt8(ascii: ","):
        text.append(byte)
        line()
      case UInt8(ascii: ":"): text += ": ".utf8
      default: text.append(byte)
      }
    }
    return text
  }
}
