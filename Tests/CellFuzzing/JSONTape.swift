/// JSON as RFC 8259 has it, read by nothing of the product: every value of a text in the order in which it stands, with
/// its place.
///
/// Text is UTF-8, and a string is made of Unicode scalars: half of a surrogate pair makes it no JSON. Nesting has no
/// limit, since values that are open stand in an array and not on the stack.
package struct JSONTape {
  package enum Kind: UInt8 { case object, array, string, number, boolean, null }

  package struct Node {
    package var kind: Kind
    /// Where the value stands, a string with its quotes.
    package var start: Int
    package var end: Int
    /// The member's name with its quotes; empty for what is no member.
    package var name: Range<Int>
    /// The node after this one and all within it.
    package var after: Int
    package var hasEscapes = false
    package var nameHasEscapes = false

    package var range: Range<Int> { start..<end }
    /// A string without its quotes.
    package var content: Range<Int> { start + 1..<end - 1 }
  }

  package private(set) var nodes: [Node] = []
  private var open: [Int] = []

  package init() {}

  /// Reads a text, the whole of it.
  ///
  /// - Returns: whether it is JSON.
  package mutating func read(_ bytes: [UInt8]) -> Bool {
    nodes.removeAll(keepingCapacity: true)
    open.removeAll(keepingCapacity: true)
    guard (try? UTF8Span(validating: bytes.span)) != nil else { return false }
    var at = Self.skip(0, bytes)
    var name = 0..<0
    var nameHasEscapes = false
    func place() -> Node {
      Node(kind: .null, start: at, end: at, name: name, after: 0, nameHasEscapes: nameHasEscapes)
    }
    func readName(_ at: inout Int) -> Bool {
      guard let string = Self.string(at, bytes) else { return false }
      name = at..<string.end
      nameHasEscapes = string.hasEscapes
      at = Self.skip(string.end, bytes)
      guard at < bytes.count, bytes[at] == UInt8(ascii: ":") else { return false }
      at = Self.skip(at + 1, bytes)
      return true
    }
    while true {
      guard at < bytes.count else { return false }
      var node = place()
      switch bytes[at] {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        node.kind = bytes[at] == UInt8(ascii: "{") ? .object : .array
        open.append(nodes.count)
        nodes.append(node)
        at = Self.skip(at + 1, bytes)
        guard at < bytes.count else { return false }
        if bytes[at] != Self.closing(node.kind) {
          name = 0..<0
          nameHasEscapes = false
          if node.kind == .object, !readName(&at) { return false }
          continue
        }
      default:
        guard Self.scalar(&node, bytes) else { return false }
        at = node.end
        node.after = nodes.count + 1
        nodes.append(node)
      }
      // Behind a value, or at the end of an empty object or array.
      while true {
        guard let last = open.last else { return Self.skip(at, bytes) == bytes.count }
        at = Self.skip(at, bytes)
        guard at < bytes.count else { return false }
        if bytes[at] == Self.closing(nodes[last].kind) {
          open.removeLast()
          at += 1
          nodes[last].end = at
          nodes[last].after = nodes.count
          continue
        }
        guard bytes[at] == UInt8(ascii: ",") else { return false }
        at = Self.skip(at + 1, bytes)
        name = 0..<0
        nameHasEscapes = false
        if nodes[last].kind == .object, !readName(&at) { return false }
        break
      }
    }
  }

  private static func closing(_ kind: Kind) -> UInt8 { kind == .object ? UInt8(ascii: "}") : UInt8(ascii: "]") }

  private static func skip(_ start: Int, _ bytes: [UInt8]) -> Int {
    var at = start
    while at < bytes.count {
      switch bytes[at] {
      case 0x20, 0x09, 0x0A, 0x0D: at += 1
      default: return at
      }
    }
    return at
  }

  private static func scalar(_ node: inout Node, _ bytes: [UInt8]) -> Bool {
    let start = node.start
    switch bytes[start] {
    case UInt8(ascii: "\""):
      guard let string = string(start, bytes) else { return false }
      node.kind = .string
      node.end = string.end
      node.hasEscapes = string.hasEscapes
      return true
    case UInt8(ascii: "t"): return word("true", .boolean, &node, bytes)
    case UInt8(ascii: "f"): return word("false", .boolean, &node, bytes)
    case UInt8(ascii: "n"): return word("null", .null, &node, bytes)
    default:
      guard let end = number(start, bytes) else { return false }
      node.kind = .number
      node.end = end
      return true
    }
  }

  private static func word(_ word: StaticString, _ kind: Kind, _ node: inout Node, _ bytes: [UInt8]) -> Bool {
    let letters = "\(word)".utf8
    node.kind = kind
    node.end = node.start + letters.count
    return node.end <= bytes.count && bytes[node.range].elementsEqual(letters)
  }

  /// RFC 8259 §6.
  private static func number(_ start: Int, _ bytes: [UInt8]) -> Int? {
    var at = start
    func digits() -> Int {
      let first = at
      while at < bytes.count, (0x30...0x39).contains(bytes[at]) { at += 1 }
      return at - first
    }
    if bytes[at] == UInt8(ascii: "-") { at += 1 }
    let whole = at
    let count = digits()
    guard count > 0, count == 1 || bytes[whole] != 0x30 else { return nil }
    if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
      at += 1
      guard digits() > 0 else { return nil }
    }
    if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
      at += 1
      if at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
      guard digits() > 0 else { return nil }
    }
    return at
  }

  /// RFC 8259 §7.
  private static func string(_ start: Int, _ bytes: [UInt8]) -> (end: Int, hasEscapes: Bool)? {
    guard start < bytes.count, bytes[start] == UInt8(ascii: "\"") else { return nil }
    var at = start + 1
    var hasEscapes = false
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "\""): return (at + 1, hasEscapes)
      case 0..<0x20: return nil
      case UInt8(ascii: "\\"):
        hasEscapes = true
        guard let (_, end) = escaped(at, bytes) else { return nil }
        at = end
      default: at += 1
      }
    }
    return nil
  }

  /// The scalar of an escape, and where it ends.
  private static func escaped(_ start: Int, _ bytes: [UInt8]) -> (scalar: UInt32, end: Int)? {
    guard start + 1 < bytes.count else { return nil }
    switch bytes[start + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return (UInt32(bytes[start + 1]), start + 2)
    case UInt8(ascii: "b"): return (8, start + 2)
    case UInt8(ascii: "f"): return (12, start + 2)
    case UInt8(ascii: "n"): return (10, start + 2)
    case UInt8(ascii: "r"): return (13, start + 2)
    case UInt8(ascii: "t"): return (9, start + 2)
    case UInt8(ascii: "u"): break
    default: return nil
    }
    guard let first = unit(start, bytes) else { return nil }
    guard (0xD800..<0xE000).contains(first) else { return (first, start + 6) }
    guard first < 0xDC00, let second = unit(start + 6, bytes), (0xDC00..<0xE000).contains(second) else { return nil }
    return (0x1_0000 + (first - 0xD800) << 10 + (second - 0xDC00), start + 12)
  }

  private static func unit(_ start: Int, _ bytes: [UInt8]) -> UInt32? {
    guard start + 6 <= bytes.count, bytes[start] == UInt8(ascii: "\\"), bytes[start + 1] == UInt8(ascii: "u") else {
      return nil
    }
    var value: UInt32 = 0
    for byte in bytes[start + 2..<start + 6] {
      guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  /// What a string or a name says, given its content without quotes.
  package static func text(_ content: Range<Int>, hasEscapes: Bool, in bytes: [UInt8]) -> ArraySlice<UInt8> {
    guard hasEscapes else { return bytes[content] }
    var text: [UInt8] = []
    var at = content.lowerBound
    while at < content.upperBound {
      if bytes[at] == UInt8(ascii: "\\"), let (value, end) = escaped(at, bytes) {
        if let scalar = UnicodeScalar(value) { text.append(contentsOf: UTF8.encode(scalar) ?? .init()) }
        at = end
      } else {
        text.append(bytes[at])
        at += 1
      }
    }
    return text[...]
  }

  package func text(of node: Node, in bytes: [UInt8]) -> ArraySlice<UInt8> {
    Self.text(node.content, hasEscapes: node.hasEscapes, in: bytes)
  }

  package func name(of node: Node, in bytes: [UInt8]) -> ArraySlice<UInt8> {
    Self.text(
      node.name.lowerBound + 1..<node.name.upperBound - 1, hasEscapes: node.nameHasEscapes, in: bytes)
  }

  /// The nodes right within a node.
  package func children(of index: Int) -> [Int] {
    var children: [Int] = []
    var child = index + 1
    while child < nodes[index].after {
      children.append(child)
      child = nodes[child].after
    }
    return children
  }
}
