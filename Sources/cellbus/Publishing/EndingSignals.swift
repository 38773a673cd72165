import Dispatch
import Foundation
import Synchronization

/// Signals that end the process, after something was done; until they are cancelled.
final class EndingSignals: Sendable {
  private let sources: Mutex<[any DispatchSourceSignal]>

  /// - Parameter last: done once, whichever comes first.
  init(_ signals: [Int32], _ last: @escaping @Sendable () -> Void) {
    let isEnding = Atomic(false)
    let sources = signals.map { number in
      _ = signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        guard !isEnding.exchange(true, ordering: .relaxed) else { return }
        last()
        // As a shell says by which signal a program ended.
        exit(128 + number)
      }
      source.setCancelHandler { _ = signal(number, SIG_DFL) }
      source.resume()
      return source
    }
    self.sources = Mutex(sources)
  }

  func cancel() { for source in sources.withLock({ $0 }) { source.cancel() } }
}
