package import CellJournal
package import CellProof
package import CellSchema
import Foundation
import GRDB
import Synchronization

/// The record in one SQLite file, `record.sqlite`, with a log beside it (WAL).
///
/// There are three connections: one that writes, one that reads, and one that moves the log into the file; in WAL mode
/// none of them waits for another. (GRDB's
/// `DatabasePool` is not used: it lowers `synchronous` to NORMAL after our own settings, and writes to the file as it
/// opens it, before we could check that the file is ours and whole.) Every call blocks its thread; ``append(_:after:)``
/// for an fsync.
///
/// This engine never throws ``JournalError/unknown(_:)``: after a failed commit, this process may read back pages that
/// are in the kernel's memory alone, so that the head settles nothing. Such a commit is ``JournalError/failed(_:)``,
/// and the head that the next opening finds is the answer.
package final class SQLiteJournal: JournalWriter {
  package let cell: CellName
  /// The epoch that goes on, with which every row that is added is marked.
  package let epoch: RecordEpoch

  /// Connections left open until the process ends: see ``letGo()``.
  private static let abandoned = Mutex<[DatabaseQueue]>([])

  private let file: RecordFile
  private let limits: JournalLimits
  private let lock: DirectoryLock
  private let writer: DatabaseQueue
  private let reader: SQLiteReader
  private let mover: LogMover
  private let state: Mutex<WriterState>

  private struct WriterState {
    /// The tree over all rows that are durable.
    var tree: MerkleEdge
    /// The first error after which the file's state is uncertain. Every later append throws it again: an fsync that
    /// failed must not be tried again, since the kernel may have dropped the pages and report success.
    var failure: JournalError?
    /// How long the last commit took from the end of its statements until it was durable.
    var lastSync: Duration?
  }

  /// Opens the record of a cell, or creates one if the directory has none.
  ///
  /// The file is checked before anything is written to it; a foreign, damaged or locked file is not touched. The check
  /// finds a wrong or cut off file, a damaged schema, pages that SQLite itself calls malformed among those read, and
  /// any change to the last rows (``JournalLimits/checkedRows``), which are compared with the tree. It does not find
  /// damage further back, which ``rows(after:limit:bytes:)`` reports when a reader comes to it, as a broker does that
  /// replays its record at the start, as far as documents and signatures go; the rest only a check of the whole tree
  /// shows.
  ///
  /// Before this returns, a commit has been synced, and the whole log has been moved into the file or, where another
  /// process reads, written and synced once more: nothing is answered from pages that a killed process had written and
  /// not yet synced. A process that holds a lock on the file is waited for (``JournalLimits/openingPatience``).
  ///
  /// - Parameters:
  ///   - directory: the record's directory, on a local file system; created if it does not exist.
  ///   - cell: the cell's name, which the file has to hold.
  package static func open(
    directory: String, cell: CellName, limits: JournalLimits = JournalLimits()
  ) throws(JournalError) -> SQLiteJournal {
    let file = RecordFile(directory: directory)
    let draft = RecordRestore.draft(of: directory)
    guard file.exists || !FileManager.default.fileExists(atPath: draft) else {
      throw .damaged("it is not there, and \(draft) is: restore the record again")
    }
    try RecordFile.makeDirectory(directory)
    let lock = try DirectoryLock(directory: directory)
    if !file.exists {
      try file.create(cell: cell, lock: lock)
    }
    try file.checkHeader()
    return try withJournalErrors {
      let patience = ContinuousClock.now + limits.openingPatience
      // The reading connection alone looks first: it leaves the log as it is when it is closed, where a writing one
      // would move it into a damaged file.
      let reader = try SQLiteReader(file, cell: cell)
      try waitingOutLocks(until: patience) { try reader.check(limits) }
      let (tree, epoch) = try reader.read { db -> (MerkleEdge, RecordEpoch) in
        let tree = try StoredTree(db, cell: cell)
        return (try tree.edge(), tree.epoch)
      }
      let writer = try DatabaseQueue(
        path: file.path, configuration: Durability.configuration(readonly: false))
      let mover = try DatabaseQueue(
        path: file.path, configuration: Durability.configuration(readonly: false))
      let journal = SQLiteJournal(
        cell: cell, epoch: epoch, file: file, limits: limits, lock: lock, writer: writer,
        reader: reader, mover: mover,
        tree: tree)
      try journal.commitOpening(patience)
      return journal
    }
  }

  private init(
    cell: CellName, epoch: RecordEpoch, file: RecordFile, limits: JournalLimits,
    lock: DirectoryLock, writer: DatabaseQueue,
    reader: SQLiteReader, mover: DatabaseQueue, tree: MerkleEdge
  ) {
    self.cell = cell
    self.epoch = epoch
    self.file = file
    self.limits = limits
    self.lock = lock
    self.writer = writer
    self.reader = reader
    self.mover = LogMover(mover, limits: limits)
    state = Mutex(WriterState(tree: tree))
  }

  private func commitOpening(_ patience: ContinuousClock.Instant) throws(JournalError) {
    do {
      try Self.waitingOutLocks(until: patience) { try makeDurable() }
    } catch {
      throw kept(error)
    }
  }

  /// A backup or an operator's `sqlite3` may hold a lock on the file, which ours on the directory does not hinder.
  private static func waitingOutLocks(
    until patience: ContinuousClock.Instant, _ work: () throws -> Void
  ) throws(JournalError) {
    while true {
      do {
        return try work()
      } catch {
        let error = JournalError(error)
        guard case .locked = error, ContinuousClock.now < patience else { throw error }
        Thread.sleep(forTimeInterval: 0.02)
      }
    }
  }

  private func makeDurable() throws {
    try writer.writeWithoutTransaction { db in
      try Durability.check(db)
      try db.inTransaction(.immediate) {
        try db.execute(
          sql: "UPDATE opening SET count = count + 1, last = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = 1")
        return .commit
      }
      if let pages = limits.pages {
        try db.execute(sql: "PRAGMA max_page_count = \(pages)")
      }
      do {
        let log = try db.checkpoint(.truncate)
        guard log.walFrameCount == 0 else {
          throw JournalError.undurable("the log still has \(log.walFrameCount) frames after its checkpoint")
        }
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
        // Another process reads, a backup as a rule, and keeps the log from being emptied. It need not be.
        try db.inTransaction(.immediate) {
          try RecordFile.writeAgain(file.logPath)
          return .rollback
        }
      }
    }
    // SQLite syncs the directory when it makes the log, and ignores an error of that sync: the log's name, and every
    // receipt in it, could be lost with the power. Our descriptor was open at the time, and the kernel reports such an
    // error once to each descriptor.
    try lock.synchronize()
  }

  deinit { try? letGo() }

  /// Closes the file, moves the log into it and releases the directory.
  ///
  /// - Throws: an error of closing, or the earlier error after which the file's state was uncertain.
  package func close() throws(JournalError) {
    defer { lock.release() }
    if let failure = mover.finish() { throw kept(failure) }
    // SQLite moves the log too as it closes the file, but ignores an error of that.
    if state.withLock({ $0.failure == nil }) { try moveLog() }
    try letGo()
  }

  /// Closes all connections. After a failure they stay open, and the file as it is: in closing, SQLite would move the
  /// log into the file, sync it a second time, be told that all is well, and delete the log.
  private func letGo() throws(JournalError) {
    _ = mover.finish()
    if let failure = state.withLock({ $0.failure }) {
      Self.abandoned.withLock { $0 += [reader.connection, writer, mover.connection] }
      throw failure
    }
    try withJournalErrors {
      try reader.connection.close()
      try mover.connection.close()
      try writer.close()
    }
  }

  package func head() throws(JournalError) -> Head { try reader.head() }

  /// How long the last commit took from the end of its statements until it was durable: the log's write and its fsync.
  /// Nil before the first.
  package var lastSync: Duration? { state.withLock { $0.lastSync } }

  package func append(_ batch: RecordBatch, after head: Head) throws(JournalError) -> Head {
    var (tree, failure) = state.withLock { ($0.tree, $0.failure) }
    if let failure { throw failure }
    let hashes = RowHashes.of(batch.rows, cell: cell)
    do {
      let moved = try writer.writeWithoutTransaction { db -> (head: Head, sync: Duration) in
        var moved = head
        var written = ContinuousClock.now
        try db.inTransaction(.immediate) {
          moved = try BatchWriter(db: db, cell: cell, epoch: epoch, limits: limits)
            .write(batch, hashes: hashes, after: head, tree: &tree)
          written = .now
          return .commit
        }
        return (moved, ContinuousClock.now - written)
      }
      state.withLock {
        $0.tree = tree
        $0.lastSync = moved.sync
      }
      mover.note(batch.loggedBytes)
      return moved.head
    } catch {
      throw settled(JournalError(error), on: head)
    }
  }

  package func rows(after sequence: SequenceNumber, limit: Int, bytes: Int) throws(JournalError) -> [RecordRow] {
    try reader.rows(after: sequence, limit: limit, bytes: bytes)
  }

  package func rows(_ sequences: [SequenceNumber], bytes: Int) throws(JournalError) -> [RecordRow] {
    try reader.rows(sequences, bytes: bytes)
  }

  package func decisions(
    stream: UInt128, lane: Precedence, numbers: ClosedRange<UInt64>
  ) throws(JournalError) -> [RecordedDecision] {
    try reader.decisions(stream: stream, lane: lane, numbers: numbers)
  }

  package func stream(_ id: UInt128) throws(JournalError) -> RecordedStream? { try reader.stream(id) }

  package func subscriptions() throws(JournalError) -> [RecordedSubscription] { try reader.subscriptions() }

  package func asides() throws(JournalError) -> [AsideNote] { try reader.asides() }

  package func file(sha256: Digest) throws(JournalError) -> [UInt8]? { try reader.file(sha256: sha256) }

  package func settled() throws(JournalError) -> ExpiryMark { try reader.settled() }

  package func checkpointIfDue() throws(JournalError) {
    if let failure = mover.failure { throw kept(failure) }
    guard state.withLock({ $0.failure == nil }) else { return }
    if mover.isToEmpty { try moveLog() }
  }

  /// Moves the rest of the log into the file, on this thread, so that the next commit begins the log anew.
  private func moveLog() throws(JournalError) {
    do throws(JournalError) {
      try withJournalErrors { try writer.writeWithoutTransaction { try mover.empty($0) } }
    } catch {
      throw kept(error)
    }
  }

  /// Keeps an error after which the file's state is uncertain.
  ///
  /// After full, conflict and locked it is certain: SQLite has rolled back, and a log frame that was cut short has no
  /// valid checksum. After any other error the batch may or may not be on the disk, and this process cannot tell a
  /// durable page from a cached one by reading. So the error stays; the next opening makes whatever is there durable
  /// before it is read, and the head found then is the answer.
  private func settled(_ error: JournalError, on head: Head) -> JournalError {
    guard case .failed(let reason) = error else { return kept(error) }
    let seen = (try? self.head()).map { "the head reads \($0)" } ?? "the head cannot be read"
    return kept(.failed("\(reason) (append after \(head); \(seen))"))
  }

  private func kept(_ error: JournalError) -> JournalError {
    switch error {
    case .full, .conflict, .locked: break
    case .unknown, .failed, .damaged, .foreign, .undurable: state.withLock { $0.failure = error }
    }
    return error
  }
}

/// The journal's own limits.
package struct JournalLimits: Sendable {
  /// How many numbers below a lane's next one keep their refusals: the largest publish window that a node may be
  /// granted, since no older number can be repeated.
  package var refusals: UInt64 = 4096

  /// How many rows at the end of the record are checked on opening: 1024, which takes a fraction of a second.
  package var checkedRows = 1024

  /// How many bytes of those rows are read at most: 64 MiB.
  package var checkedBytes = 64 << 20

  /// The growth of the log, in bytes, after which it is moved into the file: 4 MiB, so that recovery after a kill takes
  /// milliseconds and hundreds of commits share an fsync of the file.
  package var checkpointBytes = 4 << 20

  /// The size of the log, in bytes, that it reaches at most while nobody else reads the file: 64 MiB. From a quarter of
  /// it on the log is emptied as soon as little is left to move; at this size whatever is left.
  package var logBytes = 64 << 20

  /// How many bytes of envelopes a page has at most, unless it has a single one: 64 KiB.
  package var pageBytes = 64 << 10

  /// How long an opening waits for another process to let go of a lock on the file: 10 s.
  package var openingPatience = Duration.seconds(10)

  /// The most pages of 4 KiB that the file may have, so that a record cannot fill a disk that it shares; beyond it
  /// an append is ``JournalError/full``. Nil for SQLite's own limit.
  package var pages: Int?

  package init() {}
}

extension RecordBatch {
  /// About how many bytes the batch writes to the log: its envelopes, and seven pages a commit.
  fileprivate var loggedBytes: Int {
    rows.reduce(7 * Durability.pageSize + refusals.count * 256 + cursors.count * 64) {
      $0 + $1.envelope.storedCount + 256
    }
  }
}
