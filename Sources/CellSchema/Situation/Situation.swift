/// Where things stand in one world, as far as one node may read: the answer to `cellbus situation`.
///
/// Items and totals are computed from the messages that the asking node may read by today's rules; ``isPartial`` says
/// whether there are others. Every item names the message on the record that it rests on.
public struct Situation: Codable, Hashable, Sendable {
  /// The cell.
  public var cell: CellName
  /// The nature of the world.
  public var nature: Nature
  /// The name of an exercise or a drill; absent for the other natures.
  public var exerciseName: Line?
  /// The charter in force, and the text that it follows.
  public var charter: Line
  /// The moment that the answer is for: the broker's clock, or the moment asked for.
  public var asOf: Timestamp
  /// The last row of the record that the situation takes in.
  public var throughSequence: RecordSequence
  /// Whether messages beyond the asking node's rights would change the situation.
  public var isPartial: Bool
  /// How many items did not fit this answer; ask for one system, or with `skip`, to get them.
  @Total public var omitted: Int
  /// The omitted items by system; absent if there are none.
  public var omissions: [SituationOmission]?
  /// Exact numbers of all that the question asks for, whatever lists were cut; only in an overview.
  public var counts: SituationCounts?
  /// Items that an operator should look at now, worst first.
  public var attention: [SituationAttention]
  /// The phase of the scope that activates the guarantees.
  public var phase: CeasefirePhase
  /// Each ceasefire, with its scopes.
  public var ceasefires: [CeasefireStanding]
  /// Each version of each text, newest first.
  public var texts: [TextStanding]
  /// Each commitment: invoked, active, dormant, ended.
  public var guarantees: [GuaranteeStanding]
  /// Each case of verification, open ones first.
  public var cases: [CaseStanding]
  /// Incident reports that no case takes up yet.
  @Total public var incidentsWithoutCase: Int
  public var force: ForceStanding
  /// Each reported attack, those without an invocation first.
  public var attacks: [AttackStanding]
  /// Each invocation of guarantees, open ones first.
  public var invocations: [InvocationStanding]
  /// The clock after each attack: those that run first, the next stage first.
  public var clocks: [ClockStanding]
  /// Where long-term assistance stands.
  public var assistance: AssistanceStanding
  /// Each proposal on which participants decide together: open ones first, then the newest.
  public var decisions: [DecisionStanding]
  /// Each act that an office without registered full powers signed: unconfirmed ones first, then the newest.
  public var powers: [PowersStanding]
  /// Who holds which role by the roster in force: vacant roles first, then those whose alternates act. In an overview
  /// these alone.
  public var roles: [RoleStanding]
  /// Each phase of a ceasefire that is contested: what authorities state, beside what is decided together.
  public var contested: [ContestedPhase]
  /// Nodes of the roster without a session that are known from the record or were heard in this run of the broker; only
  /// in an overview of the present.
  public var silentNodes: [NodeName]
  /// The last handover of the asking participant's own watch, if the asking node may read it, and what came since.
  public var sinceHandover: SinceHandover

  package init(
    cell: CellName, nature: Nature, exerciseName: Line? = nil, charter: Line, asOf: Timestamp,
    throughSequence: RecordSequence, isPartial: Bool, omitted: Int, omissions: [SituationOmission]? = nil,
    counts: SituationCounts? = nil, attention: [SituationAttention] = [], phase: CeasefirePhase,
    ceasefires: [CeasefireStanding] = [], texts: [TextStanding] = [],
    guarantees: [GuaranteeStanding] = [], cases: [CaseStanding] = [], incidentsWithoutCase: Int, force: ForceStanding,
    attacks: [AttackStanding] = [], invocations: [InvocationStanding] = [], clocks: [ClockStanding] = [],
    assistance: AssistanceStanding, decisions: [DecisionStanding] = [], powers: [PowersStanding] = [],
    roles: [RoleStanding] = [], contested: [ContestedPhase] = [], silentNodes: [NodeName] = [],
    sinceHandover: SinceHandover
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
    self.counts = counts
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
    self.clocks = clocks
    self.assistance = assistance
    self.decisions = decisions
    self.powers = powers
    self.roles = roles
    self.contested = contested
    self.silentNodes = silentNodes
    self.sinceHandover = sinceHandover
  }
}

/// How many items of a system did not fit an answer.
public struct SituationOmission: Codable, Hashable, Sendable {
  /// The system whose items are missing.
  public var system: SituationSystem
  /// How many of its items are missing.
  @Total public var items: Int

  package init(system: SituationSystem, items: Int) {
    self.system = system
    self.items = items
  }
}

/// An item that an operator should look at.
public struct SituationAttention: Codable, Hashable, Sendable {
  /// Why an item needs attention; the worst kinds come first.
  public enum Kind: String, CaseIterable, SchemaLeaf {
    /// An attack is reported and no guarantee was invoked. (``invocationOpen``: an answer to an invocation is
    /// outstanding.)
    case attackReported = "attack-reported"
    case invocationOpen = "invocation-open"
    /// The clock after an attack runs. What its stages name is expected, and not owed.
    case clockRunning = "clock-running"
    /// Authorities differ on a phase, or not all have spoken.
    case phaseContested = "phase-contested"
    /// What is below priority waits at the broker.
    case minimize
    /// Nobody has taken a watch that was handed over.
    case watchNotTaken = "watch-not-taken"
    /// A watch was handed over, and has its time to be taken.
    case watchOwed = "watch-owed"
    case acknowledgementOverdue = "acknowledgement-overdue"
    case acknowledgementOwed = "acknowledgement-owed"
    case replyOverdue = "reply-overdue"
    case replyOwed = "reply-owed"
    /// The verification lead finds that a remedy is not, or not wholly, complied with.
    case remedyUnmet = "remedy-unmet"
    /// A remedy's time is up, and the verification lead has not assessed it since.
    case remedyOverdue = "remedy-overdue"
    case taskOverdue = "task-overdue"
    /// A silence runs out soon: who does not object consents.
    case silenceLapsing = "silence-lapsing"
    /// A silence has come to its moment, and cannot carry before every elector has had the proposal.
    case decisionNotReached = "decision-not-reached"
    /// An elector has not spoken, and its silence does not count as consent.
    case statementOwed = "statement-owed"
    /// An office without registered full powers signed an act, and nobody has confirmed it.
    case powersUnconfirmed = "powers-unconfirmed"
    case caseDisputed = "case-disputed"
    case discrepancy
    case serialGap = "serial-gap"
    case requestUnanswered = "request-unanswered"
  }

  /// Why the item needs attention.
  public var kind: Kind
  /// The row of the message that the item is about.
  public var sequence: RecordSequence
  /// The message's identifier.
  public var id: MessageID
  /// The message's type.
  public var type: MessageType
  /// The participants or nodes that have to act.
  public var waitingFor: [Addressee]
  /// Until when they have to act, or since when they are late; of a clock, when its next stage comes.
  public var due: Timestamp?
  /// The item in words.
  public var text: WireSentence
  /// How many elements of the lists in this item did not fit the answer; absent if none.
  public var omitted: Count?

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
  /// The last handover, or assumption, of the participant's watch that the asking node may read; absent if there is none,
  /// and everything from the beginning counts. A handover to nobody is none.
  public var handover: MessageID?
  /// When the watch was handed over, or assumed.
  public var at: Timestamp?
  /// Messages by system, `verification`, most first.
  public var systems: [SystemCount]
  /// The newest messages that changed where things stand, newest first.
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
  /// The system, `verification`.
  public var system: WireSentence
  /// How many of its messages came.
  @Total public var messages: Int

  package init(system: WireSentence, messages: Int) {
    self.system = system
    self.messages = messages
  }
}

/// A message that changed where things stand.
public struct RecordedChange: Codable, Hashable, Sendable {
  /// The message's row.
  public var sequence: RecordSequence
  /// When the broker accepted the message.
  public var acceptedAt: Timestamp
  /// The node that sent the message.
  public var from: NodeName
  /// The message's type.
  public var type: MessageType

  package init(sequence: RecordSequence, acceptedAt: Timestamp, from: NodeName, type: MessageType) {
    self.sequence = sequence
    self.acceptedAt = acceptedAt
    self.from = from
    self.type = type
  }
}
