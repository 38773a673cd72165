public import Foundation

/// What a sender chooses of a ``Header``. Fields left at nil are filled in by the node at publication.
///
/// In JSON a header draft is an object with the header's own fields, all of which may be left out. A field that is
/// given replaces the default:
///
/// ```swift
/// var defaults = HeaderDraft()
/// defaults.precedence = .priority
/// let header = try JSONDecoder().decode(HeaderDraft.self, from: json, configuration: defaults)
/// ```
public struct HeaderDraft: Hashable, Sendable {
  /// The addressees who are to act on the message.
  public var action: [Addressee]
  /// The addressees for information.
  public var info: [Addressee]
  /// The precedence for those in ``action``; it decides the lane.
  public var precedence: Precedence
  /// The precedence for those in ``info``, if it is another.
  public var infoPrecedence: Precedence?
  /// Who may read the message; nil: the participants it is addressed to, or `ALL` where a role or everybody is
  /// addressed.
  public var releasableTo: [Releasable]?
  /// The policy of the label; nil: that of the node's options.
  public var policy: PolicyName?
  /// The classification of the label; nil: that of the node's options.
  public var classification: Classification?
  /// Who controls further release; nil: not stated.
  public var control: SecurityLabel.Control?
  /// The nature of the message's world; nil: that of the node's profile.
  public var nature: Nature?
  /// The name of an exercise or a drill; nil: that of the profile, if the nature is the profile's.
  public var exerciseName: Line?
  /// The message that this one answers.
  public var inReplyTo: MessageID?
  /// Other messages that this one refers to.
  public var references: [MessageID] = []
  /// The case that the message belongs to; `case` in the header.
  public var caseNumber: CaseNumber?
  /// The earlier message that this one corrects, cancels, supersedes or retracts.
  public var amends: Amends?
  /// Whether an acknowledgement is asked for; nil: not stated.
  public var acknowledge: Bool?
  /// By what right the message binds its participant.
  public var authority: Authority?
  /// How the message first went, if it was entered into the bus later.
  public var enteredBy: EnteredBy?
  /// From when on the message is of no use; nil: never.
  public var expiresAt: Timestamp?
  /// Until when an answer is wanted.
  public var replyBy: Timestamp?
  /// The language of the body's texts.
  public var language: LanguageTag?
  /// The appointment that released the message, never a personal name.
  public var releasedBy: Line?
  /// The message's identifier; nil: a new one.
  public var id: MessageID?
  /// The serial; nil: the next of the station's count.
  public var serial: Serial?
  /// The time of sending; nil: the time of publication.
  public var sentAt: Timestamp?
  /// The cell; nil: that of the node's profile.
  public var cell: CellName?
  /// The sender; nil: the node of the profile.
  public var from: NodeName?
  /// The version of the type; nil: the one in which the body is written.
  public var version: MessageVersion?

  /// Makes a draft with addressees and precedence; every other field is left open.
  public init(action: [Addressee] = [.all], info: [Addressee] = [], precedence: Precedence = .routine) {
    self.action = action
    self.info = info
    self.precedence = precedence
  }
}

extension HeaderDraft: Decodable, DecodableWithConfiguration {
  private struct Label: Codable, Equatable {
    var policy: PolicyName?
    var classification: Classification?
    var releasableTo: NonEmpty<Releasable>?
    var control: SecurityLabel.Control?
  }

  public init(from decoder: any Decoder) throws { try self.init(from: decoder, configuration: Self()) }

  /// Decodes a header draft from JSON.
  ///
  /// - Parameter defaults: the values of fields that are left out.
  public init(from decoder: any Decoder, configuration defaults: HeaderDraft) throws {
    let fields = try decoder.container(keyedBy: Header.CodingKeys.self)
    func field<Value: Decodable>(_ key: Header.CodingKeys, _ value: Value?) throws -> Value? {
      try fields.decodeIfPresent(Value.self, forKey: key) ?? value
    }
    func list<Element>(_ key: Header.CodingKeys, _ elements: [Element]) throws -> [Element]
    where Element: Codable & Hashable & Sendable {
      try fields.decodeIfPresent(NonEmpty<Element>.self, forKey: key)?.elements ?? elements
    }
    id = try field(.id, defaults.id)
    cell = try field(.cell, defaults.cell)
    version = try field(.version, defaults.version)
    from = try field(.from, defaults.from)
    serial = try field(.serial, defaults.serial)
    action = try list(.action, defaults.action)
    info = try list(.info, defaults.info)
    precedence = try fields.decodeIfPresent(Precedence.self, forKey: .precedence) ?? defaults.precedence
    infoPrecedence = try field(.infoPrecedence, defaults.infoPrecedence)
    nature = try field(.nature, defaults.nature)
    exerciseName = try field(.exerciseName, defaults.exerciseName)
    sentAt = try field(.sentAt, defaults.sentAt)
    expiresAt = try field(.expiresAt, defaults.expiresAt)
    replyBy = try field(.replyBy, defaults.replyBy)
    let label = try fields.decodeIfPresent(Label.self, forKey: .label)
    policy = label?.policy ?? defaults.policy
    classification = label?.classification ?? defaults.classification
    releasableTo = label?.releasableTo?.elements ?? defaults.releasableTo
    control = label?.control ?? defaults.control
    language = try field(.language, defaults.language)
    releasedBy = try field(.releasedBy, defaults.releasedBy)
    inReplyTo = try field(.inReplyTo, defaults.inReplyTo)
    references = try list(.references, defaults.references)
    caseNumber = try field(.caseNumber, defaults.caseNumber)
    amends = try field(.amends, defaults.amends)
    acknowledge = try field(.acknowledge, defaults.acknowledge)
    authority = try field(.authority, defaults.authority)
    enteredBy = try field(.enteredBy, defaults.enteredBy)
  }
}

extension HeaderDraft: Encodable {
  /// Writes what was chosen, as `init(from:)` reads it.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Header.CodingKeys.self)
    func list<Element>(_ elements: [Element], _ key: Header.CodingKeys) throws
    where Element: Codable & Hashable & Sendable {
      try fields.encodeIfPresent(NonEmpty(elements), forKey: key)
    }
    try fields.encodeIfPresent(id, forKey: .id)
    try fields.encodeIfPresent(cell, forKey: .cell)
    try fields.encodeIfPresent(version, forKey: .version)
    try fields.encodeIfPresent(from, forKey: .from)
    try fields.encodeIfPresent(serial, forKey: .serial)
    try list(action, .action)
    try list(info, .info)
    try fields.encode(precedence, forKey: .precedence)
    try fields.encodeIfPresent(infoPrecedence, forKey: .infoPrecedence)
    try fields.encodeIfPresent(nature, forKey: .nature)
    try fields.encodeIfPresent(exerciseName, forKey: .exerciseName)
    try fields.encodeIfPresent(sentAt, forKey: .sentAt)
    try fields.encodeIfPresent(expiresAt, forKey: .expiresAt)
    try fields.encodeIfPresent(replyBy, forKey: .replyBy)
    let label = Label(
      policy: policy, classification: classification, releasableTo: releasableTo.flatMap { NonEmpty($0) },
      control: control)
    if label != Label() { try fields.encode(label, forKey: .label) }
    try fields.encodeIfPresent(language, forKey: .language)
    try fields.encodeIfPresent(releasedBy, forKey: .releasedBy)
    try fields.encodeIfPresent(inReplyTo, forKey: .inReplyTo)
    try list(references, .references)
    try fields.encodeIfPresent(caseNumber, forKey: .caseNumber)
    try fields.encodeIfPresent(amends, forKey: .amends)
    try fields.encodeIfPresent(acknowledge, forKey: .acknowledge)
    try fields.encodeIfPresent(authority, forKey: .authority)
    try fields.encodeIfPresent(enteredBy, forKey: .enteredBy)
  }
}
