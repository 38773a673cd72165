package import CellSchema

/// What a person's file or pipe has to be before anything in it is looked at.
package enum InputText {
  /// - Parameter what: what is expected in it, with an example.
  /// - Throws: what it is instead. The pointer is empty.
  package static func check(_ bytes: some Collection<UInt8>, expected what: String) throws(Refusal) {
    let start = Array(bytes.prefix(4))
    // Most lines are an object of JSON.
    if start.count > 1, start[0] == UInt8(ascii: "{"), start[1] != 0 { return }
    if start.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw Refusal(.notJSON, "it begins with a byte order mark (U+FEFF); save it as UTF-8 without one")
    }
    if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) || start.prefix(2).contains(0) {
      throw Refusal(.notUTF8, "it is written in UTF-16 or UTF-32; save it as UTF-8")
    }
    if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }) {
      throw Refusal(.notJSON, "there is nothing in it; expected is \(what)")
    }
  }
}

/// A place in a text that a person wrote, counted from 1; columns count characters.
struct TextPlace {
  var line = 1
  var column = 1

  /// The place of the byte at `end`.
  init(of end: Int, in bytes: ArraySlice<UInt8>) {
    for byte in bytes[bytes.startIndex..<min(max(end, bytes.startIndex), bytes.endIndex)] {
      if byte == 0x0A {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
  }

  var words: String { line == 1 ? "column \(column)" : "line \(line), column \(column)" }
}
