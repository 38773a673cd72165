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
  }

  enum Phase: Sendable {
    case open
    case ended(NodeError?)
  }

  fileprivate struct State {
    /// Frames by lane, with the place of the next message of the first one. Record order uses lane 0 alone.
    var frames = [[Frame]](repeating: [], count: Lane.count)
    var share = LaneShare()
    var phase = Phase.open
    var waiter: CheckedContinuation<Void, Never>?
    /// Taken by the application and not reported.
    var consumedMessages = 0
    var consumedBytes = 0
    var handled = PerLane()
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

  func becameReady() {
    let waiting = state.withLock { state in
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

  func takeAcknowledgement() -> PerLane {
    state.withLock { state in
      state.hasPostedAcknowledgement = false
      return state.handled
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
      if let item = state.pop() {
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
          if state.hasSomething || Task.isCancelled { return true }
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
    state.withLock { state in
      guard sequence > state.handled[lane] ?? 0 else { return false }
      state.handled[lane] = sequence
      defer { state.hasPostedAcknowledgement = true }
      return !state.hasPostedAcknowledgement
    }
  }
}

extension SubscriptionQueue.State {
  fileprivate mutating func takeWaiter() -> CheckedContinuation<Void, Never>? {
    defer { waiter = nil }
    return waiter
  }

  fileprivate var hasSomething: Bool {
    if case .ended = phase { return true }
    return frames.contains { !$0.isEmpty }
  }

  fileprivate mutating func pop() -> SubscriptionQueue.Item? {
    let waiting = frames.indices.reduce(0 as UInt8) { frames[$1].isEmpty ? $0 : $0 | 1 << $1 }
    guard let lane = share.next(waiting)?.lane else { return nil }
    let index = frames[lane][0].next
    let item = SubscriptionQueue.Item(lane: frames[lane][0].lane, message: frames[lane][0].messages[index])
    share.sent(item.message.encodedCount, lane: lane, waiting)
    if index + 1 < frames[lane][0].messages.count {
      frames[lane][0].next += 1
    } else {
      // Frames are few: credit bounds them, and they hold many messages when they come fast.
      frames[lane].removeFirst()
    }
    return item
  }
}
