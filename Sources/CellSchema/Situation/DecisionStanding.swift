/// A proposal on which participants decide together: who decides, what each has said, what became of it.
public struct DecisionStanding: Codable, Hashable, Sendable {
  /// How far a proposal has come.
  public enum State: String, CaseIterable, SchemaLeaf {
    /// It waits for its moment.
    case open
    /// Its silence has come to its moment, and an elector has not had it for as long as a silence takes.
    case notReached = "not-reached"
    case carried, broken, lapsed, fell, withdrawn
  }

  /// The proposal's message.
  public var id: MessageID
  /// The row of that message.
  public var sequence: RecordSequence
  /// The participant that proposes.
  public var by: ParticipantCode
  /// The identifier of the act that is proposed.
  public var act: MessageID
  /// The type of the act.
  public var actType: MessageType
  /// The hash of the act's document.
  public var sha256: SHA256Hex
  /// How far the proposal has come.
  public var state: State
  /// What carries it.
  public var rule: DecisionProposal.Rule
  /// How many have to agree; absent where the rule has no number.
  public var n: ElectorCount?
  /// The moment, as it was put off last.
  public var until: Timestamp
  /// The moment as it was proposed.
  public var proposedUntil: Timestamp
  /// Who decides, as the proposal has it: `@delegation`, `european`, or participants.
  public var electorate: WireSentence
  /// The revision of the roster by which the electors are named.
  public var rosterRevision: Revision
  /// The revision of the charter under which it was proposed.
  public var charterRevision: Revision
  /// Who decides, and who has to agree in any case.
  public var electors: [ElectorStanding]
  /// How the moment was put off, oldest first.
  public var delays: [DecisionDelay]
  /// The row of the result.
  public var decided: RecordSequence?
  /// The code with which the act is refused, of a proposal that fell.
  public var code: RefusalCode?
  /// The place in the act at which it is refused.
  public var pointer: Line?
  /// Why this is the result, in words.
  public var explanation: WireSentence?
  /// How many elements of the lists in this item did not fit the answer; absent if none.
  public var omitted: Count?

  package init(
    id: MessageID, sequence: RecordSequence, by: ParticipantCode, act: MessageID, actType: MessageType,
    sha256: SHA256Hex, state: State, rule: DecisionProposal.Rule, n: ElectorCount? = nil, until: Timestamp,
    proposedUntil: Timestamp, electorate: WireSentence, rosterRevision: Revision, charterRevision: Revision,
    electors: [ElectorStanding] = [], delays: [DecisionDelay] = [], decided: RecordSequence? = nil,
    code: RefusalCode? = nil, pointer: Line? = nil, explanation: WireSentence? = nil
  ) {
    self.id = id
    self.sequence = sequence
    self.by = by
    self.act = act
    self.actType = actType
    self.sha256 = sha256
    self.state = state
    self.rule = rule
    self.n = n
    self.until = until
    self.proposedUntil = proposedUntil
    self.electorate = electorate
    self.rosterRevision = rosterRevision
    self.charterRevision = charterRevision
    self.electors = electors
    self.delays = delays
    self.decided = decided
    self.code = code
    self.pointer = pointer
    self.explanation = explanation
  }
}

/// What an elector has said on a proposal, and since when it has it.
public struct ElectorStanding: Codable, Hashable, Sendable {
  /// The elector.
  public var participant: ParticipantCode
  /// Whether it has to agree in any case.
  public var mustAgree: Bool
  /// Whether it is no elector any more by the roster and the charter in force.
  public var hasLeft: Bool
  /// Since when it is known to have the proposal; absent if that is not known.
  public var delivered: Timestamp?
  /// What it said last; absent while it is silent.
  public var position: DecisionStatement.Position?
  /// Why.
  public var reason: WireSentence?
  /// The row of what it said.
  public var sequence: RecordSequence?

  package init(
    participant: ParticipantCode, mustAgree: Bool, hasLeft: Bool, delivered: Timestamp? = nil,
    position: DecisionStatement.Position? = nil, reason: WireSentence? = nil, sequence: RecordSequence? = nil
  ) {
    self.participant = participant
    self.mustAgree = mustAgree
    self.hasLeft = hasLeft
    self.delivered = delivered
    self.position = position
    self.reason = reason
    self.sequence = sequence
  }
}

/// That the moment of a silence was put off: by its proposer, or because the broker was down.
public struct DecisionDelay: Codable, Hashable, Sendable {
  /// The row that says so.
  public var sequence: RecordSequence
  /// The moment from then on.
  public var until: Timestamp
  /// The last sign of the broker before it was down; absent where its proposer put it off.
  public var downFrom: Timestamp?
  /// When the broker took messages in again; absent where its proposer put it off.
  public var downTo: Timestamp?

  package init(sequence: RecordSequence, until: Timestamp, downFrom: Timestamp? = nil, downTo: Timestamp? = nil) {
    self.sequence = sequence
    self.until = until
    self.downFrom = downFrom
    self.downTo = downTo
  }
}

extension DecisionStanding {
  /// Whether it has no result yet.
  package var isOpen: Bool { state == .open || state == .notReached }
}
