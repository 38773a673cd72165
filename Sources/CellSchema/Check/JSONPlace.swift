/// Where in a document a byte stands, found again from the start when a refusal has to name it.
///
/// What comes before the byte was checked; what comes after is not looked at.
struct JSONPlace {
  /// The names and indices on the way.
  private(set) var path: [String] = []

  var pointer: String { path.map { "/" + Self.escaped($0) }.joined() }

  func pointer(to name: String) -> String { pointer + "/" + Self.escaped(name) }

  /// RFC 6901 §3.
  static func escaped(_ name: String) -> String {
    var text = ""
    for character in name.unicodeScalars {
      switch character {
      case "~": text += "~0"
      case "/": text += "~1"
      default: text.unicodeScalars.append(character)
      }
    }
    return text
  }

  /// The innermost value, or the name, that the byte at `target` is in; between two of them, what holds both.
  init(of target: Int, in bytes: Span<UInt8>) {
    // For each open container, the index of the element at hand; -1 in an object.
    var containers: [Int] = []
    var expectsName = false
    var at = 0
    while at <= target, at < bytes.count {
      let byte = bytes.byte(at)
      switch byte {
      case 0x7B, 0x5B:
        let isArray = byte == 0x5B
        if at == target { return }
        containers.append(isArray ? 0 : -1)
        path.append(isArray ? "0" : "")
        expectsName = !isArray
        at += 1
      case 0x7D, 0x5D:
        if containers.popLast() != nil { path.removeLast() }
        expectsName = false
        if at == target { return }
        at += 1
      case 0x2C:
        if at == target {
          if !path.isEmpty { path.removeLast() }
          return
        }
        if let index = containers.last {
          if index >= 0 {
            containers[containers.count - 1] = index + 1
            path[path.count - 1] = "\(index + 1)"
          } else {
            expectsName = true
          }
        }
        at += 1
      case 0x22:
        let end = (try? ShapeTable.stringEnd(at, in: bytes)) ?? bytes.count
        if expectsName, !path.isEmpty { path[path.count - 1] = Excerpt.name(at, end, in: bytes) }
        if target < end { return }
        expectsName = false
        at = end
      case 0x20, 0x0A, 0x0D, 0x09, 0x3A: at += 1
      default:
        let start = at
        while at < bytes.count, !Self.endsLiteral(bytes.byte(at)) { at += 1 }
        if at == start { at += 1 }
        if target < at {
          // A name that does not start with a quote, or a value after one.
          if expectsName, !path.isEmpty { path.removeLast() }
          return
        }
      }
    }
    // Something was expected here and is not: the container is what is named.
    if !path.isEmpty { path.removeLast() }
  }

  private static func endsLiteral(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20, 0x0A, 0x0D, 0x09, 0x22, 0x2C, 0x3A, 0x5B, 0x5D, 0x7B, 0x7D: true
    default: false
    }
  }
}
