import CellNode
import CellSchema
import CellWire
import Synchronization
import Testing
import ZeroMQ

extension NodeRuntimeTests {
  @Test func `a question has its answer or its error`() async throws {
    let broker = try LoopbackBroker()
    try await Node.connected(broker.profile(), options: options()) { node in
      try await node.publish(note)
      let status = try await node.status()
      #expect(status.head == 1)
      #expect(status.takesMessages)
      let trace = await #expect(throws: NodeError.self) { try await node.trace(.make()) }
      #expect(trace?.code == .notOnRecord)
      let removal = await #expect(throws: NodeError.self) { try await node.remove(durable: "none") }
      #expect(removal?.code == .unknownSubscription)
      let name = await #expect(throws: NodeError.self) { try await node.remove(durable: "no name") }
      #expect(name?.code == .badFilter)
    }
  }

  @Test func `what does not fit one answer comes in as many as it takes`() async throws {
    let broker = try LoopbackBroker()
    try await Node.connected(broker.profile(), options: options()) { node in
      let page = try await node.situation(SituationQuery(.force))
      #expect(page.force.requests.count == 3)
      #expect(page.omitted == ModelBroker.requests - 3)
      let whole = try await node.wholeSituation(SituationQuery(.force))
      #expect(whole.force.requests.map(\.sequence.value) == Array(1...ModelBroker.requests))
      #expect(whole.omitted == 0)
      let rest = try await node.wholeSituation(SituationQuery(.force, skip: 5))
      #expect(rest.force.requests.map(\.sequence.value) == [6, 7])
      let overview = try await node.wholeSituation(.overview)
      #expect(overview.force.requests.count == 3)
      #expect(overview.omitted == ModelBroker.requests - 3)
      let then = try await node.situation(SituationQuery(at: .time("2026-03-07T18:00:00Z")))
      #expect(then.asOf == "2026-03-07T18:00:00Z")
      let refused = await #expect(throws: NodeError.self) {
        try await node.situation(SituationQuery(skip: 1))
      }
      #expect(refused?.code == .unknownQuery)
      #expect(refused?.pointer == "/skip")
    }
  }

  @Test func `a refused subscription throws where it is read`() async throws {
    let broker = try LoopbackBroker()
    try await Node.connected(broker.profile(), options: options()) { node in
      let refused = node.subscribe(types: ["refused.type"])
      let error = await #expect(throws: NodeError.self) { for try await _ in refused {} }
      #expect(error?.code == .badFilter)
      await #expect(throws: NodeError.self) { try await refused.ready() }
      let unnamed = node.subscribe(durable: "no name")
      await #expect(throws: NodeError.self) { for try await _ in unnamed {} }
      // The broker could not tell whose these were: they end themselves, and not the node.
      let many = [String](repeating: "cell.*", count: Limits.filterTypes + 1)
      for (types, senders, code, pointer) in [
        (["cell.*", "Cell.*"], nil, .badFilter, "/types/1"), (many, nil, .filterTooLong, "/types"),
        (["*"], [Addressee](repeating: "UKR", count: Limits.filterSenders + 1), .filterTooLong, "/senders"),
      ] as [([String], [Addressee]?, ErrorCode, String)] {
        let error = await #expect(throws: NodeError.self) {
          try await node.subscribe(types: types, senders: senders).ready()
        }
        #expect(error?.code == code && error?.pointer == pointer)
      }
      try await node.subscribe(types: Array(many.dropLast())).ready()
    }
  }

  @Test func `a subscription with now begins where it says that it is ready`() async throws {
    let broker = try LoopbackBroker()
    try await Node.connected(broker.profile(), options: options()) { node in
      try await node.publish(note)
      let messages = node.subscribe()
      try await messages.ready()
      try await node.publish(note)
      for try await message in messages {
        #expect(message.sequence == 2)
        break
      }
    }
  }

  @Test func `a cancelled reader ends its subscription and never hangs`() async throws {
    let broker = try LoopbackBroker()
    try await Node.connected(broker.profile(), options: options()) { node in
      let messages = node.subscribe()
      try await messages.ready()
      let reader = Task { for try await _ in messages {} }
      reader.cancel()
      try await reader.value
      await broker.reaches { $0.model.sessions.values.allSatisfy { $0.subscriptions.isEmpty } }
    }
  }

  @Test func `a subscription that is let go ends at the broker`() async throws {
    let broker = try LoopbackBroker()
    try await Node.connected(broker.profile(), options: options()) { node in
      let kept = try await publishAndRead(node)
      await broker.reaches { $0.model.sessions.values.allSatisfy { $0.subscriptions.isEmpty } }
      #expect(throws: NodeError.self) { try kept.acknowledge() }
    }
  }

  func publishAndRead(_ node: Node) async throws -> ReceivedMessage {
    let messages = node.subscribe(from: .beginning)
    try await node.publish(note)
    for try await message in messages { return message }
    throw NodeError(.timedOut, "nothing came")
  }

  @Test func `a cancelled publish returns at once`() async throws {
    let broker = try LoopbackBroker()
    var quick = options()
    quick.closeTimeout = .milliseconds(50)
    try await Node.connected(broker.profile(), options: quick) { node in
      await broker.ask { $0.holdsReceipts = true }
      let publisher = Task { try await node.publish(note) }
      await broker.reaches { !$0.model.pending.isEmpty }
      publisher.cancel()
      await #expect(throws: CancellationError.self) { try await publisher.value }
    }
  }

  @Test func `a slow reader is slowed within its credit, and then has everything`() async throws {
    let broker = try LoopbackBroker()
    var small = options()
    small.creditMessages = 16
    try await Node.connected(broker.profile(), options: small) { node in
      let messages = node.subscribe(from: .beginning)
      try await messages.ready()
      for try await _ in node.publish(contentsOf: (0..<200).map { _ in Draft(note) }) {}
      let sent = await broker.ask { $0.model.sessions.values.first?.subscriptions.values.first?.sentMessages }
      #expect(sent == 14)
      var count = 0
      for try await _ in messages {
        count += 1
        if count == 200 { break }
      }
      #expect(count == 200)
    }
    #expect(await broker.ask { $0.model.violations } == [])
  }

  @Test func `higher precedence is taken out of the queue first`() async throws {
    let broker = try LoopbackBroker()
    try await Node.connected(broker.profile(), options: options()) { node in
      let messages = node.subscribe(from: .beginning)
      try await messages.ready()
      for precedence in [Precedence.routine, .flash, .deferred, .immediate] {
        try await node.publish(note, precedence: precedence)
      }
      await broker.reaches { $0.model.sessions.values.first?.subscriptions.values.first?.sentMessages == 4 }
      // Its answer comes behind the deliveries on the same connection.
      _ = try await node.status()
      var order: [Precedence] = []
      for try await message in messages {
        order.append(message.precedence)
        if order.count == 4 { break }
      }
      #expect(order == [.flash, .immediate, .routine, .deferred])
    }
  }
}
