/// What a party alleges: that something happened, and who did it. A fact; it is neither evidence nor a finding.
///
/// A party that is no node never sends: who passes on its word names it in `statedBy`, with how and when it came.
public struct Allegation: Payload, RuledObject {
  public static let messageType: MessageType = "verification.allegation"

  /// The case that it is about, where there is one.
  public var caseNumber: CaseNumber?
  /// What is alleged, in the party's words.
  public var alleged: Text
  /// Against whom.
  public var against: NonEmpty<SubjectCode>?
  /// Where it happened, in words.
  public var place: Line?
  /// The party that alleges it; the sender's participant where it is absent.
  public var statedBy: SubjectCode?
  /// How another party's word came; with `statedBy` and `receivedAt` alone.
  public var receivedVia: Line?
  /// When another party's word came; with `receivedVia` alone.
  public var receivedAt: Timestamp?

  public init(
    caseNumber: CaseNumber? = nil, alleged: Text, against: NonEmpty<SubjectCode>? = nil, place: Line? = nil,
    statedBy: SubjectCode? = nil, receivedVia: Line? = nil, receivedAt: Timestamp? = nil
  ) {
    self.caseNumber = caseNumber
    self.alleged = alleged
    self.against = against
    self.place = place
    self.statedBy = statedBy
    self.receivedVia = receivedVia
    self.receivedAt = receivedAt
  }

  private enum CodingKeys: String, CodingKey {
    case caseNumber = "case"
    case alleged, against, place, statedBy, receivedVia, receivedAt
  }

  public static var fieldRules: [FieldRule] { .passedOn }

  public static var example: Self {
    Self(
      caseNumber: "V-2026-0042", alleged: "The factory was used to store ammunition.", against: ["UKR"],
      place: "Donetsk, Leninskyi district", statedBy: "RUS", receivedVia: "Diplomatic note to the depositary",
      receivedAt: "2026-03-09T10:00:00Z")
  }
}

/// What a party replies to an allegation, a finding, an attribution or a remedy. A fact.
public struct PartyReply: Payload, RuledObject {
  public static let messageType: MessageType = "verification.reply"

  /// Where the party stands on what it replies to.
  public enum Position: String, CaseIterable, SchemaLeaf {
    /// It accepts it.
    case accepted
    /// It accepts it in part.
    case partly
    /// It denies it.
    case denied
    /// It takes no position, or the source states none.
    case notStated = "not-stated"
  }

  /// The case that it is about, where there is one.
  public var caseNumber: CaseNumber?
  /// What it replies to, by the message's identifier.
  public var to: MessageID
  /// Where the party stands.
  public var position: Position
  /// The reply in the party's words.
  public var text: Text
  /// The party that replies; the sender's participant where it is absent.
  public var statedBy: SubjectCode?
  /// How another party's word came; with `statedBy` and `receivedAt` alone.
  public var receivedVia: Line?
  /// When another party's word came; with `receivedVia` alone.
  public var receivedAt: Timestamp?

  public init(
    caseNumber: CaseNumber? = nil, to: MessageID, position: Position, text: Text, statedBy: SubjectCode? = nil,
    receivedVia: Line? = nil, receivedAt: Timestamp? = nil
  ) {
    self.caseNumber = caseNumber
    self.to = to
    self.position = position
    self.text = text
    self.statedBy = statedBy
    self.receivedVia = receivedVia
    self.receivedAt = receivedAt
  }

  private enum CodingKeys: String, CodingKey {
    case caseNumber = "case"
    case to, position, text, statedBy, receivedVia, receivedAt
  }

  public static var fieldRules: [FieldRule] { .passedOn }

  public static var example: Self {
    Self(
      caseNumber: "V-2026-0042", to: "019cccac-cc4f-7f42-813d-f03c0c61da49", position: .denied,
      text: "No unit of ours was within range.", statedBy: "RUS", receivedVia: "Diplomatic note to the depositary",
      receivedAt: "2026-03-10T10:00:00Z")
  }
}

/// What a party did about a remedy or a demand, as it or somebody else states it. A fact: the verification lead assesses
/// it, and until then an overdue remedy stays overdue.
public struct ComplianceReport: Payload, RuledObject {
  public static let messageType: MessageType = "verification.compliance"

  /// The case that it is about.
  public var caseNumber: CaseNumber
  /// The remedy that the party did something about, by its message's identifier.
  public var remedy: MessageID?
  /// The demand that the party did something about, in words, where it is no remedy of the Special Commission.
  public var demand: Text?
  /// What the party did, or says that it did.
  public var done: Text
  /// The party that states it; the sender's participant where it is absent.
  public var statedBy: SubjectCode?
  /// How another party's word came; with `statedBy` and `receivedAt` alone.
  public var receivedVia: Line?
  /// When another party's word came; with `receivedVia` alone.
  public var receivedAt: Timestamp?

  public init(
    caseNumber: CaseNumber, remedy: MessageID? = nil, demand: Text? = nil, done: Text, statedBy: SubjectCode? = nil,
    receivedVia: Line? = nil, receivedAt: Timestamp? = nil
  ) {
    self.caseNumber = caseNumber
    self.remedy = remedy
    self.demand = demand
    self.done = done
    self.statedBy = statedBy
    self.receivedVia = receivedVia
    self.receivedAt = receivedAt
  }

  private enum CodingKeys: String, CodingKey {
    case caseNumber = "case"
    case remedy, demand, done, statedBy, receivedVia, receivedAt
  }

  public static var fieldRules: [FieldRule] {
    [.atLeastOne(["remedy", "demand"]), .atMostOne(["remedy", "demand"])] + .passedOn
  }

  public static var example: Self {
    Self(
      caseNumber: "V-2026-0042", remedy: "019cd6a0-8f10-7c55-9a02-7d1be2a9c611",
      done: "All mortars of 82 mm and above are beyond the line of 15 km.", statedBy: "RUS",
      receivedVia: "Diplomatic note to the depositary", receivedAt: "2026-03-19T16:00:00Z")
  }
}

/// How far the verification lead finds a remedy or a demand complied with.
public struct ComplianceAssessment: Payload, RuledObject {
  public static let messageType: MessageType = "verification.compliance-assessment"

  /// How far it is complied with.
  public enum Result: String, CaseIterable, SchemaLeaf {
    /// Wholly.
    case complied
    /// In part.
    case partly
    /// Not at all.
    case not
    /// The lead could not establish it.
    case notKnown = "N/K"
  }

  /// The case that it is about.
  public var caseNumber: CaseNumber
  /// The report that is assessed, and with it the remedy that the report names; exactly one of this and `remedy`.
  public var compliance: MessageID?
  /// The remedy that is assessed where nobody has reported on it; exactly one of this and `compliance`.
  public var remedy: MessageID?
  /// How far it is complied with.
  public var result: Result
  /// What was seen of it, and how.
  public var observed: Text?

  public init(
    caseNumber: CaseNumber, compliance: MessageID? = nil, remedy: MessageID? = nil, result: Result,
    observed: Text? = nil
  ) {
    self.caseNumber = caseNumber
    self.compliance = compliance
    self.remedy = remedy
    self.result = result
    self.observed = observed
  }

  private enum CodingKeys: String, CodingKey {
    case caseNumber = "case"
    case compliance, remedy, result, observed
  }

  public static var fieldRules: [FieldRule] {
    [.atLeastOne(["compliance", "remedy"]), .atMostOne(["compliance", "remedy"])]
  }

  public static var example: Self {
    Self(
      caseNumber: "V-2026-0042", compliance: "019cd6d2-1b3c-7e0e-8d54-0a5c1f7be322", result: .complied,
      observed: "Two visits to the line; none of the firing positions is manned.")
  }
}

extension [FieldRule] {
  /// Of a statement that may be another party's, passed on: how it came and when go together, and with whose it is.
  fileprivate static var passedOn: Self {
    [
      .requires("receivedVia", with: "receivedAt"),
      .requires("receivedAt", with: "receivedVia"),
      .requires("receivedVia", with: "statedBy"),
    ]
  }
}

extension Catalogue {
  /// What parties say of cases, and what the verification lead makes of it.
  static let partyStatements: [Entry] = [
    Entry(Allegation.self, "What a party alleges; a fact."),
    Entry(PartyReply.self, "What a party replies to an allegation, a finding, an attribution or a remedy; a fact."),
    Entry(ComplianceReport.self, "What a party did about a remedy or a demand; a fact."),
    Entry(ComplianceAssessment.self, "How far the verification lead finds a remedy or a demand complied with."),
  ]
}
