import CellNode
import CellNodeStore
import CellSchema
import Foundation
import Testing

@Suite("A node with a store", .timeLimit(.minutes(10)))
struct StoredNodeTests {
  private let note = LiaisonNote(subject: "A note", text: "Nothing to report.")
  private let directory = StoreDirectory()

  private var options: NodeOptions {
    var options = NodeOptions()
    options.connectTimeout = .seconds(20)
    return options
  }

  @Test func `what is enqueued without a broker is sent by the next process, once, and its outcome told`() async throws
  {
    let broker = try LoopbackBroker { $0.serial = 41 }
    let profile = try broker.profile(store: directory.store)
    // The first time, the station's count comes from the broker.
    var store = try NodeStore(profile)
    try await Node.connected(profile, store: store, options: options) { node in
      let receipt = try await node.publish(note)
      #expect(receipt.serial.number == 42)
    }
    store.close()

    store = try NodeStore(profile)
    let away = Node(
      try broker.profile(endpoints: ["ipc://\(directory.path)/nobody"], store: directory.store), store: store)
    let first = try await away.enqueue(Draft(note, precedence: .routine))
    let second = try await away.enqueue(Draft(note, precedence: .flash))
    #expect(first.isDurable && second.isDurable)
    #expect(first.serial.number == 43)
    #expect(second.serial.number == 44)
    await away.close()
    store.close()

    store = try NodeStore(profile)
    try await Node.connected(profile, store: store, options: options) { node in
      var heard: Set<MessageID> = []
      for await outcome in node.outcomes {
        let receipt = try outcome.result.get()
        #expect(receipt.id == outcome.id)
        heard.insert(outcome.id)
        if heard.count == 2 { break }
      }
      #expect(heard == [first.id, second.id])
      let receipt = try await node.publish(note)
      #expect(receipt.serial.number == 45)
    }
    store.close()
    let lanes = await broker.ask { $0.model.record.map(\.lane) }
    #expect(lanes == [.routine, .flash, .routine, .routine])
    #expect(await broker.ask { $0.model.violations } == [])
    store = try NodeStore(profile)
    let left = try store.takeContents().left
    #expect(left.isEmpty, "what was decided is gone")
    store.close()
  }

  @Test func `a refusal of what was enqueued is an outcome and an event`() async throws {
    let broker = try LoopbackBroker()
    try await Node.connected(broker.profile(), options: options) { node in
      let events = node.events
      await #expect(throws: NodeError.self) {
        try await node.enqueue(Draft(document: Array("bad".utf8), precedence: .routine))
      }
      await broker.ask { $0.model.refusesAll = true }
      let queued = try await node.enqueue(Draft(note))
      #expect(!queued.isDurable)
      for await outcome in node.outcomes {
        #expect(outcome.id == queued.id)
        let error = #expect(throws: NodeError.self) { _ = try outcome.result.get() }
        #expect(error?.code == .notJSON)
        break
      }
      for await event in events {
        if case .refused(let id, _) = event {
          #expect(id == queued.id)
          break
        }
      }
    }
  }

  @Test func `a refusal that nobody waits for is kept, one that its publisher is told is not`() async throws {
    let broker = try LoopbackBroker()
    await broker.ask { $0.model.refusesAll = true }
    let profile = try broker.profile(store: directory.store)
    var store = try NodeStore(profile)
    var unread: QueuedMessage?
    try await Node.connected(profile, store: store, options: options) { node in
      await #expect(throws: NodeError.self) { try await node.publish(note) }
      unread = try await node.enqueue(Draft(note, precedence: .flash))
    }
    store.close()
    let queued = try #require(unread)

    store = try NodeStore(profile)
    let refusals = try await store.refusals
    #expect(refusals.map(\.id) == [queued.id])
    let refused = try #require(refusals.first)
    #expect(refused.type == queued.type && refused.precedence == .flash)
    #expect(refused.error == NodeError(.notJSON, at: "/x", "it is bad"))
    #expect(try DocumentDecoder.header(of: refused.document).serial == queued.serial)
    // Whoever reads outcomes discards them as they come.
    try await Node.connected(profile, store: store, options: options) { node in
      let second = try await node.enqueue(Draft(note))
      for await outcome in node.outcomes {
        #expect(outcome.id == second.id)
        try await store.discard(outcome.id)
        break
      }
    }
    #expect(try await store.refusals == refusals)
    store.close()
  }

  @Test func `where as many refusals are kept as the store holds, nothing is enqueued until one is discarded`()
    async throws
  {
    let broker = try LoopbackBroker { $0.refusesAll = true }
    let profile = try broker.profile(store: directory.store)
    let store = try NodeStore(profile)
    try await Node.connected(profile, store: store, options: options) { node in
      let most = Array(repeating: Draft(note), count: Limits.outboxRefusals - 1)
      for try await outcome in node.enqueue(contentsOf: most) { _ = try outcome.result.get() }
      try await node.flush(patience: .seconds(20))
      #expect(try await store.refusals.count == Limits.outboxRefusals - 1)
      _ = try await node.enqueue(Draft(note))
      try await node.flush(patience: .seconds(20))
      let refusals = try await store.refusals
      #expect(refusals.count == Limits.outboxRefusals)
      let error = await #expect(throws: NodeError.self) { try await node.enqueue(Draft(note)) }
      #expect(error?.code == .outboxFull)
      #expect(error?.detail.contains("cellbus outbox") == true)
      // There is a connection, and it waits for no room that would not come.
      for try await outcome in node.enqueue(contentsOf: [Draft(note)]) {
        #expect(throws: NodeError.self) { _ = try outcome.result.get() }
      }
      let receipt = await #expect(throws: NodeError.self) { try await node.publish(note) }
      #expect(receipt?.code == .notJSON, "what is waited for is sent")
      try await store.discard([refusals[0]])
      _ = try await node.enqueue(Draft(note))
    }
    store.close()
  }

  @Test func `the outbox takes as many as it holds, says when it fills, and how full it is beyond`() async throws {
    let broker = try LoopbackBroker()
    let profile = try broker.profile(endpoints: ["ipc://\(directory.path)/nobody"], store: directory.store)
    let store = try NodeStore(profile)
    store.welcomed(genesis: nil, epoch: 1)
    store.close()
    let again = try NodeStore(profile)
    var options = options
    options.outboxMessages = 10
    let node = Node(profile, store: again, options: options)
    var events = node.events.makeAsyncIterator()
    for _ in 0..<10 { _ = try await node.enqueue(Draft(note)) }
    let error = await #expect(throws: NodeError.self) { try await node.enqueue(Draft(note)) }
    #expect(error?.code == .outboxFull)
    #expect(error?.detail.hasPrefix("10 messages") == true)
    let event = await events.next()
    guard case .outboxFilling(let messages, _) = event else { throw NodeError(.internalFault, "no event") }
    #expect(messages == 8)
    await node.close()
    again.close()
  }

  @Test func `a profile that names a store is not run without it`() async throws {
    let broker = try LoopbackBroker()
    let profile = try broker.profile(store: directory.store)
    let error = await #expect(throws: NodeError.self) { try await Node.connected(profile) { _ in } }
    #expect(error?.code == .storeUnusable)
    #expect(error?.pointer == "/store")
  }
}

final class StoreDirectory: Sendable {
  let path = FileManager.default.temporaryDirectory.appending(path: "cellbus-node-\(UUID().uuidString)").path

  init() { try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var store: String { path + "/outbox.sqlite" }
}
