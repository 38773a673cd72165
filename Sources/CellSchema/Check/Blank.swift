/// Characters that show nothing: white space (Unicode's property White_Space), and what has no width. A text of them
/// alone says nothing, and looks like another one.
package enum Blank {
  /// In ascending runs; none is beyond the basic plane.
  package static let runs: [ClosedRange<UInt32>] = [
    0x09...0x0D, 0x20...0x20, 0x85...0x85, 0xA0...0xA0, 0xAD...0xAD, 0x061C...0x061C, 0x1680...0x1680, 0x180E...0x180E,
    0x2000...0x200F,
    0x2028...0x2029, 0x202F...0x202F, 0x205F...0x2060, 0x2066...0x2069, 0x2800...0x2800, 0x3000...0x3000,
    0x3164...0x3164,
    0xFEFF...0xFEFF,
  ]

  static func contains(_ scalar: UInt32) -> Bool { runs.contains { $0.contains(scalar) } }

  /// Whether a string of which each character is one begins so: with one of them, or with an escape.
  @inline(__always)
  static func mayBegin(with lead: UInt8) -> Bool {
    switch lead {
    case 0...0x20, 0x5C, 0xC2, 0xD8, 0xE1, 0xE2, 0xE3, 0xEF: true
    default: false
    }
  }

  /// Whether a checked string's text, without its quotes, is made of them.
  @inline(never)
  static func isAll(from start: Int, to end: Int, in bytes: Span<UInt8>) -> Bool {
    var at = start
    while at < end {
      let lead = bytes.byte(at)
      let scalar: UInt32
      switch lead {
      case 0x5C:
        switch bytes.byte(at + 1) {
        case 0x6E, 0x74, 0x72: scalar = 0x20
        case 0x75:
          scalar = (at + 2..<at + 6).reduce(0) { value, place in
            let byte = bytes.byte(place)
            return value << 4 | UInt32(byte &- 0x30 < 10 ? byte &- 0x30 : (byte | 0x20) &- 0x57)
          }
          at += 4
        default: return false
        }
        at += 2
      case 0..<0x80:
        scalar = UInt32(lead)
        at += 1
      case 0..<0xE0:
        scalar = UInt32(lead & 0x1F) << 6 | UInt32(bytes.byte(at + 1) & 0x3F)
        at += 2
      case 0..<0xF0:
        scalar =
          UInt32(lead & 0x0F) << 12 | UInt32(bytes.byte(at + 1) & 0x3F) << 6 | UInt32(bytes.byte(at + 2) & 0x3F)
        at += 3
      default: return false
      }
      guard contains(scalar) else { return false }
    }
    return true
  }
}

extension Unicode.Scalar {
  /// Whether the character shows nothing.
  package var isBlank: Bool { Blank.contains(value) }
}
