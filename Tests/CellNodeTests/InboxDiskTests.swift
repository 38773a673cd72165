import CellNode
import CellNodeStore
import CellSchema
import Foundation
import GRDB
import Glibc
import Testing
import ZeroMQ

/// A disk that is full or fails is no message's fault: the reading ends with a numbered error, and nothing is set aside.
@Suite("An inbox on a bad disk", .timeLimit(.minutes(10)))
struct InboxDiskTests {
  /// A tmpfs of 1 MiB.
  private final class SmallDisk: Sendable {
    let directory = StoreDirectory()
    var ballast: String { directory.path + "/ballast" }

    init?() {
      guard unsafe mount("tmpfs", directory.path, "tmpfs", 0, "size=1m") == 0 else { return nil }
    }

    deinit { _ = unsafe umount2(directory.path, CInt(MNT_DETACH)) }

    /// Leaves room for no page.
    func fill() throws {
      try Data().write(to: URL(filePath: ballast))
      let file = try FileHandle(forWritingTo: URL(filePath: ballast))
      defer { try? file.close() }
      for piece in [65_536, 4_096] {
        while (try? file.write(contentsOf: Data(count: piece))) != nil {}
      }
    }
  }

  private static let canMount = SmallDisk() != nil

  @Test(.enabled(if: canMount, "needs the right to mount"), arguments: [true, false])
  func `a full disk ends it with a retryable error, and later it goes on`(isInStore: Bool) async throws {
    let disk = try #require(SmallDisk())
    let broker = try LoopbackBroker()
    let profile = try broker.profile(store: disk.directory.store)
    let store = try NodeStore(profile)
    let own = try isInStore ? nil : DatabaseQueue(path: disk.directory.path + "/board.sqlite")
    let inbox = try own.map { try Inbox("board", in: $0) } ?? Inbox("board", in: store)
    try await inbox.prepare { try $0.execute(sql: "CREATE TABLE board (sequence INTEGER NOT NULL, chart BLOB)") }
    try await Node.connected(profile, store: store) { node in
      for index in 0..<3 { try await node.publish(Board.draft(index)) }
      try disk.fill()
      for _ in 1...2 {
        let error = await failure { try await read(inbox, node) }
        #expect(error?.code == .outboxFull, "\(error.map { "\($0)" } ?? "none")")
        #expect(error?.isRetryable == true)
      }
      let full = await failure { try await inbox.prepare { try $0.execute(sql: "CREATE TABLE sea (chart BLOB)") } }
      #expect(full?.code == .outboxFull)
      #expect(try inbox.place() == nil)
      try FileManager.default.removeItem(atPath: disk.ballast)
      try await readAll(inbox, node, broker)
    }
    store.close()
    let database = try own ?? DatabaseQueue(path: disk.directory.store)
    let rows = try await database.read { try Int.fetchAll($0, sql: "SELECT sequence FROM board ORDER BY sequence") }
    #expect(rows == [1, 2, 3])
  }

  /// The application's own statement meets the end of the room, before the commit does.
  @Test func `a statement that finds no room is no message's fault`() async throws {
    let directory = StoreDirectory()
    let broker = try LoopbackBroker()
    let profile = try broker.profile(store: directory.store)
    let store = try NodeStore(profile)
    let inbox = try Inbox("board", in: store)
    try await inbox.prepare { try $0.execute(sql: "CREATE TABLE board (sequence INTEGER NOT NULL, chart BLOB)") }
    var options = NodeOptions()
    options.maximumAttempts = 1
    try await Node.connected(profile, store: store, options: options) { node in
      for index in 0..<3 { try await node.publish(Board.draft(index)) }
      try await inbox.prepare { try $0.execute(sql: "PRAGMA max_page_count = 1") }
      let error = await failure { try await read(inbox, node) }
      #expect(error?.code == .outboxFull, "\(error.map { "\($0)" } ?? "none")")
      try await inbox.prepare { try $0.execute(sql: "PRAGMA max_page_count = 100000") }
      try await readAll(inbox, node, broker)
    }
    store.close()
  }

  /// A write that the kernel refuses: after it the store takes nothing more, neither from the inbox nor for the outbox,
  /// and its log stays.
  @Test func `after a failed write the store is done`() async throws {
    let directory = StoreDirectory()
    let path = directory.store
    await #expect(processExitsWith: .success) { [path = path as String] in
      let broker = try LoopbackBroker()
      let profile = try broker.profile(store: path)
      let store = try NodeStore(profile)
      let inbox = try Inbox("board", in: store)
      try await inbox.prepare { try $0.execute(sql: "CREATE TABLE board (sequence INTEGER NOT NULL, chart BLOB)") }
      var options = NodeOptions()
      options.closeTimeout = .milliseconds(1)
      try await Node.connected(profile, store: store, options: options) { node in
        for index in 0..<6 { try await node.publish(Board.draft(index)) }
        // A write beyond the limit is EFBIG once the signal is ignored.
        signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit()
        #expect(unsafe getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
        let room = limit.rlim_cur
        limit.rlim_cur = rlim_t(try Data(contentsOf: URL(filePath: path + "-wal")).count + 100_000)
        #expect(unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
        let first = await failure { try await read(inbox, node) }
        #expect(first?.code == .storeUnusable, "\(first.map { "\($0)" } ?? "none")")
        limit.rlim_cur = room
        #expect(unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
        // The disk takes everything again, and nothing is tried.
        let log = try Data(contentsOf: URL(filePath: path + "-wal"))
        let second = await failure { try await read(inbox, node) }
        #expect(second == first)
        let third = await failure { _ = try await node.enqueue(Board.draft(7)) }
        #expect(third?.code == .storeUnusable)
        store.close()
        #expect(try Data(contentsOf: URL(filePath: path + "-wal")) == log)
      }
    }
    // The next process finds effects and place together.
    let store = try NodeStore(path: path, cell: "paris", node: "UKR.GS-1")
    let place = try Inbox("board", in: store).place()
    store.close()
    let database = try DatabaseQueue(path: path)
    let rows = try await database.read { try Int.fetchAll($0, sql: "SELECT sequence FROM board ORDER BY sequence") }
    #expect(!rows.isEmpty && rows.count < 6)
    let last = [Precedence.routine, .flash].compactMap { place?[$0] }.max()
    #expect(rows.max().map(UInt64.init) == last)
  }
}

/// Reads on until an error ends it. Each effect takes some pages.
private func read(_ inbox: Inbox, _ node: Node) async throws {
  try await inbox.process(on: node) { message, db in
    try db.execute(
      sql: "INSERT INTO board VALUES (?, ?)", arguments: [Int(message.sequence), Data(count: 30_000)])
  }
}

/// Reads until the broker knows that all three were handled.
private func readAll(_ inbox: Inbox, _ node: Node, _ broker: LoopbackBroker) async throws {
  let reading = Task { try await read(inbox, node) }
  await broker.reaches { $0.model.durable["board"]?[.routine] == 2 && $0.model.durable["board"]?[.flash] == 3 }
  #expect(await broker.ask { $0.model.asides.isEmpty })
  reading.cancel()
  _ = try? await reading.value
}

/// The numbered error that it ends with.
private func failure(_ body: () async throws -> Void) async -> NodeError? {
  do {
    try await body()
    return nil
  } catch {
    return error as? NodeError
  }
}
