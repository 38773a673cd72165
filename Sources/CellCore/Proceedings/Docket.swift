import CellSchema

/// One world's history of messages that move where things stand, and where that has led.
struct Docket: Sendable {
  /// A row that does what another message left owed: an acknowledgement, owed or not, an answer, or one by which a watch
  /// is taken.
  struct Settled: Sendable {
    var sequence: SequenceNumber
    /// What was owed.
    var debt: Debt.Key
    var node: NodeIndex
    var participant: ParticipantIndex
  }

  private(set) var entries = ChunkedArray<Entry>()
  private var places = GrowingTable<MessageID, Int>()
  private var current = Proceedings()
  private var reliance = Reliance()
  /// Sequence numbers of incident reports; their bodies stay on the record.
  private(set) var incidents = ChunkedArray<SequenceNumber>()
  /// What each message left owed at acceptance.
  private(set) var owed = ChunkedArray<Debt>()
  private(set) var settled = ChunkedArray<Settled>()
  private var owedPlaces = GrowingTable<Debt.Key, Int>()
  private var settledPlaces = GrowingTable<Debt.Key, [Int]>()
  /// The last handover of each participant's watch.
  private(set) var watches: [ParticipantIndex: MessageID] = [:]
  private var amendments = GrowingTable<MessageID, [Entry]>()

  // MARK: appending

  mutating func append(_ entry: Entry) {
    note(entry)
    guard let amended = entry.amends?.id else {
      current.make(.apply, entry)
      return noteEffect(of: entry)
    }
    if let original = original(amended) { current.amend(original, by: entry) }
  }

  /// Computes what amendments have left to do: once for as many as came in the meantime.
  mutating func catchUp() { current.catchUp() }

  /// Where the entries lead.
  var proceedings: Proceedings {
    _read {
      if current.isBehind {
        var proceedings = current
        proceedings.catchUp()
        yield proceedings
      } else {
        yield current
      }
    }
  }

  /// Leaves out a message and its amendments from where the entries lead, as if it had never been said, until it is put
  /// back.
  mutating func setAside(_ id: MessageID) {
    if let original = original(id) { current.setAside(original) }
  }

  mutating func putBack(_ id: MessageID) {
    if let original = original(id) { current.putBack(original) }
  }

  /// Fills an empty docket with a whole history at once.
  mutating func restore(_ entries: some Sequence<Entry>) {
    for entry in entries { note(entry) }
    current = Proceedings(self.entries)
    for entry in self.entries { noteEffect(of: entry) }
  }

  /// An act that has effect by a decision rests on what it refers to.
  private mutating func noteEffect(of entry: Entry) {
    guard case .bus(.decided(let body)) = entry.act, let effect = current.decision.effect(of: body.proposal) else {
      return
    }
    reliance.note(effect) { id in places[id].map { entries[$0].sequence < effect.sequence } ?? false }
  }

  private mutating func note(_ entry: Entry) {
    if let amended = entry.amends?.id { amendments[amended, default: []].append(entry) }
    reliance.note(entry) { places[$0] != nil }
    places[entry.id] = entries.count
    entries.append(entry)
  }

  mutating func append(incident sequence: SequenceNumber) { incidents.append(sequence) }

  mutating func append(owed debt: Debt) {
    if owedPlaces[debt.key] == nil { owedPlaces[debt.key] = owed.count }
    owed.append(debt)
    if debt.kind == .watch { for participant in debt.participants.elements { watches[participant] = debt.id } }
  }

  mutating func append(_ settled: Settled) {
    settledPlaces[settled.debt, default: []].append(self.settled.count)
    self.settled.append(settled)
  }

  /// A copy that shares no memory with the original: a change of either copies nothing of the other.
  func separateCopy() -> Docket {
    var copy = Docket()
    copy.restore(entries)
    for sequence in incidents { copy.append(incident: sequence) }
    for owed in owed { copy.append(owed: owed) }
    for settled in settled { copy.append(settled) }
    return copy
  }

  // MARK: questions

  /// A debt as it was at acceptance.
  func owed(_ key: Debt.Key) -> Debt? { owedPlaces[key].map { owed[$0] } }

  /// What was done about a debt, oldest first: the acknowledgements of a message, or its answers.
  func settled(_ key: Debt.Key) -> [Settled] { settledPlaces[key, default: []].map { settled[$0] } }

  /// The amendments of a message, oldest first.
  func amendments(of id: MessageID) -> [Entry] { amendments[id] ?? [] }

  func isAmendment(_ id: MessageID) -> Bool { entry(id)?.amends != nil }

  /// The entry of a message that may be amended; nil for one that moves nothing, and for an amendment.
  func original(_ id: MessageID) -> Entry? { entry(id).flatMap { $0.amends == nil ? $0 : nil } }

  private func entry(_ id: MessageID) -> Entry? { places[id].map { entries[$0] } }

  /// How many times an entry was applied or forgotten to follow the record.
  var changes: Int { current.changes }

  /// The first later message that rests on an entry: see ``Reliance/first(on:)``.
  func reliance(on entry: Entry) -> SequenceNumber? { reliance.first(on: entry) }
}
