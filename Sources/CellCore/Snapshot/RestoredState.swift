package import CellJournal
package import CellSchema

/// The state read back from a snapshot, checked against the record that the snapshot is of.
struct RestoredState {
  private(set) var names: Names
  private(set) var rules: RuleHistory
  private(set) var withholding = Withholding()
  private(set) var heads = DecidedHeads()
  private(set) var epochs = [RecordEpoch.first]
  private(set) var genesis: RecordRow?
  private(set) var index = MessageIndex()
  private(set) var identifiers = IdentifierTable()
  private(set) var expiries = Expiries()
  private(set) var serials = SerialCounts()
  private(set) var dockets = Table<WorldIndex, Docket>()
  private(set) var obligations = Obligations()
  private(set) var releases = Releases()
  private(set) var minimizing = Minimizing()
  /// Entries that bear on releases or a MINIMIZE, with the rows that they follow from.
  private var onDelivery: [(entry: Entry, cause: SequenceNumber, world: WorldIndex)] = []

  /// - Throws: `record-damaged` if the snapshot cannot be read or does not fit the record.
  init(
    _ bytes: [UInt8], rulebook: Rulebook, names: Names, _ source: SnapshotSource, files: Replay.FindFiles
  ) throws(Refusal) {
    self.names = names
    rules = RuleHistory(initial: rulebook)
    var reader = SnapshotReader(bytes)
    guard try reader.number() == Snapshot.version else {
      throw Refusal(.recordDamaged, "the snapshot is of another version")
    }
    try readHeads(&reader)
    for sequence in try reader.list({ (reader) throws(Refusal) in try reader.sequence() }) {
      try adoptRules(of: try source.row(sequence), files)
    }
    try readIndex(&reader)
    try readIdentifiers(&reader)
    for _ in 0..<(try reader.integer()) {
      let message = ExpiringMessage(sequence: try row(&reader), id: try reader.messageID())
      expiries.add(message, at: try reader.moment())
    }
    try readSerials(&reader)
    for message in try reader.list({ (reader) throws(Refusal) in try reader.sequence() }) {
      releases.note(tooLong: message)
    }
    for place in 0..<(try reader.integer()) { try readDocket(&reader, WorldIndex(place: place), source) }
    guard reader.isAtEnd, dockets.count == index.worlds.count else {
      throw Refusal(.recordDamaged, "the snapshot does not end where it should")
    }
    restoreDelivery()
  }

  /// In the order of the record, over all worlds.
  private mutating func restoreDelivery() {
    let (identifiers, dockets) = (identifiers, dockets)
    for (entry, cause, world) in onDelivery.sorted(by: { $0.entry.sequence < $1.entry.sequence }) {
      minimizing.apply(entry, in: index.worlds[world])
      releases.apply(
        entry, cause: cause,
        in: Releases.Surroundings(
          names: names, rulebook: rules.rulebook(at: entry.sequence), index: index,
          sequence: { identifiers.sequence(of: $0) }, amendments: { dockets[world].amendments(of: $0) }))
    }
    onDelivery = []
  }

  private mutating func readHeads(_ reader: inout SnapshotReader) throws(Refusal) {
    let sequence = try reader.sequence()
    let acceptedAt = try reader.moment()
    let lanes = Lanes(inOrder: try reader.list { (reader) throws(Refusal) in try reader.sequence() })
    guard let lanes else { throw Refusal(.recordDamaged, "the snapshot has other lanes") }
    heads = DecidedHeads(sequence: sequence, acceptedAt: acceptedAt, lanes: lanes)
    epochs = try reader.list { (reader) throws(Refusal) in
      RecordEpoch(number: try reader.number(), base: try reader.sequence())
    }
    guard epochs.first == .first else { throw Refusal(.recordDamaged, "the snapshot has other epochs") }
  }

  private mutating func adoptRules(of row: RecordRow, _ files: Replay.FindFiles) throws(Refusal) {
    let message = try RawMessage(document: Array(row.envelope.document))
    if message.isOf(AccessChanged.self) {
      return withholding.apply(try message.body(as: AccessChanged.self), row.sequence, at: row.acceptedAt)
    }
    guard let adopted = try RuleHistory.rules(of: row, before: rules, names, files) else {
      throw Refusal(.recordDamaged, "the snapshot says that row \(row.sequence) changes the rules, which it does not")
    }
    // The first row that puts rules in force is the record's first.
    if genesis == nil { genesis = row }
    names = adopted.names
    rules.adopt(adopted, from: row.sequence)
    rules.append(row: row.sequence)
  }

  /// Reads a sequence number and checks that the record has that row.
  private func row(_ reader: inout SnapshotReader) throws(Refusal) -> SequenceNumber {
    let sequence = try reader.sequence()
    guard sequence > .none, sequence <= heads.sequence else {
      throw Refusal(.recordDamaged, "the snapshot names a row that is not there")
    }
    return sequence
  }

  // MARK: what messages have in common

  private mutating func readIndex(_ reader: inout SnapshotReader) throws(Refusal) {
    for world in try reader.list({ (reader) throws(Refusal) in try reader.world() }) { _ = index.intern(world) }
    let count = try reader.integer()
    for _ in 0..<count { _ = index.intern(try messageClass(&reader)) }
    let classes = try reader.list { (reader) throws(Refusal) in
      let place = try reader.integer()
      guard place < count else { throw Refusal(.recordDamaged, "the snapshot names a class that it does not have") }
      return ClassIndex(place: place)
    }
    let beginnings = try reader.list { (reader) throws(Refusal) in try reader.integer() }
    guard beginnings.count == epochs.count - 1 else { throw Refusal(.recordDamaged, "the snapshot has other epochs") }
    var begun = 0
    var moment: Microseconds = 0
    for (place, found) in classes.enumerated() {
      if begun < beginnings.count, beginnings[begun] == place, place > 0 {
        begun += 1
        index.skip(to: epochs[begun].base, after: index.gaps.sequence(at: place - 1))
      }
      let step = try reader.moment()
      moment = Microseconds(moment.value &+ step.value)
      index.append(found, acceptedAt: moment)
    }
  }

  private mutating func messageClass(_ reader: inout SnapshotReader) throws(Refusal) -> MessageClass {
    let world = try reader.integer()
    let type = try reader.integer()
    let node = try names.intern(try reader.nodeName())
    let lane = try reader.lane()
    let infoLane = try reader.lane()
    _ = try reader.number()
    let classification = try reader.text()
    let action = try audience(&reader)
    let info = try audience(&reader)
    let releasable = try participants(&reader)
    var groups = GroupSet()
    for name in try reader.list({ (reader) throws(Refusal) in try reader.text() }) {
      guard let group = GroupName(name) else { throw Refusal(.recordDamaged, "the snapshot has no group \(name)") }
      groups.insert(try names.intern(group))
    }
    guard world < index.worlds.count, type <= Catalogue.entries.count else {
      throw Refusal(.recordDamaged, "the snapshot has a class that cannot be")
    }
    return MessageClass(
      world: index.worlds[WorldIndex(place: world)], type: type == 0 ? nil : TypeIndex(place: type - 1), node: node,
      participant: names.participant(of: node), lane: lane, infoLane: infoLane,
      classification: Classification(classification).map { names.intern($0) }, action: action, info: info,
      releasable: releasable, releasableGroups: groups, isOriginatorControlled: try reader.flag(),
      isUrgent: try reader.flag())
  }

  private mutating func audience(_ reader: inout SnapshotReader) throws(Refusal) -> Audience {
    let participants = try participants(&reader)
    return Audience(participants: participants, nodes: try nodes(&reader))
  }

  private mutating func nodes(_ reader: inout SnapshotReader) throws(Refusal) -> [NodeIndex] {
    var nodes: [NodeIndex] = []
    for name in try reader.list({ (reader) throws(Refusal) in try reader.nodeName() }) {
      nodes.append(try names.intern(name))
    }
    return nodes.sorted()
  }

  private mutating func participants(_ reader: inout SnapshotReader) throws(Refusal) -> ParticipantSet {
    if try reader.flag() { return .everybody }
    var set = ParticipantSet()
    for code in try reader.list({ (reader) throws(Refusal) in try reader.text() }) {
      guard let code = ParticipantCode(code) else { throw Refusal(.recordDamaged, "the snapshot has no \(code)") }
      set.insert(try names.intern(code))
    }
    return set
  }

  private mutating func readIdentifiers(_ reader: inout SnapshotReader) throws(Refusal) {
    let ids = try reader.list { (reader) throws(Refusal) in try reader.identifier() }
    guard index.count == ids.count,
      ids.isEmpty || index.gaps.sequence(at: ids.count - 1) == heads.sequence
    else {
      throw Refusal(.recordDamaged, "the snapshot does not have every row")
    }
    identifiers = IdentifierTable(room: ids.count)
    for (place, id) in ids.enumerated() { _ = identifiers.insert(id, sequence: index.gaps.sequence(at: place)) }
  }

  // MARK: serials

  private mutating func readSerials(_ reader: inout SnapshotReader) throws(Refusal) {
    for _ in 0..<(try reader.integer()) {
      let key = try serialKey(&reader)
      serials.restore(key, highest: try reader.integer())
    }
    try readSerialPlaces(&reader)
    for _ in 0..<(try reader.integer()) {
      let key = try serialKey(&reader)
      for _ in 0..<(try reader.integer()) {
        let (first, last) = (try reader.integer(), try reader.integer())
        guard first <= last else { throw Refusal(.recordDamaged, "the snapshot has a gap that cannot be") }
        serials.restore(
          key,
          missing: SerialCounts.Missing(
            numbers: first...last, noticedAt: try reader.moment(), sequence: try reader.sequence(),
            id: try reader.messageID(), received: try reader.integer(), isSaid: try reader.flag()))
      }
    }
    for _ in 0..<(try reader.integer()) {
      let (key, number) = (try serialKey(&reader), try reader.integer())
      serials.restore(
        repeated: SerialCounts.Repeated(
          sequence: try row(&reader), id: try reader.messageID(), key: key, number: number))
    }
  }

  private mutating func readSerialPlaces(_ reader: inout SnapshotReader) throws(Refusal) {
    var keys: [SerialKey] = []
    for _ in 0..<(try reader.integer()) { keys.append(try serialKey(&reader)) }
    let count = try reader.integer()
    guard count == index.count else {
      throw Refusal(.recordDamaged, "the snapshot does not have every row's serial")
    }
    for row in 0..<count {
      let place = try reader.integer()
      guard place > 0 else { continue }
      let number = try reader.integer()
      guard place <= keys.count, Serial.numbers.contains(number) else {
        throw Refusal(.recordDamaged, "the snapshot has a serial that cannot be")
      }
      serials.restore(keys[place - 1], number, sequence: index.gaps.sequence(at: row))
    }
  }

  private mutating func serialKey(_ reader: inout SnapshotReader) throws(Refusal) -> SerialKey {
    let node = try names.intern(try reader.nodeName())
    guard let nature = Nature(snapshotBit: try reader.number()) else {
      throw Refusal(.recordDamaged, "the snapshot has a nature that there is not")
    }
    let world = World(nature: nature, exercise: Line(try reader.text()))
    return SerialKey(node: node, world: world, year: try reader.integer())
  }

  // MARK: where things stand

  private mutating func readDocket(
    _ reader: inout SnapshotReader, _ world: WorldIndex, _ source: SnapshotSource
  ) throws(Refusal) {
    var docket = Docket()
    let sequences = try reader.list { (reader) throws(Refusal) in try reader.sequence() }
    for sequence in sequences {
      guard sequence > .none, sequence <= heads.sequence, index.world(of: sequence) == world else {
        throw Refusal(.recordDamaged, "the snapshot does not fit row \(sequence)")
      }
    }
    let named = try source.entries(sequences)
    guard named.map(\.sequence) == sequences else {
      throw Refusal(.recordDamaged, "the snapshot says of rows that they move something, which they do not")
    }
    let entries = try named.map { (entry) throws(Refusal) in try self.entry(entry) }
    for (entry, named) in zip(entries, named) where Releases.concern(entry) || entry.isMinimize {
      onDelivery.append((entry, named.cause, world))
    }
    docket.restore(entries)
    for sequence in try reader.list({ (reader) throws(Refusal) in try reader.sequence() }) {
      docket.append(incident: sequence)
    }
    try readDebts(&reader, &docket)
    settleWatches(docket, entries)
    for entry in entries {
      if case .bus(let act) = entry.act, let key = act.lapsedDebt { obligations.lapse(key) }
      if let amends = entry.amends, amends.kind.takesBack { obligations.drop(amends.id) }
    }
    _ = dockets.append(docket)
  }

  /// The next word on a watch takes the place of the handover before it.
  private mutating func settleWatches(_ docket: Docket, _ entries: [Entry]) {
    var last: [ParticipantIndex: Debt.Key] = [:]
    for entry in entries where entry.act.isNextWordOnWatch && entry.amends == nil {
      if let key = last[entry.participant] { obligations.settle(key, by: entry.node, of: entry.participant) }
      let own = Debt.Key(kind: .watch, id: entry.id)
      if docket.owed(own) != nil { last[entry.participant] = own }
    }
  }

  private mutating func readDebts(_ reader: inout SnapshotReader, _ docket: inout Docket) throws(Refusal) {
    for _ in 0..<(try reader.integer()) {
      let kind = try reader.debtKind()
      let (id, sequence, dueAt) = (try reader.messageID(), try reader.sequence(), try reader.moment())
      let owed = Debt(
        kind: kind, id: id, sequence: sequence, dueAt: dueAt, participants: try participants(&reader),
        nodes: try nodes(&reader))
      docket.append(owed: owed)
      obligations.add(owed)
    }
    for _ in 0..<(try reader.integer()) {
      let kind = try reader.debtKind()
      let (sequence, id) = (try row(&reader), try reader.messageID())
      let found = index.messageClass(sequence)
      let key = Debt.Key(kind: kind, id: id)
      docket.append(
        Docket.Settled(sequence: sequence, debt: key, node: found.node, participant: found.participant))
      obligations.settle(key, by: found.node, of: found.participant)
    }
  }

  private mutating func entry(_ named: NamedEntry) throws(Refusal) -> Entry {
    let node = try names.intern(named.node)
    let participant = names.participant(of: node)
    let rulebook = rules.rulebook(at: named.sequence)
    var entry = Entry(
      sequence: named.sequence, id: named.id, acceptedAt: named.acceptedAt, node: node,
      participant: participant, inReplyTo: named.inReplyTo, caseNumber: named.caseNumber, amends: named.amends,
      act: named.act, proposal: FrozenProposal(named.act, from: node, of: participant, rulebook), sentAt: named.sentAt,
      originalSentAt: named.originalSentAt, terms: rulebook.procedures.terms)
    let type = index.messageClass(named.sequence).type
    entry.note(rulebook.powers(shownBy: named.office, type, of: participant))
    return entry
  }
}

/// Gives the rows of the record that a snapshot names.
package struct SnapshotSource {
  let row: (SequenceNumber) throws(Refusal) -> RecordRow
  /// What rows of the record say to the proceedings, in the rows' order; rows that move nothing are left out.
  let entries: (_ sequences: [SequenceNumber]) throws(Refusal) -> [NamedEntry]

  package init(
    row: @escaping (SequenceNumber) throws(Refusal) -> RecordRow,
    entries: @escaping (_ sequences: [SequenceNumber]) throws(Refusal) -> [NamedEntry]
  ) {
    self.row = row
    self.entries = entries
  }
}

extension Replay {
  /// Starts replay from a snapshot instead of from the first row; the rows after the snapshot are applied next.
  ///
  /// - Throws: `record-damaged` if the snapshot cannot be read or does not fit the record; then replay from the first
  ///   row.
  package init(
    snapshot bytes: [UInt8], rulebook: Rulebook, names: Names, source: SnapshotSource, files: FindFiles,
    reader: RowReader = RowReader()
  ) throws(Refusal) {
    let restored = try RestoredState(bytes, rulebook: rulebook, names: names, source, files: files)
    self.init(RecordState(restored), reader)
  }
}

extension Nature {
  fileprivate init?(snapshotBit: UInt64) {
    switch snapshotBit {
    case 1: self = .operation
    case 2: self = .exercise
    case 4: self = .drill
    case 8: self = .project
    default: return nil
    }
  }
}

extension SnapshotReader {
  fileprivate mutating func sequence() throws(Refusal) -> SequenceNumber { SequenceNumber(try number()) }
  fileprivate mutating func moment() throws(Refusal) -> Microseconds {
    Microseconds(Int64(truncatingIfNeeded: try number()))
  }

  fileprivate mutating func debtKind() throws(Refusal) -> Debt.Kind {
    guard let kind = Debt.Kind(rawValue: try integer()) else {
      throw Refusal(.recordDamaged, "the snapshot has a debt of a kind that there is not")
    }
    return kind
  }

  fileprivate mutating func lane() throws(Refusal) -> Precedence {
    guard let lane = UInt8(exactly: try number()).flatMap(Precedence.init(lane:)) else {
      throw Refusal(.recordDamaged, "the snapshot has a class that cannot be")
    }
    return lane
  }

  fileprivate mutating func nodeName() throws(Refusal) -> NodeName {
    guard let name = NodeName(try text()) else {
      throw Refusal(.recordDamaged, "the snapshot has a node without a name")
    }
    return name
  }

  fileprivate mutating func world() throws(Refusal) -> World {
    guard let nature = Nature(rawValue: try text()) else {
      throw Refusal(.recordDamaged, "the snapshot has a nature that there is not")
    }
    return World(nature: nature, exercise: Line(try text()))
  }
}
