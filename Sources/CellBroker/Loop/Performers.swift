import CellCore
import CellProof
import CellRecord
import ZeroMQ

/// The threads that perform the machine's effects beside the loop: commits, reads, the archive, checkpoints,
/// looks at the disk.
struct Performers {
  private let commits: CommitThread
  private let reads: ReadThread
  private let archive: ArchiveThread
  private let log: LogThread
  private let disk: DiskWatch
  private let notes: NoteThread

  /// Made before the machine decides anything: the archive starts from durable state.
  init(_ record: OpenedRecord, key: LogKey, mailbox: Mailbox<Letter>, board: MeasureBoard, log: EventLog) {
    self.log = LogThread(
      directory: record.directory, cell: record.cell, key: key, isBehind: record.evidence != nil, mailbox: mailbox,
      log: log)
    let journal = record.journal
    commits = CommitThread(record.writer, mailbox: mailbox, board: board, log: log, lastSync: { journal.lastSync })
    disk = DiskWatch(directory: record.directory, mailbox: mailbox)
    notes = NoteThread(log)
    reads = ReadThread(journal: record.journal, mailbox: mailbox)
    archive = ArchiveThread(
      Archive(record.core.state.separateCopy(), cell: record.cell),
      StateKeeper(
        record.journal, record.cell, StateThread(record.stateFile, log: log), log: log, from: record.keptThrough),
      mailbox: mailbox)
  }

  /// Performs all effects but those on connections and the log.
  func perform(_ effects: Effects) {
    if let batch = effects.batch { commits.add(batch) }
    for question in effects.questions { reads.ask(question) }
    if !effects.archive.isEmpty { archive.add(effects.archive) }
    if !effects.log.isEmpty { log.add(effects.log) }
  }

  /// Writes a line, from where a connection comes where the line has that.
  func write(_ note: Note, from address: String?) { notes.add(note, from: address) }

  /// Ends the threads after the loop is over.
  ///
  /// - Parameter keepingState: whether the archive has every decision, so that a last snapshot is worth writing.
  func finish(keepingState: Bool) {
    disk.finish()
    commits.finish()
    reads.finish()
    log.finish()
    archive.finish(keepingState: keepingState)
    notes.finish()
  }
}
