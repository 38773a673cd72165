import CellJournal
import CellSchema
import CellWire

/// The broker's own state, as it is told to nodes and to whoever watches it.
final class StatusDesk {
  private let cell: CellName
  private let startedAt: Microseconds
  private let recorder: Recorder
  private let sessions: Sessions
  private let delivery: Delivery
  private let answers: Answers
  private let log: LogDesk
  private let alarms: AlarmDesk
  private let lateness: Lateness
  /// Since the start.
  private var longestTurn = LoopTurn.none
  private var turns = Histogram.ofTurns

  init(
    cell: CellName, startedAt: Microseconds, recorder: Recorder, sessions: Sessions, delivery: Delivery,
    answers: Answers, log: LogDesk, alarms: AlarmDesk, lateness: Lateness
  ) {
    self.cell = cell
    self.startedAt = startedAt
    self.recorder = recorder
    self.sessions = sessions
    self.delivery = delivery
    self.answers = answers
    self.log = log
    self.alarms = alarms
    self.lateness = lateness
  }

  func note(_ turn: LoopTurn) {
    longestTurn = longestTurn.longest(turn)
    turns.note(turn.wall.value)
  }

  // MARK: for a node

  /// As a node may know it: what waits for whom is the node's own participant's to know, and the cell's, which runs the
  /// broker.
  func status(at now: Instant, to session: Session) -> StatusAnswer {
    var status = status(at: now)
    let silent = Set(
      recorder.state.silentNodes(
        heard: sessions.heardNodes, connected: Set(sessions.openSessionsOfNode.keys), to: session.node))
    for place in status.nodes.indices where silent.contains(status.nodes[place].node) {
      status.nodes[place].silent = true
    }
    if let minimize = recorder.minimize(at: recorder.moment(now)), recorder.mayKnow(minimize.sequence, session.node) {
      status.minimize = StatusAnswer.Minimizing(
        until: Timestamp(minimize.until), by: recorder.names.code(minimize.participant), nature: minimize.world.nature,
        exerciseName: minimize.world.exercise)
    }
    if !isOfCell(session.node) {
      let own = session.name.participant
      status.alarms = status.alarms?.filter { alarm in alarm.node.map { $0.participant == own } ?? true }
      status.waiting = status.waiting?.filter { $0.node.participant == own }
    }
    status.alarms = status.alarms.map { Array($0.prefix(Limits.waitingListed)) }
    status.waiting = status.waiting.map { Array($0.prefix(Limits.waitingListed)) }
    return status
  }

  private func isOfCell(_ node: NodeIndex) -> Bool {
    let rulebook = recorder.rulebook
    guard let group = rulebook.groupIndex(Side.cell.group), let listed = rulebook.listed(node) else { return false }
    return listed.groups.contains(group)
  }

  func status(at now: Instant) -> StatusAnswer {
    let ofNode = sessions.openSessionsOfNode
    let rulebook = recorder.rulebook
    let stop = recorder.intakeStop
    let delivered: UInt64 = delivery.delivered.elements.reduce(0, +)
    let open: Int = ofNode.values.reduce(0, +)
    var status = StatusAnswer(
      cell: cell, charter: WireText(rulebook.charterName.description),
      charterRevision: WireNumber(rulebook.charterRevision.value),
      rosterRevision: WireNumber(rulebook.rosterRevision.value), time: Timestamp(now.wall),
      startedAt: Timestamp(startedAt), head: WireNumber(recorder.durable.sequence),
      sessions: WireNumber(open), accepted: WireNumber(recorder.tally.acceptedCount),
      refused: WireNumber(recorder.tally.refusedCount), delivered: WireNumber(delivered),
      intake: stop == nil, reason: stop.map { WireText($0.detail) },
      longestTurn: StatusAnswer.Turn(
        processor: WireNumber(UInt64(longestTurn.processor.value)), wall: WireNumber(UInt64(longestTurn.wall.value))),
      founded: recorder.isFounded,
      nodes: named.map { index, name in
        StatusAnswer.Node(
          node: name, sessions: WireNumber(ofNode[index] ?? 0),
          lastHeard: sessions.lastHeard(index).map { Timestamp($0) })
      })
    status.alarms = alarms.alarms(at: now).map { alarm in
      StatusAnswer.Alarm(
        level: WireText(alarm.level.rawValue), kind: WireText(alarm.kind.rawValue), node: alarm.node,
        detail: WireText(alarm.detail))
    }
    status.disk = alarms.disk.map { disk in
      StatusAnswer.Disk(
        free: WireNumber(disk.free), record: WireNumber(disk.record), days: disk.days.map { WireNumber($0) })
    }
    status.checkpoint = WireNumber(log.goodSize)
    status.waiting = waiting
    return status
  }

  /// The nodes of the roster in force, by name.
  private var named: [(index: NodeIndex, name: NodeName)] {
    recorder.rulebook.listedNodes.map { (index: $0, name: recorder.names.name($0)) }
      .sorted { $0.name.description < $1.name.description }
  }

  /// What waits, the oldest first.
  private var waiting: [StatusAnswer.Waiting] {
    named.flatMap { _, name in
      let waiting = lateness.waiting(for: name)
      return Precedence.lanes.compactMap { lane in
        waiting[lane].oldest.map { oldest in
          StatusAnswer.Waiting(
            node: name, lane: lane, messages: WireNumber(waiting[lane].messages), oldest: Timestamp(oldest))
        }
      }
    }.sorted { ($0.oldest.moment, $0.node) < ($1.oldest.moment, $1.node) }
  }

  // MARK: for whoever watches

  func measures(at now: Instant) -> Measures {
    let rulebook = recorder.rulebook
    let pending = recorder.pending
    return Measures(
      cell: cell, time: now.wall, startedAt: startedAt, head: recorder.durable.sequence,
      rosterRevision: rulebook.rosterRevision.value, charterRevision: rulebook.charterRevision.value,
      isFounded: recorder.isFounded, nodes: nodes(at: now),
      saidByBus: recorder.names.node(Announcer.busNode).flatMap { recorder.tally.accepted[$0] } ?? Lanes(repeating: 0),
      delivered: delivery.delivered, faults: sessions.faults, questions: answers.asked, answers: answers.times,
      turns: turns, intakeStop: recorder.intakeStop, alarms: alarms.alarms(at: now), disk: alarms.disk,
      checkpoint: log.goodSize, sinceCheckpoint: now.monotonic - log.goodAt, clockJumps: recorder.clockJumps,
      pendingMessages: pending.messages, pendingBytes: pending.bytes, rowsHeld: delivery.rowsHeld)
  }

  private func nodes(at now: Instant) -> [Measures.OfNode] {
    let ofNode = sessions.openSessionsOfNode
    var reading: [NodeIndex: [ReaderSubscription]] = [:]
    for reader in delivery.allReaders { reading[reader.session.node, default: []] += reader.subscriptions }
    return named.map { index, name in
      var measured = Measures.OfNode(
        node: name, sessions: ofNode[index] ?? 0, waiting: lateness.waiting(for: name),
        accepted: recorder.tally.accepted[index] ?? Lanes(repeating: 0), refused: recorder.tally.refused[name] ?? [:],
        cosigned: log.cosigned[name]?.value, sinceCosigned: log.awaitedSince[name].map { now.monotonic - $0 })
      for subscription in reading[index] ?? [] {
        switch subscription.flow {
        case .awaitingCommit, .flowing: measured.flowing += 1
        case .starved: measured.starved += 1
        case .parked: measured.parked += 1
        }
        measured.credit = (measured.credit ?? 0) + subscription.credit.messagesLeft(.flash)
      }
      return measured
    }
  }
}
