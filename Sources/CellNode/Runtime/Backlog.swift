import CellSchema
import CellWire

/// The messages of one subscription that wait for the application: delivered ones, frame by frame, and those that the
/// application gave back. Higher lanes go first while a lower one still moves, or all go in record order.
struct Backlog: Sendable {
  struct Item: Sendable {
    var lane: Precedence
    var message: RecordedEnvelope
    /// 1 the first time, and one more for each time that the application gave the message back.
    var attempt = 1
    /// The reader's place behind the message.
    var place = Lanes(repeating: SequenceNumber.none)
  }

  private struct Row: Sendable {
    var frames: [Frame] = []
    /// Messages that the application gave back, lowest sequence number first.
    var returned: [Item] = []
    /// Until when the messages given back wait.
    var heldUntil: Milliseconds = .min

    mutating func takeDelivered() -> Item {
      let index = frames[0].next
      let item = Item(lane: frames[0].lane, message: frames[0].messages[index])
      if index + 1 < frames[0].messages.count {
        frames[0].next = index + 1
      } else {
        // Removing from the front is cheap: credit bounds the frames, and each holds many messages when they come fast.
        frames.removeFirst()
      }
      return item
    }
  }

  private struct Frame: Sendable {
    var lane: Precedence
    var messages: [RecordedEnvelope]
    /// The index of the first message that waits.
    var next = 0
  }

  let isRecordOrder: Bool
  /// In record order, the lowest lane's row holds all lanes.
  private var rows = Lanes(repeating: Row())
  /// The rows that have frames, and those that have messages given back.
  private var delivered = LaneSet()
  private var returned = LaneSet()
  private var share = LaneShare()

  init(isRecordOrder: Bool) { self.isRecordOrder = isRecordOrder }

  private func row(of lane: Precedence) -> Precedence { isRecordOrder ? .deferred : lane }

  mutating func append(_ messages: [RecordedEnvelope], lane: Precedence) {
    guard !messages.isEmpty else { return }
    rows[row(of: lane)].frames.append(Frame(lane: lane, messages: messages))
    delivered.insert(row(of: lane))
  }

  /// Takes a message back: it comes again at `time`, and nothing of its lane before it.
  mutating func giveBack(_ item: Item, until time: Milliseconds) {
    let row = row(of: item.lane)
    var again = item
    again.attempt += 1
    let index = rows[row].returned.firstIndex { $0.message.sequence > item.message.sequence }
    rows[row].returned.insert(again, at: index ?? rows[row].returned.endIndex)
    rows[row].heldUntil = max(rows[row].heldUntil, time)
    returned.insert(row)
  }

  /// Whether a message can be taken now.
  ///
  /// - Parameter isOver: whether the subscription has ended: then messages given back no longer wait.
  func hasMessage(isOver: Bool) -> Bool { !waiting(isOver: isOver).isEmpty }

  mutating func take(isOver: Bool) -> Item? {
    let waiting = waiting(isOver: isOver)
    guard let row = share.next(waiting)?.lane else { return nil }
    let item = returned.contains(row) ? takeReturned(row) : takeDelivered(row)
    share.sent(item.message.encodedCount, lane: row, waiting)
    return item
  }

  private func waiting(isOver: Bool) -> LaneSet {
    if returned.isEmpty { return delivered }
    let now = MonotonicClock.now
    return LaneSet(
      Precedence.lanes.filter { lane in
        returned.contains(lane) ? isOver || rows[lane].heldUntil <= now : delivered.contains(lane)
      })
  }

  private mutating func takeReturned(_ row: Precedence) -> Item {
    let item = rows[row].returned.removeFirst()
    if rows[row].returned.isEmpty { returned.remove(row) }
    return item
  }

  private mutating func takeDelivered(_ row: Precedence) -> Item {
    let item = rows[row].takeDelivered()
    if rows[row].frames.isEmpty { delivered.remove(row) }
    return item
  }
}
