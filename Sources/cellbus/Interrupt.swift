import Dispatch
import Foundation

/// Runs work until it ends, or Ctrl-C or SIGTERM asks it to: it is then cancelled and awaited. The second time the
/// process ends at once.
///
/// - Returns: nil where it was interrupted.
func untilInterrupted<Result: Sendable>(
  _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result? {
  let task = Task { try await work() }
  let sources = [SIGINT, SIGTERM].map { number in
    _ = signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    source.setEventHandler {
      if task.isCancelled { exit(130) }
      task.cancel()
    }
    source.resume()
    return source
  }
  defer { for source in sources { source.cancel() } }
  do {
    let result = try await task.value
    return task.isCancelled ? nil : result
  } catch {
    if task.isCancelled, error is CancellationError { return nil }
    throw error
  }
}
