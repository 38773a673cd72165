/// A version of an instrument's text, and who signed it.
public struct TextStanding: Codable, Hashable, Sendable {
  public var id: MessageID
  public var sequence: RecordSequence
  public var instrument: Instrument
  public var version: InstrumentVersion
  /// Whether it is the newest version.
  public var isCurrent: Bool
  public var title: Line?
  public var languages: [LanguageVersion]
  public var signatures: [SignatureStanding]

  package init(
    id: MessageID, sequence: RecordSequence, instrument: Instrument, version: InstrumentVersion, isCurrent: Bool,
    title: Line? = nil, languages: [LanguageVersion] = [], signatures: [SignatureStanding] = []
  ) {
    self.id = id
    self.sequence = sequence
    self.instrument = instrument
    self.version = version
    self.isCurrent = isCurrent
    self.title = title
    self.languages = languages
    self.signatures = signatures
  }
}

/// A signature, and its ratification.
public struct SignatureStanding: Codable, Hashable, Sendable {
  public var by: ParticipantCode
  public var sequence: RecordSequence
  public var capacity: DeclarationSignature.Capacity
  public var domesticProcedure: DeclarationSignature.DomesticProcedure
  public var reservations: [DeclarationSignature.Reservation]
  /// The last decision on its ratification.
  public var ratification: Ratification.Decision?
  public var ratifiedOn: CalendarDate?

  package init(
    by: ParticipantCode, sequence: RecordSequence, capacity: DeclarationSignature.Capacity,
    domesticProcedure: DeclarationSignature.DomesticProcedure, reservations: [DeclarationSignature.Reservation] = [],
    ratification: Ratification.Decision? = nil, ratifiedOn: CalendarDate? = nil
  ) {
    self.by = by
    self.sequence = sequence
    self.capacity = capacity
    self.domesticProcedure = domesticProcedure
    self.reservations = reservations
    self.ratification = ratification
    self.ratifiedOn = ratifiedOn
  }
}

/// Where a commitment stands.
public struct GuaranteeStanding: Codable, Hashable, Sendable {
  public enum Political: String, CaseIterable, SchemaLeaf {
    case offered, signed
  }

  public enum Legal: String, CaseIterable, SchemaLeaf {
    case notRequired = "not-required"
    case pending, approved, rejected, deposited
  }

  public enum State: String, CaseIterable, SchemaLeaf {
    case dormant, active, invoked
    /// Withdrawn, and the withdrawal is effective.
    case ended
  }

  public var commitment: MessageID
  public var sequence: RecordSequence
  public var by: ParticipantCode
  public var instrument: Instrument
  public var version: InstrumentVersion
  public var provision: ProvisionNumber
  public var beneficiary: Beneficiary
  public var bindingness: GuaranteeCommitment.Bindingness
  public var terms: GuaranteeCommitment.Terms
  public var means: [SupportMeans]
  public var political: Political
  public var legal: Legal
  public var state: State
  /// Once active.
  public var track: GuaranteeActivated.Track?
  public var activeSince: Timestamp?
  /// Withdrawn with effect from then on.
  public var endsAt: Timestamp?

  package init(
    commitment: MessageID, sequence: RecordSequence, by: ParticipantCode, instrument: Instrument,
    version: InstrumentVersion, provision: ProvisionNumber, beneficiary: Beneficiary,
    bindingness: GuaranteeCommitment.Bindingness, terms: GuaranteeCommitment.Terms, means: [SupportMeans] = [],
    political: Political, legal: Legal, state: State, track: GuaranteeActivated.Track? = nil,
    activeSince: Timestamp? = nil, endsAt: Timestamp? = nil
  ) {
    self.commitment = commitment
    self.sequence = sequence
    self.by = by
    self.instrument = instrument
    self.version = version
    self.provision = provision
    self.beneficiary = beneficiary
    self.bindingness = bindingness
    self.terms = terms
    self.means = means
    self.political = political
    self.legal = legal
    self.state = state
    self.track = track
    self.activeSince = activeSince
    self.endsAt = endsAt
  }
}
