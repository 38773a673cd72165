public import CellSchema

/// A message that a sender is composing: its body, and what the sender chooses of the header.
///
/// ```swift
/// var draft = Draft(report, to: ["FRA", "@verification-lead"], precedence: .immediate)
/// draft.language = "en"
/// let receipt = try await node.publish(draft)
/// ```
///
/// The fields of the draft's ``CellSchema/HeaderDraft`` can be used as the draft's own. A field left at nil is filled
/// in by the node at publication: identifier, serial and time; cell and sender, nature and exercise of the profile;
/// policy and classification of the options; and a label that releases the message to the participants it is addressed
/// to, or to `ALL` where a role or everybody is addressed.
@dynamicMemberLookup
public struct Draft: Sendable {
  enum Content: Sendable {
    case body([UInt8], type: MessageType, version: MessageVersion)
    case document([UInt8], Precedence, signature: [UInt8])
  }

  let content: Content
  private(set) var box: HeaderBox

  /// What the sender chooses of the header. Not used for a whole document.
  public var header: HeaderDraft {
    get { box.header }
    set { box = HeaderBox(newValue) }
  }

  /// The signature block of a whole document; empty where nobody signed it.
  public var signature: [UInt8] {
    switch content {
    case .body: []
    case .document(_, _, let signature): signature
    }
  }

  /// A field of ``header``.
  public subscript<Value>(dynamicMember field: WritableKeyPath<HeaderDraft, Value>) -> Value {
    get { header[keyPath: field] }
    set { header[keyPath: field] = newValue }
  }

  /// A message of a type in the catalogue.
  ///
  /// - Parameters:
  ///   - action: the addressees who are to act on the message.
  ///   - info: the addressees for information.
  ///   - precedence: the message's precedence, which is also its lane.
  public init(
    _ body: some Payload, to action: [Addressee] = [.all], info: [Addressee] = [], precedence: Precedence = .routine
  ) {
    self.init(body, header: HeaderDraft(action: action, info: info, precedence: precedence))
  }

  init(_ body: some Payload, header: HeaderDraft) {
    let type = type(of: body)
    guard let version = MessageVersion(type.messageVersion) else {
      preconditionFailure("\(type) has version \(type.messageVersion), which is none of 1 to 999")
    }
    content = .body(DocumentEncoder.json(body), type: type.messageType, version: version)
    box = HeaderBox(header)
  }

  /// A message whose body is JSON already. Nothing checks the body before the broker does.
  public init(
    type: MessageType, version: MessageVersion = 1, rawBody: [UInt8], to action: [Addressee] = [.all],
    info: [Addressee] = [], precedence: Precedence = .routine
  ) {
    self.init(
      type: type, version: version, rawBody: rawBody,
      header: HeaderDraft(action: action, info: info, precedence: precedence))
  }

  /// A message whose body is JSON already, with a header draft. A version in the header draft takes precedence.
  public init(type: MessageType, version: MessageVersion = 1, rawBody: [UInt8], header: HeaderDraft) {
    content = .body(rawBody, type: type, version: version)
    box = HeaderBox(header)
  }

  /// A message of the same type, version and header as another one, with another body, which is JSON already.
  ///
  /// The header of many such messages is written once.
  ///
  /// - Misuse: a whole document has no header to share, and stops the program.
  public init(rawBody: [UInt8], like other: Draft) {
    guard case .body(_, let type, let version) = other.content else {
      preconditionFailure("a whole document has no body of its own")
    }
    content = .body(rawBody, type: type, version: version)
    box = other.box
  }

  /// A whole document, to stand on the record as it is. Nothing is filled in, and ``header`` is not used.
  ///
  /// - Parameters:
  ///   - precedence: the precedence that the document states; it decides the lane.
  ///   - signature: the signature block over the document; empty where nobody signed it.
  public init(document: [UInt8], precedence: Precedence, signature: [UInt8] = []) {
    content = .document(document, precedence, signature: signature)
    box = HeaderBox(HeaderDraft(action: [], precedence: precedence))
  }
}
