import CellNode
import CellSchema
import CellWire
import Synchronization
import Testing
import ZeroMQ

@Suite("A node over CURVE on loopback", .timeLimit(.minutes(10)))
struct NodeRuntimeTests {
  func options(connect: Duration = .seconds(20)) -> NodeOptions {
    var options = NodeOptions()
    options.connectTimeout = connect
    return options
  }

  let note = LiaisonNote(subject: "A note", text: "Nothing to report.")

  @Test func `publishes and gets its receipt`() async throws {
    let broker = try LoopbackBroker { $0.serial = 41 }
    try await Node.connected(broker.profile(), options: options()) { node in
      let first = try await node.publish(note, to: ["FRA", "@verification-lead"], precedence: .immediate)
      let second = try await node.publish(note)
      #expect(first.sequence == 1)
      #expect(second.sequence == 2)
      #expect(first.type == "cell.liaison-note")
      #expect(first.serial.number == 42)
      #expect(second.serial.number == 43)
      #expect(first.acceptedAt == ModelBroker.acceptedAt)
    }
    let record = await broker.ask { $0.model.record }
    let message = try DocumentDecoder.decode(LiaisonNote.self, from: record[0].document)
    #expect(record.map(\.lane) == [.immediate, .routine])
    #expect(message.body == note)
    #expect(message.from == "UKR.GS-1")
    #expect(message.cell == "paris")
    #expect(message.precedence == .immediate)
    #expect(message.label.releasableTo == [.all])
    #expect(await broker.ask { $0.model.violations } == [])
  }

  @Test func `says goodbye when the closure is over`() async throws {
    let broker = try LoopbackBroker()
    try await Node.connected(broker.profile(), options: options()) { _ in }
    await broker.reaches { $0.model.byes == 1 }
  }

  @Test func `a refusal is thrown with its code and place`() async throws {
    let broker = try LoopbackBroker()
    try await Node.connected(broker.profile(), options: options()) { node in
      let error = await #expect(throws: NodeError.self) {
        try await node.publish(Draft(document: Array("bad".utf8), precedence: .routine))
      }
      #expect(error?.code == .notJSON)
      #expect(error?.pointer == "/x")
      #expect(error?.detail == "it is bad")
      #expect(error?.isRetryable == false)
    }
  }

  @Test func `reads what is published, typed, and acknowledges it`() async throws {
    let broker = try LoopbackBroker()
    try await Node.connected(broker.profile(), options: options()) { node in
      let notes = node.subscribe(to: LiaisonNote.self, durable: "watch", from: .beginning)
      for _ in 0..<3 { try await node.publish(note) }
      var seen: [UInt64] = []
      for try await received in notes {
        #expect(received.body == note)
        #expect(received.from == "UKR.GS-1")
        #expect(received.acceptedAt == ModelBroker.acceptedAt)
        seen.append(received.sequence)
        try received.acknowledge()
        if seen.count == 3 { break }
      }
      #expect(seen == [1, 2, 3])
      await broker.reaches { $0.model.durable["watch"]?[.routine] == 3 }
      let kept = try await node.subscriptions()
      #expect(kept.map(\.name) == ["watch"])
      #expect(kept.first?.done["routine"] == 3)
      try await node.remove(durable: "watch")
      #expect(try await node.subscriptions().isEmpty)
    }
    #expect(await broker.ask { $0.model.violations } == [])
  }

  @Test func `the last acknowledgement arrives although the node leaves at once`() async throws {
    let broker = try LoopbackBroker()
    try await Node.connected(broker.profile(), options: options()) { node in
      let messages = node.subscribe(durable: "watch", from: .beginning)
      for _ in 0..<5 { try await node.publish(note) }
      for try await message in messages {
        try message.acknowledge()
        if message.sequence == 5 { break }
      }
    }
    #expect(await broker.ask { $0.model.durable["watch"]?[.routine] } == 5)
  }

  @Test func `a message of another type is an error of its own and does not end the subscription`() async throws {
    let broker = try LoopbackBroker()
    try await Node.connected(broker.profile(), options: options()) { node in
      let notes = node.subscribe(to: LiaisonNote.self, from: .beginning)
      // The model delivers everything, whatever the pattern.
      _ = try? await node.publish(Draft(document: Array("no document".utf8), precedence: .routine))
      try await node.publish(note)
      let error = await #expect(throws: NodeError.self) { for try await _ in notes { break } }
      #expect(error?.code == .undecodable)
      for try await received in notes {
        #expect(received.sequence == 2)
        break
      }
    }
  }

  @Test func `many messages flow in order, with every outcome in its place`() async throws {
    let broker = try LoopbackBroker()
    let count = 3_000
    try await Node.connected(broker.profile(), options: options()) { node in
      let drafts = (0..<count).map { index in
        index % 100 == 99 ? Draft(document: Array("bad".utf8), precedence: .routine) : Draft(note)
      }
      let reader = Task {
        var sequences: [UInt64] = []
        for try await message in node.subscribe(from: .beginning) {
          sequences.append(message.sequence)
          if sequences.count == count - count / 100 { break }
        }
        return sequences
      }
      var index = 0
      var last: UInt64 = 0
      for try await outcome in node.publish(contentsOf: drafts) {
        #expect(outcome.index == index)
        switch outcome.result {
        case .success(let receipt):
          #expect(receipt.sequence == last + 1)
          last = receipt.sequence
        case .failure(let error):
          #expect(index % 100 == 99)
          #expect(error.code == .notJSON)
        }
        index += 1
      }
      #expect(index == count)
      #expect(try await reader.value == Array(1...UInt64(count - count / 100)))
    }
    #expect(await broker.ask { $0.model.violations } == [])
  }

  @Test func `a source that fails does so after the outcomes of what came before`() async throws {
    let broker = try LoopbackBroker()
    try await Node.connected(broker.profile(), options: options()) { node in
      let source = FailingSource(drafts: [Draft(note), Draft(note)])
      var outcomes = 0
      await #expect(throws: FailingSource.Broken.self) {
        for try await _ in node.publish(contentsOf: source) { outcomes += 1 }
      }
      #expect(outcomes == 2)
    }
  }

  @Test func `a small outbox slows a long source and loses nothing`() async throws {
    let broker = try LoopbackBroker()
    var small = options()
    small.outboxMessages = 7
    try await Node.connected(broker.profile(), options: small) { node in
      var accepted = 0
      for try await outcome in node.publish(contentsOf: (0..<200).map { _ in Draft(note) }) {
        if case .success = outcome.result { accepted += 1 }
      }
      #expect(accepted == 200)
    }
  }

  @Test func `a full outbox refuses a single message`() async throws {
    let broker = try LoopbackBroker()
    var small = options()
    small.outboxMessages = 1
    small.closeTimeout = .seconds(20)
    try await Node.connected(broker.profile(), options: small) { node in
      await broker.ask { $0.holdsReceipts = true }
      async let first = node.publish(note)
      await broker.reaches { !$0.model.pending.isEmpty }
      let error = await #expect(throws: NodeError.self) { try await node.publish(note) }
      #expect(error?.code == .outboxFull)
      #expect(error?.isRetryable == true)
      broker.post { $0.holdsReceipts = false }
      let receipt = try await first
      #expect(receipt.sequence == 1)
    }
  }

  @Test func `restarts of the broker lose and repeat nothing, in either direction`() async throws {
    let broker = try LoopbackBroker()
    let count = 400
    try await Node.connected(broker.profile(), options: options()) { node in
      let sequences = Mutex<[UInt64]>([])
      let reader = Task {
        for try await message in node.subscribe(durable: "watch", from: .beginning) {
          sequences.withLock { $0.append(message.sequence) }
          if message.sequence % 3 == 0 { try message.acknowledge() }
          if message.sequence == count { break }
        }
      }
      var accepted: [UInt64] = []
      for try await outcome in node.publish(contentsOf: (0..<count).map { _ in Draft(note) }) {
        accepted.append(try outcome.result.get().sequence)
        if outcome.index % 100 == 50 { broker.post { $0.restart() } }
      }
      #expect(accepted == Array(1...UInt64(count)))
      try await reader.value
      #expect(sequences.withLock { $0 } == Array(1...UInt64(count)))
    }
    #expect(await broker.ask { $0.model.record.count } == count)
    #expect(await broker.ask { $0.model.violations } == [])
  }

  @Test func `tells of the connection`() async throws {
    let broker = try LoopbackBroker()
    try await Node.connected(broker.profile(), options: options()) { node in
      var events = node.events.makeAsyncIterator()
      #expect(await events.next() == .connected(endpoint: broker.endpoint))
      broker.post { $0.restart() }
      #expect(await events.next()?.reason?.code == .unreachable)
      while let event = await events.next() {
        if case .connected = event { break }
      }
      broker.post { $0.say(Bye(.superseded, "somebody else")) }
      #expect(await events.next() == .ended(NodeError(.superseded, "somebody else")))
      #expect(await events.next() == nil)
      let error = await #expect(throws: NodeError.self) { try await node.publish(note) }
      #expect(error?.code == .superseded)
    }
  }

  @Test func `what arrived before the connection broke can still be read, a goodbye above all`() throws {
    let context = try ZMQContext()
    var router = try ZMQSocket(context, .router)
    let endpoint = try router.bind("tcp://127.0.0.1:*")
    var dealer = try ZMQSocket(context, .dealer)
    try dealer.set(.reconnectInterval(Reconnect.never))
    var monitor = try dealer.monitor()
    try dealer.connect(endpoint)
    var poller = ZMQPoller()
    let atRouter = poller.add(router)
    let atDealer = poller.add(dealer)
    let atMonitor = poller.add(monitor)
    func wait(for index: Int) throws {
      repeat { try #require(try poller.wait(milliseconds: 10_000) > 0) } while !poller.isReadable(index)
    }

    #expect(try dealer.send(ControlCodec.encode(Ping())))
    try wait(for: atRouter)
    let name = try #require(try router.receive()?.bytes())
    #expect(try router.send(name, more: true))
    #expect(try router.send(ControlCodec.encode(Bye(.superseded, "somebody else"))))
    try wait(for: atDealer)
    router.close()
    // Only the monitor is polled until the break is known; then the socket is, as the hub does, which makes it see it.
    poller.remove(atDealer)
    var isBroken = false
    while !isBroken {
      try wait(for: atMonitor)
      while let event = try monitor.next() { isBroken = isBroken || event.kind == .disconnected }
    }
    let again = poller.add(dealer)
    try poller.wait(milliseconds: 100)
    let isReadable = poller.isReadable(again)
    #expect(isReadable)
    #expect(try dealer.receive()?.bytes().first == Command.bye.rawValue)
  }

  @Test func `a broker with another key is not spoken to`() async throws {
    let broker = try LoopbackBroker()
    let profile = try broker.profile(serverKey: CurveKeyPair.generate().publicKey)
    let error = await #expect(throws: NodeError.self) {
      try await Node.connected(profile, options: options(connect: .seconds(2))) { _ in }
    }
    #expect(error?.code == .notAuthenticated)
    #expect(await broker.ask { $0.model.hellos.isEmpty })
  }

  @Test func `a key that the roster does not list is told so`() async throws {
    let broker = try LoopbackBroker(admits: false)
    let error = await #expect(throws: NodeError.self) {
      try await Node.connected(broker.profile(), options: options(connect: .seconds(2))) { _ in }
    }
    #expect(error?.code == .notAuthenticated)
  }

  @Test func `nobody at the endpoint is unreachable`() async throws {
    let broker = try LoopbackBroker()
    let profile = try broker.profile(endpoints: ["tcp://127.0.0.1:1", "ipc:///nowhere/at/all.sock"])
    let error = await #expect(throws: NodeError.self) {
      try await Node.connected(profile, options: options(connect: .milliseconds(300))) { _ in }
    }
    #expect(error?.code == .unreachable)
  }

  @Test func `another cell is the end at once`() async throws {
    let broker = try LoopbackBroker { $0.cell = "geneva" }
    let error = await #expect(throws: NodeError.self) {
      try await Node.connected(broker.profile(), options: options(connect: .seconds(60))) { _ in }
    }
    #expect(error?.code == .cellMismatch)
  }

  @Test func `goes to the endpoint that answers`() async throws {
    let broker = try LoopbackBroker()
    let profile = try broker.profile(endpoints: ["tcp://127.0.0.1:1", broker.endpoint])
    try await Node.connected(profile, options: options()) { node in
      let status = try await node.status()
      #expect(status.cell == "paris")
    }
  }

  @Test func `keeps a silent connection alive, and leaves a broker that has gone silent`() async throws {
    let broker = try LoopbackBroker { $0.heartbeat = (20, 400) }
    try await Node.connected(broker.profile(), options: options()) { node in
      await broker.reaches { $0.model.wasPinged >= 5 }
      var events = node.events.makeAsyncIterator()
      #expect(await events.next() == .connected(endpoint: broker.endpoint))
      await broker.ask { $0.isSilent = true }
      #expect(await events.next()?.reason?.code == .heartbeatLost)
    }
  }

  @Test func `runs as a service and finishes what is queued when it is shut down`() async throws {
    let broker = try LoopbackBroker()
    let node = Node(try broker.profile(), options: options())
    let running = Task { try await node.run() }
    await broker.ask { $0.holdsReceipts = true }
    async let receipt = node.publish(note)
    await broker.reaches { !$0.model.pending.isEmpty }
    running.cancel()
    broker.post { $0.holdsReceipts = false }
    #expect(try await receipt.sequence == 1)
    try await running.value
    let error = await #expect(throws: NodeError.self) { try await node.publish(note) }
    #expect(error?.code == .nodeClosed)
    await #expect(throws: NodeError.self) { try await node.run() }
  }

  @Test func `a node that never runs fails whoever waits for it when it is closed`() async throws {
    let broker = try LoopbackBroker()
    let node = Node(try broker.profile())
    let messages = node.subscribe()
    let status = Task { try await node.status() }
    await node.close()
    await #expect(throws: NodeError.self) { try await status.value }
    for try await _ in messages {}
    let error = await #expect(throws: NodeError.self) { try await node.publish(note) }
    #expect(error?.code == .nodeClosed)
  }
}

extension NodeEvent {
  fileprivate var reason: NodeError? {
    if case .disconnected(let reason) = self { reason } else { nil }
  }
}

private struct FailingSource: AsyncSequence, Sendable {
  struct Broken: Error {}
  var drafts: [Draft]

  struct AsyncIterator: AsyncIteratorProtocol {
    var drafts: [Draft]

    mutating func next() async throws -> Draft? {
      guard !drafts.isEmpty else { throw Broken() }
      return drafts.removeFirst()
    }
  }

  func makeAsyncIterator() -> AsyncIterator { AsyncIterator(drafts: drafts) }
}
