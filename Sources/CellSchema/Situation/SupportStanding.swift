/// A reported attack.
public struct AttackStanding: Codable, Hashable, Sendable {
  public var id: MessageID
  public var sequence: RecordSequence
  public var by: NodeName
  public var target: Beneficiary
  public var place: Line
  public var began: OrNotKnown<Timestamp>
  public var isOngoing: Bool
  public var confidence: Confidence
  /// Whose active guarantees cover the target.
  public var obliged: [ParticipantCode]
  /// The invocation that rests on it.
  public var invocation: MessageID?

  package init(
    id: MessageID, sequence: RecordSequence, by: NodeName, target: Beneficiary, place: Line,
    began: OrNotKnown<Timestamp>, isOngoing: Bool, confidence: Confidence, obliged: [ParticipantCode] = [],
    invocation: MessageID? = nil
  ) {
    self.id = id
    self.sequence = sequence
    self.by = by
    self.target = target
    self.place = place
    self.began = began
    self.isOngoing = isOngoing
    self.confidence = confidence
    self.obliged = obliged
    self.invocation = invocation
  }
}

/// An invocation of guarantees, and the answers to it.
public struct InvocationStanding: Codable, Hashable, Sendable {
  public var id: MessageID
  public var sequence: RecordSequence
  public var by: ParticipantCode
  public var beneficiary: Beneficiary
  public var requested: [SupportMeans]
  public var aim: Text
  /// An obliged participant has yet to decide, or a measure is under way.
  public var isOpen: Bool
  public var consultations: [ConsultationStanding]
  /// Those obliged first, then those who answer beyond that.
  public var responses: [ResponseStanding]
  public var measures: [MeasureStanding]

  package init(
    id: MessageID, sequence: RecordSequence, by: ParticipantCode, beneficiary: Beneficiary,
    requested: [SupportMeans] = [], aim: Text, isOpen: Bool, consultations: [ConsultationStanding] = [],
    responses: [ResponseStanding] = [], measures: [MeasureStanding] = []
  ) {
    self.id = id
    self.sequence = sequence
    self.by = by
    self.beneficiary = beneficiary
    self.requested = requested
    self.aim = aim
    self.isOpen = isOpen
    self.consultations = consultations
    self.responses = responses
    self.measures = measures
  }
}

public struct ConsultationStanding: Codable, Hashable, Sendable {
  public var sequence: RecordSequence
  public var at: Timestamp
  public var level: Consultation.Level

  package init(sequence: RecordSequence, at: Timestamp, level: Consultation.Level) {
    self.sequence = sequence
    self.at = at
    self.level = level
  }
}

public struct ResponseStanding: Codable, Hashable, Sendable {
  public var by: ParticipantCode
  public var isObliged: Bool
  /// Its terms are open: it is obliged to consult, and to nothing else.
  public var isConsultationOnly: Bool
  /// Absent while the answer is outstanding, with what follows.
  public var determination: SupportResponse.Determination?
  public var response: SupportResponse.Response?
  public var means: [SupportMeans]
  public var decisionBy: Timestamp?
  public var sequence: RecordSequence?

  package init(
    by: ParticipantCode, isObliged: Bool, isConsultationOnly: Bool, determination: SupportResponse.Determination? = nil,
    response: SupportResponse.Response? = nil, means: [SupportMeans] = [], decisionBy: Timestamp? = nil,
    sequence: RecordSequence? = nil
  ) {
    self.by = by
    self.isObliged = isObliged
    self.isConsultationOnly = isConsultationOnly
    self.determination = determination
    self.response = response
    self.means = means
    self.decisionBy = decisionBy
    self.sequence = sequence
  }
}

public struct MeasureStanding: Codable, Hashable, Sendable {
  public var sequence: RecordSequence
  public var by: ParticipantCode
  public var means: SupportMeans
  public var description: Text
  public var status: SupportMeasure.Status

  package init(
    sequence: RecordSequence, by: ParticipantCode, means: SupportMeans, description: Text, status: SupportMeasure.Status
  ) {
    self.sequence = sequence
    self.by = by
    self.means = means
    self.description = description
    self.status = status
  }
}
