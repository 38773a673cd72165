import CellSchema

/// The sending half of a session: which number of each lane goes out next, within the broker's window.
struct PublishSide: Sendable {
  private(set) var outbox: any Outbox
  private var lanes = [LaneProgress](repeating: LaneProgress(), count: Lane.count)
  /// Sent in this session and not decided.
  private var flyingMessages = 0
  private var flyingBytes = 0
  private var limits: Welcome.Limits?
  private var references = OwnReferences()
  private var share = LaneShare()
  private(set) var link = LinkWindow()

  private struct LaneProgress: Sendable {
    var nextToSend: UInt64 = 1
    /// Nothing of the lane is sent before this time: the broker asked for a pause.
    var heldUntil: Milliseconds = .min
    /// How often in a row the broker sent the lane back.
    var setbacks = 0
  }

  init(outbox: any Outbox) {
    self.outbox = outbox
    for place in outbox.left {
      guard let entry = outbox.entry(lane: place.lane, number: place.number) else { continue }
      references.add(entry, at: place)
    }
  }

  mutating func append(_ entry: OutboxEntry, lane: Int) throws(Refusal) {
    let number = try outbox.append(entry, lane: lane)
    precondition(entry.number == nil || entry.number == number, "a store and its outbox count alike")
    references.add(entry, at: OutboxPlace(lane: lane, number: number))
  }

  // MARK: sending

  /// Starts a new session: everything undecided is sent again, the lowest number first. The broker answers what it has
  /// decided before with its first decision.
  ///
  /// - Throws: `record-behind` where the broker expects a number that it has decided already: it lost a part of its
  ///   record. `store-unusable` where it has decided one that was never given here: a store is an old copy of itself,
  ///   and would give that number to another message.
  mutating func resume(limits: Welcome.Limits, next: PerLane?) throws(Refusal) {
    for lane in 0..<Lane.count {
      let lowest = outbox.numbers(lane: lane).lowerBound
      let expected = next?[lane] ?? lowest
      guard expected >= lowest else {
        throw Refusal(
          .recordBehind,
          "the broker decided \(Lane.names[lane]) number \(lowest - 1) before, and now expects number \(expected)")
      }
      guard expected <= outbox.numbers(lane: lane).upperBound else {
        throw Refusal(
          .storeUnusable,
          "the broker decided \(Lane.names[lane]) number \(expected - 1), which this outbox has not given yet:"
            + " its store is an old copy")
      }
      lanes[lane] = LaneProgress(nextToSend: lowest)
    }
    self.limits = limits
    share = LaneShare()
    link = LinkWindow()
    flyingMessages = 0
    flyingBytes = 0
  }

  /// Whether there is a frame to be sent, or a mark for what is under way, so that it may be sent.
  mutating func hasFrame(at now: Milliseconds) -> Bool {
    guard let choice = choose(at: now) else { return false }
    return choice.isAllowed || link.needsMark
  }

  /// A PING goes out, and a PONG came: what was sent before it has arrived.
  mutating func mark(at now: Milliseconds) { link.mark(at: now) }
  mutating func answered(at now: Milliseconds) { link.answered(at: now) }

  /// When the next lane's pause is over.
  var heldUntil: Milliseconds? { lanes.map(\.heldUntil).filter { $0 > .min }.min() }

  mutating func endPauses(at now: Milliseconds) {
    for lane in 0..<Lane.count where lanes[lane].heldUntil <= now { lanes[lane].heldUntil = .min }
  }

  /// The next PUBLISH: of the lane whose turn it is, as much as a short frame, the broker's window and the link take.
  mutating func nextFrame(at now: Milliseconds) -> [UInt8]? {
    guard let limits, let choice = choose(at: now), choice.isAllowed else { return nil }
    let lane = choice.turn.lane
    let greatest = min(link.frame, Int(limits.frame.value), choice.turn.isShare ? LaneShare.quantum : .max)
    let first = lanes[lane].nextToSend
    var envelopes: [Envelope] = []
    var size = PublishFrame.headerCount
    while envelopes.count < Limits.batchMessages,
      let entry = entry(lane, first + UInt64(envelopes.count)), hasRoom(for: entry, limits)
    {
      let longer = size + entry.envelope.encodedCount
      guard envelopes.isEmpty || longer <= greatest && link.allows(longer, lane: choice.allowance) else { break }
      envelopes.append(entry.envelope)
      size = longer
      flyingMessages += 1
      flyingBytes += entry.envelope.encodedCount
    }
    lanes[lane].nextToSend += UInt64(envelopes.count)
    skipDecided(lane)
    share.sent(size, lane: lane, choice.waiting)
    link.sent(size, lane: lane)
    return PublishFrame(lane: lane, stream: outbox.stream, firstNumber: first, envelopes: envelopes).encoded()
  }

  private struct Choice {
    var turn: LaneShare.Turn
    var waiting: UInt8
    /// The lane whose part of the link it takes: a share is the highest lane's to give.
    var allowance: Int
    /// The link takes its first message now.
    var isAllowed = false
  }

  private mutating func choose(at now: Milliseconds) -> Choice? {
    guard let limits else { return nil }
    var waiting: UInt8 = 0
    for lane in 0..<Lane.count where isWaiting(lane) && lanes[lane].heldUntil <= now {
      guard let entry = entry(lane, lanes[lane].nextToSend), hasRoom(for: entry, limits) else { continue }
      waiting |= 1 << lane
    }
    guard let turn = share.next(waiting), let entry = entry(turn.lane, lanes[turn.lane].nextToSend) else { return nil }
    var choice = Choice(turn: turn, waiting: waiting, allowance: 7 - waiting.leadingZeroBitCount)
    choice.isAllowed = link.allows(
      PublishFrame.headerCount + entry.envelope.encodedCount, lane: choice.allowance)
    return choice
  }

  /// What may be sent under that number: nil also where it refers to a message of another lane that is not decided.
  private func entry(_ lane: Int, _ number: UInt64) -> OutboxEntry? {
    guard let entry = outbox.entry(lane: lane, number: number) else { return nil }
    return references.waits(OutboxPlace(lane: lane, number: number), for: outbox) ? nil : entry
  }

  private func isWaiting(_ lane: Int) -> Bool { lanes[lane].nextToSend < outbox.numbers(lane: lane).upperBound }

  /// The frame's own header counts, too. A message that is larger than the whole window goes alone.
  private func hasRoom(for entry: OutboxEntry, _ limits: Welcome.Limits) -> Bool {
    if flyingMessages == 0 { return true }
    return flyingMessages < limits.windowMessages.value
      && flyingBytes + PublishFrame.headerCount + entry.envelope.encodedCount <= limits.windowBytes.value
  }

  // MARK: decisions

  mutating func decide(_ receipt: Receipt) throws(Refusal) -> [Decided] {
    let lane = Int(receipt.lane.lane)
    var decided: [Decided] = []
    for decision in receipt.decisions {
      let known = outbox.numbers(lane: lane)
      let first = decision.number.value
      if let sequence = decision.sequence?.value, let acceptedAt = decision.acceptedAt {
        // The count is the peer's word: only what this outbox gave out is gone through.
        let last = min(first + (decision.count?.value ?? 1), known.upperBound)
        for number in max(first, known.lowerBound)..<max(first, known.lowerBound, last) {
          let outcome = Decided.Outcome.accepted(sequence: sequence + (number - first), acceptedAt: acceptedAt)
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
    _ lane: Int, _ number: UInt64, _ outcome: Decided.Outcome, into decided: inout [Decided]
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

  /// Numbers may be decided ahead of the place to send from after it was set back.
  private mutating func skipDecided(_ lane: Int) {
    let known = outbox.numbers(lane: lane)
    lanes[lane].nextToSend = max(lanes[lane].nextToSend, known.lowerBound)
    while lanes[lane].nextToSend < known.upperBound, outbox.entry(lane: lane, number: lanes[lane].nextToSend) == nil {
      lanes[lane].nextToSend += 1
    }
  }

  // MARK: setbacks

  /// The broker did not take a part of a lane: it is sent again from the number that the broker names.
  ///
  /// What stands before that number was taken, and its receipt comes in this session. With a gap it is the next number
  /// to be decided. Otherwise a whole frame was left aside, and it is the frame's own first number at most: there may
  /// be numbers in it that were decided long ago and whose receipt was lost.
  ///
  /// The broker says it once, and drops what was under way behind it. So none of that counts against its window any
  /// more. It gets a pause that grows, whatever the reason was.
  mutating func setBack(_ lane: Int, to number: UInt64?, isGap: Bool, at now: Milliseconds) throws(Refusal) {
    let known = outbox.numbers(lane: lane)
    var target = number ?? known.lowerBound
    // Receipts may have come for a part of a frame of numbers that were sent again.
    if !isGap { target = max(target, known.lowerBound) }
    guard target >= known.lowerBound else {
      throw Refusal(
        .recordBehind,
        "the broker decided \(Lane.names[lane]) number \(known.lowerBound - 1) before, and now expects number \(target)"
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

  /// Gives everything up; returns the tickets of what has no decision.
  mutating func abandon() -> [UInt64] {
    var tickets: [UInt64] = []
    for lane in 0..<Lane.count {
      for number in outbox.numbers(lane: lane) {
        if let ticket = outbox.decide(lane: lane, number: number)?.ticket { tickets.append(ticket) }
      }
    }
    return tickets
  }
}
