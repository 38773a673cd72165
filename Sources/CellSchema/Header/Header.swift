/// What a message says about itself, before its body (after STANAG 4406 with RFC 6477, and STANAG 4774).
public struct Header: Hashable, Sendable, RuledObject {
  public var id: MessageID
  /// The cell for which it is meant: a signature holds in this cell alone.
  public var cell: CellName
  public var type: MessageType
  public var version: MessageVersion
  /// The node that sends it.
  public var from: NodeName
  /// The sending station's own count. A gap is accepted, and raises `system.serial-gap`.
  public var serial: Serial
  /// Who is to act on it.
  public var action: NonEmpty<Addressee>
  /// Who is to know of it.
  public var info: NonEmpty<Addressee>?
  public var precedence: Precedence
  /// The precedence for those in ``info``, where it is another.
  public var infoPrecedence: Precedence?
  public var nature: Nature
  /// Of an exercise or a drill, and of nothing else.
  public var exerciseName: Line?
  public var sentAt: Timestamp
  /// From then on it is of no use; not allowed on what binds.
  public var expiresAt: Timestamp?
  /// Until when an answer is wanted.
  public var replyBy: Timestamp?
  public var label: SecurityLabel
  /// The language of the body's texts.
  public var language: LanguageTag?
  /// The appointment that released it, never a personal name.
  public var releasedBy: Line?
  public var inReplyTo: MessageID?
  public var references: NonEmpty<MessageID>?
  /// `case` in JSON.
  public var caseNumber: CaseNumber?
  public var amends: Amends?
  /// An acknowledgement is asked for; it is owed anyway from immediate on, or where the charter says so.
  public var acknowledge: Bool?
  public var authority: Authority?
  public var enteredBy: EnteredBy?

  public init(
    id: MessageID = .make(), cell: CellName, type: MessageType, version: MessageVersion = 1, from: NodeName,
    serial: Serial, action: NonEmpty<Addressee>, info: NonEmpty<Addressee>? = nil, precedence: Precedence = .routine,
    infoPrecedence: Precedence? = nil, nature: Nature = .operation, exerciseName: Line? = nil,
    sentAt: Timestamp = .now, expiresAt: Timestamp? = nil, replyBy: Timestamp? = nil, label: SecurityLabel,
    language: LanguageTag? = nil, releasedBy: Line? = nil, inReplyTo: MessageID? = nil,
    references: NonEmpty<MessageID>? = nil, caseNumber: CaseNumber? = nil, amends: Amends? = nil,
    acknowledge: Bool? = nil, authority: Authority? = nil, enteredBy: EnteredBy? = nil
  ) {
    self.id = id
    self.cell = cell
    self.type = type
    self.version = version
    self.from = from
    self.serial = serial
    self.action = action
    self.info = info
    self.precedence = precedence
    self.infoPrecedence = infoPrecedence
    self.nature = nature
    self.exerciseName = exerciseName
    self.sentAt = sentAt
    self.expiresAt = expiresAt
    self.replyBy = replyBy
    self.label = label
    self.language = language
    self.releasedBy = releasedBy
    self.inReplyTo = inReplyTo
    self.references = references
    self.caseNumber = caseNumber
    self.amends = amends
    self.acknowledge = acknowledge
    self.authority = authority
    self.enteredBy = enteredBy
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case id, cell, type, version, from, serial, action, info, precedence, infoPrecedence, nature, exerciseName, sentAt
    case expiresAt, replyBy, label, language, releasedBy, inReplyTo, references
    case caseNumber = "case"
    case amends, acknowledge, authority, enteredBy
  }

  public static var fieldRules: [FieldRule] {
    [
      .requires("infoPrecedence", with: "info"),
      .whenRequires("nature", is: ["exercise", "drill"], ["exerciseName"]),
      .whenForbids("nature", is: ["operation", "project"], ["exerciseName"]),
      .ascending("sentAt", "expiresAt"),
      .ascending("sentAt", "replyBy"),
    ]
  }
}
