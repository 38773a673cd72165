/// A file that governs the cell, by revision and hash. The record keeps its bytes.
public struct FileReference: Codable, Hashable, Sendable {
  /// The number in the file, which rises with each version of it.
  public var revision: Revision
  /// The hash of the file's bytes.
  public var sha256: SHA256Hex

  public init(revision: Revision, sha256: SHA256Hex) {
    self.revision = revision
    self.sha256 = sha256
  }
}

/// The charter, by name, revision and hash, and the text that it carries out.
public struct CharterReference: Codable, Hashable, Sendable {
  /// The charter's name.
  public var name: Line
  /// The number in the file, which rises with each version of it.
  public var revision: Revision
  /// The hash of the file's bytes.
  public var sha256: SHA256Hex
  /// The text that it carries out.
  public var instrument: Instrument
  /// The version of that text.
  public var version: InstrumentVersion

  public init(name: Line, revision: Revision, sha256: SHA256Hex, instrument: Instrument, version: InstrumentVersion) {
    self.name = name
    self.revision = revision
    self.sha256 = sha256
    self.instrument = instrument
    self.version = version
  }
}

/// A ceasefire's phase changed, or is contested.
public struct PhaseChanged: Payload {
  public static let messageType: MessageType = "system.phase-changed"

  /// The agreement, by its message's identifier.
  public var agreement: MessageID
  /// The scope whose phase changed.
  public var scope: CeasefireScope
  /// The phase before.
  public var from: CeasefirePhase
  /// The phase from now on.
  public var to: CeasefirePhase
  /// From when on the phase counts, as the authorities state it.
  public var effectiveAt: Timestamp
  /// Whether the authorities' messages are missing in part or differ.
  public var contested: Bool
  /// The messages from which it follows, by their identifiers.
  public var causes: NonEmpty<MessageID>

  public init(
    agreement: MessageID, scope: CeasefireScope, from: CeasefirePhase, to: CeasefirePhase, effectiveAt: Timestamp,
    contested: Bool, causes: NonEmpty<MessageID>
  ) {
    self.agreement = agreement
    self.scope = scope
    self.from = from
    self.to = to
    self.effectiveAt = effectiveAt
    self.contested = contested
    self.causes = causes
  }

  public static var example: Self {
    Self(
      agreement: "019cca47-4af0-75ed-b293-3a8ee95807b0", scope: .general, from: .agreed, to: .inForce,
      effectiveAt: "2026-03-10T22:00:00Z",
      contested: false, causes: ["019cca20-3000-707e-9fba-b2ea9285d720", "019ccaab-84e6-7fcc-b60c-06b1c55b7b6a"])
  }
}

/// The conditions of a commitment, or of its other limb, are met. It states that, and creates no obligation itself.
public struct GuaranteeActivated: Payload {
  public static let messageType: MessageType = "system.guarantee-activated"

  /// On which tracks a commitment is active.
  public enum Track: String, CaseIterable, SchemaLeaf {
    /// Politically.
    case political
    /// Politically and legally.
    case both
  }

  /// The commitment, by its message's identifier.
  public var commitment: MessageID
  /// On which tracks it is active.
  public var track: Track
  /// From when on it is.
  public var effectiveAt: Timestamp
  /// From when on it would be by what was on the record alone, where a paper with an earlier date was entered later.
  /// Between the two it is contested.
  public var uncontestedFrom: Timestamp?
  /// The charter's revision, where its coming into force and nothing else met the conditions.
  public var underRevision: Revision?
  /// The messages that met its conditions, by their identifiers.
  public var causes: NonEmpty<MessageID>

  public init(
    commitment: MessageID, track: Track, effectiveAt: Timestamp, uncontestedFrom: Timestamp? = nil,
    underRevision: Revision? = nil, causes: NonEmpty<MessageID>
  ) {
    self.commitment = commitment
    self.track = track
    self.effectiveAt = effectiveAt
    self.uncontestedFrom = uncontestedFrom
    self.underRevision = underRevision
    self.causes = causes
  }

  public static var example: Self {
    Self(
      commitment: "019cca3a-d26b-7524-a93a-0ef1cd0e410d", track: .both, effectiveAt: "2026-03-10T22:00:00Z",
      causes: ["019cca20-3000-707e-9fba-b2ea9285d720", "019cc86c-fba6-75f8-9303-44748cd26eaa"])
  }
}

/// The roster was exchanged for another.
public struct RosterChanged: Payload {
  public static let messageType: MessageType = "system.roster-changed"

  /// The roster before.
  public var from: FileReference
  /// The roster from now on.
  public var to: FileReference

  public init(from: FileReference, to: FileReference) {
    self.from = from
    self.to = to
  }

  public static var example: Self {
    Self(
      from: FileReference(revision: 1, sha256: "c6836f7ad1c4da8a997c009a4b4b120c237b1993693239e194d6307d9d0b8c3a"),
      to: FileReference(revision: 2, sha256: "4456d3675898dfeb4e57e9a3e92c79f2371158d0750dcee9c436d500924c4429"))
  }
}

/// The charter was exchanged for another.
public struct CharterChanged: Payload {
  public static let messageType: MessageType = "system.charter-changed"

  /// The charter before.
  public var from: CharterReference
  /// The charter from now on.
  public var to: CharterReference

  public init(from: CharterReference, to: CharterReference) {
    self.from = from
    self.to = to
  }

  public static var example: Self {
    Self(
      from: CharterReference(
        name: "paris-2026-draft", revision: 1,
        sha256: "8399e57405627368722830c9ff3db81fba0afa6120a439c7a2568a5be31b8295", instrument: "paris-declaration",
        version: "draft"),
      to: CharterReference(
        name: "paris-2026-final", revision: 2,
        sha256: "276ef48e07ec70be3306a47de7d2ea756327b9da07e1482532ae0cdd2af8acec", instrument: "paris-declaration",
        version: "final"))
  }
}

/// An acknowledgement that was owed has not come in time.
public struct AcknowledgementOverdue: Payload {
  public static let messageType: MessageType = "system.acknowledgement-overdue"

  /// The message that is to be acknowledged, by its identifier.
  public var message: MessageID
  /// The participants and nodes that owe it.
  public var owedBy: NonEmpty<Addressee>
  /// When it was due.
  public var dueAt: Timestamp

  public init(message: MessageID, owedBy: NonEmpty<Addressee>, dueAt: Timestamp) {
    self.message = message
    self.owedBy = owedBy
    self.dueAt = dueAt
  }

  public static var example: Self {
    Self(message: "019ccc55-7005-7f3e-844d-af0bc4ba3a43", owedBy: ["FRA"], dueAt: "2026-03-07T10:51:00Z")
  }
}

/// An answer that a message asked for has not come in time.
public struct ReplyOverdue: Payload {
  public static let messageType: MessageType = "system.reply-overdue"

  /// The message that is to be answered, by its identifier.
  public var message: MessageID
  /// The participants that owe the answer.
  public var owedBy: NonEmpty<Addressee>
  /// When it was due: the message's own `replyBy`.
  public var dueAt: Timestamp

  public init(message: MessageID, owedBy: NonEmpty<Addressee>, dueAt: Timestamp) {
    self.message = message
    self.owedBy = owedBy
    self.dueAt = dueAt
  }

  public static var example: Self {
    Self(message: "019ccc55-7005-7f3e-844d-af0bc4ba3a43", owedBy: ["FRA", "DEU"], dueAt: "2026-03-08T12:00:00Z")
  }
}

/// Nobody has taken a watch that was handed over. It stays with the offgoing until somebody does.
public struct WatchNotTaken: Payload {
  public static let messageType: MessageType = "system.watch-not-taken"

  /// The handover, by its message's identifier.
  public var handover: MessageID
  /// The participant whose watch it is.
  public var participant: ParticipantCode
  /// When it was to be taken at the latest.
  public var dueAt: Timestamp

  public init(handover: MessageID, participant: ParticipantCode, dueAt: Timestamp) {
    self.handover = handover
    self.participant = participant
    self.dueAt = dueAt
  }

  public static var example: Self {
    Self(handover: "019ccc55-7005-7f3e-844d-af0bc4ba3a43", participant: "FRA", dueAt: "2026-03-07T07:30:00Z")
  }
}

/// A message expired before it was delivered to all to whom it was addressed. They do not get it any more; the record
/// keeps it. Its sender's participant is told.
public struct DeliveryExpired: Payload {
  public static let messageType: MessageType = "system.delivery-expired"

  /// The message that expired, by its identifier.
  public var message: MessageID
  /// When it did: its own `expiresAt`.
  public var expiredAt: Timestamp
  /// Nodes of which this broker has no sign that the message reached them.
  public var undelivered: NonEmpty<NodeName>

  public init(message: MessageID, expiredAt: Timestamp, undelivered: NonEmpty<NodeName>) {
    self.message = message
    self.expiredAt = expiredAt
    self.undelivered = undelivered
  }

  public static var example: Self {
    Self(
      message: "019ccc55-7005-7f3e-844d-af0bc4ba3a43", expiredAt: "2026-03-07T12:00:00Z",
      undelivered: ["POL.OPS-1"])
  }
}

/// A station's count skipped: something that it sent may be missing.
public struct SerialGap: Payload {
  public static let messageType: MessageType = "system.serial-gap"

  /// The node whose count skipped.
  public var station: NodeName
  /// The first serial that is missing.
  public var expected: Serial
  /// The serial that came.
  public var received: Serial
  /// The message that bears the serial received, by its identifier.
  public var message: MessageID

  public init(station: NodeName, expected: Serial, received: Serial, message: MessageID) {
    self.station = station
    self.expected = expected
    self.received = received
    self.message = message
  }

  public static var example: Self {
    Self(
      station: "UKR.GS-1", expected: "UKR.GS-1/0412/26", received: "UKR.GS-1/0415/26",
      message: "019ccc55-7005-7f3e-844d-af0bc4ba3a43")
  }
}

/// Facts on the record contradict each other. None of them is changed by it.
public struct Discrepancy: Payload {
  public static let messageType: MessageType = "system.discrepancy"

  /// The messages that contradict each other, by their identifiers.
  public var concerns: NonEmpty<MessageID>
  /// What does not fit, in words.
  public var explanation: Text

  public init(concerns: NonEmpty<MessageID>, explanation: Text) {
    self.concerns = concerns
    self.explanation = explanation
  }

  public static var example: Self {
    Self(
      concerns: ["019cc982-a2a8-79e8-8ae1-404ae81eedb8", "019ccc19-772f-7670-b18e-63fa6e199e69"],
      explanation: "Air defence interceptor: 16 missiles delivered, 15 confirmed.")
  }
}

extension Catalogue {
  /// What the bus says itself.
  static let bus: [Entry] = [
    Entry(
      Genesis.self, movesState: false,
      "The first row of a record: which cell it is, and what governed it on the first day."),
    Entry(PhaseChanged.self, "A ceasefire's phase changed, or is contested."),
    Entry(GuaranteeActivated.self, "The conditions of a commitment are met; it creates no obligation itself."),
    Entry(RosterChanged.self, movesState: false, "The roster was exchanged for another."),
    Entry(AccessChanged.self, movesState: false, "The operator keeps a node off the bus, or lets it on again."),
    Entry(CharterChanged.self, movesState: false, "The charter was exchanged for another."),
    Entry(AcknowledgementOverdue.self, "An acknowledgement that was owed has not come in time."),
    Entry(ReplyOverdue.self, "An answer that a message asked for has not come in time."),
    Entry(WatchNotTaken.self, "Nobody has taken a watch that was handed over."),
    Entry(AlternateActing.self, "The alternates of a role act, or do not act any more."),
    Entry(DeliveryExpired.self, movesState: false, "A message expired before all to whom it was addressed had it."),
    Entry(SerialGap.self, "A station's count skipped: something that it sent may be missing."),
    Entry(Discrepancy.self, "Facts on the record contradict each other."),
    Entry(MessageReleased.self, "A message is released to participants that were not to read it, and carried to them."),
    Entry(RecordRestored.self, movesState: false, "The record was restored from a copy."),
  ]
}
