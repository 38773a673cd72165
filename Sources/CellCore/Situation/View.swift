import CellSchema

/// A world's record as one node may read it, up to a moment: the history, and where it leads by itself.
///
/// What a node is told follows from what it may read alone: so nothing that is hidden from it shows in a state, a count
/// or a sum.
struct View {
  let node: Int
  let participant: Int
  let world: World
  /// The last row that it takes in.
  let through: UInt64
  /// The moment that it is for, microseconds since 1970.
  let moment: Int64
  let entries: [Entry]
  let proceedings: Proceedings
  /// Sequence numbers of incident reports.
  let incidents: [UInt64]
  /// Acknowledgements that are owed still.
  let owed: [Obligations.Owed]
  /// Messages that were amended, by the amendments that the node may read.
  let amended: Set<MessageID>
  let isPartial: Bool
  let names: Names
  let rulebook: Rulebook
  let index: MessageIndex
  let catalogue: [(type: String, version: Int)]
  /// Of a message on the record.
  let sequence: (MessageID) -> UInt64?

  init(
    _ docket: Docket, of world: World, node: Int, through: UInt64, moment: Int64, names: Names, rulebook: Rulebook,
    index: MessageIndex, catalogue: [(type: String, version: Int)], sequence: @escaping (MessageID) -> UInt64?
  ) {
    func isVisible(_ sequence: UInt64) -> Bool {
      sequence <= through && rulebook.mayKnow(index.messageClass(sequence), node: node)
    }
    self.node = node
    participant = names.participantOfNode[node]
    self.world = world
    self.through = through
    self.moment = moment
    self.names = names
    self.rulebook = rulebook
    self.index = index
    self.catalogue = catalogue
    self.sequence = sequence
    let upTo = docket.entries.prefix { $0.sequence <= through }
    entries = upTo.filter { isVisible($0.sequence) }
    let reports = docket.incidents.prefix { $0 <= through }
    incidents = reports.filter(isVisible)
    isPartial = entries.count < upTo.count || incidents.count < reports.count
    // With everything in sight, and nothing later, the state is the one at hand.
    proceedings = entries.count == docket.entries.count ? docket.proceedings : Proceedings(entries)
    amended = Set(entries.compactMap { $0.amends?.id })
    var open: [MessageID: Obligations.Owed] = [:]
    for owed in docket.owed where isVisible(owed.sequence) { open[owed.id] = owed }
    for done in docket.acknowledgements where isVisible(done.sequence) {
      open[done.of]?.participants.remove(done.participant)
      open[done.of]?.nodes.removeAll { $0 == done.node }
    }
    for entry in entries where entry.amends?.kind == .cancel || entry.amends?.kind == .retract {
      if let id = entry.amends?.id { open[id] = nil }
    }
    owed = open.values.filter { !$0.isMet }.sorted { $0.sequence < $1.sequence }
  }

  var time: Timestamp { Timestamp(microseconds: moment) }
  func code(_ participant: Int) -> ParticipantCode { ParticipantCode(names.participants[participant])! }
  func codes(_ participants: some Sequence<Int>) -> [ParticipantCode] { participants.map(code).sorted() }
  func type(of sequence: UInt64) -> MessageType {
    MessageType(catalogue[index.messageClass(sequence).type].type)!
  }
  func name(_ node: Int) -> NodeName { NodeName(names.nodes[node])! }
}

extension RecordSequence {
  init(_ sequence: UInt64) { self = Self(Int(min(sequence, UInt64(Self.range.upperBound)))) ?? 0 }
}
