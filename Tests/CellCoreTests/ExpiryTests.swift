import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("What expires, what is set aside, and a reader's own place")
struct ExpiryTests {
  private let bus = Bus()
  private var documents = Documents()

  private mutating func expiring(_ seconds: Int64, to action: NonEmpty<Addressee>) -> [UInt8] {
    documents.note("UKR.GS-1", to: action) {
      $0.expiresAt = Timestamp(microseconds: Fixture.start + seconds * 1_000_000)
      $0.label.releasableTo = [.all]
    }
  }

  /// What the bus has said of expired messages, to a station that reads it.
  private func said(to station: Station) -> [DeliveryExpired] {
    station.frames.flatMap(\.deliveries).compactMap { delivery in
      guard let raw = try? RawMessage(document: Array(delivery.envelope.document)), raw.isOf(DeliveryExpired.self)
      else { return nil }
      return try? raw.body(as: DeliveryExpired.self)
    }
  }

  @Test("what expired is not delivered late, and its sender is told who did not get it", arguments: [false, true])
  mutating func expires(restarts: Bool) {
    var publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publisher.publish([expiring(10, to: ["FRA", "USA"])])
    bus.settle()
    let american = bus.connect("USA.CELL-1").hello()
    american.subscribe(types: ["cell.*"], durable: "watch")
    bus.settle()
    american.acknowledge(1, .routine, 2)
    bus.pass(milliseconds: 1_000)
    if restarts { bus.restart() }
    bus.pass(milliseconds: 12_000)
    if restarts { publisher = bus.connect("UKR.GS-1").hello(stream: 1) }
    publisher.subscribe(types: ["system.*"])
    let late = bus.connect("FRA.CELL-1").hello()
    late.subscribe()
    bus.settle()
    #expect(!late.delivered().contains(2))
    let told = said(to: publisher)
    #expect(told.count == 1)
    #expect(told.first?.undelivered.elements.filter { "\($0)".hasPrefix("USA.") } == [])
    #expect(told.first?.undelivered.elements.contains("FRA.CELL-1") == true)
    #expect(said(to: late).isEmpty, "it is between the bus and the sender")
    bus.pass(milliseconds: 5_000)
    bus.restart()
    bus.pass(milliseconds: 5_000)
    #expect(bus.journal.rows.count == 3, "it is said once")
  }

  @Test("nothing is said of what all had") mutating func allHadIt() {
    let readers = ["FRA.CELL-1", "FRA.MNF-1"].map { bus.connect($0).hello() }
    for reader in readers { reader.subscribe() }
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publisher.publish([expiring(10, to: ["FRA"])])
    bus.settle()
    bus.pass(milliseconds: 20_000)
    #expect(bus.journal.rows.count == 2)
  }

  @Test("what was sent into a link that does not answer did not arrive") mutating func lostOnTheWay() {
    let readers = ["FRA.CELL-1", "FRA.MNF-1"].map { bus.connect($0).hello() }
    for reader in readers { reader.subscribe() }
    readers[1].answersPings = false
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publisher.subscribe(types: ["system.*"])
    publisher.publish([expiring(10, to: ["FRA"])])
    bus.settle()
    #expect(readers[1].delivered().contains(2))
    bus.pass(milliseconds: 11_000)
    #expect(said(to: publisher).map(\.undelivered.elements) == [["FRA.MNF-1"]])
  }

  @Test("what is set aside is passed, kept, counted and shown", arguments: [false, true])
  mutating func setAside(restarts: Bool) {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let note = documents.note("UKR.GS-1", to: ["FRA"])
    publisher.publish([note, documents.note("UKR.GS-1", to: ["FRA"])])
    bus.settle()
    let id = try! RawMessage(document: note).header.id
    var reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(types: ["cell.*"], durable: "watch")
    bus.settle()
    var upTo = PerLane()
    upTo[.routine] = 2
    for _ in 0..<2 {
      reader.send(
        Acknowledge(subscription: 1, upTo: upTo, aside: [.init(sequence: 2, reason: "no such unit")]))
    }
    bus.settle()
    bus.pass(milliseconds: 1_000)
    #expect(
      bus.notes.count { if case .setAside("FRA.CELL-1", "watch", 2, "no such unit") = $0 { true } else { false } } == 1)
    if restarts {
      bus.restart()
      reader = bus.connect("FRA.CELL-1").hello()
      reader.subscribe(types: ["cell.*"], durable: "watch")
      bus.settle()
      #expect(reader.delivered() == [3])
    }
    reader.send(Query(query: 1, ask: .subscriptions))
    reader.send(Query(query: 2, ask: .trace, id: id))
    bus.settle()
    #expect(reader.answers.first?.subscriptions?.first?.setAside == 1)
    let own = reader.answers.last?.trace?.recipients.first { $0.node == "FRA.CELL-1" }
    #expect(own?.reason == "no such unit" && own?.setAside != nil && own?.handled == false)
  }

  @Test("only what was delivered, and under a durable name") mutating func asideRefused() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publisher.publish([documents.note("UKR.GS-1")])
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(1, types: ["cell.*"])
    reader.subscribe(2, types: ["cell.*"], durable: "watch")
    bus.settle()
    reader.send(Acknowledge(subscription: 1, upTo: PerLane(), aside: [.init(sequence: 2, reason: "")]))
    reader.send(Acknowledge(subscription: 2, upTo: PerLane(), aside: [.init(sequence: 3, reason: "")]))
    #expect(reader.errorCodes == [1203, 1205])
  }

  @Test("a reader's own place beats the stored one, also an older one") mutating func cursors() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publisher.publish((0..<4).map { _ in documents.note("UKR.GS-1") })
    publisher.publish((0..<2).map { _ in documents.note("UKR.GS-1", .flash) }, .flash)
    bus.settle()
    let first = bus.connect("FRA.CELL-1").hello()
    first.subscribe(types: ["cell.*"], durable: "watch")
    bus.settle()
    first.acknowledge(1, .routine, 5)
    first.acknowledge(1, .flash, 7)
    bus.gone(first)
    func read(_ routine: UInt64?, _ flash: UInt64?, durable: Bool) -> [UInt64] {
      let reader = bus.connect("FRA.CELL-1").hello()
      var cursors = PerLane()
      (cursors[.routine], cursors[.flash]) = (routine, flash)
      reader.send(
        Subscribe(
          subscription: 1, types: ["cell.*"], cursors: cursors, durable: durable ? DurableName("watch") : nil,
          messages: 100, bytes: 1_000_000))
      bus.settle()
      defer { bus.gone(reader) }
      return reader.delivered()
    }
    #expect(read(3, 6, durable: true) == [7, 4, 5])
    #expect(read(4, nil, durable: false) == [6, 7, 5])
    let last = bus.connect("FRA.CELL-1").hello()
    last.subscribe(types: ["cell.*"], after: nil, durable: "watch")
    bus.settle()
    #expect(last.delivered() == [7, 4, 5], "the older place is the stored one now")
  }

  @Test("a trace shows when an acknowledgement came, or when it is due and that it is overdue") mutating func trace() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let note = documents.note("UKR.GS-1", to: ["FRA", "USA"], .flash)
    publisher.publish([note], .flash)
    bus.settle()
    let id = try! RawMessage(document: note).header.id
    let french = bus.connect("FRA.CELL-1").hello(stream: 2)
    let header = documents.header("FRA.CELL-1", type: Acknowledgement.messageType, to: ["UKR"])
    french.publish([DocumentEncoder.encode(header: header, body: Acknowledgement(of: id, by: "Duty officer"))])
    bus.settle()
    func recipients() -> [String: TraceAnswer.Recipient] {
      publisher.send(Query(query: 1, ask: .trace, id: id))
      bus.settle()
      let all = publisher.answers.last?.trace?.recipients ?? []
      return Dictionary(uniqueKeysWithValues: all.map { ("\($0.node)", $0) })
    }
    french.subscribe(types: ["cell.*"], after: nil, durable: "late")
    bus.settle()
    var found = recipients()
    #expect(found["FRA.CELL-1"]?.handled == false, "a reader that began later has not read it")
    #expect(found["FRA.CELL-1"]?.acknowledged != nil && found["FRA.MNF-1"]?.acknowledged != nil)
    #expect(found["USA.CELL-1"]?.dueAt != nil && found["USA.CELL-1"]?.overdue == false)
    for _ in 0..<700 {
      bus.pass(milliseconds: 1_000)
      publisher.send(Ping())
    }
    found = recipients()
    #expect(found["USA.CELL-1"]?.overdue == true && found["FRA.CELL-1"]?.dueAt == nil)
  }
}
