/// Where a ceasefire stands, for each of its scopes.
public struct CeasefireStanding: Codable, Hashable, Sendable {
  /// The first message that states the agreement; absent where its originator controls who learns of it, and the asking
  /// node may not.
  public var agreement: MessageID?
  /// The row of that message.
  public var sequence: RecordSequence
  /// The agreement's short name; absent if the asking node may not read the agreement.
  public var instrument: Instrument?
  /// The parties to the agreement; empty where the asking node may not read the agreement.
  public var parties: [SubjectCode]
  /// When the agreement ends by its own terms; absent: never.
  public var expiresAt: Timestamp?
  /// The scopes of which something was said, the agreement's own scope first.
  public var scopes: [ScopeStanding]
  /// How many elements of the lists in this item did not fit the answer; absent if none.
  public var omitted: Count?

  package init(
    agreement: MessageID?, sequence: RecordSequence, instrument: Instrument? = nil, parties: [SubjectCode] = [],
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
  /// The scope.
  public var scope: CeasefireScope
  /// The scope's phase now.
  public var phase: CeasefirePhase
  /// From when on the phase holds.
  public var effectiveAt: Timestamp?
  /// The row of the bus's announcement of the phase.
  public var sequence: RecordSequence?
  /// Whether authorities have stated a change, and not all of them the same.
  public var isContested: Bool
  /// Statements of authorities that have not moved the phase.
  public var statements: [AuthorityStatement]
  /// Authorities that have yet to state the same.
  public var awaiting: [ParticipantCode]
  /// When the phase moves, if all authorities agree on a later time.
  public var scheduledFor: Timestamp?
  /// The phase that the scope then enters.
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

/// A phase of a ceasefire on which the authorities' statements differ, or which not all have stated.
///
/// It is nobody's proposal: each authority makes its own statement, and none agrees to another's.
public struct ContestedPhase: Codable, Hashable, Sendable {
  /// The first message that states the agreement.
  public var agreement: MessageID?
  /// The agreement's short name; absent if the asking node may not read the agreement.
  public var instrument: Instrument?
  /// The scope.
  public var scope: CeasefireScope
  /// The scope's phase, which stays until all have stated the same.
  public var phase: CeasefirePhase
  /// The statements that have not moved the phase, oldest first.
  public var statements: [AuthorityStatement]
  /// Authorities that have yet to state the same.
  public var awaiting: [ParticipantCode]
  /// How many elements of the lists in this item did not fit the answer; absent if none.
  public var omitted: Count?

  package init(
    agreement: MessageID?, instrument: Instrument? = nil, scope: CeasefireScope, phase: CeasefirePhase,
    statements: [AuthorityStatement] = [], awaiting: [ParticipantCode] = []
  ) {
    self.agreement = agreement
    self.instrument = instrument
    self.scope = scope
    self.phase = phase
    self.statements = statements
    self.awaiting = awaiting
  }
}

/// What an authority stated.
public struct AuthorityStatement: Codable, Hashable, Sendable {
  /// The authority.
  public var by: ParticipantCode
  /// The phase that the authority states.
  public var phase: CeasefirePhase
  /// From when on the phase is to hold, by the authority's statement.
  public var effectiveAt: Timestamp
  /// The row of the statement.
  public var sequence: RecordSequence

  package init(by: ParticipantCode, phase: CeasefirePhase, effectiveAt: Timestamp, sequence: RecordSequence) {
    self.by = by
    self.phase = phase
    self.effectiveAt = effectiveAt
    self.sequence = sequence
  }
}
