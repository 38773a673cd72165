import CellSchema

// PUBLISH to RECEIPT.
extension Core {
  func publish(_ bytes: [UInt8], _ session: Session, at now: Instant, into effects: inout [Effect]) throws(Refusal) {
    let frame = try PublishFrame(bytes)
    guard let stream = session.stream.flatMap({ streams[$0] }), stream.id == frame.stream else {
      let own = session.stream?.description ?? "none"
      throw Refusal(.noStream, "PUBLISH is for stream \(frame.stream), HELLO names \(own)")
    }
    if let awaited = session.awaited[frame.lane] {
      guard frame.firstNumber <= awaited else { return }
      session.awaited[frame.lane] = nil
    }
    if let reason = intake.reason(pendingMessages: open.messages, pendingBytes: open.bytes) {
      return hold(session, frame, stream, reason, into: &effects)
    }
    let participant = names.participantOfNode[session.node]
    guard refusals[participant, default: MinuteQuota()].allows(limits.refusalsPerMinute, at: now.monotonic) else {
      return hold(
        session, frame, stream,
        Refusal(.throttled, "\(limits.refusalsPerMinute) refusals this minute"), into: &effects)
    }
    guard session.undecidedMessages + frame.envelopes.count <= limits.windowMessages,
      session.undecidedBytes + bytes.count <= limits.windowBytes
    else {
      return hold(
        session, frame, stream,
        Refusal(.windowExceeded, "\(session.undecidedMessages) messages are under way"), into: &effects)
    }

    var repeats: [Envelope] = []
    for (offset, envelope) in frame.envelopes.enumerated() {
      let number = frame.firstNumber + UInt64(offset)
      if number < stream.next[frame.lane] {
        repeats.append(envelope)
      } else if number == stream.next[frame.lane] {
        decide(envelope, number, frame.lane, stream, session, at: now, into: &effects)
      } else {
        hold(
          session, frame, stream,
          Refusal(.numberGap, "number \(number) came, \(stream.next[frame.lane]) is the next to be decided"),
          into: &effects)
        break
      }
    }
    if !repeats.isEmpty {
      session.undecidedMessages += repeats.count
      session.undecidedBytes += repeats.reduce(0) { $0 + $1.encodedCount }
      let request = LookupRequest(
        peer: session.peer, stream: stream.id.value, lane: frame.lane, firstNumber: frame.firstNumber,
        envelopes: repeats)
      // The journal answers for what is durable. While something of the stream is not, the question waits for it.
      if stream.pending == 0 { effects.append(.lookup(request)) } else { open.afterwards.append(.lookup(request)) }
    }
  }

  /// Nothing of the frame is taken, or with a gap nothing from there on: the node sends it again. A frame of numbers
  /// that came again is sent again from its own first one, though they are decided: their answer is what is owed.
  ///
  /// It is said once: what was under way behind the frame is dropped unsaid.
  private func hold(
    _ session: Session, _ frame: PublishFrame, _ stream: Stream, _ refusal: Refusal, into effects: inout [Effect]
  ) {
    if refusal.code == .windowExceeded || refusal.code == .numberGap {
      effects.append(.note(.fault(node: session.name, code: refusal.code, detail: refusal.detail)))
    }
    let expected = stream.next[frame.lane]
    let next = refusal.code == .numberGap ? expected : min(expected, frame.firstNumber)
    session.awaited[frame.lane] = next
    send(
      ErrorReport(refusal.code, refusal.detail, lane: Precedence(frame.lane), next: next), to: session, into: &effects)
  }

  private func decide(
    _ envelope: Envelope, _ number: UInt64, _ lane: Int, _ stream: Stream, _ session: Session, at now: Instant,
    into effects: inout [Effect]
  ) {
    stream.next[lane] = number + 1
    stream.pending += 1
    session.undecidedMessages += 1
    session.undecidedBytes += envelope.encodedCount
    let origin = Batch.Origin(
      peer: session.peer, stream: stream.id, lane: lane, number: number, bytes: envelope.encodedCount)
    do throws(Refusal) {
      let judged = try judge.judge(
        envelope, sender: session.node, name: session.name, lane: lane, wall: now.wall)
      // A clock that was set back does not revive it: what the record has come past counts as settled.
      if let expires = judged.facts.expiresAt, expires <= moment(now) {
        throw Refusal(
          .alreadyExpired, at: "/header/expiresAt",
          "the record has come to \(Timestamp(microseconds: lastAcceptedAt)), after it expired")
      }
      guard identifiers.sequence(of: judged.facts.id) == nil else {
        throw Refusal(.idReused, at: "/header/id", "the identifier is on the record already")
      }
      let considered = try consider(judged, envelope, at: now)
      let sequence = accept(considered, envelope, node: session.name, origin: origin, cause: 0, at: now)
      follow(considered, sequence: sequence, at: now)
    } catch {
      counters.refused += 1
      refusals[names.participantOfNode[session.node], default: MinuteQuota()].note()
      effects.append(.note(.refused(node: session.name, refusal: error)))
      open.refuse(error, envelope, node: session.name, origin: origin)
    }
  }

  /// Gives a message its place in the one order. Its durability follows; the decision stands.
  @discardableResult
  func accept(
    _ considered: Considered, _ envelope: Envelope, node: String, origin: Batch.Origin?, cause: UInt64,
    at now: Instant
  ) -> UInt64 {
    lastSequence += 1
    // Whole milliseconds, so that a receipt, a delivery and the record say the same.
    lastAcceptedAt = moment(now)
    counters.accepted += 1
    let facts = considered.judged.facts
    _ = identifiers.insert(facts.id, sequence: lastSequence)
    take(considered, sequence: lastSequence, acceptedAt: lastAcceptedAt, rulebook: judge.rulebook)
    let delivery = RecordedEnvelope(sequence: lastSequence, acceptedAt: lastAcceptedAt, envelope: envelope)
    open.accept(StoredMessage(delivery: delivery, facts: facts), node: node, origin: origin, cause: cause)
    return lastSequence
  }

  /// A number that came again gets the answer that it got first; other bytes under it do not pass for it.
  func answerRepeat(_ result: LookupResult, at now: Instant, into effects: inout [Effect]) {
    let request = result.request
    guard let session = sessions[request.peer],
      let stream = streams[StreamIdentifier(request.stream)], stream.session == session.peer
    else { return }
    session.undecidedMessages -= request.envelopes.count
    session.undecidedBytes -= request.envelopes.reduce(0) { $0 + $1.encodedCount }
    var decisions = ReceiptBuilder()
    for (offset, found) in result.decisions.enumerated() {
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
      send(
        Receipt(lane: Precedence(request.lane), next: stream.durableNext[request.lane], decisions: part), to: session,
        into: &effects)
    }
  }
}
