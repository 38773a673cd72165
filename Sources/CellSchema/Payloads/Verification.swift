/// The verification lead opens a case on incidents. A breach is a case, never a phase.
public struct VerificationCase: Payload {
  public static let messageType: MessageType = "verification.case"

  /// The case's number, which the verification lead gives it; no case of the same world has it yet.
  public var id: CaseNumber
  /// The incident reports that it rests on, by the identifiers of their messages.
  public var incidents: NonEmpty<MessageID>
  /// The provision of the agreement or declaration that may be touched, by its number in the text.
  public var provision: ProvisionNumber?
  /// Where the incidents were, in words.
  public var place: Line
  /// How pressing the case is among the lead's others.
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

/// The verification lead sends a team, or an asset: the mechanism is mainly technical.
public struct Tasking: Payload, RuledObject {
  public static let messageType: MessageType = "verification.tasking"

  /// The case that the team or the asset is sent on.
  public var caseNumber: CaseNumber
  /// The team that is sent, as the lead calls it; at least one of this and `asset` is there.
  public var team: Line?
  /// The asset that is used, a drone or a satellite, as the lead calls it.
  public var asset: Line?
  /// What it is to do there.
  public var task: Text
  /// Until when it is to be done.
  public var by: Timestamp

  public init(caseNumber: CaseNumber, team: Line? = nil, asset: Line? = nil, task: Text, by: Timestamp) {
    self.caseNumber = caseNumber
    self.team = team
    self.asset = asset
    self.task = task
    self.by = by
  }

  private enum CodingKeys: String, CodingKey {
    case caseNumber = "case"
    case team, asset, task, by
  }

  public static var fieldRules: [FieldRule] { [.atLeastOne(["team", "asset"])] }

  public static var example: Self {
    Self(
      caseNumber: "V-2026-0042", team: "Verification team 3", task: "Crater analysis at the metal works factory.",
      by: "2026-03-08T15:00:00Z")
  }
}

/// Whether a team could reach a place. A fact.
public struct AccessReport: Payload, RuledObject {
  public static let messageType: MessageType = "verification.access"

  /// Whether the team got there.
  public enum Status: String, CaseIterable, SchemaLeaf {
    /// It had access without hindrance.
    case granted
    /// It had access in part, or under conditions.
    case restricted
    /// It had access later than it asked for.
    case delayed
    /// It had none.
    case denied
  }

  /// The case on which access was sought.
  public var caseNumber: CaseNumber
  /// Where access was sought, in words.
  public var place: Line
  /// Whether the team got there.
  public var status: Status
  /// Who held the place at the time, as the team saw it.
  public var control: TerritoryControl
  /// Who held the team up, by function and never by name; absent where access was granted.
  public var restrictedBy: Line?
  /// The reason in their own words; absent where access was granted.
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

  /// What the evidence shows of the matter of the case.
  public enum Outcome: String, CaseIterable, SchemaLeaf {
    /// It happened as reported.
    case verified
    /// The evidence does not bear it out.
    case notVerified = "not-verified"
    /// The evidence does not decide it.
    case inconclusive
    /// It happened, and breaks no provision.
    case notAViolation = "not-a-violation"
    /// The source says none.
    case notStated = "not-stated"
  }

  /// How evidence was gained.
  public enum Method: String, CaseIterable, SchemaLeaf {
    /// Craters and fragments were examined.
    case craterAnalysis = "crater-analysis"
    /// The team saw the place.
    case siteVisit = "site-visit"
    /// Photographs, video, or images from aircraft and satellites.
    case imagery
    /// Recordings of radar, acoustic or other sensors.
    case sensor
    /// Witnesses were heard.
    case interview
  }

  /// What the evidence shows of the munition and of the direction of fire.
  public struct Assessment: Hashable, Sendable, RuledObject {
    /// The kind of munition, `mortar`, or that it is not known.
    public var munition: OrNotKnown<Line>?
    /// The directions from which the fire came, seen from the point of impact.
    public var directions: NonEmpty<CompassPoint>?

    public init(munition: OrNotKnown<Line>? = nil, directions: NonEmpty<CompassPoint>? = nil) {
      self.munition = munition
      self.directions = directions
    }

    public static var fieldRules: [FieldRule] { [.atLeastOne(["munition", "directions"])] }
  }

  /// The case that the finding is on.
  public var caseNumber: CaseNumber
  /// What the evidence shows.
  public var outcome: Outcome
  /// How sure the verification lead is of the outcome.
  public var confidence: Confidence
  /// How the evidence was gained.
  public var methods: NonEmpty<Method>
  /// What was there to see, without what is inferred from it.
  public var observed: Text
  /// What is inferred from it of the munition and of the direction of fire.
  public var assessed: Assessment?
  /// People killed and injured, as far as the team could corroborate it.
  public var casualties: Casualties?
  /// Whether the case may be decided on it; a preliminary finding is followed by another one.
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

  /// Whether the Special Commission adopted the attribution.
  public enum Decision: String, CaseIterable, SchemaLeaf {
    /// The Special Commission adopted it.
    case adopted
    /// It was put to the Special Commission and not adopted.
    case notAdopted = "not-adopted"
  }

  /// A member that does not agree.
  public struct Dissent: Codable, Hashable, Sendable {
    /// The member.
    public var by: ParticipantCode
    /// Why it does not agree.
    public var grounds: Text?

    public init(by: ParticipantCode, grounds: Text? = nil) {
      self.by = by
      self.grounds = grounds
    }
  }

  /// The case that is decided.
  public var caseNumber: CaseNumber
  /// The finding that the decision rests on, by its message's identifier.
  public var finding: MessageID
  /// The parties that bear responsibility; exactly one of this and `undetermined` is there.
  public var responsible: NonEmpty<SubjectCode>?
  /// Why responsibility could not be determined; exactly one of this and `responsible` is there.
  public var undetermined: Text?
  /// Whether it was adopted.
  public var decision: Decision
  /// The members that do not agree, with their grounds. Of an attribution that is decided together they follow from what
  /// electors say on the proposal, and it names none.
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

  /// The case on which something is to be done.
  public var caseNumber: CaseNumber
  /// What is to be done.
  public var measure: Text
  /// The party that is to do it.
  public var addressee: SubjectCode
  /// Until when it is to be done.
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

/// A participant disputes a finding, an attribution, a remedy or the closing of a case.
public struct Dispute: Payload {
  public static let messageType: MessageType = "verification.dispute"

  /// The case that it is about.
  public var caseNumber: CaseNumber
  /// The finding, attribution, remedy or closing that is disputed, by its message's identifier.
  public var of: MessageID
  /// Why.
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

extension Catalogue {
  /// Verification.
  static let verification: [Entry] = [
    Entry(IncidentReport.self, movesState: false, "What an observer noticed; a fact."),
    Entry(VerificationCase.self, "The verification lead opens a case on incidents."),
    Entry(Tasking.self, "The verification lead sends a team or an asset."),
    Entry(AccessReport.self, "Whether a team could reach a place; a fact."),
    Entry(Finding.self, "What the verification lead found; it does not attribute."),
    Entry(Attribution.self, "The Special Commission attributes responsibility, or states that it cannot."),
    Entry(Remedy.self, "The Special Commission determines what is to be done about a breach."),
    Entry(Dispute.self, "A participant disputes a finding, an attribution, a remedy or a closing."),
    Entry(DailyReport.self, "The day's counts by region."),
  ]
}
