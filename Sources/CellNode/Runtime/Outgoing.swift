import CellSchema
import Synchronization

/// Messages on their way from their senders to the session: senders put them in, and the hub's thread takes all that
/// there are.
///
/// While many come, the hub looks by itself every millisecond, and a sender who sends many wakes it only now and then:
/// waking a thread costs more than a message does.
final class Outgoing: Sendable {
  /// Messages of one lane, in their order.
  struct Run: Sendable {
    var lane: Precedence
    var entries: [OutboxEntry]
  }

  private struct State {
    var runs: [Run] = []
    var count = 0
    /// The hub was woken and has not taken since.
    var isTold = false
    /// The hub looks without being woken.
    var isAttended = false
    var isClosed = false
  }

  enum Next {
    case wakeHub
    case nothing
    /// The session has ended, and takes nothing more.
    case refused
  }

  /// So many messages at once make the hub look by itself.
  private static let many = 4
  /// Where the hub looks by itself, it is woken for so many messages: a good frame's worth.
  private static let batch = 64

  private let state = Mutex(State())

  /// - Parameter isOneOfMany: whether the sender goes on sending.
  func put(_ entry: OutboxEntry, lane: Precedence, isOneOfMany: Bool) -> Next {
    state.withLock { state in
      if state.isClosed { return .refused }
      if let last = state.runs.indices.last, state.runs[last].lane == lane {
        state.runs[last].entries.append(entry)
      } else {
        var entries: [OutboxEntry] = []
        entries.reserveCapacity(isOneOfMany ? Self.batch : 1)
        entries.append(entry)
        state.runs.append(Run(lane: lane, entries: entries))
      }
      state.count += 1
      if state.isTold || isOneOfMany && state.isAttended && state.count < Self.batch { return .nothing }
      state.isTold = true
      return .wakeHub
    }
  }

  /// Takes all that there are.
  ///
  /// - Returns: the messages, and whether the hub is to look again by itself.
  func take() -> ([Run], looksAgain: Bool) {
    state.withLock { state in
      defer {
        state.runs = []
        state.count = 0
      }
      state.isTold = false
      state.isAttended = state.count >= Self.many
      return (state.runs, state.isAttended)
    }
  }

  /// Takes what there is, and nothing more from now on.
  func close() -> [Run] {
    state.withLock { state in
      state.isClosed = true
      defer { state.runs = [] }
      return state.runs
    }
  }
}
