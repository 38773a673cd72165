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

  // MARK: serials used before

  private var marks: [Play.Said<Discrepancy>] { play.rows(of: Discrepancy.self) }

  @Test("a number that was used before is said, once a message") func usedBefore() throws {
    note(1)
    let again = note(1, .priority)
    #expect(marks.isEmpty)
    play.pass(seconds: 1)
    let mark = try #require(marks.first)
    #expect(mark.body.concerns.elements == [again.id] && mark.cause == again.sequence)
    #expect(mark.body.explanation == "Its serial UKR.GS-1/0001/26 was used before.")
    #expect(mark.header.precedence == .priority)
    #expect(play.situation().attention.map(\.kind) == [.discrepancy])
    play.pass(minutes: 2)
    play.restart()
    play.pass(minutes: 2)
    #expect(marks.count == 1 && gaps.isEmpty)
  }

  @Test("numbers used before are said together, and to those who may read the messages") func usedOften() {
    note(2)
    for number in 1...2 { note(number, to: ["FRA"]) }
    for _ in 0..<450 { note(2) }
    note(1, world: Play.exercise)
    play.pass(seconds: 1)
    let counts = marks.map(\.body.concerns.count)
    #expect(counts.reduce(0, +) == 451 && marks.count <= 5, "\(counts)")
    #expect(Set(marks.flatMap(\.body.concerns.elements)).count == 451)
    #expect(marks.count { play.readers(of: $0.header).contains("USA.CELL-1") } == marks.count - 1)
    #expect(marks.contains { "\($0.body.explanation)".hasPrefix("Their serials were used before: UKR.GS-1/0002/26, ") })
  }

  @Test("what a restart comes between is said after it") func usedBeforeRestart() {
    note(1)
    note(1)
    play.restart()
    #expect(marks.isEmpty)
    play.pass(seconds: 1)
    #expect(marks.count == 1)
  }

  @Test("a contradiction and a serial of one message are said in one") func usedInContradiction() throws {
    play.must(play.say(AssistanceDelivery.example, from: "FRA.CELL-1") { $0.serial = "FRA.CELL-1/0001/26" })
    play.must(play.say(AssistanceDelivery.example, from: "FRA.CELL-1") { $0.serial = "FRA.CELL-1/0001/26" })
    play.pass(seconds: 1)
    #expect(marks.count == 2)
    let last = try #require(marks.last)
    #expect("\(last.body.explanation)".hasSuffix(" Its serial FRA.CELL-1/0001/26 was used before."))
  }

  @Test("a missing number that comes after the gap was said was not used before") func lateNumber() {
    note(1)
    note(3)
    play.pass(minutes: 2)
    note(2)
    play.pass(minutes: 2)
    #expect(gaps.count == 1 && marks.isEmpty)
    note(2)
    play.pass(seconds: 1)
    #expect(marks.count == 1)
  }

  // MARK: gaps without end, and gaps that the broker made

  @Test("counting in twos keeps and says no more gaps than a count may have") func twos() {
    for number in 1...Limits.serialGaps { note(2 * number) }
    let size = play.bus.archive.snapshot().count
    for number in Limits.serialGaps + 1...4 * Limits.serialGaps { note(2 * number) }
    let perMessage = (play.bus.archive.snapshot().count - size) / (3 * Limits.serialGaps)
    #expect(perMessage < 40, "\(perMessage) bytes a message")
    play.pass(minutes: 2)
    #expect((2...Limits.serialGaps).contains(gaps.count))
    let highest = 8 * Limits.serialGaps
    #expect(said.last == "UKR.GS-1/\(highest - 1)/26 UKR.GS-1/\(highest)/26".replacing("/5", with: "/05"))
    play.pass(minutes: 2)
    play.restart(afterMinutes: 2)
    play.pass(seconds: 1)
    #expect(gaps.count <= Limits.serialGaps)
  }

  /// A message with this serial that is refused: by its type, by its state, or unread.
  private func refuse(_ number: Int, _ precedence: Precedence = .routine) {
    let outcome = play.say(LiaisonNote.example, from: "UKR.GS-1", precedence: precedence) {
      $0.serial = Serial(node: "UKR.GS-1", number: number, year: 26)!
      $0.label.policy = "ANOTHER"
    }
    #expect(!outcome.isAccepted)
  }

  @Test("a number that was refused is not missing, whatever its precedence", arguments: [Precedence.routine, .flash])
  func refused(precedence: Precedence) {
    refuse(1, precedence)
    note(2)
    refuse(3, precedence)
    refuse(4)
    note(5)
    play.pass(minutes: 2)
    #expect(gaps.isEmpty)
    play.must(play.say(LiaisonNote.example, from: "FRA.CELL-1"))
    play.restart(afterMinutes: 2)
    note(6)
    play.pass(minutes: 2)
    #expect(gaps.isEmpty, "\(said)")
  }

  @Test("of a gap, what was not refused is missing") func partlyRefused() {
    note(1)
    refuse(2)
    note(4)
    play.pass(minutes: 2)
    #expect(said == ["UKR.GS-1/0003/26 UKR.GS-1/0004/26"])
  }

  // MARK: WELCOME

  @Test("WELCOME has the station's count in every world in which it has counted this year") func everyWorld() {
    note(3)
    note(2, world: Play.exercise)
    note(7, world: World(nature: .drill, exercise: "DELTA"))
    play.must(
      play.say(LiaisonNote.example, from: "UKR.GS-1") { $0.serial = Serial(node: "UKR.GS-1", number: 1, year: 25)! })
    let welcome = play.bus.connect("UKR.GS-1").hello(nature: .drill, exercise: "DELTA").welcome
    #expect(welcome?.serial == 7)
    let counts = Set(
      (welcome?.serials ?? []).map { "\($0.nature) \($0.exerciseName?.description ?? "") \($0.serial)" })
    #expect(counts == ["operation  3", "exercise PARIS-2026 2", "drill DELTA 7"])
    #expect(play.bus.connect("FRA.CELL-1").hello().welcome?.serials == nil)
  }
}
