import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Numbers of a stream")
struct NumberTests {
  private let bus = Bus()
  private var documents = Documents()

  private func publisher(_ stream: UInt128 = 7) -> Station { bus.connect("UKR.GS-1").hello(stream: stream) }

  @Test("a number that comes again gets its first decision, accepted or refused") mutating func repeated() {
    let station = publisher()
    let notes = [documents.note("UKR.GS-1"), documents.note("FRA.CELL-1"), documents.note("UKR.GS-1")]
    station.publish(notes)
    bus.settle()
    let first = station.decisions()
    station.forgetInbox()
    station.publish(notes, from: 1)
    bus.settle()
    #expect(station.decisions().elementsEqual(first) { $0 == $1 })
    #expect(station.receipts.map(\.next) == [4])
    #expect(bus.journal.head == 3)
  }

  @Test("it gets it while the first decision is still being made durable") mutating func repeatedWhilePending() {
    let station = publisher()
    bus.holdsCommits = true
    let note = documents.note("UKR.GS-1")
    station.publish([note])
    bus.settle()
    station.publish([note], from: 1)
    bus.settle()
    #expect(station.receipts.isEmpty && bus.pendingLookups.isEmpty)
    bus.holdsCommits = false
    bus.settle()
    #expect(station.decisions().map(\.number) == [1, 1])
    #expect(station.decisions()[0].decided == station.decisions()[1].decided)
    #expect(bus.journal.head == 2)
  }

  @Test("it gets it from a broker that was restarted, by a new session of the same stream")
  mutating func repeatedAfterRestart() {
    let notes = [documents.note("UKR.GS-1"), documents.note("FRA.CELL-1"), documents.note("UKR.GS-1")]
    let before = publisher()
    before.publish(Array(notes.prefix(2)))
    bus.settle()
    bus.restart()
    let after = publisher()
    #expect(after.welcome?.next?[.routine] == 3)
    after.publish(notes)
    bus.settle()
    #expect(after.decisions().count == 3)
    #expect(after.decisions().sorted { $0.number < $1.number }.prefix(2).elementsEqual(before.decisions()) { $0 == $1 })
    #expect(bus.journal.head == 3)
  }

  @Test("what was decided and not durable when the broker died is decided anew") mutating func lostBeforeTheCommit() {
    let note = documents.note("UKR.GS-1")
    let before = publisher()
    bus.holdsCommits = true
    before.publish([note])
    bus.settle()
    bus.restart()
    bus.holdsCommits = false
    let after = publisher()
    #expect(after.welcome?.next?[.routine] == 1)
    after.publish([note])
    bus.settle()
    #expect(after.decisions().map(\.number) == [1])
    #expect(bus.journal.rows.count == 2)
  }

  @Test("what was durable when the broker died unheard keeps its decision") mutating func unheardCommit() {
    let note = documents.note("UKR.GS-1")
    let before = publisher()
    bus.holdsCommits = true
    before.publish([note])
    bus.settle()
    bus.commitUnheard()
    bus.restart()
    bus.holdsCommits = false
    let after = publisher()
    after.publish([note])
    bus.settle()
    #expect(after.decisions().map(\.number) == [1] && bus.journal.head == 2)
  }

  @Test("other bytes under a number are number-reused, and the first decision stands") mutating func reused() {
    let station = publisher()
    let (accepted, refused) = (documents.note("UKR.GS-1"), documents.note("FRA.CELL-1"))
    station.publish([accepted, refused])
    bus.settle()
    station.forgetInbox()
    station.publish([documents.note("UKR.GS-1"), documents.note("UKR.GS-1")], from: 1)
    bus.settle()
    #expect(
      station.decisions().map(\.decided) == [.refused(code: 1102, pointer: ""), .refused(code: 1102, pointer: "")])
    station.forgetInbox()
    station.publish([accepted], from: 1)
    bus.settle()
    #expect(station.decisions().map(\.decided) == [.accepted(sequence: 2, acceptedAt: Fixture.start)])
  }

  @Test("a refusal that the record has let go of is number-reused, not accepted") mutating func forgotten() {
    let station = publisher()
    let note = documents.note("FRA.CELL-1")
    station.publish([note])
    bus.settle()
    bus.journal.forgetRefusals()
    station.forgetInbox()
    station.publish([note], from: 1)
    bus.settle()
    #expect(station.decisions().map(\.decided) == [.refused(code: 1102, pointer: "")])
  }

  @Test("a gap is not taken, nor what follows it; the error names the number to resume at") mutating func gap() {
    let station = publisher()
    station.publish([documents.note("UKR.GS-1")])
    station.publish([documents.note("UKR.GS-1"), documents.note("UKR.GS-1")], from: 3)
    bus.settle()
    #expect(station.errorCodes == [1101])
    #expect(station.errors[0].next == 2 && station.errors[0].lane == .routine)
    #expect(station.decisions().map(\.number) == [1])
    station.publish([documents.note("UKR.GS-1")], from: 4)
    #expect(station.errorCodes == [1101], "it is said once")
    station.publish((0..<3).map { _ in documents.note("UKR.GS-1") }, from: 2)
    station.publish([documents.note("UKR.GS-1")], from: 6)
    bus.settle()
    #expect(station.decisions().map(\.number) == [1, 2, 3, 4] && station.errors.map(\.next) == [2, 5])
  }

  @Test("one frame may repeat, decide and go on") mutating func repeatAndGoOn() {
    let station = publisher()
    let notes = (0..<4).map { _ in documents.note("UKR.GS-1") }
    station.publish(Array(notes.prefix(2)))
    bus.settle()
    station.publish(notes, from: 1)
    bus.settle()
    #expect(station.decisions().map(\.number).sorted() == [1, 1, 2, 2, 3, 4])
    #expect(bus.journal.head == 5)
  }

  @Test("each lane counts for itself") mutating func lanesCount() {
    let station = publisher()
    station.publish([documents.note("UKR.GS-1"), documents.note("UKR.GS-1")])
    station.publish([documents.note("UKR.GS-1", .flash)], .flash)
    bus.settle()
    #expect(station.decisions(.flash).map(\.number) == [1])
    bus.gone(station)
    let again = publisher()
    #expect((Precedence.lanes).map { again.welcome?.next?[$0] } == [1, 3, 1, 1, 2, 1])
  }

  @Test("a message of another precedence than its lane is lane-mismatch") mutating func laneMismatch() {
    let station = publisher()
    station.publish([documents.note("UKR.GS-1", .priority)], .routine)
    bus.settle()
    #expect(station.decisions().map(\.decided) == [.refused(code: 1104, pointer: "/header/precedence")])
  }

  @Test("an identifier is on the record once") mutating func idReused() {
    let id = documents.identifier()
    let station = publisher()
    station.publish([documents.note("UKR.GS-1") { $0.id = id }, documents.note("UKR.GS-1") { $0.id = id }])
    bus.settle()
    #expect(station.decisions().last?.decided == .refused(code: 3114, pointer: "/header/id"))
    bus.restart()
    let other = bus.connect("FRA.CELL-1").hello(stream: 8)
    other.publish([documents.note("FRA.CELL-1") { $0.id = id }])
    bus.settle()
    #expect(other.decisions().map(\.decided) == [.refused(code: 3114, pointer: "/header/id")])
  }

  @Test("a refused message does not use up its identifier") mutating func refusedIdentifierIsFree() {
    let id = documents.identifier()
    let station = publisher()
    station.publish([
      documents.note("UKR.GS-1", to: ["POL"]) { $0.id = id }, documents.note("UKR.GS-1") { $0.id = id },
    ])
    bus.settle()
    #expect(station.decisions().last?.decided == .accepted(sequence: 2, acceptedAt: Fixture.start))
  }

  @Test("a stream belongs to its node, in memory and from the record") mutating func streamTaken() {
    let station = publisher(9)
    #expect(bus.connect("FRA.CELL-1").hello(stream: 9).byeCode == 1105)
    station.publish([documents.note("UKR.GS-1")])
    bus.settle()
    bus.restart()
    #expect(bus.connect("FRA.CELL-1").hello(stream: 9).byeCode == 1105)
    #expect(publisher(9).welcome != nil)
  }

  @Test("a newer session takes over the stream, and hears of what the older one sent") mutating func takeOver() {
    let older = publisher(9)
    bus.holdsCommits = true
    let note = documents.note("UKR.GS-1")
    older.publish([note])
    bus.settle()
    let newer = publisher(9)
    #expect(older.byeCode == 1007 && older.isCut)
    #expect(older.bye?.retryable == false)
    newer.publish([note])
    bus.holdsCommits = false
    bus.settle()
    #expect(newer.decisions().map(\.number) == [1] && older.receipts.isEmpty)
    #expect(bus.journal.head == 2)
    newer.publish([documents.note("UKR.GS-1")])
    bus.settle()
    #expect(newer.decisions().map(\.number) == [1, 2])
  }

  @Test("a stream that was idle when it was taken over is used on") mutating func takeOverIdle() {
    let older = publisher(9)
    older.publish([documents.note("UKR.GS-1")])
    bus.settle()
    let newer = publisher(9)
    newer.publish([documents.note("UKR.GS-1")], from: 2)
    bus.settle()
    #expect(older.byeCode == 1007 && newer.errors.isEmpty && newer.decisions().map(\.number) == [2])
  }

  @Test("publishing takes a stream of the session's own") mutating func noStream() {
    let reader = bus.connect("UKR.GS-1").hello()
    reader.publish([documents.note("UKR.GS-1")])
    #expect(reader.errorCodes == [1106])
    let station = publisher(9)
    station.stream = StreamIdentifier(10)
    station.publish([documents.note("UKR.GS-1")])
    #expect(station.errorCodes == [1106])
    bus.settle()
    #expect(bus.journal.head == 1)
  }

  @Test("the publish window holds at its limit and one beyond, also for repeats") mutating func window() {
    var limits = SessionLimits()
    limits.windowMessages = 4
    let bus = Bus(limits: limits)
    let station = bus.connect("UKR.GS-1").hello(stream: 1)
    bus.holdsCommits = true
    bus.holdsLookups = true
    let notes = (0..<5).map { _ in documents.note("UKR.GS-1") }
    station.publish(Array(notes.prefix(4)))
    #expect(station.errors.isEmpty)
    station.publish([notes[4]], from: 5)
    #expect(station.errorCodes == [1103])
    #expect(station.errors[0].next == 5 && station.errors[0].lane == .routine)
    bus.settle()
    bus.commit()
    station.publish(Array(notes.prefix(4)), from: 1)
    station.publish([notes[0]], from: 1)
    #expect(station.errorCodes == [1103, 1103], "what is asked of the journal is bounded as well")
    bus.settle()
    bus.commit()
    bus.answerLookups()
    station.publish([notes[4]], from: 5)
    #expect(station.errorCodes == [1103, 1103])
  }

  @Test("numbers that come again are answered while intake is stopped, and only what follows them is held")
  mutating func heldRepeats() {
    let station = publisher()
    let notes = [documents.note("UKR.GS-1"), documents.note("UKR.GS-1")]
    station.publish(notes)
    bus.settle()
    bus.holdsCommits = true
    station.publish([documents.note("UKR.GS-1")])
    bus.settle()
    bus.refuseCommit()
    station.forgetInbox()
    station.publish(notes, from: 1)
    #expect(station.errors.isEmpty)
    station.publish(notes + [documents.note("UKR.GS-1"), documents.note("UKR.GS-1")], from: 1)
    #expect(station.errorCodes == [5002] && station.errors.map(\.next) == [4])
    bus.commit()
    bus.holdsCommits = false
    bus.settle()
    #expect(Set(station.decisions().map(\.number)) == [1, 2, 3])
  }

  @Test("the window in bytes holds") mutating func windowBytes() {
    var limits = SessionLimits()
    let note = documents.note("UKR.GS-1")
    limits.windowBytes = note.count * 2 + 100
    let bus = Bus(limits: limits)
    let station = bus.connect("UKR.GS-1").hello(stream: 1)
    bus.holdsCommits = true
    station.publish([note, documents.note("UKR.GS-1")])
    #expect(station.errors.isEmpty)
    station.publish([documents.note("UKR.GS-1")])
    #expect(station.errorCodes == [1103])
  }
}
