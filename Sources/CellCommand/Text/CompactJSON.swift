/// JSON without the white space that nobody needs, so that a document is one line however its body was written.
///
/// What is no JSON stays none: between two values that nothing separates, a space is kept.
package enum CompactJSON {
  package static func compact(_ json: ArraySlice<UInt8>) -> [UInt8] {
    isCompact(json.span) ? Array(json) : compact(json.lazy.map(\.self))
  }

  /// Whether there is no white space but in strings.
  private static func isCompact(_ json: Span<UInt8>) -> Bool {
    var isString = false
    var at = 0
    while at < json.count {
      let byte = json[at]
      at += 1
      if isString {
        if byte == UInt8(ascii: "\"") {
          isString = false
        } else if byte == UInt8(ascii: "\\") {
          at += 1
        }
      } else if byte == UInt8(ascii: "\"") {
        isString = true
      } else if byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
        return false
      }
    }
    return true
  }

  package static func compact(_ json: some Sequence<UInt8>) -> [UInt8] {
    var compact: [UInt8] = []
    compact.reserveCapacity(json.underestimatedCount)
    var isString = false
    var isEscape = false
    var isSpace = false
    for byte in json {
      if isString {
        if isEscape {
          isEscape = false
        } else if byte == UInt8(ascii: "\\") {
          isEscape = true
        } else if byte == UInt8(ascii: "\"") {
          isString = false
        }
      } else {
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0D:
          isSpace = true
          continue
        case UInt8(ascii: "\""): isString = true
        default: break
        }
        if isSpace, let last = compact.last, !isStructural(last), !isStructural(byte) { compact.append(0x20) }
        isSpace = false
      }
      compact.append(byte)
    }
    return compact
  }

  private static func isStructural(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","),
      UInt8(ascii: ":"):
      true
    default: false
    }
  }
}
