import CellWire
import Synchronization

/// The checkpoints that the broker sends, for those who look at them. Who comes later begins with the newest; who does
/// not keep up gets the newest ones.
final class CheckpointFeed: Sendable {
  private struct State {
    var good: CheckpointCommand?
    /// What waits for a cosignature.
    var candidate: CheckpointCommand?
    var readers: [UInt64: AsyncStream<CheckpointCommand>.Continuation] = [:]
    var last: UInt64 = 0
    var isOver = false
  }

  private let state = Mutex(State())

  func received(_ command: CheckpointCommand) {
    let readers = state.withLock { state in
      if command.cosign == nil { state.good = command } else { state.candidate = command }
      return Array(state.readers.values)
    }
    for reader in readers { reader.yield(command) }
  }

  var stream: AsyncStream<CheckpointCommand> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: CheckpointCommand.self, bufferingPolicy: .bufferingNewest(16))
    let number = state.withLock { state -> UInt64? in
      guard !state.isOver else { return nil }
      if let good = state.good { continuation.yield(good) }
      if let candidate = state.candidate { continuation.yield(candidate) }
      state.last += 1
      state.readers[state.last] = continuation
      return state.last
    }
    guard let number else {
      continuation.finish()
      return stream
    }
    continuation.onTermination = { [weak self] _ in
      let gone = self?.state.withLock { $0.readers.removeValue(forKey: number) }
      _ = gone
    }
    return stream
  }

  func end() {
    let readers = state.withLock { state in
      state.isOver = true
      defer { state.readers = [:] }
      return Array(state.readers.values)
    }
    for reader in readers { reader.finish() }
  }
}
