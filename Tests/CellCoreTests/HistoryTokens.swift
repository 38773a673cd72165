import CellJournal
import CellSchema
import CellTestSupport
import CellWire

/// What tells in a text from which message it comes: a marker `~17~` that was planted there, an identifier, the number
/// of a case. Found in bytes, whatever they are the JSON of.
struct HistoryTokens {
  /// Markers are small, numbers of cases have bit 60, identifiers are larger than either.
  private(set) var tokens: [UInt128] = []
  /// Rows that are named, by `"sequence":17` or `#17`.
  private(set) var sequences: [UInt64] = []

  init(_ bytes: some Collection<UInt8>) {
    let bytes = Array(bytes)
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "~"):
        let (value, end) = Self.number(bytes, index + 1)
        if end > index + 1, end < bytes.count, bytes[end] == UInt8(ascii: "~") {
          tokens.append(UInt128(value))
          index = end
        }
      case UInt8(ascii: "-"):
        if let identifier = Self.identifier(bytes, index) {
          tokens.append(identifier)
          index += 27
        } else if let number = Self.caseNumber(bytes, index) {
          tokens.append(number)
        }
      case UInt8(ascii: "#"):
        let (value, end) = Self.number(bytes, index + 1)
        if end > index + 1 { sequences.append(value) }
      case UInt8(ascii: "\""):
        if Self.has(Self.key, bytes, index) {
          let (value, end) = Self.number(bytes, index + Self.key.count)
          sequences.append(value)
          index = end - 1
        }
      default: break
      }
      index += 1
    }
  }

  init(_ text: String) { self.init(text.utf8) }

  private static let key = Array("\"sequence\":".utf8)

  private static func has(_ word: [UInt8], _ bytes: [UInt8], _ index: Int) -> Bool {
    guard index + word.count < bytes.count else { return false }
    for offset in word.indices where bytes[index + offset] != word[offset] { return false }
    return true
  }

  private static func number(_ bytes: [UInt8], _ start: Int) -> (UInt64, Int) {
    var value: UInt64 = 0
    var index = start
    while index < bytes.count, index < start + 18, let digit = digit(bytes[index]), digit < 10 {
      value = value * 10 + digit
      index += 1
    }
    return (value, index)
  }

  private static func digit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
    default: nil
    }
  }

  /// The first hyphen of `019cc7d0-8ee0-7a31-9d5e-6c0f2b8e4a17` is at the index.
  private static func identifier(_ bytes: [UInt8], _ index: Int) -> UInt128? {
    guard index >= 8, index + 27 < bytes.count, bytes[index + 5] == UInt8(ascii: "-"),
      bytes[index + 10] == UInt8(ascii: "-"), bytes[index + 15] == UInt8(ascii: "-")
    else { return nil }
    var bits: UInt128 = 0
    for place in index - 8..<index + 28 where bytes[place] != UInt8(ascii: "-") {
      guard let digit = digit(bytes[place]) else { return nil }
      bits = bits << 4 | UInt128(digit)
    }
    return bits
  }

  /// The first hyphen of `V-2026-0042` is at the index.
  private static func caseNumber(_ bytes: [UInt8], _ index: Int) -> UInt128? {
    guard index >= 1, bytes[index - 1] == UInt8(ascii: "V"), index + 9 < bytes.count,
      bytes[index + 5] == UInt8(ascii: "-")
    else { return nil }
    let (number, end) = number(bytes, index + 6)
    return end >= index + 10 ? 1 << 60 | UInt128(number) : nil
  }
}
