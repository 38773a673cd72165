import CellSchema
import Synchronization

/// The life of a node: its stage, its connection, and the tasks that wait for a change of either.
final class LifeCycle: Sendable {
  private enum State {
    case live(Live)
    case ended(NodeError?)

    /// Runs `body` on the live state; nil if the node has ended.
    mutating func whileLive<Result>(_ body: (inout Live) -> Result) -> Result? {
      guard case .live(var live) = self else { return nil }
      // Replaced meanwhile, so that the lists have one owner and are not copied.
      self = .ended(nil)
      defer { self = .live(live) }
      return body(&live)
    }
  }

  private struct Live {
    var stage = Stage.idle(early: [])
    var connection = Connection.none(failures: 0, reason: nil)
    var welcome = Welcoming.awaited([])
    var ends: [OneShot<NodeError?>] = []
    var observers: [UInt64: AsyncStream<NodeEvent>.Continuation] = [:]
    var lastObserver: UInt64 = 0
  }

  private enum Stage {
    /// Not opened; `early` was asked for meanwhile.
    case idle(early: [SessionEvent])
    case running
    /// The node takes nothing more.
    case closing
  }

  private enum Connection {
    case made(endpoint: String)
    /// The failed attempts since the last connection, and why the last session or attempt ended.
    case none(failures: Int, reason: NodeError?)
  }

  private enum Welcoming {
    case awaited([OneShot<Result<Void, NodeError>>])
    case came
  }

  private let state = Mutex(State.live(Live()))

  // MARK: stages

  /// Whether the node takes nothing more, or has ended.
  var isOver: Bool {
    state.withLock { state in
      guard case .live(let live) = state else { return true }
      switch live.stage {
      case .idle, .running: return false
      case .closing: return true
      }
    }
  }

  var isEnded: Bool {
    state.withLock { state in
      if case .ended = state { true } else { false }
    }
  }

  var isIdle: Bool {
    state.withLock { state in
      if case .live(let live) = state, case .idle = live.stage { true } else { false }
    }
  }

  /// Keeps an event for a node that is not opened yet.
  ///
  /// - Returns: false if the node was opened, or has ended.
  func keepsEarly(_ event: SessionEvent) -> Bool {
    state.withLock { state in
      state.whileLive { live in
        guard case .idle(var early) = live.stage else { return false }
        live.stage = .running
        early.append(event)
        live.stage = .idle(early: early)
        return true
      } ?? false
    }
  }

  /// Opens the node, once.
  ///
  /// - Parameter start: called with the events kept so far, before any later event is taken.
  /// - Returns: false if the node was opened before, or closed.
  func open(_ start: ([SessionEvent]) -> Void) -> Bool {
    state.withLock { state in
      state.whileLive { live in
        guard case .idle(let early) = live.stage else { return false }
        live.stage = .running
        start(early)
        return true
      } ?? false
    }
  }

  enum Closed {
    /// The node was not opened; `early` was asked for and will not be done.
    case unopened(early: [SessionEvent])
    case running
    case over
  }

  /// Closes the node to new messages and requests.
  ///
  /// - Returns: the stage until now.
  func close() -> Closed {
    state.withLock { state in
      state.whileLive { live in
        defer { live.stage = .closing }
        switch live.stage {
        case .idle(let early): return .unopened(early: early)
        case .running, .closing: return .running
        }
      } ?? .over
    }
  }

  func end(_ error: NodeError?) {
    let live = state.withLock { state -> Live? in
      guard case .live(let live) = state else { return nil }
      state = .ended(error)
      return live
    }
    guard let live else { return }
    if case .awaited(let shots) = live.welcome {
      for shot in shots { shot.give(.failure(error ?? .closed)) }
    }
    for observer in live.observers.values {
      observer.yield(.ended(error))
      observer.finish()
    }
    for shot in live.ends { shot.give(error) }
  }

  /// Waits until the node has ended.
  ///
  /// - Returns: the error that ended the node; nil if it was asked to end.
  func whenEnded() async throws(CancellationError) -> NodeError? {
    let shot = OneShot<NodeError?>()
    state.withLock { state in
      if case .ended(let error) = state { shot.give(error) }
      state.whileLive { $0.ends.append(shot) }
    }
    return try await shot.value()
  }

  // MARK: the connection

  var isConnected: Bool {
    state.withLock { state in
      if case .live(let live) = state, case .made = live.connection { true } else { false }
    }
  }

  /// How many attempts have failed since the last connection.
  var failures: Int {
    state.withLock { state in
      if case .live(let live) = state, case .none(let failures, _) = live.connection { failures } else { 0 }
    }
  }

  /// The reason why the last session or attempt ended, while there is no connection.
  var lastReason: NodeError? {
    state.withLock { state in
      if case .live(let live) = state, case .none(_, let reason) = live.connection { reason } else { nil }
    }
  }

  func connected(_ endpoint: String) {
    // The observers are read in the same locked step: a later one begins with the connection as it then stands.
    let told = state.withLock { state in
      state.whileLive { live in
        var shots: [OneShot<Result<Void, NodeError>>] = []
        if case .awaited(let waiting) = live.welcome { shots = waiting }
        live.welcome = .came
        live.connection = .made(endpoint: endpoint)
        return (shots, Array(live.observers.values))
      }
    }
    guard let (shots, observers) = told else { return }
    for shot in shots { shot.give(.success(())) }
    for observer in observers { observer.yield(.connected(endpoint: endpoint)) }
  }

  func disconnected(_ reason: NodeError) {
    let observers = state.withLock { state in
      state.whileLive { live in
        switch live.connection {
        case .made: live.connection = .none(failures: 0, reason: reason)
        case .none(let failures, _): live.connection = .none(failures: failures + 1, reason: reason)
        }
        return Array(live.observers.values)
      }
    }
    for observer in observers ?? [] { observer.yield(.disconnected(reason)) }
  }

  /// Waits until the node was welcomed for the first time.
  ///
  /// - Throws: the error that ended the node before.
  func welcomed() async throws {
    let shot = OneShot<Result<Void, NodeError>>()
    state.withLock { state in
      if case .ended(let error) = state { shot.give(.failure(error ?? .closed)) }
      state.whileLive { live in
        switch live.welcome {
        case .awaited(let shots): live.welcome = .awaited(shots + [shot])
        case .came: shot.give(.success(()))
        }
      }
    }
    try await shot.value().get()
  }

  // MARK: observers

  /// A stream for a new observer: it begins with the present connection, and keeps the newest events while it is not
  /// read.
  var events: AsyncStream<NodeEvent> {
    let (stream, continuation) = AsyncStream.makeStream(of: NodeEvent.self, bufferingPolicy: .bufferingNewest(256))
    let number = state.withLock { state in
      if case .ended(let error) = state {
        continuation.yield(.ended(error))
        continuation.finish()
      }
      return state.whileLive { live in
        if case .made(let endpoint) = live.connection { continuation.yield(.connected(endpoint: endpoint)) }
        live.lastObserver += 1
        live.observers[live.lastObserver] = continuation
        return live.lastObserver
      }
    }
    guard let number else { return stream }
    continuation.onTermination = { [weak self] _ in
      // Kept alive past the lock: releasing the last reference runs foreign code.
      let gone = self?.state.withLock { state in state.whileLive { $0.observers.removeValue(forKey: number) } }
      _ = gone
    }
    return stream
  }

  func tell(_ event: NodeEvent) {
    let observers = state.withLock { state -> [AsyncStream<NodeEvent>.Continuation] in
      guard case .live(let live) = state else { return [] }
      return Array(live.observers.values)
    }
    for observer in observers { observer.yield(event) }
  }
}
