import CellJournal
import CellSchema
import CellWire

/// What a node sent and was sent that no line says of.
package struct TrafficCount: Sendable, Hashable {
  /// Messages that became durable, and their bytes.
  package fileprivate(set) var submitted = 0
  package fileprivate(set) var submittedBytes = 0
  /// Messages that were sent to it, to all its readers, and their bytes.
  package fileprivate(set) var delivered = 0
  package fileprivate(set) var deliveredBytes = 0
}

/// What the log says of messages: in full of what binds and of what is immediate or above, and of the rest how many there
/// were, by node and minute.
final class TrafficDesk {
  private let recorder: Recorder
  /// Whether every message has a line of its own.
  private(set) var saysAll = false
  private var minute: Int64 = 0
  private var counts: [NodeIndex: TrafficCount] = [:]
  /// By the place of a message's class, whether its messages have a line each; nil where nobody has asked yet. Under the
  /// rules of a version.
  private var inFull: [Bool?] = []
  private var rules = RulesVersion()

  init(recorder: Recorder) { self.recorder = recorder }

  func sayAll(_ saysAll: Bool) {
    self.saysAll = saysAll
    inFull.removeAll()
  }

  /// Rows are durable.
  func submitted(_ changes: [Committed], _ turn: inout Turn) {
    // A node's messages come in runs.
    var latest: (node: NodeIndex, count: TrafficCount)?
    defer { if let latest { counts[latest.node] = latest.count } }
    for case .row(let row, let prepared) in changes {
      guard isInFull(row.sequence) else {
        let node = prepared.messageClass.node
        if latest?.node != node {
          if let latest { counts[latest.node] = latest.count }
          latest = (node, counts[node] ?? TrafficCount())
        }
        latest?.count.submitted += 1
        latest?.count.submittedBytes += row.encodedCount
        continue
      }
      let rulebook = recorder.rulebook
      let readers = rulebook.listedNodes.count { rulebook.mayRead(prepared.messageClass, $0) }
      if row.node == Announcer.busNode {
        turn.note(.relayed(row: row, readers: readers))
      } else {
        turn.note(.submitted(node: row.node, row: row, readers: readers))
      }
    }
  }

  /// A frame is on its way to a reader.
  func delivered(_ draft: DeliveryDraft, to session: Session, _ turn: inout Turn) {
    var count = counts[session.node] ?? TrafficCount()
    for message in draft.deliveries {
      if isInFull(message.sequence) {
        turn.note(.delivered(node: session.name, session: session.number, message: message, lane: draft.lane))
      } else {
        count.delivered += 1
        count.deliveredBytes += message.envelope.encodedCount
      }
    }
    counts[session.node] = count
  }

  private func isInFull(_ sequence: SequenceNumber) -> Bool {
    if saysAll { return true }
    if rules != recorder.rules {
      rules = recorder.rules
      inFull.removeAll()
    }
    let place = recorder.state.index.classIndex(sequence)
    if place.place < inFull.count, let known = inFull[place.place] { return known }
    let found = recorder.state.index.classes[place]
    let isInFull = found.lane >= .immediate || recorder.rulebook.kind(found.type)?.isBinding == true
    if place.place >= inFull.count {
      inFull.append(contentsOf: repeatElement(nil, count: place.place + 1 - inFull.count))
    }
    inFull[place.place] = isInFull
    return isInFull
  }

  /// Says what the last minute was, once it is over; and at the end what there was of it.
  func tell(atEnd: Bool = false, _ turn: inout Turn) {
    guard atEnd || turn.now.monotonic / 60_000 != minute else { return }
    minute = turn.now.monotonic / 60_000
    let said = counts.filter { $0.value != TrafficCount() }.map { (recorder.names.name($0.key), $0.value) }
    for (node, count) in said.sorted(by: { $0.0 < $1.0 }) { turn.note(.traffic(node: node, count)) }
    counts.removeAll(keepingCapacity: true)
  }
}
