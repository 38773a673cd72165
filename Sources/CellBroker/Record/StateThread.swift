import CellConfig
import CellJournal
import CellRecord
import CellSchema

/// Writes snapshots beside the record, on a thread of its own: writing takes a moment, and nothing waits for it.
struct StateThread: Sendable {
  private let queue = WorkQueue<KeptState>()
  private let worker: Worker

  init(_ file: StateFile, log: EventLog) {
    let queue = queue
    worker = Worker("state", share: .small) {
      while let waiting = queue.take() {
        guard let newest = waiting.last else { continue }
        Self.write(newest, to: file, log)
      }
    }
  }

  func keep(_ state: KeptState) { queue.add(state) }

  /// Ends the thread, after the last snapshot given to it is written.
  func finish() {
    queue.close()
    worker.join()
  }

  /// Writes one snapshot. If that fails, the next start takes longer, and nothing else.
  private static func write(_ state: KeptState, to file: StateFile, _ log: EventLog) {
    do throws(JournalError) {
      try file.write(state)
      log.write(.stateKept, ["sequence": "\(state.sequence)", "bytes": "\(state.content.count)"])
    } catch {
      notKept(error, log)
    }
  }

  static func notKept(_ error: JournalError, _ log: EventLog) {
    log.write(.stateNotKept, ["error": "\(error)"])
  }
}
