import CellJournal
package import CellSchema
import CellWire

/// What waits for a node in one lane.
package struct Waiting: Sendable, Hashable {
  package var messages: UInt64 = 0
  /// When the oldest was accepted; nil where none waits.
  package var oldest: Microseconds?

  package init() {}

  /// With what waits for another reader of the node.
  mutating func add(_ messages: UInt64, oldest: Microseconds) {
    self.messages += messages
    self.oldest = min(self.oldest ?? oldest, oldest)
  }
}

/// Keeps count of the messages that wait for durable readers, read or not: how many, and which is the oldest, by lane.
///
/// It goes over the record beside the readers, so many rows a tick, each row once as it comes and once as it goes: a
/// reader that keeps up costs nothing, and one that is away for weeks a little. What is delivered and not acknowledged
/// counts as delivered. A message that expired unread counts until its reader has passed it: it was not delivered.
final class Lateness {
  private struct Window {
    var filter: [UInt8]
    /// Rows up to here are counted.
    var through: SequenceNumber
    /// How far the reader was when it was looked at last: who leaves without an acknowledgement goes back.
    var done: Lanes<SequenceNumber>
    /// By lane: rows up to here are taken off again.
    var from: Lanes<SequenceNumber>
    var messages = Lanes<UInt64>(repeating: 0)
    /// By lane: the first that waits; nil where it is to be looked for, or none waits.
    var oldest = Lanes<SequenceNumber?>(repeating: nil)
    var lanes = LanesOfClasses()

    init(filter: [UInt8], done: Lanes<SequenceNumber>) {
      self.filter = filter
      self.done = done
      from = done
      through = Precedence.lanes.map { done[$0] }.min() ?? .none
    }

    /// The reader is done with everything.
    mutating func passAll(to head: SequenceNumber) {
      through = head
      from = Lanes(repeating: head)
      messages = Lanes(repeating: 0)
      oldest = Lanes(repeating: nil)
    }
  }

  private let recorder: Recorder
  private let subscriptions: Subscriptions
  private var windows: [DurableKey: Window] = [:]
  /// The place of the reader whose turn is next.
  private var turn = 0

  init(recorder: Recorder, subscriptions: Subscriptions) {
    self.recorder = recorder
    self.subscriptions = subscriptions
  }

  /// What waits for a node.
  func waiting(for node: NodeName) -> Lanes<Waiting> {
    var waiting = Lanes(repeating: Waiting())
    for (name, _) in recorder.state.subscriptions.all(of: node) {
      guard let window = windows[DurableKey(node: node, name: name)] else { continue }
      for lane in Precedence.lanes {
        guard let oldest = window.oldest[lane], window.messages[lane] > 0 else { continue }
        waiting[lane].add(window.messages[lane], oldest: recorder.state.index.acceptedAt(oldest))
      }
    }
    return waiting
  }

  /// Time passes: goes on counting. Readers take turns, so that a long way of one keeps no other waiting.
  func step(rows: Int = Limits.latenessRows) {
    let keys = recorder.rulebook.listedNodes.map(recorder.names.name).flatMap { node in
      recorder.state.subscriptions.all(of: node).map { DurableKey(node: node, name: $0.name) }.sorted()
    }
    if windows.count > keys.count {
      let known = Set(keys)
      windows = windows.filter { known.contains($0.key) }
    }
    var left = rows
    for count in keys.indices {
      let place = (turn + count) % keys.count
      guard left > 0 else {
        turn = place
        return
      }
      step(keys[place], &left)
    }
    turn = 0
  }

  private func step(_ key: DurableKey, _ left: inout Int) {
    guard let durable = recorder.state.subscriptions[key], let node = recorder.names.node(key.node),
      let filter = subscriptions.filter(key, durable)
    else {
      windows[key] = nil
      return
    }
    let reading = subscriptions.reading(key)
    // What was sent is delivered, acknowledged or not.
    let done = Lanes<SequenceNumber> { max(durable.done[$0], reading?.position[$0] ?? .none) }
    var window = windows.removeValue(forKey: key) ?? Window(filter: durable.filter, done: done)
    let wentBack = Precedence.lanes.contains { done[$0] < window.done[$0] }
    if window.filter != durable.filter || window.lanes.rules != recorder.rules || wentBack {
      window = Window(filter: durable.filter, done: done)
      window.lanes.rules = recorder.rules
    }
    window.done = done
    if Precedence.lanes.allSatisfy({ done[$0] >= recorder.durable.lanes[$0] }) {
      window.passAll(to: recorder.durable.sequence)
    } else {
      let scope = Scope(recorder, filter, node)
      passDelivered(&window, done, scope, &left)
      count(&window, done, scope, &left)
    }
    windows[key] = window
  }

  /// Takes off what was delivered, and finds the first that was not.
  private func passDelivered(
    _ window: inout Window, _ done: Lanes<SequenceNumber>, _ scope: Scope, _ left: inout Int
  ) {
    for lane in Precedence.lanes {
      if let oldest = window.oldest[lane], oldest > done[lane] { continue }
      window.oldest[lane] = nil
      while window.messages[lane] > 0, window.from[lane] < window.through, left > 0 {
        let sequence = scope.next(after: window.from[lane])
        left -= 1
        if scope.lane(of: sequence, &window.lanes) == lane {
          if sequence > done[lane] {
            window.oldest[lane] = sequence
            break
          }
          window.messages[lane] -= 1
        }
        window.from[lane] = sequence
      }
      if window.oldest[lane] == nil, window.from[lane] >= window.through { window.messages[lane] = 0 }
      if window.messages[lane] == 0 { window.from[lane] = max(window.from[lane], window.through) }
    }
  }

  private func count(
    _ window: inout Window, _ done: Lanes<SequenceNumber>, _ scope: Scope, _ left: inout Int
  ) {
    while window.through < recorder.durable.sequence, left > 0 {
      let sequence = scope.next(after: window.through)
      left -= 1
      window.through = sequence
      guard let lane = scope.lane(of: sequence, &window.lanes) else { continue }
      if sequence <= done[lane] {
        // It was never counted, and must not be taken off.
        window.from[lane] = max(window.from[lane], sequence)
        continue
      }
      window.messages[lane] += 1
      if window.oldest[lane] == nil, window.messages[lane] == 1 { window.oldest[lane] = sequence }
    }
  }

  /// What a reader may get, of which the record's index is held for one step alone: a change meanwhile would copy it.
  private struct Scope {
    private let recorder: Recorder
    private let index: MessageIndex
    private let rulebook: Rulebook
    private let filter: Filter
    private let node: NodeIndex
    private let participant: ParticipantIndex

    init(_ recorder: Recorder, _ filter: Filter, _ node: NodeIndex) {
      self.recorder = recorder
      index = recorder.state.index
      rulebook = recorder.rulebook
      self.filter = filter
      self.node = node
      participant = recorder.names.participant(of: node)
    }

    func next(after sequence: SequenceNumber) -> SequenceNumber { index.gaps.next(from: sequence.next) }

    func lane(of sequence: SequenceNumber, _ lanes: inout LanesOfClasses) -> Precedence? {
      let place = index.classIndex(sequence)
      return lanes.lane(of: place, under: recorder.rules) {
        let found = index.classes[place]
        guard filter.matches(found),
          filter.includesOwn ? rulebook.mayKnow(found, node) : rulebook.mayRead(found, node)
        else { return nil }
        return found.lane(for: node, of: participant)
      }
    }
  }
}
