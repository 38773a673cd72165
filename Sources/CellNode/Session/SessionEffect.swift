package import CellSchema
package import CellWire

/// What a session wants done, by who performs it.
package enum SessionEffect: Sendable {
  case connection(ConnectionEffect)
  case node(NodeEffect)
}

/// What the hub does with the node's connection.
package enum ConnectionEffect: Sendable {
  /// Open a connection, and report `connected` or `connectionLost`.
  case connect(endpoint: String)
  /// Close the connection without a report.
  case disconnect
  case send([UInt8])
}

/// What the node and its callers are told.
package enum NodeEffect: Sendable {
  // MARK: life cycle
  case welcomed(Welcome, endpoint: String)
  /// The session is lost, for this reason; another one will be tried.
  case disconnected(Refusal)
  /// The session has ended for good: for this reason, or because it was asked to.
  case ended(Refusal?)
  /// The broker reported an error that no caller waits for.
  case reported(Refusal)

  // MARK: publishing
  case decided([Decided])
  /// The message with this ticket was given up without a decision.
  case publishFailed(ticket: UInt64, Refusal)

  // MARK: reading
  /// The subscription is registered. `start` is where it began the first time: everything up to there counts as done.
  case subscribed(UInt32, resumed: Bool, start: Lanes<SequenceNumber>)
  case delivered(UInt32, lane: Precedence, [RecordedEnvelope])
  case subscriptionEnded(UInt32, Refusal?)
  /// The broker waits for credit of the subscription; its place is kept.
  case parked(UInt32, Refusal)

  // MARK: questions
  case answered(ticket: UInt64, QueryAnswer)
  case queryFailed(ticket: UInt64, Refusal)
  case removed(ticket: UInt64)
  case removalFailed(ticket: UInt64, Refusal)

  // MARK: the record's tree
  case checkpoint(CheckpointCommand)
}

extension [SessionEffect] {
  mutating func append(_ effect: ConnectionEffect) { append(.connection(effect)) }
  mutating func append(_ effect: NodeEffect) { append(.node(effect)) }
}

/// The broker's decision on a message of the outbox.
package struct Decided: Sendable, Equatable {
  package enum Outcome: Sendable, Equatable {
    case accepted(sequence: SequenceNumber, acceptedAt: Timestamp)
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
