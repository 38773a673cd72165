import CellCore
import CellJournal
import CellReplay
import CellSchema
import ZeroMQ

/// Makes batches durable, one after the other, while the loop goes on taking messages in.
struct CommitThread {
  private let queue = WorkQueue<NumberedBatch>()
  private let worker: Worker

  init(_ journal: CheckedJournal, mailbox: Mailbox<Letter>) {
    let queue = queue
    worker = Worker("commit") {
      var journal = journal
      while let batches = queue.take() {
        for batch in batches {
          guard Self.append(batch, to: &journal, mailbox, queue) else { return }
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

  /// Appends one batch. While the disk is full the same batch is tried again; after any other failure the record's
  /// state is uncertain and the process ends.
  private static func append(
    _ batch: NumberedBatch, to journal: inout CheckedJournal, _ mailbox: Mailbox<Letter>,
    _ queue: WorkQueue<NumberedBatch>
  ) -> Bool {
    while true {
      do throws(JournalError) {
        try journal.append(batch.batch)
        mailbox.post(.event(.committed(batch.number)))
        break
      } catch .full {
        mailbox.post(.event(.storageFull(batch.number)))
        if queue.isClosed(waiting: 0.5) { return false }
      } catch {
        mailbox.post(.fatal(code: 74, "batch \(batch.number) could not be made durable: \(reason(error))"))
        return false
      }
    }
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
