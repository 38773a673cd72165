import CellNode
import CellSchema
import Foundation
import Synchronization

/// Notes that go on until they are stopped, and who read how far.
final class ReloadTraffic: Sendable {
  private let state = Mutex<(number: Int, isOver: Bool, last: [NodeName: UInt64], notes: [String])>((0, false, [:], []))

  func stop() { state.withLock { $0.isOver = true } }
  func read(_ sequence: UInt64, by reader: NodeName) { state.withLock { $0.last[reader] = sequence } }
  func last(_ reader: NodeName) -> UInt64 { state.withLock { $0.last[reader] ?? 0 } }
  func note(_ text: String) { state.withLock { $0.notes.append(text) } }
  var notes: [String] { state.withLock { $0.notes } }

  /// Made as they are taken.
  func drafts() -> AsyncStream<Draft> {
    AsyncStream { [self] in
      let number = state.withLock { state -> Int? in
        guard !state.isOver else { return nil }
        state.number += 1
        return state.number
      }
      return number.map { Draft(LiaisonNote(subject: "Exercise", text: Text("note \($0)")!)) }
    }
  }
}

/// Runs what blocks beside the tasks' threads, of which there are few.
func onThread(_ body: @escaping @Sendable () throws -> Void) async throws {
  try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
    Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
  }
}
