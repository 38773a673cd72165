import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("What is decided leaves after its commit")
struct CommitTests {
  private let bus = Bus()
  private var documents = Documents()

  /// A publisher with a stream, and a reader of everything.
  private func pair() -> (publisher: Station, reader: Station) {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(types: ["cell.*"])
    bus.settle()
    return (publisher, reader)
  }

  @Test("neither receipt nor delivery leaves before the batch is durable") mutating func afterTheCommit() {
    let (publisher, reader) = pair()
    bus.holdsCommits = true
    publisher.publish([documents.note("UKR.GS-1")])
    bus.settle()
    #expect(publisher.receipts.isEmpty && reader.frames.isEmpty)
    #expect(bus.pendingCommits.first?.batch.rows.count == 1)
    #expect(bus.core.durableHead == 1 && bus.core.hasUndurable)

    bus.commit()
    bus.settle()
    #expect(publisher.decisions().map(\.number) == [1])
    #expect(reader.delivered() == [2])
    #expect(!bus.core.hasUndurable)
  }

  @Test("a refusal leaves after its commit, and uses up its number") mutating func refusalAfterTheCommit() {
    let (publisher, _) = pair()
    bus.holdsCommits = true
    publisher.publish([documents.note("FRA.CELL-1")])
    bus.settle()
    #expect(publisher.receipts.isEmpty)
    #expect(bus.pendingCommits.first?.batch.refusals.count == 1)
    bus.commit()
    #expect(publisher.decisions().map(\.decided) == [.refused(code: 3001, pointer: "/header/from")])
    #expect(bus.journal.stream(1)?.next[.routine] == 2)
    #expect(bus.journal.head == 1)
  }

  @Test("intake goes on while a batch is in flight, and one batch is in flight at a time")
  mutating func intakeGoesOn() {
    let (publisher, reader) = pair()
    bus.holdsCommits = true
    publisher.publish([documents.note("UKR.GS-1")])
    bus.settle()
    publisher.publish([documents.note("UKR.GS-1"), documents.note("UKR.GS-1")])
    publisher.publish([documents.note("UKR.GS-1", .flash)], .flash)
    bus.settle()
    #expect(bus.pendingCommits.count == 1)
    bus.commit()
    #expect(publisher.decisions().map(\.number) == [1])
    #expect(publisher.decisions(.flash).isEmpty)
    bus.turn()
    #expect(reader.delivered() == [2])
    #expect(bus.pendingCommits.first?.batch.rows.map(\.sequence.value) == [3, 4, 5])
    bus.commit()
    bus.settle()
    #expect(publisher.decisions().map(\.number) == [1, 2, 3])
    #expect(reader.delivered() == [2, 5, 3, 4], "flash overtakes")
  }

  @Test("a receipt's next covers what is durable, not what is only decided") mutating func nextIsDurable() {
    let (publisher, _) = pair()
    bus.holdsCommits = true
    publisher.publish([documents.note("UKR.GS-1")])
    bus.settle()
    publisher.publish([documents.note("UKR.GS-1"), documents.note("UKR.GS-1")])
    bus.commit()
    #expect(publisher.receipts.map(\.next.value) == [2])
    bus.settle()
    bus.commit()
    #expect(publisher.receipts.map(\.next.value) == [2, 4])
  }

  @Test("sequence numbers have no gaps, whatever is refused between") mutating func noGaps() {
    let (publisher, reader) = pair()
    for index in 0..<30 {
      publisher.publish([documents.note(index.isMultiple(of: 3) ? "FRA.CELL-1" : "UKR.GS-1")])
      if index.isMultiple(of: 4) { bus.settle() }
    }
    bus.settle()
    #expect(bus.journal.rows.map(\.sequence.value) == Array(1...21))
    #expect(reader.delivered() == Array(2...21))
    #expect(publisher.decisions().map(\.number) == Array(1...30))
  }

  @Test("a run of accepted numbers is one decision") mutating func runsAreFolded() {
    let (publisher, _) = pair()
    var notes = (0..<10).map { _ in documents.note("UKR.GS-1") }
    notes[4] = documents.note("FRA.CELL-1")
    publisher.publish(notes)
    bus.settle()
    #expect(publisher.receipts.count == 1)
    #expect(publisher.receipts[0].decisions.map(\.count) == [4, nil, 5])
    #expect(publisher.receipts[0].decisions.map(\.number) == [1, 5, 6])
    #expect(publisher.receipts[0].decisions.map(\.sequence) == [2, nil, 6])
    #expect(publisher.receipts[0].next == 11)
  }

  @Test("a receipt has at most 64 decisions and always fits a frame") mutating func longReceipts() {
    let (publisher, _) = pair()
    // Alternating outcomes do not fold; a long unknown name stands in the pointer of its refusal.
    let name = String(repeating: "\u{10348}", count: 900)
    for _ in 0..<20 {
      var notes: [[UInt8]] = []
      for _ in 0..<10 {
        notes.append(documents.note("UKR.GS-1"))
        notes.append(
          Array(
            String(decoding: documents.note("UKR.GS-1"), as: UTF8.self)
              .replacing("\"subject\"", with: "\"\(name)\":1,\"subject\"").utf8))
      }
      publisher.publish(notes)
    }
    bus.settle()
    #expect(publisher.decisions().map(\.number) == Array(1...400))
    #expect(publisher.receipts.allSatisfy { $0.decisions.count <= Limits.receiptDecisions })
    #expect(publisher.decisions().count { if case .refused(2005, _) = $0.decided { true } else { false } } == 200)
  }

  @Test("a new durable name is answered after its commit, and delivered to after its answer")
  mutating func durableAfterTheCommit() {
    let (publisher, _) = pair()
    publisher.publish([documents.note("UKR.GS-1")])
    bus.settle()
    let reader = bus.connect("UKR.CELL-1").hello()
    bus.holdsCommits = true
    reader.subscribe(types: ["cell.*"], durable: "watch")
    bus.settle()
    #expect(reader.subscribed.isEmpty && reader.frames.isEmpty)
    bus.commit()
    bus.settle()
    #expect(reader.subscribed.count == 1 && reader.delivered() == [2])
    guard case .subscribed = reader.inbox[1] else {
      Issue.record("SUBSCRIBED comes before what it announces")
      return
    }
  }

  @Test("a session that is gone leaves its decisions standing") mutating func goneBeforeTheCommit() {
    let (publisher, reader) = pair()
    bus.holdsCommits = true
    publisher.publish([documents.note("UKR.GS-1")])
    bus.settle()
    bus.gone(publisher)
    bus.commit()
    bus.settle()
    #expect(reader.delivered() == [2])
    #expect(publisher.receipts.isEmpty)
  }

  @Test("the time of acceptance never goes back, and is in whole milliseconds") mutating func acceptedAt() {
    let (publisher, _) = pair()
    for step in [1_500, -90_000_000, 2_001, -7, 60_000_123] as [Int64] {
      bus.now.wall += Microseconds(step)
      bus.now.monotonic += 1
      publisher.publish([documents.note("UKR.GS-1")])
      bus.settle()
    }
    let times = bus.journal.rows.map(\.acceptedAt.value)
    #expect(times == times.sorted() && times.allSatisfy { $0.isMultiple(of: 1_000) })
    #expect(Set(times).count == 2 || Set(times).count == 3)
    let stated = publisher.decisions().map { if case .accepted(_, let at) = $0.decided { at } else { Int64(0) } }
    #expect(stated == Array(times.dropFirst()), "the receipt and the record say the same")
  }
}
