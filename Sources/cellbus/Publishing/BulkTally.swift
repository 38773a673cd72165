import CellCommand
import CellSchema
import Foundation
import Synchronization

/// What became of a file's messages so far, and the bar that shows it.
final class BulkTally: Sendable {
  private struct State {
    var accepted = 0
    var refused = 0
    /// Taken by the outbox, and what it took refused by the broker.
    var queued = 0
    var refusedLater = 0
    /// Nothing was refused for good.
    var mayTryAgain = true
    /// Lines of what is in the outbox, or on its way there.
    var waiting: [MessageID: Int] = [:]
    var bytes = 0
    /// What is under way, in its order.
    var lines: [(number: Int, id: MessageID?)] = []
    var settled = 0
    var shownAt = ContinuousClock.now
  }

  private let size: Int?
  private let isShown: Bool
  let isQueue: Bool
  private let start = ContinuousClock.now
  private let state = Mutex(State())

  /// - Parameters:
  ///   - size: of the file, in bytes.
  ///   - isShown: a person watches.
  ///   - isQueue: messages go to the outbox first, and their lines are kept until they are decided.
  init(size: Int?, isShown: Bool, isQueue: Bool = false) {
    self.size = size
    self.isShown = isShown
    self.isQueue = isQueue
  }

  /// How the command ends where something was refused.
  var status: ExitStatus? { state.withLock { $0.refused == 0 ? nil : $0.mayTryAgain ? .tryAgain : .data } }

  /// Whether lines were sent that have no outcome.
  var isWaiting: Bool { state.withLock { $0.settled < $0.lines.count } }

  var acceptedCount: Int { state.withLock { $0.accepted } }
  var queuedCount: Int { state.withLock { $0.queued } }

  /// The lines that were sent and have no outcome, in words, and the last of them.
  var withoutReceipt: (lines: String, last: Int?) {
    let numbers = state.withLock { $0.lines[$0.settled...].map(\.number) }
    return (LineNumbers.words(numbers), numbers.last)
  }

  func read(_ bytes: Int) { state.withLock { $0.bytes += bytes } }

  /// - Parameter id: by which the outcome of a message in the queue is told.
  func sent(line: Int, _ id: MessageID?) {
    state.withLock { state in
      state.lines.append((line, id))
      if let id { state.waiting[id] = line }
    }
  }

  /// The line of the next outcome.
  func settle() -> Int {
    state.withLock { state in
      defer {
        state.settled += 1
        // Not at each: that would move all the others every time.
        if state.settled == 4_096 {
          state.lines.removeFirst(state.settled)
          state.settled = 0
        }
      }
      return state.lines[state.settled].number
    }
  }

  func accepted() {
    state.withLock { $0.accepted += 1 }
    show()
  }

  func queued() {
    state.withLock { $0.queued += 1 }
    show()
  }

  /// The line of the next outcome, which is that it did not get into the outbox.
  func settleRefused() -> Int {
    state.withLock { state in
      if let id = state.lines[state.settled].id { state.waiting[id] = nil }
    }
    return settle()
  }

  func refused(_ code: ErrorCode, wasQueued: Bool = false) {
    state.withLock { state in
      state.refused += 1
      if wasQueued { state.refusedLater += 1 }
      state.mayTryAgain = state.mayTryAgain && code.isRetryable
    }
  }

  /// The line of a message that was queued and is decided; nil where it is none of these lines.
  func decided(_ id: MessageID) -> Int? { state.withLock { $0.waiting.removeValue(forKey: id) } }

  /// Writes lines in place of the bar.
  func note(_ write: () -> Void) {
    if isShown { Terminal.overwrite("") }
    write()
    show()
  }

  /// Takes the bar away.
  func end() { if isShown { Terminal.overwrite("") } }

  func summary(_ ink: Ink) -> String {
    let state = state.withLock { $0 }
    let seconds = max(0.001, Self.seconds(start.duration(to: .now)))
    let rate = Double(isQueue ? state.queued : state.accepted) / seconds
    let time = spoken("\(String(format: "%.1f", seconds)) s, \(String(format: "%.0f", rate)) a second")
    return "\(ink(figures(state), state.refused == 0 ? .green : .red))  (\(time))"
  }

  private func figures(_ state: State) -> String {
    guard isQueue else { return spoken("\(state.accepted) on the record, \(state.refused) refused") }
    let left = state.queued - state.accepted - state.refusedLater
    return spoken(
      """
      \(state.queued) queued, of these \(state.accepted) on the record, \(left) left in the outbox; \
      \(state.refused) refused
      """)
  }

  private func show() {
    guard isShown else { return }
    let now = ContinuousClock.now
    let line = state.withLock { state -> String? in
      guard state.shownAt.duration(to: now) > .milliseconds(100) else { return nil }
      state.shownAt = now
      let count = isQueue ? state.queued : state.accepted
      let rate = Double(count) / max(0.001, Self.seconds(start.duration(to: now)))
      let counts = spoken("\(figures(state)), \(Int(rate)) a second")
      guard let size, size > 0 else { return counts }
      let part = min(1, Double(state.bytes) / Double(size))
      let full = Int(part * 30)
      let bar = String(repeating: "#", count: full) + String(repeating: "-", count: 30 - full)
      return "[\(bar)] \(Int(part * 100)) %  \(counts)"
    }
    if let line { Terminal.overwrite(line) }
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }
}
