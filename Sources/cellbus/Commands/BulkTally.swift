import CellCommand
import Foundation
import Synchronization

/// What became of a file's messages so far, and the bar that shows it.
final class BulkTally: Sendable {
  private struct State {
    var accepted = 0
    var refused = 0
    var bytes = 0
    /// Line numbers of what is under way, in its order.
    var lines: [Int] = []
    var settled = 0
    var shownAt = ContinuousClock.now
  }

  private let size: Int?
  private let isShown: Bool
  private let start = ContinuousClock.now
  private let state = Mutex(State())

  /// - Parameters:
  ///   - size: of the file, in bytes.
  ///   - isShown: a person watches.
  init(size: Int?, isShown: Bool) {
    self.size = size
    self.isShown = isShown
  }

  var refusals: Int { state.withLock(\.refused) }

  func read(_ bytes: Int) { state.withLock { $0.bytes += bytes } }

  func sent(line: Int) { state.withLock { $0.lines.append(line) } }

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
      return state.lines[state.settled]
    }
  }

  func accepted() {
    state.withLock { $0.accepted += 1 }
    show()
  }

  func refused() { state.withLock { $0.refused += 1 } }

  /// Writes lines in place of the bar.
  func note(_ write: () -> Void) {
    if isShown { Terminal.overwrite("") }
    write()
    show()
  }

  /// Takes the bar away.
  func end() { if isShown { Terminal.overwrite("") } }

  func summary(_ ink: Ink) -> String {
    let (accepted, refused) = state.withLock { ($0.accepted, $0.refused) }
    let seconds = max(0.001, Self.seconds(start.duration(to: .now)))
    let figures = "\(accepted) on the record, \(refused) refused"
    let time = String(format: "%.1f s, %.0f a second", seconds, Double(accepted) / seconds)
    return "\(ink(figures, refused == 0 ? .green : .red))  (\(time))"
  }

  private func show() {
    guard isShown else { return }
    let now = ContinuousClock.now
    let line = state.withLock { state -> String? in
      guard state.shownAt.duration(to: now) > .milliseconds(100) else { return nil }
      state.shownAt = now
      let rate = Double(state.accepted) / max(0.001, Self.seconds(start.duration(to: now)))
      let counts = "\(state.accepted) on the record, \(state.refused) refused, \(Int(rate)) a second"
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
