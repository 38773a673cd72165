package import CellSchema

/// A message that has its number and waits for the broker's decision.
package struct OutboxEntry: Sendable, Equatable {
  package var envelope: Envelope
  /// Who in this process waits for the decision; nil for what an earlier process left behind.
  package var ticket: UInt64?

  package init(envelope: Envelope, ticket: UInt64?) {
    self.envelope = envelope
    self.ticket = ticket
  }
}

/// What was published and is not decided yet, lane by lane, under one stream.
///
/// Numbers are contiguous from 1 in each lane, and a number's bytes never change: so a message may be sent again as
/// often as it takes, and stands on the record once.
package protocol Outbox: Sendable {
  var stream: StreamIdentifier { get }

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
