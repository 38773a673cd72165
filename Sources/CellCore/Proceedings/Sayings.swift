import CellSchema

// What the bus says itself: in the transaction of its cause, right after it, to those who may read what it is about.
extension Core {
  /// What follows from a message that was accepted.
  func follow(_ considered: Considered, sequence: UInt64, at now: Instant) {
    guard let world = index.world(considered.judged.links.world),
      let id = MessageID(bits: considered.judged.facts.id)
    else { return }
    if let contradiction = considered.contradiction, let text = Text(String(contradiction.explanation.prefix(1_000))) {
      let concerns = [id] + contradiction.with.prefix(200)
      say(
        Saying(body: Discrepancy(concerns: NonEmpty(concerns)!, explanation: text), concerns: concerns),
        world: world, cause: sequence, at: now)
    }
    guard var entry = considered.entry, entry.act.mayMovePhasesOrGuarantees else { return }
    entry.acceptedAt = lastAcceptedAt
    if !settle(world, cause: sequence, at: now),
      let contest = dockets[world].proceedings.ceasefire.contest(
        after: entry, hearing(index.worlds[world], node: nil, at: lastAcceptedAt))
    {
      say(contest, world: world, cause: sequence, at: now)
    }
  }

  /// Says what has to be said until nothing more follows; whether anything was.
  @discardableResult
  private func settle(_ world: Int, cause: UInt64?, at now: Instant) -> Bool {
    var hasSpoken = false
    // A phase moves, guarantees follow from it: a few rounds at most.
    for _ in 0..<8 {
      let hearing = hearing(index.worlds[world], node: nil, at: moment(now))
      let sayings = dockets[world].proceedings.consequences(hearing)
      if sayings.isEmpty { break }
      for saying in sayings {
        let own = saying.concerns.last.flatMap { identifiers.sequence(of: $0.bits) }
        say(saying, world: world, cause: cause ?? own ?? 0, at: now)
      }
      hasSpoken = true
    }
    return hasSpoken
  }

  /// What a moment brings: phases that were agreed ahead, acknowledgements that lapse, serials that have not come.
  func watchDeadlines(at now: Instant) {
    guard intake.reason(pendingMessages: open.messages, pendingBytes: open.bytes) == nil, recorded != nil else {
      return
    }
    for world in dockets.indices { settle(world, cause: nil, at: now) }
    for owed in obligations.overdue(at: moment(now), limit: Limits.sayingsPerTick) {
      let addressees = addressees(owed)
      guard let list = NonEmpty(addressees) else { continue }
      say(
        Saying(
          body: AcknowledgementOverdue(
            message: owed.id, owedBy: list, dueAt: Timestamp(microseconds: owed.dueAt)), concerns: [owed.id]),
        world: index.world(of: owed.sequence), cause: owed.sequence, at: now)
    }
    let gaps = serials.missing(since: moment(now) - Int64(Limits.serialGrace) * 1000)
    for (key, gap) in gaps.prefix(Limits.sayingsPerTick) { report(gap, of: key, at: now) }
  }

  private func addressees(_ owed: Obligations.Owed) -> [Addressee] {
    owed.participants.elements.compactMap { Addressee(names.participants[$0]) }
      + owed.nodes.compactMap { Addressee(names.nodes[$0]) }
  }

  private func report(_ gap: SerialCounts.Missing, of key: SerialKey, at now: Instant) {
    guard let station = NodeName(names.nodes[key.node]),
      let expected = Serial(node: station, number: gap.numbers.lowerBound, year: key.year),
      let received = Serial(node: station, number: gap.received, year: key.year)
    else { return }
    say(
      Saying(
        body: SerialGap(station: station, expected: expected, received: received, message: gap.id),
        concerns: [gap.id]), world: index.world(of: gap.sequence), cause: gap.sequence, at: now)
  }

  /// Says something, to the nodes that may read all that it concerns.
  private func say(_ saying: Saying, world: Int, cause: UInt64, at now: Instant) {
    let classes = saying.concerns.compactMap { id in
      identifiers.sequence(of: id.bits).map { index.messageClass($0) }
    }
    let rulebook = judge.rulebook
    let readers = rulebook.nodes.indices.filter { node in
      rulebook.nodes[node] != nil && classes.allSatisfy { rulebook.mayKnow($0, node: node) }
    }
    let lane = cause > 0 ? index.messageClass(cause).lane : Int(Precedence.routine.lane)
    announce(
      saying.body, in: index.worlds[world], precedence: Precedence(lane: UInt8(lane)) ?? .routine,
      to: audience(of: readers), classification: highest(classes), cause: cause, at: now)
  }

  /// Whole participants where all their nodes are meant, everybody where all are.
  func audience(of readers: [Int]) -> (action: NonEmpty<Addressee>, release: NonEmpty<Releasable>) {
    let rulebook = judge.rulebook
    let listed = rulebook.nodes.indices.filter { rulebook.nodes[$0] != nil }
    if readers.count == listed.count { return ([.all], [.all]) }
    var addressees: [Addressee] = []
    var release: [Releasable] = []
    let byParticipant = Dictionary(grouping: readers) { names.participantOfNode[$0] }
    for (participant, nodes) in byParticipant.sorted(by: { $0.key < $1.key }) {
      let all = listed.filter { names.participantOfNode[$0] == participant }
      let code = names.participants[participant]
      addressees += nodes.count == all.count ? [Addressee(code)!] : nodes.map { Addressee(names.nodes[$0])! }
      release.append(Releasable(code)!)
    }
    // Nobody may read it: it stands on the record for those who look there later.
    return (
      NonEmpty(Array(addressees.prefix(256))) ?? [Addressee(Self.busNode)!],
      NonEmpty(Array(release.prefix(256))) ?? [
        Releasable(names.participants[names.participantOfNode[names.node(Self.busNode)!]])!
      ]
    )
  }

  func highest(_ classes: [MessageIndex.Class]) -> Classification {
    let rulebook = judge.rulebook
    let level =
      classes.compactMap { found in
        names.classifications.indices.contains(found.classification)
          ? rulebook.classifications.firstIndex(of: names.classifications[found.classification]) : nil
      }.max() ?? 0
    return Classification(rulebook.classifications[level])!
  }

  /// The time that a message gets which is accepted now: whole milliseconds, and never before the last one. While the
  /// clock is ahead, what the broker says itself and what expires go by the time before it ran away.
  func moment(_ now: Instant) -> Int64 { max(lastAcceptedAt, believed(now) / 1000 * 1000) }

  /// Microseconds since 1970.
  private func believed(_ now: Instant) -> Int64 {
    clockBase.map { $0.wall + (now.monotonic - $0.monotonic) * 1000 } ?? now.wall
  }
}
