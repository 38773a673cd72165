/// The verification lead takes incidents into an open case that it opened without them.
///
/// An incident report that names an open case in its header joins it by itself.
public struct CaseJoining: Payload {
  public static let messageType: MessageType = "verification.joining"

  /// The open case.
  public var caseNumber: CaseNumber
  /// The incident reports, attack reports or allegations that join, by the identifiers of their messages; none of them is
  /// in a case yet.
  public var incidents: NonEmpty<MessageID>

  public init(caseNumber: CaseNumber, incidents: NonEmpty<MessageID>) {
    self.caseNumber = caseNumber
    self.incidents = incidents
  }

  private enum CodingKeys: String, CodingKey {
    case caseNumber = "case"
    case incidents
  }

  public static var example: Self {
    Self(caseNumber: "V-2026-0042", incidents: ["019ccc5a-9ad5-7d11-8a77-2f3b6b0f6f10"])
  }
}

/// The verification lead suspends an investigation: no team is sent and nothing is found until it is resumed.
///
/// What the Special Commission decides on an earlier finding, and what parties say, goes on.
public struct CaseSuspension: Payload {
  public static let messageType: MessageType = "verification.suspension"

  /// The case whose investigation is suspended.
  public var caseNumber: CaseNumber
  /// Why, and what is waited for.
  public var reason: Text

  public init(caseNumber: CaseNumber, reason: Text) {
    self.caseNumber = caseNumber
    self.reason = reason
  }

  private enum CodingKeys: String, CodingKey {
    case caseNumber = "case"
    case reason
  }

  public static var example: Self {
    Self(caseNumber: "V-2026-0042", reason: "The site is mined; clearance is announced for 20 March.")
  }
}

/// The verification lead resumes a suspended investigation where it stood.
public struct CaseResumption: Payload {
  public static let messageType: MessageType = "verification.resumption"

  /// The case whose investigation goes on.
  public var caseNumber: CaseNumber
  /// What has changed.
  public var reason: Text?

  public init(caseNumber: CaseNumber, reason: Text? = nil) {
    self.caseNumber = caseNumber
    self.reason = reason
  }

  private enum CodingKeys: String, CodingKey {
    case caseNumber = "case"
    case reason
  }

  public static var example: Self { Self(caseNumber: "V-2026-0042", reason: "The site is cleared.") }
}

/// A case is closed: by the verification lead until there is an attribution on it, afterwards by the Special Commission
/// alone.
public struct CaseClosing: Payload {
  public static let messageType: MessageType = "verification.closing"

  /// On what ground a case is closed.
  public enum Kind: String, CaseIterable, SchemaLeaf {
    /// The matter is settled, by whatever means.
    case resolved
    /// Every remedy that stands is assessed as complied with.
    case complied
    /// Nothing supports what was reported or alleged.
    case unfounded
    /// The evidence does not suffice, and no more is to be expected.
    case lackOfEvidence = "lack-of-evidence"
    /// Another ground, which the grounds name.
    case other
  }

  /// The case that is closed.
  public var caseNumber: CaseNumber
  /// On what ground.
  public var kind: Kind
  /// The grounds in words.
  public var grounds: Text

  public init(caseNumber: CaseNumber, kind: Kind, grounds: Text) {
    self.caseNumber = caseNumber
    self.kind = kind
    self.grounds = grounds
  }

  private enum CodingKeys: String, CodingKey {
    case caseNumber = "case"
    case kind, grounds
  }

  public static var example: Self {
    Self(caseNumber: "V-2026-0042", kind: .complied, grounds: "The mortars are withdrawn, as the lead has assessed.")
  }
}

/// The verification lead reopens a case under the same number, at any time, on evidence.
public struct CaseReopening: Payload {
  public static let messageType: MessageType = "verification.reopening"

  /// The case that is reopened.
  public var caseNumber: CaseNumber
  /// The messages that bear the evidence, by their identifiers.
  public var evidence: NonEmpty<MessageID>
  /// What follows from the evidence.
  public var reason: Text

  public init(caseNumber: CaseNumber, evidence: NonEmpty<MessageID>, reason: Text) {
    self.caseNumber = caseNumber
    self.evidence = evidence
    self.reason = reason
  }

  private enum CodingKeys: String, CodingKey {
    case caseNumber = "case"
    case evidence, reason
  }

  public static var example: Self {
    Self(
      caseNumber: "V-2026-0042", evidence: ["019ccc5a-9ad5-7d11-8a77-2f3b6b0f6f10"],
      reason: "A satellite image shows the firing position.")
  }
}

extension Catalogue {
  /// How a case of verification goes on, ends and begins anew.
  static let caseCourse: [Entry] = [
    Entry(CaseJoining.self, "The verification lead takes incidents into an open case."),
    Entry(CaseSuspension.self, "The verification lead suspends an investigation."),
    Entry(CaseResumption.self, "The verification lead resumes a suspended investigation."),
    Entry(CaseClosing.self, "A case is closed: by the lead until an attribution, afterwards by the commission."),
    Entry(CaseReopening.self, "The verification lead reopens a case on evidence."),
  ]
}
