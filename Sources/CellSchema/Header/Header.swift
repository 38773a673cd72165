/// The header of a message (after STANAG 4406 with RFC 6477, and STANAG 4774).
public struct Header: Hashable, Sendable, RuledObject {
  /// The message's identifier: a UUID of version 7 from a node, of version 8 from the bus itself.
  public var id: MessageID
  /// The cell for which the message is meant: a signature is valid in this cell alone.
  public var cell: CellName
  /// The message's type, `verification.finding`.
  public var type: MessageType
  /// The version of the type that the body has; 1 unless the type's list says otherwise.
  public var version: MessageVersion
  /// The node that sends the message.
  public var from: NodeName
  /// The sending station's serial. A gap in the count is accepted, and raises `system.serial-gap`.
  public var serial: Serial
  /// The addressees who are to act on the message.
  public var action: NonEmpty<Addressee>
  /// The addressees for information.
  public var info: NonEmpty<Addressee>?
  /// The precedence for those in `action`; it decides the lane in which the message is published.
  public var precedence: Precedence
  /// The precedence for those in `info`, if it is another; never above `precedence`.
  public var infoPrecedence: Precedence?
  /// Whether the message is of an operation, an exercise, a drill or a project.
  public var nature: Nature
  /// The name of an exercise or a drill; absent for the other natures. One blank between words, Unicode normalisation
  /// form C.
  public var exerciseName: Line?
  /// When the sender composed the message, by its own clock; at most five minutes ahead of the broker's.
  public var sentAt: Timestamp
  /// From when on the message is of no use and not delivered any more; not before `sentAt`, and not allowed on a
  /// binding message.
  public var expiresAt: Timestamp?
  /// Until when an answer is wanted; not before `sentAt`.
  public var replyBy: Timestamp?
  /// Who may read the message, and how it is marked.
  public var label: SecurityLabel
  /// The language of the body's texts.
  public var language: LanguageTag?
  /// The appointment that released the message, never a personal name.
  public var releasedBy: Line?
  /// The message that this one answers, by its identifier.
  public var inReplyTo: MessageID?
  /// Other messages that this one refers to, by their identifiers.
  public var references: NonEmpty<MessageID>?
  /// The case that the message belongs to.
  public var caseNumber: CaseNumber?
  /// The earlier message that this one corrects, cancels, supersedes or retracts.
  public var amends: Amends?
  /// Whether the sender asks for an acknowledgement, which is owed anyway from immediate on, or where the charter says
  /// so.
  public var acknowledge: Bool?
  /// By what right the message binds its participant.
  public var authority: Authority?
  /// How the message first went, if it was entered into the bus later.
  public var enteredBy: EnteredBy?

  /// Makes a header; the identifier and the time of sending are new unless given.
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

  /// The names of the fields in JSON.
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
