import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("A corrigendum carries over what an amendment does not")
struct CorrigendumTests {
  private let play = Play()

  private func correct() { play.must(play.say(play.corrigendum(), from: "FRA.CELL-1")) }

  @Test("the signed hash stays, and the corrected one stands beside it") func signatures() throws {
    play.signed()
    correct()
    let text = try #require(play.situation().texts.first)
    #expect(text.isCurrent && text.version == play.charter.version, "it is no other version")
    #expect(text.languages.first { $0.language == "en" }?.sha256 == Play.correctedHash)
    #expect(text.corrections.map(\.corrects) == [Play.hash(play.charter.version)])
    #expect(text.signatures.map(\.sha256) == [Play.hash(play.charter.version)])
    #expect(text.signatures.map(\.corrected) == [Play.correctedHash])
    play.must(play.say(play.signature(sha256: Play.correctedHash), from: "DEU.CELL-1"))
    let later = try #require(play.situation().texts.first?.signatures.last)
    #expect(later.by == "DEU" && later.corrected == nil)
    play.must(play.say(play.ratification(), from: "FRA.CELL-1"))
    let before = play.situation().texts
    play.restart()
    #expect(play.situation().texts == before)
  }

  @Test("a correction is corrected in turn") func twice() throws {
    play.signed()
    correct()
    let again = Fixture.hash(Array("again".utf8))
    play.must(play.say(play.corrigendum(corrects: Play.correctedHash, sha256: again), from: "DEU.CELL-1"))
    #expect(play.situation().texts.first?.signatures.first?.corrected == again)
    #expect(play.situation().texts.first?.corrections.count == 2)
  }

  @Test("a version is corrected 64 times, and then amended") func tooMany() {
    play.agreeOnText()
    var last = Play.hash(play.charter.version)
    for number in 0..<Limits.corrigenda {
      let next = Fixture.hash(Array("\(number)".utf8))
      play.must(play.say(play.corrigendum(corrects: last, sha256: next), from: "FRA.CELL-1"))
      last = next
    }
    let outcome = play.say(play.corrigendum(corrects: last), from: "FRA.CELL-1")
    #expect(outcome.code == 3202 && outcome.pointer == "/body/version")
    play.must(play.say(play.amendment(), from: "FRA.CELL-1"))
  }

  @Test("a paper of before that is entered later has the hash of its day") func late() {
    play.agreeOnText()
    let paper = play.now
    play.pass(minutes: 10)
    correct()
    let outcome = play.say(play.signature(), from: "DEU.CELL-1") {
      $0.enteredBy = EnteredBy(means: .paper, originalSentAt: paper)
    }
    #expect(outcome.isAccepted, "\(outcome)")
    #expect(play.say(play.signature(), from: "FRA.CELL-1").pointer == "/body/sha256", "and not what is signed now")
  }

  @Test("commitments and their limbs stay as they are; under an amendment they are the old version's") func limbs() {
    play.signed()
    play.must(play.say(play.commitment(), from: "FRA.CELL-1"))
    play.ceasefireInForce()
    let active = play.situation().guarantees
    #expect(active.first?.state == .active)
    correct()
    #expect(play.situation().guarantees == active)
    play.must(play.say(play.amendment(), from: "FRA.CELL-1"))
    #expect(play.situation().guarantees == active, "its limb stays")
    #expect(play.situation().texts.first?.signatures.isEmpty == true)
    #expect(play.say(play.corrigendum(), from: "FRA.CELL-1").pointer == "/body/version")
  }
}
