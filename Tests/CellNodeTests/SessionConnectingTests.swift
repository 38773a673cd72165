import CellNode
import CellSchema
import CellWire
import Testing

@Suite("A session connects, keeps its connection and ends")
struct SessionConnectingTests {
  @Test func `greets when the handshake is done and is welcomed`() {
    var bench = SessionBench()
    bench.handle(.open)
    #expect(bench.connects == ["tcp://127.0.0.1:1"])
    #expect(bench.takeSent().isEmpty)
    bench.handle(.connected)
    let hello = bench.sent(Hello.self)
    #expect(hello.map(\.cell) == ["paris"])
    #expect(hello.map(\.stream) == [StreamIdentifier(7)])
    bench.welcome()
    #expect(bench.told.contains { if case .welcomed(_, "tcp://127.0.0.1:1") = $0 { true } else { false } })
  }

  @Test func `a serial that none can be is no reason to count from 1 again`() {
    var bench = SessionBench()
    bench.handle(.open)
    bench.handle(.connected)
    bench.welcome(serial: 1_000_000_000)
    #expect(bench.disconnects == [.protocolViolated])
    #expect(!bench.told.contains { if case .welcomed = $0 { true } else { false } })
  }

  @Test func `tries its endpoints in turn, with pauses that grow with every round`() {
    var bench = SessionBench(endpoints: ["tcp://a:1", "tcp://b:1"])
    bench.handle(.open)
    var pauses: [Milliseconds] = []
    for _ in 0..<12 {
      let before = bench.now
      bench.handle(.connectionLost(Refusal(.unreachable, "nobody")))
      bench.tick()
      pauses.append(bench.now - before)
    }
    #expect(Array(bench.connects.prefix(5)) == ["tcp://a:1", "tcp://b:1", "tcp://a:1", "tcp://b:1", "tcp://a:1"])
    #expect(bench.disconnects.count == 12)
    for (index, pause) in pauses.enumerated() {
      let greatest = min(Backoff.ceiling, Backoff.first << Milliseconds((index + 1) / 2))
      #expect((greatest / 2...greatest).contains(pause), "pause \(index)")
    }
  }

  @Test func `two nodes that lose the broker at once do not come back at once`() {
    let pauses = (UInt64(0)..<20).map { seed in
      var backoff = Backoff(seed: seed)
      return backoff.delay(afterRounds: 5)
    }
    #expect(Set(pauses).count > 10)
  }

  @Test func `goes on to the next endpoint when the broker neither answers nor welcomes`() {
    var bench = SessionBench(endpoints: ["tcp://a:1", "tcp://b:1"])
    bench.handle(.open)
    bench.tick()
    #expect(bench.disconnects == [.unreachable])
    bench.tick()
    #expect(bench.connects == ["tcp://a:1", "tcp://b:1"])
    bench.handle(.connected)
    bench.tick()
    #expect(bench.disconnects == [.unreachable, .unreachable])
  }

  @Test func `comes back to the endpoint that held`() {
    var bench = SessionBench(endpoints: ["tcp://a:1", "tcp://b:1"])
    bench.handle(.open)
    bench.handle(.connectionLost(Refusal(.unreachable, "nobody")))
    bench.tick()
    bench.handle(.connected)
    bench.welcome()
    bench.now += 60_000 - 35_000
    bench.effects = []
    bench.handle(.connectionLost(Refusal(.unreachable, "cut")))
    bench.tick()
    #expect(bench.connects == ["tcp://b:1"])
  }

  @Test func `a session that brought something was a good one, however short`() {
    var bench = SessionBench.welcomed(endpoints: ["tcp://a:1", "tcp://b:1"])
    for number in 1...20 {
      bench.publish("m")
      _ = bench.publishAll()
      bench.receipt(.routine, UInt64(number)...UInt64(number), sequence: UInt64(number))
      let before = bench.now
      bench.effects = []
      bench.reconnect(next: [1, UInt64(number) + 1, 1, 1, 1, 1])
      #expect(bench.now - before <= Backoff.first)
      #expect(bench.connects == ["tcp://a:1"])
    }
  }

  @Test func `a broker that welcomes and hangs up is asked less and less often`() {
    var bench = SessionBench.welcomed()
    var pauses: [Milliseconds] = []
    for _ in 0..<8 {
      let before = bench.now
      bench.reconnect()
      pauses.append(bench.now - before)
    }
    #expect(pauses.last ?? 0 > 2_000)
  }

  @Test(arguments: [ErrorCode.superseded, .revoked, .versionUnsupported, .cellMismatch, .recordBehind])
  func `stays away for good after`(_ code: ErrorCode) {
    var bench = SessionBench.welcomed()
    let ticket = bench.publish("one")
    bench.receive(Bye(code, "go"))
    #expect(bench.end == code.number)
    #expect(bench.failed == [ticket: code])
    #expect(bench.session.nextDeadline == nil)
    bench.effects = []
    bench.now += 1_000_000
    bench.handle(.tick)
    #expect(bench.effects.isEmpty)
    let late = bench.publish("two")
    #expect(bench.failed == [late: .nodeClosed])
  }

  @Test func `comes back after a goodbye that may pass`() {
    var bench = SessionBench.welcomed()
    bench.receive(Bye(.shuttingDown, "the broker is stopping"))
    #expect(bench.end == nil)
    #expect(bench.disconnects == [.shuttingDown])
    bench.tick()
    #expect(bench.connects.count == 1)
  }

  @Test func `opens a new session when the broker has forgotten it`() {
    var bench = SessionBench.welcomed()
    bench.receive(ErrorReport(.helloRequired, "who are you"))
    #expect(bench.disconnects == [.helloRequired])
  }

  @Test func `a refusal of the greeting that cannot pass is the end`() {
    var bench = SessionBench()
    bench.handle(.open)
    bench.handle(.connected)
    bench.receive(ErrorReport(.versionUnsupported, "version 2 only"))
    #expect(bench.end == ErrorCode.versionUnsupported.number)
  }

  @Test func `pings when it has sent nothing for the interval`() {
    var bench = SessionBench.welcomed()
    #expect(bench.session.nextDeadline == bench.now + 5_000)
    bench.tick()
    #expect(bench.sent(Ping.self).count == 1)
    #expect(bench.session.nextDeadline == bench.now + 5_000)
  }

  @Test func `answers a ping`() {
    var bench = SessionBench.welcomed()
    bench.receive(Ping())
    #expect(bench.sent(Pong.self).count == 1)
  }

  @Test func `gives the broker up when nothing is heard for the timeout, and not before`() {
    var bench = SessionBench.welcomed()
    let heard = bench.now
    bench.now = heard + 29_999
    bench.handle(.tick)
    #expect(bench.disconnects.isEmpty)
    bench.now = heard + 30_000
    bench.handle(.tick)
    #expect(bench.disconnects == [.heartbeatLost])
  }

  @Test func `anything heard counts as a sign of life`() {
    var bench = SessionBench.welcomed()
    for _ in 0..<5 {
      bench.now += 20_000
      bench.receive(Pong())
    }
    #expect(bench.disconnects.isEmpty)
  }

  @Test(arguments: [[0x11, 0x7B], [0x30, 9], [0x01, 0x7B, 0x7D]] as [[UInt8]])
  func `a frame that the protocol does not allow ends the session`(_ frame: [UInt8]) {
    var bench = SessionBench.welcomed()
    bench.handle(.received(frame))
    #expect(bench.disconnects == [.protocolViolated])
  }

  @Test func `a command that this version does not know is passed over`() {
    var bench = SessionBench.welcomed()
    bench.handle(.received([0xEE, 1, 2]))
    bench.handle(.received([]))
    #expect(bench.disconnects.isEmpty)
  }

  @Test func `leaves when everything is decided, after the broker has read the last word`() {
    var bench = SessionBench.welcomed()
    bench.publish("one")
    bench.handle(.close(within: 5_000))
    _ = bench.publishAll()
    #expect(bench.sent(Bye.self).isEmpty)
    let marks = bench.sent(Ping.self).count
    bench.receipt(.routine, 1...1, sequence: 1)
    #expect(bench.sent(Ping.self).count == marks + 1)
    #expect(bench.sent(Bye.self).isEmpty)
    bench.receive(Pong())
    #expect(bench.sent(Bye.self).count == 1)
    #expect(bench.end == nil)
    bench.tick()
    #expect(bench.end == 0)
  }

  @Test func `the answer to an earlier ping is not taken for the last word's`() {
    var bench = SessionBench.welcomed()
    bench.publish("one")
    _ = bench.sendNext()
    let marks = bench.sent(Ping.self).count
    bench.receipt(.routine, 1...1, sequence: 1)
    bench.handle(.close(within: 5_000))
    #expect(bench.sent(Ping.self).count == marks + 1)
    for _ in 0..<marks { bench.receive(Pong()) }
    #expect(bench.sent(Bye.self).isEmpty)
    bench.receive(Pong())
    #expect(bench.sent(Bye.self).count == 1)
  }

  @Test func `a node that is turned away for coming too often waits longer each time`() {
    var bench = SessionBench.welcomed()
    var pauses: [Milliseconds] = []
    for _ in 0..<7 {
      bench.now += 2_000
      bench.receive(Bye(.throttled, "too many sessions"))
      #expect(bench.end == nil)
      let before = bench.now
      bench.tick()
      pauses.append(bench.now - before)
      bench.handle(.connected)
      bench.welcome()
    }
    #expect(pauses[0] >= Backoff.first)
    #expect(pauses[6] >= Backoff.ceiling / 2)
  }

  @Test func `a parked subscription is told and neither ended nor asked for again`() {
    var bench = SessionBench.welcomed()
    bench.handle(.subscribe(1, SubscriptionRequest(types: [TypePattern("*")])))
    bench.receive(Subscribed(subscription: 1, cursors: PerLane([0, 0, 0, 0, 0, 0])))
    bench.effects = []
    bench.receive(ErrorReport(.subscriptionParked, "120 messages wait", subscription: 1))
    var parked: [UInt32] = []
    for case .parked(let number, let reason) in bench.told {
      parked.append(number)
      #expect(reason.code == .subscriptionParked)
    }
    #expect(parked == [1])
    bench.now += 10_000
    bench.handle(.tick)
    #expect(bench.sent(Subscribe.self).isEmpty)
    bench.deliver(1)
    #expect(bench.delivered == [1])
  }

  @Test func `takes nothing more while it closes`() {
    var bench = SessionBench.welcomed()
    bench.publish("one")
    bench.handle(.close(within: 5_000))
    let late = bench.publish("two")
    #expect(bench.failed == [late: .nodeClosed])
  }

  @Test func `leaves at the deadline with what is still open, and says so`() {
    var bench = SessionBench.welcomed()
    let ticket = bench.publish("one")
    _ = bench.publishAll()
    bench.handle(.close(within: 5_000))
    bench.now += 5_000
    bench.handle(.tick)
    #expect(bench.sent(Bye.self).count == 1)
    bench.tick()
    #expect(bench.end == 0)
    #expect(bench.failed == [ticket: .nodeClosed])
  }

  @Test func `a closing node without a connection waits for one only if something is open`() {
    var idle = SessionBench()
    idle.handle(.open)
    idle.handle(.close(within: 5_000))
    #expect(idle.end == 0)

    var busy = SessionBench()
    busy.handle(.open)
    busy.publish("one")
    busy.handle(.close(within: 5_000))
    #expect(busy.end == nil)
    busy.handle(.connected)
    busy.welcome()
    #expect(busy.publishAll().count == 1)
    busy.receipt(.routine, 1...1, sequence: 1)
    busy.receive(Pong())
    busy.tick()
    #expect(busy.end == 0)
  }

  @Test func `a question is asked again in a new session and fails when its time is up`() {
    var bench = SessionBench.welcomed()
    bench.handle(.query(ticket: 100, .status))
    #expect(bench.sent(Query.self).map(\.query) == [1])
    bench.effects = []
    bench.reconnect()
    #expect(bench.sent(Query.self).map(\.query) == [1])
    bench.now += 10_000
    bench.handle(.tick)
    #expect(bench.failed == [100: .timedOut])
    bench.effects = []
    bench.receive(QueryAnswer(query: 1, subscriptions: []))
    #expect(bench.effects.isEmpty)
  }
}
