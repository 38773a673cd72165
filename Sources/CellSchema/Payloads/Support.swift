/// Ukraine, or the force, is attacked. A fact; who did it is an assessment, and evidence for each participant's own
/// determination.
public struct AttackReport: Payload {
  public static let messageType: MessageType = "support.attack-report"

  /// What the assessment of the origin rests on.
  public enum Basis: String, CaseIterable, SchemaLeaf {
    /// Somebody saw it.
    case eyewitness
    /// Photographs, video, or images from aircraft and satellites.
    case imagery
    /// Radar tracks.
    case radar
    /// Recordings of other sensors.
    case sensor
    /// Intercepted signals.
    case signals
    /// What was found of the weapon.
    case debris
    /// What somebody stated.
    case statement
    /// Something else.
    case other
  }

  /// Who is attacked.
  public var target: Beneficiary
  /// Where, in words.
  public var place: Line
  /// When it began.
  public var began: OrNotKnown<Timestamp>
  /// The span in which it began, where the moment is not known; beside a moment that is known it says nothing.
  public var beganWithin: BeginningSpan?
  /// Whether it goes on at the time of the report.
  public var ongoing: Bool
  /// The weapons that were noticed, in words.
  public var weapons: NonEmpty<Line>?
  /// People killed and injured, as far as it is known.
  public var casualties: Casualties?
  /// Whose attack it is, as the reporter assesses it.
  public var assessedOrigin: OrNotKnown<SubjectCode>
  /// What the assessment rests on.
  public var basis: NonEmpty<Basis>
  /// How sure the reporter is of it.
  public var confidence: Confidence

  public init(
    target: Beneficiary, place: Line, began: OrNotKnown<Timestamp>,
    beganWithin: BeginningSpan? = nil, ongoing: Bool,
    weapons: NonEmpty<Line>? = nil, casualties: Casualties? = nil,
    assessedOrigin: OrNotKnown<SubjectCode>,
    basis: NonEmpty<Basis>, confidence: Confidence
  ) {
    self.target = target
    self.place = place
    self.began = began
    self.beganWithin = beganWithin
    self.ongoing = ongoing
    self.weapons = weapons
    self.casualties = casualties
    self.assessedOrigin = assessedOrigin
    self.basis = basis
    self.confidence = confidence
  }

  public static var example: Self {
    Self(
      target: .ukraine, place: "Kharkiv", began: .known("2026-08-14T02:05:00Z"), ongoing: true,
      weapons: ["one-way attack UAV", "ballistic missile"],
      casualties: Casualties(civiliansKilled: 3, civiliansInjured: .notKnown), assessedOrigin: "RUS",
      basis: [.radar, .debris], confidence: .high)
  }
}

/// The beneficiary calls upon guarantees. It is refused for no guarantee's state: the bus says of each report and
/// guarantee who is obliged. A later invocation adds reports and guarantees.
public struct Invocation: Payload {
  public static let messageType: MessageType = "support.invocation"

  /// The attack reports that it rests on, by the identifiers of their messages.
  public var reports: NonEmpty<MessageID>
  /// The commitments that are called upon, by the identifiers of their messages.
  public var guarantees: NonEmpty<MessageID>
  /// Whom the guarantees are for.
  public var beneficiary: Beneficiary
  /// What is asked for.
  public var requested: NonEmpty<SupportMeans>
  /// What it is to achieve.
  public var aim: Text
  /// When the beneficiary asks for a consultation.
  public var consultationAt: Timestamp?

  public init(
    reports: NonEmpty<MessageID>, guarantees: NonEmpty<MessageID>, beneficiary: Beneficiary,
    requested: NonEmpty<SupportMeans>, aim: Text, consultationAt: Timestamp? = nil
  ) {
    self.reports = reports
    self.guarantees = guarantees
    self.beneficiary = beneficiary
    self.requested = requested
    self.aim = aim
    self.consultationAt = consultationAt
  }

  public static var example: Self {
    Self(
      reports: ["019cc992-423c-7ce1-b433-815c237f76c4"], guarantees: ["019cca3a-d26b-7524-a93a-0ef1cd0e410d"],
      beneficiary: .ukraine,
      requested: [.military, .intelligence], aim: "To restore the ceasefire and to protect Kharkiv from the air.",
      consultationAt: "2026-08-14T08:00:00Z")
  }
}

/// A consultation on an invocation, and what came of it.
public struct Consultation: Payload {
  public static let messageType: MessageType = "support.consultation"

  /// Who consults.
  public enum Level: String, CaseIterable, SchemaLeaf {
    /// Duty officers.
    case duty
    /// Political directors of the foreign ministries.
    case politicalDirectors = "political-directors"
    /// Ministers.
    case ministers
    /// Heads of state or government.
    case heads
  }

  /// The invocation, by its message's identifier.
  public var invocation: MessageID
  /// When it is or was held.
  public var at: Timestamp
  /// Who consults.
  public var level: Level
  /// What came of it; absent before it was held.
  public var outcome: Text?

  public init(invocation: MessageID, at: Timestamp, level: Level, outcome: Text? = nil) {
    self.invocation = invocation
    self.at = at
    self.level = level
    self.outcome = outcome
  }

  public static var example: Self {
    Self(
      invocation: "019cc8a3-861c-719f-a687-f955bf7529e4", at: "2026-08-14T08:00:00Z", level: .politicalDirectors,
      outcome: "Each participant states its determination by 1200Z.")
  }
}

/// A participant's own determination on an invocation, and what it will do. Attribution is evidence, no precondition.
public struct SupportResponse: Payload, RuledObject {
  public static let messageType: MessageType = "support.response"

  /// What a participant holds of the attack.
  public enum Determination: String, CaseIterable, SchemaLeaf {
    /// It accepts that there is an attack in the sense of its guarantee.
    case attackAccepted = "attack-accepted"
    /// It does not accept that.
    case notAccepted = "not-accepted"
    /// It needs to know more.
    case moreInformation = "more-information"
  }

  /// What a participant does.
  public enum Response: String, CaseIterable, SchemaLeaf {
    /// It gives what its guarantee says.
    case committed
    /// It gives a part of it.
    case partial
    /// It gives nothing.
    case declined
    /// It has not decided, and consults.
    case inConsultation = "in-consultation"
    /// It holds that it is not obliged.
    case notObliged = "not-obliged"
  }

  /// The invocation, by its message's identifier.
  public var invocation: MessageID
  /// What the participant holds of the attack.
  public var determination: Determination
  /// What it does.
  public var response: Response
  /// What it commits; there with `committed` and `partial`, absent with `declined` and `not-obliged`.
  public var means: NonEmpty<SupportMeans>?
  /// The procedure of its own that is still to run, such as a vote of parliament.
  public var procedure: Line?
  /// Until when it decides.
  public var decisionBy: Timestamp?

  public init(
    invocation: MessageID, determination: Determination, response: Response, means: NonEmpty<SupportMeans>? = nil,
    procedure: Line? = nil, decisionBy: Timestamp? = nil
  ) {
    self.invocation = invocation
    self.determination = determination
    self.response = response
    self.means = means
    self.procedure = procedure
    self.decisionBy = decisionBy
  }

  public static var fieldRules: [FieldRule] {
    [
      .whenRequires("response", is: ["committed", "partial"], ["means"]),
      .whenForbids("response", is: ["declined", "not-obliged"], ["means"]),
    ]
  }

  public static var example: Self {
    Self(
      invocation: "019cc8a3-861c-719f-a687-f955bf7529e4", determination: .attackAccepted, response: .partial,
      means: [.intelligence, .logistics], procedure: "Military means take a vote of parliament",
      decisionBy: "2026-08-15T18:00:00Z")
  }
}

/// What is done under a response.
public struct SupportMeasure: Payload {
  public static let messageType: MessageType = "support.measure"

  /// How far a measure is.
  public enum Status: String, CaseIterable, SchemaLeaf {
    /// It is to come.
    case announced
    /// It has begun.
    case underWay = "under-way"
    /// It has achieved what it was for.
    case completed
    /// It was ended before that.
    case ended
  }

  /// The response under which it is taken, by its message's identifier.
  public var response: MessageID
  /// Which of the means it is.
  public var means: SupportMeans
  /// What is done.
  public var description: Text
  /// How far it is.
  public var status: Status

  public init(response: MessageID, means: SupportMeans, description: Text, status: Status) {
    self.response = response
    self.means = means
    self.description = description
    self.status = status
  }

  public static var example: Self {
    Self(
      response: "019ccc68-b261-7da4-b36f-0a2779e91ac7", means: .intelligence,
      description: "Early warning data for the air space of Kharkiv.",
      status: .underWay)
  }
}

extension Catalogue {
  /// Support after an attack.
  static let support: [Entry] = [
    Entry(AttackReport.self, "Ukraine, or the force, is attacked; a fact."),
    Entry(Invocation.self, "The beneficiary calls upon guarantees."),
    Entry(Consultation.self, "A consultation on an invocation, and what came of it."),
    Entry(SupportResponse.self, "A participant's own determination on an invocation, and what it will do."),
    Entry(SupportMeasure.self, "What is done under a response."),
  ]
}
