import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Durable subscriptions")
struct DurableTests {
  private let bus = Bus()
  private var documents = Documents()

  private mutating func publish(_ count: Int, _ lane: Precedence = .routine, by publisher: Station) {
    publisher.publish((0..<count).map { _ in documents.note("UKR.GS-1", lane) }, lane)
    bus.settle()
  }

  private func reader(_ name: String = "watch", after: WireNumber? = 0, order: Subscribe.Order? = nil) -> Station {
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(types: ["cell.*"], order: order, after: after, durable: name)
    bus.settle()
    return reader
  }

  @Test("it resumes behind what was acknowledged, lane by lane, also after a restart", arguments: [false, true])
  mutating func resume(restarts: Bool) {
    var publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publish(4, by: publisher)  // 2...5
    publish(3, .flash, by: publisher)  // 6...8
    let first = reader()
    #expect(first.subscribed.map(\.resumed) == [nil])
    #expect(first.delivered() == [6, 7, 8, 2, 3, 4, 5])
    first.acknowledge(1, .routine, 3)
    first.acknowledge(1, .flash, 6)
    if restarts {
      bus.pass(milliseconds: 1_000)
      bus.restart()
      publisher = bus.connect("UKR.GS-1").hello(stream: 2)
    } else {
      bus.gone(first)
    }
    publish(1, by: publisher)  // 9
    let second = reader(after: nil)
    #expect(second.subscribed.map(\.resumed) == [true])
    #expect(second.subscribed.map(\.cursors?.routine) == [3] && second.subscribed.map(\.cursors?.flash) == [6])
    #expect(second.delivered() == [7, 8, 4, 5, 9])
  }

  @Test("nothing acknowledged: everything comes again") mutating func unacknowledged() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publish(3, by: publisher)
    bus.gone(reader())
    #expect(reader().delivered() == [2, 3, 4])
  }

  @Test("a place moves over what does not match, where nothing is outstanding") mutating func passesOver() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publish(2, by: publisher)
    let first = reader()
    first.acknowledge(1, .routine, 3)
    publisher.publish([documents.example("verification.incident-report", "UKR.GS-1")])
    bus.settle()
    bus.pass(milliseconds: 1_000)
    #expect(bus.journal.subscription("FRA.CELL-1", "watch")?.done[.routine] == 4)
  }

  @Test("in record order an acknowledgement covers what came before it in every lane")
  mutating func recordOrder() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publish(2, by: publisher)  // 2, 3
    publish(2, .flash, by: publisher)  // 4, 5
    publish(1, by: publisher)  // 6
    let first = reader(order: .record)
    #expect(first.delivered() == [2, 3, 4, 5, 6])
    first.acknowledge(1, .flash, 4)
    bus.gone(first)
    let second = reader(order: .record)
    #expect(second.delivered() == [5, 6])
    second.acknowledge(1, .routine, 6)
    publisher.publish([documents.example("verification.incident-report", "UKR.GS-1")])
    bus.settle()
    bus.pass(milliseconds: 1_000)
    #expect(bus.journal.subscription("FRA.CELL-1", "watch")?.done == Lanes(repeating: 7))
  }

  @Test("cursors become durable soon after they moved, and only then") mutating func cursorsPersist() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publish(3, by: publisher)
    let first = reader()
    let commits = bus.journal.commits
    first.acknowledge(1, .routine, 2)
    bus.turn()
    #expect(bus.journal.commits == commits && bus.core.hasUndurable)
    bus.advance(milliseconds: Int64(Limits.cursorInterval))
    bus.settle()
    #expect(bus.journal.commits == commits + 1 && !bus.core.hasUndurable)
    #expect(bus.journal.subscription("FRA.CELL-1", "watch")?.done[.routine] == 2)
  }

  @Test("another filter under the name is durable-differs, and the place stays") mutating func differs() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publish(1, by: publisher)
    let first = reader()
    first.acknowledge(1, .routine, 2)
    let other = bus.connect("FRA.CELL-1").hello()
    other.subscribe(types: ["cell.liaison-note"], durable: "watch")
    other.subscribe(types: ["cell.*"], senders: ["UKR"], durable: "watch")
    other.subscribe(types: ["cell.*"], natures: [.operation], durable: "watch")
    other.subscribe(types: ["cell.*"], order: .record, durable: "watch")
    #expect(other.errorCodes == [1204, 1204, 1204, 1204] && !first.isCut)
    other.subscribe(types: ["cell.*", "cell.*"], after: 77, durable: "watch")
    bus.settle()
    #expect(other.subscribed.map(\.cursors?.routine) == [2], "the same patterns make the same filter")
  }

  @Test("a newer session takes the name over; the older one is superseded") mutating func takeOver() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publish(2, by: publisher)
    let older = reader()
    older.acknowledge(1, .routine, 2)
    let newer = reader()
    #expect(older.byeCode == 1007 && older.isCut)
    #expect(newer.delivered() == [3])
    publish(1, by: publisher)
    #expect(older.delivered() == [2, 3] && newer.delivered() == [3, 4])
    newer.subscribe(2, types: ["cell.*"], durable: "watch")
    #expect(newer.errorCodes == [1203], "a session reads a name once")
  }

  @Test("a name is the node's own") mutating func ownName() {
    _ = reader()
    let other = bus.connect("FRA.MNF-1").hello()
    other.subscribe(types: ["verification.*"], durable: "watch")
    bus.settle()
    #expect(other.errors.isEmpty && other.subscribed.map(\.resumed) == [nil])
  }

  @Test("an acknowledgement beyond what was delivered is refused; one below is passed over")
  mutating func acknowledgements() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publish(3, by: publisher)
    let first = reader()
    first.acknowledge(1, .routine, 5)
    first.acknowledge(1, .flash, 1)
    #expect(first.errorCodes == [1205, 1205])
    first.acknowledge(1, .routine, 4)
    first.acknowledge(1, .routine, 2)
    #expect(first.errors.count == 2)
    bus.gone(first)
    #expect(reader().delivered().isEmpty)
  }

  @Test("removing a name removes its place, whichever session reads it") mutating func remove() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publish(2, by: publisher)
    let first = reader()
    first.acknowledge(1, .routine, 3)
    let other = bus.connect("FRA.CELL-1").hello()
    bus.holdsCommits = true
    other.send(Unsubscribe(subscription: 9, durable: DurableName("watch"), remove: true))
    bus.settle()
    #expect(other.subscribed.isEmpty, "the answer waits for the disk")
    bus.holdsCommits = false
    bus.settle()
    #expect(other.subscribed.map(\.ended) == [true] && other.subscribed[0].subscription == 9)
    #expect(bus.journal.subscriptions.isEmpty)
    publish(1, by: publisher)
    #expect(first.delivered() == [2, 3])
    bus.restart()
    #expect(reader().delivered() == [2, 3, 4])
  }

  @Test("a name removed and made again in one batch is new") mutating func removeAndMakeAgain() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publish(2, by: publisher)
    let first = reader()
    bus.holdsCommits = true
    publisher.publish([documents.note("UKR.GS-1")])
    bus.settle()
    first.send(Unsubscribe(subscription: 1, durable: DurableName("watch"), remove: true))
    first.subscribe(types: ["cell.*"], after: 2, durable: "watch")
    first.send(Unsubscribe(subscription: 1, durable: DurableName("watch"), remove: true))
    first.subscribe(types: ["cell.liaison-note"], after: 3, durable: "watch")
    bus.commit()
    bus.turn()
    #expect(first.delivered() == [2, 3], "it is not delivered to before it is durable")
    first.forgetInbox()
    bus.holdsCommits = false
    bus.settle()
    #expect(first.delivered() == [4])
    #expect(bus.journal.subscriptions.count == 1)
    first.acknowledge(1, .routine, 4)
    bus.pass(milliseconds: 1_000)
    #expect(bus.journal.subscriptions.first?.done[.routine] == 4)
  }

  @Test("a new name that waits for the disk is not active through an earlier one's commit")
  mutating func activation() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publish(2, by: publisher)
    let reader = bus.connect("FRA.CELL-1").hello()
    bus.holdsCommits = true
    reader.subscribe(types: ["cell.*"], durable: "watch")
    bus.settle()
    reader.send(Unsubscribe(subscription: 1, durable: DurableName("watch"), remove: true))
    reader.subscribe(types: ["cell.*"], durable: "watch")
    bus.commit()
    bus.turn()
    #expect(reader.subscribed.count == 1 && reader.delivered().isEmpty)
    bus.commit()
    bus.settle()
    #expect(reader.delivered() == [2, 3])
  }

  @Test("whoever takes over a name that waits for the disk waits with it") mutating func takeOverUnkept() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publish(2, by: publisher)
    bus.holdsCommits = true
    reader().subscribe(2, types: ["cell.liaison-note"], after: 0, durable: "other")
    bus.settle()
    let second = bus.connect("FRA.CELL-1").hello()
    second.subscribe(types: ["cell.liaison-note"], after: 0, durable: "other")
    bus.turn()
    #expect(second.subscribed.isEmpty && second.delivered().isEmpty)
    bus.holdsCommits = false
    bus.settle()
    #expect(second.subscribed.map(\.resumed) == [true] && second.delivered() == [2, 3])
    bus.restart()
    #expect(bus.journal.subscriptions.map(\.key.name) == ["other", "watch"])
  }

  @Test("a node has as many names as it may, and not one more") func limit() {
    var limits = SessionLimits()
    limits.durablesPerNode = 3
    let bus = Bus(limits: limits)
    let reader = bus.connect("FRA.CELL-1").hello()
    for number in 1...3 {
      reader.subscribe(WireNumber(number), types: ["cell.*"], durable: "name-\(number)")
      reader.send(Unsubscribe(subscription: WireNumber(number)))
    }
    reader.subscribe(4, types: ["cell.*"], durable: "name-4")
    #expect(reader.errorCodes == [1211] && reader.errors.first?.detail.text.hasPrefix("/durable: ") == true)
    reader.subscribe(4, types: ["cell.*"], durable: "name-1")
    reader.subscribe(5, types: ["cell.*"])
    #expect(reader.errorCodes == [1211], "it goes on with those that it has")
    let other = bus.connect("FRA.MNF-1").hello()
    other.subscribe(types: ["cell.*"], durable: "name-4")
    #expect(other.errors.isEmpty, "another node has names of its own")
    reader.send(Unsubscribe(subscription: 9, durable: DurableName("name-2"), remove: true))
    reader.subscribe(6, types: ["cell.*"], durable: "name-4")
    #expect(reader.errorCodes == [1211])
    bus.settle()
    #expect(bus.journal.subscriptions.count == 4)
  }

  @Test("a node's names are one answer that fits its frame, however long their filters are") func answerFits() {
    var limits = SessionLimits()
    limits.durablesPerNode = 256
    let bus = Bus(limits: limits)
    let reader = bus.connect("FRA.CELL-1").hello()
    let patterns = Catalogue.entries.prefix(Limits.filterTypes).map { TypePattern("\($0.type)") }
    func ask(_ query: WireNumber) -> [SubscriptionAnswer] {
      reader.send(Query(query: query, ask: .subscriptions))
      bus.settle()
      return reader.answers.last?.subscriptions ?? []
    }
    func register(_ numbers: ClosedRange<Int>) {
      for number in numbers {
        let name = "\(number)-" + String(repeating: "n", count: 60)
        reader.subscribe(WireNumber(number), types: patterns, senders: ["FRA", "UKR.GS-1"], durable: name)
        reader.send(Unsubscribe(subscription: WireNumber(number)))
      }
      bus.settle()
    }
    register(1...20)
    #expect(ask(1).map { $0.types.count + ($0.senders?.count ?? 0) }.allSatisfy { $0 == patterns.count + 2 })
    #expect(reader.answers.last?.subscriptions?.allSatisfy { $0.omitted == nil } == true)
    register(21...256)
    let answers = ask(2)
    #expect(answers.count == 256 && reader.errors.isEmpty)
    for answer in answers {
      let shown = answer.types.count + (answer.senders?.count ?? 0)
      #expect(answer.omitted == WireNumber(patterns.count + 2 - shown) && answer.omitted != 0)
    }
  }

  @Test("credit and place stand apart: a session that ends with much outstanding loses nothing", arguments: 1...20)
  mutating func cuts(seed: Int) {
    var random = SplitMix(UInt64(seed))
    let bus = Bus(recentBytes: random.once(in: 2) ? 3_000 : Limits.recentBytes)
    let order: Subscribe.Order = random.once(in: 2) ? .record : .lane
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    var handled: [UInt64] = []
    var lastOfLane = Lanes<UInt64>(repeating: 0)
    for _ in 0..<12 {
      for _ in 0..<random.below(8) {
        let lane = [Precedence.routine, .priority, .flash].randomElement(using: &random)!
        publisher.publish([documents.note("UKR.GS-1", lane)], lane)
      }
      let reader = bus.connect("FRA.CELL-1").hello()
      reader.subscribe(
        types: ["cell.*"], order: order, durable: "watch", messages: WireNumber(1 + random.below(10)))
      bus.settle()
      // It handles a part of what it got, in the order in which it came, and leaves.
      let got = reader.frames.flatMap { frame in frame.deliveries.map { (frame.lane, $0.sequence.value) } }
      for (lane, sequence) in got.prefix(random.below(got.count + 1)) {
        if sequence > lastOfLane[lane] { handled.append(sequence) }
        lastOfLane[lane] = max(lastOfLane[lane], sequence)
        reader.acknowledge(1, lane, sequence)
      }
      #expect(reader.errors.isEmpty)
      bus.gone(reader)
    }
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(types: ["cell.*"], order: order, durable: "watch")
    bus.settle()
    handled += reader.delivered()
    #expect(handled.sorted() == bus.journal.rows.dropFirst().map(\.sequence.value))
  }
}
