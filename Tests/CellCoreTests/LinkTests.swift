import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("What is under way to a node, and whose turn it is")
struct LinkTests {
  private let bus = Bus()
  private var documents = Documents()

  private mutating func publish(_ count: Int, _ lane: Precedence = .routine, by publisher: Station, text: Text = "x") {
    for _ in 0..<count {
      publisher.publish([documents.note("UKR.GS-1", lane, text: text)], lane)
    }
    bus.settle()
  }

  private func under(_ reader: Station) -> Int {
    reader.frames.flatMap(\.deliveries).reduce(0) { $0 + $1.encodedCount }
  }

  @Test("a link that answers nothing gets its window and no more; flash goes all the same")
  mutating func fullLink() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.answersPings = false
    reader.subscribe(types: ["cell.*"])
    publish(200, by: publisher)
    let bytes = under(reader)
    #expect(bytes > LinkWindow.first / 2 && bytes <= LinkWindow.first)
    let routine = reader.delivered().count
    publish(1, .flash, by: publisher)
    #expect(reader.delivered().count == routine + 1 && reader.delivered().last == 202)
    publish(200, .flash, by: publisher)
    #expect(under(reader) <= 2 * LinkWindow.first, "flash has a bound, too")
    reader.answersPings = true
    bus.settle()
    #expect(Set(reader.delivered()) == Set(2...402), "all of it comes when it answers")
  }

  @Test("a lower lane gets its share while a higher one sends on and on") mutating func share() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publish(400, .flash, by: publisher)
    publish(400, by: publisher)
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(types: ["cell.*"])
    bus.settle()
    let lanes = reader.frames.flatMap { frame in frame.deliveries.map { _ in frame.lane } }
    #expect(lanes.count == 800 && lanes[0] == .flash)
    let untilLastFlash = lanes.prefix(through: lanes.lastIndex(of: .flash)!)
    let share = Double(untilLastFlash.count { $0 == .routine }) / Double(untilLastFlash.count)
    #expect(share > 0.03 && share < 0.09, "\(share) of what is sent while flash waits")
    for lane in [Precedence.flash, .routine] {
      let own = reader.frames.filter { $0.lane == lane }.flatMap { $0.deliveries.map(\.sequence) }
      #expect(own == own.sorted() && own.count == 400)
    }
  }

  @Test("the first flash stands behind nothing, however much routine waits") mutating func firstFlash() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(types: ["cell.*"], messages: 20)
    publish(500, by: publisher)
    #expect(reader.delivered().count == 20)
    publish(1, .flash, by: publisher)
    reader.send(Credit(subscription: 1, messages: 22, bytes: 1_000_000_000))
    bus.settle()
    #expect(reader.delivered()[20] == 502)
  }

  @Test("a reader that is far behind gets flash first, though the record is looked through in parts")
  mutating func flashFarAhead() {
    let bus = Bus(recentBytes: 1, scannedRows: 7)
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    for _ in 0..<40 { publisher.publish([documents.note("UKR.GS-1")]) }
    bus.settle()
    publisher.publish([documents.note("UKR.GS-1", .flash)], .flash)
    bus.settle()
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(types: ["cell.*"])
    bus.settle()
    #expect(reader.delivered() == [42] + Array(2...41))
  }

  @Test("who is addressed for information alone gets it in that lane", arguments: [Limits.recentBytes, 1])
  mutating func infoPrecedence(recentBytes: Int) {
    let bus = Bus(recentBytes: recentBytes)
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let note = documents.note("UKR.GS-1", to: ["FRA"], .flash) {
      $0.info = ["USA"]
      $0.infoPrecedence = .deferred
    }
    publisher.publish([note], .flash)
    publisher.publish([documents.note("UKR.GS-1")])
    bus.settle()
    let (actor, informed) = (bus.connect("FRA.CELL-1").hello(), bus.connect("USA.CELL-1").hello())
    for reader in [actor, informed] { reader.subscribe(types: ["cell.*"], durable: "watch") }
    bus.settle()
    #expect(actor.frames.map(\.lane) == [.flash, .routine] && actor.delivered() == [2, 3])
    #expect(informed.frames.map(\.lane) == [.routine, .deferred] && informed.delivered() == [3, 2])
    informed.acknowledge(1, .deferred, 2)
    #expect(informed.errors.isEmpty)
  }

  @Test("nobody gets it above the message's own precedence") mutating func infoAbove() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publisher.publish([
      documents.note("UKR.GS-1", to: ["FRA"]) {
        $0.info = ["USA"]
        $0.infoPrecedence = .flash
      }
    ])
    bus.settle()
    #expect(publisher.decisions().map(\.decided) == [.refused(code: 3103, pointer: "/header/infoPrecedence")])
  }

  @Test("a reader that gives no credit is parked by name, and goes on where it was") mutating func parked() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(types: ["cell.*"], durable: "watch", messages: 2)
    publish(5, by: publisher)
    for _ in 0..<31 {
      bus.pass(milliseconds: 1_000)
      for station in [publisher, reader] { station.send(Ping()) }
    }
    #expect(reader.errorCodes == [1209] && reader.errors.first?.subscription == 1)
    #expect(bus.notes.contains { if case .parked("FRA.CELL-1", 1, "watch", _) = $0 { true } else { false } })
    reader.send(Query(query: 1, ask: .subscriptions))
    bus.settle()
    #expect(reader.answers.last?.subscriptions?.first?.parkedSince != nil)
    reader.send(Credit(subscription: 1, messages: 100, bytes: 1_000_000_000))
    bus.settle()
    #expect(reader.delivered() == [2, 3, 4, 5, 6])
    #expect(bus.notes.contains { if case .unparked("FRA.CELL-1", 1, "watch") = $0 { true } else { false } })
    reader.send(Query(query: 2, ask: .subscriptions))
    bus.settle()
    #expect(reader.answers.last?.subscriptions?.first?.parkedSince == nil)
  }

  @Test("a node that reconnects in a loop is turned away for the rest of the minute") func reconnecting() {
    var limits = SessionLimits()
    limits.sessionsPerMinute = 3
    let bus = Bus(limits: limits)
    for _ in 0..<3 { bus.gone(bus.connect("FRA.CELL-1").hello()) }
    let fourth = bus.connect("FRA.CELL-1").hello()
    #expect(fourth.welcome == nil && fourth.byeCode == 5001 && fourth.bye?.retryable == true)
    #expect(bus.connect("USA.CELL-1").hello().welcome != nil, "others are not")
    bus.pass(milliseconds: 60_000)
    #expect(bus.connect("FRA.CELL-1").hello().welcome != nil)
  }

  @Test("a node that says BYE is cut off, though it keeps its connection") func leaves() {
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.send(Bye())
    #expect(reader.isCut)
  }
}
