import CellNode
import CellSchema
import CellWire
import Testing

@Suite("A session tells the broker what was set aside, once it may")
struct SessionAsideTests {
  private func bench(cursors: PerLane? = nil, durable: DurableName? = DurableName("watch")) -> SessionBench {
    var bench = SessionBench.welcomed()
    bench.handle(
      .subscribe(
        1,
        SubscriptionRequest(
          types: [TypePattern("*")], after: cursors == nil ? 0 : nil, cursors: cursors, durable: durable)))
    return bench
  }

  private func upTo(_ sequence: UInt64) -> Lanes<SequenceNumber> {
    var place = Lanes(repeating: SequenceNumber.none)
    place[.routine] = SequenceNumber(sequence)
    return place
  }

  private let aside = AsideMark(lane: .routine, aside: Acknowledge.Aside(sequence: 2, reason: "no chart"))

  @Test func `with the acknowledgement that passes it`() {
    var bench = bench()
    bench.receive(Subscribed(subscription: 1, cursors: PerLane([0, 0, 0, 0, 0, 0])))
    bench.deliver(1, 2)
    bench.effects = []
    bench.handle(.acknowledge(1, upTo(2), [aside]))
    bench.handle(.tick)
    let sent = bench.sent(Acknowledge.self)
    #expect(sent.map { $0.upTo[.routine] } == [2])
    #expect(sent.first?.aside == [aside.aside])
    bench.tick()
    #expect(bench.sent(Acknowledge.self).count == 1)
  }

  @Test func `again in a new session, unless the broker's place has passed it`() {
    for (cursor, expected) in [(1, 1), (2, 0)] as [(UInt64, Int)] {
      var bench = bench()
      bench.receive(Subscribed(subscription: 1, cursors: PerLane([0, 0, 0, 0, 0, 0])))
      bench.deliver(1, 2)
      bench.handle(.acknowledge(1, upTo(2), [aside]))
      bench.handle(.tick)
      bench.reconnect()
      bench.receive(Subscribed(subscription: 1, cursors: PerLane([0, cursor, 0, 0, 0, 0]), resumed: true))
      bench.effects = []
      bench.deliver(2)
      bench.tick()
      #expect(bench.sent(Acknowledge.self).flatMap { $0.aside ?? [] }.count == expected)
    }
  }

  @Test func `again, where a broker that was killed has forgotten it`() {
    var bench = bench()
    bench.receive(Subscribed(subscription: 1, cursors: PerLane([0, 0, 0, 0, 0, 0])))
    bench.deliver(1, 2)
    bench.handle(.acknowledge(1, upTo(2), [aside]))
    bench.handle(.tick)
    for (cursor, expected) in [(2, 0), (0, 1)] as [(UInt64, Int)] {
      bench.reconnect()
      bench.receive(Subscribed(subscription: 1, cursors: PerLane([0, cursor, 0, 0, 0, 0]), resumed: true))
      bench.effects = []
      bench.deliver(1, 2)
      bench.tick()
      #expect(bench.sent(Acknowledge.self).flatMap { $0.aside ?? [] }.count == expected)
    }
  }

  @Test func `in record order with the acknowledgement of any lane that covers it`() {
    var bench = SessionBench.welcomed()
    bench.handle(
      .subscribe(
        1,
        SubscriptionRequest(types: [TypePattern("*")], order: .record, after: 0, durable: DurableName("watch"))))
    bench.receive(Subscribed(subscription: 1, cursors: PerLane([0, 0, 0, 0, 0, 0])))
    bench.deliver(1, 2)
    bench.deliver(3, lane: .flash)
    bench.effects = []
    bench.handle(.acknowledge(1, Lanes { $0 == .flash ? 3 : 0 }, [aside]))
    bench.tick()
    #expect(bench.sent(Acknowledge.self).map(\.aside) == [[aside.aside]])
  }

  @Test(arguments: [Subscribe.Order.lane, .record])
  func `in as many acknowledgements as fit their frames, none of which passes what is still to be told`(
    order: Subscribe.Order
  ) {
    var bench = SessionBench.welcomed()
    bench.handle(
      .subscribe(
        1, SubscriptionRequest(types: [TypePattern("*")], order: order, after: 0, durable: DurableName("watch"))))
    bench.receive(Subscribed(subscription: 1, cursors: PerLane([0, 0, 0, 0, 0, 0])))
    let count = UInt64(Limits.asides)
    for sequence in 1...count { bench.deliver(sequence, lane: sequence == 3 ? .flash : .routine) }
    bench.effects = []
    var done = upTo(count)
    done[.flash] = 3
    // As long in bytes as a reason can be.
    let reason = String(repeating: "\u{1F6A7}", count: Limits.asideReason)
    let marks = (1...count).map {
      AsideMark(lane: $0 == 3 ? .flash : .routine, aside: Acknowledge.Aside(sequence: $0, reason: reason))
    }
    bench.handle(.acknowledge(1, done, marks.reversed()))
    bench.handle(.tick)
    let frames = SessionBench.sent(bench.effects).filter { $0.first == Command.ack.rawValue }
    #expect(frames.allSatisfy { $0.count <= Limits.frame })
    var told: Set<UInt64> = []
    for acknowledge in bench.sent(Acknowledge.self) {
      told.formUnion(acknowledge.aside?.map(\.sequence.value) ?? [])
      let last = acknowledge.upTo[.routine] ?? 0
      // In record order a place covers every lane.
      #expect((1...count).allSatisfy { $0 > last || told.contains($0) || order == .lane && $0 == 3 })
    }
    #expect(told.count == Int(count) && bench.sent(Acknowledge.self).last?.upTo[.routine] == count)
    #expect(bench.sent(Acknowledge.self).compactMap { $0.upTo[.flash] }.max() == 3)
    bench.tick()
    #expect(SessionBench.sent(bench.effects).filter { $0.first == Command.ack.rawValue }.count == frames.count)
  }

  @Test func `a place is asked for lane by lane, and again until the broker has it`() {
    let place = PerLane([0, 7, 0, 0, 9, 0])
    var bench = SessionBench()
    bench.handle(
      .subscribe(1, SubscriptionRequest(types: [TypePattern("*")], cursors: place, durable: DurableName("watch"))))
    bench.handle(.open)
    bench.handle(.connected)
    bench.welcome()
    #expect(bench.sent(Subscribe.self).map(\.cursors) == [place])
    bench.reconnect()
    #expect(bench.sent(Subscribe.self).map(\.cursors) == [place, place])
    bench.receive(Subscribed(subscription: 1, cursors: place))
    bench.deliver(8)
    bench.effects = []
    bench.reconnect()
    // What was received and is not done must not move a place that the broker keeps.
    #expect(bench.sent(Subscribe.self).map(\.cursors) == [nil])
  }

  @Test func `without a name it resumes lane by lane from what it has`() {
    let place = PerLane([0, 7, 0, 0, 9, 0])
    var bench = bench(cursors: place, durable: nil)
    bench.receive(Subscribed(subscription: 1, cursors: place))
    bench.deliver(8)
    bench.effects = []
    bench.reconnect()
    #expect(bench.sent(Subscribe.self).map(\.cursors) == [PerLane([0, 8, 0, 0, 9, 0])])
    #expect(bench.sent(Subscribe.self).map(\.after) == [nil])
  }
}
