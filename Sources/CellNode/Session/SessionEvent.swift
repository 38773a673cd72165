package import CellSchema
package import CellWire

/// Milliseconds of a clock that never goes back.
package typealias Milliseconds = Int64

/// What happens to a session.
package enum SessionEvent: Sendable {
  // MARK: the connection
  /// Start to connect, and keep connected from now on.
  case open
  /// Finish queued messages within this time, then leave.
  case close(within: Milliseconds)
  /// The handshake of the connection that ``ConnectionEffect/connect(endpoint:)`` asked for is done.
  case connected
  /// The connection was not made, or broke.
  case connectionLost(Refusal)
  case received([UInt8])
  /// ``NodeSession/nextDeadline`` has come.
  case tick

  // MARK: the application
  /// Messages of one lane, in their order.
  case publish([OutboxEntry], lane: Precedence)
  case subscribe(UInt32, SubscriptionRequest)
  case unsubscribe(UInt32)
  /// By lane, everything of the subscription up to and with these sequence numbers is done; the asides are among it.
  case acknowledge(UInt32, Lanes<SequenceNumber>, [AsideMark] = [])
  /// The application took so many messages and bytes out of the subscription's queue.
  case consumed(UInt32, messages: Int, bytes: Int)
  case query(ticket: UInt64, Query.Question)
  /// Remove a durable name and its place; the number is a new one, counted with the subscriptions.
  case remove(ticket: UInt64, number: UInt32, DurableName)
  /// Say something of the record's checkpoints, if the broker is there.
  case say(LogStatement)
}

/// What a node says of the record's checkpoints, to which there is no answer.
package enum LogStatement: Sendable, Equatable {
  case cosign(Cosign)
  /// A checkpoint that the broker's record should be behind, and is not.
  case show(NoteText)
}

extension SessionEvent {
  /// The effects that answer an event that no session takes any more; none if no caller waits for an answer.
  var refused: [NodeEffect] {
    let closed = Refusal(.nodeClosed, "the node was closed")
    switch self {
    case .publish(let entries, _):
      return entries.compactMap { entry in entry.ticket.map { .publishFailed(ticket: $0, closed) } }
    case .query(let ticket, _): return [.queryFailed(ticket: ticket, closed)]
    case .remove(let ticket, _, _): return [.removalFailed(ticket: ticket, closed)]
    case .subscribe(let number, _): return [.subscriptionEnded(number, closed)]
    case .unsubscribe(let number): return [.subscriptionEnded(number, nil)]
    case .open, .close, .connected, .connectionLost, .received, .tick, .acknowledge, .consumed, .say: return []
    }
  }
}

/// A message that the application set aside, with its lane.
package struct AsideMark: Sendable, Equatable {
  package var lane: Precedence
  package var aside: Acknowledge.Aside

  package init(lane: Precedence, aside: Acknowledge.Aside) {
    self.lane = lane
    self.aside = aside
  }

  init(lane: Precedence, sequence: SequenceNumber, reason: String) {
    self.init(lane: lane, aside: Acknowledge.Aside(sequence: sequence.value, reason: reason))
  }

  var sequence: SequenceNumber { SequenceNumber(aside.sequence.value) }
}
