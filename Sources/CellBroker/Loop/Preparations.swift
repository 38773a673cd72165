import CellCore
import CellProof
import CellSchema
import CellWire
import DequeModule
import Foundation
import Synchronization
import ZeroMQ

/// Has signed messages prepared beside the loop, on all cores: to verify a signature takes longer than all that the loop
/// does for a message.
///
/// What a peer sent in one lane stays in its order, whichever thread is done first; so an unsigned message waits behind a
/// signed one of its lane, and a HELLO, a BYE and the end of a connection wait behind all that came before. Used by the
/// loop's thread alone.
final class Preparations {
  /// What a peer sent in one lane.
  struct Line: Hashable, Sendable {
    let peer: PeerID
    let lane: Precedence
  }

  /// A frame, or a part of one, that one thread prepares.
  private final class Job: Sendable {
    let line: Line
    let frame: PublishFrame
    let sender: (index: NodeIndex, name: NodeName)
    let wall: Microseconds
    let preparer: Preparer
    let weight: Int
    let result = Mutex<PreparedFrame?>(nil)

    init(
      _ line: Line, _ frame: PublishFrame, from sender: (NodeIndex, NodeName), at wall: Microseconds,
      by preparer: Preparer
    ) {
      self.line = line
      self.frame = frame
      self.sender = sender
      self.wall = wall
      self.preparer = preparer
      weight = frame.envelopes.reduce(0) { $0 + 1 + $1.signature.count / SigningKey.signatureBytes }
    }
  }

  private let queue = WorkQueue<Job>()
  private let workers: [Worker]
  private var lines: [Line: Deque<Job>] = [:]
  /// Events that wait until all that their peer sent before is prepared.
  private var waiting: [PeerID: [Event]] = [:]
  /// The loop's preparer as it was when the rules in force were new here: the loop goes on with its own.
  private var preparer: Preparer
  private var weight = 0
  private let capacity: Int

  /// So many messages and signatures are under way for each core, some 70 ms of its time, before publishers are not heard
  /// any more.
  private static let weightOfCore = 1_024

  init(_ core: Core, mailbox: Mailbox<Letter>) {
    preparer = core.preparer
    let cores = max(1, ProcessInfo.processInfo.activeProcessorCount)
    capacity = cores * Self.weightOfCore
    let queue = queue
    workers = (0..<cores).map { place in
      Worker("prepare-\(place)") {
        var preparer: Preparer?
        while let job = queue.takeOne() {
          // A thread keeps its own, with the lists that it remembers, as long as the rules are the same.
          var own = preparer.flatMap { $0.rules == job.preparer.rules ? $0 : nil } ?? job.preparer
          preparer = nil
          let preparations = job.frame.envelopes.map {
            own.preparation(
              of: $0, from: job.sender.index, name: job.sender.name, lane: job.frame.lane, at: job.wall)
          }
          preparer = own
          job.result.withLock {
            $0 = PreparedFrame(peer: job.line.peer, frame: job.frame, preparations: preparations)
          }
          mailbox.post(.prepared(job.line))
        }
      }
    }
  }

  /// So much is under way that no more messages below flash are to be heard.
  var isFull: Bool { weight >= capacity }

  /// How many frames and parts are under way, with the events behind them.
  var count: Int { lines.values.reduce(0) { $0 + $1.count } + waiting.values.reduce(0) { $0 + $1.count } }

  /// Takes what is to be prepared, and what has to wait behind it.
  ///
  /// - Returns: the event, where it is to be heard at once.
  func take(_ event: Event, _ core: Core, at now: Instant) -> Event? {
    guard let peer = event.sender else { return event }
    if waiting[peer] != nil {
      waiting[peer]?.append(event)
      return nil
    }
    switch event {
    case .publish(_, let node, let frame): return take(frame, of: peer, node, event, core, at: now)
    case .frame(_, let node, let bytes):
      let command = bytes.first.flatMap(Command.init(rawValue:))
      if command == .hello || command == .bye { return behind(event, of: peer) }
      // What cannot be read is the machine's to refuse.
      guard command == .publish, bytes.count <= Limits.frame, let frame = try? PublishFrame(bytes) else { return event }
      return take(frame, of: peer, node, .publish(peer, node: node, frame), core, at: now)
    case .gone: return behind(event, of: peer)
    case .prepared, .congested, .relieved, .committed, .storageFull, .read, .looked, .foundStream, .answered, .found,
      .clockConfirmed, .tick:
      return event
    }
  }

  private func take(
    _ frame: PublishFrame, of peer: PeerID, _ node: NodeName, _ event: Event, _ core: Core, at now: Instant
  ) -> Event? {
    let line = Line(peer: peer, lane: frame.lane)
    guard lines[line] != nil || frame.envelopes.contains(where: { !$0.signature.isEmpty }),
      let index = core.rulebook.node(named: node)
    else { return event }
    if preparer.rules != core.preparer.rules { preparer = core.preparer }
    let job = Job(line, frame, from: (index, node), at: now.wall, by: preparer)
    lines[line, default: Deque()].append(job)
    weight += job.weight
    queue.add(job)
    return nil
  }

  private func behind(_ event: Event, of peer: PeerID) -> Event? {
    guard isBusy(peer) else { return event }
    waiting[peer] = [event]
    return nil
  }

  private func isBusy(_ peer: PeerID) -> Bool {
    Precedence.allCases.contains { lines[Line(peer: peer, lane: $0)] != nil }
  }

  /// Takes what is prepared of a line, up to the first that is not, and what waited for its end.
  func finished(_ line: Line) -> [Event] {
    var events: [Event] = []
    while let job = lines[line]?.first, let frame = job.result.withLock({ $0 }) {
      lines[line]?.removeFirst()
      weight -= job.weight
      events.append(.prepared(frame))
    }
    if lines[line]?.isEmpty == true { lines[line] = nil }
    if !isBusy(line.peer) { events += waiting.removeValue(forKey: line.peer) ?? [] }
    return events
  }

  /// Ends the threads. What is not prepared is not decided: its sender sends it again.
  func finish() {
    queue.close()
    for worker in workers { worker.join() }
  }
}
