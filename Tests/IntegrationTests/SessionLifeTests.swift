import CellNode
import CellSchema
import CellWire
import Foundation
import Testing

/// Sessions of real processes: who takes over, who is gone, who is turned away, and what each side is told of it.
@Suite("The life of a session", .serialized) struct SessionLifeTests {
  @Test(.timeLimit(.minutes(10))) func aNewerProcessTakesADurableNameOver() async throws {
    let cell = try TestCell(["FRA", "UKR"])
    try cell.start()
    func reader() throws -> RunningProgram {
      try RunningProgram(
        "cellbus",
        [
          "subscribe", "--cell", cell.directory, "--as", "FRA", "--type", "cell.*", "--durable", "watch",
          "--format", "json",
        ])
    }
    let older = try reader()
    let isReading = try await eventually { cell.lines("subscribed").count == 1 }
    try #require(isReading, "\(cell.log)")
    let newer = try reader()
    defer {
      newer.process.interrupt()
      _ = newer.wait()
    }
    #expect(older.wait() == 69)
    #expect(older.standardError.contains("superseded"), "\(older.standardError)")
    #expect(try await cell.hasLogged("session-closed", "superseded", "durable name watch"))
    let receipt = try await Node.connected(cell.profile("UKR.GS-1")) { node in
      try await node.publish(LiaisonNote(subject: "Exercise", text: "for the newer one"))
    }
    let isRead = try await eventually { newer.standardOutput.contains("\"seq\":\(receipt.sequence),") }
    #expect(isRead, "\(newer.standardOutput) \(newer.standardError)")
    #expect(older.standardOutput.isEmpty)
  }

  @Test(.timeLimit(.minutes(10))) func aNewerSessionTakesAStreamOver() async throws {
    let cell = try TestCell(["FRA"])
    try cell.start()
    try await cell.isServing()
    let profile = try cell.profile("FRA.CELL-1")
    let stream = StreamIdentifier.random()
    let (older, bystander, newer) = (try RawNode(profile), try RawNode(profile), try RawNode(profile))
    try older.greet(stream: stream)
    try bystander.greet(stream: .random())
    try newer.greet(stream: stream)
    #expect(try older.bye() == .superseded)
    #expect(try older.receive() == nil, "its connection is cut")
    for session in [bystander, newer] {
      try session.send(Ping())
      #expect(try session.receive()?.first == Command.pong.rawValue)
    }
  }

  @Test(.timeLimit(.minutes(10))) func eachSideFindsThatTheOtherIsSilent() async throws {
    let cell = try TestCell(["FRA"])
    try cell.limit(["heartbeatInterval": 250, "heartbeatTimeout": 2_000])
    try cell.start()
    let link = try LinkProxy(to: cell.port)
    try await Node.connected(cell.profile("FRA.CELL-1", through: link)) { node in
      var events = node.events.makeAsyncIterator()
      func isConnected() async -> Bool { await Self.next(&events) { $0 == .connected(endpoint: link.endpoint) } }
      func hasLost() async -> Bool {
        await Self.next(&events) { if case .disconnected(let why) = $0 { why.code == .heartbeatLost } else { false } }
      }
      #expect(await isConnected())
      // Nothing reaches the node any more, and what it sends arrives.
      link.give(.stall(.toNode, nil))
      #expect(await hasLost())
      #expect(await isConnected())
      // Nothing reaches the broker any more, and its BYE arrives.
      let before = cell.lines("session-closed").count { $0.contains("heartbeat-lost") }
      link.give(.stall(.toBroker, nil))
      #expect(await hasLost())
      let isLogged = try await eventually {
        cell.lines("session-closed").count { $0.contains("heartbeat-lost") } > before
      }
      #expect(isLogged)
      #expect(await isConnected())
    }
  }

  @Test(.timeLimit(.minutes(10))) func endpointsAreTriedInTurnAndAnEndHasItsReason() async throws {
    let cell = try TestCell(["FRA"])
    try cell.start()
    try await cell.isServing()
    let link = try LinkProxy(to: cell.port)
    link.refuse(true)
    let direct = "tcp://127.0.0.1:\(cell.port)"
    let own = try cell.profile("FRA.CELL-1")
    let node = Node(
      try NodeProfile(
        cell: own.cell, node: own.node, endpoints: [link.endpoint, direct], serverKey: own.serverKey,
        publicKey: own.publicKey, secretKey: own.secretKey))
    var events = node.events.makeAsyncIterator()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await node.run() }
      guard case .disconnected = await events.next() else { throw Unexpected() }
      let second = await events.next()
      try #require(second == .connected(endpoint: direct))
      #expect(cell.stop() == 0)
      #expect(
        await Self.next(&events) { if case .disconnected(let why) = $0 { why.code == .shuttingDown } else { false } })
      try cell.start()
      #expect(await Self.next(&events) { $0 == .connected(endpoint: direct) })
      cell.kill()
      #expect(
        await Self.next(&events) { if case .disconnected(let why) = $0 { why.code == .unreachable } else { false } })
      // The way that was closed is open now, and the other one is not there until the daemon is.
      link.refuse(false)
      try cell.start()
      #expect(await Self.next(&events) { if case .connected = $0 { true } else { false } })
      group.cancelAll()
    }
  }

  @Test(.timeLimit(.minutes(10))) func aReaderWithoutCreditIsParkedAndGoesOnWhereItWas() async throws {
    let cell = try TestCell(["FRA", "UKR"])
    // The reader answers no PING while the messages are published.
    try cell.limit(["parkAfter": 500, "heartbeatTimeout": 600_000])
    try cell.start()
    try await cell.isServing()
    let profile = try cell.profile("FRA.CELL-1")
    let reader = try RawNode(profile)
    try reader.greet()
    try reader.send(
      Subscribe(
        subscription: 7, types: [TypePattern("cell.*")], after: 0, durable: DurableName("watch"), messages: 2,
        bytes: 1_048_576))
    #expect(try reader.receive()?.first == Command.subscribed.rawValue)
    let count = 2_000
    try await Node.connected(cell.profile("UKR.GS-1")) { node in
      let drafts = (1...count).map { Draft(LiaisonNote(subject: "Exercise", text: Text("number \($0)")!)) }
      for try await outcome in node.publish(contentsOf: drafts) { _ = try outcome.result.get() }
    }
    var read: [UInt64] = []
    func take(_ frame: [UInt8]) throws {
      let frame = try DeliverFrame(frame)
      read += frame.deliveries.map(\.sequence.value)
    }
    var error: ErrorReport?
    while error == nil {
      let frame = try #require(try reader.receive())
      if frame.first == Command.error.rawValue {
        error = try ControlCodec.decode(ErrorReport.self, from: frame)
      } else {
        try take(frame)
      }
    }
    #expect(error?.code == 1209 && error?.subscription == 7 && error?.retryable == true && read.count == 2)
    #expect(try await cell.hasLogged("subscription-parked", "durable=watch"))
    try await Node.connected(profile) { node in
      let watch = try await node.subscriptions().first
      #expect(watch?.name == "watch" && watch?.parkedSince != nil && watch?.isActive == true)
    }
    try reader.send(Credit(subscription: 7, messages: WireNumber(count), bytes: 1_073_741_824))
    while read.count < count { try take(try #require(try reader.receive())) }
    #expect(read == Array(read[0]..<read[0] + UInt64(count)))
    #expect(try await cell.hasLogged("subscription-resumed", "durable=watch"))
  }

  @Test(.timeLimit(.minutes(10))) func aNodeThatComesBackInALoopIsTurnedAwayForAWhile() async throws {
    let cell = try TestCell(["FRA", "UKR"])
    try cell.limit(["sessionsPerMinute": 3])
    try cell.start()
    try await cell.isServing()
    let profile = try cell.profile("FRA.CELL-1")
    var bye: Bye?
    var welcomes = 0
    while bye == nil {
      let node = try RawNode(profile)
      try node.sendHello()
      let frame = try #require(try node.receive())
      if frame.first == Command.bye.rawValue {
        bye = try ControlCodec.decode(Bye.self, from: frame)
      } else {
        welcomes += 1
        try node.send(Bye())
        #expect(try node.receive() == nil)
      }
    }
    // A minute may have ended in between.
    #expect((3...6).contains(welcomes))
    #expect(bye?.code == 5001 && bye?.retryable == true && bye?.detail?.text.contains("3 sessions") == true)
    try RawNode(cell.profile("UKR.GS-1")).greet()
  }

  @Test(.timeLimit(.minutes(10))) func aKeyThatConnectsInALoopIsHeldUpAndOthersAreNot() async throws {
    let cell = try TestCell(["FRA", "UKR"])
    try cell.start()
    try await cell.isServing()
    let profile = try cell.profile("FRA.CELL-1")
    var letIn = 0
    while try RawNode(profile).isLetIn() { letIn += 1 }
    #expect(letIn >= Limits.handshakesAtOnce)
    let isLogged = try await eventually {
      cell.lines("handshakes-throttled").contains { $0.contains("node=FRA.CELL-1") }
    }
    #expect(isLogged)
    try RawNode(cell.profile("UKR.GS-1")).greet()
  }

  @Test(.timeLimit(.minutes(10))) func subscriptionsNamesAndFiltersAreLimitedByName() async throws {
    let cell = try TestCell(["FRA"])
    try cell.limit(["subscriptionsPerNode": 2, "durablesPerNode": 2])
    try cell.start()
    try await cell.isServing()
    let node = try RawNode(cell.profile("FRA.CELL-1"))
    try node.greet()
    func subscribe(
      _ number: WireNumber, _ types: [TypePattern] = [TypePattern("*")], senders: [Addressee]? = nil,
      durable: String? = nil
    ) throws -> UInt64 {
      try node.send(
        Subscribe(
          subscription: number, types: types, senders: senders, durable: durable.flatMap { DurableName($0) },
          messages: 0, bytes: 0))
      let frame = try #require(try node.receive())
      if frame.first == Command.subscribed.rawValue { return 0 }
      return try ControlCodec.decode(ErrorReport.self, from: frame).code.value
    }
    let types = [TypePattern](repeating: TypePattern("cell.*"), count: Limits.filterTypes)
    let senders = [Addressee](repeating: "FRA", count: Limits.filterSenders)
    #expect(try subscribe(1, types + [TypePattern("*")]) == 1210)
    #expect(try subscribe(1, senders: senders + ["FRA.CELL-1"]) == 1210)
    #expect(try subscribe(1, types, senders: senders, durable: "a") == 0)
    #expect(try subscribe(2, durable: "b") == 0)
    #expect(try subscribe(3) == 1202)
    try node.send(Unsubscribe(subscription: 2))
    #expect(try node.receive()?.first == Command.subscribed.rawValue)
    #expect(try subscribe(3, durable: "c") == 1211)
    #expect(try subscribe(3) == 0)
  }

  /// Waits for an event that fits, and passes over what comes before it; false where the events end.
  private static func next(
    _ events: inout AsyncStream<NodeEvent>.Iterator, _ isMeant: (NodeEvent) -> Bool
  ) async -> Bool {
    while let event = await events.next() { if isMeant(event) { return true } }
    return false
  }

  private struct Unexpected: Error {}
}
