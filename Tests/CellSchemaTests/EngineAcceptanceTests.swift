import CellSchema
import Testing

@Suite struct EngineAcceptanceTests {
  @Test func `the base document passes`() { #expect(Engine.refusal(Engine.document) == nil) }

  @Test(arguments: [
    (#""title":"one""#, #""title":"a\"b\\c\/d""#), (#""title":"one""#, #""title":"\u0416\ud83d\ude00""#),
    (#""title":"one""#, #""title":"Київ 🇺🇦 ‘x’ \#u{FFFD}\#u{FFFF}\#u{10FFFF}""#),
    (#""text":"t""#, #""text":"a\n\tb\u000A\u0009""#), (#""text":"t""#, #""text":"  \#u{A0}x\#u{200D}""#),
    (#""title":"one""#, "\"title\":\"\(String(repeating: "😀", count: 200))\""),
    (#""title":"one""#, "\"title\":\"\(String(repeating: #"\ud83d\ude00"#, count: 200))\""),
    (#""text":"t""#, #""count":0"#), (#""text":"t""#, #""count":1000000000"#),
    (#""text":"t""#, #""text":"t","span":{"minimum":1e1,"maximum":1.0E+4}"#),
    (#""text":"t""#, #""text":"t","span":{"minimum":0.30000000000000004444,"maximum":5e-1}"#),
    (#""text":"t""#, #""text":"t","span":{"minimum":-0}"#),
    (#""text":"t""#, #""text":"t","flag":false"#), (#""text":"t""#, #""weapon":"N/K""#),
    (#""text":"t""#, #""text":"t","calibre":"N/K""#), (#""text":"t""#, #""text":"t","calibre":152.4"#),
    (#""text":"t""#, #""text":"t","firstDay":"2000-02-29","lastDay":"2000-02-29""#),
    (
      #""text":"t""#, #""text":"t","begins":"2026-03-07T10:00:00.100000Z","ends":"2026-03-07T12:00:00.1+02:00""#
    ),
    (
      #""text":"t""#, #""text":"t","begins":"2025-12-31T23:30:00-01:00","ends":"2026-01-01T00:30:00.000001Z""#
    ),
    (#""text":"t""#, #""text":"t","atLeast":2,"atMost":2"#),
    (#"["a"]"#, "[\(Array(repeating: "\"a\"", count: 256).joined(separator: ","))]"), (#"["a"]"#, "[]"),
    (#""version":1"#, #""version":3"#),
  ]) func `what the rules allow passes`(old: String, new: String) {
    #expect(Engine.refusal(replacing: old, by: new) == nil)
  }

  @Test func `white space is allowed wherever JSON allows it`() {
    var spaced = " \n"
    var inString = false
    for character in Engine.document {
      if character == "\"" { inString.toggle() }
      spaced.append(character)
      if !inString, "{}[],:\"".contains(character) { spaced += "\r\n\t " }
    }
    #expect(Engine.refusal(spaced) == nil)
  }

  @Test func `a document may be as long as the limit and no longer`() throws {
    let room = Limits.document - Engine.document.utf8.count
    #expect(Engine.refusal(Engine.document + String(repeating: " ", count: room)) == nil)
    let refusal = try #require(Engine.refusal(Engine.document + String(repeating: " ", count: room + 1)))
    #expect(refusal.code == .documentTooLarge && refusal.pointer == "")
  }

  @Test func `a document may be as deep as the limit and no deeper`() throws {
    // The document, the body, its entries, an entry, its tags.
    func checker(_ depth: Int) -> StrictChecker {
      StrictChecker(header: Catalogue.headerShape, bodies: [("engine.sample", 1, Engine.shape)], depthLimit: depth)
    }
    #expect(Engine.refusal(Array(Engine.document.utf8), with: checker(5)) == nil)
    let refusal = try #require(Engine.refusal(Array(Engine.document.utf8), with: checker(4)))
    #expect(refusal.code == .tooDeep && refusal.pointer == "/body/entries/0/tags")
  }

  @Test func `a thousand brackets are refused without going down them`() {
    let nested = String(repeating: "[", count: 1_000)
    #expect(Engine.refusal(replacing: #"["a"]"#, by: nested)?.code == .wrongType)
    #expect(Engine.refusal(nested)?.code == .headerFirst)
  }

  @Test func `one value is held to one shape`() throws {
    let checker = ValueChecker(.array(element: .integer(1...3), count: 1...2))
    func refusal(_ json: String) -> Refusal? {
      let bytes = Array(json.utf8)
      do throws(Refusal) {
        try checker.check(bytes.span)
        return nil
      } catch {
        return error
      }
    }
    #expect(refusal(" [1, 3] ") == nil)
    #expect(refusal("[1,4]")?.pointer == "/1")
    #expect(refusal("[]")?.code == .tooShort)
    #expect(refusal("")?.code == .notJSON)
    #expect(refusal("[1]]")?.code == .trailingData)
    #expect(refusal("[1")?.code == .notJSON)
    #expect(refusal("{}")?.code == .wrongType)
  }

  @Test func `values are told apart by every byte of them`() {
    let middles = (0..<400).map { "same-start-\($0)-same-end" }
    let values = middles + ["", "a", "ab", "abcdefgh", "abcdefghi", "abcdefgh-abcdefgh"].filter { !$0.isEmpty }
    let checker = ValueChecker(.enumeration(values))
    func passes(_ value: String) -> Bool {
      let bytes = Array("\"\(value)\"".utf8)
      return (try? checker.check(bytes.span)) != nil
    }
    for value in values { #expect(passes(value)) }
    for value in [
      "same-start-400-same-end", "same-start-0-same-enD", "b", "abcdefg", "abcdefghj", "abcdefgh-bbcdefgh", "",
    ] {
      #expect(!passes(value))
    }
  }

  @Test func `integers reach both ends of 64 bits`() {
    let checker = ValueChecker(.integer(.min ... .max))
    func passes(_ json: String) -> Bool {
      let bytes = Array(json.utf8)
      return (try? checker.check(bytes.span)) != nil
    }
    #expect(passes("9223372036854775807") && passes("-9223372036854775808") && passes("0"))
    #expect(!passes("9223372036854775808") && !passes("-9223372036854775809"))
    #expect(!passes("00") && !passes("-01") && !passes("-0") && !passes("0x1") && !passes("--1"))
  }
}
