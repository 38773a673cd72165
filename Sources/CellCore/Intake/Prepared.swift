import CellSchema

/// A message read and judged by itself: everything that follows from its bytes, its sender and the rules.
///
/// A class, so that on its way through the loop, the commit and the archive one reference is copied.
package final class Prepared: Sendable {
  let id: MessageID
  package let messageClass: MessageClass
  let expiresAt: Microseconds?
  /// The station's count that the message's serial belongs to, and the serial's number in it.
  let serial: (key: SerialKey, number: Int)?
  let links: Links
  /// What the message says to the proceedings; nil for a message that moves nothing.
  let act: Act?
  /// Of a proposal: what the rules make of it.
  let proposal: FrozenProposal?
  /// What the office shows that signs it; nil where no full powers are asked for.
  let powers: PowersRegister.Shown?
  /// The body, if the message is an acknowledgement: what is acknowledged, and by whom.
  let acknowledged: Acknowledgement?
  /// What the rules say of it for good.
  let terms: RowTerms
  /// Whether the bus cannot carry its document to others: it is longer than what a message of the bus holds.
  let isTooLongToCarry: Bool
  /// Whose keys signed it, in its block's order.
  let signers: [Signer]

  /// What the header and the body say beside the class.
  ///
  /// - Parameters:
  ///   - links: of the header.
  ///   - act: of the body.
  init(
    _ header: CheckedHeader, _ envelope: Envelope, _ found: MessageClass, _ rulebook: Rulebook, _ links: Links,
    _ act: Act?, signers: [Signer] = []
  ) throws(Refusal) {
    self.links = links
    self.act = act
    self.signers = signers
    acknowledged =
      found.type == Self.acknowledgement
      ? try DocumentDecoder.body(Acknowledgement.self, of: Array(envelope.document)) : nil
    id = try header.messageID()
    messageClass = found
    expiresAt = header.time(.expiresAt)
    serial = header.serial(of: found.node, in: found.world)
    proposal = FrozenProposal(act, from: found.node, of: found.participant, rulebook)
    powers = rulebook.powers(shownBy: links.office, found.type, of: found.participant)
    terms = rulebook.procedures.terms
    isTooLongToCarry = envelope.document.count > Base64Text.capacity
  }

  private static let acknowledgement = Catalogue.index(of: Acknowledgement.self)

  func entry(sequence: SequenceNumber, acceptedAt: Microseconds) -> Entry? {
    act.map { act in
      var entry = Entry(
        sequence: sequence, id: id, acceptedAt: acceptedAt, node: messageClass.node,
        participant: messageClass.participant, inReplyTo: links.inReplyTo, caseNumber: links.caseNumber,
        amends: links.amends, act: act, proposal: proposal, sentAt: links.sentAt,
        originalSentAt: links.originalSentAt, terms: terms)
      entry.note(powers)
      return entry
    }
  }
}

/// What came of preparing a message, and by which rules: under others it is prepared again, refused or not.
package struct Preparation: Sendable {
  let outcome: Result<Prepared, Refusal>
  let rules: RulesVersion
}

/// Goes up with every change of the rules: what was computed under one is not used under the next.
package struct RulesVersion: Hashable, Sendable {
  private var number: UInt64 = 0

  package init() {}

  mutating func advance() { number += 1 }
}

/// What a station's serial numbers are counted by: node, world and year.
package struct SerialKey: Hashable, Sendable {
  package var node: NodeIndex
  package var world: World
  package var year: Int

  package init(node: NodeIndex, world: World, year: Int) {
    self.node = node
    self.world = world
    self.year = year
  }
}
