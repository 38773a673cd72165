import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("When messages are not taken")
struct IntakeTests {
  private let bus = Bus()
  private var documents = Documents()

  @Test("on a full disk publishing is held, delivery goes on, and intake resumes by itself")
  mutating func storageFull() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publisher.publish([documents.note("UKR.GS-1")])
    bus.settle()
    bus.holdsCommits = true
    publisher.publish([documents.note("UKR.GS-1")])
    bus.settle()
    bus.refuseCommit()
    bus.refuseCommit()
    publisher.publish([documents.note("UKR.GS-1")], from: 3)
    #expect(publisher.errorCodes == [5002])
    #expect(publisher.errors[0].retryable && publisher.errors[0].next == 3 && publisher.errors[0].lane == .routine)
    #expect(publisher.decisions().map(\.number) == [1], "what was decided waits; nothing is undone")
    #expect(!bus.core.status(at: bus.now).intake && bus.core.status(at: bus.now).reason != nil)

    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(types: ["cell.*"])
    bus.settle()
    #expect(reader.delivered() == [2])

    bus.commit()
    bus.holdsCommits = false
    publisher.publish([documents.note("UKR.GS-1")], from: 3)
    bus.settle()
    #expect(publisher.decisions().map(\.number) == [1, 2, 3])
    #expect(reader.delivered() == [2, 3, 4])
    #expect(bus.core.status(at: bus.now).intake)
    let stops = bus.notes.filter { if case .intakeStopped(.storageFull, _) = $0 { true } else { false } }
    #expect(stops.count == 1, "said once, not at every try")
  }

  @Test("what comes behind a held frame is dropped unsaid, until the number comes that was named")
  mutating func behindHeld() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    bus.holdsCommits = true
    publisher.publish([documents.note("UKR.GS-1")])
    bus.settle()
    bus.refuseCommit()
    publisher.publish([documents.note("UKR.GS-1")])
    bus.commit()
    for _ in 0..<Limits.faultsPerMinute * 2 { publisher.publish([documents.note("UKR.GS-1")], from: 3) }
    #expect(publisher.errorCodes == [5002] && publisher.errors[0].next == 2 && !publisher.isCut)
    publisher.publish([documents.note("UKR.GS-1", .flash)], .flash, from: 1)
    bus.holdsCommits = false
    publisher.publish([documents.note("UKR.GS-1")], from: 2)
    publisher.publish([documents.note("UKR.GS-1")], from: 3)
    bus.settle()
    #expect(publisher.decisions().map(\.number) == [1, 2, 3])
    #expect(publisher.decisions(.flash).map(\.number) == [1], "another lane goes on")
    #expect(publisher.errorCodes == [5002])
  }

  @Test("a clock that jumps ahead stops intake, and resumes it when it is back") mutating func clockJump() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    bus.advance(milliseconds: 7_200_000)
    publisher.publish([documents.note("UKR.GS-1")])
    #expect(publisher.errors.isEmpty, "time may pass")
    bus.settle()
    let before = bus.now.wall
    bus.now.wall += .milliseconds(Int64(Limits.clockJump)) + 1
    publisher.publish([documents.note("UKR.GS-1")], from: 2)
    #expect(publisher.errorCodes == [5005])
    #expect(publisher.errors[0].retryable && publisher.errors[0].next == 2)
    bus.advance(milliseconds: 10)
    publisher.publish([documents.note("UKR.GS-1")], from: 2)
    #expect(publisher.errorCodes == [5005, 5005])
    bus.advance(milliseconds: 1_000)
    bus.now.wall = before + 1_010_000
    publisher.publish([documents.note("UKR.GS-1")], from: 2)
    bus.settle()
    #expect(publisher.decisions().map(\.number) == [1, 2])
    let expected = (before + 1_010_000).wholeMilliseconds
    #expect(bus.journal.rows.last?.acceptedAt == expected)
  }

  @Test("what the bus says itself meanwhile has the time of before") mutating func saidWhileAhead() throws {
    bus.advance(milliseconds: 2_000)
    bus.now.wall += .milliseconds(Int64(Limits.clockJump)) + 1
    bus.advance(milliseconds: 3_000)
    var roster = Fixture.roster
    roster.revision = 2
    try bus.change(Fixture.files(roster))
    #expect(bus.journal.rows.last?.acceptedAt.value == Fixture.start + 5_000_000)
  }

  @Test("a clock that was late is followed once it is confirmed") mutating func clockConfirmed() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publisher.publish([documents.note("UKR.GS-1")])
    bus.settle()
    bus.now.wall += .milliseconds(86_400_000)
    publisher.publish([documents.note("UKR.GS-1")], from: 2)
    #expect(publisher.errorCodes == [5005])
    bus.handle(.clockConfirmed)
    publisher.publish([documents.note("UKR.GS-1")], from: 2)
    bus.settle()
    #expect(publisher.decisions().map(\.number) == [1, 2])
    #expect(bus.journal.rows.last?.acceptedAt == bus.now.wall.wholeMilliseconds)
    let resumed = bus.notes.filter { if case .intakeResumed = $0 { true } else { false } }
    #expect(resumed.count == 1)
  }

  @Test("a jump at its limit is let pass, and one back is no jump ahead") mutating func clockAtLimit() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    bus.now.wall += .milliseconds(Int64(Limits.clockJump))
    publisher.publish([documents.note("UKR.GS-1")])
    bus.now.wall -= .milliseconds(2 * Int64(Limits.clockJump))
    publisher.publish([documents.note("UKR.GS-1") { $0.sentAt = "2026-03-07T00:00:00Z" }])
    bus.settle()
    #expect(publisher.errors.isEmpty && bus.journal.head == 3)
  }

  @Test("a participant that has too much refused is throttled for the minute, and nobody else")
  mutating func throttled() {
    var limits = SessionLimits()
    limits.refusalsPerMinute = 3
    let bus = Bus(limits: limits)
    let ukraine = bus.connect("UKR.GS-1").hello(stream: 1)
    let other = bus.connect("UKR.CELL-1").hello(stream: 2)
    let france = bus.connect("FRA.CELL-1").hello(stream: 3)
    for _ in 0..<3 { ukraine.publish([documents.note("FRA.CELL-1")]) }
    #expect(ukraine.errors.isEmpty)
    ukraine.publish([documents.note("UKR.GS-1")])
    other.publish([documents.note("UKR.CELL-1")])
    france.publish([documents.note("FRA.CELL-1")])
    #expect(ukraine.errorCodes == [5001] && other.errorCodes == [5001] && france.errors.isEmpty)
    #expect(ukraine.errors[0].retryable && ukraine.errors[0].next == 4)
    bus.settle()
    bus.pass(milliseconds: 20_000)
    for station in [ukraine, other, france] { station.send(Ping()) }
    bus.pass(milliseconds: 20_000)
    for station in [ukraine, other, france] { station.send(Ping()) }
    bus.pass(milliseconds: 20_000)
    ukraine.publish([documents.note("UKR.GS-1")], from: 4)
    #expect(ukraine.errorCodes == [5001])
  }

  @Test("as much waits for the disk as may, and then the broker is busy") mutating func busy() {
    var limits = SessionLimits()
    limits.windowMessages = 1_000_000
    limits.windowBytes = 1_000_000_000
    let bus = Bus(limits: limits)
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    bus.holdsCommits = true
    publisher.publish([documents.note("UKR.GS-1")])
    bus.settle()
    // The cheapest message to make is one that is refused.
    let junk = [UInt8]("{}".utf8)
    for _ in 0..<Limits.pendingMessages / 256 { publisher.publish((0..<256).map { _ in junk }) }
    #expect(publisher.errorCodes.isEmpty || publisher.errorCodes.first == 5001)
    let office = bus.connect("FRA.CELL-1").hello(stream: 2)
    while office.errors.isEmpty { office.publish([documents.note("FRA.CELL-1")]) }
    #expect(office.errorCodes == [5004] && office.errors[0].retryable)
    bus.holdsCommits = false
    bus.settle()
    office.forgetInbox()
    office.publish([documents.note("FRA.CELL-1")], from: office.next[.routine] - 1)
    bus.settle()
    #expect(office.decisions().count == 1)
  }
}
