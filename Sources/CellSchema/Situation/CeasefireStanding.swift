/// Where a ceasefire stands, for each of its scopes.
public struct CeasefireStanding: Codable, Hashable, Sendable {
  /// The first message that states the agreement.
  public var agreement: MessageID
  public var sequence: RecordSequence
  /// Absent where the asking node may not read the agreement itself.
  public var instrument: Instrument?
  public var parties: [SubjectCode]
  public var expiresAt: Timestamp?
  /// The agreement's own scope first.
  public var scopes: [ScopeStanding]

  package init(
    agreement: MessageID, sequence: RecordSequence, instrument: Instrument? = nil, parties: [SubjectCode] = [],
    expiresAt: Timestamp? = nil, scopes: [ScopeStanding] = []
  ) {
    self.agreement = agreement
    self.sequence = sequence
    self.instrument = instrument
    self.parties = parties
    self.expiresAt = expiresAt
    self.scopes = scopes
  }
}

/// The phase of an agreement in a scope.
public struct ScopeStanding: Codable, Hashable, Sendable {
  public var scope: CeasefireScope
  public var phase: CeasefirePhase
  /// From when on the phase holds, and the row that says so.
  public var effectiveAt: Timestamp?
  public var sequence: RecordSequence?
  /// Authorities have stated a change, and not all of them the same.
  public var isContested: Bool
  /// What authorities have stated and what has not happened yet.
  public var statements: [AuthorityStatement]
  /// Authorities that have yet to state the same.
  public var awaiting: [ParticipantCode]
  /// All authorities agree; it happens then.
  public var scheduledFor: Timestamp?
  public var scheduledPhase: CeasefirePhase?

  package init(
    scope: CeasefireScope, phase: CeasefirePhase, effectiveAt: Timestamp? = nil, sequence: RecordSequence? = nil,
    isContested: Bool, statements: [AuthorityStatement] = [], awaiting: [ParticipantCode] = [],
    scheduledFor: Timestamp? = nil, scheduledPhase: CeasefirePhase? = nil
  ) {
    self.scope = scope
    self.phase = phase
    self.effectiveAt = effectiveAt
    self.sequence = sequence
    self.isContested = isContested
    self.statements = statements
    self.awaiting = awaiting
    self.scheduledFor = scheduledFor
    self.scheduledPhase = scheduledPhase
  }
}

/// What an authority stated.
public struct AuthorityStatement: Codable, Hashable, Sendable {
  public var by: ParticipantCode
  public var phase: CeasefirePhase
  public var effectiveAt: Timestamp
  public var sequence: RecordSequence

  package init(by: ParticipantCode, phase: CeasefirePhase, effectiveAt: Timestamp, sequence: RecordSequence) {
    self.by = by
    self.phase = phase
    self.effectiveAt = effectiveAt
    self.sequence = sequence
  }
}
