import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Queries")
struct QueryTests {
  private let bus = Bus()
  private var documents = Documents()

  private func ask(_ station: Station, _ ask: Query.Subject, id: MessageID? = nil) -> QueryAnswer? {
    station.forgetInbox()
    station.send(Query(query: 7, ask: ask, id: id))
    bus.settle()
    #expect(station.answers.count == 1 && station.answers.first?.query == 7)
    return station.answers.first
  }

  @Test("status says where the broker stands") mutating func status() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publisher.publish([documents.note("UKR.GS-1"), documents.note("FRA.CELL-1")])
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(types: ["cell.*"])
    bus.settle()
    bus.advance(milliseconds: 500)
    let status = ask(reader, .status)?.status
    #expect(status?.head == 2 && status?.sessions == 2 && status?.refused == 1 && status?.delivered == 1)
    #expect(status?.accepted == 2, "the genesis is one")
    #expect(status?.charter == "paris-2026-draft" && status?.charterRevision == 1 && status?.rosterRevision == 1)
    #expect(status?.intake == true && status?.reason == nil)
    #expect(status?.startedAt.microseconds == Fixture.start)
    #expect(status?.nodes.map(\.node) == Fixture.nodes.sorted { $0.description < $1.description })
    let ukraine = status?.nodes.first { $0.node == "UKR.GS-1" }
    #expect(ukraine?.sessions == 1 && ukraine?.lastHeard?.microseconds == Fixture.start)
    #expect(status?.nodes.first { $0.node == "USA.CELL-1" }?.lastHeard == nil)
  }

  @Test("a trace shows its sender's participant every recipient, an addressee its own nodes, others nothing")
  mutating func trace() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let id = documents.identifier()
    publisher.publish([
      documents.note("UKR.GS-1", to: ["FRA", "@verification-lead"]) {
        $0.id = id
        $0.info = ["CELL"]
        $0.label.releasableTo = ["FRA", "CELL", "USA"]
      }
    ])
    bus.settle()
    let reader = bus.connect("FRA.CELL-1").hello()
    bus.advance(milliseconds: 2_000)
    reader.subscribe(types: ["cell.*"], durable: "watch")
    bus.settle()
    let before = ask(publisher, .trace, id: id)?.trace
    #expect(before?.recipients.contains { $0.delivered != nil } == false, "it is on its way")
    bus.pass(milliseconds: 1_000)

    let all = ask(publisher, .trace, id: id)?.trace
    #expect(all?.sequence == 2 && all?.type == "cell.liaison-note" && all?.from == "UKR.GS-1")
    #expect(all?.acceptedAt.microseconds == Fixture.start && all?.precedence == .routine)
    #expect(
      all?.recipients.map { "\($0.node) \($0.addressed) \($0.releasable)" } == [
        "CAN.CELL-1 action false", "CELL.OPS-1 info true", "FRA.CELL-1 action true", "FRA.MNF-1 action true",
        "USA.CELL-1 action true",
      ])
    let office = all?.recipients.first { $0.node == "FRA.CELL-1" }
    #expect(office?.delivered?.microseconds == Fixture.start + 3_000_000 && office?.handled == false)
    #expect(all?.recipients.count { $0.delivered != nil } == 1)
    reader.acknowledge(1, .routine, 2)
    #expect(ask(publisher, .trace, id: id)?.trace?.recipients.filter(\.handled).map(\.node) == ["FRA.CELL-1"])

    let colleague = bus.connect("UKR.CELL-1").hello()
    #expect(ask(colleague, .trace, id: id)?.trace?.recipients.count == 5)
    #expect(ask(reader, .trace, id: id)?.trace?.recipients.map(\.node) == ["FRA.CELL-1", "FRA.MNF-1"])
    let outsider = bus.connect("DEU.CELL-1").hello()
    let notAllowed = ask(bus.connect("CAN.CELL-1").hello(), .trace, id: id)?.error
    let notYours = ask(outsider, .trace, id: id)?.error
    let notThere = ask(outsider, .trace, id: documents.identifier())?.error
    #expect(notYours?.code == 1208 && notAllowed?.code == 1208)
    #expect(notYours == notThere, "the answer does not tell whether there is such a message")
  }

  @Test("a message is given as it was published, by number or id, to whoever may read it, with what amends it")
  mutating func message() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let (id, amendment) = (documents.identifier(), documents.identifier())
    let note = documents.note("UKR.GS-1", to: ["FRA"]) {
      $0.id = id
      $0.label.releasableTo = ["FRA"]
    }
    publisher.publish([note])
    publisher.publish([
      documents.note("UKR.GS-1", to: ["FRA"]) {
        $0.id = amendment
        $0.amends = Amends(id: id, kind: .correct, reason: "A wrong number.")
        $0.label.releasableTo = ["FRA"]
      }
    ])
    bus.settle()
    let reader = bus.connect("FRA.CELL-1").hello()
    func answer(_ station: Station, number: WireNumber? = nil, id: MessageID? = nil) -> QueryAnswer? {
      station.forgetInbox()
      station.send(Query(query: 7, ask: .message, id: id, number: number))
      bus.settle()
      return station.answers.first
    }
    let found = answer(reader, number: 2)?.message
    #expect(found?.document.bytes == note && found?.sequence == 2 && found?.signature == nil)
    #expect(found?.acceptedAt.microseconds == Fixture.start && found?.amendedBy == [3])
    #expect(answer(reader, id: id)?.message == found && answer(publisher, id: id)?.message == found)
    #expect(answer(reader, number: 3)?.message?.amendedBy == [])
    let outsider = bus.connect("DEU.CELL-1").hello()
    let refused = [
      answer(outsider, number: 2), answer(outsider, id: id), answer(outsider, number: 99), answer(reader, number: 99),
      answer(reader, number: 0), answer(outsider, id: documents.identifier()),
    ]
    #expect(refused.allSatisfy { $0?.message == nil && $0?.error?.code == 1208 })
    #expect(Set(refused.map { $0?.error?.detail.text }).count == 1, "the answer does not tell which there is")
  }

  @Test("a message is found by its serial and by how its id begins, of what the asker may read alone")
  mutating func found() throws {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let ids = ["017f22e2-79b0-7cc3-98c4-dc0c0c07398f", "017f22e2-79b1-7cc3-98c4-dc0c0c07398f"].map { MessageID($0)! }
    func note(_ id: MessageID, _ number: Int, for readers: NonEmpty<Addressee>) -> [UInt8] {
      documents.note("UKR.GS-1", to: readers) {
        $0.id = id
        $0.serial = Serial(node: "UKR.GS-1", number: number, year: 26)!
        $0.label.classification = "PUBLIC"
        $0.label.releasableTo = readers == ["FRA"] ? ["FRA"] : [.all]
      }
    }
    publisher.publish([note(ids[0], 1, for: ["FRA"])])
    publisher.publish([note(ids[1], 2, for: [.all])])
    // A number far ahead, one of the gap behind it, and one that was used before.
    for number in [900_000, 3, 2] { publisher.publish([note(documents.identifier(), number, for: [.all])]) }
    bus.settle()
    var stations = ["FRA.CELL-1", "DEU.CELL-1"].map { bus.connect(NodeName($0)!).hello() }
    func ask(_ reader: Int, _ place: Query.Place) -> QueryAnswer? {
      stations[reader].forgetInbox()
      stations[reader].send(Query(query: 7, .message(place)))
      bus.settle()
      return stations[reader].answers.first
    }
    func serial(_ number: Int) -> Query.Place { .serial(Serial(node: "UKR.GS-1", number: number, year: 26)!) }
    func expect(after happening: Comment) {
      #expect(ask(0, .prefix("017f22e2-79b0"))?.message?.sequence == 2, happening)
      #expect(ask(0, .prefix("017f22e2"))?.error?.detail.text.contains("2 messages begin so: 3 of UKR.GS-1") == true)
      #expect(ask(0, .prefix("017f22e2"))?.error?.code == 1212, happening)
      #expect(ask(1, .prefix("017f22e2"))?.message?.sequence == 3, "the other one is not Germany's to read")
      #expect(ask(1, .prefix("017f22e2-79b0"))?.error == ask(1, .prefix("ffffffff"))?.error)
      #expect(ask(0, serial(1))?.message?.sequence == 2, happening)
      #expect(ask(1, serial(1))?.error?.code == 1208 && ask(1, serial(1))?.error == ask(1, serial(77))?.error)
      #expect(ask(0, serial(900_000))?.message?.sequence == 4 && ask(0, serial(3))?.message?.sequence == 5, happening)
      #expect(ask(0, serial(2))?.error?.code == 1212, happening)
      #expect(ask(0, serial(2))?.error?.detail.text.hasPrefix("2 messages have this serial: 6 of UKR.GS-1") == true)
    }
    expect(after: "as it was lived")
    try bus.restart(from: bus.archive.snapshot())
    stations = ["FRA.CELL-1", "DEU.CELL-1"].map { bus.connect(NodeName($0)!).hello() }
    expect(after: "brought back from a snapshot")
  }

  @Test("of many that begin alike the newest are named, and that there are more") mutating func manyAlike() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    for _ in 0..<Limits.candidates + 1 { publisher.publish([documents.note("UKR.GS-1")]) }
    bus.settle()
    let station = bus.connect("FRA.CELL-1").hello()
    func detail(_ prefix: MessageIDPrefix) -> String {
      station.forgetInbox()
      station.send(Query(query: 7, .message(.prefix(prefix))))
      bus.settle()
      return station.answers.first?.error?.detail.text ?? ""
    }
    let prefix = MessageIDPrefix(String(documents.identifier().description.prefix(8)))!
    #expect(detail(prefix).hasPrefix("more than \(Limits.candidates) messages begin so: \(Limits.candidates + 2) of "))
    #expect(detail(prefix).split(separator: ";").count == Limits.candidates)
    // Questions that the archive answers are open until it has.
    bus.holdsAnswers = true
    station.forgetInbox()
    for number in 0...Limits.openQuestionsPerNode {
      station.send(Query(query: WireNumber(UInt64(number)), .message(.prefix(prefix))))
    }
    bus.settle()
    #expect(station.answers.count == 1 && station.answers.first?.error?.code == 5001)
    bus.holdsAnswers = false
    bus.settle()
    #expect(station.answers.count == Limits.openQuestionsPerNode + 1)
  }

  @Test("delivered is said of what was delivered, not of what expired before") mutating func deliveredIsTrue() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let id = documents.identifier()
    publisher.publish([
      documents.note("UKR.GS-1"),
      documents.note("UKR.GS-1") {
        $0.id = id
        $0.expiresAt = Timestamp(microseconds: Fixture.start + 1_000_000)
      }, documents.note("UKR.GS-1"),
    ])
    bus.settle()
    bus.advance(milliseconds: 2_000)
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(types: ["cell.*"])
    bus.settle()
    #expect(reader.delivered() == [2, 4])
    #expect(ask(publisher, .trace, id: id)?.trace?.recipients.allSatisfy { $0.delivered == nil } == true)
  }

  @Test("after a restart a trace knows where a durable name began, and says since when it has watched")
  mutating func traceAfterRestart() {
    var publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let ids = (0..<3).map { _ in documents.identifier() }
    func trace(_ id: MessageID) -> (handled: Bool?, since: Int64?) {
      let trace = ask(publisher, .trace, id: id)?.trace
      return (
        trace?.recipients.first { $0.node == "FRA.CELL-1" }?.handled, trace?.deliveriesSince?.microseconds
      )
    }
    for id in ids { publisher.publish([documents.note("UKR.GS-1") { $0.id = id }]) }
    bus.settle()
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(types: ["cell.*"], after: 3, durable: "watch")
    bus.settle()
    reader.acknowledge(1, .routine, 4)
    bus.pass(milliseconds: 1_000)
    #expect(trace(ids[0]).since == nil)
    bus.restart()
    publisher = bus.connect("UKR.GS-1").hello(stream: 2)
    #expect(ids.map { trace($0).handled } == [false, false, true])
    #expect(ids.allSatisfy { trace($0).since == bus.now.wall.value })
    let fresh = documents.identifier()
    publisher.publish([documents.note("UKR.GS-1") { $0.id = fresh }])
    bus.settle()
    #expect(trace(fresh).handled == false && trace(fresh).since == nil)

    // Its reader goes back behind where it began, and reads on from there.
    bus.journal.bringOwnPlace = ["FRA.CELL-1"]
    let again = bus.connect("FRA.CELL-1").hello()
    again.send(
      Subscribe(
        subscription: 1, types: [TypePattern("cell.*")], cursors: PerLane(Lanes<UInt64>(repeating: 2)),
        durable: DurableName("watch"), messages: 100, bytes: 1_000_000))
    bus.settle()
    #expect(again.delivered() == [3, 4, 5])
    again.acknowledge(1, .routine, 5)
    bus.pass(milliseconds: 1_000)
    bus.restart()
    publisher = bus.connect("UKR.GS-1").hello(stream: 3)
    #expect(ids.map { trace($0).handled } == [false, true, true])
  }

  @Test("what is not durable yet is not on the record") mutating func undurable() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let id = documents.identifier()
    bus.holdsCommits = true
    publisher.publish([documents.note("UKR.GS-1") { $0.id = id }])
    bus.settle()
    #expect(ask(publisher, .trace, id: id)?.error?.code == 1208)
    bus.commit()
    #expect(ask(publisher, .trace, id: id)?.trace?.sequence == 2)
  }

  @Test("a trace without an id is no query") func withoutIdentifier() {
    let station = bus.connect("UKR.GS-1").hello()
    station.send(Query(query: 1, ask: .trace))
    #expect(station.errorCodes == [1207])
  }

  @Test("subscriptions lists the node's durable names with their places, whoever reads them")
  mutating func subscriptions() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publisher.publish((0..<4).map { _ in documents.note("UKR.GS-1") })
    bus.settle()
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(1, types: ["cell.*"], durable: "watch")
    reader.subscribe(2, types: ["verification.*", "cell.*"], senders: ["UKR"], after: nil, durable: "alpha")
    reader.subscribe(3, types: ["cell.*"])
    bus.settle()
    reader.acknowledge(1, .routine, 3)
    reader.send(Unsubscribe(subscription: 2))
    bus.settle()
    for _ in 0..<2 {
      let station = bus.connect("FRA.CELL-1").hello()
      let answer = ask(station, .subscriptions)?.subscriptions
      #expect(answer?.map(\.durable.text) == ["alpha", "watch"])
      #expect(answer?[0].types.map(\.text) == ["cell.*", "verification.*"] && answer?[0].senders == ["UKR"])
      #expect(answer?[1].cursors.routine == 3 && answer?[1].behind == 2)
      #expect(answer?[0].active == false && answer?[0].behind == 0)
      #expect(answer?[1].active == !reader.isCut)
      bus.pass(milliseconds: 1_000)
      bus.restart()
    }
    #expect(ask(bus.connect("USA.CELL-1").hello(), .subscriptions)?.subscriptions == [])
  }
}
