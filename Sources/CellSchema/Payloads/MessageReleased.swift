/// A message is released to participants that were not to read it, and is carried to them, since their cursors have passed
/// it. A correction of it follows in a message of its own.
public struct MessageReleased: Payload {
  public static let messageType: MessageType = "system.released"

  /// The message, by its identifier.
  public var message: MessageID
  /// Its row on the record.
  public var sequence: RecordSequence
  /// When it was accepted.
  public var acceptedAt: Timestamp
  /// The hash of its document's bytes.
  public var sha256: SHA256Hex
  /// Its document: the exact bytes as they were accepted.
  public var document: Base64Text
  /// Its signature block; absent if it has none.
  public var signature: Base64Text?
  /// Whom it is released to.
  public var to: NonEmpty<ParticipantCode>

  public init(
    message: MessageID, sequence: RecordSequence, acceptedAt: Timestamp, sha256: SHA256Hex, document: Base64Text,
    signature: Base64Text? = nil, to: NonEmpty<ParticipantCode>
  ) {
    self.message = message
    self.sequence = sequence
    self.acceptedAt = acceptedAt
    self.sha256 = sha256
    self.document = document
    self.signature = signature
    self.to = to
  }

  public static var example: Self {
    Self(
      message: "019ccc55-7005-7f3e-844d-af0bc4ba3a43", sequence: 4_120, acceptedAt: "2026-03-07T10:21:00Z",
      sha256: "96936ee489e1b62b409ef69382329086ec90513724877e7398d4f5813edde409", document: exampleDocument,
      to: ["POL"])
  }

  private static var exampleDocument: Base64Text {
    let document = #"""
      {"header":{"action":["FRA"],"cell":"paris","from":"UKR.GS-1","id":"019ccc55-7005-7f3e-844d-af0bc4ba3a43","label":\#
      {"classification":"UNCLASSIFIED","policy":"COORDINATION-CELL","releasableTo":["FRA"]},"nature":"operation",\#
      "precedence":"routine","sentAt":"2026-03-07T10:21:00Z","serial":"UKR.GS-1/0412/26","type":"cell.liaison-note",\#
      "version":1},"body":{"subject":"Line to Kyiv","text":"The line is open again."}}
      """#
    return Base64Text(bytes: document.utf8) ?? .sample
  }
}
