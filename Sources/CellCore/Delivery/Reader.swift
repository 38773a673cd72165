import CellSchema
import CellWire
import DequeModule

/// The subscriptions of one session, and what is under way to it.
final class Reader {
  let session: Session
  /// By number, ascending: the order of work is always the same, so that a history replays.
  private(set) var subscriptions: [ReaderSubscription] = []
  /// The last subscriptions that came to their end: what crosses with the answer is no fault of the node's.
  private var ended: [UInt32] = []
  private(set) var isCongested = false
  private(set) var link = LinkWindow()
  /// Messages sent that are not known to have arrived, each with the link's count of sent bytes after it.
  private var unconfirmed = Deque<(sequence: SequenceNumber, through: Int)>()

  init(_ session: Session) { self.session = session }

  subscript(number: UInt32) -> ReaderSubscription? { subscriptions.first { $0.number == number } }

  func add(_ subscription: ReaderSubscription) {
    ended.removeAll { $0 == subscription.number }
    let place = subscriptions.firstIndex { $0.number > subscription.number } ?? subscriptions.endIndex
    subscriptions.insert(subscription, at: place)
  }

  func remove(_ number: UInt32) { subscriptions.removeAll { $0.number == number } }

  func end(_ number: UInt32) {
    remove(number)
    if ended.count == 64 { ended.removeFirst() }
    ended.append(number)
  }

  func hasEnded(_ number: UInt32) -> Bool { ended.contains(number) }

  func congest(_ isCongested: Bool) { self.isCongested = isCongested }

  // MARK: the link

  /// Whether messages were sent and no PING is under way whose PONG would show that they arrived.
  var needsConfirmation: Bool { !unconfirmed.isEmpty && link.isSettled }

  /// Whether the link window is held back until a PONG comes.
  var needsAnswer: Bool { link.underWay > 0 && link.needsMark }

  func allows(_ bytes: Int, _ lane: Precedence) -> Bool { link.allows(bytes, lane: lane) }

  func ping(_ turn: inout Turn) {
    turn.send(Ping(), to: session)
    link.mark(at: turn.now.monotonic)
  }

  func send(_ frame: [UInt8], _ draft: DeliveryDraft, _ turn: inout Turn) {
    if link.needsMark { ping(&turn) }
    turn.send(frame, to: session.peer)
    session.didSend(at: turn.now)
    link.sent(frame.count, lane: draft.lane)
    for delivery in draft.deliveries { unconfirmed.append((delivery.sequence, link.sentBytes)) }
    // Whether a message with an `expiresAt` arrived is asked at once.
    if link.needsMark || draft.expires { ping(&turn) }
  }

  /// A PONG came.
  ///
  /// - Returns: the messages that are now known to have arrived.
  func confirmed(at now: Instant) -> [SequenceNumber] {
    link.answered(at: now.monotonic)
    let count = unconfirmed.prefix { $0.through <= link.arrivedBytes }.count
    defer { unconfirmed.removeFirst(count) }
    return unconfirmed.prefix(count).map(\.sequence)
  }
}
