import CellJournal
import CellSchema
import CellWire

/// From PUBLISH to RECEIPT: numbers come in order, each message is prepared and decided, and a number that comes again
/// is answered with its first decision.
final class Publishing {
  /// What one session has under way to the broker.
  private final class Publisher {
    /// Messages and bytes that arrived and have no receipt yet, those with repeated numbers included.
    private(set) var undecidedMessages = 0
    private(set) var undecidedBytes = 0
    /// By lane: the number from which the node was told to send again. Other frames of the lane are ignored until a
    /// frame arrives that begins at or before that number.
    var awaited = Lanes<UInt64?>(repeating: nil)

    func begin(_ bytes: Int, messages: Int = 1) {
      undecidedMessages += messages
      undecidedBytes += bytes
    }

    func end(_ messages: Int, _ bytes: Int) {
      undecidedMessages -= messages
      undecidedBytes -= bytes
    }
  }

  private var limits: SessionLimits
  private let recorder: Recorder
  private let sessions: Sessions
  private let streams: Streams
  private let consequences: Consequences
  private let alternates: AlternateDesk
  private let desk: IntakeDesk
  private var publishers: [PeerID: Publisher] = [:]
  private var quotas: PublishQuotas

  init(
    limits: SessionLimits, desk: IntakeDesk, recorder: Recorder, sessions: Sessions, streams: Streams,
    consequences: Consequences, alternates: AlternateDesk
  ) {
    self.limits = limits
    quotas = PublishQuotas(limits: limits)
    self.desk = desk
    self.recorder = recorder
    self.sessions = sessions
    self.streams = streams
    self.consequences = consequences
    self.alternates = alternates
  }

  func adopt(_ limits: SessionLimits) {
    self.limits = limits
    quotas.adopt(limits)
  }

  func forgive(_ node: NodeIndex, of participant: ParticipantIndex) { quotas.forgive(node, of: participant) }

  /// A session is over. What was decided on its messages stays decided.
  func leave(_ session: Session) {
    publishers[session.peer] = nil
    if let stream = session.opened?.stream { streams.leave(stream, session.peer) }
  }

  // MARK: a frame

  func publish(_ frame: PublishFrame, _ session: Session, _ turn: inout Turn) throws(Refusal) {
    guard session.isOpen else { throw Refusal(.helloRequired, "\(Command.publish) came before WELCOME") }
    try publish(frame, preparedAhead: [], session, &turn)
  }

  /// A frame that was prepared beside the loop. It is dropped where its session has ended meanwhile.
  func publish(_ prepared: PreparedFrame, _ turn: inout Turn) {
    guard let session = sessions[prepared.peer] else { return }
    do throws(Refusal) {
      try publish(prepared.frame, preparedAhead: prepared.preparations, session, &turn)
    } catch {
      sessions.report(error, to: session, &turn)
    }
  }

  private func publish(
    _ frame: PublishFrame, preparedAhead: [Preparation], _ session: Session, _ turn: inout Turn
  ) throws(Refusal) {
    let own = session.opened?.stream
    guard let next = streams.next(of: frame.stream)?[frame.lane], own == frame.stream else {
      throw Refusal(.noStream, "PUBLISH is for stream \(frame.stream), HELLO names \(own?.description ?? "none")")
    }
    let publisher = publisher(of: session)
    if let awaited = publisher.awaited[frame.lane] {
      guard frame.firstNumber <= awaited else { return }
      publisher.awaited[frame.lane] = nil
    }
    if let reason = beyondWindow(frame, publisher) {
      return hold(session, frame, reason, from: min(next, frame.firstNumber), &turn)
    }
    // A frame may begin with numbers that were decided before, and go on with new ones.
    let repeats = frame.envelopes.prefix(Int(clamping: next - min(next, frame.firstNumber)))
    var decided = 0
    for (offset, envelope) in frame.envelopes.enumerated().dropFirst(repeats.count) {
      let number = frame.firstNumber + UInt64(offset)
      if let reason = reasonToHold(frame.lane, session, at: turn.now) {
        hold(session, frame, reason, from: next + UInt64(decided), &turn)
        break
      }
      guard number == next + UInt64(decided) else {
        let reason = Refusal(.numberGap, "number \(number) came, \(next) is the next to be decided")
        hold(session, frame, reason, from: next, &turn)
        break
      }
      let ahead = preparedAhead.isEmpty ? nil : preparedAhead[offset]
      publisher.begin(envelope.encodedCount)
      decide(envelope, ahead, number, frame, session, &turn)
      decided += 1
    }
    streams.decided(frame.stream, decided)
    if !repeats.isEmpty { answerAgain(Array(repeats), frame, session, &turn) }
  }

  private func publisher(of session: Session) -> Publisher {
    if let known = publishers[session.peer] { return known }
    let publisher = Publisher()
    publishers[session.peer] = publisher
    return publisher
  }

  private func beyondWindow(_ frame: PublishFrame, _ publisher: Publisher) -> Refusal? {
    guard publisher.undecidedMessages + frame.envelopes.count <= limits.windowMessages,
      publisher.undecidedBytes + frame.encodedCount <= limits.windowBytes
    else { return Refusal(.windowExceeded, "\(publisher.undecidedMessages) messages are under way") }
    return nil
  }

  /// Why a message that is not decided yet is not taken now. Numbers that come again are answered all the same, and
  /// count against no quota.
  private func reasonToHold(_ lane: Precedence, _ session: Session, at now: Instant) -> Refusal? {
    if let stop = recorder.intakeStop { return stop }
    let participant = recorder.names.participant(of: session.node)
    return quotas.reasonToHold(
      lane, of: session.node, named: session.name, of: participant, at: now.monotonic
    ).map { Refusal(.throttled, $0) }
  }

  /// Whether a frame has messages that would be decided as things stand: nobody verifies signatures for a stranger, for
  /// who sends in spite of being told to wait, or for who is over its quota.
  func looksInto(_ frame: PublishFrame, of peer: PeerID, at now: Instant) -> Bool {
    guard let session = sessions[peer], session.opened?.stream == frame.stream,
      let next = streams.next(of: frame.stream)?[frame.lane], frame.firstNumber + UInt64(frame.envelopes.count) > next
    else { return false }
    if let awaited = publishers[peer]?.awaited[frame.lane], frame.firstNumber > awaited { return false }
    return reasonToHold(frame.lane, session, at: now) == nil
  }

  /// Refuses to take the frame's messages from `next` on: the node sends them again. A frame beyond the window is sent
  /// again from its own first number, though that may be decided: the node still needs the receipts.
  ///
  /// The node is told once: frames under way behind this one are dropped without another ERROR.
  private func hold(
    _ session: Session, _ frame: PublishFrame, _ refusal: Refusal, from next: UInt64, _ turn: inout Turn
  ) {
    if [.windowExceeded, .numberGap, .throttled].contains(refusal.code) {
      turn.note(.fault(node: session.name, code: refusal.code, detail: refusal.detail))
    }
    publisher(of: session).awaited[frame.lane] = next
    turn.send(ErrorReport(refusal.code, refusal.detail, lane: frame.lane, next: next), to: session)
  }

  // MARK: a decision

  private func decide(
    _ envelope: Envelope, _ ahead: Preparation?, _ number: UInt64, _ frame: PublishFrame, _ session: Session,
    _ turn: inout Turn
  ) {
    let origin = PublishOrigin(
      peer: session.peer, stream: frame.stream, lane: frame.lane, number: number, bytes: envelope.encodedCount)
    let participant = recorder.names.participant(of: session.node)
    quotas.take(origin.bytes, frame.lane, of: session.node, of: participant)
    do throws(Refusal) {
      let prepared = try prepared(ahead, envelope, frame.lane, session, at: turn.now)
      try decide(prepared, envelope, origin, session, at: turn.now)
    } catch {
      quotas.refuse(frame.lane, of: session.node, of: participant)
      turn.note(.refused(node: session.name, refusal: error, lane: frame.lane, envelope: envelope))
      if let serial = CheckedHeader.serial(of: envelope, from: session.node, named: session.name) {
        consequences.refused(serial)
      }
      recorder.refuse(error, envelope, node: session.name, from: origin)
    }
  }

  /// The first half of intake, for what has not had it. What was prepared under rules that no longer hold is prepared
  /// again.
  private func prepared(
    _ ahead: Preparation?, _ envelope: Envelope, _ lane: Precedence, _ session: Session, at now: Instant
  ) throws(Refusal) -> Prepared {
    if let ahead, ahead.rules == recorder.rules { return try ahead.outcome.get() }
    return try desk.prepare(envelope, lane, session, at: now)
  }

  /// The second half of intake, in order within stream and lane.
  private func decide(
    _ prepared: Prepared, _ envelope: Envelope, _ origin: PublishOrigin, _ session: Session, at now: Instant
  ) throws(Refusal) {
    desk.settle(before: prepared, at: now)
    let judgement = try desk.judge(prepared, envelope, at: now)
    alternates.begin(judgement.beginning, in: prepared.messageClass.world, at: now)
    let sequence = recorder.accept(prepared, envelope, node: session.name, from: origin, at: now)
    consequences.follow(prepared, judgement.contradiction, sequence: sequence, at: now)
    alternates.follow(prepared, sequence, at: now)
    desk.follow(judgement, prepared, envelope, sequence, at: now)
  }

  // MARK: receipts

  /// Sends the receipts of decisions that are durable now.
  func settle(_ receipts: PendingReceipts, _ turn: inout Turn) {
    for settled in receipts.decided {
      publishers[settled.peer]?.end(settled.messages, settled.bytes)
      streams.settled(settled.stream, lane: settled.lane, through: settled.lastNumber, settled.messages)
    }
    for settled in receipts.decided {
      guard let session = sessions[settled.peer], let stream = session.opened?.stream, let known = streams[stream]
      else { continue }
      for part in settled.parts {
        turn.send(
          Receipt(lane: settled.lane, next: known.durableNext[settled.lane], decisions: part), to: session)
      }
    }
  }

  /// Looks up the decisions on numbers that were sent again. The journal answers for what is durable: while a decision
  /// of the stream is not, the question waits for the commit.
  private func answerAgain(
    _ repeats: [Envelope], _ frame: PublishFrame, _ session: Session, _ turn: inout Turn
  ) {
    publisher(of: session).begin(repeats.reduce(0) { $0 + $1.encodedCount }, messages: repeats.count)
    let request = LookupRequest(
      peer: session.peer, stream: frame.stream, lane: frame.lane, firstNumber: frame.firstNumber, envelopes: repeats)
    if streams[frame.stream]?.pending == 0 {
      turn.effects.questions.append(.decisions(request))
    } else {
      recorder.afterCommit(.lookup(request))
    }
  }

  /// Answers numbers that were sent again with their first decision; a number that comes with other bytes is refused.
  func answerRepeat(_ result: LookupResult, _ turn: inout Turn) {
    let request = result.request
    guard let session = sessions[request.peer], let stream = streams[request.stream], stream.session == session.peer
    else { return }
    publishers[session.peer]?.end(request.envelopes.count, request.envelopes.reduce(0) { $0 + $1.encodedCount })
    let findings: [LookupResult.Finding]
    switch result.decisions {
    case .success(let found): findings = found
    case .failure(let refusal):
      turn.note(.unreadable(node: session.name, refusal: refusal))
      return sessions.dismiss(session, refusal.code, refusal.detail, &turn)
    }
    var decisions = ReceiptBuilder()
    for (offset, found) in findings.enumerated() {
      let number = request.firstNumber + UInt64(offset)
      switch found.decision {
      case .accepted(let sequence, let acceptedAt) where found.same:
        decisions.accept(number, sequence: sequence, at: acceptedAt)
      case .refused(let refusal) where found.same: decisions.refuse(number, refusal)
      case .accepted, .refused:
        decisions.refuse(number, Refusal(.numberReused, "number \(number) was decided for other bytes"))
      case .forgotten:
        decisions.refuse(number, Refusal(.numberReused, "number \(number) was decided long ago"))
      }
    }
    for part in decisions.parts {
      turn.send(
        Receipt(lane: request.lane, next: stream.durableNext[request.lane], decisions: part), to: session)
    }
  }
}
