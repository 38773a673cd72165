import CellSchema
import Testing

@Suite struct PayloadNameTests {
  @Test func `names of participants and nodes`() {
    expect(
      ParticipantCode.self, accepts: ["FRA", "EU", "NATO", "CELL"], refuses: ["", "F", "fra", "FRANC", "F1A", "FRÄ"])
    expect(
      NodeName.self, accepts: ["UKR.GS-1", "EU.0", "CELL.OPS-1", "FRA.ABCDEFGHIJKLMNOP"],
      refuses: ["UKR", "UKR.", "UKR.-1", "UKR.gs-1", "ukr.GS-1", "FRA.ABCDEFGHIJKLMNOPQ", "UKR.GS.1", "UKR.GS-1\n"])
    #expect(NodeName("UKR.GS-1").participant == "UKR")
  }

  @Test func `an addressee is a participant, a node, a role or all`() {
    expect(
      Addressee.self, accepts: ["FRA", "UKR.GS-1", "@verification-lead", "@all"],
      refuses: ["", "@", "@Lead", "all", "@-lead", "FRA.", "UKR GS", "@all "])
    #expect(Addressee("FRA") == .participant("FRA"))
    #expect(Addressee("UKR.GS-1") == .node("UKR.GS-1"))
    #expect(Addressee("@verification-lead") == .role("verification-lead"))
    #expect(Addressee("@all") == .all)
  }

  @Test func `releasable to a participant, a group or all`() {
    expect(
      Releasable.self, accepts: ["FRA", "european", "united-states", "ALL"], refuses: ["", "European", "@all", "F"])
    #expect(Releasable("ALL") == .all)
    #expect(Releasable("european") == .group("european"))
    #expect(Releasable("POL") == .participant("POL"))
  }

  @Test func `a type is a system and a name`() {
    expect(
      MessageType.self, accepts: ["verification.incident-report", "a.b"],
      refuses: ["verification", "verification.", ".finding", "Verification.finding", "a.b.c", "a.-b", "a1.b"])
    let type: MessageType = "verification.incident-report"
    #expect(type.system == "verification")
    #expect(type.name == "incident-report")
  }

  @Test func `identifiers, numbers and codes`() {
    expect(
      CellName.self, accepts: ["paris", "paris-2"],
      refuses: ["Paris", "2paris", "-", String(repeating: "a", count: 33)])
    expect(
      CaseNumber.self, accepts: ["V-2026-0042", "V-2026-123456"], refuses: ["V-2026-042", "v-2026-0042", "V-26-0042"])
    expect(SourceGrade.self, accepts: ["A1", "F6"], refuses: ["G1", "A0", "A7", "a1", "A"])
    expect(ReportNumber.self, accepts: ["114/2021", "1/2026"], refuses: ["114", "114/21", "/2021"])
    expect(CurrencyCode.self, accepts: ["EUR"], refuses: ["eur", "EURO", "€"])
    expect(LanguageTag.self, accepts: ["uk", "en-GB", "sr-Latn-RS"], refuses: ["", "u", "UK", "uk-", "english"])
    expect(Instrument.self, accepts: ["paris-declaration"], refuses: ["Paris", "1st"])
    expect(InstrumentVersion.self, accepts: ["draft-2", "1.0"], refuses: ["", ".1", "Final"])
    expect(ProvisionNumber.self, accepts: ["4", "2.1(b)"], refuses: ["", "(b)", "§ 4"])
    expect(NoticeToMove.self, accepts: ["P10D", "PT72H"], refuses: ["P10H", "PT72D", "10D", "P1000D", "PD"])
    expect(
      SHA256Hex.self, accepts: [SHA256Hex.sample.description],
      refuses: ["", "00", SHA256Hex.sample.description.uppercased()])
    expect(PublicKeyText.self, accepts: [PublicKeyText.sample.description], refuses: ["", "AAAA"])
    expect(
      DecimalAmount.self, accepts: ["0", "0.000001", "1250000.50", "999999999999999.999999"],
      refuses: ["", "00", "01", "1.", ".5", "-1", "1,5", "1e3", "1.1234567", "1000000000000000"])
  }

  @Test func `no line hides what it says`() {
    expect(
      Line.self, accepts: ["6 km NW of Donetsk", "Ржищів — 3 вибухи", "a\"b\\c/d", String(repeating: "я", count: 200)],
      refuses: [
        "", "two\nlines", "tab\t", "bell\u{7}", "del\u{7F}", "c1\u{85}", "\u{202E}drow", "\u{2066}", "a\u{2069}",
        "\u{200F}",
        String(repeating: "я", count: 201),
      ])
    expect(
      Text.self, accepts: ["two\nlines\n\tindented", String(repeating: "x", count: 8_192)],
      refuses: ["", "cr\r", "\u{0}", "\u{202A}", String(repeating: "x", count: 8_193)])
  }

  @Test func `amounts compare as the numbers that they are`() {
    #expect(DecimalAmount("10").millionths == 10_000_000)
    #expect(DecimalAmount("0.5").millionths == 500_000)
    #expect(DecimalAmount("999999999999999.999999").millionths == 999_999_999_999_999_999_999)
    let rising: [DecimalAmount] = ["9", "10.25", "10.5"]
    #expect(rising.reversed().sorted() == rising)
  }

  @Test func `a hash is 32 bytes and back`() throws {
    let bytes = [UInt8](0..<32)
    let hash = try #require(SHA256Hex(bytes: bytes))
    #expect(hash.description == "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
    #expect(hash.bytes == bytes)
    #expect(SHA256Hex(bytes: bytes.dropLast()) == nil)
  }

  /// A string is accepted by the type exactly where the strict check accepts it in JSON, and is written back the same.
  private func expect<Leaf: StringLeaf>(
    _: Leaf.Type, accepts: [String], refuses: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let checker = ValueChecker(Leaf.shape)
    for text in accepts + [Leaf.sample.description] {
      #expect(Leaf(text)?.description == text, sourceLocation: sourceLocation)
      #expect(throws: Never.self, "\(text)", sourceLocation: sourceLocation) { try checker.check(json(text).span) }
    }
    for text in refuses {
      #expect(Leaf(text) == nil, "\(text)", sourceLocation: sourceLocation)
      #expect(throws: Refusal.self, "\(text)", sourceLocation: sourceLocation) { try checker.check(json(text).span) }
    }
  }

  private func json(_ text: String) -> [UInt8] {
    var json = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": json += "\\\(scalar)"
      case "\n": json += "\\n"
      case "\t": json += "\\t"
      case "\u{0}"..<" ": json += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: json.unicodeScalars.append(scalar)
      }
    }
    return Array((json + "\"").utf8)
  }
}
