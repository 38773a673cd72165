import CellSchema

/// Pieces of JSON at which readers go wrong.
enum Odd {
  static let values: [[UInt8]] =
    [
      "null", "true", "false", "\"\"", "\"N/K\"", "\"N\\/K\"", "\"x\"", "[]", "{}", "[[[[]]]]", "[null]", "{\"\":{}}",
      "{\"header\":{},\"body\":{}}", "NaN", "Infinity", "-Infinity", "nul", "truex", "True", "'x'", "", " ",
      "undefined",
      "\"2026-02-30T00:00:00Z\"", "\"2026-01-06T12:00:00+02:00\"", "\"9999-12-31T23:59:59-23:59\"",
      "\"0001-01-01T00:00:00+23:59\"", "\"2026-12-31T23:59:60Z\"", "\"2026-03-07T10:21:00.123456Z\"", "\"2026-03-07\"",
      "\"2024-02-29T24:00:00Z\"", "\"1969-12-31T23:59:59.999999Z\"", "\"2026-03-07T10:21:00-00:00\"",
    ].map { Array($0.utf8) } + numbers

  static let numbers: [[UInt8]] = [
    "0", "-0", "1", "-1", "1.0", "-0.0", "0.0", "0e0", "0E+9", "1e0", "1E+2", "1e400", "-1e400", "1e-400", "-1e-400",
    "0e400", "00", "01", "-01", "1.", ".5", "+1", "-", "1e", "1e+", "0x1", "1_000", "999", "1000", "1001", "90",
    "90.00000000000001", "-90.1", "180", "-180", "180.00000000000003", "255", "256", "65535", "65536", "1000000000",
    "1000000001", "999999999.9999999", "9007199254740991", "9007199254740992", "9007199254740993.0",
    "9007199254740991.5", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
    "18446744073709551615", "18446744073709551616", "123456789012345678901234567890", "1e15", "1e16", "5e-324",
    "2.2250738585072011e-308", "0.1234567890123456789", "0.30000000000000004", "4.35", "0.000001", "1e-7", "100.00",
  ].map { Array($0.utf8) }

  /// The limits of the catalogue's numbers, and what is right beside them.
  static let limits: [[UInt8]] = {
    var limits: Set<String> = []
    for shape in everything {
      switch shape {
      case .integer(let range):
        for limit in [range.lowerBound, range.upperBound] {
          limits.formUnion(["\(limit)", "\(limit &- 1)", "\(limit &+ 1)"])
        }
      case .number(let range):
        for limit in [range.lowerBound, range.upperBound] {
          limits.formUnion(["\(limit)", "\(limit.nextDown)", "\(limit.nextUp)"])
        }
      case .string, .enumeration, .boolean, .array, .object, .orNotKnown: break
      }
    }
    return limits.sorted().map { Array($0.utf8) }
  }()

  /// Of a string's content.
  static let pieces: [[UInt8]] =
    [
      "\\n", "\\t", "\\r", "\\b", "\\f", "\\/", "\\\"", "\\\\", "\\", "\\x", "\\u00", "\\u000g", "\\u0000", "\\u0041",
      "\\u001f", "\\u007F", "\\u0085", "\\u00a0", "\\u200f", "\\u2028", "\\u2029", "\\u2066", "\\u202E", "\\uFEFF",
      "\\uFFFE", "\\ud83d", "\\ude00", "\\ud83d\\ude00", "\\ude00\\ud83d", "\\ud83d\\u0041", "\\ud83dx",
      "\\uD83D\\uDE00", "\\udbff\\udfff", "\u{0}", "\u{1}", "\u{1F}", "\u{7F}", "\u{85}", "\u{A0}", "\u{AD}",
      "\u{61C}", "\u{200B}", "\u{200D}", "\u{200E}", "\u{2028}", "\u{2029}", "\u{202E}", "\u{2060}", "\u{2069}",
      "\u{2800}", "\u{3000}", "\u{3164}", "\u{FEFF}", "\u{FFFD}", "\u{FFFE}", "\u{FFFF}", "\u{10FFFF}", "\u{E0001}",
      "e\u{301}", "\u{301}\u{301}\u{301}", "ж", "ї", "€", "😀", "👩‍👩‍👧", "ﬁ", "İ", "ß", "\n", "\t", "\r\n", "\"", "N/K",
      " ", "/", "-", ".", "@", "0", "Z", "a", "A",
    ].map { Array($0.utf8) } + malformed

  /// Overlong forms, surrogates, beyond the last scalar, and bytes that never stand in UTF-8 (RFC 3629 §3).
  static let malformed: [[UInt8]] = [
    [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xF0, 0x80, 0x80, 0x80],
    [0xF0, 0x8F, 0xBF, 0xBF], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80],
    [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0x80], [0xBF],
    [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98],
  ]

  static let blanks: [[UInt8]] = [
    " ", "\\n", "\\t", "\u{A0}", "\u{AD}", "\\u00a0", "\u{1680}", "\u{180E}", "\u{2003}", "\u{200B}", "\u{2028}",
    "\\u2029", "\u{202F}", "\u{205F}", "\u{2060}", "\u{2800}", "\u{3000}", "\u{3164}", "\u{FEFF}", "\\u0020", "\\ufeff",
  ].map { Array($0.utf8) }

  static let spaces: [[UInt8]] = [
    " ", "\n", "\r\n", "\t", "   ", "\u{C}", "\u{B}", "\u{A0}", "\u{FEFF}", "\u{2028}", "/**/", "#",
  ]
  .map { Array($0.utf8) }

  static let structure: [UInt8] = Array("{}[],:\" \n0\\-e.".utf8) + [0, 0x7F, 0x80, 0xFF]

  static let letters: [[UInt8]] = ["a", "Z", "ж", "€", "😀", "e\u{301}", " ", "0", "\\u0041", "\\\\"].map {
    Array($0.utf8)
  }

  /// The limits of strings and arrays, and what is just beyond.
  static let lengths: [Int] = {
    var limits: Set<Int> = []
    for shape in everything {
      switch shape {
      case .string(let string): limits.formUnion([string.length.lowerBound, string.length.upperBound])
      case .array(_, let count): limits.formUnion([count.lowerBound, count.upperBound])
      case .object, .orNotKnown, .enumeration, .integer, .number, .boolean: break
      }
    }
    return Set(limits.filter { $0 <= Limits.document }.flatMap { [max(0, $0 - 1), $0, $0 + 1] }).sorted()
  }()

  /// The words of enumerations and the names of fields.
  static let words: [[UInt8]] = {
    var words: Set<String> = ["header", "body", "_id", "__proto__", ""]
    for shape in everything {
      switch shape {
      case .enumeration(let values): words.formUnion(values.prefix(40))
      case .object(let object): words.formUnion(object.fields.map(\.name))
      case .string, .array, .orNotKnown, .integer, .number, .boolean: break
      }
    }
    return words.sorted().map { Array($0.utf8) }
  }()

  /// Every shape of the catalogue, and those within it.
  private static let everything: [Shape] = {
    var shapes = Catalogue.entries.map(\.shape) + [Catalogue.headerShape]
    var place = 0
    while place < shapes.count {
      switch shapes[place] {
      case .array(let element, _): shapes.append(element)
      case .object(let object): shapes += object.fields.map(\.shape)
      case .orNotKnown(let inner): shapes.append(inner)
      case .string, .enumeration, .integer, .number, .boolean: break
      }
      place += 1
    }
    return shapes
  }()
}
