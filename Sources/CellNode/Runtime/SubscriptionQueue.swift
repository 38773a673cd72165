import CellSchema
import Synchronization

/// What was delivered to one subscription and not taken by the application yet.
///
/// The hub puts in whole frames, the application takes one message at a time: higher lanes first while a lower one still
/// moves, or in record order where that was asked for. Credit bounds it.
final class SubscriptionQueue: Sendable {
  struct Item: Sendable {
    var lane: Int
    var message: RecordedEnvelope
    /// 1 for the first time, and one more for each time that it was given back.
    var attempt = 1
    /// The reader's place behind it.
    var place = PerLane()
  }

  enum Phase: Sendable {
    case open
    case ended(NodeError?)
  }

  fileprivate struct State {
    /// Frames by lane, with the place of the next message of the first one. Record order uses lane 0 alone.
    var frames = [[Frame]](repeating: [], count: Lane.count)
    var share = LaneShare()
    /// What the application gave back, by lane as above, the lowest sequence number first, and until when it waits.
    var returned = [[Item]](repeating: [], count: Lane.count)
    var heldUntil = [Milliseconds](repeating: .min, count: Lane.count)
    var ledger = LaneLedger()
    var phase = Phase.open
    var waiter: CheckedContinuation<Void, Never>?
    /// Taken by the application and not reported.
    var consumedMessages = 0
    var consumedBytes = 0
    var hasPostedAcknowledgement = false
    var isReady = false
    var ready: [OneShot<Phase>] = []
  }

  fileprivate struct Frame {
    var lane: Int
    var messages: [RecordedEnvelope]
    var next = 0
  }

  let number: UInt32
  /// For people: the durable name, or the types.
  let name: String
  private let isRecordOrder: Bool
  private let credit: CreditPlan
  private let state = Mutex(State())

  init(number: UInt32, request: SubscriptionRequest) {
    self.number = number
    name = request.durable?.text ?? request.types.map(\.text).joined(separator: ",")
    isRecordOrder = request.order == .record
    credit = request.credit
  }

  // MARK: the hub's side

  func append(lane: Int, _ messages: [RecordedEnvelope]) {
    let waiter = state.withLock { state in
      state.frames[isRecordOrder ? 0 : lane].append(Frame(lane: lane, messages: messages))
      return state.takeWaiter()
    }
    waiter?.resume()
  }

  func becameReady(_ start: PerLane) {
    let waiting = state.withLock { state in
      state.ledger.begin(start)
      state.isReady = true
      defer { state.ready = [] }
      return state.ready
    }
    for shot in waiting { shot.give(.open) }
  }

  func end(_ error: NodeError?) {
    let (waiter, waiting) = state.withLock { state in
      if case .open = state.phase { state.phase = .ended(error) }
      defer { state.ready = [] }
      return (state.takeWaiter(), state.ready)
    }
    waiter?.resume()
    for shot in waiting { shot.give(.ended(error)) }
  }

  func takeAcknowledgement() -> (PerLane, [AsideMark]) {
    state.withLock { state in
      state.hasPostedAcknowledgement = false
      return (state.ledger.handled, state.ledger.takeAsides())
    }
  }

  // MARK: the application's side

  enum Taken {
    case message(Item, consumed: Consumption?)
    case over(NodeError?)
    case nothing
  }

  /// To be reported to the session, so that it can top up the credit.
  struct Consumption {
    var messages: Int
    var bytes: Int
  }

  func take() -> Taken {
    state.withLock { state in
      if var item = state.pop(at: MonotonicClock.now) {
        item.place = state.ledger.take(item.message.sequence, lane: item.lane, isRecordOrder: isRecordOrder)
        // What comes again was reported when it was taken first.
        guard item.attempt == 1 else { return .message(item, consumed: nil) }
        state.consumedMessages += 1
        state.consumedBytes += item.message.encodedCount
        guard state.consumedMessages * 8 >= credit.messages || state.consumedBytes * 8 >= credit.bytes else {
          return .message(item, consumed: nil)
        }
        defer { (state.consumedMessages, state.consumedBytes) = (0, 0) }
        return .message(item, consumed: Consumption(messages: state.consumedMessages, bytes: state.consumedBytes))
      }
      if case .ended(let error) = state.phase { return .over(error) }
      return .nothing
    }
  }

  /// Returns once there may be something to take, or the task is cancelled.
  func wait() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isDue = state.withLock { state in
          if state.hasSomething(at: MonotonicClock.now) || Task.isCancelled { return true }
          precondition(state.waiter == nil, "a subscription is read by one task at a time")
          state.waiter = continuation
          return false
        }
        if isDue { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.takeWaiter() }?.resume()
    }
  }

  func ready() async throws(CancellationError) -> Phase {
    let shot = OneShot<Phase>()
    state.withLock { state in
      if case .ended = state.phase { return shot.give(state.phase) }
      if state.isReady { return shot.give(.open) }
      state.ready.append(shot)
    }
    return try await shot.value()
  }

  /// Notes that everything of the lane up to and with `sequence` is done. True: the hub has to be told.
  func acknowledge(lane: Int, _ sequence: UInt64) -> Bool {
    state.withLock { $0.ledger.acknowledge(sequence, lane: lane) && $0.postsAcknowledgement() }
  }

  /// The same for one that the application goes on without.
  func setAside(lane: Int, _ sequence: UInt64, _ reason: String) -> Bool {
    state.withLock { state in
      state.ledger.setAside(sequence, lane: lane, reason)
      return state.postsAcknowledgement()
    }
  }

  /// Takes a message back: it is given again after that time, and nothing of its lane before it.
  func giveBack(_ item: Item, after time: Duration) {
    let isTaken = state.withLock { state in
      guard state.ledger.giveBack(item.message.sequence, lane: item.lane) else { return false }
      let lane = isRecordOrder ? 0 : item.lane
      var again = item
      again.attempt += 1
      let index = state.returned[lane].firstIndex { $0.message.sequence > item.message.sequence }
      state.returned[lane].insert(again, at: index ?? state.returned[lane].endIndex)
      state.heldUntil[lane] = max(state.heldUntil[lane], MonotonicClock.now + time.milliseconds)
      return true
    }
    guard isTaken else { return }
    Task { [weak self] in
      // The queue's clock counts whole milliseconds.
      try? await Task.sleep(for: time + .milliseconds(1))
      self?.state.withLock { $0.takeWaiter() }?.resume()
    }
  }
}

extension SubscriptionQueue.State {
  fileprivate mutating func takeWaiter() -> CheckedContinuation<Void, Never>? {
    defer { waiter = nil }
    return waiter
  }

  /// True: the hub has to be told; it has not been since it asked last.
  fileprivate mutating func postsAcknowledgement() -> Bool {
    defer { hasPostedAcknowledgement = true }
    return !hasPostedAcknowledgement
  }

  fileprivate func hasSomething(at now: Milliseconds) -> Bool {
    if case .ended = phase { return true }
    return waiting(at: now) != 0
  }

  /// The lanes that have a message to give, bit by bit. What was given back holds its lane, unless nothing is left to
  /// wait for.
  private func waiting(at now: Milliseconds) -> UInt8 {
    var isOver = false
    if case .ended = phase { isOver = true }
    return frames.indices.reduce(0 as UInt8) { waiting, lane in
      let hasOne = returned[lane].isEmpty ? !frames[lane].isEmpty : isOver || heldUntil[lane] <= now
      return hasOne ? waiting | 1 << lane : waiting
    }
  }

  fileprivate mutating func pop(at now: Milliseconds) -> SubscriptionQueue.Item? {
    let waiting = waiting(at: now)
    guard let lane = share.next(waiting)?.lane else { return nil }
    let item = returned[lane].isEmpty ? popFrame(lane) : returned[lane].removeFirst()
    share.sent(item.message.encodedCount, lane: lane, waiting)
    return item
  }

  private mutating func popFrame(_ lane: Int) -> SubscriptionQueue.Item {
    let index = frames[lane][0].next
    let item = SubscriptionQueue.Item(lane: frames[lane][0].lane, message: frames[lane][0].messages[index])
    if index + 1 < frames[lane][0].messages.count {
      frames[lane][0].next += 1
    } else {
      // Frames are few: credit bounds them, and they hold many messages when they come fast.
      frames[lane].removeFirst()
    }
    return item
  }
}
