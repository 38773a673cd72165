import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire

/// A node of a simulated history: its outbox, its session, and what it handled.
final class SimulatedNode {
  struct Entry {
    var document: [UInt8]
    var template: Int
    var decided: Decided?
  }

  let name: NodeName
  let index: Int
  let stream: UInt128
  let order: Subscribe.Order
  var station: Station?
  /// By lane; the number of an entry is its place and one.
  var outbox = Lanes<[Entry]>(repeating: [])
  /// By lane: how many entries this session has sent.
  var sent = Lanes(repeating: 0)

  /// What came and was not handled yet, in the order in which it came.
  var waiting: [(lane: Precedence, sequence: UInt64)] = []
  /// Handled, in order, once each.
  var handled: [UInt64] = []
  var lastHandled = Lanes<UInt64>(repeating: 0)

  // This session's subscription.
  var credit = (messages: 0, bytes: 0)
  var reserve = (messages: 0, bytes: 0)
  var spent = (messages: 0, bytes: 0)
  var lastSequence = Lanes<UInt64>(repeating: 0)

  init(_ name: NodeName, index: Int, order: Subscribe.Order) {
    self.name = name
    self.index = index
    self.order = order
    stream = UInt128(index + 1) << 64 | 0xCE11
  }

  var isUndecided: Bool { outbox.elements.contains { lane in lane.contains { $0.decided == nil } } }

  /// A new session: everything undecided is sent again, and what was not handled will come again.
  func begin(_ station: Station, credit: (messages: Int, bytes: Int), reserve: (messages: Int, bytes: Int)) {
    self.station = station
    for lane in Precedence.lanes { sent[lane] = outbox[lane].firstIndex { $0.decided == nil } ?? outbox[lane].count }
    waiting.removeAll()
    self.credit = credit
    self.reserve = reserve
    spent = (0, 0)
    lastSequence = Lanes(repeating: 0)
  }

  /// The next entries of a lane go out.
  func send(_ lane: Precedence, most: Int) {
    let end = min(outbox[lane].count, sent[lane] + most)
    guard let station, sent[lane] < end else { return }
    let documents = outbox[lane][sent[lane]..<end].map(\.document)
    let first = UInt64(sent[lane] + 1)
    sent[lane] = end
    station.publish(documents, lane, from: first)
  }

  /// Handles the first of what waits, and acknowledges it or not.
  func handle(_ count: Int, acknowledging: Bool) {
    for (lane, sequence) in waiting.prefix(count) {
      if sequence > lastHandled[lane] {
        handled.append(sequence)
        lastHandled[lane] = sequence
      }
      if acknowledging { station?.acknowledge(1, lane, sequence) }
    }
    waiting.removeFirst(min(count, waiting.count))
  }
}
