import Synchronization

/// An event that happens once, for which one task waits.
final class Completion: Sendable {
  private enum State {
    case pending(CheckedContinuation<Void, Never>?)
    case done
  }
  private let state = Mutex(State.pending(nil))

  func complete() {
    let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
      defer { state = .done }
      if case .pending(let waiting) = state { return waiting }
      return nil
    }
    waiting?.resume()
  }

  func wait() async {
    await withCheckedContinuation { continuation in
      let isDone = state.withLock { state -> Bool in
        if case .done = state { return true }
        state = .pending(continuation)
        return false
      }
      if isDone { continuation.resume() }
    }
  }
}
