import CellCore
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Alarms") struct AlarmTests {
  private let bus = Bus()
  private var documents = Documents()

  private func kinds(_ level: Alarm.Level? = nil) -> [Alarm.Kind] {
    bus.core.alarms(at: bus.now).filter { level == nil || $0.level == level }.map(\.kind)
  }

  @Test("the service's status says serving while messages are taken alone, and the worst alarm first") func line() {
    let alarms = [
      Alarm(.warning, .late, of: "FRA.CELL-1", "12 routine messages wait"), Alarm(.critical, .diskSpace, "3 MiB free"),
      Alarm(.warning, .parked, of: "USA.CELL-1", "1 of its readers"),
    ]
    #expect([Alarm]().statusLine(takesMessages: true) == "serving")
    #expect(
      alarms.statusLine(takesMessages: true) == "serving; CRITICAL disk-space: 3 MiB free; 2 more: cellbus status")
    #expect(
      [alarms[0]].statusLine(takesMessages: false)
        == "takes no messages; WARNING late FRA.CELL-1: 12 routine messages wait")
    #expect(alarms.worstFirst.map(\.kind) == [.diskSpace, .late, .parked])
  }

  @Test("a reload that was refused warns until a good one, and what was kept at the start is worse") func files() {
    #expect(kinds() == [])
    bus.core.note(FileTrouble(.reloadRefused, since: bus.now.wall, "roster.yaml:3:1: 2005 unknown-field"))
    #expect(kinds(.warning) == [.reloadRefused])
    bus.core.note(nil as FileTrouble?)
    #expect(kinds() == [])
    bus.core.note(FileTrouble(.rulesKept, since: bus.now.wall, "roster.yaml: it is older"))
    bus.core.note(FileTrouble(.reloadRefused, since: bus.now.wall, "roster.yaml: it is older"))
    #expect(kinds(.critical) == [.rulesKept])
    bus.core.note(nil as FileTrouble?)
    #expect(kinds() == [])
  }

  @Test(
    "the disk warns by what is free and by the days that it lasts",
    arguments: [
      (3_000, nil, []), (2_047, nil, [Alarm.Level.warning]), (511, nil, [.critical]), (100_000, 30, []),
      (100_000, 29, [.warning]), (100_000, 2, [.critical]), (1_000, 2, [.critical, .warning]),
    ] as [(UInt64, UInt64?, [Alarm.Level])])
  func disk(free: UInt64, days: UInt64?, levels: [Alarm.Level]) {
    let bytes = free << 20
    bus.core.note(DiskFacts(free: bytes, record: 1, perDay: days.map { bytes / $0 }))
    #expect(bus.core.alarms(at: bus.now).map(\.level) == levels)
    var limits = AlarmLimits()
    (limits.freeWarning, limits.freeCritical, limits.daysWarning, limits.daysCritical) = (1, 1, 1, 1)
    bus.core.note(limits)
    #expect(kinds() == [])
  }

  @Test("the rate is told after an hour, over a day, and is the larger of the record's and the disk's") func rate() {
    var history = DiskHistory()
    let hour: Int64 = 3_600_000
    let (gigabyte, start) = (UInt64(1_000_000_000), Int64(5))
    #expect(history.note(free: 100 * gigabyte, record: gigabyte, at: start).perDay == nil)
    #expect(history.note(free: 90 * gigabyte, record: 2 * gigabyte, at: start + hour - 1).perDay == nil)
    // Ten in an hour went, one of them the record's.
    let after = history.note(free: 90 * gigabyte, record: 2 * gigabyte, at: start + hour)
    #expect(after.perDay == 240 * gigabyte && after.days == 0)
    // Days in which nothing grows: the first hour is forgotten.
    var last = after
    for count in 2...60 {
      last = history.note(free: 90 * gigabyte, record: 2 * gigabyte, at: start + Int64(count) * hour)
    }
    #expect(last.perDay == 0 && last.days == nil)
    // What was freed is no growth, and the record's own growth still counts.
    last = history.note(free: 95 * gigabyte, record: 3 * gigabyte, at: start + 61 * hour)
    #expect(last.days.map { (90...96).contains($0) } == true)
  }

  @Test("what waits too long for a node is late, and flash is critical") mutating func late() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(types: ["cell.*"], after: 0, durable: "watch")
    bus.settle()
    bus.gone(reader)
    bus.core.note(DiskFacts(free: 1 << 40, record: 1, perDay: nil))
    func pass(seconds: Int64) {
      bus.advance(milliseconds: seconds * 1_000)
      bus.handle(.tick)
      bus.settle()
    }
    publisher.publish([documents.note("UKR.GS-1", .routine)], .routine)
    publisher.publish([documents.note("UKR.GS-1", .flash)], .flash)
    bus.settle()
    func late() -> [Alarm] { bus.core.alarms(at: bus.now).filter { $0.kind == .late } }
    pass(seconds: 599)
    #expect(late() == [])
    pass(seconds: 2)
    #expect(late().map(\.level) == [.warning] && late().first?.node == "FRA.CELL-1")
    #expect(late().first?.detail == "1 flash message waits, the oldest for 10 min")
    pass(seconds: 3_000)
    #expect(late().map(\.level) == [.critical])
    pass(seconds: 86_400)
    #expect(late().count == 1, "one of a node")
    // Whoever is kept off the bus is awaited by nobody.
    bus.withhold(["FRA.CELL-1"])
    #expect(late() == [])
  }

  @Test("what is of a node is told to its participant and to the cell alone") mutating func whoIsTold() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(types: ["cell.*"], after: 0, durable: "watch")
    bus.settle()
    bus.gone(reader)
    publisher.publish([documents.note("UKR.GS-1", .flash)], .flash)
    bus.settle()
    bus.advance(milliseconds: 700_000)
    bus.handle(.tick)
    bus.settle()
    func status(_ node: NodeName) -> StatusAnswer? {
      let station = bus.connect(node).hello()
      station.send(.query, json: #"{"query":1,"ask":"status"}"#)
      bus.settle()
      defer { bus.gone(station) }
      return station.answers.last?.status
    }
    for (node, knows) in [("FRA.MNF-1", true), ("CELL.OPS-1", true), ("USA.CELL-1", false)] as [(NodeName, Bool)] {
      let status = status(node)
      #expect(status?.waiting?.contains { $0.node == "FRA.CELL-1" } == knows, "\(node)")
      #expect(status?.alarms?.contains { $0.kind.text == "late" } == knows, "\(node)")
      #expect(status?.alarms?.contains { $0.kind.text == "checkpoint-late" } != nil)
    }
  }

  @Test("a reader that takes nothing is an alarm once it is parked") mutating func parked() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(types: ["cell.*"], after: 0, messages: 1)
    bus.settle()
    publisher.publish([documents.note("UKR.GS-1", .routine), documents.note("UKR.GS-1", .routine)], .routine)
    bus.settle()
    for _ in 0..<4 {
      bus.pass(milliseconds: 10_000)
      reader.send(Ping())
    }
    let found = bus.core.alarms(at: bus.now).filter { $0.kind == .parked }
    #expect(found.map(\.node) == ["FRA.CELL-1"])
    reader.send(Credit(subscription: 1, messages: 100, bytes: 1_000_000_000))
    bus.settle()
    #expect(!kinds().contains(.parked))
  }

  @Test("a clock that jumped ahead is critical until it is confirmed; one that was set back warns") func clock() {
    bus.now.wall = bus.now.wall + .minutes(90)
    bus.handle(.tick)
    #expect(kinds(.critical) == [.clockJump])
    #expect(bus.core.measures(at: bus.now).clockJumps == 1)
    bus.handle(.clockConfirmed)
    #expect(!kinds().contains(.clockJump))
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    var documents = documents
    publisher.publish([documents.note("UKR.GS-1", .routine)], .routine)
    bus.settle()
    bus.now.wall = bus.now.wall - .minutes(80)
    bus.handle(.tick)
    #expect(kinds(.warning).contains(.clockBehind))
  }

  @Test("rows without a good checkpoint are an alarm after a quarter of an hour, and a good one ends it")
  func checkpoints() {
    bus.advance(milliseconds: 899_000)
    #expect(!kinds().contains(.checkpointLate))
    bus.advance(milliseconds: 2_000)
    #expect(kinds(.warning).contains(.checkpointLate))
    let note = CheckpointCommand(note: NoteText("a\n1\nb\n\n— a c\n"))
    bus.handle(.log(.good(note, size: bus.core.durableHead.value)))
    #expect(!kinds().contains(.checkpointLate))
    #expect(bus.core.measures(at: bus.now).checkpoint == bus.core.durableHead.value)
    // Nothing new, and nobody has to agree: nothing is owed.
    bus.advance(milliseconds: 86_400_000)
    #expect(!kinds().contains(.checkpointLate))
  }

  @Test("a full disk is critical, and over when there is room") mutating func fullDisk() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    bus.holdsCommits = true
    publisher.publish([documents.note("UKR.GS-1", .routine)], .routine)
    bus.settle()
    bus.refuseCommit()
    #expect(kinds(.critical) == [.intakeStopped] && !bus.core.takesMessages)
    bus.holdsCommits = false
    bus.settle()
    #expect(kinds() == [] && bus.core.takesMessages)
  }
}
