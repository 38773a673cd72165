import CellNode
import CellNodeStore
import CellSchema
import Foundation
import Testing

@Suite("A node with a store", .timeLimit(.minutes(2)))
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
    #expect(lanes == [1, 4, 1, 1])
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

  @Test func `the outbox takes as many as it holds, says when it fills, and how full it is beyond`() async throws {
    let broker = try LoopbackBroker()
    let profile = try broker.profile(endpoints: ["ipc://\(directory.path)/nobody"], store: directory.store)
    let store = try NodeStore(profile)
    store.welcomed()
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
