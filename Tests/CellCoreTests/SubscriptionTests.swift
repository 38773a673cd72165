import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Subscriptions")
struct SubscriptionTests {
  private let bus = Bus()
  private var documents = Documents()

  @Test("from now, from the beginning, from a number, since a moment") mutating func startingPoints() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    for _ in 0..<3 {
      publisher.publish([documents.note("UKR.GS-1")])
      bus.settle()
      bus.advance(milliseconds: 1_000)
    }
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(1, types: ["cell.*"], after: nil)
    reader.subscribe(2, types: ["cell.*"], after: 0)
    reader.subscribe(3, types: ["cell.*"], after: 3)
    reader.subscribe(4, types: ["cell.*"], since: Timestamp(microseconds: Fixture.start + 1_000_000))
    reader.subscribe(5, types: ["cell.*"], after: 1_000_000)
    bus.settle()
    publisher.publish([documents.note("UKR.GS-1")])
    bus.settle()
    #expect(reader.delivered(1) == [5])
    #expect(reader.delivered(2) == [2, 3, 4, 5])
    #expect(reader.delivered(3) == [4, 5])
    #expect(reader.delivered(4) == [3, 4, 5])
    #expect(reader.delivered(5) == [5], "a place beyond the record is its end")
    #expect(reader.subscribed.map(\.cursors?.routine) == [4, 0, 3, 0, 4])
  }

  @Test("what the reader itself sent comes where it is asked for, and what its participant's other nodes sent does not")
  mutating func ownMessages() {
    let publisher = bus.connect("FRA.CELL-1").hello(stream: 1)
    let sister = bus.connect("FRA.MNF-1").hello(stream: 2)
    func note(_ node: NodeName) -> [UInt8] {
      documents.note(node, to: ["UKR"]) { $0.label.releasableTo = ["UKR"] }
    }
    for (station, node) in [(publisher, "FRA.CELL-1"), (sister, "FRA.MNF-1")] as [(Station, NodeName)] {
      station.publish([note(node)])
      bus.settle()
    }
    for (number, own) in [(1, nil), (2, true), (3, false)] as [(WireNumber, Bool?)] {
      publisher.send(
        Subscribe(
          subscription: number, types: ["cell.*"], own: own, order: .record, after: 0, messages: 100, bytes: 1_000_000))
    }
    publisher.send(
      Subscribe(
        subscription: 4, types: ["verification.*"], own: true, order: .record, after: 0, messages: 100, bytes: 1_000_000
      ))
    bus.settle()
    #expect(publisher.delivered(1) == [] && publisher.delivered(2) == [2] && publisher.delivered(3) == [])
    #expect(publisher.delivered(4) == [])
    publisher.publish([note("FRA.CELL-1")])
    bus.settle()
    #expect(publisher.delivered(2) == [2, 4] && publisher.delivered(1) == [])
  }

  @Test("a subscription with an end ends when it has looked at that row, whoever may read it")
  mutating func end() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    for precedence in [Precedence.routine, .flash, .routine] {
      publisher.publish([documents.note("UKR.GS-1", precedence)], precedence)
    }
    bus.settle()
    let reader = bus.connect("FRA.CELL-1").hello()
    func ask(_ number: WireNumber, types: [TypePattern] = ["*"], until: WireNumber, order: Subscribe.Order? = .record) {
      reader.send(
        Subscribe(
          subscription: number, types: types, order: order, after: 0, until: until, messages: 100, bytes: 1_000_000))
      bus.settle()
    }
    func hasEnded(_ number: WireNumber) -> Bool {
      reader.subscribed.contains { $0.subscription == number && $0.ended == true }
    }
    ask(1, types: ["cell.*"], until: 3)
    #expect(reader.delivered(1) == [2, 3] && hasEnded(1))
    ask(2, types: ["verification.*"], until: 4)
    #expect(reader.delivered(2) == [] && hasEnded(2))
    ask(3, types: ["cell.*"], until: 5)
    #expect(reader.delivered(3) == [2, 3, 4] && !hasEnded(3))
    // What crosses with the end is no fault; the number may be used again.
    reader.send(Credit(subscription: 1, messages: 200, bytes: 2_000_000))
    reader.acknowledge(1, .routine, 3)
    bus.settle()
    #expect(reader.errorCodes.isEmpty)
    ask(1, types: ["cell.*"], until: 2)
    #expect(reader.delivered(1) == [2, 3, 2])
    publisher.publish([documents.note("UKR.GS-1")])
    bus.settle()
    #expect(reader.delivered(3) == [2, 3, 4, 5] && hasEnded(3))
    ask(4, until: 4, order: nil)
    #expect(reader.errorCodes == [1203])
  }

  @Test("from now on begins behind what is decided and not durable yet") mutating func nowWhileInFlight() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let reader = bus.connect("FRA.CELL-1").hello()
    bus.holdsCommits = true
    publisher.publish([documents.note("UKR.GS-1")])
    bus.settle()
    reader.subscribe(types: ["cell.*"], after: nil)
    publisher.publish([documents.note("UKR.GS-1")])
    bus.holdsCommits = false
    bus.settle()
    #expect(reader.delivered() == [3])
  }

  @Test("types and senders filter") mutating func filters() {
    let ukraine = bus.connect("UKR.GS-1").hello(stream: 1)
    let delegation = bus.connect("UKR.CELL-1").hello(stream: 2)
    let france = bus.connect("FRA.CELL-1").hello(stream: 3)
    ukraine.publish([documents.note("UKR.GS-1")])  // 2
    delegation.publish([documents.note("UKR.CELL-1")])  // 3
    france.publish([documents.note("FRA.CELL-1"), documents.example("cell.situation-report", "FRA.CELL-1")])  // 4, 5
    ukraine.publish([documents.example("verification.incident-report", "UKR.GS-1")])  // 6
    let reader = bus.connect("USA.CELL-1").hello()
    reader.subscribe(1)
    reader.subscribe(2, types: ["cell.*"])
    reader.subscribe(3, types: ["cell.situation-report", "verification.*"])
    reader.subscribe(4, types: ["*"], senders: ["UKR"])
    reader.subscribe(5, types: ["*"], senders: ["UKR.CELL-1", "FRA"])
    bus.settle()
    #expect(reader.delivered(1) == [1, 2, 3, 4, 5, 6])
    #expect(reader.delivered(2) == [2, 3, 4, 5])
    #expect(reader.delivered(3) == [5, 6])
    #expect(reader.delivered(4) == [2, 3, 6])
    #expect(reader.delivered(5) == [3, 4, 5])
  }

  @Test("worlds are kept apart by the filter of natures") mutating func natures() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    for nature in [Nature.operation, .exercise, .drill, .project] {
      publisher.publish([
        documents.note("UKR.GS-1") {
          $0.nature = nature
          if nature.isExercise { $0.exerciseName = "PARIS-2026" }
        }
      ])
    }
    let reader = bus.connect("USA.CELL-1").hello()
    for (number, natures) in [
      (1, [.operation]), (2, [.exercise, .drill]), (3, [.project]), (4, Nature.allCases),
    ] as [(WireNumber, [Nature])] {
      reader.subscribe(number, types: ["cell.*"], natures: natures)
    }
    bus.settle()
    #expect(reader.delivered(1) == [2])
    #expect(reader.delivered(2) == [3, 4])
    #expect(reader.delivered(3) == [5])
    #expect(reader.delivered(4) == [2, 3, 4, 5])
  }

  @Test("a filter that cannot match is refused, with its place") func badFilters() {
    let reader = bus.connect("USA.CELL-1").hello()
    reader.subscribe(1, types: [])
    reader.subscribe(2, types: ["cell.*", "kitchen.*"])
    reader.subscribe(3, senders: ["POL"])
    reader.subscribe(4, senders: ["@monitor"])
    reader.subscribe(5)
    reader.subscribe(5)
    reader.subscribe(4_294_967_296)
    #expect(reader.errorCodes == [1203, 1203, 1203, 1203, 1203, 1203])
    #expect(reader.errors[1].detail.text.hasPrefix("/types/1"))
    #expect(reader.errors[2].detail.text.hasPrefix("/senders/0"))
    #expect(reader.subscribed.map(\.subscription) == [5])
  }

  @Test("each list of a filter is as long as it may be, and not one longer") func lists() {
    let reader = bus.connect("USA.CELL-1").hello()
    let patterns = Catalogue.entries.map { "\($0.type)" }
    #expect(patterns.count <= Limits.filterTypes, "a filter can name every type")
    let types = (0..<Limits.filterTypes).map { TypePattern(patterns[$0 % patterns.count]) }
    let senders = [Addressee](repeating: "UKR", count: Limits.filterSenders)
    #expect(Limits.filterSenders >= Limits.participants && Limits.filterNatures == Nature.allCases.count)
    reader.subscribe(1, types: types, senders: senders, natures: Nature.allCases)
    #expect(reader.errors.isEmpty && reader.subscribed.map(\.subscription) == [1])
    reader.subscribe(2, types: types + [TypePattern("cell.*")])
    reader.subscribe(3, senders: senders + ["FRA"])
    reader.subscribe(4, natures: Nature.allCases + [.drill])
    #expect(reader.errorCodes == [1210, 1210, 1210])
    #expect(reader.errors.map(\.subscription) == [2, 3, 4])
    let places = ["/types: \(Limits.filterTypes + 1)", "/senders: 129", "/natures: 5"]
    for (error, place) in zip(reader.errors, places) { #expect(error.detail.text.hasPrefix(place)) }
  }

  @Test("a node holds as many subscriptions as it may over all its sessions, and not one more") func limit() {
    let first = bus.connect("USA.CELL-1").hello()
    let second = bus.connect("USA.CELL-1").hello()
    for number in 0..<Limits.subscriptionsPerNode {
      (number.isMultiple(of: 2) ? first : second).subscribe(WireNumber(number), types: ["cell.*"])
    }
    #expect(first.errors.isEmpty && second.errors.isEmpty)
    second.subscribe(1_000)
    #expect(second.errorCodes == [1202])
    let other = bus.connect("UKR.GS-1").hello()
    other.subscribe()
    #expect(other.errors.isEmpty)
    first.send(Unsubscribe(subscription: 0))
    second.subscribe(1_000)
    #expect(second.errorCodes == [1202] && second.subscribed.last?.subscription == 1_000)
    bus.gone(first)
    bus.settle()
  }

  @Test("UNSUBSCRIBE ends it, and its number is free again for another one") mutating func unsubscribe() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let reader = bus.connect("USA.CELL-1").hello()
    reader.subscribe(types: ["cell.*"])
    bus.settle()
    reader.send(Unsubscribe(subscription: 1))
    publisher.publish([documents.note("UKR.GS-1")])
    bus.settle()
    #expect(reader.subscribed.last?.ended == true && reader.frames.isEmpty)
    reader.subscribe(types: ["system.*"])
    bus.settle()
    #expect(reader.delivered() == [1])
  }

  @Test("a reading of the record that is under way for an ended subscription is not its successor's")
  mutating func staleReading() {
    let bus = Bus(recentBytes: 1)
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    for _ in 0..<8 {
      publisher.publish([documents.note("UKR.GS-1")])
      bus.settle()
    }
    let reader = bus.connect("USA.CELL-1").hello()
    bus.holdsReads = true
    reader.subscribe(types: ["cell.*"], after: 6)
    bus.settle()
    reader.send(Unsubscribe(subscription: 1))
    reader.subscribe(types: ["cell.*"], after: 0)
    bus.settle()
    #expect(bus.pendingReads.count == 2)
    bus.holdsReads = false
    bus.settle()
    #expect(reader.delivered() == Array(2...9))
  }
}
