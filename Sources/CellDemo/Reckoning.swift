package import CellSchema

/// What was to be, and what was: the demo's own judgement of itself.
///
/// It takes what publishers were told, what every node received and what the broker says of each message when asked, and
/// finds where these differ from what the scenario, the roster and the charter say.
package struct Reckoning: Sendable {
  /// What a publisher was told.
  package enum Outcome: Hashable, Sendable {
    case accepted(sequence: UInt64)
    case refused(ErrorCode, at: String)

    /// The same as a scenario foresees it, which is without a place on the record.
    package var fate: Expectation {
      switch self {
      case .accepted: .accepted
      case .refused(let code, let pointer): .refused(code, at: pointer)
      }
    }
  }

  /// What a node received.
  package struct Delivery: Hashable, Sendable {
    package var sequence: UInt64
    package var id: MessageID
    package var precedence: Precedence
    /// Byte by byte what was published under this identifier.
    package var isIntact: Bool

    package init(sequence: UInt64, id: MessageID, precedence: Precedence, isIntact: Bool) {
      self.sequence = sequence
      self.id = id
      self.precedence = precedence
      self.isIntact = isIntact
    }
  }

  /// What the broker says became of a message.
  package struct Trace: Hashable, Sendable {
    package var sequence: UInt64
    /// Who may read it.
    package var readers: Set<NodeName>
    /// To whom it was sent.
    package var delivered: Set<NodeName>

    package init(sequence: UInt64, readers: Set<NodeName>, delivered: Set<NodeName>) {
      self.sequence = sequence
      self.readers = readers
      self.delivered = delivered
    }
  }

  private struct Entry {
    let step: Step
    let outcome: Outcome
    let readers: Set<NodeName>
    /// Nil where the broker was not asked, or knew nothing.
    var trace: Trace?
  }

  private let expected: ExpectedReaders
  private var entries: [Entry] = []
  private var places: [MessageID: Int] = [:]
  private var received: [NodeName: [Delivery]]
  private let expectedStanding: ExpectedStanding
  private var standing: Standing?

  package init(expected: ExpectedReaders, standing: ExpectedStanding, nodes: some Sequence<NodeName>) {
    self.expected = expected
    expectedStanding = standing
    received = Dictionary(uniqueKeysWithValues: nodes.map { ($0, []) })
  }

  /// In the order in which each sender sent them.
  package mutating func enter(_ step: Step, _ outcome: Outcome) {
    let isAccepted = if case .accepted = outcome { true } else { false }
    if isAccepted { places[step.id] = entries.count }
    entries.append(Entry(step: step, outcome: outcome, readers: isAccepted ? expected.readers(of: step) : []))
  }

  /// In the order in which they came.
  package mutating func enter(_ deliveries: [Delivery], of node: NodeName) {
    received[node, default: []] += deliveries
  }

  package mutating func enter(_ trace: Trace, of id: MessageID) {
    guard let place = places[id] else { return }
    entries[place].trace = trace
  }

  package mutating func enter(_ standing: Standing) { self.standing = standing }

  // MARK: figures

  package var acceptedCount: Int { places.count }
  /// Messages by the code that refused them.
  package var refusals: [ErrorCode: Int] {
    var counts: [ErrorCode: Int] = [:]
    for case .refused(let code, _) in entries.map(\.outcome) { counts[code, default: 0] += 1 }
    return counts
  }
  /// For each participant: what its nodes had to receive, and what they received.
  package var deliveries: [ParticipantCode: (expected: Int, received: Int)] {
    var counts: [ParticipantCode: (expected: Int, received: Int)] = [:]
    for (node, deliveries) in received { counts[node.participant, default: (0, 0)].received += deliveries.count }
    for reader in entries.flatMap(\.readers) { counts[reader.participant, default: (0, 0)].expected += 1 }
    return counts
  }
}

extension Reckoning {
  /// One thing that was promised, and every place where it was not kept.
  package struct Check: Hashable, Sendable {
    package let promise: String
    package let breaches: [String]
    package var isKept: Bool { breaches.isEmpty }
  }

  package var checks: [Check] {
    [
      Check(promise: "every message was accepted, or refused by the rule and at the place foreseen", breaches: fates),
      Check(promise: "each publisher's messages of a precedence stand in the order sent, once each", breaches: streams),
      Check(promise: "every node received what was addressed and releasable to it, nothing else", breaches: contents),
      Check(promise: "every node received it in the record's order, precedence by precedence", breaches: order),
      Check(promise: "every message arrived byte by byte as it was sent", breaches: bytes),
      Check(promise: "every receipt is in the record, with its readers, when the broker is asked", breaches: traces),
      Check(
        promise: "where the cell stands follows from what was said, and the bus said what follows from it",
        breaches: standing.map { Self.differences($0, from: expectedStanding) } ?? ["the broker was not asked"]),
    ]
  }

  private var fates: [String] {
    entries.compactMap { entry in
      let fate = entry.outcome.fate
      return fate == entry.step.expect ? nil : "\(entry.step.name): \(fate.text), not \(entry.step.expect.text)"
    }
  }

  private var streams: [String] {
    struct Stream: Hashable {
      let sender: NodeName
      let precedence: Precedence
    }
    var last: [Stream: UInt64] = [:]
    var seen: Set<UInt64> = []
    return entries.compactMap { entry in
      guard case .accepted(let sequence) = entry.outcome else { return nil }
      let stream = Stream(sender: entry.step.sender, precedence: entry.step.precedence)
      defer { last[stream] = sequence }
      if !seen.insert(sequence).inserted { return "#\(sequence) was given twice, to \(entry.step.name) too" }
      guard let before = last[stream], sequence < before else { return nil }
      return "\(entry.step.name) of \(entry.step.sender) is #\(sequence), what it sent before is #\(before)"
    }
  }

  private var contents: [String] {
    var wanted: [NodeName: Set<MessageID>] = [:]
    for entry in entries {
      for reader in entry.readers { wanted[reader, default: []].insert(entry.step.id) }
    }
    return Set(received.keys).union(wanted.keys).sorted().flatMap { node -> [String] in
      let due = wanted[node] ?? []
      var got: Set<MessageID> = []
      let surplus = (received[node] ?? []).compactMap { delivery -> String? in
        guard due.contains(delivery.id) else { return "\(node) received \(name(delivery)), which is not for it" }
        return got.insert(delivery.id).inserted ? nil : "\(node) received \(name(delivery)) again"
      }
      let missing = entries.filter { due.contains($0.step.id) && !got.contains($0.step.id) && isAccepted($0) }
      return surplus + missing.map { "\(node) did not receive \($0.step.name)" }
    }
  }

  private var order: [String] {
    received.keys.sorted().flatMap { node -> [String] in
      var last: [Precedence: UInt64] = [:]
      return (received[node] ?? []).compactMap { delivery in
        defer { last[delivery.precedence] = max(delivery.sequence, last[delivery.precedence] ?? 0) }
        if let place = places[delivery.id], entries[place].outcome != .accepted(sequence: delivery.sequence) {
          return "\(node) received \(name(delivery)), whose receipt has another number"
        }
        guard let before = last[delivery.precedence], delivery.sequence < before else { return nil }
        return "\(node) received \(name(delivery)) after #\(before)"
      }
    }
  }

  private var bytes: [String] {
    received.keys.sorted().flatMap { node in
      (received[node] ?? []).filter { !$0.isIntact }.map { "\(node) received \(name($0)) with other bytes" }
    }
  }

  private var traces: [String] {
    entries.compactMap { entry in
      guard case .accepted(let sequence) = entry.outcome else { return nil }
      let name = "\(entry.step.name) (#\(sequence))"
      guard let trace = entry.trace else { return "\(name) is not on the record" }
      if trace.sequence != sequence { return "\(name) is #\(trace.sequence) on the record" }
      if trace.readers != entry.readers {
        return "\(name) is for others on the record: \(list(trace.readers.symmetricDifference(entry.readers)))"
      }
      let left = entry.readers.subtracting(trace.delivered)
      return left.isEmpty ? nil : "\(name) was not delivered by the broker's account: \(list(left))"
    }
  }

  private func isAccepted(_ entry: Entry) -> Bool { if case .accepted = entry.outcome { true } else { false } }

  private func name(_ delivery: Delivery) -> String {
    "\(places[delivery.id].map { entries[$0].step.name } ?? "\(delivery.id)") (#\(delivery.sequence))"
  }

  private func list(_ nodes: Set<NodeName>) -> String { nodes.sorted().map(\.description).joined(separator: ", ") }
}

extension Expectation {
  var text: String {
    switch self {
    case .accepted: "accepted"
    case .refused(let code, let pointer): "refused \(code) \(pointer.isEmpty ? "(whole)" : pointer)"
    }
  }
}
