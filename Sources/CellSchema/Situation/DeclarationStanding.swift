/// A version of an instrument's text, and who signed it.
public struct TextStanding: Codable, Hashable, Sendable {
  /// The message that gives the version.
  public var id: MessageID
  /// The row of that message.
  public var sequence: RecordSequence
  /// The instrument whose text it is.
  public var instrument: Instrument
  /// The version of the text.
  public var version: InstrumentVersion
  /// Whether it is the newest version.
  public var isCurrent: Bool
  /// The instrument's title.
  public var title: Line?
  /// The text in each language, by its hash.
  public var languages: [LanguageVersion]
  /// Who signed this version, in the order of signing.
  public var signatures: [SignatureStanding]
  /// How many elements of the lists in this item did not fit the answer; absent if none.
  public var omitted: Count?

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
  /// The participant that signed.
  public var by: ParticipantCode
  /// The row of the signature.
  public var sequence: RecordSequence
  /// In which capacity it was signed.
  public var capacity: DeclarationSignature.Capacity
  /// Where the participant's own procedure stood at the signature.
  public var domesticProcedure: DeclarationSignature.DomesticProcedure
  /// The reservations made at the signature.
  public var reservations: [DeclarationSignature.Reservation]
  /// The last decision on its ratification.
  public var ratification: Ratification.Decision?
  /// The day of that decision.
  public var ratifiedOn: CalendarDate?
  /// The date of the paper, where the signature was entered later.
  public var lateFrom: Timestamp?
  /// How many elements of the lists in this item did not fit the answer; absent if none.
  public var omitted: Count?

  package init(
    by: ParticipantCode, sequence: RecordSequence, capacity: DeclarationSignature.Capacity,
    domesticProcedure: DeclarationSignature.DomesticProcedure,
    reservations: [DeclarationSignature.Reservation] = [],
    ratification: Ratification.Decision? = nil, ratifiedOn: CalendarDate? = nil,
    lateFrom: Timestamp? = nil
  ) {
    self.by = by
    self.sequence = sequence
    self.capacity = capacity
    self.domesticProcedure = domesticProcedure
    self.reservations = reservations
    self.ratification = ratification
    self.ratifiedOn = ratifiedOn
    self.lateFrom = lateFrom
  }
}

/// Where a commitment stands.
public struct GuaranteeStanding: Codable, Hashable, Sendable {
  /// The political track of a commitment.
  public enum Political: String, CaseIterable, SchemaLeaf {
    case offered, signed
  }

  /// The legal track of a commitment.
  public enum Legal: String, CaseIterable, SchemaLeaf {
    case notRequired = "not-required"
    case pending, approved, rejected, deposited
  }

  /// Whether a commitment can be invoked.
  public enum State: String, CaseIterable, SchemaLeaf {
    case dormant, active, invoked
    /// The commitment is withdrawn, and the withdrawal is effective; or another one stands in its place.
    case ended
  }

  /// The message that states the commitment.
  public var commitment: MessageID
  /// The row of that message.
  public var sequence: RecordSequence
  /// The participant that committed itself.
  public var by: ParticipantCode
  /// The instrument under which the commitment is made.
  public var instrument: Instrument
  /// The version of the instrument's text.
  public var version: InstrumentVersion
  /// The provision under which the commitment is made.
  public var provision: ProvisionNumber
  /// Whom the commitment is for.
  public var beneficiary: Beneficiary
  /// Whether the commitment binds politically, legally or both.
  public var bindingness: GuaranteeCommitment.Bindingness
  /// Whether its terms are final; open terms oblige to consultation alone.
  public var terms: GuaranteeCommitment.Terms
  /// The means of support that are committed.
  public var means: [SupportMeans]
  /// The commitment's political track.
  public var political: Political
  /// The commitment's legal track.
  public var legal: Legal
  /// Whether the commitment can be invoked.
  public var state: State
  /// The tracks on which the commitment is active; absent before it is.
  public var track: GuaranteeActivated.Track?
  /// Since when the commitment is active.
  public var activeSince: Timestamp?
  /// From when on the commitment is withdrawn, as it counts, or another one stands in its place; absent if neither.
  public var endsAt: Timestamp?
  /// From when on its participant states that it is withdrawn.
  public var statedEnd: Timestamp?
  /// What is withdrawn in part.
  public var partialEnds: [PartialWithdrawalStanding]
  /// The date of the paper, where the commitment was entered later.
  public var lateFrom: Timestamp?
  /// The row of the commitment that stands in its place, under a later version of the text.
  public var replacedBy: RecordSequence?
  /// The rows of the last completions that wait for the ratification that they take.
  public var pendingCompletions: [RecordSequence]

  package init(
    commitment: MessageID, sequence: RecordSequence, by: ParticipantCode, instrument: Instrument,
    version: InstrumentVersion, provision: ProvisionNumber, beneficiary: Beneficiary,
    bindingness: GuaranteeCommitment.Bindingness, terms: GuaranteeCommitment.Terms, means: [SupportMeans] = [],
    political: Political, legal: Legal, state: State, track: GuaranteeActivated.Track? = nil,
    activeSince: Timestamp? = nil, endsAt: Timestamp? = nil, statedEnd: Timestamp? = nil,
    partialEnds: [PartialWithdrawalStanding] = [], lateFrom: Timestamp? = nil, replacedBy: RecordSequence? = nil,
    pendingCompletions: [RecordSequence] = []
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
    self.statedEnd = statedEnd
    self.partialEnds = partialEnds
    self.lateFrom = lateFrom
    self.replacedBy = replacedBy
    self.pendingCompletions = pendingCompletions
  }
}

/// A part of a commitment's means that is withdrawn.
public struct PartialWithdrawalStanding: Codable, Hashable, Sendable {
  /// The means.
  public var means: [SupportMeans]
  /// From when on they are withdrawn, as it counts.
  public var endsAt: Timestamp
  /// From when on the participant states it.
  public var statedEnd: Timestamp

  package init(means: [SupportMeans], endsAt: Timestamp, statedEnd: Timestamp) {
    self.means = means
    self.endsAt = endsAt
    self.statedEnd = statedEnd
  }
}
