import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("The declaration: versions, signatures, ratifications")
struct ProceedingsDeclarationTests {
  private let play = Play()

  private func texts() -> [String] {
    play.situation(SituationQuestion(system: .declaration)).texts.map { text in
      let signatures = text.signatures.map { "\($0.by)" + ($0.ratification.map { " \($0.rawValue)" } ?? "") }
      return "\(text.version)\(text.isCurrent ? " current" : ""): \(signatures.joined(separator: ", "))"
    }
  }

  @Test("an amendment after a signature opens a version of its own, and leaves the signatures with the old one")
  func amended() {
    play.agreeOnText()
    play.sign("FRA")
    play.sign("DEU")
    play.must(play.say(play.amendment(), from: "USA.CELL-1"))
    #expect(texts() == ["next current: ", "draft-2026-01-06: FRA, DEU"])

    // What was signed is ratified as it was signed; the new version is signed anew.
    play.ratify("FRA")
    play.must(play.say(play.signature("next"), from: "DEU.CELL-1"))
    play.must(play.say(play.signature("next"), from: "FRA.CELL-1"))
    #expect(texts() == ["next current: DEU, FRA", "draft-2026-01-06: FRA approved, DEU"])
    #expect(play.say(play.signature(), from: "UKR.CELL-1").code == 3205, "the old version is closed")
  }

  @Test("a signature has its capacity, its own procedure and its reservations") func capacity() throws {
    play.agreeOnText()
    var signature = play.signature(capacity: .associate)
    signature.domesticProcedure = .notRequired
    signature.reservations = [.init(provision: "3", text: "No deployment without the consent of parliament.")]
    play.must(play.say(signature, from: "FRA.CELL-1"))
    let standing = try #require(play.situation().texts.first?.signatures.first)
    #expect(standing.capacity == .associate && standing.domesticProcedure == .notRequired)
    #expect(standing.reservations == signature.reservations?.elements)
  }

  @Test("any authentic text may be signed") func languages() {
    play.agreeOnText()
    play.must(play.say(play.signature(sha256: Play.hash(play.charter.version, "fr")), from: "FRA.CELL-1"))
    play.must(play.say(play.signature(sha256: Play.hash(play.charter.version, "en")), from: "DEU.CELL-1"))
    #expect(texts() == ["draft-2026-01-06 current: FRA, DEU"])
  }

  @Test("what a parliament rejected may be put to the vote again, and is deposited at last") func ratified() {
    play.signed()
    for decision in [.rejected, .approved, .rejected, .approved, .deposited] as [Ratification.Decision] {
      play.ratify("FRA", decision)
      #expect(texts() == ["draft-2026-01-06 current: FRA \(decision.rawValue)"])
    }
  }

  @Test("each instrument has its own versions") func instruments() {
    play.agreeOnText()
    var other = play.draft("v1")
    other.instrument = "logistics-protocol"
    play.must(play.say(other, from: "DEU.CELL-1"))
    #expect(texts() == ["v1 current: ", "draft-2026-01-06 current: "])
    #expect(play.say(play.signature(), from: "FRA.CELL-1").isAccepted)
  }
}

extension Play {
  /// The coordination cell's own view, where nothing else is said.
  func situation(_ question: SituationQuestion) -> Situation { situation("CELL.OPS-1", question) }
}
