import CellSchema
import Foundation

/// A JSON text as a tree that keeps order, spelling and place of each value.
struct JSONTree: Sendable {
  indirect enum Content: Sendable {
    case object([(name: String, value: JSONTree)])
    case list([JSONTree])
    /// A string, a number, `true`, `false`, `null`, or what is none of them.
    case leaf
  }

  var content: Content
  /// The value's bytes, as they were written.
  var bytes: [UInt8]
  /// Where the value begins in the text that was read.
  var start: Int

  /// Deepest nesting that is read: one more than any document has.
  private static let depth = Limits.depth + 1

  /// - Throws: `not-json`, `too-deep`.
  init(_ json: ArraySlice<UInt8>) throws(Refusal) { try self.init(json, depth: 0) }

  /// A value that nobody wrote at any place.
  init(written json: [UInt8]) { self = (try? JSONTree(json[...])) ?? JSONTree(leaf: json) }

  init(leaf bytes: [UInt8]) { (content, self.bytes, start) = (.leaf, bytes, 0) }

  init(list elements: [JSONTree]) {
    content = .list(elements)
    bytes = Array("[".utf8) + elements.map(\.bytes).joined(separator: ",".utf8) + Array("]".utf8)
    start = 0
  }

  init(object members: [(name: String, value: JSONTree)]) {
    content = .object(members)
    let written = members.map { Self.quoted($0.name) + Array(":".utf8) + $0.value.bytes }
    bytes = Array("{".utf8) + written.joined(separator: ",".utf8) + Array("}".utf8)
    start = 0
  }

  init(text: String) { self.init(leaf: Self.quoted(text)) }

  /// A string as JSON: nothing is escaped that need not be (RFC 8259 §7).
  private static func quoted(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = [UInt8(ascii: "\"")]
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case UInt8(ascii: "\n"): bytes += "\\n".utf8
      case UInt8(ascii: "\t"): bytes += "\\t".utf8
      case 0..<0x20:
        bytes += (byte < 0x10 ? "\\u000" : "\\u001").utf8
        bytes += String(byte & 0xF, radix: 16).utf8
      default: bytes.append(byte)
      }
    }
    return bytes + [UInt8(ascii: "\"")]
  }

  private init(_ json: ArraySlice<UInt8>, depth: Int) throws(Refusal) {
    guard depth <= Self.depth else { throw Refusal(.tooDeep, "nested deeper than \(Limits.depth)") }
    start = json.startIndex
    bytes = Array(json)
    switch json.first {
    case UInt8(ascii: "{"):
      var members: [(name: String, value: JSONTree)] = []
      for member in try JSONMembers(of: json).members {
        members.append((member.name, try JSONTree(json[member.value], depth: depth + 1)))
      }
      content = .object(members)
    case UInt8(ascii: "["):
      var elements: [JSONTree] = []
      for range in try JSONMembers.elements(of: json) {
        elements.append(try JSONTree(json[range], depth: depth + 1))
      }
      content = .list(elements)
    default: content = .leaf
    }
  }

  var isNull: Bool { bytes == Array("null".utf8) }

  /// The value of a string; nil for anything else.
  var text: String? {
    guard bytes.first == UInt8(ascii: "\"") else { return nil }
    return try? JSONDecoder().decode(String.self, from: Data(bytes))
  }

  subscript(name: String) -> JSONTree? {
    guard case .object(let members) = content else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The value at the end of a JSON Pointer's names.
  subscript(path: some Collection<String>) -> JSONTree? {
    guard let name = path.first else { return self }
    switch content {
    case .object: return self[name]?[path.dropFirst()]
    case .list(let elements):
      guard let place = Int(name), elements.indices.contains(place) else { return nil }
      return elements[place][path.dropFirst()]
    case .leaf: return nil
    }
  }

  /// The same with another value at a path, or with none there; an object or an element on the way is made.
  func setting(_ value: JSONTree?, at path: some Collection<String>) -> JSONTree? {
    guard let name = path.first else { return value }
    let rest = path.dropFirst()
    if case .list(var elements) = content, let place = Int(name), place >= 0, place <= elements.count {
      let changed = (place < elements.count ? elements[place] : JSONTree(object: [])).setting(value, at: rest)
      if place < elements.count { elements.remove(at: place) }
      if let changed { elements.insert(changed, at: place) }
      return JSONTree(list: elements)
    }
    var members: [(name: String, value: JSONTree)] = []
    if case .object(let found) = content { members = found }
    let place = members.firstIndex { $0.name == name }
    let changed = (place.map { members[$0].value } ?? JSONTree(object: [])).setting(value, at: rest)
    if let place { members.remove(at: place) }
    if let changed { members.insert((name, changed), at: place ?? members.count) }
    return JSONTree(object: members)
  }
}

extension [String] {
  /// The names of a JSON Pointer (RFC 6901).
  package init(pointer: String) {
    self = pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
      String($0).replacing("~1", with: "/").replacing("~0", with: "~")
    }
  }

  package var pointer: String {
    map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
  }
}
