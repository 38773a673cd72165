/// The verification lead opens a case on incidents. A breach is a case, never a phase.
public struct VerificationCase: Payload {
  public static let messageType: MessageType = "verification.case"

  /// Minted by the lead.
  public var id: CaseNumber
  /// The reports that it rests on.
  public var incidents: NonEmpty<MessageID>
  /// The provision that may be touched.
  public var provision: ProvisionNumber?
  public var place: Line
  public var priority: Priority

  public init(
    id: CaseNumber, incidents: NonEmpty<MessageID>, provision: ProvisionNumber? = nil, place: Line, priority: Priority
  ) {
    self.id = id
    self.incidents = incidents
    self.provision = provision
    self.place = place
    self.priority = priority
  }

  public static var example: Self {
    Self(
      id: "V-2026-0042", incidents: ["019ccc55-7005-7f3e-844d-af0bc4ba3a43"], provision: "1",
      place: "Donetsk, Leninskyi district: metal works factory", priority: .high)
  }
}

/// The verification lead sends a team.
public struct Tasking: Payload {
  public static let messageType: MessageType = "verification.tasking"

  public var caseNumber: CaseNumber
  public var team: Line
  public var task: Text
  /// Until when.
  public var by: Timestamp

  public init(caseNumber: CaseNumber, team: Line, task: Text, by: Timestamp) {
    self.caseNumber = caseNumber
    self.team = team
    self.task = task
    self.by = by
  }

  private enum CodingKeys: String, CodingKey {
    case caseNumber = "case"
    case team, task, by
  }

  public static var example: Self {
    Self(
      caseNumber: "V-2026-0042", team: "Verification team 3", task: "Crater analysis at the metal works factory.",
      by: "2026-03-08T15:00:00Z")
  }
}

/// Whether a team could reach a place. A fact.
public struct AccessReport: Payload, RuledObject {
  public static let messageType: MessageType = "verification.access"

  public enum Status: String, CaseIterable, SchemaLeaf {
    case granted, restricted, delayed, denied
  }

  public var caseNumber: CaseNumber
  public var place: Line
  public var status: Status
  public var control: TerritoryControl
  /// Who held the team up, by function.
  public var restrictedBy: Line?
  /// In their words.
  public var reasonGiven: Text?

  public init(
    caseNumber: CaseNumber, place: Line, status: Status, control: TerritoryControl, restrictedBy: Line? = nil,
    reasonGiven: Text? = nil
  ) {
    self.caseNumber = caseNumber
    self.place = place
    self.status = status
    self.control = control
    self.restrictedBy = restrictedBy
    self.reasonGiven = reasonGiven
  }

  private enum CodingKeys: String, CodingKey {
    case caseNumber = "case"
    case place, status, control, restrictedBy, reasonGiven
  }

  public static var fieldRules: [FieldRule] {
    [.whenForbids("status", is: ["granted"], ["restrictedBy", "reasonGiven"])]
  }

  public static var example: Self {
    Self(
      caseNumber: "V-2026-0042", place: "Donetsk, Leninskyi district", status: .delayed, control: .russian,
      restrictedBy: "Armed persons at a checkpoint", reasonGiven: "Demining in progress")
  }
}

/// What the verification lead found. It assesses and does not attribute.
public struct Finding: Payload {
  public static let messageType: MessageType = "verification.finding"

  public enum Outcome: String, CaseIterable, SchemaLeaf {
    case verified
    case notVerified = "not-verified"
    case inconclusive
    case notAViolation = "not-a-violation"
    case notStated = "not-stated"
  }

  public enum Method: String, CaseIterable, SchemaLeaf {
    case craterAnalysis = "crater-analysis"
    case siteVisit = "site-visit"
    case imagery, sensor, interview
  }

  /// What the evidence shows of the munition and of the direction of fire.
  public struct Assessment: Hashable, Sendable, RuledObject {
    public var munition: OrNotKnown<Line>?
    /// From which it came.
    public var directions: NonEmpty<CompassPoint>?

    public init(munition: OrNotKnown<Line>? = nil, directions: NonEmpty<CompassPoint>? = nil) {
      self.munition = munition
      self.directions = directions
    }

    public static var fieldRules: [FieldRule] { [.atLeastOne(["munition", "directions"])] }
  }

  public var caseNumber: CaseNumber
  public var outcome: Outcome
  public var confidence: Confidence
  public var methods: NonEmpty<Method>
  /// What was there to see.
  public var observed: Text
  public var assessed: Assessment?
  /// As corroborated.
  public var casualties: Casualties?
  /// Whether the case may be decided on it.
  public var isFinal: Bool

  public init(
    caseNumber: CaseNumber, outcome: Outcome, confidence: Confidence, methods: NonEmpty<Method>, observed: Text,
    assessed: Assessment? = nil, casualties: Casualties? = nil, isFinal: Bool
  ) {
    self.caseNumber = caseNumber
    self.outcome = outcome
    self.confidence = confidence
    self.methods = methods
    self.observed = observed
    self.assessed = assessed
    self.casualties = casualties
    self.isFinal = isFinal
  }

  private enum CodingKeys: String, CodingKey {
    case caseNumber = "case"
    case outcome, confidence, methods, observed, assessed, casualties
    case isFinal = "final"
  }

  public static var example: Self {
    // OSCE SMM, finding SMMF-001 of 11 February 2015 (http://osce.org/ukraine-smm/140271).
    Self(
      caseNumber: "V-2026-0042", outcome: .verified, confidence: .notStated, methods: [.craterAnalysis],
      observed: "Three impacts at the metal works factory in the Leninskyi district of Donetsk.",
      assessed: .init(munition: "mortar", directions: [.nw]), isFinal: true)
  }
}

/// The Special Commission attributes responsibility, or states that it cannot.
public struct Attribution: Payload, RuledObject {
  public static let messageType: MessageType = "verification.attribution"

  public enum Decision: String, CaseIterable, SchemaLeaf {
    case adopted
    case notAdopted = "not-adopted"
  }

  /// A member that does not agree.
  public struct Dissent: Codable, Hashable, Sendable {
    public var by: ParticipantCode
    public var grounds: Text?

    public init(by: ParticipantCode, grounds: Text? = nil) {
      self.by = by
      self.grounds = grounds
    }
  }

  public var caseNumber: CaseNumber
  public var finding: MessageID
  /// The parties that bear responsibility; exactly one of this and ``undetermined`` is there.
  public var responsible: NonEmpty<SubjectCode>?
  /// Why responsibility could not be determined.
  public var undetermined: Text?
  public var decision: Decision
  public var dissents: NonEmpty<Dissent>?

  public init(
    caseNumber: CaseNumber, finding: MessageID, responsible: NonEmpty<SubjectCode>? = nil, undetermined: Text? = nil,
    decision: Decision, dissents: NonEmpty<Dissent>? = nil
  ) {
    self.caseNumber = caseNumber
    self.finding = finding
    self.responsible = responsible
    self.undetermined = undetermined
    self.decision = decision
    self.dissents = dissents
  }

  private enum CodingKeys: String, CodingKey {
    case caseNumber = "case"
    case finding, responsible, undetermined, decision, dissents
  }

  public static var fieldRules: [FieldRule] {
    [
      .atLeastOne(["responsible", "undetermined"]),
      .atMostOne(["responsible", "undetermined"]),
    ]
  }

  public static var example: Self {
    Self(
      caseNumber: "V-2026-0042", finding: "019cccac-cc4f-7f42-813d-f03c0c61da49",
      undetermined: "The direction of fire is known, the firing position is not.", decision: .adopted,
      dissents: [.init(by: "POL", grounds: "The range of the munition leaves one position only.")])
  }
}

/// The Special Commission determines what is to be done about a breach.
public struct Remedy: Payload {
  public static let messageType: MessageType = "verification.remedy"

  public var caseNumber: CaseNumber
  public var measure: Text
  /// Who is to do it.
  public var addressee: SubjectCode
  /// Until when.
  public var by: Timestamp

  public init(caseNumber: CaseNumber, measure: Text, addressee: SubjectCode, by: Timestamp) {
    self.caseNumber = caseNumber
    self.measure = measure
    self.addressee = addressee
    self.by = by
  }

  private enum CodingKeys: String, CodingKey {
    case caseNumber = "case"
    case measure, addressee, by
  }

  public static var example: Self {
    Self(
      caseNumber: "V-2026-0042", measure: "Withdraw mortars of 82 mm and above beyond the line of 15 km.",
      addressee: "RUS", by: "2026-03-20T12:00:00Z")
  }
}

/// A participant disputes a finding, an attribution or a remedy.
public struct Dispute: Payload {
  public static let messageType: MessageType = "verification.dispute"

  public var caseNumber: CaseNumber
  /// What is disputed.
  public var of: MessageID
  public var grounds: Text

  public init(caseNumber: CaseNumber, of: MessageID, grounds: Text) {
    self.caseNumber = caseNumber
    self.of = of
    self.grounds = grounds
  }

  private enum CodingKeys: String, CodingKey {
    case caseNumber = "case"
    case of, grounds
  }

  public static var example: Self {
    Self(
      caseNumber: "V-2026-0042", of: "019cccac-cc4f-7f42-813d-f03c0c61da49",
      grounds: "The craters were measured three days after the incident, after rain.")
  }
}

/// The day's counts by region. Sums are the reporter's own.
public struct DailyReport: Payload {
  public static let messageType: MessageType = "verification.daily-report"

  /// One region's count of a period. Explosions are among the violations.
  public struct Region: Hashable, Sendable, RuledObject {
    public var name: Line
    public var violations: Count
    public var explosions: Count?
    /// Violations of the period before.
    public var previous: Count?

    public init(name: Line, violations: Count, explosions: Count? = nil, previous: Count? = nil) {
      self.name = name
      self.violations = violations
      self.explosions = explosions
      self.previous = previous
    }

    public static var fieldRules: [FieldRule] { [.ascending("explosions", "violations")] }
  }

  public var number: ReportNumber
  public var asOf: Timestamp
  public var regions: NonEmpty<Region>
  /// Where movement was restricted.
  public var restrictions: NonEmpty<Line>?
  /// What could not be observed, so that no silence is read as calm.
  public var notObserved: NonEmpty<Line>?
  /// There is nothing to report.
  public var isNil: Bool

  public init(
    number: ReportNumber, asOf: Timestamp, regions: NonEmpty<Region>, restrictions: NonEmpty<Line>? = nil,
    notObserved: NonEmpty<Line>? = nil, isNil: Bool
  ) {
    self.number = number
    self.asOf = asOf
    self.regions = regions
    self.restrictions = restrictions
    self.notObserved = notObserved
    self.isNil = isNil
  }

  private enum CodingKeys: String, CodingKey {
    case number, asOf, regions, restrictions, notObserved
    case isNil = "nil"
  }

  public static var example: Self {
    // OSCE SMM daily report 114/2021, issued 19 May 2021.
    Self(
      number: "114/2021", asOf: "2021-05-18T19:30:00+03:00",
      regions: [
        .init(name: "Donetsk", violations: 196, explosions: 67, previous: 52),
        .init(name: "Luhansk", violations: 37, explosions: 8, previous: 50),
      ],
      isNil: false)
  }
}

extension Catalogue {
  /// Verification.
  static let verification: [Entry] = [
    Entry(IncidentReport.self, movesState: false, "What an observer noticed; a fact."),
    Entry(VerificationCase.self, "The verification lead opens a case on incidents."),
    Entry(Tasking.self, "The verification lead sends a team."),
    Entry(AccessReport.self, "Whether a team could reach a place; a fact."),
    Entry(Finding.self, "What the verification lead found; it does not attribute."),
    Entry(Attribution.self, "The Special Commission attributes responsibility, or states that it cannot."),
    Entry(Remedy.self, "The Special Commission determines what is to be done about a breach."),
    Entry(Dispute.self, "A participant disputes a finding, an attribution or a remedy."),
    Entry(DailyReport.self, "The day's counts by region."),
  ]
}
