package import CellSchema

/// What the broker has to know of a message to deliver it, read off its header once.
package struct MessageFacts: Sendable {
  package static let unknownType = Int.max

  package var id: UInt128
  /// Catalogue index, ``unknownType`` for a type that this version does not have.
  package var type: Int
  /// The sender, by node index.
  package var node: Int
  package var participant: Int
  package var lane: Int
  /// The lane for those to whom it is addressed for information alone: `infoPrecedence`, or ``lane``.
  package var infoLane: Int
  /// One bit, see `Nature.bit(of:)`.
  package var nature: UInt8
  /// By index in ``Names``: policies come and go, the word that was written stays.
  package var classification: Int
  /// Roles and `@all` are expanded as the roster stood at acceptance.
  package var action: Audience
  package var info: Audience
  /// Participants that the label names, or everybody.
  package var releasable: ParticipantSet
  /// Groups that the label names; who belongs to them is asked at each delivery.
  package var releasableGroups: GroupSet
  /// Microseconds since 1970; nil where it does not expire.
  package var expiresAt: Int64?
}

/// A message on the record, as delivery holds it.
package struct StoredMessage: Sendable {
  package var delivery: RecordedEnvelope
  package var facts: MessageFacts

  package init(delivery: RecordedEnvelope, facts: MessageFacts) {
    self.delivery = delivery
    self.facts = facts
  }

  package var sequence: UInt64 { delivery.sequence }
}

extension MessageFacts {
  /// The lane in which a node gets it.
  func lane(for node: Int, of participant: Int) -> Int {
    lane == infoLane || action.contains(node: node, of: participant) ? lane : infoLane
  }
}

/// What a station's serial numbers are counted by: node, world and year.
package struct SerialKey: Hashable, Sendable {
  package var node: Int
  package var nature: UInt8
  package var exercise: String
  package var year: Int
}
