import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Credit and lanes")
struct CreditTests {
  private let bus = Bus()
  private var documents = Documents()

  @Test("what is delivered stays within the credit, in messages") mutating func messages() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publisher.publish((0..<10).map { _ in documents.note("UKR.GS-1") })
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(types: ["cell.*"], messages: 3)
    bus.settle()
    #expect(reader.delivered() == [2, 3, 4])
    reader.send(Credit(subscription: 1, messages: 4, bytes: 1_000_000_000))
    bus.settle()
    #expect(reader.delivered() == [2, 3, 4, 5])
    reader.send(Credit(subscription: 1, messages: 100, bytes: 1_000_000_000))
    bus.settle()
    #expect(reader.delivered() == Array(2...11))
  }

  @Test("and in bytes, to the byte") mutating func bytes() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let note = documents.note("UKR.GS-1")
    publisher.publish([note, documents.note("UKR.GS-1")])
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(1, types: ["cell.*"], bytes: WireNumber(note.count + 21))
    reader.subscribe(2, types: ["cell.*"], bytes: WireNumber(note.count + 22))
    bus.settle()
    #expect(reader.delivered(1).isEmpty && reader.delivered(2) == [2])
  }

  @Test("credit only rises") mutating func withdrawn() {
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(messages: 5, bytes: 500)
    reader.send(Credit(subscription: 1, messages: 4, bytes: 600))
    reader.send(Credit(subscription: 1, messages: 6, bytes: 499))
    reader.send(Credit(subscription: 1, messages: 5, bytes: 500))
    #expect(reader.errorCodes == [1206, 1206])
  }

  @Test("the reserve is kept for immediate and above") mutating func reserve() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(types: ["cell.*"], messages: 5, reservedMessages: 2)
    publisher.publish((0..<5).map { _ in documents.note("UKR.GS-1") })
    bus.settle()
    #expect(reader.delivered() == [2, 3, 4])
    publisher.publish([documents.note("UKR.GS-1", .priority)], .priority)
    bus.settle()
    #expect(reader.delivered() == [2, 3, 4], "priority does not touch it")
    publisher.publish([documents.note("UKR.GS-1", .immediate)], .immediate)
    publisher.publish([documents.note("UKR.GS-1", .flash), documents.note("UKR.GS-1", .flash)], .flash)
    bus.settle()
    #expect(reader.delivered() == [2, 3, 4, 9, 10], "flash before immediate, up to the whole")
  }

  @Test("a higher lane goes first, live and in the backlog", arguments: [Limits.recentBytes, 1, 2_000])
  mutating func higherFirst(recentBytes: Int) {
    let bus = Bus(recentBytes: recentBytes)
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let lanes: [Precedence] = [.routine, .flash, .deferred, .immediate, .routine, .priority, .flash, .deferred]
    for lane in lanes {
      publisher.publish([documents.note("UKR.GS-1", lane)], lane)
      bus.settle()
    }
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(1, types: ["cell.*"])
    reader.subscribe(2, types: ["cell.*"], order: .record)
    bus.settle()
    #expect(reader.delivered(1) == [3, 8, 5, 7, 2, 6, 4, 9])
    #expect(reader.delivered(2) == [2, 3, 4, 5, 6, 7, 8, 9])
  }

  @Test("flash overtakes routine that waits for credit") mutating func overtakesQueue() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(types: ["cell.*"], messages: 2)
    publisher.publish((0..<5).map { _ in documents.note("UKR.GS-1") })
    bus.settle()
    publisher.publish([documents.note("UKR.GS-1", .flash)], .flash)
    bus.settle()
    reader.send(Credit(subscription: 1, messages: 4, bytes: 1_000_000_000))
    bus.settle()
    #expect(reader.delivered() == [2, 3, 7, 4])
  }

  @Test("a backlog is read from the journal, each message once and in lane order", arguments: 1...12)
  mutating func backlog(seed: Int) {
    var random = SplitMix(UInt64(seed))
    let bus = Bus(recentBytes: random.below(8_000) + 1)
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let reader = bus.connect("FRA.CELL-1").hello()
    var granted = 3
    reader.subscribe(1, types: ["cell.*"], messages: 3, reservedMessages: 1)
    reader.subscribe(2, types: ["cell.*"], order: .record, messages: 3)
    var lanes: [UInt64: Precedence] = [:]
    for _ in 0..<120 {
      let lane = [Precedence.deferred, .routine, .priority, .immediate, .flash].randomElement(using: &random)!
      publisher.publish([documents.note("UKR.GS-1", lane)], lane)
      if random.once(in: 3) { bus.settle() }
      if random.once(in: 4) {
        granted += 2
        for number in [1, 2] as [WireNumber] {
          reader.send(Credit(subscription: number, messages: WireNumber(granted), bytes: 1_000_000_000))
        }
      }
      bus.holdsReads = random.once(in: 3)
    }
    bus.holdsReads = false
    bus.settle()
    #expect(reader.delivered(1).count <= granted && reader.delivered(2).count <= granted)
    for number in [1, 2] as [WireNumber] {
      reader.send(Credit(subscription: number, messages: 10_000, bytes: 1_000_000_000))
    }
    bus.settle()
    for row in bus.journal.rows { lanes[row.sequence.value] = row.lane }
    #expect(reader.delivered(2) == Array(2...121))
    #expect(reader.delivered(1).sorted() == Array(2...121))
    for lane in Precedence.lanes {
      let got = reader.delivered(1).filter { lanes[$0] == lane }
      #expect(got == got.sorted(), "lane \(lane)")
    }
    #expect(bus.readCount > 0)
  }

  @Test("credit is never exceeded and the reserve never touched from below", arguments: 1...40)
  mutating func property(seed: Int) {
    var random = SplitMix(UInt64(seed))
    let bus = Bus(recentBytes: random.once(in: 2) ? 4_000 : Limits.recentBytes)
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let reader = bus.connect("FRA.CELL-1").hello()
    let reserved = (messages: random.below(4), bytes: random.below(2_000))
    var credit = (messages: random.below(6), bytes: random.below(6_000))
    reader.subscribe(
      types: ["cell.*"], order: random.once(in: 3) ? .record : .lane, messages: WireNumber(credit.messages),
      bytes: WireNumber(credit.bytes), reservedMessages: WireNumber(reserved.messages),
      reservedBytes: WireNumber(reserved.bytes))
    var spent = (messages: 0, bytes: 0)
    for _ in 0..<60 {
      if random.once(in: 2) {
        let lane = [Precedence.routine, .priority, .immediate, .flash].randomElement(using: &random)!
        publisher.publish([documents.note("UKR.GS-1", lane)], lane)
      } else {
        credit.messages += random.below(3)
        credit.bytes += random.below(2_500)
        reader.send(
          Credit(subscription: 1, messages: WireNumber(credit.messages), bytes: WireNumber(credit.bytes)))
      }
      reader.forgetInbox()
      bus.settle()
      for frame in reader.frames {
        for delivery in frame.deliveries {
          spent.messages += 1
          spent.bytes += 22 + delivery.envelope.document.count + delivery.envelope.signature.count
          let kept = frame.lane.isReserved ? (messages: 0, bytes: 0) : reserved
          #expect(spent.messages + kept.messages <= credit.messages && spent.bytes + kept.bytes <= credit.bytes)
        }
      }
    }
  }

  @Test("frames are of one lane, short, and the same for all who see the same") mutating func frames() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    for _ in 0..<10 {
      publisher.publish((0..<100).map { _ in documents.note("UKR.GS-1") })
      publisher.publish([documents.note("UKR.GS-1", .flash)], .flash)
    }
    let readers = ["FRA.CELL-1", "USA.CELL-1"].map { bus.connect($0).hello() }
    for reader in readers { reader.subscribe(types: ["cell.*"]) }
    bus.settle()
    #expect(readers[0].frames == readers[1].frames)
    #expect(readers[0].delivered().count == 1_010)
    for frame in readers[0].frames {
      #expect(frame.deliveries.count <= Limits.batchMessages)
      #expect(frame.deliveries.reduce(0) { $0 + $1.encodedCount } <= Limits.batch || frame.deliveries.count == 1)
      for delivery in frame.deliveries {
        #expect(bus.journal.rows[Int(delivery.sequence.value) - 1].lane == frame.lane)
      }
    }
  }

  @Test("a frame is closed before it grows long") mutating func longDocuments() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let text = Text(String(repeating: "A long one. ", count: 600))!
    for _ in 0..<5 { publisher.publish([documents.note("UKR.GS-1", text: text)]) }
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(types: ["cell.*"])
    bus.settle()
    #expect(reader.delivered() == Array(2...6) && reader.frames.count == 5, "a link is not known yet: short frames")
    for _ in 0..<200 { publisher.publish([documents.note("UKR.GS-1", text: text)]) }
    bus.settle()
    let sizes = reader.frames.map { $0.deliveries.reduce(0) { $0 + $1.encodedCount } }
    #expect(sizes.max()! > Limits.batch / 2 && sizes.max()! <= Limits.batch, "a fast link: longer ones")
  }

  @Test("a slow peer gets nothing until it is relieved, and others go on") mutating func congested() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let slow = bus.connect("FRA.CELL-1").hello()
    let other = bus.connect("USA.CELL-1").hello()
    for reader in [slow, other] { reader.subscribe(types: ["cell.*"]) }
    bus.settle()
    bus.handle(.congested(slow.peer))
    publisher.publish([documents.note("UKR.GS-1"), documents.note("UKR.GS-1")])
    bus.settle()
    #expect(slow.delivered().isEmpty && other.delivered() == [2, 3])
    bus.handle(.relieved(slow.peer))
    bus.settle()
    #expect(slow.delivered() == [2, 3])
  }

  @Test("one subscription's turn is bounded, and the rest follows in the next") mutating func turns() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let readers = ["FRA.CELL-1", "USA.CELL-1"].map { bus.connect($0).hello() }
    for reader in readers { reader.subscribe(types: ["cell.*"]) }
    func publishWhileCongested() {
      for reader in readers { bus.handle(.congested(reader.peer)) }
      for _ in 0..<8 {
        publisher.publish((0..<200).map { _ in documents.note("UKR.GS-1") })
        bus.settle()
      }
      for reader in readers { bus.handle(.relieved(reader.peer)) }
    }
    publishWhileCongested()
    bus.settle()
    #expect(readers.allSatisfy { $0.delivered() == Array(2...1_601) })
    // By now their links are known to be fast.
    publishWhileCongested()
    bus.turn()
    #expect(bus.core.isHungry)
    #expect(readers.allSatisfy { (1_601..<3_200).contains($0.delivered().count) })
    bus.settle()
    #expect(readers.allSatisfy { $0.delivered() == Array(2...3_201) } && !bus.core.isHungry)
  }
}
