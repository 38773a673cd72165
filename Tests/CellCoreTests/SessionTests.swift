import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Sessions")
struct SessionTests {
  private let bus = Bus()
  private var documents = Documents()

  @Test("WELCOME says who the node is, where the record stands and what the limits are") mutating func welcome() {
    let station = bus.connect("UKR.GS-1").hello(stream: 1)
    station.publish([documents.note("UKR.GS-1") { $0.serial = "UKR.GS-1/0411/26" }])
    bus.settle()
    let again = bus.connect("UKR.GS-1").hello(stream: 2)
    let welcome = again.welcome
    #expect(welcome?.node == "UKR.GS-1" && welcome?.cell == "paris" && welcome?.version == 1)
    #expect(welcome?.head == 2 && welcome?.serial == 411 && welcome?.charter == "paris-2026-draft")
    #expect(welcome?.time.microseconds == Fixture.start)
    #expect(welcome?.limits.document == 65_536 && welcome?.limits.frame == 131_072)
    #expect(welcome?.limits.windowMessages == 4_096 && welcome?.limits.subscriptions == 64)
    #expect(welcome?.heartbeatInterval == 5_000 && welcome?.heartbeatTimeout == 30_000)
    #expect(welcome?.session != station.welcome?.session)
    #expect(bus.connect("UKR.GS-1").hello().welcome?.next == nil)
  }

  @Test("until WELCOME has come every other command is hello-required") func helloRequired() {
    for command in [Command.publish, .subscribe, .unsubscribe, .ack, .credit, .query, .ping, .pong, .bye] {
      let station = bus.connect("UKR.GS-1")
      station.send(command, json: "{}")
      #expect(station.errorCodes == [1001], "\(command)")
      bus.gone(station)
    }
  }

  @Test("a second HELLO is already-greeted, also while the first is being answered") func alreadyGreeted() {
    let station = bus.connect("UKR.GS-1")
    let hello = Hello(
      cell: Fixture.cell, stream: StreamIdentifier(1), nature: nil, exerciseName: nil, client: "test/1")
    station.send(hello)
    station.send(hello)
    #expect(station.errorCodes == [1012])
    station.send(Ping())
    #expect(station.errorCodes == [1012, 1001])
    bus.settle()
    #expect(station.welcome != nil)
    station.hello()
    #expect(station.errorCodes == [1012, 1001, 1012])
  }

  @Test("another version, another cell and a stranger are sent away") func sentAway() {
    let version = bus.connect("UKR.GS-1").hello(versions: [2, 3])
    #expect(version.byeCode == 1002 && version.isCut && version.welcome == nil)
    let cell = bus.connect("UKR.GS-1").hello(cell: "london")
    #expect(cell.byeCode == 1003 && cell.isCut)
    let stranger = bus.connect("POL.CELL-1").hello()
    #expect(stranger.byeCode == 1011 && stranger.isCut)
    #expect(bus.connect("UKR.GS-1").hello(versions: [9, 1]).welcome != nil)
  }

  @Test("garbage is answered by number and does not end the session at once") func garbage() {
    let station = bus.connect("UKR.GS-1").hello(stream: 1)
    let frames: [([UInt8], Int)] = [
      ([], 1004), ([0xFF], 1005), ([0x02] + Array("{}".utf8), 1005), ([0x50], 1004), ([0x51], 1005),
      ([0x10], 1004), ([0x20], 1004), ([0x20] + Array("[]".utf8), 1004),
      ([0x32] + Array(#"{"subscription":1,"messages":1,"bytes":1,"extra":1}"#.utf8), 1004),
      ([0x32] + Array(#"{"subscription":1,"messages":1,"messages":2,"bytes":1}"#.utf8), 1004),
      ([0x40] + Array(#"{"query":1,"ask":"phase"}"#.utf8), 1207),
      ([0x31] + Array(#"{"subscription":1,"upTo":{"routine":-1}}"#.utf8), 1004),
    ]
    for (bytes, code) in frames {
      station.forgetInbox()
      station.send(bytes)
      #expect(station.errorCodes == [code], "\(bytes.prefix(12))")
    }
    #expect(!station.isCut)
    station.forgetInbox()
    station.send(Ping())
    #expect(station.inbox.count == 1)
  }

  @Test("a session is cut off at its sixty-fourth fault in a minute, whatever kind they are") mutating func faults() {
    let station = bus.connect("UKR.GS-1").hello()
    for index in 1..<Limits.faultsPerMinute {
      switch index % 4 {
      case 0: station.send([0xFF])
      case 1: station.subscribe(types: ["cell.nothing"])
      case 2: station.send(Unsubscribe(subscription: 1, durable: DurableName("none"), remove: true))
      default: station.send(Credit(subscription: 77, messages: 1, bytes: 1))
      }
    }
    #expect(!station.isCut && station.errors.count == Limits.faultsPerMinute - 1)
    bus.advance(milliseconds: 60_000)
    for _ in 1..<Limits.faultsPerMinute { station.subscribe(types: ["cell.nothing"]) }
    #expect(!station.isCut)
    station.subscribe(types: ["cell.nothing"])
    #expect(station.isCut && station.byeCode == 1004)
  }

  @Test("an error that concerns a subscription names it") func errorNamesSubscription() {
    let station = bus.connect("UKR.GS-1").hello()
    station.subscribe(5, types: ["cell.nothing"])
    station.send(Credit(subscription: 6, messages: 1, bytes: 1))
    station.acknowledge(7, .routine, 1)
    station.send(Unsubscribe(subscription: 8))
    station.send(Unsubscribe(subscription: 9, durable: DurableName("none"), remove: true))
    #expect(station.errors.map(\.subscription) == [5, 6, 7, 8, 9])
    #expect(station.errorCodes == [1203, 1201, 1201, 1201, 1201])
  }

  @Test("a node holds as many sessions as it may, and not one more; another node is not concerned")
  func sessionsOfNode() {
    let sessions = (0..<Limits.sessionsPerNode).map { bus.connect("UKR.GS-1").hello(stream: UInt128($0 + 1)) }
    #expect(sessions.allSatisfy { $0.welcome != nil })
    let beyond = bus.connect("UKR.GS-1").hello()
    #expect(beyond.byeCode == 1010 && beyond.isCut && beyond.bye?.retryable == true)
    #expect(bus.connect("UKR.CELL-1").hello().welcome != nil)
    // A session that takes over another's stream is none more.
    let heir = bus.connect("UKR.GS-1").hello(stream: 1)
    #expect(heir.welcome != nil && sessions[0].byeCode == 1007)
    bus.gone(sessions[3])
    #expect(bus.connect("UKR.GS-1").hello().welcome != nil)
  }

  @Test("the broker holds as many sessions as it may, and a node that only connects cannot use them up")
  func sessionsOfBroker() {
    var limits = SessionLimits()
    limits.sessions = 3
    let bus = Bus(limits: limits)
    let sessions = ["FRA.CELL-1", "UKR.GS-1", "USA.CELL-1"].map { bus.connect($0).hello() }
    #expect(sessions.allSatisfy { $0.welcome != nil })
    #expect(bus.connect("UKR.CELL-1").hello().byeCode == 1010)

    let other = Bus()
    for _ in 0..<1_000 { other.connect("UKR.GS-1").send([0xFF]) }
    #expect(other.core.status(at: other.now).sessions == 0)
    let silent = other.connect("UKR.GS-1")
    silent.send([0xFF])
    #expect(silent.byeCode == 1010 && silent.isCut)
    #expect(other.connect("FRA.CELL-1").hello().welcome != nil)
  }

  @Test("PING is due after silence of the broker, BYE after silence of the node") func heartbeats() {
    let station = bus.connect("UKR.GS-1").hello()
    bus.pass(milliseconds: 4_000)
    #expect(station.pings == 0)
    bus.pass(milliseconds: 2_000)
    #expect(station.pings == 1)
    bus.pass(milliseconds: 23_000)
    #expect(!station.isCut)
    station.send(Pong())
    bus.pass(milliseconds: 29_000)
    #expect(!station.isCut)
    bus.pass(milliseconds: 1_000)
    #expect(station.byeCode == 1008 && station.isCut)
    let mute = bus.connect("UKR.GS-1")
    mute.send([0xFF])
    bus.pass(milliseconds: 30_000)
    #expect(mute.byeCode == 1008, "who does not greet is not kept either")
  }

  @Test("a broker that was held up does not take its own absence for the node's silence") func heldUp() {
    let station = bus.connect("UKR.GS-1").hello()
    bus.pass(milliseconds: 20_000)
    bus.advance(milliseconds: 600_000)
    bus.handle(.tick)
    #expect(!station.isCut)
    bus.pass(milliseconds: 8_000)
    #expect(!station.isCut)
    bus.pass(milliseconds: 3_000)
    #expect(station.byeCode == 1008)
  }

  @Test("PING is answered, BYE is not") func pingAndBye() {
    let station = bus.connect("UKR.GS-1").hello()
    station.forgetInbox()
    station.send(Ping())
    #expect(station.inbox.count == 1)
    station.send(Bye())
    #expect(station.inbox.count == 1)
    #expect(bus.core.status(at: bus.now).sessions == 0)
  }

  @Test("a station's serials are counted by world and year") mutating func serials() {
    let station = bus.connect("UKR.GS-1").hello(stream: 1)
    station.publish([
      documents.note("UKR.GS-1") { $0.serial = "UKR.GS-1/0007/26" },
      documents.note("UKR.GS-1") { $0.serial = "UKR.GS-1/0005/26" },
      documents.note("UKR.GS-1") { $0.serial = "UKR.GS-1/0900/25" },
      documents.note("UKR.GS-1") {
        ($0.serial, $0.nature, $0.exerciseName) = ("UKR.GS-1/0042/26", .exercise, "PARIS \"A\"")
      },
      documents.note("UKR.GS-1") {
        ($0.serial, $0.nature, $0.exerciseName) = ("UKR.GS-1/0050/26", .drill, "PARIS \"A\"")
      },
    ])
    bus.settle()
    #expect(bus.journal.head == 6)
    for _ in 0..<2 {
      func serial(_ nature: Nature?, _ exercise: Line?) -> WireNumber? {
        let session = bus.connect("UKR.GS-1").hello(nature: nature, exercise: exercise)
        defer { bus.gone(session) }
        return session.welcome?.serial
      }
      #expect(serial(nil, nil) == 7)
      #expect(serial(.operation, nil) == 7)
      #expect(serial(.exercise, "PARIS \"A\"") == 42)
      #expect(serial(.exercise, "PARIS") == 0)
      #expect(serial(.drill, "PARIS \"A\"") == 50)
      bus.restart()
    }
  }

  @Test("a broker that stops says so to everybody") func shutDown() {
    let stations = ["FRA.CELL-1", "UKR.GS-1"].map { bus.connect($0).hello() }
    bus.shutDown()
    #expect(stations.allSatisfy { $0.byeCode == 1009 && $0.bye?.retryable == true })
  }
}
