package import CellSchema

/// What a session wants done.
package enum SessionEffect: Sendable {
  // MARK: the connection
  /// Open a connection, and tell of it with `connected` or `connectionLost`.
  case connect(endpoint: String)
  /// Close the connection without telling of it.
  case disconnect
  case send([UInt8])

  // MARK: the application
  case welcomed(Welcome, endpoint: String)
  /// The session is gone, for this reason; another one will be tried.
  case disconnected(Refusal)
  /// The session is over for good: for a reason, or because that was asked for.
  case ended(Refusal?)
  case decided([Decided])
  /// Registered, and where it began for the first time: everything up to there counts as done.
  case subscribed(UInt32, resumed: Bool, start: PerLane)
  case delivered(UInt32, lane: Int, [RecordedEnvelope])
  case subscriptionEnded(UInt32, Refusal?)
  /// The broker waits for credit of that subscription; its place is kept.
  case parked(UInt32, Refusal)
  case answered(ticket: UInt64, QueryAnswer)
  case removed(ticket: UInt64)
  /// The request of that ticket came to nothing.
  case failed(ticket: UInt64, Refusal)
  /// The broker complained of something that nobody waits for.
  case reported(Refusal)
}

/// What became of a message.
package struct Decided: Sendable, Equatable {
  package enum Outcome: Sendable, Equatable {
    case accepted(sequence: UInt64, acceptedAt: Timestamp)
    case refused(Refusal)
  }

  package var ticket: UInt64
  package var place: OutboxPlace
  package var outcome: Outcome

  package init(ticket: UInt64, place: OutboxPlace, outcome: Outcome) {
    self.ticket = ticket
    self.place = place
    self.outcome = outcome
  }
}
