/// Where a case of verification stands.
public struct CaseStanding: Codable, Hashable, Sendable {
  public enum State: String, CaseIterable, SchemaLeaf {
    case opened, tasked
    /// There is a finding, and it is not final.
    case assessed
    /// There is a final finding.
    case found
    /// The final finding is that nothing was violated.
    case closed
    case attributed, remedied, disputed
  }

  public var number: CaseNumber
  public var id: MessageID
  public var sequence: RecordSequence
  public var state: State
  public var priority: Priority
  public var place: Line
  public var provision: ProvisionNumber?
  public var incidents: [MessageID]
  public var teams: [TeamStanding]
  /// The last that was reported.
  public var access: AccessStanding?
  public var finding: FindingStanding?
  public var attribution: AttributionStanding?
  public var remedies: [RemedyStanding]
  public var disputes: [DisputeStanding]
  /// What the state allows next, by type.
  public var next: [MessageType]
  /// The messages of the case that the asking node may read, newest first; only where the question names the case.
  public var history: [RecordedChange]?

  package init(
    number: CaseNumber, id: MessageID, sequence: RecordSequence, state: State, priority: Priority, place: Line,
    provision: ProvisionNumber? = nil, incidents: [MessageID] = [], teams: [TeamStanding] = [],
    access: AccessStanding? = nil, finding: FindingStanding? = nil, attribution: AttributionStanding? = nil,
    remedies: [RemedyStanding] = [], disputes: [DisputeStanding] = [], next: [MessageType] = [],
    history: [RecordedChange]? = nil
  ) {
    self.number = number
    self.id = id
    self.sequence = sequence
    self.state = state
    self.priority = priority
    self.place = place
    self.provision = provision
    self.incidents = incidents
    self.teams = teams
    self.access = access
    self.finding = finding
    self.attribution = attribution
    self.remedies = remedies
    self.disputes = disputes
    self.next = next
    self.history = history
  }
}

public struct TeamStanding: Codable, Hashable, Sendable {
  public var team: Line
  public var by: Timestamp
  public var sequence: RecordSequence

  package init(team: Line, by: Timestamp, sequence: RecordSequence) {
    self.team = team
    self.by = by
    self.sequence = sequence
  }
}

public struct AccessStanding: Codable, Hashable, Sendable {
  public var status: AccessReport.Status
  public var place: Line
  public var sequence: RecordSequence

  package init(status: AccessReport.Status, place: Line, sequence: RecordSequence) {
    self.status = status
    self.place = place
    self.sequence = sequence
  }
}

public struct FindingStanding: Codable, Hashable, Sendable {
  public var id: MessageID
  public var sequence: RecordSequence
  public var outcome: Finding.Outcome
  public var confidence: Confidence
  public var isFinal: Bool

  package init(id: MessageID, sequence: RecordSequence, outcome: Finding.Outcome, confidence: Confidence, isFinal: Bool)
  {
    self.id = id
    self.sequence = sequence
    self.outcome = outcome
    self.confidence = confidence
    self.isFinal = isFinal
  }
}

public struct AttributionStanding: Codable, Hashable, Sendable {
  public var sequence: RecordSequence
  public var decision: Attribution.Decision
  /// Empty where responsibility could not be determined.
  public var responsible: [SubjectCode]
  @Total public var dissents: Int

  package init(sequence: RecordSequence, decision: Attribution.Decision, responsible: [SubjectCode] = [], dissents: Int)
  {
    self.sequence = sequence
    self.decision = decision
    self.responsible = responsible
    self.dissents = dissents
  }
}

public struct RemedyStanding: Codable, Hashable, Sendable {
  public var sequence: RecordSequence
  public var addressee: SubjectCode
  public var by: Timestamp
  public var measure: Text

  package init(sequence: RecordSequence, addressee: SubjectCode, by: Timestamp, measure: Text) {
    self.sequence = sequence
    self.addressee = addressee
    self.by = by
    self.measure = measure
  }
}

public struct DisputeStanding: Codable, Hashable, Sendable {
  public var sequence: RecordSequence
  public var by: ParticipantCode
  /// What is disputed.
  public var of: MessageID

  package init(sequence: RecordSequence, by: ParticipantCode, of: MessageID) {
    self.sequence = sequence
    self.by = by
    self.of = of
  }
}
