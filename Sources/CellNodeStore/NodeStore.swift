public import CellNode
public import CellSchema
package import CellWire
import Foundation
import GRDB
import Synchronization

/// A node's outbox on disk, and the places up to which its inboxes are done.
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
/// - Guarantee: a message for which ``CellNode/Node/enqueue(_:)`` returned is on the disk, with its number, and is sent
///   by whichever process opens the store next, until the broker has decided it. A number never stands for two
///   messages. Decided messages are removed a little later: after a kill one may be sent once more, and gets its first
///   decision. On a full disk no more messages are taken (`outbox-full`), and those in the outbox go on being sent.
///   Refusals are stored until they are discarded: see ``refusals``.
/// - Misuse: a store is open in one process at a time, and used by one node, once. It has to be on a local file system.
///   A copy of the file is not a second store: a node that starts from an old copy ends with `store-unusable`.
public final class NodeStore: Sendable {
  /// The path of the store's file.
  public let path: String
  let database: DatabaseQueue
  let contents: Mutex<StoredContents?>
  package let stream: StreamIdentifier
  /// The queue on which everything is written: writes that come while a transaction is synced share the next one.
  private let queue = DispatchQueue(label: "cellbus-store")
  private let state: Mutex<State>
  private let setBack = Mutex<(@Sendable (() -> Void) -> Void)?>(nil)

  private struct State {
    var pending: [Pending] = []
    var decided: [StoredDecision] = []
    /// How many refusals the table has.
    var refusals: Int
    /// A WELCOME to note, and the last one that was noted in this process.
    var welcome: StoredWelcome?
    var noted: StoredWelcome?
    var isScheduled = false
    /// Whether a later write of the rest is scheduled.
    var isTimed = false
    var isClosed = false
    /// The first error after which the file's state is uncertain: from then on nothing is numbered.
    var failure: NodeError?
    /// About how many bytes the log has grown by since it was moved into the file.
    var logged = 0
  }

  private struct Pending {
    var message: StoredMessage
    var then: @Sendable (Result<UInt64, NodeError>) -> Void
  }

  /// Opens the store that a profile names, or creates it.
  ///
  /// - Throws: `store-unusable` if the profile names no store, and as ``init(path:cell:node:)``.
  public convenience init(_ profile: NodeProfile) throws(NodeError) {
    guard let path = profile.storeFile else {
      throw NodeError(.storeUnusable, at: "/store", "the profile of \(profile.node) names no store")
    }
    try self.init(path: path, cell: profile.cell, node: profile.node)
  }

  /// Opens a store, or creates it.
  ///
  /// When this returns, everything in the store is durable: nothing is sent from pages that a killed process wrote and
  /// did not sync.
  ///
  /// - Throws: `store-unusable` if another process has the store open, it belongs to another node or another cell, the
  ///   file is no store, or it cannot be read and written.
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

  /// Writes what is left to write and closes the file. Messages enqueued afterwards fail.
  public func close() {
    queue.sync {
      drain()
      state.withLock { $0.isClosed = true }
      letGo()
    }
  }

  /// Closes the file. SQLite moves the log into the file as it closes it; a log that could not be moved is read at the
  /// next opening.
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

  package func welcomed(genesis: SHA256Hex?, epoch: UInt64) {
    state.withLock { state in
      let welcome = StoredWelcome(genesis: genesis, epoch: epoch)
      guard state.noted != welcome else { return }
      state.welcome = welcome
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

  /// Writes everything that waits, in one transaction for each batch.
  private func drain() {
    while true {
      let (pending, decided, welcome, problem) = state.withLock { state in
        let pending = Array(state.pending.prefix(Limits.storeBatch))
        state.pending.removeFirst(pending.count)
        state.isScheduled = !state.pending.isEmpty
        defer { (state.decided, state.welcome) = ([], nil) }
        return (pending, state.decided, state.welcome, obstacle(in: state))
      }
      if let problem {
        for item in pending { item.then(.failure(problem)) }
      } else if !pending.isEmpty || !decided.isEmpty || welcome != nil {
        write(pending, decided, welcome)
      }
      guard state.withLock({ $0.isScheduled }) else { return }
    }
  }

  /// The error for which nothing is written any more, if there is one.
  private func obstacle(in state: borrowing State) -> NodeError? {
    state.failure ?? (state.isClosed ? NodeError(.storeUnusable, "\(path) was closed") : nil)
  }

  /// Runs a transaction by itself, after everything that waits is written.
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

  /// Keeps an error after which the file's state is uncertain. A full disk is no such error: the transaction was rolled
  /// back.
  private func failed(_ error: any Error) -> NodeError {
    let failure = StoreFile.error(error, path)
    if failure.code != .outboxFull { state.withLock { $0.failure = failure } }
    return failure
  }

  /// Writes a batch.
  ///
  /// - Returns: false if the disk is full and the decisions are left for later.
  @discardableResult
  private func write(
    _ pending: [Pending], _ decided: [StoredDecision], _ welcome: StoredWelcome?
  ) -> Bool {
    var size = bytes(of: pending) + decided.count * Self.page
    // Removing messages needs room in the log, too: the log is moved while there is room for that.
    guard hasRoom(for: size) || pending.isEmpty else {
      refuse(pending, StoreFile.full(path))
      return decided.isEmpty && welcome == nil || write([], decided, welcome)
    }
    // What was receipted is kept, to be offered back after a loss, where there is room for it in the log, too: with none, it
    // is taken off all the same.
    let copies = bytes(ofReceipted: decided)
    let keepingReceipts = copies > 0 && hasRoom(for: size + copies)
    if keepingReceipts { size += copies }
    do {
      let (numbers, kept) = try commit { tables in
        let kept = try tables.remove(decided, keepingReceipts: keepingReceipts)
        if let welcome { try tables.note(welcome) }
        return (try tables.append(pending.map(\.message)), kept)
      }
      if let welcome { state.withLock { $0.noted = welcome } }
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
      guard !decided.isEmpty || welcome != nil else { return true }
      // Without the new messages, the rest may still fit.
      if !pending.isEmpty { return write([], decided, welcome) }
      let half = decided.count / 2
      if half > 0, write([], Array(decided[..<half]), welcome) { return write([], Array(decided[half...]), nil) }
      state.withLock { state in
        // The first half was put back by its own call.
        state.decided += decided[half...]
        state.welcome = state.welcome ?? welcome
        schedule(after: Limits.storeRetry, in: &state)
      }
      return false
    }
  }

  /// The bytes of a page in the log with its header, and the tables' overhead.
  private static let page = 4_608

  /// About how many bytes the messages add to the log.
  private func bytes(of pending: [Pending]) -> Int {
    pending.reduce(0) { $0 + (($1.message.envelope.encodedCount + 512) / 4_096 + 1) * Self.page }
  }

  /// About how many bytes copies of receipted messages add to the log; 0 where that cannot be told.
  private func bytes(ofReceipted decided: [StoredDecision]) -> Int {
    let places = decided.filter { $0.sequence != nil }.map(\.place)
    guard !places.isEmpty else { return 0 }
    let sizes = try? database.read { db in try places.map { try StoreTables(db: db).size(of: $0) } }
    return (sizes ?? []).reduce(0) { $0 + (($1 + 512) / 4_096 + 1) * Self.page }
  }

  /// Whether the disk has room for so many bytes, and still to move the log into the file and to remove decided
  /// messages. A log that had filled the disk could do neither ever again.
  private func hasRoom(for bytes: Int) -> Bool { fits(bytes) || moveLog() && fits(bytes) }

  private func fits(_ bytes: Int) -> Bool {
    let log = state.withLock(\.logged) + bytes
    let files = FileManager.default
    guard let free = try? files.attributesOfFileSystem(forPath: path)[.systemFreeSize] as? Int else { return true }
    if free >= 2 * log + Limits.storeReserve { return true }
    // Free pages inside the file and its log, which need no room on the disk.
    let spare = try? database.read { db in
      try Int.fetchOne(db, sql: "SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size")
    }
    let length = (try? files.attributesOfItem(atPath: "\(path)-wal")[.size] as? Int) ?? 0
    return free >= max(0, log - (spare ?? 0)) + max(0, log + Limits.storeReserve - length)
  }

  /// Refuses messages, and with them all that wait behind them, whose serials follow theirs.
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

  /// Runs a transaction of the outbox or of an inbox. After a failure none is run: it would sync a second time, and be
  /// told that all is well. The failure is noted while the connection is held, so that no other transaction gets in
  /// between.
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

  /// Moves the log into the file.
  ///
  /// - Returns: false if the log stays as it is. If the file has no room, a later call tries again.
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
