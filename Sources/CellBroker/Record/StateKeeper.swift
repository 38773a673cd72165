import CellCore
import CellJournal
import CellReplay
import CellSchema

/// Decides when a snapshot is written: after a good part of the rows that it would save from replay, and at the end.
struct StateKeeper: Sendable {
  private let journal: any JournalReader
  private let cell: CellName
  private let thread: StateThread
  private let log: EventLog
  /// The row of the last snapshot, written or tried.
  private var last: SequenceNumber

  /// So many rows are replayed in less than a second.
  private static let rows: UInt64 = 50_000

  /// - Parameter sequence: the row of the snapshot that exists already.
  init(
    _ journal: any JournalReader, _ cell: CellName, _ thread: StateThread, log: EventLog, from sequence: SequenceNumber
  ) {
    self.journal = journal
    self.cell = cell
    self.thread = thread
    self.log = log
    last = sequence
  }

  /// Writes a snapshot if enough rows are new. The longer the record, the longer a snapshot takes, and the rarer it is
  /// written.
  mutating func keepIfDue(_ archive: Archive) {
    guard archive.head >= last + max(Self.rows, archive.head.value / 8) else { return }
    keep(archive)
  }

  mutating func keepIfNewer(_ archive: Archive) {
    if archive.head > last { keep(archive) }
  }

  /// Ends the writing thread, after the snapshot given to it is written.
  func finish() { thread.finish() }

  /// While expiries lag behind the rows, a snapshot would be of more than the rows: the next time is soon enough.
  private mutating func keep(_ archive: Archive) {
    guard !archive.state.isBehindWithExpiries else { return }
    last = archive.head
    do throws(JournalError) {
      guard let state = try KeptState(archive, journal, cell: cell) else { return }
      thread.keep(state)
    } catch {
      StateThread.notKept(error, log)
    }
  }
}
