/// What a message does to an earlier one of the same participant.
///
/// It has at least the original's precedence and goes to all who had the original. What binds is never cancelled, only
/// withdrawn or ended by an act of its own.
public struct Amends: Codable, Hashable, Sendable {
  public enum Kind: String, CaseIterable, SchemaLeaf {
    /// This is the right version; the earlier one was wrong in part.
    case correct
    /// The earlier one is void.
    case cancel
    /// This takes the earlier one's place from now on.
    case supersede
    /// The earlier one should not have been said.
    case retract
  }

  /// The earlier message.
  public var id: MessageID
  public var kind: Kind
  public var reason: Line

  public init(id: MessageID, kind: Kind, reason: Line) {
    self.id = id
    self.kind = kind
    self.reason = reason
  }
}

/// By what right the message binds its participant.
public struct Authority: Codable, Hashable, Sendable {
  /// How full powers are shown (Vienna Convention on the Law of Treaties, article 7).
  public enum FullPowers: String, CaseIterable, SchemaLeaf {
    /// By virtue of the office: head of state or government, minister for foreign affairs.
    case office
    /// An instrument of full powers was produced.
    case instrument
    case noneClaimed = "none-claimed"
  }

  /// On whose behalf it is signed: the state or organisation.
  public var signatory: Line
  /// The office that signs, `Minister for Foreign Affairs`.
  public var office: Line
  public var fullPowers: FullPowers?
  /// The document that shows it.
  public var reference: Line?

  public init(signatory: Line, office: Line, fullPowers: FullPowers? = nil, reference: Line? = nil) {
    self.signatory = signatory
    self.office = office
    self.fullPowers = fullPowers
    self.reference = reference
  }
}

/// That it first went another way and was entered into the bus later.
public struct EnteredBy: Codable, Hashable, Sendable {
  public enum Means: String, CaseIterable, SchemaLeaf {
    case paper, telephone
    case otherSystem = "other-system"
  }

  public var means: Means
  /// When it was sent the other way.
  public var originalSentAt: Timestamp?

  public init(means: Means, originalSentAt: Timestamp? = nil) {
    self.means = means
    self.originalSentAt = originalSentAt
  }
}
