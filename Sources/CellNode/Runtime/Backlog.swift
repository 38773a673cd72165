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
  private var share = LaneShare()

  init(isRecordOrder: Bool) { self.isRecordOrder = isRecordOrder }

  private func row(of lane: Precedence) -> Precedence { isRecordOrder ? .deferred : lane }

  mutating func append(_ messages: [RecordedEnvelope], lane: Precedence) {
    rows[row(of: lane)].frames.append(Frame(lane: lane, messages: messages))
  }

  /// Takes a message back: it comes again at `time`, and nothing of its lane before it.
  mutating func giveBack(_ item: Item, until time: Milliseconds) {
    let row = row(of: item.lane)
    var again = item
    again.attempt += 1
    let index = rows[row].returned.firstIndex { $0.message.sequence > item.message.sequence }
    rows[row].returned.insert(again, at: index ?? rows[row].returned.endIndex)
    rows[row].heldUntil = max(rows[row].heldUntil, time)
  }

  /// Whether a message can be taken now.
  ///
  /// - Parameter isOver: whether the subscription has ended: then messages given back no longer wait.
  func hasMessage(at now: Milliseconds, isOver: Bool) -> Bool { !waiting(at: now, isOver: isOver).isEmpty }

  mutating func take(at now: Milliseconds, isOver: Bool) -> Item? {
    let waiting = waiting(at: now, isOver: isOver)
    guard let row = share.next(waiting)?.lane else { return nil }
    let item = rows[row].returned.isEmpty ? takeDelivered(row) : rows[row].returned.removeFirst()
    share.sent(item.message.encodedCount, lane: row, waiting)
    return item
  }

  private func waiting(at now: Milliseconds, isOver: Bool) -> LaneSet {
    LaneSet(
      Precedence.lanes.filter { lane in
        rows[lane].returned.isEmpty ? !rows[lane].frames.isEmpty : isOver || rows[lane].heldUntil <= now
      })
  }

  private mutating func takeDelivered(_ row: Precedence) -> Item {
    let index = rows[row].frames[0].next
    let item = Item(lane: rows[row].frames[0].lane, message: rows[row].frames[0].messages[index])
    if index + 1 < rows[row].frames[0].messages.count {
      rows[row].frames[0].next += 1
    } else {
      // Removing from the front is cheap: credit bounds the frames, and each holds many messages when they come fast.
      rows[row].frames.removeFirst()
    }
    return item
  }
}
