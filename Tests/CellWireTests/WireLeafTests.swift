import CellSchema
import CellWire
import Testing

@Suite("Values of the control commands")
struct WireLeafTests {
  @Test func aReasonThatQuotesAPeerIsSafeToShow() {
    let hostile = "quoted \u{1B}[2J\u{202E}txt\u{0}"
    #expect(WireText(hostile).text == "quoted ?[2J?txt?")
    #expect(WireText(String(repeating: "é", count: 2_000)).text.unicodeScalars.count == WireText.longest)
  }

  @Test func aPatternMeansAllOfASystemOrOneTypeOrEverything() {
    #expect(TypePattern("*").matches("cell.log-entry"))
    #expect(TypePattern("verification.*").matches("verification.finding"))
    #expect(!TypePattern("verification.*").matches("verification"))
    #expect(!TypePattern("verification.*").matches("verifications.finding"))
    #expect(TypePattern("verification.finding").matches("verification.finding"))
    #expect(!TypePattern("verification.finding").matches("verification.findings"))
  }

  @Test func aStreamIdentifierKeepsItsLeadingZeros() throws {
    let stream = StreamIdentifier(0xAB)
    #expect(stream.description == "000000000000000000000000000000ab")
    try expectRoundTrip(Hello(cell: "paris", stream: stream, nature: nil, exerciseName: nil, client: "x"))
  }

  @Test func durableNamesAreShortAndPlain() {
    #expect(DurableName("watch.2026_a-B") != nil)
    #expect(DurableName(String(repeating: "w", count: 64)) != nil)
    #expect(DurableName(String(repeating: "w", count: 65)) == nil)
    #expect(DurableName("") == nil)
    #expect(DurableName("watch officer") == nil)
    #expect(DurableName("стража") == nil)
  }
}
