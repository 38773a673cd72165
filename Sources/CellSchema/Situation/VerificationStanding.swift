/// Where a case of verification stands.
public struct CaseStanding: Codable, Hashable, Sendable {
  /// How far a case is.
  public enum State: String, CaseIterable, SchemaLeaf {
    case opened, tasked
    /// There is a finding, which is not final.
    case assessed
    /// There is a final finding.
    case found
    /// The case was closed, or the final finding is that nothing was violated.
    case closed
    case attributed
    /// Something is to be done, and the case stays open until it is closed.
    case remedied
    case disputed
    /// The investigation is suspended.
    case suspended
    /// The case was reopened on evidence, and is looked into again.
    case reopened
  }

  /// The case's number.
  public var number: CaseNumber
  /// The message that opened the case.
  public var id: MessageID
  /// The row of that message.
  public var sequence: RecordSequence
  /// How far the case is.
  public var state: State
  /// How urgent the case is.
  public var priority: Priority
  /// Where the incidents were.
  public var place: Line
  /// The provision that may have been violated.
  public var provision: ProvisionNumber?
  /// Whether no text that the case may be about lists that provision.
  public var isProvisionUnlisted: Bool
  /// Why the investigation is suspended; absent where it is not.
  public var suspension: SuspensionStanding?
  /// How the case was closed; absent where it is open, and where a finding closed it.
  public var closing: ClosingStanding?
  /// What came after the final finding and bears on it: new evidence after the finding. Absent if there is none.
  public var evidenceAfterFinding: EvidenceStanding?
  /// The reports that the case groups, but for those that their originators control and the asking node may not read.
  public var incidents: [MessageID]
  /// The teams and assets that were tasked.
  public var teams: [TeamStanding]
  /// The last report on access for the case's team.
  public var access: AccessStanding?
  /// The final finding, else the last one.
  public var finding: FindingStanding?
  /// The adopted attribution, else the last one.
  public var attribution: AttributionStanding?
  /// The remedies that were decided.
  public var remedies: [RemedyStanding]
  /// What parties allege, reply, and say that they did, oldest first.
  public var statements: [PartyStatementStanding]
  /// The disputes of findings, attributions, remedies and closings.
  public var disputes: [DisputeStanding]
  /// The types of message that the case's state allows next.
  public var next: [MessageType]
  /// The messages of the case that the asking node may read, newest first; only where the question names the case.
  public var history: [RecordedChange]?
  /// How many elements of the lists in this item did not fit the answer; absent if none.
  public var omitted: Count?

  package init(
    number: CaseNumber, id: MessageID, sequence: RecordSequence, state: State, priority: Priority, place: Line,
    provision: ProvisionNumber? = nil, isProvisionUnlisted: Bool = false, suspension: SuspensionStanding? = nil,
    closing: ClosingStanding? = nil,
    evidenceAfterFinding: EvidenceStanding? = nil, incidents: [MessageID] = [], teams: [TeamStanding] = [],
    access: AccessStanding? = nil, finding: FindingStanding? = nil, attribution: AttributionStanding? = nil,
    remedies: [RemedyStanding] = [], statements: [PartyStatementStanding] = [], disputes: [DisputeStanding] = [],
    next: [MessageType] = [],
    history: [RecordedChange]? = nil
  ) {
    self.number = number
    self.id = id
    self.sequence = sequence
    self.state = state
    self.priority = priority
    self.place = place
    self.provision = provision
    self.isProvisionUnlisted = isProvisionUnlisted
    self.suspension = suspension
    self.closing = closing
    self.evidenceAfterFinding = evidenceAfterFinding
    self.incidents = incidents
    self.teams = teams
    self.access = access
    self.finding = finding
    self.attribution = attribution
    self.remedies = remedies
    self.statements = statements
    self.disputes = disputes
    self.next = next
    self.history = history
  }
}

/// A team or an asset that was tasked.
public struct TeamStanding: Codable, Hashable, Sendable {
  /// The name of the team, or of the asset where no team is sent.
  public var team: Line
  /// By when the team or the asset reports.
  public var by: Timestamp
  /// The row of the tasking.
  public var sequence: RecordSequence

  package init(team: Line, by: Timestamp, sequence: RecordSequence) {
    self.team = team
    self.by = by
    self.sequence = sequence
  }
}

/// The last report on whether a case's team could reach a place.
public struct AccessStanding: Codable, Hashable, Sendable {
  /// Whether the team could reach the place.
  public var status: AccessReport.Status
  /// The place that the team had to reach.
  public var place: Line
  /// The row of the report.
  public var sequence: RecordSequence

  package init(status: AccessReport.Status, place: Line, sequence: RecordSequence) {
    self.status = status
    self.place = place
    self.sequence = sequence
  }
}

/// A finding in a case.
public struct FindingStanding: Codable, Hashable, Sendable {
  /// The message that states the finding.
  public var id: MessageID
  /// The row of that message.
  public var sequence: RecordSequence
  /// What was found.
  public var outcome: Finding.Outcome
  /// How confident the finding is.
  public var confidence: Confidence
  /// Whether the finding is final.
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

/// An attribution in a case.
public struct AttributionStanding: Codable, Hashable, Sendable {
  /// The row of the attribution.
  public var sequence: RecordSequence
  /// Whether the attribution was adopted.
  public var decision: Attribution.Decision
  /// The parties held responsible; empty if responsibility could not be determined.
  public var responsible: [SubjectCode]
  /// How many dissent: by what they said on the proposal, where it was decided together.
  @Total public var dissents: Int

  package init(sequence: RecordSequence, decision: Attribution.Decision, responsible: [SubjectCode] = [], dissents: Int)
  {
    self.sequence = sequence
    self.decision = decision
    self.responsible = responsible
    self.dissents = dissents
  }
}

/// A remedy in a case.
public struct RemedyStanding: Codable, Hashable, Sendable {
  /// The row of the remedy.
  public var sequence: RecordSequence
  /// Who has to act.
  public var addressee: SubjectCode
  /// By when it has to be done.
  public var by: Timestamp
  /// What has to be done.
  public var measure: Text
  /// Whether its time is up and the verification lead has not assessed it since.
  public var isOverdue: Bool
  /// The row of the last report of what was done about it; absent where there is none.
  public var reported: RecordSequence?
  /// How far the verification lead finds it complied with; absent where it has not assessed it.
  public var assessment: ComplianceAssessment.Result?

  package init(
    sequence: RecordSequence, addressee: SubjectCode, by: Timestamp, measure: Text, isOverdue: Bool = false,
    reported: RecordSequence? = nil, assessment: ComplianceAssessment.Result? = nil
  ) {
    self.sequence = sequence
    self.addressee = addressee
    self.by = by
    self.measure = measure
    self.isOverdue = isOverdue
    self.reported = reported
    self.assessment = assessment
  }
}

/// A dispute in a case.
public struct DisputeStanding: Codable, Hashable, Sendable {
  /// The row of the dispute.
  public var sequence: RecordSequence
  /// The participant that disputes.
  public var by: ParticipantCode
  /// What is disputed; absent where its originator controls who learns of it, and the asking node may not.
  public var of: MessageID?

  package init(sequence: RecordSequence, by: ParticipantCode, of: MessageID?) {
    self.sequence = sequence
    self.by = by
    self.of = of
  }
}
