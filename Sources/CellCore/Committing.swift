import CellSchema

// Group commit: intake goes on while a batch is synced.
extension Core {
  func closeBatch(at now: Instant, into effects: inout [Effect]) {
    guard inFlight == nil, open.isUrgent || cursorsAreDue(now) else { return }
    lastCommit = open.number
    var batch = open
    open = Batch(number: batch.number + 1)
    let moved = batch.cursors.sorted { ($0.key.node, $0.key.name) < ($1.key.node, $1.key.name) }
    let rows = moved.flatMap { key, places -> [Commit.Cursor] in
      guard let durable = durables[key] else { return [] }
      return places.enumerated().map { lane, sequence in
        Commit.Cursor(
          node: names.nodes[key.node], name: key.name, lane: lane, sequence: sequence, start: durable.start[lane])
      }
    }
    let commit = batch.close(after: head, cursorRows: rows)
    inFlight = batch
    lastCursorCommit = now.monotonic
    effects.append(.commit(commit))
  }

  func committed(_ number: UInt64, at now: Instant, into effects: inout [Effect]) {
    guard let batch = inFlight, batch.number == number else {
      preconditionFailure("a commit was reported that was not asked for")
    }
    inFlight = nil
    if intake.isStorageFull {
      intake.isStorageFull = false
      effects.append(.note(.intakeResumed))
    }
    for message in batch.accepted {
      recent.append(message)
      laneHeads[message.facts.lane] = message.sequence
      laneHeads[message.facts.infoLane] = message.sequence
    }
    if let last = batch.accepted.last { head = last.sequence }
    for origin in batch.origins {
      if let session = sessions[origin.peer] {
        session.undecidedMessages -= 1
        session.undecidedBytes -= origin.bytes
      }
      if let stream = streams[origin.stream] {
        stream.pending -= 1
        stream.durableNext[origin.lane] = origin.number + 1
        forgetIfIdle(stream)
      }
    }
    for key in batch.receiptOrder {
      guard let session = sessions[key.peer], let stream = session.stream.flatMap({ streams[$0] }) else { continue }
      for part in batch.receipts[key]?.parts ?? [] {
        send(
          Receipt(lane: Precedence(key.lane), next: stream.durableNext[key.lane], decisions: part), to: session,
          into: &effects)
      }
    }
    for durable in batch.made { durable.isKept = true }
    for subscription in batch.activations { subscription.isActive = true }
    effects.append(contentsOf: batch.afterwards)
  }

  /// The batch is kept and tried again; new messages are turned away as retryable. Delivery goes on.
  func storageFull(_ number: UInt64, into effects: inout [Effect]) {
    guard !intake.isStorageFull else { return }
    intake.isStorageFull = true
    effects.append(
      .note(.intakeStopped(code: .storageFull, detail: "the record cannot grow; batch \(number) is tried again")))
  }
}
