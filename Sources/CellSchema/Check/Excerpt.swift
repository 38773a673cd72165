/// What was found, shortened and made safe to print: a refusal is read at a terminal and in a log.
enum Excerpt {
  /// Scalars of a value or a name that are shown.
  static let limit = 40

  /// The value at `start`, as written.
  static func value(at start: Int, in bytes: Span<UInt8>) -> String {
    var end = start
    var scalars = 0
    let isString = bytes.byte(start) == 0x22
    while end < bytes.count, scalars <= limit {
      let byte = bytes.byte(end)
      if !isString, end > start, byte <= 0x20 || byte == 0x2C || byte == 0x5D || byte == 0x7D { break }
      if byte & 0xC0 != 0x80 { scalars += 1 }
      end += isString && byte == 0x5C ? 2 : 1
      if isString, byte == 0x22, end > start + 1 { return printable(start, min(end, bytes.count), in: bytes) }
    }
    end = min(end, bytes.count)
    let isCut = scalars > limit
    return printable(start, end, in: bytes) + (isCut ? "…" : "")
  }

  /// The name between the quotes at `start` and before `end`.
  static func name(_ start: Int, _ end: Int, in bytes: Span<UInt8>) -> String {
    var last = max(start + 1, end - 1)
    var scalars = 0
    for at in start + 1..<last where bytes.byte(at) & 0xC0 != 0x80 {
      scalars += 1
      if scalars > limit {
        last = at
        break
      }
    }
    return printable(start + 1, last, in: bytes) + (scalars > limit ? "…" : "")
  }

  /// Characters that do something to a terminal or to reading order become `\u{…}`; bytes that are no UTF-8 become
  /// U+FFFD.
  static func printable(_ start: Int, _ end: Int, in bytes: Span<UInt8>) -> String {
    var text = ""
    let found = String(decoding: (start..<max(start, end)).map { bytes.byte($0) }, as: UTF8.self)
    for scalar in found.unicodeScalars {
      if scalar.isForbidden(.onTerminal) {
        text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
