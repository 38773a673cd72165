public import CellNode
public import CellSchema
import Foundation
import GRDB
import Synchronization

/// A node's outbox on disk, and the places to which its inboxes are done.
///
/// ```swift
/// let profile = try NodeProfile.file("nodes/UKR.GS-1.yaml")   # store: UKR.GS-1.sqlite
/// let store = try NodeStore(profile)
/// try await Node.connected(profile, store: store) { node in
///   let queued = try await node.enqueue(Draft(report))
///   print(queued.serial, "is on disk")
/// }
/// ```
///
/// - Guarantee: what ``CellNode/Node/enqueue(_:)`` returned for is on the disk, with its number, and is sent by whichever
///   process opens the store next, until the broker has decided it. A number never stands for two messages. What is
///   decided is taken off a little later: after a kill it may be sent once more, and gets its first answer. On a full
///   disk nothing more is taken (`outbox-full`), and what is there goes on being sent. What the broker refused is kept
///   too, until somebody has looked at it: see ``refusals``.
/// - Misuse: one process has a store open at a time, and one node uses it, once. It is on a local file system. A copy of
///   the file is not a second store: a node that starts from an old copy ends with `store-unusable`.
public final class NodeStore: Sendable {
  /// Where it is.
  public let path: String
  let database: DatabaseQueue
  let contents: Mutex<StoredContents?>
  package let stream: StreamIdentifier
  /// Everything is written here: what comes while a transaction is synced goes together into the next one.
  private let queue = DispatchQueue(label: "cellbus-store")
  private let state: Mutex<State>
  private let setBack = Mutex<(@Sendable (() -> Void) -> Void)?>(nil)

  private struct State {
    var pending: [Pending] = []
    var decided: [StoredDecision] = []
    /// How many the table has.
    var refusals: Int
    var isWelcomed = false
    var isScheduled = false
    /// Somebody looks after what is left to write when some time has passed.
    var isTimed = false
    var isClosed = false
    /// After an error that leaves it open what is on the disk, nothing more is numbered.
    var failure: NodeError?
    /// Roughly what the log has grown by since it was moved into the file, in bytes.
    var logged = 0
  }

  private struct Pending {
    var message: StoredMessage
    var then: @Sendable (Result<UInt64, NodeError>) -> Void
  }

  /// Opens the store that a profile names, or makes it.
  ///
  /// - Throws: `store-unusable` where the profile names none, and as the other initialiser does.
  public convenience init(_ profile: NodeProfile) throws(NodeError) {
    guard let path = profile.storeFile else {
      throw NodeError(.storeUnusable, at: "/store", "the profile of \(profile.node) names no store")
    }
    try self.init(path: path, cell: profile.cell, node: profile.node)
  }

  /// Opens a store, or makes it.
  ///
  /// Before this returns, everything in it is durable: nothing is sent from pages that a killed process had written and
  /// not yet synced.
  ///
  /// - Throws: `store-unusable` where another process has it open, it is another node's or another cell's, or no store
  ///   at all, or cannot be read and written.
  public init(path: String, cell: CellName, node: NodeName) throws(NodeError) {
    self.path = path
    let file = StoreFile(path: path)
    let (database, contents) = try file.open(cell: cell, node: node)
    self.database = database
    stream = contents.stream
    self.contents = Mutex(contents)
    state = Mutex(State(refusals: contents.refusals))
  }

  deinit { letGo() }

  /// Writes what is left to write and lets go of the file. What is enqueued afterwards fails.
  public func close() {
    queue.sync {
      drain()
      state.withLock { $0.isClosed = true }
      letGo()
    }
  }

  /// SQLite moves the log into the file as it closes it. A log that it could not move is read at the next opening.
  private func letGo() {
    if state.withLock({ $0.failure == nil }) { try? database.close() } else { StoreFile.abandon(database) }
  }
}

extension NodeStore: MessageStore {
  package func takeContents() throws(NodeError) -> StoredContents {
    let taken = contents.withLock { contents in
      defer { contents = nil }
      return contents
    }
    guard let taken else {
      throw NodeError(.storeUnusable, "\(path) is in use by another node of this process; open it anew for each")
    }
    return taken
  }

  package func whenSetBack(_ body: @escaping @Sendable (_ letGo: () -> Void) -> Void) {
    setBack.withLock { $0 = body }
  }

  package func append(_ message: StoredMessage, then: @escaping @Sendable (Result<UInt64, NodeError>) -> Void) {
    state.withLock { state in
      state.pending.append(Pending(message: message, then: then))
      schedule(in: &state)
    }
  }

  package var refusalCount: Int { state.withLock { $0.refusals } }

  package func remove(_ decided: [StoredDecision]) {
    state.withLock { state in
      state.decided += decided
      schedule(after: Limits.storeRemoval, in: &state)
    }
  }

  package func welcomed() {
    state.withLock { state in
      state.isWelcomed = true
      schedule(in: &state)
    }
  }

  private func schedule(in state: inout State) {
    guard !state.isScheduled else { return }
    state.isScheduled = true
    queue.async { self.drain() }
  }

  private func schedule(after milliseconds: Int, in state: inout State) {
    guard !state.isTimed else { return }
    state.isTimed = true
    queue.asyncAfter(deadline: .now() + .milliseconds(milliseconds)) { [weak self] in
      self?.state.withLock { $0.isTimed = false }
      self?.drain()
    }
  }

  /// One transaction for everything that waits.
  private func drain() {
    while true {
      let (pending, decided, isWelcomed, problem) = state.withLock { state in
        let pending = Array(state.pending.prefix(Limits.storeBatch))
        state.pending.removeFirst(pending.count)
        state.isScheduled = !state.pending.isEmpty
        defer { (state.decided, state.isWelcomed) = ([], false) }
        return (pending, state.decided, state.isWelcomed, obstacle(in: state))
      }
      if let problem {
        for item in pending { item.then(.failure(problem)) }
      } else if !pending.isEmpty || !decided.isEmpty || isWelcomed {
        write(pending, decided, isWelcomed)
      }
      guard state.withLock({ $0.isScheduled }) else { return }
    }
  }

  /// Why nothing is written any more.
  private func obstacle(in state: borrowing State) -> NodeError? {
    state.failure ?? (state.isClosed ? NodeError(.storeUnusable, "\(path) was closed") : nil)
  }

  /// A transaction by itself, behind what was to be written before.
  func transact<Value: Sendable>(
    _ body: @escaping @Sendable (StoreTables) throws -> Value
  ) async throws(NodeError) -> Value {
    let result = await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: self.transaction(body)) }
    }
    return try result.get()
  }

  private func transaction<Value>(_ body: (StoreTables) throws -> Value) -> Result<Value, NodeError> {
    drain()
    if let problem = state.withLock({ obstacle(in: $0) }) { return .failure(problem) }
    do {
      return .success(try commit(body))
    } catch {
      return .failure(failed(error))
    }
  }

  /// A full disk is certain: the transaction was rolled back. After anything else it may be there or not.
  private func failed(_ error: any Error) -> NodeError {
    let failure = StoreFile.error(error, path)
    if failure.code != .outboxFull { state.withLock { $0.failure = failure } }
    return failure
  }

  /// - Returns: false where the disk is full, and what was decided is left for later.
  @discardableResult
  private func write(_ pending: [Pending], _ decided: [StoredDecision], _ isWelcomed: Bool) -> Bool {
    let size = bytes(of: pending) + decided.count * Self.page
    // What is taken off needs log, too: it is moved while there is room for that.
    guard hasRoom(for: size) || pending.isEmpty else {
      refuse(pending, StoreFile.full(path))
      return decided.isEmpty && !isWelcomed || write([], decided, isWelcomed)
    }
    do {
      let (numbers, kept) = try commit { tables in
        let kept = try tables.remove(decided)
        if isWelcomed { try tables.noteWelcome() }
        return (try tables.append(pending.map(\.message)), kept)
      }
      for (item, number) in zip(pending, numbers) { item.then(.success(number)) }
      grew(by: 32_768 + kept + size)
      return true
    } catch {
      let failure = failed(error)
      guard failure.code == .outboxFull else {
        for item in pending { item.then(.failure(failure)) }
        return true
      }
      refuse(pending, failure)
      guard !decided.isEmpty || isWelcomed else { return true }
      // What needs less space may still have it.
      if !pending.isEmpty { return write([], decided, isWelcomed) }
      let half = decided.count / 2
      if half > 0, write([], Array(decided[..<half]), isWelcomed) { return write([], Array(decided[half...]), false) }
      state.withLock { state in
        // The first half has left itself for later.
        state.decided += decided[half...]
        state.isWelcomed = state.isWelcomed || isWelcomed
        schedule(after: Limits.storeRetry, in: &state)
      }
      return false
    }
  }

  /// A page in the log with its head, and what the tables need beside.
  private static let page = 4_608

  /// Roughly what they add to the log.
  private func bytes(of pending: [Pending]) -> Int {
    pending.reduce(0) { $0 + (($1.message.envelope.encodedCount + 512) / 4_096 + 1) * Self.page }
  }

  /// Whether the disk takes so much and still has room to move the log into the file, and to take off what is decided.
  /// A log that had filled the disk could do neither for ever.
  private func hasRoom(for bytes: Int) -> Bool { fits(bytes) || moveLog() && fits(bytes) }

  private func fits(_ bytes: Int) -> Bool {
    let log = state.withLock(\.logged) + bytes
    let files = FileManager.default
    guard let free = try? files.attributesOfFileSystem(forPath: path)[.systemFreeSize] as? Int else { return true }
    if free >= 2 * log + Limits.storeReserve { return true }
    // What the file and its log have of their own to write on.
    let spare = try? database.read { db in
      try Int.fetchOne(db, sql: "SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size")
    }
    let length = (try? files.attributesOfItem(atPath: "\(path)-wal")[.size] as? Int) ?? 0
    return free >= max(0, log - (spare ?? 0)) + max(0, log + Limits.storeReserve - length)
  }

  /// What is behind them has serials that follow theirs, and goes with them.
  private func refuse(_ pending: [Pending], _ failure: NodeError) {
    guard !pending.isEmpty else { return }
    var refused = pending
    let letGo = { [self] in
      refused += state.withLock { state in
        defer { state.pending = [] }
        return state.pending
      }
    }
    if let setBack = setBack.withLock({ $0 }) { setBack(letGo) } else { letGo() }
    for item in refused { item.then(.failure(failure)) }
  }

  private func commit<Value>(_ body: (StoreTables) throws -> Value) throws -> Value {
    func transaction() throws -> Value {
      let (value, refusals) = try database.writeWithoutTransaction { db in
        try self.transaction(in: db) {
          let tables = StoreTables(db: db)
          return (try body(tables), try tables.refusalCount())
        }
      }
      state.withLock { $0.refusals = refusals }
      return value
    }
    do {
      return try transaction()
    } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL && moveLog() {
      // A log that was moved into the file begins again, in the space that it has.
      return try transaction()
    }
  }

  /// A transaction of the outbox or of an inbox. After a failure there is none: it would sync for a second time, and be
  /// told that all is well. Noted while the connection is held, so that none gets in between.
  func transaction<Value>(in db: Database, _ body: () throws -> Value) throws -> Value {
    if let problem = state.withLock({ obstacle(in: $0) }) { throw problem }
    do {
      var result: Value?
      try db.inTransaction {
        result = try body()
        return .commit
      }
      return result!
    } catch let error as DatabaseError where StoreFile.leavesDoubt(error) {
      state.withLock { $0.failure = StoreFile.error(error, path) }
      throw error
    }
  }

  /// Moves the log into the file once it has grown enough. (SQLite's own way of it swallows a failed fsync.)
  func grew(by bytes: Int) {
    let isDue = state.withLock { state in
      state.logged += bytes
      return state.logged >= Limits.storeLog && state.failure == nil
    }
    if isDue { _ = moveLog() }
  }

  /// - Returns: false where it stays as it is. What does not fit in a full file is tried again.
  private func moveLog() -> Bool {
    database.writeWithoutTransaction { db in
      guard state.withLock({ $0.failure == nil }) else { return false }
      do {
        _ = try db.checkpoint(.passive)
        state.withLock { $0.logged = 0 }
        return true
      } catch {
        _ = failed(error)
        return false
      }
    }
  }
}
