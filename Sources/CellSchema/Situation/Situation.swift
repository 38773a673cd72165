/// Where things stand in one world, as far as one node may read: the answer to `cellbus situation`.
///
/// Items and totals are computed from what the asking node may read, by the rules of today; ``isPartial`` says that
/// the whole is more. Every item names the message on the record that it rests on.
public struct Situation: Codable, Hashable, Sendable {
  public var cell: CellName
  public var nature: Nature
  /// Of an exercise or a drill.
  public var exerciseName: Line?
  /// The charter in force, and the text that it follows.
  public var charter: Line
  /// The moment that the answer is for: the broker's clock, or the moment asked for.
  public var asOf: Timestamp
  /// The last row of the record that it takes in.
  public var throughSequence: RecordSequence
  /// Whether there is more than the asking node may read.
  public var isPartial: Bool
  /// Items that did not fit this answer; ask for one system, or with `skip`, to get them.
  @Total public var omitted: Int
  /// The same by system; absent where nothing is omitted.
  public var omissions: [SituationOmission]?
  /// What somebody should look at now, worst first.
  public var attention: [SituationAttention]
  /// The phase of the scope that activates the guarantees.
  public var phase: CeasefirePhase
  public var ceasefires: [CeasefireStanding]
  public var texts: [TextStanding]
  public var guarantees: [GuaranteeStanding]
  public var cases: [CaseStanding]
  /// Incident reports that no case takes up yet.
  @Total public var incidentsWithoutCase: Int
  public var force: ForceStanding
  public var attacks: [AttackStanding]
  public var invocations: [InvocationStanding]
  public var assistance: AssistanceStanding
  /// Nodes of the roster that the broker has not heard for a while; only in an answer for now.
  public var silentNodes: [NodeName]
  /// The last handover of the watch, if the asking node may read it, and what came since.
  public var sinceHandover: SinceHandover

  package init(
    cell: CellName, nature: Nature, exerciseName: Line? = nil, charter: Line, asOf: Timestamp,
    throughSequence: RecordSequence, isPartial: Bool, omitted: Int, omissions: [SituationOmission]? = nil,
    attention: [SituationAttention] = [], phase: CeasefirePhase, ceasefires: [CeasefireStanding] = [],
    texts: [TextStanding] = [],
    guarantees: [GuaranteeStanding] = [], cases: [CaseStanding] = [], incidentsWithoutCase: Int, force: ForceStanding,
    attacks: [AttackStanding] = [], invocations: [InvocationStanding] = [], assistance: AssistanceStanding,
    silentNodes: [NodeName] = [], sinceHandover: SinceHandover
  ) {
    self.cell = cell
    self.nature = nature
    self.exerciseName = exerciseName
    self.charter = charter
    self.asOf = asOf
    self.throughSequence = throughSequence
    self.isPartial = isPartial
    self.omitted = omitted
    self.omissions = omissions
    self.attention = attention
    self.phase = phase
    self.ceasefires = ceasefires
    self.texts = texts
    self.guarantees = guarantees
    self.cases = cases
    self.incidentsWithoutCase = incidentsWithoutCase
    self.force = force
    self.attacks = attacks
    self.invocations = invocations
    self.assistance = assistance
    self.silentNodes = silentNodes
    self.sinceHandover = sinceHandover
  }
}

/// How many items of a system did not fit an answer.
public struct SituationOmission: Codable, Hashable, Sendable {
  public var system: SituationSystem
  @Total public var items: Int

  package init(system: SituationSystem, items: Int) {
    self.system = system
    self.items = items
  }
}

/// Something that somebody should look at.
public struct SituationAttention: Codable, Hashable, Sendable {
  public enum Kind: String, CaseIterable, SchemaLeaf {
    /// An attack is reported and nobody has invoked a guarantee, or an answer to an invocation is outstanding.
    case attackReported = "attack-reported"
    case invocationOpen = "invocation-open"
    /// Authorities differ on a phase, or not all have spoken.
    case phaseContested = "phase-contested"
    case acknowledgementOverdue = "acknowledgement-overdue"
    case acknowledgementOwed = "acknowledgement-owed"
    case replyOverdue = "reply-overdue"
    case remedyOverdue = "remedy-overdue"
    case taskOverdue = "task-overdue"
    case caseDisputed = "case-disputed"
    case discrepancy
    case serialGap = "serial-gap"
    case requestUnanswered = "request-unanswered"
  }

  public var kind: Kind
  /// The message that it is about.
  public var sequence: RecordSequence
  public var id: MessageID
  public var type: MessageType
  /// Who is to do something: participants or nodes.
  public var waitingFor: [Addressee]
  /// Until when, or since when it is late.
  public var due: Timestamp?
  /// In words.
  public var text: WireSentence

  package init(
    kind: Kind, sequence: RecordSequence, id: MessageID, type: MessageType, waitingFor: [Addressee] = [],
    due: Timestamp? = nil, text: WireSentence
  ) {
    self.kind = kind
    self.sequence = sequence
    self.id = id
    self.type = type
    self.waitingFor = waitingFor
    self.due = due
    self.text = text
  }
}

/// What came after the last handover of the watch.
public struct SinceHandover: Codable, Hashable, Sendable {
  /// The handover, absent where there is none that the asking node may read: then it counts from the beginning.
  public var handover: MessageID?
  public var at: Timestamp?
  /// Messages by system, `verification`, most first.
  public var systems: [SystemCount]
  /// The newest that changed where things stand, newest first.
  public var latest: [RecordedChange]

  package init(
    handover: MessageID? = nil, at: Timestamp? = nil, systems: [SystemCount] = [], latest: [RecordedChange] = []
  ) {
    self.handover = handover
    self.at = at
    self.systems = systems
    self.latest = latest
  }
}

/// How many messages of a system came.
public struct SystemCount: Codable, Hashable, Sendable {
  public var system: WireSentence
  @Total public var messages: Int

  package init(system: WireSentence, messages: Int) {
    self.system = system
    self.messages = messages
  }
}

/// A message that changed where things stand.
public struct RecordedChange: Codable, Hashable, Sendable {
  public var sequence: RecordSequence
  public var acceptedAt: Timestamp
  public var from: NodeName
  public var type: MessageType

  package init(sequence: RecordSequence, acceptedAt: Timestamp, from: NodeName, type: MessageType) {
    self.sequence = sequence
    self.acceptedAt = acceptedAt
    self.from = from
    self.type = type
  }
}
