import CellSchema

/// The state that follows from the record up to a row, so that a start need not read all of it again.
///
/// It is written by names and not by this process's indices: the same record gives the same bytes, whoever computes
/// them. What the proceedings take in stands on the record; the snapshot names its rows. It is a shortcut and never
/// evidence: one that does not fit its record is thrown away, and the record is read.
extension Core {
  static let snapshotVersion: UInt64 = 3

  /// Nil while something that was decided is not durable.
  package func snapshot() -> [UInt8]? {
    guard inFlight == nil, open.accepted.isEmpty, lastSequence == head else { return nil }
    var writer = SnapshotWriter(capacity: 24 * Int(head) + 65_536)
    writer.write(Self.snapshotVersion)
    writer.write(head)
    writer.write(UInt64(max(0, lastAcceptedAt)))
    writer.list(laneHeads) { $0.write($1) }
    writer.list(ruleRows) { $0.write($1) }
    write(index, to: &writer)
    var identifiers = [UInt128](repeating: 0, count: Int(head))
    for (id, sequence) in self.identifiers.entries { identifiers[Int(sequence) - 1] = id }
    writer.list(identifiers) { $0.write($1) }
    writer.list(expiries.all) { writer, expiring in
      writer.write(expiring.sequence)
      writer.write(expiring.id)
      writer.write(UInt64(max(0, expiring.at)))
    }
    write(serials, to: &writer)
    writer.list(dockets) { write($1, to: &$0) }
    return writer.bytes
  }

  private func write(_ index: MessageIndex, to writer: inout SnapshotWriter) {
    writer.list(index.worlds) { writer, world in
      writer.write(world.nature.rawValue)
      writer.write(world.exercise)
    }
    writer.list(index.classes) { writer, found in
      writer.write(found.world)
      // A type that this version does not have is 0.
      writer.write(found.type == MessageFacts.unknownType ? 0 : found.type + 1)
      writer.write(names.nodes[found.node])
      writer.write(found.lane)
      writer.write(found.infoLane)
      writer.write(UInt64(found.nature))
      writer.write(
        names.classifications.indices.contains(found.classification) ? names.classifications[found.classification] : "")
      for audience in [found.action, found.info] { write(audience, to: &writer) }
      write(found.releasable, to: &writer)
      writer.list(found.releasableGroups.elements.map { names.groups[$0] }.sorted()) { $0.write($1) }
    }
    writer.list(index.classOf) { $0.write(UInt64($1)) }
    var last: Int64 = 0
    for moment in index.acceptedAt {
      writer.write(UInt64(max(0, moment - last)))
      last = moment
    }
  }

  private func write(_ audience: Audience, to writer: inout SnapshotWriter) {
    write(audience.participants, to: &writer)
    writer.list(audience.nodes.map { names.nodes[$0] }.sorted()) { $0.write($1) }
  }

  private func write(_ participants: ParticipantSet, to writer: inout SnapshotWriter) {
    writer.write(participants == .everybody)
    guard participants != .everybody else { return }
    writer.list(participants.elements.map { names.participants[$0] }.sorted()) { $0.write($1) }
  }

  private func write(_ serials: SerialCounts, to writer: inout SnapshotWriter) {
    func sorted<Value>(_ table: [SerialKey: Value]) -> [(key: SerialKey, value: Value)] {
      table.sorted {
        (names.nodes[$0.key.node], $0.key.nature, $0.key.exercise, $0.key.year)
          < (names.nodes[$1.key.node], $1.key.nature, $1.key.exercise, $1.key.year)
      }
    }
    func write(_ key: SerialKey, _ writer: inout SnapshotWriter) {
      writer.write(names.nodes[key.node])
      writer.write(UInt64(key.nature))
      writer.write(key.exercise)
      writer.write(key.year)
    }
    writer.list(sorted(serials.highest)) { writer, entry in
      write(entry.key, &writer)
      writer.write(entry.value)
    }
    writer.list(sorted(serials.missing)) { writer, entry in
      write(entry.key, &writer)
      writer.list(entry.value) { writer, gap in
        writer.write(gap.numbers.lowerBound)
        writer.write(gap.numbers.upperBound)
        writer.write(UInt64(max(0, gap.noticedAt)))
        writer.write(gap.sequence)
        writer.write(gap.id)
        writer.write(gap.received)
      }
    }
  }

  private func write(_ docket: Docket, to writer: inout SnapshotWriter) {
    writer.list(docket.entries) { $0.write($1.sequence) }
    writer.list(docket.incidents) { $0.write($1) }
    writer.list(docket.owed) { writer, owed in
      writer.write(owed.id)
      writer.write(owed.sequence)
      writer.write(UInt64(max(0, owed.dueAt)))
      write(owed.participants, to: &writer)
      writer.list(owed.nodes.map { names.nodes[$0] }.sorted()) { $0.write($1) }
    }
    writer.list(docket.acknowledgements) { writer, done in
      writer.write(done.sequence)
      writer.write(done.of)
    }
  }
}
