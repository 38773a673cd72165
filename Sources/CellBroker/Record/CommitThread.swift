import CellConfig
import CellCore
import CellJournal
import CellReplay
import CellSchema
import Foundation
import ZeroMQ

/// Makes batches durable, one after the other, while the loop goes on taking messages in.
struct CommitThread {
  private let queue = WorkQueue<NumberedBatch>()
  private let worker: Worker

  /// Seconds between two tries while another process holds a lock on the record's file.
  private static let lockPatience = 0.005

  /// - Parameter lastSync: how long the last commit's log took to be written and synced.
  init(
    _ journal: CheckedJournal, mailbox: Mailbox<Letter>, board: MeasureBoard, log: EventLog,
    lastSync: @escaping @Sendable () -> Duration?
  ) {
    let queue = queue
    worker = Worker("commit") {
      var journal = journal
      while let batches = queue.take() {
        for batch in batches {
          let start = Clocks.monotonicMicroseconds
          guard Self.append(batch, to: &journal, mailbox, queue, log) else { return }
          board.noteCommit(Clocks.monotonicMicroseconds - start, sync: lastSync().map { Int64($0 / .microseconds(1)) })
        }
      }
    }
  }

  func add(_ batch: NumberedBatch) { queue.add(batch) }

  /// Ends the thread, after every batch added is durable.
  func finish() {
    queue.close()
    worker.join()
  }

  /// A full disk, and another process's lock on the file, are waited out with the same batch: both are certain, and
  /// pass. After any other failure nothing is certain and the process ends.
  private static func append(
    _ batch: NumberedBatch, to journal: inout CheckedJournal, _ mailbox: Mailbox<Letter>,
    _ queue: WorkQueue<NumberedBatch>, _ log: EventLog
  ) -> Bool {
    var lock = LockWait(log)
    while true {
      do throws(JournalError) {
        try journal.append(batch.batch)
        mailbox.post(.event(.committed(batch.number)))
        break
      } catch .full {
        mailbox.post(.event(.storageFull(batch.number)))
        if queue.isClosed(waiting: 0.5) { return false }
      } catch .locked(let reason) {
        lock.note(reason)
        // Also when the broker is stopping: what was decided is made durable as soon as the lock is gone.
        if queue.isClosed(waiting: Self.lockPatience) {
          guard lock.mayLast else { return false }
          Thread.sleep(forTimeInterval: Self.lockPatience)
        }
      } catch {
        mailbox.post(.fatal(code: 74, "batch \(batch.number) could not be made durable: \(reason(error))"))
        return false
      }
    }
    lock.tellEnd()
    do throws(JournalError) {
      try journal.checkpointIfDue()
      return true
    } catch {
      mailbox.post(.fatal(code: 74, "the record's log could not be moved into its file: \(reason(error))"))
      return false
    }
  }

  private static func reason(_ error: JournalError) -> String {
    "\(error.code): \(error.detail). Next: \(error.code.remedy)"
  }
}

/// A lock of another process on the record's file, while it lasts: told when it lasts for long, and at its end.
private struct LockWait {
  private let log: EventLog
  private var since: Int64?
  private var isTold = false

  /// Milliseconds that every backup tool may take without a word.
  private static let ordinary: Int64 = 1_000
  /// Milliseconds that a broker which is stopping waits.
  private static let parting: Int64 = 4_000

  init(_ log: EventLog) { self.log = log }

  private var lasted: Int64 { since.map { Clocks.now().monotonic - $0 } ?? 0 }

  var mayLast: Bool { lasted < Self.parting }

  mutating func note(_ reason: String) {
    since = since ?? Clocks.now().monotonic
    guard !isTold, lasted >= Self.ordinary else { return }
    isTold = true
    log.write(
      .recordHeld,
      ["reason": reason, "next": "another process holds the record's file: end its transaction; nothing is lost"])
  }

  func tellEnd() {
    if isTold { log.write(.recordFree, ["waited_ms": "\(lasted)"]) }
  }
}
