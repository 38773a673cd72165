/// What a message does to an earlier one of the same participant.
///
/// An amendment has at least the original's precedence and goes to all who had the original. A binding message is never
/// cancelled, only withdrawn or ended by an act of its own.
public struct Amends: Codable, Hashable, Sendable {
  /// What an amendment does to the earlier message.
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

  /// The earlier message, by its identifier.
  public var id: MessageID
  /// What is done to the earlier message.
  public var kind: Kind
  /// Why, in a line.
  public var reason: Line

  /// Makes an amendment of the message with an identifier.
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
    /// No full powers are claimed.
    case noneClaimed = "none-claimed"
  }

  /// The state or organisation on whose behalf the message is signed.
  public var signatory: Line
  /// The office that signs, `Minister for Foreign Affairs`.
  public var office: Line
  /// How full powers are shown; absent: not stated.
  public var fullPowers: FullPowers?
  /// The document that shows the full powers.
  public var reference: Line?

  /// Makes an authority.
  public init(signatory: Line, office: Line, fullPowers: FullPowers? = nil, reference: Line? = nil) {
    self.signatory = signatory
    self.office = office
    self.fullPowers = fullPowers
    self.reference = reference
  }
}

/// States that a message first went another way and was entered into the bus later.
public struct EnteredBy: Codable, Hashable, Sendable {
  /// The way the message first went.
  public enum Means: String, CaseIterable, SchemaLeaf {
    /// On paper.
    case paper
    /// By telephone.
    case telephone
    /// Through another system.
    case otherSystem = "other-system"
  }

  /// The way the message first went.
  public var means: Means
  /// When the message was sent the other way.
  public var originalSentAt: Timestamp?

  /// States how a message first went.
  public init(means: Means, originalSentAt: Timestamp? = nil) {
    self.means = means
    self.originalSentAt = originalSentAt
  }
}
