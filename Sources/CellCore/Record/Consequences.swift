import CellSchema

/// Lets the bus say what follows from an accepted message or from the time: phases and guarantees, contradictions,
/// overdue debts, stages of clocks, missing serials.
final class Consequences {
  private let recorder: Recorder
  private let announcer: Announcer
  private let serials: SerialAnnouncer
  private let decisions: DecisionDesk

  init(recorder: Recorder, announcer: Announcer, decisions: DecisionDesk) {
    self.recorder = recorder
    self.decisions = decisions
    self.announcer = announcer
    serials = SerialAnnouncer(recorder: recorder, announcer: announcer)
  }

  func follow(
    _ prepared: Prepared, _ contradiction: Contradiction?, sequence: SequenceNumber, at now: Instant
  ) {
    guard let world = recorder.state.index.world(prepared.messageClass.world) else { return }
    defer { serials.accepted(prepared, sequence, at: now) }
    if let contradiction = serials.complete(contradiction, of: sequence) {
      let concerns = NonEmpty(prepared.id, followedBy: contradiction.with.prefix(Limits.contradicted))
      announcer.say(
        Saying(
          body: Discrepancy(concerns: concerns, explanation: Text(cutting: contradiction.explanation)),
          concerns: concerns.elements), in: world,
        cause: sequence, at: now)
    }
    let entry = prepared.entry(sequence: sequence, acceptedAt: recorder.state.heads.acceptedAt)
    guard let entry else { return }
    let isDecided = entry.act.isOnProposal && decisions.settle(world, cause: sequence, at: now)
    guard isDecided || entry.act.mayMovePhasesOrGuarantees else { return }
    if !settle(world, cause: sequence, at: now), let contest = contest(after: entry, in: world) {
      announcer.say(contest, in: world, cause: sequence, at: now)
    }
  }

  /// A message was refused; its sender goes on with the next serial.
  func refused(_ serial: (key: SerialKey, number: Int)) { serials.refused(serial) }

  private func contest(after entry: Entry, in world: WorldIndex) -> Saying? {
    let state = recorder.state
    return state.dockets[world].proceedings.ceasefire.contest(
      after: entry, recorder.hearing(state.index.worlds[world], node: nil, at: state.heads.acceptedAt))
  }

  /// Announces what follows in a world until nothing more does.
  ///
  /// - Returns: whether anything was announced.
  @discardableResult
  private func settle(_ world: WorldIndex, cause: SequenceNumber?, at now: Instant) -> Bool {
    // A phase moves, guarantees follow from it: a few rounds at most.
    for round in 0..<8 {
      let sayings = consequences(in: world, at: now)
      if sayings.isEmpty { return round > 0 }
      for saying in sayings {
        let own = saying.concerns.last.flatMap { recorder.sequence(of: $0) }
        announcer.say(saying, in: world, cause: cause ?? own ?? .none, at: now)
      }
    }
    return true
  }

  private func consequences(in world: WorldIndex, at now: Instant) -> [Saying] {
    recorder.state.dockets[world].proceedings.consequences(
      recorder.hearing(recorder.state.index.worlds[world], node: nil, at: recorder.moment(now)))
  }

  // MARK: deadlines

  /// Announces what follows from the time alone: deadlines of the proceedings, overdue debts, stages of clocks, missing
  /// serials.
  func watchDeadlines(at now: Instant) {
    guard recorder.intakeStop == nil, recorder.state.rules.recorded != nil else { return }
    decisions.watchDeliveries(at: now)
    for world in recorder.state.dockets.indices {
      decisions.settle(world, cause: nil, at: now)
      settle(world, cause: nil, at: now)
    }
    var said = 0
    while said < Limits.sayingsPerTick, let debt = recorder.state.obligations.overdue(at: recorder.moment(now)) {
      report(debt, at: now)
      said += 1
    }
    reportStages(at: now)
    serials.announceDue(room: Limits.sayingsPerTick - said, at: now)
  }

  /// Says of each stage of a clock that its moment has passed: a few at each tick, the earliest of a world first. In an
  /// exercise that is closed nobody could answer.
  private func reportStages(at now: Instant) {
    var said = 0
    for world in recorder.state.dockets.indices
    where !recorder.rulebook.isClosed(recorder.state.index.worlds[world]) {
      while said < Limits.stagesPerTick, let saying = stagePassed(in: world, at: now) {
        let cause = saying.concerns.first.flatMap { recorder.sequence(of: $0) }
        announcer.say(saying, in: world, cause: cause ?? .none, at: now)
        said += 1
      }
    }
  }

  private func stagePassed(in world: WorldIndex, at now: Instant) -> Saying? {
    recorder.state.dockets[world].proceedings.stagePassed(
      recorder.hearing(recorder.state.index.worlds[world], node: nil, at: recorder.moment(now)))
  }

  private func report(_ debt: Debt, at now: Instant) {
    announcer.say(
      Saying(body: overdue(debt), concerns: [debt.id]), in: recorder.state.index.world(of: debt.sequence),
      cause: debt.sequence, at: now)
  }

  private func overdue(_ debt: Debt) -> any Payload {
    let names = recorder.names
    let dueAt = Timestamp(debt.dueAt)
    let addressees =
      debt.participants.elements.map { Addressee.participant(names.code($0)) }
      + debt.nodes.map { .node(names.name($0)) }
    guard let list = NonEmpty(Array(addressees.prefix(256))) else {
      preconditionFailure("what is owed is owed by somebody")
    }
    switch debt.kind {
    case .acknowledgement: return AcknowledgementOverdue(message: debt.id, owedBy: list, dueAt: dueAt)
    case .reply: return ReplyOverdue(message: debt.id, owedBy: list, dueAt: dueAt)
    case .watch:
      let participant = recorder.state.index.messageClass(debt.sequence).participant
      return WatchNotTaken(handover: debt.id, participant: names.code(participant), dueAt: dueAt)
    }
  }
}
