/// Bidirectional isolates of a text, while it is read (Unicode UAX 9 §2.4): each one is closed on its line, so that it
/// changes nothing behind it, and at most ``deepest`` stand within each other.
package struct Isolates: Sendable {
  /// The schema's regular expression, which knows no recursion, has them as deep.
  package static let deepest = 3

  private var open = 0

  package init() {}

  /// Whether all that was opened is closed.
  package var areClosed: Bool { open == 0 }

  /// Whether the next character may stand where it does.
  @inline(__always)
  package mutating func take(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x2066...0x2068: open += 1
    case 0x2069: open -= 1
    // What ends a paragraph ends its isolates.
    case 0x0A, 0x2029: return open == 0
    default: return true
    }
    return 0...Self.deepest ~= open
  }

  /// The regular expression of a text in which all are closed.
  package static let regularExpression: String = {
    let (start, end, inner) = (#"[\u2066-\u2068]"#, #"\u2069"#, #"[^\n\u2029\u2066-\u2069]*"#)
    let within = (1..<deepest).reduce(inner) { within, _ in "\(inner)(?:\(start)\(within)\(end)\(inner))*" }
    let outer = #"[^\u2066-\u2069]*"#
    return "^\(outer)(?:\(start)\(within)\(end)\(outer))*$"
  }()
}
