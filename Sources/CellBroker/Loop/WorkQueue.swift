import Foundation

/// Work for one thread, first in first out.
///
/// `@unchecked Sendable`: `items` and `isClosed` are touched with `condition` locked, and nothing else is mutable.
final class WorkQueue<Item: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  private var items: [Item] = []
  private var isClosed = false

  func add(_ item: Item) {
    condition.lock()
    items.append(item)
    condition.signal()
    condition.unlock()
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

  init(_ name: String, _ body: @escaping @Sendable () -> Void) {
    let thread = Thread { [self] in
      body()
      condition.lock()
      isOver = true
      condition.broadcast()
      condition.unlock()
    }
    thread.name = name
    thread.start()
  }

  func join() {
    condition.lock()
    while !isOver { condition.wait() }
    condition.unlock()
  }
}
