/// A note from one liaison team to another.
public struct LiaisonNote: Payload {
  public static let messageType: MessageType = "cell.liaison-note"

  /// What the note is about.
  public var subject: Line
  /// The note.
  public var text: Text

  public init(subject: Line, text: Text) {
    self.subject = subject
    self.text = text
  }

  public static var example: Self {
    Self(
      subject: "Liaison team in Paris",
      text: "Our liaison team takes up its desk at the coordination cell at 0700Z and keeps watch around the clock.")
  }
}

/// What a participant sees of the situation over a period.
public struct SituationReport: Payload {
  public static let messageType: MessageType = "cell.situation-report"

  /// A part of the report under its own heading.
  public struct Section: Codable, Hashable, Sendable {
    /// The heading.
    public var heading: Line
    /// What stands under it.
    public var text: Text

    public init(heading: Line, text: Text) {
      self.heading = heading
      self.text = text
    }
  }

  /// The report says what was known at this moment.
  public var asOf: Timestamp
  /// The span of time that it covers.
  public var period: Period
  /// The whole in short.
  public var summary: Text
  /// The parts, in the order in which they are to be read.
  public var sections: NonEmpty<Section>?

  public init(asOf: Timestamp, period: Period, summary: Text, sections: NonEmpty<Section>? = nil) {
    self.asOf = asOf
    self.period = period
    self.summary = summary
    self.sections = sections
  }

  public static var example: Self {
    Self(
      asOf: "2026-03-07T06:00:00Z",
      period: Period(from: "2026-03-06T06:00:00Z", to: "2026-03-07T06:00:00Z"),
      summary: "The ceasefire held in the south. Three violations in the Donetsk region are under verification.",
      sections: [
        .init(heading: "Donetsk region", text: "Explosions were heard north-west of the city in the evening."),
        .init(heading: "Luhansk region", text: "Nothing to report."),
      ])
  }
}

/// A question to which an answer is due.
public struct RequestForInformation: Payload {
  public static let messageType: MessageType = "cell.request-for-information"

  /// What is asked.
  public var question: Text
  /// Until when the answer is due.
  public var replyBy: Timestamp

  public init(question: Text, replyBy: Timestamp) {
    self.question = question
    self.replyBy = replyBy
  }

  public static var example: Self {
    Self(
      question: "Which of your contributions are held back by a decision of parliament that is still to come?",
      replyBy: "2026-03-08T12:00:00Z")
  }
}

/// The answer to a request; the header's `inReplyTo` names it.
public struct InformationAnswer: Payload {
  public static let messageType: MessageType = "cell.answer"

  /// The answer.
  public var text: Text

  public init(text: Text) {
    self.text = text
  }

  public static var example: Self {
    Self(text: "The logistics company. The vote is on the order of the day for 12 March.")
  }
}

/// That an appointment has read a message. It is never automatic, and never an agreement.
public struct Acknowledgement: Payload {
  public static let messageType: MessageType = "cell.acknowledgement"

  /// The message that was read, by its identifier.
  public var of: MessageID
  /// The appointment that read it, `duty officer`, never a personal name.
  public var by: Line
  /// What is done about it.
  public var note: Line?

  public init(of: MessageID, by: Line, note: Line? = nil) {
    self.of = of
    self.by = by
    self.note = note
  }

  public static var example: Self {
    Self(
      of: "019ccc55-7005-7f3e-844d-af0bc4ba3a43", by: "Duty officer, coordination cell",
      note: "Passed to the verification lead.")
  }
}

/// An entry in the watch log. A fact: it is never refused for the state of anything.
public struct LogEntry: Payload {
  public static let messageType: MessageType = "cell.log-entry"

  /// When it happened; the entry itself may be made later.
  public var at: Timestamp
  /// What happened.
  public var text: Text

  public init(at: Timestamp, text: Text) {
    self.at = at
    self.text = text
  }

  public static var example: Self {
    Self(at: "2026-03-07T10:21:00Z", text: "Line to the Kyiv node restored after 40 minutes.")
  }
}

/// One watch of a participant hands over to the next. The watch is the participant's own, and goes over when the oncoming
/// appointment, or another node of the participant, acknowledges it.
public struct WatchHandover: Payload {
  public static let messageType: MessageType = "cell.watch-handover"

  /// The state of the record that the offgoing watch last saw: how many rows, and the root over them (RFC 6962 §2.1).
  public struct SeenCheckpoint: Codable, Hashable, Sendable {
    /// How many rows the record had: the number of the last one.
    public var size: RecordSequence
    /// The hash of the Merkle tree over them (RFC 6962 section 2.1).
    public var root: SHA256Hex

    public init(size: RecordSequence, root: SHA256Hex) {
      self.size = size
      self.root = root
    }
  }

  /// The appointment that hands over.
  public var offgoing: Line
  /// The appointment that takes over; `vacant` where nobody does: the watch stays with the offgoing until somebody assumes
  /// it.
  public var oncoming: Line
  /// When the watch goes over.
  public var at: Timestamp
  /// The cases that are open, by their numbers.
  public var openCases: NonEmpty<CaseNumber>?
  /// Messages whose acknowledgement or answer is overdue, by their identifiers.
  public var overdue: NonEmpty<MessageID>?
  /// Nodes that should be heard and are not.
  public var silentNodes: NonEmpty<NodeName>?
  /// The state of the record that the offgoing watch last saw, where the broker has given it a checkpoint.
  public var checkpoint: SeenCheckpoint?

  public init(
    offgoing: Line, oncoming: Line, at: Timestamp, openCases: NonEmpty<CaseNumber>? = nil,
    overdue: NonEmpty<MessageID>? = nil, silentNodes: NonEmpty<NodeName>? = nil,
    checkpoint: SeenCheckpoint? = nil
  ) {
    self.offgoing = offgoing
    self.oncoming = oncoming
    self.at = at
    self.openCases = openCases
    self.overdue = overdue
    self.silentNodes = silentNodes
    self.checkpoint = checkpoint
  }

  /// Whether nobody takes over.
  public var isVacant: Bool { oncoming == "vacant" }

  public static var example: Self {
    Self(
      offgoing: "Watch officer, first watch", oncoming: "Watch officer, second watch", at: "2026-03-07T07:00:00Z",
      openCases: ["V-2026-0042"], overdue: ["019ccc55-7005-7f3e-844d-af0bc4ba3a43"], silentNodes: ["UKR.GS-1"],
      checkpoint: .init(size: 4_128, root: "4813494d137e1631bba301d5acab6e7bb7aa74ce1185d456565ef51d737677b2"))
  }
}

/// A watch officer takes its participant's watch, which nobody has taken.
public struct WatchAssumption: Payload {
  public static let messageType: MessageType = "cell.watch-assumption"

  /// Why the watch is assumed so, and not handed over.
  public var reason: Line
  /// The appointment that takes the watch, never a personal name.
  public var by: Line?
  /// The handover that left the watch untaken, by its message's identifier.
  public var handover: MessageID?

  public init(reason: Line, by: Line? = nil, handover: MessageID? = nil) {
    self.reason = reason
    self.by = by
    self.handover = handover
  }

  public static var example: Self {
    Self(
      reason: "The second watch has not come.", by: "Deputy watch officer",
      handover: "019ccc55-7005-7f3e-844d-af0bc4ba3a43")
  }
}

/// Asks a message's originator to let others read it.
public struct ReleaseRequest: Payload {
  public static let messageType: MessageType = "cell.release-request"

  /// The message to be released, by its identifier.
  public var message: MessageID
  /// Whom it should be released to.
  public var to: NonEmpty<Releasable>

  public init(message: MessageID, to: NonEmpty<Releasable>) {
    self.message = message
    self.to = to
  }

  public static var example: Self {
    Self(message: "019ccc55-7005-7f3e-844d-af0bc4ba3a43", to: ["POL", "european"])
  }
}

/// The originator's answer to a release request. What is granted is this one message, with its corrections and without
/// what it refers to. Refused after it was granted, the release ends: what was carried stays carried.
public struct ReleaseDecision: Payload, RuledObject {
  public static let messageType: MessageType = "cell.release-decision"

  /// What the originator decides.
  public enum Decision: String, CaseIterable, SchemaLeaf {
    /// The originator agrees.
    case granted
    /// The originator does not agree, or not any more.
    case refused
  }

  /// The request that is decided, by its message's identifier.
  public var request: MessageID
  /// Whether the originator agrees.
  public var decision: Decision
  /// Whom the message is released to, as the participants that these are now; absent: those that the request names.
  public var to: NonEmpty<Releasable>?

  public init(request: MessageID, decision: Decision, to: NonEmpty<Releasable>? = nil) {
    self.request = request
    self.decision = decision
    self.to = to
  }

  public static var fieldRules: [FieldRule] { [.whenForbids("decision", is: ["refused"], ["to"])] }

  public static var example: Self {
    Self(request: "019cc831-2598-73d7-ba46-cfe0518f1648", decision: .granted, to: ["POL"])
  }
}

/// Only what cannot wait goes out (MINIMIZE, ACP 121): what is below priority in its world waits at the broker until then,
/// for as long as the charter lets it. It is ended before by whoever said it, who cancels or supersedes it.
public struct Minimize: Payload {
  public static let messageType: MessageType = "cell.minimize"

  /// Where, or about what, traffic is to be cut down.
  public var scope: Line
  /// Until when it holds.
  public var until: Timestamp
  /// Why.
  public var reason: Line

  public init(scope: Line, until: Timestamp, reason: Line) {
    self.scope = scope
    self.until = until
    self.reason = reason
  }

  public static var example: Self {
    Self(
      scope: "Routine traffic of all nodes", until: "2026-03-07T18:00:00Z", reason: "Satellite link at half capacity")
  }
}

extension Catalogue {
  /// What the coordination cell says.
  static let cell: [Entry] = [
    Entry(LiaisonNote.self, movesState: false, "A note from one liaison team to another."),
    Entry(SituationReport.self, movesState: false, "What a participant sees of the situation over a period."),
    Entry(RequestForInformation.self, "A question to which an answer is due."),
    Entry(InformationAnswer.self, "The answer to a request for information."),
    Entry(Acknowledgement.self, movesState: false, "An appointment has read a message."),
    Entry(LogEntry.self, movesState: false, "An entry in the watch log; a fact."),
    Entry(WatchHandover.self, "One watch of a participant hands over to the next."),
    Entry(WatchAssumption.self, "A watch officer takes the watch that nobody has taken."),
    Entry(RoleAbsence.self, "A holder of a role cannot act for now."),
    Entry(ReleaseRequest.self, "Asks a message's originator to let others read it."),
    Entry(ReleaseDecision.self, "The originator's answer to a release request."),
    Entry(Minimize.self, "Only what cannot wait goes out until then (MINIMIZE, ACP 121)."),
  ]
}
