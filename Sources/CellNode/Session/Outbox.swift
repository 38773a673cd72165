package import CellSchema

/// A message that has its number and waits for the broker's decision.
package struct OutboxEntry: Sendable, Equatable {
  package var envelope: Envelope
  /// Who in this process waits for the decision.
  package var ticket: UInt64?
  /// The document's own, by which others of the outbox refer to it; nil where its header cannot be read.
  package var id: MessageID?
  /// The number that a store has given it already; nil where the outbox gives it.
  package var number: UInt64?

  package init(envelope: Envelope, ticket: UInt64?, id: MessageID? = nil, number: UInt64? = nil) {
    self.envelope = envelope
    self.ticket = ticket
    self.id = id
    self.number = number
  }
}

/// Where a message stands in the outbox.
package struct OutboxPlace: Sendable, Hashable {
  package var lane: Int
  package var number: UInt64

  package init(lane: Int, number: UInt64) {
    self.lane = lane
    self.number = number
  }
}

/// What was published and is not decided yet, lane by lane, under one stream.
///
/// Numbers are contiguous from 1 in each lane, and a number's bytes never change: so a message may be sent again as
/// often as it takes, and stands on the record once.
package protocol Outbox: Sendable {
  var stream: StreamIdentifier { get }

  /// What an earlier process left behind, in the order in which it was published.
  var left: [OutboxPlace] { get }

  /// From the lowest number without a decision up to the next one to be given.
  func numbers(lane: Int) -> Range<UInt64>

  /// Nil where the number has been decided or was never given.
  func entry(lane: Int, number: UInt64) -> OutboxEntry?

  /// Takes a message and numbers it.
  ///
  /// - Throws: `outbox-full`; nothing was taken.
  mutating func append(_ entry: OutboxEntry, lane: Int) throws(Refusal) -> UInt64

  /// Lets go of a number that was decided, and returns what it stood for; nil where that happened before.
  mutating func decide(lane: Int, number: UInt64) -> OutboxEntry?
}

extension Outbox {
  package var isEmpty: Bool { (0..<Lane.count).allSatisfy { numbers(lane: $0).isEmpty } }
}
