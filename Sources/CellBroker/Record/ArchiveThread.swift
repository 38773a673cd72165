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
    worker = Worker("archive", share: .small) {
      guard var archive = handedOver.withLock({ $0.take() }) else { return }
      var keeper = keeper
      var desk = AnswerDesk()
      // Between two answers, what is new goes in: a change waits for one answer at most, and so does a question of a
      // participant that asks nothing else.
      while let waiting = desk.isEmpty ? queue.take() : queue.takeWaiting() {
        for work in waiting {
          switch work {
          case .tasks(let tasks): Self.perform(tasks, on: &archive, &keeper, &desk)
          case .keep: keeper.keepIfNewer(archive)
          }
        }
        if let found = desk.searchNext(in: archive) { mailbox.post(.event(.found(found))) }
        if let answer = desk.answerNext(from: archive) { mailbox.post(.event(.answered(answer))) }
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
    _ tasks: [ArchiveTask], on archive: inout Archive, _ keeper: inout StateKeeper, _ desk: inout AnswerDesk
  ) {
    for task in tasks {
      switch task {
      case .apply(let changes):
        archive.apply(changes)
        keeper.keepIfDue(archive)
      case .answer(let request): desk.add(request)
      case .search(let request): desk.add(request)
      }
    }
  }
}
