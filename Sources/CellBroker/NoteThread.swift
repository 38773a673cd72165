import CellConfig
import CellCore
import CellSchema
import CellWire
import Synchronization

/// Writes the machine's notes on a thread beside the loop: what a line says is read out of documents there, and never on
/// the loop.
final class NoteThread: Sendable {
  private struct Entry: Sendable {
    let note: Note
    let address: String?
    let bytes: Int
  }

  /// Bytes of documents and notes that wait to be written, at most; what is beyond it is counted and left out.
  private static let capacity = 16 << 20
  /// What a note is taken for beside its document.
  private static let noteBytes = 256

  private let queue = WorkQueue<Entry>()
  private let waiting = Mutex((bytes: 0, dropped: 0))
  private let log: EventLog
  private let worker = Mutex<Worker?>(nil)

  init(_ log: EventLog) {
    self.log = log
    worker.withLock { $0 = Worker("notes", share: .small) { [self] in run() } }
  }

  /// - Parameter address: from where the connection comes that a note is of.
  func add(_ note: Note, from address: String?) {
    let bytes = Self.noteBytes + note.documentBytes
    let isTaken = waiting.withLock { waiting in
      guard waiting.bytes + bytes <= Self.capacity else {
        waiting.dropped += 1
        return false
      }
      waiting.bytes += bytes
      return true
    }
    if isTaken { queue.add(Entry(note: note, address: address, bytes: bytes)) }
  }

  func finish() {
    queue.close()
    worker.withLock { $0.take() }?.join()
  }

  private func run() {
    while let entries = queue.take() {
      for entry in entries {
        log.write(entry.note, from: entry.address)
        waiting.withLock { $0.bytes -= entry.bytes }
      }
      let dropped = waiting.withLock { waiting in
        defer { waiting.dropped = 0 }
        return waiting.dropped
      }
      if dropped > 0 {
        log.write(.logDropped, ["lines": "\(dropped)", "reason": "more happened than could be written"])
      }
    }
  }
}

extension Note {
  fileprivate var documentBytes: Int {
    switch self {
    case .refused(_, _, _, let envelope): envelope.encodedCount
    case .submitted(_, let row, _), .relayed(let row, _): row.encodedCount
    case .delivered(_, _, let message, _): message.envelope.encodedCount
    case .opened, .closed, .fault, .subscribed, .durableRemoved, .parked, .unparked, .setAside, .unreadable,
      .claimedBeyond, .traffic, .dropped, .reset, .leftOut, .intakeStopped, .intakeResumed:
      0
    }
  }
}
