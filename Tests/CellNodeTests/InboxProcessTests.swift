import CellNode
import CellNodeStore
import CellSchema
import Foundation
import GRDB
import Glibc
import Synchronization
import Testing
import ZeroMQ

@Suite("An inbox has each message's effect once", .timeLimit(.minutes(10)))
struct InboxProcessTests {
  private let directory = StoreDirectory()

  /// A child reads and writes until it is killed, wherever it is: in the closure, in the commit, or before the broker
  /// was told.
  @Test func `whatever is killed`() async throws {
    let broker = try LoopbackBroker()
    let count = 300
    try await Node.connected(broker.profile()) { node in
      for try await outcome in node.publish(contentsOf: (0..<count).map { Board.draft($0) }) {
        _ = try outcome.result.get()
      }
    }
    let (endpoint, server) = (broker.endpoint, broker.keys.server.publicKey.z85)
    let (publicKey, secretKey) = (broker.keys.node.publicKey.z85, broker.keys.node.secretKey.z85)
    let path = directory.store
    for round in 1...4 {
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [
          endpoint = endpoint as String, server = server as String, publicKey = publicKey as String,
          secretKey = secretKey as String, path = path as String, round = round as Int
        ] in
        let profile = try NodeProfile(
          cell: "paris", node: "UKR.GS-1", endpoints: [endpoint], serverKey: CurveKeyText(server)!,
          publicKey: CurveKeyText(publicKey)!, secretKey: CurveKeyText(secretKey)!, store: path)
        let handled = Atomic(0)
        // What only a fault takes: another signal than the one that is waited for.
        alarm(300)
        Thread.detachNewThread {
          while handled.load(ordering: .relaxed) < 10 * round + 1 {}
          kill(getpid(), SIGKILL)
        }
        try await Board.read(profile) { _ in handled.add(1, ordering: .relaxed) }
      }
    }
    let reading = Task { [directory] in
      try await Board.read(try broker.profile(store: directory.store)) { _ in }
    }
    await broker.reaches { loop in
      guard let place = loop.model.durable["board"] else { return false }
      return [Precedence.routine, .flash].allSatisfy { lane in
        loop.model.record.lastIndex { $0.lane == lane }.map { UInt64($0 + 1) } == place[lane]
      }
    }
    reading.cancel()
    _ = try? await reading.value
    let database = try DatabaseQueue(path: directory.store)
    let rows = try await database.read { try Int.fetchAll($0, sql: "SELECT sequence FROM board ORDER BY sequence") }
    #expect(rows == Array(1...count))
  }

  @Test func `a message that cannot be handled comes again, leaves nothing behind, and is set aside in the end`()
    async throws
  {
    let broker = try LoopbackBroker()
    let profile = try broker.profile(store: directory.store)
    let store = try NodeStore(profile)
    var options = NodeOptions()
    options.maximumAttempts = 2
    try await Node.connected(profile, store: store, options: options) { node in
      for index in 0..<3 { try await node.publish(Board.draft(1 + 2 * index)) }
      let inbox = try Inbox("board", in: store)
      try await Board.make(store)
      let reading = Task {
        try await inbox.process(on: node) { message, db in
          try Board.write(message, db)
          if message.sequence == 2 { throw NodeError(.undecodable, "no chart") }
        }
      }
      await broker.reaches { $0.model.durable["board"]?[.routine] == 3 }
      #expect(await broker.ask { $0.model.asides.keys.sorted() } == [2])
      reading.cancel()
      _ = try? await reading.value
      #expect(try inbox.place()?[.routine] == 3)
    }
    store.close()
    let database = try DatabaseQueue(path: directory.store)
    let rows = try await database.read { try Int.fetchAll($0, sql: "SELECT sequence FROM board ORDER BY sequence") }
    #expect(rows == [1, 3])
  }
}

/// What the tests' application does with its messages.
enum Board {
  static func draft(_ index: Int) -> Draft {
    Draft(LiaisonNote(subject: "A note", text: "A number."), precedence: index % 2 == 0 ? .flash : .routine)
  }

  static func make(_ store: NodeStore) async throws {
    try await Inbox("board", in: store).prepare {
      try $0.execute(sql: "CREATE TABLE IF NOT EXISTS board (sequence INTEGER NOT NULL)")
    }
  }

  static func write(_ message: ReceivedMessage, _ db: Database) throws {
    try db.execute(sql: "INSERT INTO board VALUES (?)", arguments: [Int(message.sequence)])
  }

  static func read(_ profile: NodeProfile, _ handled: @escaping @Sendable (ReceivedMessage) -> Void) async throws {
    let store = try NodeStore(profile)
    defer { store.close() }
    try await make(store)
    let inbox = try Inbox("board", in: store)
    try await Node.connected(profile, store: store) { node in
      try await inbox.process(on: node) { message, db in
        try write(message, db)
        handled(message)
      }
    }
  }
}
