import CellSchema
import Testing

@Suite struct EngineRefusalTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let old: String
    let new: String
    let code: ErrorCode
    let pointer: String
    var testDescription: String { "\(old) → \(new.prefix(60))" }

    init(_ old: String, _ new: String, _ code: ErrorCode, _ pointer: String) {
      self.old = old
      self.new = new
      self.code = code
      self.pointer = pointer
    }
  }

  static let grammar: [Case] = [
    Case(#""text":"t""#, #""text" "t""#, .notJSON, "/body/text"),
    Case(#""text":"t""#, #""text":t"#, .notJSON, "/body/text"),
    Case(#""text":"t""#, #"text:"t""#, .notJSON, "/body"),
    Case(#""text":"t","#, #""text":"t",,"#, .notJSON, "/body"),
    Case(#""text":"t","#, #""text":"t""#, .notJSON, "/body/text"),
    Case(#"["a"]"#, #"["a",]"#, .notJSON, "/body/entries/0/tags"),
    Case(#"["a"]"#, #"["a" "b"]"#, .notJSON, "/body/entries/0/tags/0"),
    Case(#"["a"]"#, #"["a"}"#, .notJSON, "/body/entries/0/tags"),
    Case(#""text":"t""#, #""text":"\x""#, .notJSON, "/body/text"),
    Case(#""text":"t""#, #""text":"\u12G4""#, .notJSON, "/body/text"),
    Case(#""text":"t""#, #""text":"t","flag":tru"#, .notJSON, "/body/flag"),
    Case(#""text":"t""#, #""count":01"#, .notJSON, "/body/count"),
    Case(#""text":"t""#, #""count":-"#, .notJSON, "/body/count"),
    Case(#""text":"t""#, #""count":1."#, .notJSON, "/body/count"),
    Case(#""text":"t""#, #""text":"t","span":{"minimum":1e}"#, .notJSON, "/body/span/minimum"),
    Case(#""text":"t""#, #""text":"t","span":{"minimum":.5}"#, .notJSON, "/body/span/minimum"),
    Case(#""text":"t""#, #""text":"t","span":{"minimum":+5}"#, .notJSON, "/body/span/minimum"),
    Case(#"{"header":{"id""#, "\u{FEFF}{\"header\":{\"id\"", .notJSON, ""),
  ]

  static let values: [Case] = [
    Case(#""precedence":"immediate""#, #""precedence":5"#, .wrongType, "/header/precedence"),
    Case(#""precedence":"immediate""#, #""precedence":null"#, .wrongType, "/header/precedence"),
    Case(#"["FRA","european"]"#, #""FRA""#, .wrongType, "/header/label/releasableTo"),
    Case(#"["FRA","european"]"#, #"["FRA",7]"#, .wrongType, "/header/label/releasableTo/1"),
    Case(#""text":"t""#, #""text":{}"#, .wrongType, "/body/text"),
    Case(#""text":"t""#, #""count":1.0"#, .wrongType, "/body/count"),
    Case(#""text":"t""#, #""count":1e2"#, .wrongType, "/body/count"),
    Case(#""text":"t""#, #""count":"1""#, .wrongType, "/body/count"),
    Case(#""text":"t""#, #""text":"t","flag":1"#, .wrongType, "/body/flag"),
    Case(#""text":"t""#, #""text":"t","span":[]"#, .wrongType, "/body/span"),
    Case(#""text":"t""#, #""count":-0"#, .badFormat, "/body/count"),
    Case(#""text":"t""#, #""count":-1"#, .outOfRange, "/body/count"),
    Case(#""text":"t""#, #""count":1000000001"#, .outOfRange, "/body/count"),
    Case(#""text":"t""#, #""count":9223372036854775808"#, .outOfRange, "/body/count"),
    Case(#""text":"t""#, #""count":18446744073709551617"#, .outOfRange, "/body/count"),
    Case(#""text":"t""#, #""text":"t","span":{"minimum":-0.0001}"#, .outOfRange, "/body/span/minimum"),
    Case(#""text":"t""#, #""text":"t","span":{"minimum":10000.000000001}"#, .outOfRange, "/body/span/minimum"),
    Case(#""text":"t""#, #""text":"t","span":{"minimum":1e999}"#, .outOfRange, "/body/span/minimum"),
    Case(#""text":"t""#, #""text":"t","span":{"minimum":1e-400}"#, .outOfRange, "/body/span/minimum"),
    Case(#""immediate""#, #""urgent""#, .unknownValue, "/header/precedence"),
    Case(#""immediate""#, #""Immediate""#, .unknownValue, "/header/precedence"),
    Case(#""immediate""#, #""immediate ""#, .unknownValue, "/header/precedence"),
    Case(#""immediate""#, #""""#, .unknownValue, "/header/precedence"),
    Case(#""immediate""#, #""\u0069mmediate""#, .badFormat, "/header/precedence"),
    Case(#""text":"t""#, #""text":"t","calibre":"N/A""#, .unknownValue, "/body/calibre"),
    Case(#""text":"t""#, #""text":"t","phase":"N\/K""#, .badFormat, "/body/phase"),
    Case(#""from":"UKR.GS-1""#, #""from":"UKR-GS-1""#, .badFormat, "/header/from"),
    Case(#""from":"UKR.GS-1""#, #""from":"UKR.GS\u002D1""#, .badFormat, "/header/from"),
    Case(#""from":"UKR.GS-1""#, #""from":"UKR.ЖС-1""#, .badFormat, "/header/from"),
    Case(#"["FRA","european"]"#, #"["FRA","European"]"#, .badFormat, "/header/label/releasableTo/1"),
    Case("10:21:00.000Z", "24:00:00Z", .badFormat, "/header/sentAt"),
    Case("10:21:00.000Z", "10:21:60Z", .badFormat, "/header/sentAt"),
    Case("10:21:00.000Z", "10:21:00+24:00", .badFormat, "/header/sentAt"),
    Case("2026-03-07T", "2026-02-29T", .badFormat, "/header/sentAt"),
    Case("2026-03-07T", "0000-02-28T", .badFormat, "/header/sentAt"),
    Case(#""text":"t""#, #""text":"t","firstDay":"2100-02-29""#, .badFormat, "/body/firstDay"),
    Case(#""title":"one""#, #""title":"""#, .tooShort, "/body/title"),
    Case(#""title":"one""#, #""title":"\#(String(repeating: "ж", count: 201))""#, .tooLong, "/body/title"),
    Case(#"[{"name":"n","tags":["a"]}]"#, "[]", .tooShort, "/body/entries"),
    Case(#""text":"t""#, #""text":"t","pair":[1]"#, .tooShort, "/body/pair"),
    Case(#""text":"t""#, #""text":"t","pair":[1,2,3]"#, .tooLong, "/body/pair"),
    Case(
      #"["a"]"#, "[\(Array(repeating: "\"a\"", count: 257).joined(separator: ","))]", .tooLong, "/body/entries/0/tags"),
  ]

  static let characters: [Case] = [
    Case(#""title":"one""#, #""title":"a\nb""#, .forbiddenCharacter, "/body/title"),
    Case(#""title":"one""#, #""title":"a\tb""#, .forbiddenCharacter, "/body/title"),
    Case(#""title":"one""#, "\"title\":\"a\tb\"", .forbiddenCharacter, "/body/title"),
    Case(#""text":"t""#, "\"text\":\"a\nb\"", .forbiddenCharacter, "/body/text"),
    Case(#""text":"t""#, #""text":"a\rb""#, .forbiddenCharacter, "/body/text"),
    Case(#""text":"t""#, #""text":"a\u0000b""#, .forbiddenCharacter, "/body/text"),
    Case(#""text":"t""#, "\"text\":\"a\u{0}b\"", .forbiddenCharacter, "/body/text"),
    Case(#""text":"t""#, #""text":"a\u001bb""#, .forbiddenCharacter, "/body/text"),
    Case(#""text":"t""#, "\"text\":\"a\u{7F}b\"", .forbiddenCharacter, "/body/text"),
    Case(#""text":"t""#, "\"text\":\"a\u{85}b\"", .forbiddenCharacter, "/body/text"),
    Case(#""text":"t""#, "\"text\":\"a\u{9F}b\"", .forbiddenCharacter, "/body/text"),
    Case(#""text":"t""#, #""text":"a\u009fb""#, .forbiddenCharacter, "/body/text"),
    Case(#""text":"t""#, "\"text\":\"a\u{202A}b\"", .forbiddenCharacter, "/body/text"),
    Case(#""text":"t""#, "\"text\":\"a\u{202E}b\"", .forbiddenCharacter, "/body/text"),
    Case(#""text":"t""#, #""text":"a\u202Eb""#, .forbiddenCharacter, "/body/text"),
    Case(#""text":"t""#, "\"text\":\"a\u{2066}b\"", .forbiddenCharacter, "/body/text"),
    Case(#""text":"t""#, #""text":"a\u2069b""#, .forbiddenCharacter, "/body/text"),
    Case(#""text":"t""#, #""text":"a\ud83d""#, .forbiddenCharacter, "/body/text"),
    Case(#""text":"t""#, #""text":"a\ud83d\u0041""#, .forbiddenCharacter, "/body/text"),
    Case(#""text":"t""#, #""text":"a\udc00b""#, .forbiddenCharacter, "/body/text"),
    Case(#""text":"t""#, #""text":"a\ud83d\ud83d\ude00""#, .forbiddenCharacter, "/body/text"),
  ]

  static let fields: [Case] = [
    Case(#""text":"t""#, #""text":"t","colour":1"#, .unknownField, "/body/colour"),
    Case(#""text":"t""#, #""text":"t","Text":"t""#, .unknownField, "/body/Text"),
    Case(#""text":"t""#, #""te\u0078t":"t""#, .unknownField, #"/body/te\u0078t"#),
    Case(#""text":"t""#, #""text":"t","a/b~c":{"d":[]}"#, .unknownField, "/body/a~1b~0c"),
    Case(#""text":"t""#, #""text":"t","":1"#, .unknownField, "/body/"),
    Case(#""text":"t""#, #""text":"t","ж":1"#, .unknownField, "/body/ж"),
    Case(#""text":"t""#, "\"text\":\"t\",\"\u{202E}x\":1", .forbiddenCharacter, #"/body/\u{202E}x"#),
    Case(#""policy":"COORDINATION-CELL""#, #""policy":"COORDINATION-CELL","x":1"#, .unknownField, "/header/label/x"),
    Case(#"{"name":"n""#, #"{"name":"n","weight":1"#, .unknownField, "/body/entries/0/weight"),
    Case(#""text":"t""#, #""text":"t","text":"t""#, .duplicateField, "/body/text"),
    Case(#"{"name":"n""#, #"{"name":"n","name":"n""#, .duplicateField, "/body/entries/0/name"),
    Case(#""title":"one","#, "", .missingField, "/body/title"),
    Case(#""name":"n","#, "", .missingField, "/body/entries/0/name"),
    Case(#""classification":"UNCLASSIFIED","#, "", .missingField, "/header/label/classification"),
    Case(#""id":"019cc7f5-4180-7a31-9d5e-6c0f2b8e4a17","#, "", .missingField, "/header/id"),
    Case(#""text":"t""#, #""text":"t","case/number~1":1"#, .wrongType, "/body/case~1number~01"),
  ]

  static let rules: [Case] = [
    Case(#""text":"t","#, "", .ruleBroken, "/body"),
    Case(#""text":"t""#, #""text":"t","count":1,"flag":true"#, .ruleBroken, "/body/flag"),
    Case(#""text":"t""#, #""text":"t","latitude":1"#, .ruleBroken, "/body/longitude"),
    Case(#""kind":"outgoing""#, #""kind":"in-flight""#, .ruleBroken, "/body/begins"),
    Case(#""text":"t""#, #""text":"t","phase":"N/K","calibre":1"#, .ruleBroken, "/body/calibre"),
    Case(#""text":"t""#, #""text":"t","calibre":1,"phase":"outgoing""#, .ruleBroken, "/body/calibre"),
    Case(#""text":"t""#, #""text":"t","atLeast":3,"atMost":2"#, .ruleBroken, "/body/atMost"),
    Case(#""text":"t""#, #""text":"t","atMost":2,"atLeast":3"#, .ruleBroken, "/body/atMost"),
    Case(#""text":"t""#, #""text":"t","span":{"minimum":2.5,"maximum":2.25}"#, .ruleBroken, "/body/span/maximum"),
    Case(#""text":"t""#, #""text":"t","firstDay":"2026-03-01","lastDay":"2026-02-28""#, .ruleBroken, "/body/lastDay"),
    Case(
      #""text":"t""#, #""text":"t","begins":"2026-03-07T10:00:00Z","ends":"2026-03-07T10:59:59.9+01:00""#, .ruleBroken,
      "/body/ends"),
    Case(#""exerciseName":"STEADY LYNX","#, "", .ruleBroken, "/header/exerciseName"),
    Case(#""nature":"exercise""#, #""nature":"operation""#, .ruleBroken, "/header/exerciseName"),
  ]

  static let wholes: [Case] = [
    Case(#""type":"engine.sample""#, #""type":"engine.simple""#, .unknownType, "/header/type"),
    Case(#""version":1"#, #""version":2"#, .unknownVersion, "/header/version"),
    Case(#"{"header":{"#, #"{"body":{},"header":{"#, .headerFirst, "/body"),
    Case(#"{"header":{"#, #"{"headers":{"#, .headerFirst, "/headers"),
    Case(#","body":{"#, #","bodies":{"#, .headerFirst, "/bodies"),
    Case(#"]}]}}"#, #"]}]},"extra":1}"#, .headerFirst, "/extra"),
    Case(#"]}]}}"#, #"]}]},"body":{}}"#, .headerFirst, "/body"),
    Case(#"]}]}}"#, #"]}]}}}"#, .trailingData, ""),
    Case(#"]}]}}"#, #"]}]}} {"a":1}"#, .trailingData, ""),
    Case(#"]}]}}"#, #"]}]}},"#, .trailingData, ""),
  ]

  @Test(arguments: grammar + values + characters + fields + rules + wholes)
  func `a refusal names its code and its place`(given: Case) throws {
    let refusal = try #require(Engine.refusal(replacing: given.old, by: given.new))
    #expect(refusal.code == given.code, "\(refusal)")
    #expect(refusal.pointer == given.pointer, "\(refusal)")
    #expect(!refusal.detail.isEmpty && refusal.detail.unicodeScalars.allSatisfy { $0.value >= 0x20 })
  }

  @Test(arguments: [
    ("", ErrorCode.notJSON, ""), ("   ", .notJSON, ""), ("[]", .headerFirst, ""), ("nonsense", .notJSON, ""),
    ("null", .headerFirst, ""), ("\"x\"", .headerFirst, ""),
    ("\u{1}", .notJSON, ""), ("{}", .missingField, "/header"), ("{", .notJSON, ""),
    (#"{"header":\#(Engine.header)}"#, .missingField, "/body"),
  ]) func `what is no document is refused as a whole`(document: String, code: ErrorCode, pointer: String) throws {
    let refusal = try #require(Engine.refusal(document))
    #expect(refusal.code == code, "\(refusal)")
    #expect(refusal.pointer == pointer, "\(refusal)")
  }

  @Test func `every beginning of a document is refused as unfinished`() throws {
    let bytes = Array(Engine.document.utf8)
    for count in 0..<bytes.count {
      let refusal = try #require(Engine.refusal(Array(bytes[..<count])))
      #expect(refusal.code == .notJSON, "\(count): \(refusal)")
    }
  }

  /// RFC 3629 §4, and the tests that Markus Kuhn's decoder stress file made usual.
  @Test(
    arguments: [
      [0x80], [0xBF], [0xC0, 0xAF], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0xAF], [0xE0, 0x9F, 0xBF],
      [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xE2, 0x82], [0xE2, 0x28, 0xA1], [0xF0, 0x80, 0x80, 0xAF],
      [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF0, 0x9F, 0x98], [0xFE], [0xFF],
    ] as [[UInt8]]) func `bytes that are no UTF-8 are refused in every kind of string`(bytes: [UInt8]) throws
  {
    for field in [#""text":"t"#, #""title":"one"#, #""kind":"outgoing"#, #"["FRA"#] {
      let at = try #require(Engine.document.utf8.firstRange(of: Array(field.utf8)))
      var document = Array(Engine.document.utf8)
      let end = Engine.document.utf8.distance(from: Engine.document.utf8.startIndex, to: at.upperBound)
      document.insert(contentsOf: bytes, at: end)
      #expect(Engine.refusal(document)?.code == .notUTF8, "\(field)")
    }
  }

  @Test func `a detail says what was found and what is allowed`() throws {
    let unknown = try #require(Engine.refusal(replacing: #""immediate""#, by: #""urgent""#))
    #expect(unknown.detail.contains("\"urgent\"") && unknown.detail.contains("deferred, routine, priority, immediate"))
    let type = try #require(Engine.refusal(replacing: #""title":"one""#, by: #""title":["one"]"#))
    #expect(type.detail.contains("an array") && type.detail.contains("a string of 1 to 200 characters"))
    let version = try #require(Engine.refusal(replacing: #""version":1"#, by: #""version":2"#))
    #expect(version.detail == "found 2; versions of engine.sample: 1, 3")
    let rule = try #require(Engine.refusal(replacing: #""kind":"outgoing""#, by: #""kind":"impact""#))
    #expect(rule.detail == "where kind is one of impact, in-flight, this is needed: begins")
    let long = try #require(
      Engine.refusal(replacing: #""immediate""#, by: "\"\(String(repeating: "x", count: 9_000))\""))
    #expect(long.detail.utf8.count < 300)
  }

  @Test func `what was found is made safe for a terminal`() throws {
    let refusal = try #require(Engine.refusal(replacing: #""kind":"outgoing""#, by: "\"kind\":\u{1B}[31m"))
    #expect(!refusal.description.unicodeScalars.contains("\u{1B}"))
    let name = try #require(Engine.refusal(replacing: #""kind":"outgoing""#, by: "\"\u{1B}[31m\":1"))
    #expect(!name.description.unicodeScalars.contains("\u{1B}"))
  }
}
