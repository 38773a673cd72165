import CellSchema
import Testing

@Suite("A refusal speaks of what its reader wrote")
struct RefusalWordsTests {
  private func words(_ shape: Shape, _ json: [UInt8]) -> String {
    do throws(Refusal) {
      try ValueChecker(shape).check(json.span)
      return "taken"
    } catch {
      return error.detail
    }
  }

  private func words(_ shape: Shape, _ json: String) -> String { words(shape, Array(json.utf8)) }

  @Test(arguments: [
    (CalendarDate.shape, #""7 March""#, #"found "7 March"; allowed: a date such as 2026-03-07"#),
    (CalendarDate.shape, #""2026-03-071""#, #"found "2026-03-071"; allowed: a date such as 2026-03-07"#),
    (Timestamp.shape, #""tomorrow at nine o'clock""#, "allowed: a moment such as 2026-03-07T10:21:00Z"),
    (NodeName.shape, #""ukraine""#, #"found "ukraine"; allowed: a string such as UKR.GS-1"#),
    (NodeName.shape, "5", "found a number, 5; allowed: a string such as UKR.GS-1"),
    (CurrencyCode.shape, #""XYZ""#, "allowed: AED, AFN, ALL, AMD, AOA and "),
  ])
  func `what is allowed is shown by an example`(shape: Shape, json: String, says: String) {
    #expect(words(shape, json).contains(says), "\(words(shape, json))")
  }

  @Test func `no refusal counts bytes or shows a regular expression`() {
    let shape = Catalogue.headerShape
    var texts: Set<String> = []
    let good =
      #"{"id":"019cc8a5-1999-77d7-8cd9-cbf74215394f","cell":"paris","version":1,"sentAt":"2026-03-07T10:21:00Z"}"#
    for at in good.utf8.indices {
      for other in ["", "\u{1}", "x", "\"", "{", "9", "\\", "é", "[", "-"] {
        let text = good[..<at] + other + good[good.index(after: at)...]
        texts.insert(words(shape, String(text)))
      }
      var bytes = Array(good.utf8)
      bytes[good.utf8.distance(from: good.utf8.startIndex, to: at)] = 0xE9
      texts.insert(words(shape, bytes))
    }
    for text in texts {
      #expect(!text.contains("at byte") && !text.contains(" bytes") && !text.contains("^"), "\(text)")
    }
  }

  @Test func `a value that its type refuses is told without the type's name`() {
    for (json, says) in [(#""x""#, "a string such as UKR.GS-1"), ("7", "another JSON type")] {
      do {
        _ = try JSONDecoding.decode(NodeName.self, json)
        Issue.record("taken")
      } catch {
        #expect(Refusal(decoding: error).detail.contains(says), "\(Refusal(decoding: error).detail)")
      }
    }
  }
}

@Suite("What is not to be accepted")
struct NotAcceptedTests {
  private func isTaken(_ shape: Shape, _ json: String) -> Bool {
    (try? ValueChecker(shape).check(Array(json.utf8).span)) != nil
  }

  @Test func `a currency is one of ISO 4217`() {
    #expect(ISO4217.codes == ISO4217.codes.sorted() && Set(ISO4217.codes).count == ISO4217.codes.count)
    for code in ISO4217.codes { #expect(CurrencyCode(code) != nil && isTaken(CurrencyCode.shape, "\"\(code)\"")) }
    for code in ["XYZ", "EURO", "eur", "DEM", "ZZZ", ""] {
      #expect(CurrencyCode(code) == nil && !isTaken(CurrencyCode.shape, "\"\(code)\""))
    }
  }

  @Test func `an amount is above 0, except where it says what arrived`() throws {
    let pledge = try ShapeRecorder.shape(of: Money.self)
    let received = try ShapeRecorder.shape(of: DeliveryConfirmation.Received.self)
    for zero in ["0", "0.0", "0.000000"] {
      #expect(!isTaken(pledge, #"{"value":"\#(zero)","currency":"EUR"}"#))
      #expect(isTaken(received, #"{"amount":{"value":"\#(zero)","currency":"EUR"}}"#))
    }
    for some in ["0.01", "0.10", "0.000001", "0.123456", "1", "10.50", "999999999999999.999999"] {
      #expect(isTaken(pledge, #"{"value":"\#(some)","currency":"EUR"}"#), "\(some)")
    }
  }

  @Test(arguments: [
    " ", "   ", "\u{A0}", "\u{200B}\u{2003}", "\u{3000}", "\\u0020", "\\u00a0 ", "\u{FEFF}", "\u{2060}",
  ])
  func `a text is not of blanks alone`(blank: String) {
    #expect(!isTaken(Line.shape, "\"\(blank)\""))
    #expect(!isTaken(Text.shape, "\"\(blank)\\n\""))
    #expect(isTaken(Line.shape, "\"\(blank)x\""))
    #expect(isTaken(Line.shape, "\"\(blank)ж\""))
    if !blank.contains("\\") { #expect(Line(blank) == nil && Line(blank + "ї") != nil) }
  }

  @Test(arguments: ["\u{2028}", "\u{2029}", "\u{85}", "\\u2028"]) func `a line has no separator of lines`(line: String)
  {
    #expect(!isTaken(Line.shape, "\"a\(line)b\""))
    if !line.contains("\\") { #expect(Line("a\(line)b") == nil) }
  }
}
