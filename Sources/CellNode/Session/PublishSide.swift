import CellSchema

/// The sending half of a session: which number of each lane goes out next, within the broker's window.
struct PublishSide: Sendable {
  private(set) var outbox: any Outbox
  private var lanes = [LaneProgress](repeating: LaneProgress(), count: Lane.count)
  /// Sent in this session and not decided.
  private var flyingMessages = 0
  private var flyingBytes = 0
  private var limits: Welcome.Limits?

  private struct LaneProgress: Sendable {
    var nextToSend: UInt64 = 1
    /// Everything below it was sent in this session and counts against the window until it is decided, also while it
    /// waits to be sent again: the report that set the lane back may be older than what the broker took since.
    var sentThrough: UInt64 = 1
    /// Nothing of the lane is sent before this time: the broker asked for a pause.
    var heldUntil: Milliseconds = .min
    /// How often in a row the broker sent the lane back, and to which number.
    var setbacks = 0
    var lastGap: UInt64?
  }

  init(outbox: any Outbox) { self.outbox = outbox }

  mutating func append(_ entry: OutboxEntry, lane: Int) throws(Refusal) { _ = try outbox.append(entry, lane: lane) }

  // MARK: sending

  /// Starts a new session: everything undecided is sent again, the lowest number first. The broker answers what it has
  /// decided before with its first decision.
  ///
  /// - Throws: `record-behind` where the broker expects a number that it has decided already: it lost a part of its
  ///   record.
  mutating func resume(limits: Welcome.Limits, next: PerLane?) throws(Refusal) {
    for lane in 0..<Lane.count {
      let lowest = outbox.numbers(lane: lane).lowerBound
      let expected = next?[lane] ?? lowest
      guard expected >= lowest else {
        throw Refusal(
          .recordBehind,
          "the broker decided \(Lane.names[lane]) number \(lowest - 1) before, and now expects number \(expected)")
      }
      lanes[lane] = LaneProgress(nextToSend: lowest, sentThrough: lowest)
    }
    self.limits = limits
    flyingMessages = 0
    flyingBytes = 0
  }

  /// Whether ``nextFrame(at:)`` has one.
  func hasFrame(at now: Milliseconds) -> Bool { laneToSend(at: now) != nil }

  /// When the next lane's pause is over.
  var heldUntil: Milliseconds? { lanes.map(\.heldUntil).filter { $0 > .min }.min() }

  mutating func endPauses(at now: Milliseconds) {
    for lane in 0..<Lane.count where lanes[lane].heldUntil <= now { lanes[lane].heldUntil = .min }
  }

  /// The next PUBLISH: of the highest lane that has something to send, as much as a short frame and the window take.
  mutating func nextFrame(at now: Milliseconds) -> [UInt8]? {
    guard let limits, let lane = laneToSend(at: now) else { return nil }
    let greatest = min(Limits.batch, Int(limits.frame.value))
    let first = lanes[lane].nextToSend
    var envelopes: [Envelope] = []
    var size = PublishFrame.headerCount
    while envelopes.count < Limits.batchMessages,
      let entry = outbox.entry(lane: lane, number: first + UInt64(envelopes.count)),
      hasRoom(for: entry, lane, first + UInt64(envelopes.count), limits)
    {
      guard envelopes.isEmpty || size + entry.envelope.encodedCount <= greatest else { break }
      let number = first + UInt64(envelopes.count)
      envelopes.append(entry.envelope)
      size += entry.envelope.encodedCount
      guard number >= lanes[lane].sentThrough else { continue }
      lanes[lane].sentThrough = number + 1
      flyingMessages += 1
      flyingBytes += entry.envelope.encodedCount
    }
    lanes[lane].nextToSend += UInt64(envelopes.count)
    skipDecided(lane)
    return PublishFrame(lane: lane, stream: outbox.stream, firstNumber: first, envelopes: envelopes).encoded()
  }

  private func laneToSend(at now: Milliseconds) -> Int? {
    guard let limits else { return nil }
    return (0..<Lane.count).last { lane in
      guard isWaiting(lane), lanes[lane].heldUntil <= now,
        let entry = outbox.entry(lane: lane, number: lanes[lane].nextToSend)
      else { return false }
      return hasRoom(for: entry, lane, lanes[lane].nextToSend, limits)
    }
  }

  private func isWaiting(_ lane: Int) -> Bool { lanes[lane].nextToSend < outbox.numbers(lane: lane).upperBound }

  /// The frame's own header counts, too. A message that is larger than the whole window goes alone.
  private func hasRoom(for entry: OutboxEntry, _ lane: Int, _ number: UInt64, _ limits: Welcome.Limits) -> Bool {
    if flyingMessages == 0 || number < lanes[lane].sentThrough { return true }
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
    lanes[lane].lastGap = nil
    skipDecided(lane)
    return decided
  }

  private mutating func decide(
    _ lane: Int, _ number: UInt64, _ outcome: Decided.Outcome, into decided: inout [Decided]
  ) {
    guard let entry = outbox.decide(lane: lane, number: number) else { return }
    if number < lanes[lane].sentThrough {
      flyingMessages -= 1
      flyingBytes -= entry.envelope.encodedCount
    }
    if let ticket = entry.ticket { decided.append(Decided(ticket: ticket, outcome: outcome)) }
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
  /// A gap is filled at once. A second report of the same gap is the echo of frames that were under way behind it, or
  /// a broker that is at a loss; both get a pause, and so does a broker that is busy.
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
    if !isGap || lanes[lane].lastGap == target {
      lanes[lane].setbacks += 1
      lanes[lane].heldUntil = now + min(Backoff.ceiling, Backoff.first << Milliseconds(min(lanes[lane].setbacks, 10)))
    }
    if isGap { lanes[lane].lastGap = target }
    guard target < lanes[lane].nextToSend else { return }
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
