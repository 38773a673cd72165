/// The record was restored from a copy, and messages were lost: the log ended, and another epoch begins with this message.
public struct RecordRestored: Payload, RuledObject {
  public static let messageType: MessageType = "system.record-restored"

  /// The log that ended, as its checkpoints name it.
  public var origin: Line
  /// The number of the epoch that begins.
  public var epoch: EpochNumber
  /// The key that signs the checkpoints of this epoch.
  public var logKey: PublicKeyText
  /// The sequence number of the copy's last message: what followed it is lost.
  public var lastSequence: RecordSequence
  /// The highest sequence number that is known of what is lost.
  public var seenSequence: RecordSequence?
  /// How many messages of the log that ended the copy has.
  public var restoredSize: Count
  /// The root of the tree over them.
  public var restoredRoot: SHA256Hex
  /// The highest checkpoint that is known of the log that ended, to the letter.
  public var checkpoint: Text?
  /// The roster in force.
  public var roster: FileReference
  /// The charter in force.
  public var charter: CharterReference
  /// Who accepted the loss, in the words of whoever restored.
  public var approvals: NonEmpty<Line>
  /// When it was restored.
  public var restoredAt: Timestamp
  /// Which copy it was.
  public var source: Line

  public init(
    origin: Line, epoch: EpochNumber, logKey: PublicKeyText, lastSequence: RecordSequence,
    seenSequence: RecordSequence? = nil, restoredSize: Count, restoredRoot: SHA256Hex,
    checkpoint: Text? = nil,
    roster: FileReference, charter: CharterReference, approvals: NonEmpty<Line>,
    restoredAt: Timestamp, source: Line
  ) {
    self.origin = origin
    self.epoch = epoch
    self.logKey = logKey
    self.lastSequence = lastSequence
    self.seenSequence = seenSequence
    self.restoredSize = restoredSize
    self.restoredRoot = restoredRoot
    self.checkpoint = checkpoint
    self.roster = roster
    self.charter = charter
    self.approvals = approvals
    self.restoredAt = restoredAt
    self.source = source
  }

  public static var fieldRules: [FieldRule] { [.ascending("lastSequence", "seenSequence")] }

  public static var example: Self {
    Self(
      origin: "cellbus/paris-21fe31df/1", epoch: 2,
      logKey: "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
      lastSequence: 4_120, seenSequence: 4_128, restoredSize: 4_120,
      restoredRoot: "9b1d7a7e5a0f0c6f6c1f8d2c5a53b1d6e4bb6a5f2f0b7c0e9d8c7b6a59483726",
      checkpoint: "cellbus/paris-21fe31df/1\n4128\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
      roster: Genesis.example.roster, charter: Genesis.example.charter,
      approvals: ["The directors of the three sides, by letter of 9 March"],
      restoredAt: "2026-03-09T03:12:00Z",
      source: "Nightly copy of 9 March, 0300Z")
  }
}

/// The number of an epoch that follows a loss, 2 to 1,000,000,000.
public struct EpochNumber: IntegerLeaf {
  public static let range = 2...1_000_000_000
  public let value: Int

  public init?(_ value: Int) {
    guard Self.range.contains(value) else { return nil }
    self.value = value
  }
}
