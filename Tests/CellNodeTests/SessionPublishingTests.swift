import CellNode
import CellSchema
import CellWire
import Testing

@Suite("A session publishes in order, once, within the window")
struct SessionPublishingTests {
  @Test func `numbers a lane from 1 and sends as many in a frame as fit`() {
    var bench = SessionBench.welcomed()
    for text in ["a", "b", "c"] { bench.publish(text) }
    let frames = bench.publishAll()
    #expect(frames.map(\.firstNumber) == [1])
    #expect(frames.map(\.lane) == [.routine])
    #expect(frames.map(\.stream) == [StreamIdentifier(7)])
    #expect(frames.flatMap(\.texts) == ["a", "b", "c"])
  }

  @Test func `sends higher lanes first, whatever was published first`() {
    var bench = SessionBench.welcomed()
    bench.publish("routine", lane: .routine)
    bench.publish("flash", lane: .flash)
    bench.publish("immediate", lane: .immediate)
    bench.publish("flash again", lane: .flash)
    #expect(bench.publishAll().map(\.texts) == [["flash", "flash again"], ["immediate"], ["routine"]])
  }

  @Test func `flash overtakes routine between two frames`() {
    var bench = SessionBench.welcomed(window: (1_000, 4_000_000))
    for index in 0..<600 { bench.publish("r\(index)") }
    _ = bench.sendNext()
    bench.publish("flash", lane: .flash)
    bench.effects = []
    _ = bench.sendNext()
    let frames = bench.takeSent().compactMap { try? PublishFrame($0) }
    #expect(frames.map(\.texts) == [["flash"]])
  }

  @Test func `keeps frames short`() {
    var bench = SessionBench.welcomed(window: (1_000, 4_000_000))
    let text = String(repeating: "x", count: 10_000)
    for _ in 0..<10 { bench.publish(text) }
    let frames = bench.publishAll()
    #expect(frames.first?.envelopes.count == 1, "a link that is not measured yet gets short frames")
    #expect(frames.reduce(0) { $0 + $1.envelopes.count } == 10)
    #expect(frames.allSatisfy { $0.envelopes.count == 1 || $0.encoded().count <= Limits.batch })
    bench.receipt(.routine, 1...10, sequence: 1)
    for _ in 0..<300 { bench.publish("y") }
    #expect(bench.publishAll().map(\.envelopes.count) == [Limits.batchMessages, 44])
  }

  @Test func `a message larger than a short frame goes alone`() {
    var bench = SessionBench.welcomed()
    bench.publish("small")
    bench.publish(String(repeating: "x", count: 60_000))
    bench.publish("small")
    #expect(bench.publishAll().map(\.envelopes.count) == [1, 1, 1])
  }

  @Test func `never has more under way than the window, in messages`() {
    var bench = SessionBench.welcomed(window: (5, 400_000))
    for index in 0..<12 { bench.publish("\(index)") }
    #expect(bench.publishAll().flatMap(\.texts) == ["0", "1", "2", "3", "4"])
    bench.receipt(.routine, 1...2, sequence: 1)
    #expect(bench.publishAll().flatMap(\.texts) == ["5", "6"])
  }

  @Test func `never has more under way than the window, in bytes, and at least one message`() {
    var bench = SessionBench.welcomed(window: (100, 1_000))
    for _ in 0..<3 { bench.publish(String(repeating: "x", count: 400)) }
    #expect(bench.publishAll().flatMap(\.envelopes).count == 2)
    bench.publish(String(repeating: "x", count: 5_000))
    bench.receipt(.routine, 1...2, sequence: 1)
    #expect(bench.publishAll().flatMap(\.envelopes).count == 1)
    bench.receipt(.routine, 3...3, sequence: 3)
    #expect(bench.publishAll().flatMap(\.envelopes).count == 1)
  }

  @Test func `resolves receipts by number, accepted and refused`() {
    var bench = SessionBench.welcomed()
    let tickets = ["a", "b", "c"].map { bench.publish($0) }
    _ = bench.publishAll()
    bench.receive(
      Receipt(
        lane: .routine, next: 4,
        decisions: [
          .accepted(1, count: 1, sequence: 41, at: ModelBroker.acceptedAt),
          .refused(2, Refusal(.notReleasable, at: "/header/label", "no")),
          .accepted(3, count: 1, sequence: 42, at: ModelBroker.acceptedAt),
        ]))
    #expect(
      bench.decided == [
        Decided(
          ticket: tickets[0], place: OutboxPlace(lane: .routine, number: 1),
          outcome: .accepted(sequence: 41, acceptedAt: ModelBroker.acceptedAt)),
        Decided(
          ticket: tickets[1], place: OutboxPlace(lane: .routine, number: 2),
          outcome: .refused(Refusal(.notReleasable, at: "/header/label", "no"))),
        Decided(
          ticket: tickets[2], place: OutboxPlace(lane: .routine, number: 3),
          outcome: .accepted(sequence: 42, acceptedAt: ModelBroker.acceptedAt)),
      ])
  }

  @Test func `a receipt that comes twice, or claims what was never sent, decides nothing twice`() {
    var bench = SessionBench.welcomed()
    bench.publish("a")
    _ = bench.publishAll()
    bench.receipt(.routine, 1...1, sequence: 1)
    bench.receipt(.routine, 1...1, sequence: 1)
    bench.receipt(.routine, 1...9_000_000_000_000, sequence: 1)
    #expect(bench.decided.count == 1)
    bench.publish("b")
    #expect(bench.publishAll().map(\.firstNumber) == [2])
  }

  @Test func `sends again what has no decision, the lowest number first, in a new session`() {
    var bench = SessionBench.welcomed()
    for text in ["a", "b", "c", "d"] { bench.publish(text) }
    bench.publish("flash", lane: .flash)
    _ = bench.publishAll()
    bench.receipt(.routine, 1...2, sequence: 1)
    // The broker has decided 3 and the receipt was lost: it is sent again all the same, to get its decision.
    bench.reconnect(next: [1, 4, 1, 1, 1, 1])
    let frames = bench.publishAll()
    #expect(frames.map(\.texts) == [["flash"], ["c", "d"]])
    #expect(frames.map(\.firstNumber) == [1, 3])
  }

  @Test func `decisions that come out of order leave no gap in what is sent again`() {
    var bench = SessionBench.welcomed()
    for text in ["a", "b", "c", "d"] { bench.publish(text) }
    _ = bench.publishAll()
    bench.receipt(.routine, 3...3, sequence: 3)
    bench.reconnect(next: [1, 4, 1, 1, 1, 1])
    #expect(bench.publishAll().map(\.firstNumber) == [1, 4])
  }

  @Test func `publishing before the first welcome waits for it`() {
    var bench = SessionBench()
    bench.publish("early")
    bench.handle(.open)
    bench.handle(.connected)
    #expect(bench.publishAll().isEmpty)
    bench.welcome()
    #expect(bench.publishAll().flatMap(\.texts) == ["early"])
  }

  private static let first: MessageID = "019cc7d0-8ee0-7a31-9d5e-6c0f2b8e4a17"

  @Test func `a message that refers to an own one of another lane waits until that is accepted`() {
    var bench = SessionBench.welcomed()
    bench.publish("routine", id: Self.first)
    bench.publish("flash {\"inReplyTo\":\"\(Self.first)\"}", lane: .flash)
    bench.publish("behind it", lane: .flash)
    bench.publish("immediate", lane: .immediate)
    #expect(bench.publishAll().flatMap(\.texts) == ["immediate", "routine"])
    bench.receipt(.routine, 1...1, sequence: 1)
    #expect(bench.publishAll().map(\.firstNumber) == [1])
  }

  @Test func `or until it is refused`() {
    var bench = SessionBench.welcomed()
    bench.publish("routine", id: Self.first)
    bench.publish("\"\(Self.first)\"", lane: .flash)
    _ = bench.publishAll()
    bench.receive(Receipt(lane: .routine, next: 2, decisions: [.refused(1, Refusal(.notReleasable, "no"))]))
    #expect(bench.publishAll().map(\.lane) == [.flash])
  }

  @Test func `a reference within a lane, to oneself, or to what is decided, waits for nothing`() {
    var bench = SessionBench.welcomed()
    bench.publish("\"\(Self.first)\"", id: Self.first)
    bench.publish("\"\(Self.first)\"")
    #expect(bench.publishAll().flatMap(\.envelopes).count == 2)
    bench.receipt(.routine, 1...2, sequence: 1)
    bench.publish("\"\(Self.first)\"", lane: .flash)
    #expect(bench.publishAll().count == 1)
  }

  @Test func `what waits for a reference waits on after a restart of the process`() {
    var outbox = MemoryOutbox(stream: StreamIdentifier(7), next: Lanes(inOrder: [1, 9, 1, 1, 4, 1])!, left: [])
    #expect(outbox.numbers(lane: .routine).isEmpty)
    let routine = OutboxEntry(envelope: Envelope(document: [1]), ticket: 1, id: Self.first, number: 8)
    let text = Array("\"\(Self.first)\"".utf8)
    let flash = OutboxEntry(envelope: Envelope(document: text), ticket: 2, number: 3)
    outbox = MemoryOutbox(
      stream: StreamIdentifier(7), next: Lanes(inOrder: [1, 9, 1, 1, 4, 1])!,
      left: [(.routine, routine), (.flash, flash)])
    var bench = SessionBench(outbox: outbox)
    bench.handle(.open)
    bench.handle(.connected)
    bench.welcome(next: [1, 8, 1, 1, 3, 1])
    #expect(bench.publishAll().map(\.firstNumber) == [8])
    bench.receipt(.routine, 8...8, sequence: 1)
    #expect(bench.publishAll().map(\.firstNumber) == [3])
  }

  @Test func `an outbox that is an old copy of itself is not sent from`() {
    let outbox = MemoryOutbox(stream: StreamIdentifier(7), next: Lanes(inOrder: [1, 5, 1, 1, 1, 1])!, left: [])
    var bench = SessionBench(outbox: outbox)
    bench.handle(.open)
    bench.handle(.connected)
    bench.welcome(next: [1, 7, 1, 1, 1, 1])
    #expect(bench.end == ErrorCode.storeUnusable.number)
  }

  @Test func `no more is under way than the link takes, and flash does not wait for it`() {
    var bench = SessionBench.welcomed(window: (1_000, 4_000_000))
    for _ in 0..<100 { bench.publish(String(repeating: "x", count: 1_000)) }
    func sendAll() -> [PublishFrame] {
      var frames: [PublishFrame] = []
      while let sent = bench.sendNext() { frames += sent.compactMap { try? PublishFrame($0) } }
      return frames
    }
    let frames = sendAll()
    #expect(frames.reduce(0) { $0 + $1.encoded().count } <= LinkWindow.first)
    #expect(frames.allSatisfy { $0.encoded().count <= LinkWindow.least })
    #expect(bench.sent(Ping.self).count > 1)
    bench.publish("flash", lane: .flash)
    #expect(sendAll().map(\.texts) == [["flash"]])
    for _ in bench.sent(Ping.self) { bench.receive(Pong()) }
    #expect(!sendAll().isEmpty)
  }

  @Test func `sends again from the number that the broker names, after a pause`() {
    var bench = SessionBench.welcomed()
    for text in ["a", "b", "c"] { bench.publish(text) }
    _ = bench.publishAll()
    bench.receive(ErrorReport(.numberGap, "2 is next", lane: .routine, next: 2))
    #expect(bench.publishAll().isEmpty)
    #expect(bench.session.nextDeadline ?? 0 > bench.now)
    bench.tick()
    #expect(bench.publishAll().map(\.texts) == [["b", "c"]])
  }

  @Test func `what was set back is not under way any more`() {
    var bench = SessionBench.welcomed(window: (2, 4_000_000))
    for text in ["a", "b"] { bench.publish(text) }
    _ = bench.publishAll()
    bench.publish("flash", lane: .flash)
    #expect(bench.publishAll().isEmpty)
    bench.receive(ErrorReport(.busy, "later", lane: .routine, next: 2))
    #expect(bench.publishAll().flatMap(\.texts) == ["flash"])
    bench.tick()
    #expect(bench.publishAll().isEmpty)
    bench.receipt(.routine, 1...1, sequence: 1)
    #expect(bench.publishAll().flatMap(\.texts) == ["b"])
  }

  @Test func `a busy broker gets a pause that grows, and other lanes go on`() {
    var bench = SessionBench.welcomed()
    bench.publish("a")
    _ = bench.publishAll()
    var pauses: [Milliseconds] = []
    for _ in 0..<3 {
      bench.receive(ErrorReport(.busy, "later", lane: .routine, next: 1))
      bench.publish("flash", lane: .flash)
      #expect(bench.publishAll().flatMap(\.texts) == ["flash"])
      let before = bench.now
      while bench.publishAll().isEmpty { bench.tick() }
      pauses.append(bench.now - before)
    }
    #expect(pauses == [200, 400, 800])
  }

  @Test func `a broker that lost a part of its record is not fed`() {
    var bench = SessionBench.welcomed()
    bench.publish("a")
    bench.publish("b")
    let open = bench.publish("c")
    _ = bench.publishAll()
    bench.receipt(.routine, 1...2, sequence: 1)
    bench.reconnect(next: [1, 2, 1, 1, 1, 1])
    #expect(bench.end == ErrorCode.recordBehind.number)
    #expect(bench.failed == [open: .recordBehind])
  }

  @Test func `a publish that will never be taken ends the node instead of hanging it`() {
    var bench = SessionBench.welcomed()
    let ticket = bench.publish("a")
    _ = bench.publishAll()
    bench.receive(ErrorReport(.noStream, "what stream?"))
    #expect(bench.end == ErrorCode.noStream.number)
    #expect(bench.failed == [ticket: .noStream])
  }

  @Test func `the outbox is bounded in messages and in bytes`() {
    var few = SessionBench(outboxMessages: 2)
    few.publish("a")
    few.publish("b")
    let third = few.publish("c")
    #expect(few.failed == [third: .outboxFull])

    var small = SessionBench(outboxBytes: 100)
    small.publish(String(repeating: "x", count: 94))
    #expect(small.failed.isEmpty)
    let second = small.publish("")
    #expect(small.failed == [second: .outboxFull])
  }

  @Test func `the outbox takes again what it took before, once that is decided`() {
    var outbox = MemoryOutbox(stream: StreamIdentifier(1), messages: 3, bytes: 1_000)
    for round in 0..<500 {
      let number = try? outbox.append(
        OutboxEntry(envelope: Envelope(document: [1]), ticket: UInt64(round)), lane: .priority)
      #expect(number == UInt64(round + 1))
      if round >= 2 {
        #expect(outbox.decide(lane: .priority, number: UInt64(round - 1))?.ticket == UInt64(round - 2))
        #expect(outbox.numbers(lane: .priority) == UInt64(round)..<UInt64(round + 2))
      }
    }
  }
}
