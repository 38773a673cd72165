import CellCore
import CellRecord
import CellSchema

/// Writes kept state beside the record, on a thread of its own: it may take a moment, and nobody waits for it.
struct StateThread {
  private let queue = WorkQueue<StateFile.Kept>()
  private let worker: Worker

  init(_ file: StateFile, log: EventLog) {
    let queue = queue
    worker = Worker("state") {
      while let waiting = queue.take() {
        guard let newest = waiting.last else { continue }
        Self.write(newest, to: file, log)
      }
    }
  }

  func keep(_ state: StateFile.Kept) { queue.add(state) }

  /// What was given is still written.
  func finish() {
    queue.close()
    worker.join()
  }

  /// Without it the next start takes longer, and nothing else.
  private static func write(_ state: StateFile.Kept, to file: StateFile, _ log: EventLog) {
    do throws(JournalError) {
      try file.write(state)
      log.info("state-kept", ["sequence": "\(state.sequence)", "bytes": "\(state.content.count)"])
    } catch {
      notKept(error, log)
    }
  }

  static func notKept(_ error: JournalError, _ log: EventLog) {
    log.warning("state-not-kept", ["error": "\(error)"])
  }
}

/// Decides when state is kept: after a good part of what it would take to replay, and at the end.
final class StateKeeper {
  private let journal: any Journal
  private let cell: CellName
  private let thread: StateThread
  private let log: EventLog
  /// The row up to which it was done, or tried, last.
  private var last: UInt64

  /// Rows that are replayed in less than a second.
  private static let rows: UInt64 = 50_000

  /// - Parameter sequence: the row up to which state is kept already.
  init(_ journal: any Journal, _ cell: CellName, _ thread: StateThread, log: EventLog, from sequence: UInt64) {
    self.journal = journal
    self.cell = cell
    self.thread = thread
    self.log = log
    last = sequence
  }

  /// On the loop's thread: the longer the record, the longer it takes, and the rarer it is done.
  func keepIfDue(_ core: Core) {
    guard core.durableHead >= last + max(Self.rows, core.durableHead / 8) else { return }
    keep(core)
  }

  private func keep(_ core: Core) {
    do throws(JournalError) {
      guard let state = try RecordReplay.state(of: core, journal, cell) else { return }
      thread.keep(state)
    } catch {
      StateThread.notKept(error, log)
    }
    last = core.durableHead
  }

  /// The loop is over.
  func finish(_ core: Core) {
    if core.durableHead > last { keep(core) }
    thread.finish()
  }
}
