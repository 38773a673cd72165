import CellSchema
import CellWire

/// The publishing half of a session: which number of each lane is sent next, within the broker's window.
struct PublishSide: Sendable {
  private(set) var outbox: MemoryOutbox
  private var lanes = Lanes(repeating: LaneProgress())
  /// Messages, and their bytes, sent in this session and not decided.
  private var flyingMessages = 0
  private var flyingBytes = 0
  private var limits: Welcome.Limits?
  private var references: OwnReferences
  private var share = LaneShare()
  private(set) var linkWindow = LinkWindow()

  private struct LaneProgress: Sendable {
    var nextToSend: UInt64 = 1
    /// Until when the lane pauses, because the broker asked for it.
    var heldUntil: Milliseconds = .min
    /// How often in a row the broker refused a frame of the lane for the moment.
    var setbacks = 0
  }

  init(outbox: MemoryOutbox) {
    self.outbox = outbox
    references = OwnReferences(isLeft: !outbox.left.isEmpty)
    for place in outbox.left {
      guard let entry = outbox.entry(lane: place.lane, number: place.number) else { continue }
      references.add(entry, at: place, of: outbox)
    }
  }

  mutating func append(_ entry: OutboxEntry, lane: Precedence) throws(Refusal) {
    let number = try outbox.append(entry, lane: lane)
    precondition(entry.number == nil || entry.number == number, "a store and its outbox count alike")
    references.add(entry, at: OutboxPlace(lane: lane, number: number), of: outbox)
  }

  // MARK: sending

  /// Starts a new session: every undecided message is sent again, lowest number first. The broker answers numbers that
  /// it decided before with their first decision.
  ///
  /// - Throws: `record-behind` if the broker expects a number that it had decided already: it lost a part of its
  ///   record. `store-unusable` if the broker decided a number that this outbox never gave: the store is an old copy,
  ///   and would give that number to another message.
  mutating func resume(limits: Welcome.Limits, next: PerLane?) throws(Refusal) {
    for lane in Precedence.lanes {
      let lowest = outbox.numbers(lane: lane).lowerBound
      let expected = next?[lane] ?? lowest
      guard expected >= lowest else {
        throw Refusal(
          .recordBehind,
          "the broker decided \(lane.rawValue) number \(lowest - 1) before, and now expects number \(expected)")
      }
      guard expected <= outbox.numbers(lane: lane).upperBound else {
        throw Refusal(
          .storeUnusable,
          "the broker decided \(lane.rawValue) number \(expected - 1), which this outbox has not given yet:"
            + " its store is an old copy")
      }
      lanes[lane] = LaneProgress(nextToSend: lowest)
    }
    self.limits = limits
    share = LaneShare()
    linkWindow = LinkWindow()
    flyingMessages = 0
    flyingBytes = 0
  }

  /// A PING, which marks the bytes sent before it.
  mutating func mark(at now: Milliseconds) -> [UInt8] {
    linkWindow.mark(at: now)
    return ControlCodec.encode(Ping())
  }

  /// A PONG came: the bytes sent before the oldest mark have arrived.
  mutating func answered(at now: Milliseconds) { linkWindow.answered(at: now) }

  /// When the next pause of a lane is over; nil if none pauses.
  var heldUntil: Milliseconds? {
    var next = Milliseconds.max
    for lane in Precedence.lanes where lanes[lane].heldUntil > .min { next = min(next, lanes[lane].heldUntil) }
    return next == .max ? nil : next
  }

  mutating func endPauses(at now: Milliseconds) {
    for lane in Precedence.lanes where lanes[lane].heldUntil <= now { lanes[lane].heldUntil = .min }
  }

  /// Takes the frames to send now: the next PUBLISH, if the link window allows it, and the PINGs that are due before
  /// and behind it. Empty if there is nothing to send, or nothing may be sent.
  mutating func takeFrames(at now: Milliseconds) -> [[UInt8]] {
    guard let limits, let next = chooseLane(limits, at: now) else { return [] }
    let isAllowed = linkWindow.allows(PublishFrame.headerCount + next.first.encodedCount, lane: next.turn.rank)
    var frames: [[UInt8]] = []
    // A mark is also due for bytes under way that keep the next frame back.
    if linkWindow.needsMark { frames.append(mark(at: now)) }
    guard isAllowed else { return frames }
    frames.append(takePublish(next, limits))
    if linkWindow.needsMark { frames.append(mark(at: now)) }
    return frames
  }

  /// The lane to send next.
  private struct NextLane {
    var turn: LaneShare.Choice
    /// The lane's next message.
    var first: Envelope
    /// All lanes that have a message to send.
    var waiting: LaneSet
  }

  private mutating func chooseLane(_ limits: Welcome.Limits, at now: Milliseconds) -> NextLane? {
    var waiting = LaneSet()
    for lane in Precedence.lanes where isWaiting(lane) && lanes[lane].heldUntil <= now {
      guard let entry = entry(lane, lanes[lane].nextToSend), hasRoom(for: entry, limits) else { continue }
      waiting.insert(lane)
    }
    guard let turn = share.next(waiting), let entry = entry(turn.lane, lanes[turn.lane].nextToSend) else { return nil }
    return NextLane(turn: turn, first: entry.envelope, waiting: waiting)
  }

  /// Takes a PUBLISH of the chosen lane: as many messages as a short frame, the broker's window and the link window
  /// allow.
  private mutating func takePublish(_ next: NextLane, _ limits: Welcome.Limits) -> [UInt8] {
    let lane = next.turn.lane
    let greatest = min(linkWindow.frame, Int(limits.frame.value), next.turn.isShare ? LaneShare.quantum : .max)
    let first = lanes[lane].nextToSend
    var envelopes: [Envelope] = []
    var size = PublishFrame.headerCount
    while envelopes.count < Limits.batchMessages,
      let entry = entry(lane, first + UInt64(envelopes.count)), hasRoom(for: entry, limits)
    {
      let longer = size + entry.envelope.encodedCount
      // A lane sent as its share uses the link window of the highest waiting lane.
      guard envelopes.isEmpty || longer <= greatest && linkWindow.allows(longer, lane: next.turn.rank) else { break }
      envelopes.append(entry.envelope)
      size = longer
      flyingMessages += 1
      flyingBytes += entry.envelope.encodedCount
    }
    lanes[lane].nextToSend += UInt64(envelopes.count)
    skipDecided(lane)
    share.sent(size, lane: lane, next.waiting)
    linkWindow.sent(size, lane: lane)
    return PublishFrame(lane: lane, stream: outbox.stream, firstNumber: first, envelopes: envelopes).encoded()
  }

  /// The message that may be sent under a number; nil also if it refers to an undecided message of another lane.
  private func entry(_ lane: Precedence, _ number: UInt64) -> OutboxEntry? {
    guard let entry = outbox.entry(lane: lane, number: number) else { return nil }
    return references.waits(OutboxPlace(lane: lane, number: number), for: outbox) ? nil : entry
  }

  private func isWaiting(_ lane: Precedence) -> Bool { lanes[lane].nextToSend < outbox.numbers(lane: lane).upperBound }

  /// Whether the broker's window allows a message; the frame's header counts, too. A message larger than the whole
  /// window is sent alone.
  private func hasRoom(for entry: OutboxEntry, _ limits: Welcome.Limits) -> Bool {
    if flyingMessages == 0 { return true }
    return flyingMessages < limits.windowMessages.value
      && flyingBytes + PublishFrame.headerCount + entry.envelope.encodedCount <= limits.windowBytes.value
  }

  // MARK: decisions

  mutating func decide(_ receipt: Receipt) throws(Refusal) -> [Decided] {
    let lane = receipt.lane
    var decided: [Decided] = []
    for decision in receipt.decisions {
      let known = outbox.numbers(lane: lane)
      let first = decision.number.value
      if let sequence = decision.sequence?.value, let acceptedAt = decision.acceptedAt {
        // The count is the peer's claim: only numbers that this outbox gave are considered.
        let last = min(first + (decision.count?.value ?? 1), known.upperBound)
        for number in max(first, known.lowerBound)..<max(first, known.lowerBound, last) {
          let outcome = Decided.Outcome.accepted(
            sequence: SequenceNumber(sequence + (number - first)), acceptedAt: acceptedAt)
          decide(lane, number, outcome, into: &decided)
        }
      } else if let code = decision.code?.value {
        let refusal = Refusal(
          ErrorCode(number: UInt16(clamping: code)), at: decision.pointer?.text ?? "", decision.detail?.text ?? "")
        decide(lane, first, .refused(refusal), into: &decided)
      } else {
        throw Refusal(.protocolViolated, "a RECEIPT decides number \(first) neither way")
      }
    }
    lanes[lane].setbacks = 0
    skipDecided(lane)
    return decided
  }

  private mutating func decide(
    _ lane: Precedence, _ number: UInt64, _ outcome: Decided.Outcome, into decided: inout [Decided]
  ) {
    guard let entry = outbox.decide(lane: lane, number: number) else { return }
    let place = OutboxPlace(lane: lane, number: number)
    references.decided(entry, at: place)
    if number < lanes[lane].nextToSend {
      flyingMessages -= 1
      flyingBytes -= entry.envelope.encodedCount
    }
    if let ticket = entry.ticket { decided.append(Decided(ticket: ticket, place: place, outcome: outcome)) }
  }

  /// Moves on past decided numbers: after a setback, later numbers may be decided already.
  private mutating func skipDecided(_ lane: Precedence) {
    let known = outbox.numbers(lane: lane)
    lanes[lane].nextToSend = max(lanes[lane].nextToSend, known.lowerBound)
    while lanes[lane].nextToSend < known.upperBound, outbox.entry(lane: lane, number: lanes[lane].nextToSend) == nil {
      lanes[lane].nextToSend += 1
    }
  }

  // MARK: setbacks

  /// The broker did not take a part of a lane: it is sent again from the number that the broker names, after a pause
  /// that grows with each setback.
  ///
  /// Messages before that number were taken, and their receipts come in this session. After a gap the number is the
  /// next to be decided. Otherwise a whole frame was not taken, and the number is at most the frame's first: the frame
  /// may have had numbers that were decided long ago and whose receipts were lost.
  ///
  /// The broker reports it once, and drops the frames under way behind it: these no longer count against its window.
  mutating func setBack(_ lane: Precedence, to number: UInt64?, isGap: Bool, at now: Milliseconds) throws(Refusal) {
    let known = outbox.numbers(lane: lane)
    var target = number ?? known.lowerBound
    // Receipts may have come for a part of a frame of repeated numbers.
    if !isGap { target = max(target, known.lowerBound) }
    guard target >= known.lowerBound else {
      throw Refusal(
        .recordBehind,
        "the broker decided \(lane.rawValue) number \(known.lowerBound - 1) before, and now expects number \(target)"
      )
    }
    lanes[lane].setbacks += 1
    lanes[lane].heldUntil = now + min(Backoff.ceiling, Backoff.first << Milliseconds(min(lanes[lane].setbacks, 10)))
    guard target < lanes[lane].nextToSend else { return }
    for number in target..<lanes[lane].nextToSend {
      guard let entry = outbox.entry(lane: lane, number: number) else { continue }
      flyingMessages -= 1
      flyingBytes -= entry.envelope.encodedCount
    }
    lanes[lane].nextToSend = target
    skipDecided(lane)
  }

  /// Gives up every message.
  ///
  /// - Returns: the tickets of messages without a decision.
  mutating func abandon() -> [UInt64] {
    var tickets: [UInt64] = []
    for lane in Precedence.lanes {
      for number in outbox.numbers(lane: lane) {
        if let ticket = outbox.decide(lane: lane, number: number)?.ticket { tickets.append(ticket) }
      }
    }
    return tickets
  }
}
