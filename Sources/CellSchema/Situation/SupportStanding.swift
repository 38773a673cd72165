/// A reported attack.
public struct AttackStanding: Codable, Hashable, Sendable {
  /// The message that reports the attack.
  public var id: MessageID
  /// The row of that message.
  public var sequence: RecordSequence
  /// The node that reports.
  public var by: NodeName
  /// What was attacked.
  public var target: Beneficiary
  /// Where the attack is.
  public var place: Line
  /// When the attack began, or that it is not known.
  public var began: OrNotKnown<Timestamp>
  /// The latest moment at which it may have begun, where the report gives a span, which ``began`` then begins.
  public var beganLatest: Timestamp?
  /// Whether the attack goes on, by the report.
  public var isOngoing: Bool
  /// How confident the reporter is.
  public var confidence: Confidence
  /// The participants whose guarantees covered the target when the attack began.
  public var obliged: [ParticipantCode]
  /// The first invocation that rests on the report; absent if there is none.
  public var invocation: MessageID?
  /// What the bus said of each guarantee that was invoked because of the attack, worst first.
  public var standings: [ObligationStanding]
  /// How many elements of the lists in this item did not fit the answer; absent if none.
  public var omitted: Count?

  package init(
    id: MessageID, sequence: RecordSequence, by: NodeName, target: Beneficiary, place: Line,
    began: OrNotKnown<Timestamp>, beganLatest: Timestamp? = nil, isOngoing: Bool,
    confidence: Confidence,
    obliged: [ParticipantCode] = [], invocation: MessageID? = nil,
    standings: [ObligationStanding] = []
  ) {
    self.id = id
    self.sequence = sequence
    self.by = by
    self.target = target
    self.place = place
    self.began = began
    self.beganLatest = beganLatest
    self.isOngoing = isOngoing
    self.confidence = confidence
    self.obliged = obliged
    self.invocation = invocation
    self.standings = standings
  }
}

/// Whether a guarantee obliges its participant because of one attack.
public struct ObligationStanding: Codable, Hashable, Sendable {
  /// The participant that committed itself.
  public var by: ParticipantCode
  /// The message that states the commitment.
  public var commitment: MessageID
  /// How the guarantee stands to the attack.
  public var standing: GuaranteeObliged.Standing
  /// What is not certain about it.
  public var marks: [GuaranteeObliged.Mark]
  /// The tracks on which it was active then; absent where it does not oblige.
  public var track: GuaranteeActivated.Track?
  /// Its terms then; absent where it does not oblige.
  public var terms: GuaranteeCommitment.Terms?
  /// The row in which the bus says so.
  public var sequence: RecordSequence
  /// The participant's reservations to the provision of the guarantee, or to the whole of its text.
  public var reservations: [DeclarationSignature.Reservation]
  /// How many elements of the lists in this item did not fit the answer; absent if none.
  public var omitted: Count?

  package init(
    by: ParticipantCode, commitment: MessageID, standing: GuaranteeObliged.Standing,
    marks: [GuaranteeObliged.Mark] = [], track: GuaranteeActivated.Track? = nil,
    terms: GuaranteeCommitment.Terms? = nil, sequence: RecordSequence,
    reservations: [DeclarationSignature.Reservation] = []
  ) {
    self.by = by
    self.commitment = commitment
    self.standing = standing
    self.marks = marks
    self.track = track
    self.terms = terms
    self.sequence = sequence
    self.reservations = reservations
  }
}

/// An invocation of guarantees, and the answers to it.
public struct InvocationStanding: Codable, Hashable, Sendable {
  /// The message that invokes.
  public var id: MessageID
  /// The row of that message.
  public var sequence: RecordSequence
  /// The participant that invokes.
  public var by: ParticipantCode
  /// Whom the invocation is for.
  public var beneficiary: Beneficiary
  /// The means of support that are requested.
  public var requested: [SupportMeans]
  /// What the support is to achieve.
  public var aim: Text
  /// Whether an obliged participant has yet to decide, or a measure is under way.
  public var isOpen: Bool
  /// The consultations held on it.
  public var consultations: [ConsultationStanding]
  /// Answers of obliged participants first, then of others.
  public var responses: [ResponseStanding]
  /// The measures that were announced, with their last status.
  public var measures: [MeasureStanding]
  /// How many elements of the lists in this item did not fit the answer; absent if none.
  public var omitted: Count?

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

/// A consultation on an invocation.
public struct ConsultationStanding: Codable, Hashable, Sendable {
  /// The row of the consultation.
  public var sequence: RecordSequence
  /// When it is or was held.
  public var at: Timestamp
  /// At which level it is held.
  public var level: Consultation.Level

  package init(sequence: RecordSequence, at: Timestamp, level: Consultation.Level) {
    self.sequence = sequence
    self.at = at
    self.level = level
  }
}

/// A participant's answer to an invocation.
public struct ResponseStanding: Codable, Hashable, Sendable {
  /// The participant that answers, or has to.
  public var by: ParticipantCode
  /// Whether an invoked guarantee obliges the participant.
  public var isObliged: Bool
  /// Whether the participant's terms are open, so that it is obliged to consult, and to nothing else.
  public var isConsultationOnly: Bool
  /// Whether the participant accepts that there was an attack; absent, as are the following fields, while its answer is
  /// outstanding.
  public var determination: SupportResponse.Determination?
  /// The participant's response.
  public var response: SupportResponse.Response?
  /// The means of support that it commits.
  public var means: [SupportMeans]
  /// By when the participant decides, if it has not.
  public var decisionBy: Timestamp?
  /// The row of the response.
  public var sequence: RecordSequence?
  /// The participant's reservations to the provisions of its guarantees that are invoked, or to the whole of their texts.
  public var reservations: [DeclarationSignature.Reservation]
  /// How many elements of the lists in this item did not fit the answer; absent if none.
  public var omitted: Count?

  package init(
    by: ParticipantCode, isObliged: Bool, isConsultationOnly: Bool, determination: SupportResponse.Determination? = nil,
    response: SupportResponse.Response? = nil, means: [SupportMeans] = [], decisionBy: Timestamp? = nil,
    sequence: RecordSequence? = nil, reservations: [DeclarationSignature.Reservation] = []
  ) {
    self.by = by
    self.isObliged = isObliged
    self.isConsultationOnly = isConsultationOnly
    self.determination = determination
    self.response = response
    self.means = means
    self.decisionBy = decisionBy
    self.sequence = sequence
    self.reservations = reservations
  }
}

/// A measure of support.
public struct MeasureStanding: Codable, Hashable, Sendable {
  /// The row of the measure's last status.
  public var sequence: RecordSequence
  /// The participant that takes the measure.
  public var by: ParticipantCode
  /// The means of support.
  public var means: SupportMeans
  /// The measure in words.
  public var description: Text
  /// How far the measure is.
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
