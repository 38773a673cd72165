import GRDB
import Synchronization

/// The record in one SQLite file, `record.sqlite`, with a log beside it (WAL).
///
/// There are two connections: one writes, one reads, and in WAL neither waits for the other. (Not GRDB's
/// `DatabasePool`: it lowers `synchronous` to NORMAL after our own settings and writes to the file as it opens it,
/// before we could look whether the file is ours and whole.) Every call blocks its thread; ``append(_:after:)`` for an
/// fsync.
package final class SQLiteJournal: Journal {
  package let cell: String

  /// Open until the process ends: see ``letGo()``.
  private static let abandoned = Mutex<[DatabaseQueue]>([])

  private let limits: JournalLimits
  private let lock: DirectoryLock
  private let writer: DatabaseQueue
  private let reader: DatabaseQueue
  private let state = Mutex(WriterState())

  private struct WriterState {
    /// The error after which nothing is certain. Once set it answers every later append: an fsync that failed must not
    /// be tried again, since the kernel may have dropped the pages and call the next one a success.
    var failure: JournalError?
    /// Roughly what the log has grown by since the last checkpoint, in bytes.
    var logged = 0
  }

  /// Opens the record of a cell, or begins one where the directory has none.
  ///
  /// The file is looked at before anything is written to it; what is foreign, damaged or locked stays untouched.
  /// What is found here: a wrong or cut off file, a damaged schema, pages that SQLite itself calls malformed among
  /// those read, and any change to the document, signature or sequence of the last rows
  /// (``JournalLimits/checkedRows``). What is not: damage further back, which ``rows(after:limit:bytes:)`` reports
  /// when a reader comes to it, as a broker does that replays its record at the start; and a changed time or name,
  /// which only the tree and its checkpoints can tell.
  ///
  /// Before this returns, a commit has been synced and the whole log has been moved into the file: nothing is
  /// answered from pages that a killed process had written and not yet synced.
  ///
  /// - Parameters:
  ///   - directory: is made if it is not there. On a local file system.
  ///   - cell: the cell's name, kept in the file.
  package static func open(
    directory: String, cell: String, limits: JournalLimits = JournalLimits()
  ) throws(JournalError) -> SQLiteJournal {
    let file = RecordFile(directory: directory)
    try RecordFile.makeDirectory(directory)
    let lock = try DirectoryLock(directory: directory)
    if !file.exists {
      try file.create(cell: cell, lock: lock)
    }
    try file.checkHeader()
    return try withJournalErrors {
      // The reading connection alone looks first: it leaves the log as it is when it is closed, where a writing one
      // would move it into a damaged file.
      let reader = try DatabaseQueue(path: file.path, configuration: configuration(readonly: true))
      try reader.read { db in
        try Durability.check(db)
        try RecordCheck(cell: cell, limits: limits).run(in: db)
      }
      let writer = try DatabaseQueue(path: file.path, configuration: configuration(readonly: false))
      let journal = SQLiteJournal(cell: cell, limits: limits, lock: lock, writer: writer, reader: reader)
      try journal.commitOpening()
      return journal
    }
  }

  private init(cell: String, limits: JournalLimits, lock: DirectoryLock, writer: DatabaseQueue, reader: DatabaseQueue) {
    self.cell = cell
    self.limits = limits
    self.lock = lock
    self.writer = writer
    self.reader = reader
  }

  private static func configuration(readonly: Bool) -> Configuration {
    var configuration = Configuration()
    configuration.readonly = readonly
    configuration.foreignKeysEnabled = false  // The schema has none: they would cost a look-up for each row.
    configuration.prepareDatabase { try Durability.prepare($0) }
    return configuration
  }

  private func commitOpening() throws(JournalError) {
    do {
      try makeDurable()
    } catch {
      throw kept(JournalError(error))
    }
  }

  private func makeDurable() throws {
    try writer.writeWithoutTransaction { db in
      try Durability.check(db)
      if let pages = limits.pages {
        try db.execute(sql: "PRAGMA max_page_count = \(pages)")
      }
      try db.inTransaction(.immediate) {
        try db.execute(
          sql: "UPDATE opening SET count = count + 1, last = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = 1")
        return .commit
      }
      // Busy is an error here, and rightly so: another process that reads keeps the log from being emptied.
      let log = try db.checkpoint(.truncate)
      guard log.walFrameCount == 0 else {
        throw JournalError.unsafe("the log still has \(log.walFrameCount) frames after its checkpoint")
      }
    }
    // SQLite syncs the directory when it makes the log, and passes over an error of that: the log's name, and every
    // receipt in it, could go with the power. Our descriptor was open then, and the kernel tells each of them once.
    try lock.synchronize()
  }

  deinit { try? letGo() }

  /// Closes the file, moves the log into it and gives the directory free.
  ///
  /// - Throws: the error after which nothing was certain, also where it came before this.
  package func close() throws(JournalError) {
    defer { lock.release() }
    // SQLite moves the log too as it closes the file, and passes over an error of that.
    if state.withLock({ $0.failure == nil }) { try checkpoint() }
    try letGo()
  }

  /// After a failure the file stays as it is. SQLite would move the log into it as it closes it, sync it for a second
  /// time, be told that it is well, and delete the log.
  private func letGo() throws(JournalError) {
    if let failure = state.withLock({ $0.failure }) {
      Self.abandoned.withLock { $0 += [reader, writer] }
      throw failure
    }
    try withJournalErrors {
      try reader.close()
      try writer.close()
    }
  }

  package func head() throws(JournalError) -> UInt64 {
    try withJournalErrors { try reader.read { try RecordReader.head(in: $0) } }
  }

  package func append(_ batch: RecordBatch, after head: UInt64) throws(JournalError) -> UInt64 {
    if let failure = state.withLock({ $0.failure }) { throw failure }
    do {
      return try writer.writeWithoutTransaction { db in
        var newHead = head
        try db.inTransaction(.immediate) {
          newHead = try BatchWriter(db: db, limits: limits).write(batch, after: head)
          return .commit
        }
        state.withLock { $0.logged += batch.loggedBytes }
        return newHead
      }
    } catch {
      throw settled(JournalError(error), on: head)
    }
  }

  package func rows(after sequence: UInt64, limit: Int, bytes: Int) throws(JournalError) -> [RecordRow] {
    try withJournalErrors {
      try reader.read { try RecordReader.rows(in: $0, after: sequence, limit: limit, bytes: bytes) }
    }
  }

  package func rows(_ sequences: [UInt64], bytes: Int) throws(JournalError) -> [RecordRow] {
    try withJournalErrors { try reader.read { try RecordReader.rows(in: $0, sequences, bytes: bytes) } }
  }

  package func decisions(
    stream: UInt128, lane: UInt8, numbers: ClosedRange<UInt64>
  ) throws(JournalError) -> [RecordedDecision] {
    try withJournalErrors {
      try reader.read { try RecordReader.decisions(in: $0, stream: stream, lane: lane, numbers: numbers) }
    }
  }

  package func stream(_ id: UInt128) throws(JournalError) -> RecordedStations.Stream? {
    try withJournalErrors { try reader.read { try RecordReader.stream(in: $0, id) } }
  }

  package func stations() throws(JournalError) -> RecordedStations {
    try withJournalErrors { try reader.read { try RecordReader.stations(in: $0) } }
  }

  package func file(sha256: [UInt8]) throws(JournalError) -> [UInt8]? {
    try withJournalErrors { try reader.read { try RecordReader.file(in: $0, sha256: sha256) } }
  }

  package func checkpointIfDue() throws(JournalError) {
    let (isDue, failure) = state.withLock { ($0.logged >= limits.checkpointBytes, $0.failure) }
    guard isDue, failure == nil else { return }
    try checkpoint()
  }

  /// Moves the log into the file. What does not fit is tried again later: the log keeps it.
  private func checkpoint() throws(JournalError) {
    do {
      try writer.writeWithoutTransaction { _ = try $0.checkpoint(.passive) }
      state.withLock { $0.logged = 0 }
    } catch {
      switch JournalError(error) {
      case .full, .locked: break
      case let failure: throw kept(failure)
      }
    }
  }

  /// Decides what an error leaves behind.
  ///
  /// Full, conflict and locked are certain: SQLite has rolled back, and a log frame that was cut short carries no valid
  /// checksum. After any other error the batch may or may not be on the disk, and no reading back in this process can
  /// tell a page that is durable from one that is only cached. So the error stays; the next opening makes whatever is
  /// there durable before it is read, and that head is the answer.
  private func settled(_ error: JournalError, on head: UInt64) -> JournalError {
    guard case .failed(let reason) = error else { return kept(error) }
    let seen = (try? self.head()).map { "the head reads \($0)" } ?? "the head cannot be read"
    return kept(.failed("\(reason) (append after \(head); \(seen))"))
  }

  private func kept(_ error: JournalError) -> JournalError {
    switch error {
    case .full, .conflict, .locked: break
    case .failed, .damaged, .foreign, .unsafe: state.withLock { $0.failure = error }
    }
    return error
  }
}

/// The journal's own limits.
package struct JournalLimits: Sendable {
  /// Refusals kept for each stream and lane, by number below the next one to be decided: the largest publish window
  /// that a node may be granted, since nothing older can be repeated.
  package var refusals: UInt64 = 4096

  /// Rows at the end of the record whose hashes are checked on opening, 1024, a fraction of a second.
  package var checkedRows = 1024

  /// The most of their bytes that are read for it: 64 MiB.
  package var checkedBytes = 64 << 20

  /// The log's growth after which it is moved into the file: 4 MiB, so that recovery after a kill takes milliseconds
  /// and the fsync of the file is shared by hundreds of commits.
  package var checkpointBytes = 4 << 20

  /// The most pages of 4 KiB that the file may have, so that a record cannot fill a disk that it shares; beyond it
  /// an append is ``JournalError/full``. Nil for SQLite's own limit.
  package var pages: Int?

  package init() {}
}

extension RecordBatch {
  /// A rough size of what the batch writes to the log: its envelopes, and half a dozen pages a commit.
  fileprivate var loggedBytes: Int {
    rows.reduce(6 * Durability.pageSize + refusals.count * 256 + cursors.count * 64) {
      $0 + $1.document.count + $1.signature.count + 256
    }
  }
}
