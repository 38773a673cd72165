import CellCommand
import CellNode
import CellSchema
import Synchronization

/// The time that a command waits for the broker, `--timeout`, from its start to its end: connecting, the answer, and
/// the last receipts.
///
/// What has no end of its own, following messages or publishing what a pipe brings, says when it waits for the broker
/// and when it does not.
final class TimeLimit: Sendable {
  private struct State {
    /// When the wait began, or something came last.
    var since = ContinuousClock.now
    /// Whether something is waited for.
    var isWaiting: @Sendable () -> Bool = { true }
    var isOver = false
  }

  let seconds: Int
  private let state = Mutex(State())

  /// How often it looks, and so by how much it may be late.
  private static let step = Duration.milliseconds(50)
  /// The node's own limit of its connection ends first: its words say more.
  private static let grace = Duration.milliseconds(200)

  init(seconds: Int) { self.seconds = seconds }

  /// Whether the time ran out.
  var isOver: Bool { state.withLock { $0.isOver } }

  /// From now on the time runs while `isWaiting` says so, each time anew.
  func run(while isWaiting: @escaping @Sendable () -> Bool) {
    state.withLock {
      $0.isWaiting = isWaiting
      $0.since = .now
    }
  }

  /// Nothing is waited for any more.
  func stop() { run { false } }

  /// Something came: the time begins anew.
  func restart() { state.withLock { $0.since = .now } }

  /// Ends the node when the time is over. Runs until then, or until it is cancelled.
  func watch(_ node: Node) async {
    while !Task.isCancelled {
      let isOver = state.withLock { state in
        if !state.isWaiting() { state.since = .now }
        if state.since + .seconds(seconds) + Self.grace <= .now { state.isOver = true }
        return state.isOver
      }
      if isOver { return node.abandon() }
      try? await Task.sleep(for: Self.step)
    }
  }

  /// What its user is told.
  func complaint(_ what: String = spoken("the broker did not answer")) -> Complaint {
    Complaint(.failed, .timedOut, spoken("\(what) within \(seconds) s (--timeout)"))
  }
}
