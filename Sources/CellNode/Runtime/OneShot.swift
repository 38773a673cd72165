import Synchronization

/// A value that is given once and awaited once.
///
/// Giving the value never waits; the awaiting task can be cancelled, and then the value is dropped.
final class OneShot<Value: Sendable>: Sendable {
  private enum State {
    case empty
    case awaited(CheckedContinuation<Value?, Never>)
    case given(Value)
    case over
  }

  private let state = Mutex(State.empty)

  /// Whether the value was taken, or is no longer awaited.
  var isOver: Bool {
    state.withLock { state in
      if case .over = state { true } else { false }
    }
  }

  func give(_ value: Value) {
    let continuation = state.withLock { state -> CheckedContinuation<Value?, Never>? in
      switch state {
      case .empty:
        state = .given(value)
        return nil
      case .awaited(let continuation):
        state = .over
        return continuation
      case .given, .over: return nil
      }
    }
    continuation?.resume(returning: value)
  }

  /// - Throws: `CancellationError` if the task is cancelled before the value is given.
  func value() async throws(CancellationError) -> Value {
    let value = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let value = state.withLock { state -> Value?? in
          switch state {
          case .empty:
            state = .awaited(continuation)
            return nil
          case .given(let value):
            state = .over
            return .some(value)
          case .over: return .some(nil)
          case .awaited: preconditionFailure("a value is awaited once")
          }
        }
        if let value { continuation.resume(returning: value) }
      }
    } onCancel: {
      cancel()
    }
    guard let value else { throw CancellationError() }
    return value
  }

  private func cancel() {
    let continuation = state.withLock { state -> CheckedContinuation<Value?, Never>? in
      guard case .awaited(let continuation) = state else {
        if case .empty = state { state = .over }
        return nil
      }
      state = .over
      return continuation
    }
    continuation?.resume(returning: nil)
  }
}
