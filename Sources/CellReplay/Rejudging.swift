import CellCore
import CellJournal
import CellSchema
import CellWire

/// Judges the messages of a record once more, by other rules and each at the time when it was accepted.
///
/// The machine is the broker's own, with its clock at the record's times. What nodes said is given to it in the record's
/// order; what the bus said on the record is not, since it says its own.
struct Rejudging {
  /// What the bus says, or a node said and has refused now.
  enum Outcome {
    case accepted(RecordRow)
    case refused(Refusal)
    case said(RecordRow)

    var isDecision: Bool {
      switch self {
      case .accepted, .refused: true
      case .said: false
      }
    }
  }

  private let cell: CellName
  private let logKey: PublicKeyText
  private let core: Core
  private let deliveries = Deliveries()
  private var now: Instant
  private var sessions: UInt64 = 0

  /// Which electors had a proposal, as the record says.
  private final class Deliveries {
    var electors: [MessageID: Set<ParticipantCode>] = [:]
  }

  /// - Parameter rules: the rules that hold from the first row on.
  init(_ rules: RuleFiles, cell: CellName, at first: Microseconds, logKey: PublicKeyText) throws(Refusal) {
    self.cell = cell
    self.logKey = logKey
    var names = Names()
    let rulebook = try rules.rulebook(&names)
    now = Self.instant(first)
    core = Core(
      cell: cell, state: RecordState(rulebook: rulebook, names: names), limits: .without, at: now)
    var effects = Effects()
    try core.adopt(rules, logKey: logKey, at: now, into: &effects)
    core.assumeDelivered { [deliveries] proposal, node in
      deliveries.electors[proposal]?.contains(node.participant) == true
    }
    core.assumePresence()
    _ = finish(&effects)
  }

  /// The clock that never jumps: milliseconds of the one are milliseconds of the other.
  private static func instant(_ wall: Microseconds) -> Instant {
    Instant(wall: wall, monotonic: wall.value / 1_000)
  }

  /// Goes on to a row's time, and judges its message if a node said it.
  ///
  /// - Parameter rules: those that come into force with the row; nil where none do.
  mutating func judge(_ row: RecordRow, adopting rules: RuleFiles? = nil) throws(Refusal) -> [Outcome] {
    now = Self.instant(row.acceptedAt)
    var effects = Effects()
    core.handle(.tick, at: now, into: &effects)
    var outcomes = finish(&effects)
    if let rules {
      try core.adopt(rules, logKey: logKey, at: now, into: &effects)
      outcomes += finish(&effects)
    }
    if row.node == Announcer.busNode {
      return outcomes + note(row)
    }
    let own = publish(row)
    guard own.contains(where: \.isDecision) else {
      throw Refusal(.internalFault, "row \(row.sequence) was neither taken nor refused")
    }
    return outcomes + own
  }

  /// What only a broker with its nodes can know: who was delivered a proposal, and whose holders were away.
  private func note(_ row: RecordRow) -> [Outcome] {
    guard let message = try? RawMessage(document: Array(row.envelope.document)) else { return [] }
    if message.isOf(ProposalDelivered.self), let body = try? message.body(as: ProposalDelivered.self) {
      deliveries.electors[body.proposal, default: []].formUnion(body.electors.elements)
    }
    guard message.isOf(AlternateActing.self), let body = try? message.body(as: AlternateActing.self) else { return [] }
    var effects = Effects()
    let world = World(nature: message.header.nature, exercise: message.header.exerciseName)
    core.assumeAbsence(body, in: world, at: now, into: &effects)
    return finish(&effects)
  }

  /// One session and one stream for each message: none is silent for long, and every number is the first.
  private mutating func publish(_ row: RecordRow) -> [Outcome] {
    guard core.rulebook.node(named: row.node) != nil else {
      return [.refused(Refusal(.revoked, "the roster does not list \(row.node)"))]
    }
    sessions += 1
    let (peer, stream) = (PeerID(sessions), StreamIdentifier(UInt128(sessions)))
    let hello = Hello(cell: cell, stream: stream, nature: nil, exerciseName: nil, client: "cellbus what-if")
    let publish = PublishFrame(lane: row.lane, stream: stream, firstNumber: 1, envelopes: [row.envelope])
    var outcomes: [Outcome] = []
    for event in [
      Event.frame(peer, node: row.node, bytes: ControlCodec.encode(hello)), .publish(peer, node: row.node, publish),
      .gone(peer),
    ] {
      var effects = Effects()
      core.handle(event, at: now, into: &effects)
      outcomes += finish(&effects)
    }
    return outcomes
  }

  /// Performs what the machine asks for, until it asks for nothing.
  private func finish(_ effects: inout Effects) -> [Outcome] {
    var outcomes: [Outcome] = []
    core.endTurn(at: now, into: &effects)
    while effects.batch != nil || !effects.questions.isEmpty || core.isHungry {
      let done = effects
      effects = Effects()
      for case .stream(let peer, let stream) in done.questions {
        core.handle(
          .foundStream(StreamFound(peer: peer, stream: stream, known: .success(nil))), at: now, into: &effects)
      }
      if let batch = done.batch {
        outcomes += batch.batch.rows.map { $0.node == Announcer.busNode ? .said($0) : .accepted($0) }
        outcomes += batch.batch.refusals.map { .refused($0.refusal) }
        core.handle(.committed(batch.number), at: now, into: &effects)
      }
      core.endTurn(at: now, into: &effects)
    }
    return outcomes
  }
}

extension SessionLimits {
  /// Nobody waits here: what was taken once is within every quota.
  fileprivate static var without: Self {
    var limits = Self()
    limits.refusalsPerMinute = 1 << 40
    limits.refusalsPerNode = 1 << 40
    limits.messagesPerSecond = 1 << 30
    limits.mebibytesPerDay = 1 << 40
    limits.participantMessagesPerSecond = 1 << 30
    limits.participantMebibytesPerDay = 1 << 40
    limits.flashPerSecond = 1 << 30
    limits.flashMebibytesPerDay = 1 << 40
    limits.flashRefusalsPerMinute = 1 << 40
    limits.sessionsPerMinute = 1 << 40
    return limits
  }
}
