package import CellSchema

/// A message in the outbox that waits for the broker's decision.
package struct OutboxEntry: Sendable, Equatable {
  package var envelope: Envelope
  /// The ticket under which this process is told the decision.
  package var ticket: UInt64?
  /// The document's identifier, by which other messages of the outbox may refer to it; nil if its header cannot be
  /// read.
  package var id: MessageID?
  /// The number that a store has given already; nil if the outbox gives it.
  package var number: UInt64?

  package init(envelope: Envelope, ticket: UInt64?, id: MessageID? = nil, number: UInt64? = nil) {
    self.envelope = envelope
    self.ticket = ticket
    self.id = id
    self.number = number
  }
}

/// A message's place in the outbox: its lane and number.
package struct OutboxPlace: Sendable, Hashable {
  package var lane: Precedence
  package var number: UInt64

  package init(lane: Precedence, number: UInt64) {
    self.lane = lane
    self.number = number
  }
}
