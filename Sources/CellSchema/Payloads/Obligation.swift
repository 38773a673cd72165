/// Whether a guarantee obliges its participant because of an attack, as the record stands when it is invoked. The bus says
/// it once of each report and guarantee that an invocation names; what is said later releases nobody.
public struct GuaranteeObliged: Payload {
  public static let messageType: MessageType = "system.obliged"

  /// How a guarantee stands to an attack.
  public enum Standing: String, CaseIterable, SchemaLeaf {
    /// It was active at some moment at which the attack may have begun: its participant is obliged.
    case obliged
    /// It was not active yet when the attack began.
    case notYetActive = "not-yet-active"
    /// It was withdrawn when the attack began.
    case withdrawn
    /// Another commitment of its participant, under a later version of the text, stood in its place when the attack began.
    case replaced
    /// It is for another than was attacked.
    case beneficiaryDiffers = "beneficiary-differs"
  }

  /// What is not certain about an obligation. It obliges all the same.
  public enum Mark: String, CaseIterable, SchemaLeaf {
    /// The guarantee was not active, or not with these terms, at every moment at which the attack may have begun.
    case beganUncertain = "began-uncertain"
    /// It was active then by a paper that was entered after the attack.
    case dateContested = "date-contested"
  }

  /// The invocation, by its message's identifier.
  public var invocation: MessageID
  /// The attack report, by its message's identifier.
  public var report: MessageID
  /// The commitment, by its message's identifier.
  public var commitment: MessageID
  /// How the commitment stands to the attack.
  public var standing: Standing
  /// What is not certain about it.
  public var marks: NonEmpty<Mark>?
  /// The tracks on which the commitment was active then; there where it obliges.
  public var track: GuaranteeActivated.Track?
  /// Its terms then; there where it obliges. Open terms oblige to consultation alone.
  public var terms: GuaranteeCommitment.Terms?
  /// The means that it gave then; there where it obliges and names any.
  public var means: NonEmpty<SupportMeans>?
  /// The earliest moment at which the attack may have begun, as it counts here.
  public var beganEarliest: Timestamp
  /// The latest moment at which it may have begun, never after the report's acceptance.
  public var beganLatest: Timestamp
  /// The messages from which it follows, by their identifiers.
  public var causes: NonEmpty<MessageID>
  /// Why it stands so, in words.
  public var explanation: Text

  public init(
    invocation: MessageID, report: MessageID, commitment: MessageID, standing: Standing,
    marks: NonEmpty<Mark>? = nil,
    track: GuaranteeActivated.Track? = nil, terms: GuaranteeCommitment.Terms? = nil,
    means: NonEmpty<SupportMeans>? = nil, beganEarliest: Timestamp, beganLatest: Timestamp,
    causes: NonEmpty<MessageID>, explanation: Text
  ) {
    self.invocation = invocation
    self.report = report
    self.commitment = commitment
    self.standing = standing
    self.marks = marks
    self.track = track
    self.terms = terms
    self.means = means
    self.beganEarliest = beganEarliest
    self.beganLatest = beganLatest
    self.causes = causes
    self.explanation = explanation
  }

  public static var example: Self {
    Self(
      invocation: "019cc8a3-861c-719f-a687-f955bf7529e4",
      report: "019cc992-423c-7ce1-b433-815c237f76c4",
      commitment: "019cca3a-d26b-7524-a93a-0ef1cd0e410d", standing: .obliged, track: .both,
      terms: .final,
      means: [.military, .intelligence], beganEarliest: "2026-08-14T02:05:00Z",
      beganLatest: "2026-08-14T02:05:00Z",
      causes: ["019cca20-3000-707e-9fba-b2ea9285d720"],
      explanation: "FRA's guarantee has been active since 2026-03-10T22:00:00.000Z (both).")
  }
}

extension Catalogue {
  /// What the bus says of obligations.
  static let obligationsOfBus: [Entry] = [
    Entry(
      GuaranteeObliged.self,
      "Whether a guarantee that was invoked obliges its participant because of an attack.")
  ]
}
