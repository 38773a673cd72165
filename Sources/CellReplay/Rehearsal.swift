package import CellCore
package import CellJournal
package import CellSchema
package import CellWire

/// The broker's own machine on a clock that its caller moves, without network and disk: every batch is durable at once.
///
/// The rules are those of `cellbusd`; the daemon itself has no such clock.
package struct Rehearsal {
  /// What became of a message of a node, or what the bus said.
  package enum Outcome {
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
  private let client: WireText
  private let core: Core
  private var now: Instant
  private var sessions: UInt64 = 0
  private let rows: (([SequenceNumber]) throws(JournalError) -> [RecordRow])?
  /// All rows, where nobody else has them.
  private var kept: [RecordRow] = []

  /// - Parameters:
  ///   - rules: the rules that hold from the first row on.
  ///   - moment: what the clock shows at first.
  ///   - client: how the nodes name their program.
  ///   - rows: reads rows that were accepted; nil: they are kept here.
  package init(
    _ rules: RuleFiles, cell: CellName, at moment: Microseconds, logKey: PublicKeyText, client: WireText,
    rows: (([SequenceNumber]) throws(JournalError) -> [RecordRow])? = nil
  ) throws(Refusal) {
    self.cell = cell
    self.logKey = logKey
    self.client = client
    self.rows = rows
    var names = Names()
    let rulebook = try rules.rulebook(&names)
    now = Self.instant(moment)
    core = Core(
      cell: cell, state: RecordState(rulebook: rulebook, names: names), limits: .without, at: now)
    var effects = Effects()
    try core.adopt(rules, logKey: logKey, at: now, into: &effects)
    _ = finish(&effects)
  }

  /// The clock that never jumps: milliseconds of the one are milliseconds of the other.
  private static func instant(_ wall: Microseconds) -> Instant {
    Instant(wall: wall, monotonic: wall.value / 1_000)
  }

  /// What the clock shows.
  package var moment: Microseconds { now.wall }

  /// See ``Core/assumeDelivered(_:)``.
  package func assumeDelivered(_ hasReached: @escaping (_ proposal: MessageID, _ node: NodeName) -> Bool) {
    core.assumeDelivered(hasReached)
  }

  /// See ``Core/assumePresence()``.
  func assumePresence() { core.assumePresence() }

  /// See ``Core/assumeRules()``.
  func assumeRules() { core.assumeRules() }

  /// See ``Core/assumeAbsence(_:in:at:into:)``.
  mutating func assumeAbsence(_ body: AlternateActing, in world: World) -> [Outcome] {
    var effects = Effects()
    core.assumeAbsence(body, in: world, at: now, into: &effects)
    return finish(&effects)
  }

  /// Moves the clock on, and lets the bus say what follows from the time.
  package mutating func pass(to moment: Microseconds) -> [Outcome] {
    now = Self.instant(moment)
    var effects = Effects()
    core.handle(.tick, at: now, into: &effects)
    return finish(&effects)
  }

  /// Puts other rules in force.
  mutating func adopt(_ rules: RuleFiles) throws(Refusal) -> [Outcome] {
    var effects = Effects()
    try core.adopt(rules, logKey: logKey, at: now, into: &effects)
    return finish(&effects)
  }

  /// Says a message at this moment. One session and one stream for each: none is silent for long, and every number is the
  /// first.
  package mutating func publish(_ envelope: Envelope, in lane: Precedence, from node: NodeName) -> [Outcome] {
    guard core.rulebook.node(named: node) != nil else {
      return [.refused(Refusal(.revoked, "the roster does not list \(node)"))]
    }
    sessions += 1
    let (peer, stream) = (PeerID(sessions), StreamIdentifier(UInt128(sessions)))
    let hello = Hello(cell: cell, stream: stream, nature: nil, exerciseName: nil, client: client)
    let publish = PublishFrame(lane: lane, stream: stream, firstNumber: 1, envelopes: [envelope])
    var outcomes: [Outcome] = []
    for event in [
      Event.frame(peer, node: node, bytes: ControlCodec.encode(hello)), .publish(peer, node: node, publish),
      .gone(peer),
    ] {
      var effects = Effects()
      core.handle(event, at: now, into: &effects)
      outcomes += finish(&effects)
    }
    return outcomes
  }

  /// Where things stand in a world, as far as a node may read; nil for a node that the roster does not list.
  package func situation(_ question: SituationQuestion, in world: World, for node: NodeName) -> Situation? {
    core.rulebook.node(named: node).map { index in
      Archive(core.state.separateCopy(), cell: cell).situation(question, in: world, node: index, now: now.wall)
    }
  }

  /// Performs what the machine asks for, until it asks for nothing.
  private mutating func finish(_ effects: inout Effects) -> [Outcome] {
    var outcomes: [Outcome] = []
    core.endTurn(at: now, into: &effects)
    while effects.batch != nil || !effects.questions.isEmpty || core.isHungry {
      let done = effects
      effects = Effects()
      for case .stream(let peer, let stream) in done.questions {
        core.handle(
          .foundStream(StreamFound(peer: peer, stream: stream, known: .success(nil))), at: now, into: &effects)
      }
      for case .rows(let request) in done.questions {
        core.handle(.read(ReadResult(request: request, rows: read(request))), at: now, into: &effects)
      }
      if let batch = done.batch {
        if rows == nil { kept += batch.batch.rows }
        outcomes += batch.batch.rows.map { $0.node == Announcer.busNode ? .said($0) : .accepted($0) }
        outcomes += batch.batch.refusals.map { .refused($0.refusal) }
        core.handle(.committed(batch.number), at: now, into: &effects)
      }
      core.endTurn(at: now, into: &effects)
    }
    return outcomes
  }

  private func read(_ request: ReadRequest) -> Result<[RecordRow], Refusal> {
    guard let rows else { return .success(request.sequences.map { kept[Int($0.value) - 1] }) }
    do throws(JournalError) { return .success(try rows(request.sequences)) } catch {
      return .failure(Refusal(error.code, error.detail))
    }
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
