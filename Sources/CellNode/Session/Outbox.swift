package import CellSchema
package import CellWire

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

/// The messages that a node published and has no decision on, by lane, under one stream.
///
/// Numbers are contiguous from 1 in each lane, and the bytes under a number never change: a message may be sent again
/// any number of times, and stands on the record once.
package protocol Outbox: Sendable {
  var stream: StreamIdentifier { get }

  /// Messages that an earlier process left, in the order in which they were published.
  var left: [OutboxPlace] { get }

  /// The numbers from the lowest without a decision up to, and without, the next to be given.
  func numbers(lane: Precedence) -> Range<UInt64>

  /// The message with a number; nil if the number was decided, or never given.
  func entry(lane: Precedence, number: UInt64) -> OutboxEntry?

  /// Takes a message and gives it a number.
  ///
  /// - Throws: `outbox-full`; then nothing was taken.
  mutating func append(_ entry: OutboxEntry, lane: Precedence) throws(Refusal) -> UInt64

  /// Removes the message of a decided number; nil if it was removed before.
  mutating func decide(lane: Precedence, number: UInt64) -> OutboxEntry?
}

extension Outbox {
  package var isEmpty: Bool { Precedence.lanes.allSatisfy { numbers(lane: $0).isEmpty } }
}
