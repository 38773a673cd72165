package import CellJournal
package import CellProof
package import CellSchema
import Synchronization

/// An engine that keeps the record in memory, for simulations and an application's tests. The record ends with the
/// process.
package final class MemoryJournal: JournalWriter {
  /// A fault that an append runs into.
  package enum Fault: Sendable {
    case full
    /// ``JournalError/unknown(_:)``, and whether the batch was written all the same.
    case answerLost(isWritten: Bool)
    /// ``JournalError/unknown(_:)``; the batch is written only as the next append comes in.
    case answerLostAndWrittenLate
  }

  private struct State: Sendable {
    var contents: MemoryContents
    /// Faults of the appends to come, the next append's first.
    var faults: [Fault] = []
    var late: RecordBatch?
  }

  private let state: Mutex<State>

  /// Makes an empty record.
  ///
  /// - Parameter keptRefusals: how many numbers below a lane's next one keep their refusals.
  package init(cell: CellName, keptRefusals: UInt64 = 4_096) {
    state = Mutex(State(contents: MemoryContents(cell: cell, keptRefusals: keptRefusals)))
  }

  /// Lets the next appends fail, one fault each, in this order.
  package func fail(_ faults: Fault...) { state.withLock { $0.faults += faults } }

  /// Forgets every refusal, as an engine forgets old ones.
  package func forgetRefusals() { state.withLock { $0.contents.forgetRefusals() } }

  /// All rows of the record.
  package var rows: [RecordRow] { state.withLock { $0.contents.rows } }

  package func append(_ batch: RecordBatch, after head: Head) throws(JournalError) -> Head {
    try state.withLock { state throws(JournalError) in
      if let late = state.late {
        state.contents.append(late)
        state.late = nil
      }
      guard state.contents.head == head else { throw .conflict(head: state.contents.head) }
      switch state.faults.isEmpty ? nil : state.faults.removeFirst() {
      case nil: state.contents.append(batch)
      case .full: throw .full
      case .answerLost(let isWritten):
        if isWritten { state.contents.append(batch) }
        throw .unknown("the answer was lost")
      case .answerLostAndWrittenLate:
        state.late = batch
        throw .unknown("the answer was lost")
      }
      return state.contents.head
    }
  }

  package func checkpointIfDue() {}

  package func head() -> Head { state.withLock { $0.contents.head } }

  package func rows(after sequence: SequenceNumber, limit: Int, bytes: Int) -> [RecordRow] {
    state.withLock { $0.contents.rows(after: sequence, limit: limit, bytes: bytes) }
  }

  package func rows(_ sequences: [SequenceNumber], bytes: Int) -> [RecordRow] {
    state.withLock { $0.contents.rows(sequences, bytes: bytes) }
  }

  package func decisions(stream: UInt128, lane: Precedence, numbers: ClosedRange<UInt64>) -> [RecordedDecision] {
    state.withLock { $0.contents.decisions(stream: stream, lane: lane, numbers: numbers) }
  }

  package func stream(_ id: UInt128) -> RecordedStream? { state.withLock { $0.contents.streams[id] } }

  package func subscriptions() -> [RecordedSubscription] {
    state.withLock { $0.contents.subscriptions.values.sorted { $0.key < $1.key } }
  }

  package func asides() -> [AsideNote] { state.withLock { $0.contents.asides } }

  package func settled() -> ExpiryMark { state.withLock { $0.contents.settled } }

  package func file(sha256: Digest) -> [UInt8]? { state.withLock { $0.contents.files[sha256] } }
}
