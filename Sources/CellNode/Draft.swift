public import CellSchema

/// A message that is to be published: its body, and what its header is to say.
///
/// ```swift
/// var draft = Draft(report, to: ["FRA", "@verification-lead"], precedence: .immediate)
/// draft.language = "en"
/// let receipt = try await node.publish(draft)
/// ```
///
/// What is left at nil the node fills in when it is published: identifier, serial and time, cell and sender, nature and
/// exercise of its profile, policy and classification of its options, and a label that releases the message to those it
/// is addressed to, or to `ALL` where a role or everybody is addressed.
public struct Draft: Sendable {
  enum Content: Sendable {
    case body([UInt8], type: MessageType, version: MessageVersion)
    case document([UInt8], Precedence)
  }

  let content: Content
  public var action: [Addressee]
  public var info: [Addressee]
  public var precedence: Precedence
  public var infoPrecedence: Precedence?
  public var releasableTo: [Releasable]?
  public var policy: PolicyName?
  public var classification: Classification?
  public var control: SecurityLabel.Control?
  public var nature: Nature?
  public var exerciseName: Line?
  public var inReplyTo: MessageID?
  public var references: [MessageID] = []
  /// `case` in the header.
  public var caseNumber: CaseNumber?
  public var amends: Amends?
  public var acknowledge: Bool?
  public var authority: Authority?
  public var enteredBy: EnteredBy?
  public var expiresAt: Timestamp?
  public var replyBy: Timestamp?
  public var language: LanguageTag?
  public var releasedBy: Line?
  public var id: MessageID?
  public var serial: Serial?
  public var sentAt: Timestamp?
  public var cell: CellName?
  public var from: NodeName?

  private init(_ content: Content, action: [Addressee], info: [Addressee], precedence: Precedence) {
    self.content = content
    self.action = action
    self.info = info
    self.precedence = precedence
  }

  /// A message of the catalogue.
  public init(
    _ body: some Payload, to action: [Addressee] = [.all], info: [Addressee] = [], precedence: Precedence = .routine
  ) {
    let type = type(of: body)
    guard let version = MessageVersion(type.messageVersion) else {
      preconditionFailure("\(type) has version \(type.messageVersion), which is none of 1 to 999")
    }
    self.init(
      .body(DocumentEncoder.json(body), type: type.messageType, version: version), action: action, info: info,
      precedence: precedence)
  }

  /// A body that is JSON already. Nothing looks at it before the broker does.
  public init(
    type: MessageType, version: MessageVersion = 1, rawBody: [UInt8], to action: [Addressee] = [.all],
    info: [Addressee] = [], precedence: Precedence = .routine
  ) {
    self.init(
      .body(rawBody, type: type, version: version), action: action, info: info, precedence: precedence)
  }

  /// A whole document as it is to stand on the record. Nothing is filled in, and the other properties are not used.
  ///
  /// - Parameter precedence: the document's own; it decides the lane.
  public init(document: [UInt8], precedence: Precedence) {
    self.init(.document(document, precedence), action: [], info: [], precedence: precedence)
  }
}
