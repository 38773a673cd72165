import CellCore
import CellRecord
import CellSchema

/// Makes batches durable, one after the other, while the loop goes on taking messages in.
struct CommitThread {
  private let queue = WorkQueue<Commit>()
  private let worker: Worker

  init(journal: any Journal, mailbox: Mailbox) {
    let queue = queue
    worker = Worker("commit") {
      while let commits = queue.take() {
        for commit in commits {
          guard Self.append(commit, to: journal, mailbox, queue) else { return }
        }
      }
    }
  }

  func add(_ commit: Commit) { queue.add(commit) }

  /// What was added is still made durable.
  func finish() {
    queue.close()
    worker.join()
  }

  /// A full disk is waited out with the same batch; after any other failure nothing is certain and the process ends.
  private static func append(
    _ commit: Commit, to journal: any Journal, _ mailbox: Mailbox, _ queue: WorkQueue<Commit>
  ) -> Bool {
    let batch = RecordBatch(commit)
    while true {
      do throws(JournalError) {
        _ = try journal.append(batch, after: commit.head)
        mailbox.post(.event(.committed(commit.number)))
        break
      } catch .full {
        mailbox.post(.event(.storageFull(commit.number)))
        if queue.isClosed(waiting: 0.5) { return false }
      } catch {
        mailbox.post(.fatal(code: 74, "batch \(commit.number) could not be made durable: \(reason(error))"))
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

extension RecordBatch {
  init(_ commit: Commit) {
    self.init()
    rows = commit.rows.map { row in
      RecordRow(
        sequence: row.delivery.sequence, acceptedAt: row.delivery.acceptedAt, node: row.node, stream: row.stream,
        lane: UInt8(row.lane), number: row.number, cause: row.cause, signature: row.delivery.envelope.signature,
        document: row.delivery.envelope.document)
    }
    refusals = commit.refusals.map { row in
      RefusedNumber(
        node: row.node, stream: row.stream, lane: UInt8(row.lane), number: row.number,
        code: row.refusal.code.number, pointer: row.refusal.pointer, detail: row.refusal.detail,
        signature: row.envelope.signature, document: row.envelope.document)
    }
    subscriptions = commit.durables.map { change in
      switch change {
      case .created(let node, let name, let filter, let cursors):
        .created(node: node, name: name, filter: filter, cursors: cursors)
      case .removed(let node, let name): .removed(node: node, name: name)
      }
    }
    cursors = commit.cursors.map {
      CursorMove(
        node: $0.node, name: $0.name, lane: UInt8($0.lane), sequence: $0.sequence, start: $0.start)
    }
    asides = commit.asides.map {
      AsideNote(node: $0.node, name: $0.name, sequence: $0.sequence, at: $0.at, reason: $0.reason)
    }
    files = commit.files
  }
}
