import Foundation
import Glibc

/// Work for one thread, first in first out.
///
/// `@unchecked Sendable`: `items` and `isClosed` are touched with `condition` locked, and nothing else is mutable.
final class WorkQueue<Item: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  private var items: [Item] = []
  private var isClosed = false

  /// - Returns: false if the queue is closed: the item may never be taken.
  @discardableResult
  func add(_ item: Item) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    items.append(item)
    condition.signal()
    return !isClosed
  }

  /// Takes every waiting item; blocks while there is none.
  ///
  /// - Returns: nil once the queue is closed and empty.
  func take() -> [Item]? {
    condition.lock()
    defer { condition.unlock() }
    while items.isEmpty, !isClosed { condition.wait() }
    guard !items.isEmpty else { return nil }
    defer { items = [] }
    return items
  }

  /// Takes every waiting item; blocks while there is none, for so many seconds at most.
  ///
  /// - Returns: nil once the queue is closed and empty.
  func take(waiting seconds: Double) -> [Item]? {
    condition.lock()
    defer { condition.unlock() }
    let end = Date(timeIntervalSinceNow: seconds)
    while items.isEmpty, !isClosed, condition.wait(until: end) {}
    guard !items.isEmpty || !isClosed else { return nil }
    defer { items = [] }
    return items
  }

  /// Takes every waiting item, without waiting for one.
  ///
  /// - Returns: nil once the queue is closed and empty.
  func takeWaiting() -> [Item]? {
    condition.lock()
    defer { condition.unlock() }
    guard !items.isEmpty || !isClosed else { return nil }
    defer { items = [] }
    return items
  }

  /// Waits for so many seconds, or until the queue is closed.
  ///
  /// - Returns: whether it is closed.
  func isClosed(waiting seconds: Double) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    if !isClosed { _ = condition.wait(until: Date(timeIntervalSinceNow: seconds)) }
    return isClosed
  }

  func close() {
    condition.lock()
    isClosed = true
    condition.broadcast()
    condition.unlock()
  }
}

/// A thread that runs one closure and can be waited for.
///
/// `@unchecked Sendable`: `isOver` is touched with `condition` locked.
final class Worker: @unchecked Sendable {
  private let condition = NSCondition()
  private var isOver = false

  /// How much of a processor that is short a worker gets.
  enum Share {
    /// What nodes wait for: the loop, commits, reads.
    case full
    /// What may be a little late: answers to questions, and state kept for the next start. A third of a full share (a
    /// nice value of 5 has a weight of 335, 0 has 1,024: `sched(7)`), so that it keeps up; and all of a processor that
    /// is idle.
    case small
  }

  /// - Parameter name: at most 15 characters, as `top -H` shows it.
  init(_ name: String, share: Share = .full, _ body: @escaping @Sendable () -> Void) {
    let thread = Thread { [self] in
      // On Linux the value is the calling thread's own. Where it is not allowed, the thread works with a full share.
      if share == .small { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 5) }
      body()
      condition.lock()
      isOver = true
      condition.broadcast()
      condition.unlock()
    }
    // Before it starts: from within, the object may not know its own thread yet, and the name would be lost.
    thread.name = name
    thread.start()
  }

  func join() {
    condition.lock()
    while !isOver { condition.wait() }
    condition.unlock()
  }
}
