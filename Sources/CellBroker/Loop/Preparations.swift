import CellCore
import CellSchema
import CellWire
import DequeModule
import Foundation
import ZeroMQ

/// Has signed messages prepared beside the loop, on all cores: to verify a signature takes longer than all that the loop
/// does for a message.
///
/// What a peer sent in one lane stays in its order, whichever thread is done first; so an unsigned message waits behind a
/// signed one of its lane, and a HELLO, a BYE and the end of a connection wait behind all that came before. Used by the
/// loop's thread alone.
final class Preparations {
  private enum Place {
    case job(PreparationJob)
    /// Something that is not prepared, and waits for what came before it.
    case event(Event)
  }

  private let queue = PreparationQueue()
  private let workers: [Worker]
  private var lines: [PeerLane: Deque<Place>] = [:]
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
        var own: Preparer?
        while let job = queue.take() {
          job.prepare(with: &own)
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
      .log,
      .clockConfirmed, .tick:
      return event
    }
  }

  private func take(
    _ frame: PublishFrame, of peer: PeerID, _ node: NodeName, _ event: Event, _ core: Core, at now: Instant
  ) -> Event? {
    let line = PeerLane(peer: peer, lane: frame.lane)
    let isSigned = frame.envelopes.contains { !$0.signature.isEmpty }
    guard isSigned, let index = core.rulebook.node(named: node), core.looksInto(frame, of: peer, at: now) else {
      guard lines[line] != nil else { return event }
      lines[line]?.append(.event(event))
      return nil
    }
    if preparer.rules != core.preparer.rules { preparer = core.preparer }
    let job = PreparationJob(line, frame, from: (index, node), at: now.wall, by: preparer)
    lines[line, default: Deque()].append(.job(job))
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
    Precedence.allCases.contains { lines[PeerLane(peer: peer, lane: $0)] != nil }
  }

  /// Takes what is to be heard of a line, up to the first that is not prepared; and where nothing of the peer is under way
  /// any more, what waited for that, as if it came now.
  func finished(_ line: PeerLane) -> (heard: [Event], waited: [Event]) {
    var events: [Event] = []
    while let first = lines[line]?.first, let event = ready(first) {
      lines[line]?.removeFirst()
      events.append(event)
    }
    if lines[line]?.isEmpty == true { lines[line] = nil }
    return (events, isBusy(line.peer) ? [] : waiting.removeValue(forKey: line.peer) ?? [])
  }

  private func ready(_ place: Place) -> Event? {
    switch place {
    case .event(let event): return event
    case .job(let job):
      guard let frame = job.prepared else { return nil }
      weight -= job.weight
      return .prepared(frame)
    }
  }

  /// Ends the threads. What is not prepared is not decided: its sender sends it again.
  func finish() {
    queue.close()
    for worker in workers { worker.join() }
  }
}
