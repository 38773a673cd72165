import CellSchema

/// A world's record as one node may read it, up to a moment: the visible entries, and where they lead by themselves.
///
/// Everything in a view follows from what its node may read: nothing hidden shows in a state, a count or a sum.
struct SituationView {
  let node: NodeIndex
  let participant: ParticipantIndex
  let world: World
  /// The last row that the view takes in.
  let through: SequenceNumber
  /// The moment for which the view is computed.
  let moment: Microseconds
  let entries: [Entry]
  let proceedings: Proceedings
  /// Invocations, oldest first.
  let invoked: [SupportProceedings.Invoked]
  let incidents: [SequenceNumber]
  /// What is still owed.
  let owed: [Debt]
  /// Messages that the node's own participant acknowledged, as far as the node may read that.
  let acknowledged: Set<MessageID>
  /// Messages that were amended, by the amendments that the node may read.
  let amended: Set<MessageID>
  let isPartial: Bool
  let names: Names
  let rulebook: Rulebook
  let index: MessageIndex
  let releases: Releases
  /// Gives the sequence number of a message on the record.
  let sequence: (MessageID) -> SequenceNumber?

  init(
    _ docket: Docket, of world: World, node: NodeIndex, through: SequenceNumber, moment: Microseconds, names: Names,
    rulebook: Rulebook, index: MessageIndex, releases: Releases,
    sequence: @escaping (MessageID) -> SequenceNumber?
  ) {
    // Many messages share a class: each class is judged once.
    var judged: [ClassIndex: Bool] = [:]
    func isVisible(_ sequence: SequenceNumber) -> Bool {
      guard sequence <= through else { return false }
      if releases.concern(sequence) {
        return releases.mayKnow(sequence, of: index.messageClass(sequence), node, index, under: rulebook)
      }
      let found = index.classIndex(sequence)
      if let known = judged[found] { return known }
      let isKnown = rulebook.mayKnow(index.classes[found], node)
      judged[found] = isKnown
      return isKnown
    }
    self.node = node
    participant = names.participant(of: node)
    self.world = world
    self.through = through
    self.moment = moment
    self.names = names
    self.rulebook = rulebook
    self.index = index
    self.releases = releases
    self.sequence = sequence
    let upTo = docket.entries.prefix { $0.sequence <= through }
    entries = upTo.filter { isVisible($0.sequence) }
    let reports = docket.incidents.prefix { $0 <= through }
    incidents = reports.filter(isVisible)
    // What the bus carries to others moves nothing.
    let carried = releases.isEmpty ? 0 : upTo.count { $0.isOfCarrier && !isVisible($0.sequence) }
    isPartial = entries.count + carried < upTo.count || incidents.count < reports.count
    // If every entry is visible and none is later, the docket's own state is the view's.
    proceedings = entries.count + carried == docket.entries.count ? docket.proceedings : Proceedings(entries)
    invoked = proceedings.support.invoked(under: proceedings.guarantees)
    amended = Set(entries.compactMap { $0.amends?.id })
    var open: [Debt.Key: Debt] = [:]
    for owed in docket.owed where isVisible(owed.sequence) { open[owed.key] = owed }
    var acknowledged: Set<MessageID> = []
    for done in docket.settled where isVisible(done.sequence) {
      open[done.debt]?.settle(by: done.node, of: done.participant)
      if done.debt.kind == .acknowledgement, done.participant == participant { acknowledged.insert(done.debt.id) }
    }
    self.acknowledged = acknowledged
    for case let amends? in entries.map(\.amends) where amends.kind == .cancel || amends.kind == .retract {
      for kind in Debt.Kind.allCases { open[Debt.Key(kind: kind, id: amends.id)] = nil }
    }
    // A handover is replaced by the next word on the same watch.
    var words: [ParticipantIndex: SequenceNumber] = [:]
    for entry in entries where entry.act.isNextWordOnWatch && entry.amends == nil {
      words[entry.participant] = entry.sequence
    }
    owed = open.values.filter { debt in
      !debt.isMet
        && (debt.kind != .watch
          || debt.participants.elements.allSatisfy { words[$0, default: .none] <= debt.sequence })
    }.sorted { ($0.sequence, $0.key) < ($1.sequence, $1.key) }
  }

  /// The visible entry of a row.
  func entry(at sequence: SequenceNumber) -> Entry? {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].sequence < sequence { low = middle + 1 } else { high = middle }
    }
    return low < entries.count && entries[low].sequence == sequence ? entries[low] : nil
  }

  /// Whether a message that another one refers to is not to be shown: its originator controls who learns of it, and the
  /// node may not read it.
  func isHidden(_ id: MessageID) -> Bool {
    guard let row = sequence(id), index.messageClass(row).isOriginatorControlled else { return false }
    return !releases.mayKnow(row, of: index.messageClass(row), node, index, under: rulebook)
  }

  var time: Timestamp { Timestamp(moment) }
  func code(_ participant: ParticipantIndex) -> ParticipantCode { names.code(participant) }
  func codes(_ participants: some Sequence<ParticipantIndex>) -> [ParticipantCode] { participants.map(code).sorted() }
  func name(_ node: NodeIndex) -> NodeName { names.name(node) }

  /// The type of a row; nil for a type that this catalogue does not have.
  func type(of sequence: SequenceNumber) -> MessageType? { index.messageClass(sequence).entry?.type }
}

extension RecordSequence {
  init(_ sequence: SequenceNumber) {
    self = Self(Int(min(sequence.value, UInt64(Self.range.upperBound)))) ?? 0
  }
}
