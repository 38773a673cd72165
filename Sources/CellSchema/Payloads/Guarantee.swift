/// A participant commits itself to support a beneficiary, under one provision of one version of a text.
///
/// Political track: offered, signed. Legal track: not required; or pending, approved or rejected, deposited. Then it
/// is dormant until it is activated, and is invoked when it is called upon.
public struct GuaranteeCommitment: Payload {
  public static let messageType: MessageType = "guarantee.commitment"

  /// In which sense a commitment binds.
  public enum Bindingness: String, CaseIterable, SchemaLeaf {
    /// Politically.
    case political
    /// Legally.
    case legal
    /// Politically and legally.
    case both
  }

  /// Whether its terms are settled.
  public enum Terms: String, CaseIterable, SchemaLeaf {
    /// Still to be agreed: it obliges to consultation alone.
    case open
    /// Settled.
    case `final`
  }

  /// The text under which the participant commits itself.
  public var instrument: Instrument
  /// The version of the text.
  public var version: InstrumentVersion
  /// The provision of the text, by its number.
  public var provision: ProvisionNumber
  /// Whom it is for.
  public var beneficiary: Beneficiary
  /// In which sense it binds.
  public var bindingness: Bindingness
  /// Whether its terms are settled.
  public var terms: Terms
  /// What calls for it: `armed attack by Russia after the ceasefire`.
  public var trigger: Line
  /// What the participant is to give.
  public var means: NonEmpty<SupportMeans>?
  /// Whether it takes its participant's ratification of the text. Of one that binds politically and legally, the
  /// political limb may be active before: the charter says so.
  public var requiresRatification: Bool

  public init(
    instrument: Instrument, version: InstrumentVersion, provision: ProvisionNumber, beneficiary: Beneficiary,
    bindingness: Bindingness, terms: Terms, trigger: Line, means: NonEmpty<SupportMeans>? = nil,
    requiresRatification: Bool
  ) {
    self.instrument = instrument
    self.version = version
    self.provision = provision
    self.beneficiary = beneficiary
    self.bindingness = bindingness
    self.terms = terms
    self.trigger = trigger
    self.means = means
    self.requiresRatification = requiresRatification
  }

  public static var example: Self {
    Self(
      instrument: "paris-declaration", version: "final", provision: "4", beneficiary: .ukraine, bindingness: .both,
      terms: .open, trigger: "Future armed attack by Russia", means: [.military, .intelligence, .logistics],
      requiresRatification: true)
  }
}

/// A participant completes the terms of its own commitment. There may be several; means are added, and none is taken
/// away. It counts for attacks that begin after it is accepted; one that takes a parliament's decision counts from the
/// ratification on, and leaves the old terms running until then.
public struct GuaranteeCompletion: Payload {
  public static let messageType: MessageType = "guarantee.completion"

  /// The commitment that is completed, by its message's identifier.
  public var commitment: MessageID
  /// Whether its terms are settled now; once they are, they do not open again.
  public var terms: GuaranteeCommitment.Terms
  /// What the participant is to give beside what it said before.
  public var means: NonEmpty<SupportMeans>?
  /// Whether it takes its participant's ratification, said by `declaration.ratification` with `completion`; absent: no.
  public var requiresRatification: Bool?

  public init(
    commitment: MessageID, terms: GuaranteeCommitment.Terms, means: NonEmpty<SupportMeans>? = nil,
    requiresRatification: Bool? = nil
  ) {
    self.commitment = commitment
    self.terms = terms
    self.means = means
    self.requiresRatification = requiresRatification
  }

  public static var example: Self {
    Self(
      commitment: "019cca3a-d26b-7524-a93a-0ef1cd0e410d", terms: .final,
      means: [.military, .sanctions])
  }
}

/// A participant withdraws a commitment, or a part of its means. It is never refused for its date: it counts from the
/// later of the date that it states and its acceptance with the charter's notice, and touches no attack that began
/// before. What was invoked before stays owed.
public struct GuaranteeWithdrawal: Payload {
  public static let messageType: MessageType = "guarantee.withdrawal"

  /// The commitment that is withdrawn, by its message's identifier.
  public var commitment: MessageID
  /// From when on it is withdrawn, as its participant states it.
  public var effectiveAt: Timestamp
  /// Why.
  public var reason: Text?
  /// The means that are withdrawn; absent: the whole commitment is.
  public var means: NonEmpty<SupportMeans>?

  public init(
    commitment: MessageID, effectiveAt: Timestamp, reason: Text? = nil,
    means: NonEmpty<SupportMeans>? = nil
  ) {
    self.commitment = commitment
    self.effectiveAt = effectiveAt
    self.reason = reason
    self.means = means
  }

  public static var example: Self {
    Self(
      commitment: "019cca3a-d26b-7524-a93a-0ef1cd0e410d", effectiveAt: "2027-01-01T00:00:00Z",
      reason: "Replaced by the bilateral agreement of 2 December.")
  }
}

extension Catalogue {
  /// What is said of guarantees.
  static let guarantees: [Entry] = [
    Entry(
      GuaranteeCommitment.self,
      "A participant commits itself to support a beneficiary under a provision of a text."),
    Entry(
      GuaranteeCompletion.self,
      "A participant completes the terms of its commitment, and adds means."),
    Entry(
      GuaranteeWithdrawal.self, "A participant withdraws a commitment, or a part of its means."),
  ]
}
