package import CellSchema

/// The members of one JSON object and where their values stand, without decoding them.
///
/// The values are not checked: brackets are counted, strings are passed over. Whoever gets a value checks it.
package struct JSONMembers: Sendable {
  package struct Member: Sendable {
    package let name: String
    package let value: Range<Int>
  }

  package let members: [Member]

  /// - Throws: `not-json` where it is no object, or something follows it.
  package init(of json: ArraySlice<UInt8>) throws(Refusal) {
    var scan = Scan(json)
    members = try scan.object()
  }

  /// The places of an array's elements.
  ///
  /// - Throws: `not-json` where it is no array, or something follows it.
  package static func elements(of json: ArraySlice<UInt8>) throws(Refusal) -> [Range<Int>] {
    var scan = Scan(json)
    return try scan.array()
  }

  package subscript(name: String) -> Range<Int>? { members.first { $0.name == name }?.value }

  private struct Scan {
    let bytes: ArraySlice<UInt8>
    var at: Int

    init(_ bytes: ArraySlice<UInt8>) {
      self.bytes = bytes
      at = bytes.startIndex
    }

    var byte: UInt8 { at < bytes.endIndex ? bytes[at] : 0 }

    mutating func skipSpace() {
      while at < bytes.endIndex {
        switch bytes[at] {
        case 0x20, 0x09, 0x0A, 0x0D: at += 1
        default: return
        }
      }
    }

    mutating func object() throws(Refusal) -> [Member] {
      var members: [Member] = []
      skipSpace()
      guard byte == UInt8(ascii: "{") else { throw error("an object in braces is expected") }
      at += 1
      skipSpace()
      if byte == UInt8(ascii: "}") {
        at += 1
      } else {
        while true {
          members.append(try member())
          skipSpace()
          if byte == UInt8(ascii: "}") {
            at += 1
            break
          }
          guard byte == UInt8(ascii: ",") else { throw error("a comma or the closing brace is expected") }
          at += 1
          skipSpace()
        }
      }
      skipSpace()
      guard at == bytes.endIndex else { throw error("the end is expected") }
      return members
    }

    mutating func array() throws(Refusal) -> [Range<Int>] {
      var elements: [Range<Int>] = []
      skipSpace()
      guard byte == UInt8(ascii: "[") else { throw error("an array in brackets is expected") }
      at += 1
      skipSpace()
      if byte == UInt8(ascii: "]") {
        at += 1
      } else {
        while true {
          let start = at
          try value()
          guard at > start else { throw error("a value is expected") }
          elements.append(start..<at)
          skipSpace()
          if byte == UInt8(ascii: "]") {
            at += 1
            break
          }
          guard byte == UInt8(ascii: ",") else { throw error("a comma or the closing bracket is expected") }
          at += 1
          skipSpace()
        }
      }
      skipSpace()
      guard at == bytes.endIndex else { throw error("the end is expected") }
      return elements
    }

    mutating func member() throws(Refusal) -> Member {
      guard byte == UInt8(ascii: "\"") else { throw error("a field's name in quotes is expected") }
      let start = at + 1
      try string()
      let name = String(decoding: bytes[start..<at - 1], as: UTF8.self)
      skipSpace()
      guard byte == UInt8(ascii: ":") else { throw error("a colon is expected") }
      at += 1
      skipSpace()
      let value = at
      try self.value()
      guard at > value else { throw error("a value is expected") }
      return Member(name: name, value: value..<at)
    }

    mutating func value() throws(Refusal) {
      let (end, fault) = Self.valueEnd(at - bytes.startIndex, in: bytes.span)
      at = bytes.startIndex + end
      if let fault { throw error(fault) }
    }

    mutating func string() throws(Refusal) {
      let end = Self.stringEnd(at - bytes.startIndex, in: bytes.span)
      at = bytes.startIndex + min(end, bytes.count)
      if end > bytes.count { throw error(Self.openString) }
    }

    private static let openString = "a closing quotation mark is expected"

    /// The place after the value that begins at `start`, and what is wrong there.
    private static func valueEnd(_ start: Int, in bytes: Span<UInt8>) -> (end: Int, fault: String?) {
      var depth = 0
      var at = start
      while at < bytes.count {
        switch bytes[at] {
        case UInt8(ascii: "\""):
          at = stringEnd(at, in: bytes)
          if at > bytes.count { return (bytes.count, openString) }
          if depth == 0 { return (at, nil) }
        case UInt8(ascii: "{"), UInt8(ascii: "["):
          depth += 1
          at += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
          if depth == 0 { return (at, nil) }
          depth -= 1
          at += 1
          if depth == 0 { return (at, nil) }
        case UInt8(ascii: ","), 0x20, 0x09, 0x0A, 0x0D:
          if depth == 0 { return (at, nil) }
          at += 1
        default: at += 1
        }
      }
      return (at, depth > 0 ? "a closing bracket is expected" : nil)
    }

    /// The place after the closing quote of the string that begins at a quote; beyond the end where there is none.
    private static func stringEnd(_ quote: Int, in bytes: Span<UInt8>) -> Int {
      var at = quote + 1
      while at < bytes.count {
        switch bytes[at] {
        case UInt8(ascii: "\""): return at + 1
        case UInt8(ascii: "\\"): at += 2
        default: at += 1
        }
      }
      return bytes.count + 1
    }

    func error(_ what: String) -> Refusal {
      let place = TextPlace(of: at, in: bytes).words
      guard at < bytes.endIndex else { return Refusal(.notJSON, "\(what), and the text ends (\(place))") }
      let found = String(decoding: bytes[at...].prefix { $0 != 0x0A }.prefix(80), as: UTF8.self).prefix(20)
      return Refusal(.notJSON, "\(what) where \(found) stands (\(place))")
    }
  }
}
