import CellCore
import Synchronization
import ZeroMQ

/// Runs the archive on a thread of its own: durable changes go in; answers and snapshots come out. The loop waits for
/// neither.
struct ArchiveThread {
  private enum Work: Sendable {
    case tasks([ArchiveTask])
    /// The loop is over and the archive has every decision: write a last snapshot.
    case keep
  }

  private let queue = WorkQueue<Work>()
  private let worker: Worker

  init(_ archive: consuming Archive, _ keeper: StateKeeper, mailbox: Mailbox<Letter>) {
    let queue = queue
    // Handed over, so that one owner holds the archive: with two, the first change would copy all of it.
    let handedOver = Mutex<Archive?>(archive)
    worker = Worker("archive") {
      guard var archive = handedOver.withLock({ $0.take() }) else { return }
      var keeper = keeper
      while let waiting = queue.take() {
        for work in waiting {
          switch work {
          case .tasks(let tasks): Self.perform(tasks, on: &archive, &keeper, mailbox)
          case .keep: keeper.keepIfNewer(archive)
          }
        }
      }
      keeper.finish()
    }
  }

  func add(_ tasks: [ArchiveTask]) { queue.add(.tasks(tasks)) }

  func finish(keepingState: Bool) {
    if keepingState { queue.add(.keep) }
    queue.close()
    worker.join()
  }

  private static func perform(
    _ tasks: [ArchiveTask], on archive: inout Archive, _ keeper: inout StateKeeper, _ mailbox: Mailbox<Letter>
  ) {
    for task in tasks {
      switch task {
      case .apply(let changes):
        archive.apply(changes)
        keeper.keepIfDue(archive)
      case .answer(let request): mailbox.post(.event(.answered(archive.answer(request))))
      }
    }
  }
}
