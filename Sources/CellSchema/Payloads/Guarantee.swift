/// A participant commits itself to support a beneficiary, under one provision of one version of a text.
///
/// Political track: offered, signed. Legal track: not required; or pending, approved or rejected, deposited. Then it
/// is dormant until it is activated, and is invoked when it is called upon.
public struct GuaranteeCommitment: Payload {
  public static let messageType: MessageType = "guarantee.commitment"

  public enum Bindingness: String, CaseIterable, SchemaLeaf {
    case political, legal, both
  }

  public enum Terms: String, CaseIterable, SchemaLeaf {
    /// Still to be agreed: it obliges to consultation alone.
    case open
    case `final`
  }

  public var instrument: Instrument
  public var version: InstrumentVersion
  public var provision: ProvisionNumber
  public var beneficiary: Beneficiary
  public var bindingness: Bindingness
  public var terms: Terms
  /// What calls for it: `armed attack by Russia after the ceasefire`.
  public var trigger: Line
  public var means: NonEmpty<SupportMeans>?
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

/// A participant withdraws a commitment. What was invoked before stays owed.
public struct GuaranteeWithdrawal: Payload {
  public static let messageType: MessageType = "guarantee.withdrawal"

  public var commitment: MessageID
  public var effectiveAt: Timestamp
  public var reason: Text?

  public init(commitment: MessageID, effectiveAt: Timestamp, reason: Text? = nil) {
    self.commitment = commitment
    self.effectiveAt = effectiveAt
    self.reason = reason
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
      GuaranteeCommitment.self, "A participant commits itself to support a beneficiary under a provision of a text."),
    Entry(GuaranteeWithdrawal.self, "A participant withdraws a commitment."),
  ]
}
