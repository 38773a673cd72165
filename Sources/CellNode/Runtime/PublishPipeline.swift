import CellSchema
import Synchronization

/// The outcomes of one `publish(contentsOf:)` or `enqueue(contentsOf:)`, in the order of the drafts.
///
/// A feeder task brings in drafts while fewer than ``depth`` outcomes are open or not taken; a reader takes outcomes
/// from the front.
final class PublishPipeline<Value: Sendable>: Sendable {
  /// How many messages of one call may be undecided, or decided with their outcome not taken.
  private static var depth: Int { Limits.outcomes }

  private struct State {
    /// The outcomes from the first one not taken; nil for an open one.
    var outcomes: [Result<Value, NodeError>?] = []
    /// Index of the first outcome not taken.
    var taken = 0
    /// How many outcomes at the front are decided.
    var decided = 0
    var isFinished = false
    var failure: (any Error)?
    var reader: CheckedContinuation<Void, Never>?
    var feeder: CheckedContinuation<Void, Never>?
    var isAbandoned = false

    var isDue: Bool { outcomes.isEmpty ? isFinished : decided > 0 }

    mutating func settle(_ index: Int, _ result: Result<Value, NodeError>) {
      guard index >= taken else { return }
      outcomes[index - taken] = result
      while decided < outcomes.count, outcomes[decided] != nil { decided += 1 }
    }

    mutating func takeReader() -> CheckedContinuation<Void, Never>? {
      defer { reader = nil }
      return reader
    }
  }

  private let state = Mutex(State())

  // MARK: the feeder's side

  enum Claim {
    case index(Int)
    case full
    /// Outcomes are no longer taken.
    case abandoned
  }

  /// Claims the index of the next draft.
  @specialized(where Value == PublishReceipt)
  @specialized(where Value == QueuedMessage)
  func claim() -> Claim {
    state.withLock { state in
      if state.isAbandoned { return .abandoned }
      guard state.outcomes.count < Self.depth else { return .full }
      state.outcomes.append(nil)
      return .index(state.taken + state.outcomes.count - 1)
    }
  }

  /// Waits until half of the room is free, or outcomes are no longer taken.
  func room() async {
    await withCheckedContinuation { continuation in
      let isDue = state.withLock { state in
        if state.isAbandoned || state.outcomes.count <= Self.depth / 2 { return true }
        state.feeder = continuation
        return false
      }
      if isDue { continuation.resume() }
    }
  }

  /// Whether outcomes are no longer taken.
  var isAbandoned: Bool { state.withLock { $0.isAbandoned } }

  func settle(_ index: Int, _ result: Result<Value, NodeError>) { settle([(index, result)]) }

  func settle(_ results: [(index: Int, result: Result<Value, NodeError>)]) {
    let reader = state.withLock { state in
      for (index, result) in results { state.settle(index, result) }
      return state.decided > 0 ? state.takeReader() : nil
    }
    reader?.resume()
  }

  /// No more drafts come: the source is at its end, or failed.
  func finish(_ failure: (any Error)? = nil) {
    let reader = state.withLock { state in
      state.isFinished = true
      state.failure = failure
      return state.takeReader()
    }
    reader?.resume()
  }

  // MARK: the reader's side

  /// Takes the outcomes at the front that are decided, without gaps; an empty array at the end.
  ///
  /// - Throws: the source's error, or the error that ended the node, after the last outcome.
  func take() async throws -> (first: Int, ArraySlice<Result<Value, NodeError>?>) {
    while true {
      let taken = try state.withLock { state -> (Int, ArraySlice<Result<Value, NodeError>?>)? in
        let first = state.taken
        if state.decided > 0 {
          let results = Array(state.outcomes[..<state.decided])
          state.outcomes.removeFirst(state.decided)
          state.taken += state.decided
          state.decided = 0
          return (first, results[...])
        }
        guard state.isFinished, state.outcomes.isEmpty else { return nil }
        if let failure = state.failure { throw failure }
        return (first, [])
      }
      if let taken {
        wakeFeeder()
        return taken
      }
      try Task.checkCancellation()
      await wait()
    }
  }

  private func wakeFeeder() {
    let feeder = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard state.outcomes.count <= Self.depth / 2 else { return nil }
      defer { state.feeder = nil }
      return state.feeder
    }
    feeder?.resume()
  }

  private func wait() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isDue = state.withLock { state in
          if Task.isCancelled || state.isDue { return true }
          precondition(state.reader == nil, "outcomes are read by one task at a time")
          state.reader = continuation
          return false
        }
        if isDue { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.takeReader() }?.resume()
    }
  }

  /// Outcomes are no longer taken: the feeder stops. Messages already published stay published.
  func abandon() {
    let feeder = state.withLock { state in
      state.isAbandoned = true
      defer { state.feeder = nil }
      return state.feeder
    }
    feeder?.resume()
  }
}
