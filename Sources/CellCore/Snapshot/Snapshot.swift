import CellJournal
import CellSchema

/// The record's state up to a row, so that a start need not replay the whole record.
///
/// A snapshot holds names and not the process's indices: the same record gives the same bytes in every process. Of what
/// the proceedings took in, it holds the rows' sequence numbers. A snapshot is a shortcut and never evidence: one that
/// does not fit its record is thrown away, and the record is replayed.
struct Snapshot {
  static let version: UInt64 = 10

  private let state: RecordState
  private var writer: SnapshotWriter

  var bytes: [UInt8] { writer.bytes }

  init(_ state: RecordState) {
    self.state = state
    let count = state.index.count
    writer = SnapshotWriter(capacity: 24 * count + 65_536)
    writer.write(Self.version)
    writer.write(state.heads.sequence)
    writer.write(state.heads.acceptedAt)
    writer.list(state.heads.lanes.elements) { $0.write($1) }
    writer.list(state.epochs) { writer, epoch in
      writer.write(epoch.number)
      writer.write(epoch.base)
    }
    writer.list((state.rules.rows + state.withholding.rows).sorted()) { $0.write($1) }
    writeIndex()
    var identifiers = [UInt128](repeating: 0, count: count)
    for (id, sequence) in state.identifiers.entries {
      identifiers[state.index.gaps.place(of: sequence)] = id
    }
    writer.list(identifiers) { $0.write($1) }
    // State is kept where no expiry is overdue: what follows is then a matter of the rows alone.
    writer.list(state.expiries.all(after: state.heads.acceptedAt)) { writer, expiring in
      writer.write(expiring.message.sequence)
      writer.write(expiring.message.id)
      writer.write(expiring.at)
    }
    writeSerials()
    writer.list(state.releases.tooLong) { $0.write($1) }
    let names = state.names
    writer.list(state.dockets.values) { $0.write($1, names) }
  }

  private mutating func writeIndex() {
    let (index, names) = (state.index, state.names)
    writer.list(index.worlds.values) { $0.write($1) }
    writer.list(index.classes.values) { writer, found in
      writer.write(index.world(found.world)?.place ?? 0)
      // 0 stands for a type that this catalogue does not have.
      writer.write(found.type.map { $0.place + 1 } ?? 0)
      writer.write(names.name(found.node).description)
      writer.write(UInt64(found.lane.lane))
      writer.write(UInt64(found.infoLane.lane))
      writer.write(UInt64(found.world.nature.snapshotBit))
      writer.write(found.classification.map { names.classifications[$0].description } ?? "")
      writer.write(found.action, names)
      writer.write(found.info, names)
      writer.write(found.releasable, names)
      writer.list(found.releasableGroups.elements.map { names.groups[$0].description }.sorted()) { $0.write($1) }
      writer.write(found.isOriginatorControlled)
      writer.write(found.isUrgent)
    }
    writer.list(Array(index.classIndices)) { $0.write($1.place) }
    writer.list(Array(state.epochs.dropFirst())) { writer, epoch in
      writer.write(index.gaps.place(of: epoch.base))
    }
    var last: Microseconds = 0
    for moment in index.acceptanceTimes {
      writer.write(moment - last)
      last = moment
    }
  }

  private mutating func writeSerials() {
    let (serials, names) = (state.serials, state.names)
    writer.list(names.sorted(serials.highest)) { writer, entry in
      writer.write(entry.key, names)
      writer.write(entry.value)
    }
    writer.list(serials.places.keys) { $0.write($1, names) }
    // 0 stands for a row that is not found by its serial.
    writer.list(serials.places.byRow(state.index.count, state.index.gaps)) { writer, serial in
      writer.write(serial.map { $0.place + 1 } ?? 0)
      if let serial { writer.write(serial.number) }
    }
    writer.list(names.sorted(serials.missing)) { writer, entry in
      writer.write(entry.key, names)
      writer.list(entry.value) { writer, gap in
        writer.write(gap.numbers.lowerBound)
        writer.write(gap.numbers.upperBound)
        writer.write(gap.noticedAt)
        writer.write(gap.sequence)
        writer.write(gap.id)
        writer.write(gap.received)
        writer.write(gap.isSaid)
      }
    }
    writer.list(serials.repeated) { writer, message in
      writer.write(message.key, names)
      writer.write(message.number)
      writer.write(message.sequence)
      writer.write(message.id)
    }
  }
}

extension Names {
  /// The entries in order of the names that their keys stand for, not of the indices.
  fileprivate func sorted<Value>(_ table: [SerialKey: Value]) -> [(key: SerialKey, value: Value)] {
    func place(_ key: SerialKey) -> (String, UInt8, String, Int) {
      (name(key.node).description, key.world.nature.snapshotBit, key.world.exercise?.description ?? "", key.year)
    }
    return table.sorted { place($0.key) < place($1.key) }
  }
}

extension Nature {
  /// The nature's bit in a mask, as snapshots hold it.
  fileprivate var snapshotBit: UInt8 {
    switch self {
    case .operation: 1
    case .exercise: 2
    case .drill: 4
    case .project: 8
    }
  }
}

extension SnapshotWriter {
  fileprivate mutating func write(_ sequence: SequenceNumber) { write(sequence.value) }
  fileprivate mutating func write(_ moment: Microseconds) { write(UInt64(max(0, moment.value))) }

  fileprivate mutating func write(_ world: World) {
    write(world.nature.rawValue)
    write(world.exercise?.description ?? "")
  }

  fileprivate mutating func write(_ key: SerialKey, _ names: Names) {
    write(names.name(key.node).description)
    write(UInt64(key.world.nature.snapshotBit))
    write(key.world.exercise?.description ?? "")
    write(key.year)
  }

  fileprivate mutating func write(_ audience: Audience, _ names: Names) {
    write(audience.participants, names)
    list(audience.nodes.map { names.name($0).description }.sorted()) { $0.write($1) }
  }

  fileprivate mutating func write(_ participants: ParticipantSet, _ names: Names) {
    write(participants == .everybody)
    guard participants != .everybody else { return }
    list(participants.elements.map { names.code($0).description }.sorted()) { $0.write($1) }
  }

  fileprivate mutating func write(_ docket: Docket, _ names: Names) {
    list(docket.entries) { $0.write($1.sequence) }
    list(docket.incidents) { $0.write($1) }
    list(docket.owed) { writer, owed in
      writer.write(owed.kind.rawValue)
      writer.write(owed.id)
      writer.write(owed.sequence)
      writer.write(owed.dueAt)
      writer.write(owed.participants, names)
      writer.list(owed.nodes.map { names.name($0).description }.sorted()) { $0.write($1) }
    }
    list(docket.settled) { writer, done in
      writer.write(done.debt.kind.rawValue)
      writer.write(done.sequence)
      writer.write(done.debt.id)
    }
  }
}
