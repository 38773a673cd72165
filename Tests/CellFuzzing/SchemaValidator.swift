/// A validator of JSON Schema that knows the keywords of exported schemas and no others. It is made from a schema's text
/// and shares nothing with the strict check.
///
/// `format` is asserted and `x-cellbus-ascending` honoured. Of a name that stands twice in one object the last counts.
package final class SchemaValidator {
  package struct Unknown: Error, CustomStringConvertible {
    package var description: String
  }

  private let root: SchemaNode

  /// - Throws: where the text is no schema, or has a keyword that is not known here.
  package init(_ schema: String) throws {
    let bytes = Array(schema.utf8)
    var tape = JSONTape()
    guard tape.read(bytes) else { throw Unknown(description: "the schema is no JSON") }
    root = try SchemaNode(tape, 0, bytes)
  }

  /// Whether a document that was read to a tape is valid.
  package func accepts(_ tape: JSONTape, _ bytes: [UInt8]) -> Bool {
    root.accepts(SchemaSubject(tape: tape, bytes: bytes), 0)
  }
}

/// What is validated.
struct SchemaSubject {
  let tape: JSONTape
  let bytes: [UInt8]

  func members(of index: Int) -> [(name: ArraySlice<UInt8>, node: Int)] {
    var members: [(name: ArraySlice<UInt8>, node: Int)] = []
    for child in tape.children(of: index) {
      let name = tape.name(of: tape.nodes[child], in: bytes)
      if let known = members.firstIndex(where: { $0.name == name }) {
        members[known].node = child
      } else {
        members.append((name, child))
      }
    }
    return members
  }

  func scalars(_ index: Int) -> [UInt32] {
    let text = tape.text(of: tape.nodes[index], in: bytes)
    var scalars: [UInt32] = []
    scalars.reserveCapacity(text.count)
    // The tape has found it well-formed.
    var at = text.startIndex
    while at < text.endIndex {
      let lead = text[at]
      let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
      var scalar = length == 1 ? UInt32(lead) : UInt32(lead) & (0xFF >> (UInt32(length) + 1))
      for byte in text[(at + 1)..<(at + length)] { scalar = scalar << 6 | UInt32(byte & 0x3F) }
      scalars.append(scalar)
      at += length
    }
    return scalars
  }
}
