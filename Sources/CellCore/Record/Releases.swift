import CellSchema
import DequeModule

/// What originators let others read beyond a message's label: to whom each message is released, and what the bus has
/// still to carry to them.
///
/// A release is granted by the decision on a request, and holds from the row on in which the bus carries the message
/// (`system.released`). Corrections of the message follow it. It ends when the decision is taken back; what was carried
/// is not carried again then, and what was delivered stays delivered.
struct Releases: Sendable {
  /// A message on its way to those to whom it is released.
  struct Carriage: Sendable, Equatable {
    /// The row of the decision by which it is released.
    var decision: SequenceNumber
    /// The row of the message, or of a correction of it.
    var message: SequenceNumber
    var to: ParticipantSet
  }

  /// What a request asks for, by the rules of its row.
  struct Request: Sendable {
    var sequence: SequenceNumber
    var message: MessageID
    var to: ParticipantSet
  }

  private struct Grant {
    var message: SequenceNumber
    var to: ParticipantSet
    /// The rows of what was carried by it.
    var carried: Set<SequenceNumber> = []
  }

  /// What of the record a release depends on.
  struct Surroundings {
    let names: Names
    /// The rules of the row.
    let rulebook: Rulebook
    let index: MessageIndex
    let sequence: (MessageID) -> SequenceNumber?
    let amendments: (MessageID) -> [Entry]
  }

  private var requests = GrowingTable<MessageID, Request>()
  private var decisions = GrowingTable<MessageID, SequenceNumber>()
  /// By the row of the decision; without those that were taken back.
  private var grants = GrowingTable<SequenceNumber, Grant>()
  /// By the row of the message: the rows of the decisions.
  private var grantsOfMessage = GrowingTable<SequenceNumber, [SequenceNumber]>()
  /// In the order in which it has to be carried. What is carried, or taken back, stays until it is the first.
  private var waiting = Deque<Carriage>()
  /// By the row of a message: to whom it is released, by the row of each decision.
  private var readers = GrowingTable<SequenceNumber, [SequenceNumber: ParticipantSet]>()
  /// By the row in which the bus carries it.
  private var carriers = GrowingTable<SequenceNumber, Carriage>()
  /// By the row of a message: the rows in which the bus carries it.
  private var carriersOfMessage = GrowingTable<SequenceNumber, [SequenceNumber]>()
  /// Messages that are too long to be carried, ascending.
  private(set) var tooLong: [SequenceNumber] = []

  /// Whether anything was ever carried: what is asked of every message depends on it.
  private(set) var isEmpty = true

  func request(_ id: MessageID) -> Request? { requests[id] }

  /// The participants that a correction of a message has to reach because the message is released to them.
  func followers(of message: SequenceNumber) -> ParticipantSet {
    (grantsOfMessage[message] ?? []).reduce(into: ParticipantSet()) { $0.formUnion(grants[$1]?.to ?? ParticipantSet()) }
  }
}

// MARK: applying

extension Releases {
  /// Notes a message whose document the bus cannot carry.
  mutating func note(tooLong message: SequenceNumber) { tooLong.append(message) }

  func isTooLong(_ message: SequenceNumber) -> Bool {
    let place = tooLong.firstPlace { $0 >= message }
    return place < tooLong.count && tooLong[place] == message
  }

  /// Whether an entry is on a release, or may be a correction of what is released.
  static func concern(_ entry: Entry) -> Bool {
    if entry.amends != nil { return true }
    if case .cell(.releaseRequest) = entry.act { return true }
    if case .cell(.releaseDecision) = entry.act { return true }
    if case .bus(.released) = entry.act { return true }
    return false
  }

  /// Takes in an entry that is on a release, or an amendment.
  ///
  /// - Parameter cause: the row that the entry's follows from; of what the bus carries, the decision.
  mutating func apply(_ entry: Entry, cause: SequenceNumber, in record: Surroundings) {
    if let amends = entry.amends { return apply(entry, of: amends, in: record) }
    if case .cell(.releaseRequest(let body)) = entry.act {
      requests[entry.id] = Request(
        sequence: entry.sequence, message: body.message, to: record.rulebook.participants(named: body.to))
    } else if case .cell(.releaseDecision(let body)) = entry.act {
      decide(body, entry, in: record)
    } else if case .bus(.released(let carried)) = entry.act {
      carry(carried, in: entry.sequence, cause, record)
    }
  }

  private mutating func decide(_ body: ReleaseDecision, _ entry: Entry, in record: Surroundings) {
    switch body.decision {
    case .granted: grant(body, entry, in: record)
    case .refused:
      guard let decision = decisions[body.request], let grant = grants[decision] else { return }
      grants[decision] = nil
      for message in grant.carried { readers[message]?[decision] = nil }
      dropFinished()
    }
  }

  /// Under a charter of before the bus carried anything, a decision is words alone.
  private mutating func grant(_ body: ReleaseDecision, _ entry: Entry, in record: Surroundings) {
    guard record.rulebook.procedures.carriesReleases, decisions[body.request] == nil,
      let request = requests[body.request], let message = record.sequence(request.message)
    else { return }
    decisions[body.request] = entry.sequence
    let to = body.to.map { record.rulebook.participants(named: $0) } ?? request.to
    grants[entry.sequence] = Grant(message: message, to: to)
    grantsOfMessage[message, default: []].append(entry.sequence)
    wait(for: message, entry.sequence, to)
    for amendment in record.amendments(request.message) where amendment.sequence < entry.sequence {
      wait(for: amendment.sequence, entry.sequence, to)
    }
  }

  private mutating func apply(_ entry: Entry, of amends: Amends, in record: Surroundings) {
    if let request = requests[amends.id] {
      guard case .cell(.releaseRequest(let body)) = entry.act, !amends.kind.takesBack else {
        requests[amends.id] = nil
        return
      }
      requests[amends.id] = Request(
        sequence: request.sequence, message: body.message, to: record.rulebook.participants(named: body.to))
    }
    guard let message = record.sequence(amends.id) else { return }
    let found = record.index.messageClass(entry.sequence)
    for decision in grantsOfMessage[message] ?? [] {
      guard let grant = grants[decision] else { continue }
      // Where it reaches them by itself, there is nothing to carry.
      let missed = record.rulebook.releasable(found, to: grant.to).contains { !record.rulebook.mayKnow(found, $0) }
      if missed { wait(for: entry.sequence, decision, grant.to) }
    }
  }

  private mutating func wait(for message: SequenceNumber, _ decision: SequenceNumber, _ to: ParticipantSet) {
    waiting.append(Carriage(decision: decision, message: message, to: to))
  }

  private mutating func carry(
    _ carried: CarriedMessage, in row: SequenceNumber, _ decision: SequenceNumber, _ record: Surroundings
  ) {
    guard let message = record.sequence(carried.message) else { return }
    isEmpty = false
    let to = ParticipantSet(carried.to.compactMap { record.names.participant($0) })
    carriers[row] = Carriage(decision: decision, message: message, to: to)
    carriersOfMessage[message, default: []].append(row)
    readers[message, default: [:]][decision] = to
    grants[decision]?.carried.insert(message)
    dropFinished()
  }

  private mutating func dropFinished() {
    while let first = waiting.first, !isDue(first) { _ = waiting.popFirst() }
  }

  private func isDue(_ carriage: Carriage) -> Bool {
    grants[carriage.decision].map { !$0.carried.contains(carriage.message) } ?? false
  }

  // MARK: questions

  /// What the bus has to carry next.
  ///
  /// - Parameter unreadable: messages that cannot be read from the record.
  func next(but unreadable: Set<SequenceNumber> = []) -> Carriage? {
    waiting.first { isDue($0) && !unreadable.contains($0.message) }
  }

  /// Whether it matters for a row that messages are released: it is released, or carries one that is.
  func concern(_ row: SequenceNumber) -> Bool { !isEmpty && (readers[row] != nil || carriers[row] != nil) }

  /// Whether the bus carries a message in a row.
  func isCarrier(_ row: SequenceNumber) -> Bool { !isEmpty && carriers[row] != nil }

  /// Whether a node may read a row: by its label and its addressees, or because its originator released it to the node's
  /// participant. What carries a released message is read as long as that is released.
  func mayRead(
    _ row: SequenceNumber, of found: MessageClass, _ node: NodeIndex, _ index: MessageIndex, under rulebook: Rulebook
  ) -> Bool {
    if isEmpty { return rulebook.mayRead(found, node) }
    if let carried = carriers[row] {
      return rulebook.mayRead(found, node) && isReleased(carried.message, to: node, index, under: rulebook)
    }
    return rulebook.mayRead(found, node) || isReleased(row, to: node, index, under: rulebook)
  }

  /// Whether a node may read a row, or said it itself.
  func mayKnow(
    _ row: SequenceNumber, of found: MessageClass, _ node: NodeIndex, _ index: MessageIndex, under rulebook: Rulebook
  ) -> Bool {
    if isEmpty { return rulebook.mayKnow(found, node) }
    return found.node == node
      ? rulebook.mayKnow(found, node) : mayRead(row, of: found, node, index, under: rulebook)
  }

  /// Whether a message is released to a node's participant, and nothing but its label and its addressees kept it from the
  /// node.
  func isReleased(
    _ message: SequenceNumber, to node: NodeIndex, _ index: MessageIndex, under rulebook: Rulebook
  ) -> Bool {
    guard let readers = readers[message], let participant = rulebook.listed(node)?.participant else { return false }
    return readers.values.contains { $0.contains(participant) }
      && rulebook.isAllowed(index.messageClass(message), to: node)
  }

  /// The row in which the bus carries a message to a participant.
  func carrier(of message: SequenceNumber, to participant: ParticipantIndex) -> SequenceNumber? {
    (carriersOfMessage[message] ?? []).last { carriers[$0]?.to.contains(participant) == true }
  }
}
