import CellSchema
import CellWire
import Synchronization

/// Messages delivered to one subscription that the application has not taken yet.
///
/// The hub appends whole frames; the application takes one message at a time. Credit bounds the queue.
final class SubscriptionQueue: Sendable {
  typealias Item = Backlog.Item

  private enum Phase {
    /// The broker was asked; `waiting` are tasks that wait for the registration.
    case asked(waiting: [OneShot<Result<Void, NodeError>>])
    case registered
    /// The subscription has ended; messages that have arrived can still be taken.
    case ended(NodeError?)

    var isOver: Bool {
      if case .ended = self { true } else { false }
    }
  }

  private struct State {
    var phase = Phase.asked(waiting: [])
    var backlog: Backlog
    var ledger = LaneLedger()
    /// The task that waits for a message.
    var reader: CheckedContinuation<Void, Never>?
    /// Messages and bytes taken by the application and not reported yet.
    var consumed = Consumption()
    var hasPostedAcknowledgement = false

    mutating func takeReader() -> CheckedContinuation<Void, Never>? {
      defer { reader = nil }
      return reader
    }

    /// Whether the hub has to be told of an acknowledgement: it has not been since it took the last one.
    mutating func postsAcknowledgement() -> Bool {
      defer { hasPostedAcknowledgement = true }
      return !hasPostedAcknowledgement
    }

    mutating func take() -> Item? { backlog.take(isOver: phase.isOver) }

    /// Whether a message can be taken, or none will come.
    var isDue: Bool { phase.isOver || backlog.hasMessage(isOver: false) }
  }

  let number: UInt32
  /// The name shown to people: the durable name, or the types.
  let name: String
  private let credit: CreditPlan
  private let state: Mutex<State>

  init(number: UInt32, request: SubscriptionRequest) {
    self.number = number
    name = request.durable?.text ?? request.types.map(\.text).joined(separator: ",")
    credit = request.credit
    state = Mutex(State(backlog: Backlog(isRecordOrder: request.order == .record)))
  }

  // MARK: the hub's side

  func append(_ messages: [RecordedEnvelope], lane: Precedence) {
    let reader = state.withLock { state in
      state.backlog.append(messages, lane: lane)
      return state.takeReader()
    }
    reader?.resume()
  }

  /// The broker registered the subscription; again in each new session.
  func registered(_ start: Lanes<SequenceNumber>) {
    let waiting = state.withLock { state -> [OneShot<Result<Void, NodeError>>] in
      state.ledger.begin(start)
      guard case .asked(let waiting) = state.phase else { return [] }
      state.phase = .registered
      return waiting
    }
    for shot in waiting { shot.give(.success(())) }
  }

  /// The error that ended the subscription; nil while it goes on, and where it was ended here.
  var failure: NodeError? {
    state.withLock { state in
      if case .ended(let error) = state.phase { error } else { nil }
    }
  }

  func end(_ error: NodeError?) {
    let (reader, waiting) = state.withLock { state in
      var waiting: [OneShot<Result<Void, NodeError>>] = []
      if case .asked(let shots) = state.phase { waiting = shots }
      if !state.phase.isOver { state.phase = .ended(error) }
      return (state.takeReader(), waiting)
    }
    reader?.resume()
    for shot in waiting { shot.give(.failure(error ?? .closed)) }
  }

  /// How far the application is done, and the asides since the last call.
  func takeAcknowledgement() -> (Lanes<SequenceNumber>, [AsideMark]) {
    state.withLock { state in
      state.hasPostedAcknowledgement = false
      return (state.ledger.done, state.ledger.takeAsides())
    }
  }

  // MARK: the application's side

  enum Taken {
    case message(Item, consumed: Consumption?)
    case over(NodeError?)
    case nothing
  }

  /// What the application took, to be reported to the session, which tops up the credit.
  struct Consumption {
    var messages = 0
    var bytes = 0
  }

  func take() -> Taken {
    state.withLock { state in
      guard var item = state.take() else {
        switch state.phase {
        case .asked, .registered: return .nothing
        case .ended(let error): return .over(error)
        }
      }
      item.place = state.ledger.take(
        item.message.sequence, lane: item.lane, isRecordOrder: state.backlog.isRecordOrder)
      // A message that comes again was reported when it was taken first.
      guard item.attempt == 1 else { return .message(item, consumed: nil) }
      state.consumed.messages += 1
      state.consumed.bytes += item.message.encodedCount
      guard state.consumed.messages * 8 >= credit.messages || state.consumed.bytes * 8 >= credit.bytes else {
        return .message(item, consumed: nil)
      }
      defer { state.consumed = Consumption() }
      return .message(item, consumed: state.consumed)
    }
  }

  /// Waits until there may be a message to take, or the task is cancelled.
  func wait() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isDue = state.withLock { state in
          if state.isDue || Task.isCancelled { return true }
          precondition(state.reader == nil, "a subscription is read by one task at a time")
          state.reader = continuation
          return false
        }
        if isDue { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.takeReader() }?.resume()
    }
  }

  /// Waits until the broker has registered the subscription.
  ///
  /// - Throws: the error that ended the subscription; `CancellationError`.
  func ready() async throws {
    let shot = OneShot<Result<Void, NodeError>>()
    state.withLock { state in
      switch state.phase {
      case .asked(let waiting): state.phase = .asked(waiting: waiting + [shot])
      case .registered: shot.give(.success(()))
      case .ended(let error): shot.give(.failure(error ?? .closed))
      }
    }
    try await shot.value().get()
  }

  /// Notes that everything of the lane up to and with `sequence` is done.
  ///
  /// - Returns: whether the hub has to be told.
  func acknowledge(_ sequence: SequenceNumber, lane: Precedence) -> Bool {
    state.withLock { $0.ledger.acknowledge(sequence, lane: lane) && $0.postsAcknowledgement() }
  }

  /// Notes that the application sets a message aside.
  ///
  /// - Returns: whether the hub has to be told.
  func setAside(_ sequence: SequenceNumber, lane: Precedence, _ reason: String) -> Bool {
    state.withLock { state in
      state.ledger.setAside(sequence, lane: lane, reason)
      return state.postsAcknowledgement()
    }
  }

  /// Takes a message back: it is given again after `time`, and nothing of its lane before it.
  func giveBack(_ item: Item, after time: Duration) {
    let isTaken = state.withLock { state in
      guard state.ledger.giveBack(item.message.sequence, lane: item.lane) else { return false }
      state.backlog.giveBack(item, until: MonotonicClock.now + time.milliseconds)
      return true
    }
    guard isTaken else { return }
    Task { [weak self] in
      // The queue's clock counts whole milliseconds.
      try? await Task.sleep(for: time + .milliseconds(1))
      self?.state.withLock { $0.takeReader() }?.resume()
    }
  }
}
