import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("What waits for whom") struct LatenessTests {
  private let bus = Bus()
  private var documents = Documents()

  private mutating func publish(_ count: Int, _ lane: Precedence = .routine, by publisher: Station) {
    publisher.publish((0..<count).map { _ in documents.note("UKR.GS-1", lane) }, lane)
    bus.settle()
  }

  private func subscribe(_ durable: String = "watch", types: [TypePattern] = ["cell.*"]) -> Station {
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(types: types, after: 0, durable: durable)
    bus.settle()
    return reader
  }

  private func waiting(_ node: NodeName = "FRA.CELL-1") -> Lanes<Waiting> {
    bus.core.measures(at: bus.now).nodes.first { $0.node == node }?.waiting ?? Lanes(repeating: Waiting())
  }

  private func counts(_ node: NodeName = "FRA.CELL-1") -> [UInt64] { waiting(node).elements.map(\.messages) }

  @Test("what an absent durable reader has not had is counted by lane, with the age of the oldest")
  mutating func absent() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publish(2, by: publisher)
    let first = subscribe()
    for sequence: UInt64 in [2, 3] { first.acknowledge(1, .routine, sequence) }
    bus.pass(milliseconds: 1_000)
    #expect(counts() == [0, 0, 0, 0, 0, 0])
    bus.gone(first)
    publish(3, by: publisher)
    let then = bus.now.wall
    bus.pass(milliseconds: 20_000)
    publish(2, .flash, by: publisher)
    bus.pass(milliseconds: 1_000)
    #expect(waiting()[.routine].messages == 3 && waiting()[.flash].messages == 2)
    #expect(waiting()[.routine].oldest == then.wholeMilliseconds)
    #expect(waiting()[.immediate] == Waiting())
    // A broker that comes back counts again.
    bus.restart()
    bus.pass(milliseconds: 1_000)
    #expect(waiting()[.routine].messages == 3 && waiting()[.flash].messages == 2)
    // What is delivered waits no more, acknowledged or not.
    let second = bus.connect("FRA.CELL-1").hello()
    second.subscribe(types: ["cell.*"], after: nil, durable: "watch")
    bus.settle()
    bus.pass(milliseconds: 1_000)
    #expect(second.delivered().count == 5)
    #expect(counts() == [0, 0, 0, 0, 0, 0])
  }

  @Test("only what the reader's filter takes and its node may read") mutating func filtered() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    bus.gone(subscribe(types: ["verification.*"]))
    publish(5, by: publisher)
    publisher.publish([documents.example("verification.incident-report", "UKR.GS-1")])
    bus.settle()
    bus.pass(milliseconds: 1_000)
    #expect(counts().reduce(0, +) == 1)
    #expect(counts("USA.CELL-1").reduce(0, +) == 0)
  }

  @Test("a reader without credit keeps what it was not sent waiting") mutating func starved() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(types: ["cell.*"], after: 0, durable: "watch", messages: 2)
    bus.settle()
    publish(6, by: publisher)
    bus.pass(milliseconds: 1_000)
    #expect(reader.delivered().count == 2)
    #expect(waiting()[.routine].messages == 4)
    reader.send(Credit(subscription: 1, messages: 100, bytes: 1_000_000_000))
    bus.settle()
    bus.pass(milliseconds: 1_000)
    #expect(counts().reduce(0, +) == 0)
  }

  @Test(
    "whatever comes, is read or is acknowledged, it counts what a look through all of it counts",
    arguments: UInt64(1)...12)
  mutating func asCountedAnew(seed: UInt64) {
    var random = SplitMix(seed)
    var publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    var reader: Station?
    var all: [(sequence: UInt64, lane: Precedence)] = []
    var stream: UInt128 = 1
    bus.gone(subscribe())
    for _ in 0..<60 {
      switch UInt64.random(in: 0..<6, using: &random) {
      case 0, 1, 2:
        let lane: Precedence = [.routine, .priority, .flash].randomElement(using: &random) ?? .routine
        let count = Int.random(in: 1...9, using: &random)
        let before = bus.core.durableHead.value
        publish(count, lane, by: publisher)
        all += (before + 1...bus.core.durableHead.value).map { ($0, lane) }
      case 3:
        if let known = reader {
          bus.gone(known)
          reader = nil
        } else {
          let new = bus.connect("FRA.CELL-1").hello()
          new.subscribe(types: ["cell.*"], after: nil, durable: "watch")
          bus.settle()
          reader = new
        }
      case 4:
        guard let reader, let last = reader.frames.last, let sequence = last.deliveries.last?.sequence.value else {
          break
        }
        reader.acknowledge(1, last.lane, sequence)
        bus.settle()
      case _:
        if reader == nil {
          bus.restart()
          stream += 1
          publisher = bus.connect("UKR.GS-1").hello(stream: stream)
        }
      }
      // Nobody is given up for silence.
      publisher.send(Ping())
      reader?.send(Ping())
      bus.pass(milliseconds: 1_000)
      let expected = Lanes<UInt64> { lane in
        reader != nil ? 0 : UInt64(all.count { $0.lane == lane && $0.sequence > kept(lane) })
      }
      #expect(counts() == expected.elements)
    }
  }

  /// How far the record says that the reader is done.
  private func kept(_ lane: Precedence) -> UInt64 {
    bus.journal.subscription("FRA.CELL-1", "watch")?.done[lane].value ?? 0
  }
}
