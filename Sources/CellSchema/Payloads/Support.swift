/// Ukraine, or the force, is attacked. A fact; who did it is an assessment, and evidence for each participant's own
/// determination.
public struct AttackReport: Payload {
  public static let messageType: MessageType = "support.attack-report"

  /// What the assessment of the origin rests on.
  public enum Basis: String, CaseIterable, SchemaLeaf {
    case eyewitness, imagery, radar, sensor, signals, debris, statement, other
  }

  public var target: Beneficiary
  public var place: Line
  public var began: OrNotKnown<Timestamp>
  public var ongoing: Bool
  public var weapons: NonEmpty<Line>?
  public var casualties: Casualties?
  public var assessedOrigin: OrNotKnown<SubjectCode>
  public var basis: NonEmpty<Basis>
  public var confidence: Confidence

  public init(
    target: Beneficiary, place: Line, began: OrNotKnown<Timestamp>, ongoing: Bool, weapons: NonEmpty<Line>? = nil,
    casualties: Casualties? = nil, assessedOrigin: OrNotKnown<SubjectCode>, basis: NonEmpty<Basis>,
    confidence: Confidence
  ) {
    self.target = target
    self.place = place
    self.began = began
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

/// The beneficiary calls upon guarantees.
public struct Invocation: Payload {
  public static let messageType: MessageType = "support.invocation"

  /// Attack reports.
  public var reports: NonEmpty<MessageID>
  /// Commitments.
  public var guarantees: NonEmpty<MessageID>
  public var beneficiary: Beneficiary
  public var requested: NonEmpty<SupportMeans>
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

  public enum Level: String, CaseIterable, SchemaLeaf {
    case duty
    case politicalDirectors = "political-directors"
    case ministers, heads
  }

  public var invocation: MessageID
  public var at: Timestamp
  public var level: Level
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

  public enum Determination: String, CaseIterable, SchemaLeaf {
    case attackAccepted = "attack-accepted"
    case notAccepted = "not-accepted"
    case moreInformation = "more-information"
  }

  public enum Response: String, CaseIterable, SchemaLeaf {
    case committed, partial, declined
    case inConsultation = "in-consultation"
    case notObliged = "not-obliged"
  }

  public var invocation: MessageID
  public var determination: Determination
  public var response: Response
  /// What it commits; missing where it commits nothing.
  public var means: NonEmpty<SupportMeans>?
  /// The procedure of its own that is still to run.
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

  public enum Status: String, CaseIterable, SchemaLeaf {
    case announced
    case underWay = "under-way"
    case completed, ended
  }

  public var response: MessageID
  public var means: SupportMeans
  public var description: Text
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
