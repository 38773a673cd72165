import CellCore
import CellProof
import CellSchema
import CellWire
import DequeModule
import Foundation
import Synchronization

/// What a peer sent in one lane, whose order is kept.
struct PeerLane: Hashable, Sendable {
  let peer: PeerID
  let lane: Precedence
}

/// A frame, or a part of one, that one thread prepares.
final class PreparationJob: Sendable {
  let line: PeerLane
  /// Messages and signatures.
  let weight: Int
  private let frame: PublishFrame
  private let sender: (index: NodeIndex, name: NodeName)
  private let wall: Microseconds
  private let preparer: Preparer
  private let result = Mutex<PreparedFrame?>(nil)

  init(
    _ line: PeerLane, _ frame: PublishFrame, from sender: (NodeIndex, NodeName), at wall: Microseconds,
    by preparer: Preparer
  ) {
    self.line = line
    self.frame = frame
    self.sender = sender
    self.wall = wall
    self.preparer = preparer
    weight = frame.envelopes.reduce(0) { $0 + 1 + $1.signature.count / SigningKey.signatureBytes }
  }

  /// What came of it; nil while it is not prepared.
  var prepared: PreparedFrame? { result.withLock { $0 } }

  /// - Parameter own: the thread's preparer, with the lists that it remembers, as long as the rules are the same.
  func prepare(with own: inout Preparer?) {
    var preparer = own.flatMap { $0.rules == self.preparer.rules ? $0 : nil } ?? self.preparer
    own = nil
    let preparations = frame.envelopes.map {
      preparer.preparation(of: $0, from: sender.index, name: sender.name, lane: frame.lane, at: wall)
    }
    own = preparer
    result.withLock { $0 = PreparedFrame(peer: line.peer, frame: frame, preparations: preparations) }
  }
}

/// Jobs for several threads. Peers take turns, so that nobody waits for all that somebody else has signed.
///
/// `@unchecked Sendable`: everything is touched with `condition` locked.
final class PreparationQueue: @unchecked Sendable {
  private let condition = NSCondition()
  private var waiting: [PeerID: Deque<PreparationJob>] = [:]
  private var turns = Deque<PeerID>()
  private var isClosed = false

  func add(_ job: PreparationJob) {
    condition.lock()
    let peer = job.line.peer
    if waiting[peer] == nil { turns.append(peer) }
    waiting[peer, default: Deque()].append(job)
    condition.signal()
    condition.unlock()
  }

  /// Takes the job whose turn it is; blocks while there is none.
  ///
  /// - Returns: nil once the queue is closed: what waits is left.
  func take() -> PreparationJob? {
    condition.lock()
    defer { condition.unlock() }
    while turns.isEmpty, !isClosed { condition.wait() }
    guard !isClosed, let peer = turns.popFirst(), let job = waiting[peer]?.popFirst() else { return nil }
    if waiting[peer]?.isEmpty == true { waiting[peer] = nil } else { turns.append(peer) }
    return job
  }

  func close() {
    condition.lock()
    isClosed = true
    condition.broadcast()
    condition.unlock()
  }
}
