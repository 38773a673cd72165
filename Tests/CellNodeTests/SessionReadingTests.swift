import CellNode
import CellSchema
import CellWire
import Testing

@Suite("A session reads without loss or repeat, within its credit")
struct SessionReadingTests {
  private func request(
    durable: String? = nil, after: SequenceNumber? = nil, order: Subscribe.Order = .lane,
    credit: CreditPlan = CreditPlan()
  ) -> SubscriptionRequest {
    SubscriptionRequest(
      types: [TypePattern("*")], order: order, after: after, durable: durable.flatMap { DurableName($0) },
      credit: credit)
  }

  private func subscribed(_ request: SubscriptionRequest, cursor: UInt64 = 0) -> SessionBench {
    var bench = SessionBench.welcomed()
    bench.handle(.subscribe(1, request))
    bench.receive(Subscribed(subscription: 1, cursors: PerLane([UInt64](repeating: cursor, count: 6))))
    bench.effects = []
    return bench
  }

  @Test func `asks with its whole credit and a part kept for immediate and above`() {
    var bench = SessionBench.welcomed()
    bench.handle(.subscribe(1, request(after: 0)))
    let command = bench.sent(Subscribe.self).first
    #expect(command?.messages == 1_024)
    #expect(command?.reservedMessages == 128)
    #expect(command?.bytes == 4_194_304)
    #expect(command?.reservedBytes == 524_288)
    #expect(command?.after == 0)
    bench.receive(Subscribed(subscription: 1, cursors: PerLane()))
    #expect(bench.told.contains { if case .subscribed(1, false, _) = $0 { true } else { false } })
  }

  @Test func `subscribes once it is welcomed`() {
    var bench = SessionBench()
    bench.handle(.subscribe(1, request()))
    bench.handle(.open)
    bench.handle(.connected)
    #expect(bench.sent(Subscribe.self).isEmpty)
    bench.welcome()
    #expect(bench.sent(Subscribe.self).count == 1)
  }

  @Test func `resumes after what it has, where only one number can be said, and drops what comes twice`() {
    var bench = subscribed(request(after: 0))
    bench.deliver(2, 7, lane: .flash)
    bench.deliver(1, 3, lane: .routine)
    bench.effects = []
    bench.reconnect()
    // The other lanes may hold something from the beginning on.
    #expect(bench.sent(Subscribe.self).map(\.after) == [0])
    bench.receive(Subscribed(subscription: 1, cursors: PerLane([0, 0, 0, 0, 0, 0])))
    bench.deliver(2, 7, 9, lane: .flash)
    bench.deliver(1, 3, 4, lane: .routine)
    #expect(bench.delivered == [9, 4])
  }

  @Test func `resumes at the slowest lane when every lane has moved`() {
    var bench = subscribed(request(after: 0))
    for lane in Precedence.lanes { bench.deliver(20 + UInt64(lane.lane), lane: lane) }
    bench.effects = []
    bench.reconnect()
    #expect(bench.sent(Subscribe.self).map(\.after) == [20])
  }

  @Test func `in record order it resumes at the last one`() {
    var bench = subscribed(request(after: 0, order: .record))
    bench.deliver(2, lane: .flash)
    bench.deliver(3, lane: .routine)
    bench.effects = []
    bench.reconnect()
    #expect(bench.sent(Subscribe.self).map(\.after) == [3])
  }

  @Test func `a record that ends before what was read of it is behind, and the session is over`() {
    var bench = subscribed(request(after: 0))
    bench.deliver(6, 7, lane: .routine)
    bench.reconnect(head: 7)
    #expect(bench.end == nil)
    bench.reconnect(head: 6)
    #expect(bench.end == ErrorCode.recordBehind.number)
  }

  @Test func `another record is replaced, however long it is, and a broker that does not tell is believed`() throws {
    let (first, second) = (SHA256Hex.sample, try #require(SHA256Hex(bytes: Array(repeating: 7, count: 32))))
    var bench = subscribed(request(after: 0))
    bench.deliver(6, 7, lane: .routine)
    bench.reconnect(genesis: first)
    bench.reconnect()
    bench.reconnect(genesis: first)
    #expect(bench.end == nil)
    bench.reconnect(genesis: second)
    #expect(bench.end == ErrorCode.recordReplaced.number)
  }

  @Test func `what began with now goes on from that now`() {
    var bench = subscribed(request(), cursor: 50)
    bench.effects = []
    bench.reconnect(head: 70)
    #expect(bench.sent(Subscribe.self).map(\.after) == [50])
  }

  @Test func `a durable name hands nothing out twice that was not acknowledged`() {
    var bench = subscribed(request(durable: "watch"))
    bench.deliver(1, 2, 3)
    bench.effects = []
    bench.reconnect()
    bench.receive(Subscribed(subscription: 1, cursors: PerLane([0, 0, 0, 0, 0, 0]), resumed: true))
    bench.deliver(1, 2, 3, 4)
    #expect(bench.delivered == [4])
  }

  @Test func `acknowledges what this session delivered, and not more`() {
    var bench = subscribed(request(durable: "watch"))
    bench.deliver(1, 2, 3)
    var upTo = Lanes(repeating: SequenceNumber.none)
    upTo[.routine] = 3
    bench.handle(.connectionLost(Refusal(.unreachable, "cut")))
    bench.handle(.acknowledge(1, upTo))
    bench.tick()
    bench.handle(.connected)
    bench.effects = []
    bench.welcome(head: 1_000)
    bench.receive(Subscribed(subscription: 1, cursors: PerLane([0, 0, 0, 0, 0, 0]), resumed: true))
    #expect(bench.sent(Acknowledge.self).isEmpty)
    bench.deliver(1, 2)
    #expect(bench.sent(Acknowledge.self).map { $0.upTo[.routine] } == [2])
    bench.deliver(3)
    bench.tick()
    #expect(bench.sent(Acknowledge.self).map { $0.upTo[.routine] } == [2, 3])
  }

  @Test func `does not acknowledge what the broker counts as done already`() {
    var bench = subscribed(request(durable: "watch"))
    bench.deliver(1, 2, 3)
    var upTo = Lanes(repeating: SequenceNumber.none)
    upTo[.routine] = 3
    bench.handle(.acknowledge(1, upTo))
    #expect(bench.sent(Acknowledge.self).count == 1)
    bench.effects = []
    bench.reconnect()
    bench.receive(Subscribed(subscription: 1, cursors: PerLane([0, 3, 0, 0, 0, 0]), resumed: true))
    bench.handle(.acknowledge(1, upTo))
    #expect(bench.sent(Acknowledge.self).isEmpty)
  }

  @Test func `gathers acknowledgements that follow each other fast`() {
    var bench = subscribed(request(durable: "watch"))
    bench.deliver(1, 2, 3, 4)
    for sequence in 1...4 {
      var upTo = Lanes(repeating: SequenceNumber.none)
      upTo[.routine] = SequenceNumber(UInt64(sequence))
      bench.handle(.acknowledge(1, upTo))
    }
    #expect(bench.sent(Acknowledge.self).map { $0.upTo[.routine] } == [1])
    bench.tick()
    #expect(bench.sent(Acknowledge.self).map { $0.upTo[.routine] } == [1, 4])
  }

  @Test func `without a name nothing is acknowledged`() {
    var bench = subscribed(request(after: 0))
    bench.deliver(1)
    var upTo = Lanes(repeating: SequenceNumber.none)
    upTo[.routine] = 1
    bench.handle(.acknowledge(1, upTo))
    #expect(bench.sent(Acknowledge.self).isEmpty)
  }

  @Test func `never grants more than there is room for`() {
    let plan = CreditPlan(messages: 16, bytes: 1)
    var bench = subscribed(request(after: 0, credit: plan))
    var waiting = 0
    var delivered = 0
    var granted = 16
    for round in 0..<200 {
      while delivered < granted, waiting < 16, round % 3 != 0 || waiting == 0 {
        delivered += 1
        waiting += 1
        bench.deliver(UInt64(delivered))
      }
      bench.handle(.consumed(1, messages: waiting / 2 + waiting % 2, bytes: 0))
      waiting -= waiting / 2 + waiting % 2
      if let credit = bench.sent(Credit.self).last { granted = max(granted, Int(credit.messages.value)) }
      #expect(granted - delivered + waiting <= 16)
    }
    #expect(delivered > 200)
    #expect(bench.disconnects.isEmpty)
  }

  @Test func `tops up when half of the credit was consumed, not before`() {
    var bench = subscribed(request(after: 0, credit: CreditPlan(messages: 16, bytes: 1)))
    for sequence in 1...14 { bench.deliver(UInt64(sequence)) }
    bench.handle(.consumed(1, messages: 7, bytes: 0))
    #expect(bench.sent(Credit.self).isEmpty)
    bench.handle(.consumed(1, messages: 1, bytes: 0))
    #expect(bench.sent(Credit.self).map(\.messages) == [24])
  }

  @Test func `grants a new session only what the queue has room for`() {
    var bench = subscribed(request(after: 0, credit: CreditPlan(messages: 16, bytes: 1)))
    for sequence in 1...12 { bench.deliver(UInt64(sequence)) }
    bench.handle(.consumed(1, messages: 2, bytes: 0))
    bench.effects = []
    bench.reconnect()
    #expect(bench.sent(Subscribe.self).map(\.messages) == [6])
  }

  @Test func `a broker that goes beyond the credit is left`() {
    var bench = subscribed(request(after: 0, credit: CreditPlan(messages: 16, bytes: 1)))
    for sequence in 1...16 { bench.deliver(UInt64(sequence)) }
    #expect(bench.disconnects.isEmpty)
    bench.deliver(17)
    #expect(bench.disconnects == [.protocolViolated])
  }

  @Test func `a refused question fails by itself, and the session goes on`() {
    var bench = SessionBench.welcomed()
    bench.handle(.query(ticket: 3, .status))
    bench.handle(.query(ticket: 4, .subscriptions))
    bench.receive(ErrorReport(.unknownQuery, "no", query: 1))
    bench.receive(ErrorReport(.malformedFrame, "no", query: 9))
    #expect(
      bench.told.contains { if case .queryFailed(3, let reason) = $0 { reason.code == .unknownQuery } else { false } })
    #expect(!bench.told.contains { if case .queryFailed(4, _) = $0 { true } else { false } })
    #expect(bench.disconnects.isEmpty)
  }

  @Test func `a refused subscription ends, and the session goes on`() {
    var bench = SessionBench.welcomed()
    bench.handle(.subscribe(1, request()))
    bench.receive(ErrorReport(.durableDiffers, "no", subscription: 1))
    #expect(
      bench.told.contains {
        if case .subscriptionEnded(1, let reason) = $0 { reason?.code == .durableDiffers } else { false }
      })
    #expect(bench.end == nil)
    bench.effects = []
    bench.reconnect()
    #expect(bench.sent(Subscribe.self).isEmpty)
  }

  @Test func `a subscription that the broker is not ready for is asked for again`() {
    var bench = SessionBench.welcomed()
    bench.handle(.subscribe(1, request()))
    bench.receive(ErrorReport(.busy, "later", subscription: 1))
    bench.effects = []
    bench.tick()
    #expect(bench.sent(Subscribe.self).count == 1)
  }

  @Test func `an ended subscription is not heard of again`() {
    var bench = subscribed(request(durable: "watch"))
    bench.deliver(1)
    var upTo = Lanes(repeating: SequenceNumber.none)
    upTo[.routine] = 1
    bench.handle(.acknowledge(1, upTo))
    bench.handle(.unsubscribe(1))
    #expect(bench.sent(Acknowledge.self).count == 1)
    #expect(bench.sent(Unsubscribe.self).count == 1)
    bench.effects = []
    bench.deliver(2)
    bench.receive(Subscribed(subscription: 1, ended: true))
    #expect(bench.delivered.isEmpty)
    #expect(bench.disconnects.isEmpty)
    bench.reconnect()
    #expect(bench.sent(Subscribe.self).isEmpty)
  }

  @Test func `removing a name ends what is read under it`() {
    var bench = subscribed(request(durable: "watch"))
    bench.handle(.remove(ticket: 9, number: 2, DurableName("watch")!))
    let command = bench.sent(Unsubscribe.self).first
    #expect(command?.subscription == 2)
    #expect(command?.remove == true)
    bench.receive(Subscribed(subscription: 2, ended: true))
    #expect(bench.told.contains { if case .removed(9) = $0 { true } else { false } })
    #expect(bench.told.contains { if case .subscriptionEnded(1, nil) = $0 { true } else { false } })
  }

  @Test func `removing a name that is not there fails`() {
    var bench = SessionBench.welcomed()
    bench.handle(.remove(ticket: 9, number: 2, DurableName("watch")!))
    bench.receive(ErrorReport(.unknownSubscription, "no", subscription: 2))
    #expect(bench.failed == [9: .unknownSubscription])
  }

  @Test func `the last acknowledgement goes out before the node leaves`() {
    var bench = subscribed(request(durable: "watch"))
    bench.deliver(1, 2)
    var upTo = Lanes(repeating: SequenceNumber.none)
    upTo[.routine] = 1
    bench.handle(.acknowledge(1, upTo))
    upTo[.routine] = 2
    bench.handle(.acknowledge(1, upTo))
    bench.handle(.close(within: 1_000))
    let frames = bench.takeSent().map { $0[0] }
    #expect(frames == [Command.ack.rawValue, Command.ack.rawValue, Command.ping.rawValue])
  }
}
