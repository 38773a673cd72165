import CellSchema

// To whom proposals are known to have been delivered.
extension DecisionDesk {
  /// Says to whom open proposals are known to have been delivered since it was said last.
  func watchDeliveries(at now: Instant) {
    guard recorder.intakeStop == nil else { return }
    let open = recorder.deciding.flatMap { world in decisions(in: world).open.map { (world, $0) } }
    guard !open.isEmpty else { return }
    // A few at each tick, so that the loop goes on whatever there is.
    for offset in 0..<min(open.count, Limits.decisionsPerLook) {
      let (world, decision) = open[(nextLook + offset) % open.count]
      watchDelivery(of: decision, world, at: now)
    }
    nextLook = (nextLook + Limits.decisionsPerLook) % open.count
  }

  /// Says at once to whom a proposal is known to have been delivered, if it is open.
  func watchDelivery(of proposal: MessageID, in world: World, at now: Instant) {
    guard let world = recorder.index(of: world),
      let decision = decisions(in: world).open.first(where: { $0.entry.id == proposal })
    else { return }
    watchDelivery(of: decision, world, at: now)
  }

  private func watchDelivery(of decision: DecisionProceedings.Decision, _ world: WorldIndex, at now: Instant) {
    let waiting = decision.frozen.codes.filter { decision.delivered[$0.value] == nil }
    guard !waiting.isEmpty else { return }
    let found = recorder.state.index.messageClass(decision.entry.sequence)
    let acknowledged = Set(
      recorder.state.dockets[world].settled(Debt.Key(kind: .acknowledgement, id: decision.entry.id)).map(\.node))
    // By a node that may speak for it: what another one has read is not known to whoever decides.
    let reached = waiting.filter { _, participant in
      rulebook.voices(of: participant, on: decision.body).contains { node in
        acknowledged.contains(node) || hasReached(decision.entry, found, node)
      }
    }
    guard let electors = NonEmpty(reached.keys.sorted()) else { return }
    announcer.say(
      Saying(body: ProposalDelivered(proposal: decision.entry.id, electors: electors), concerns: [decision.entry.id]),
      in: world, cause: decision.entry.sequence, at: now)
  }
}
