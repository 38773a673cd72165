import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Serial numbers: a gap is accepted, and said once it is sure")
struct ProceedingsSerialTests {
  private let play = Play()

  private var gaps: [Play.Said<SerialGap>] { play.rows(of: SerialGap.self) }
  private var said: [String] { gaps.map { "\($0.body.expected) \($0.body.received)" } }

  @discardableResult
  private func note(
    _ number: Int, _ precedence: Precedence = .routine, world: World? = nil, to action: NonEmpty<Addressee> = [.all]
  ) -> Play.Outcome {
    play.must(
      play.say(LiaisonNote.example, from: "UKR.GS-1", to: action, precedence: precedence, world: world) {
        $0.serial = Serial(node: "UKR.GS-1", number: number, year: 26)!
      })
  }

  @Test("a number that is missing is said after the time in which it may still come") func gap() throws {
    note(1)
    let showing = note(4, .priority)
    play.pass(seconds: Limits.serialGrace / 1_000 - 1)
    #expect(gaps.isEmpty)
    play.pass(seconds: 1)
    #expect(said == ["UKR.GS-1/0002/26 UKR.GS-1/0004/26"])
    let gap = try #require(gaps.first)
    #expect(gap.body.station == "UKR.GS-1" && gap.body.message == showing.id && gap.cause == showing.sequence)
    #expect(gap.header.precedence == .priority && gap.header.nature == .operation)
    #expect(play.situation().attention.map(\.kind) == [.serialGap])
    play.pass(minutes: 10)
    play.restart(afterMinutes: 10)
    play.pass(seconds: 1)
    note(3)
    play.pass(minutes: 10)
    #expect(gaps.count == 1, "once")
  }

  @Test("a number that was overtaken is none") func overtaken() {
    note(1)
    note(3, .flash)
    play.pass(seconds: 30)
    note(2)
    play.pass(minutes: 10)
    #expect(gaps.isEmpty)
  }

  @Test("what comes in between leaves the rest missing, each by its own") func between() {
    note(1)
    note(6)
    note(3)
    note(5)
    play.pass(minutes: 2)
    #expect(said == ["UKR.GS-1/0002/26 UKR.GS-1/0006/26", "UKR.GS-1/0004/26 UKR.GS-1/0006/26"])
  }

  @Test("a station's count begins at 1") func first() {
    note(3)
    play.pass(minutes: 2)
    #expect(said == ["UKR.GS-1/0001/26 UKR.GS-1/0003/26"])
  }

  @Test("a number that comes twice is no gap") func twice() {
    note(1)
    note(1)
    note(2)
    play.pass(minutes: 2)
    #expect(gaps.isEmpty)
  }

  @Test("stations, worlds and years are counted apart") func apart() {
    note(1)
    note(1, world: Play.exercise)
    note(2)
    note(2, world: Play.exercise)
    note(4, world: Play.exercise)
    play.must(play.say(LiaisonNote.example, from: "UKR.CELL-1"))
    play.must(
      play.say(LiaisonNote.example, from: "UKR.GS-1") { $0.serial = Serial(node: "UKR.GS-1", number: 1, year: 27)! })
    play.pass(minutes: 2)
    #expect(said == ["UKR.GS-1/0003/26 UKR.GS-1/0004/26"])
    #expect(gaps.first?.header.exerciseName == "PARIS-2026")
    #expect(play.situation(world: .operation).attention.isEmpty)
  }

  @Test("what came before the broker was down is said when it is back") func downTime() {
    note(1)
    note(3)
    play.restart(afterMinutes: 5)
    play.pass(seconds: 1)
    #expect(gaps.count == 1)
  }

  @Test("a gap is told to those who may read the message that shows it") func readers() {
    note(1)
    note(3, to: ["FRA"])
    play.pass(minutes: 2)
    #expect(
      gaps.map { play.readers(of: $0.header) } == [["FRA.CELL-1", "FRA.MNF-1", "UKR.GS-1"]])
    #expect(play.situation("USA.CELL-1").attention.isEmpty)
  }
}
