package import CellSchema

extension Core {
  /// Takes a snapshot in, instead of the rows up to it. Rows that follow are replayed then.
  ///
  /// - Parameters:
  ///   - row: a row of the record.
  ///   - entries: what many rows of the record say, read by the reader; a row that moves nothing is left out.
  ///   - files: as for ``replay(_:files:)``.
  /// - Throws: where it does not read, or does not fit the record. This machine is spoilt then: make another one, and
  ///   replay.
  package func restore(
    snapshot bytes: [UInt8], row: (UInt64) throws(Refusal) -> Replayed,
    entries: (_ sequences: [UInt64], _ reader: EntryReader) throws(Refusal) -> [NamedEntry],
    files: (_ roster: FileReference, _ charter: CharterReference) throws(Refusal) -> RuleFiles
  ) throws(Refusal) {
    precondition(lastSequence == 0, "a snapshot comes first")
    var reader = SnapshotReader(bytes)
    guard try reader.number() == Self.snapshotVersion else {
      throw Refusal(.recordDamaged, "the snapshot is of another version")
    }
    head = try reader.number()
    lastSequence = head
    lastAcceptedAt = Int64(try reader.number())
    laneHeads = try reader.list { (reader) throws(Refusal) in try reader.number() }
    guard laneHeads.count == Lane.count else { throw Refusal(.recordDamaged, "the snapshot has other lanes") }
    for sequence in try reader.list({ (reader) throws(Refusal) in try reader.number() }) {
      try applyRules(try row(sequence), sequence, files)
    }
    try restoreIndex(&reader)
    let ids = try reader.list { (reader) throws(Refusal) in try reader.identifier() }
    guard ids.count == Int(head), index.count == Int(head) else {
      throw Refusal(.recordDamaged, "the snapshot does not have every row")
    }
    identifiers = IdentifierTable(room: ids.count)
    for (place, id) in ids.enumerated() { _ = identifiers.insert(id, sequence: UInt64(place + 1)) }
    for _ in 0..<(try reader.integer()) {
      let (sequence, id) = (try reader.number(), try reader.messageID())
      guard (1...max(1, head)).contains(sequence) else {
        throw Refusal(.recordDamaged, "the snapshot names a row that is not there")
      }
      expiries.add(sequence, id, at: Int64(truncatingIfNeeded: try reader.number()))
    }
    try restoreSerials(&reader)
    let count = try reader.integer()
    for world in 0..<count { dockets.append(try docket(&reader, world: world, entries)) }
    guard reader.isAtEnd, dockets.count == index.worlds.count else {
      throw Refusal(.recordDamaged, "the snapshot does not end where it should")
    }
  }

  private func restoreIndex(_ reader: inout SnapshotReader) throws(Refusal) {
    let worlds = try reader.list { (reader) throws(Refusal) -> World in
      guard let nature = Nature(rawValue: try reader.text()) else {
        throw Refusal(.recordDamaged, "the snapshot has a nature that there is not")
      }
      return World(nature: nature, exercise: try reader.text())
    }
    for world in worlds { _ = index.intern(world) }
    let count = try reader.integer()
    for _ in 0..<count { _ = index.intern(try messageClass(&reader)) }
    let classOf = try reader.list { (reader) throws(Refusal) in
      guard let place = UInt32(exactly: try reader.number()), Int(place) < count else {
        throw Refusal(.recordDamaged, "the snapshot names a class that it does not have")
      }
      return place
    }
    var moments: [Int64] = []
    moments.reserveCapacity(classOf.count)
    var last: Int64 = 0
    for _ in classOf {
      last &+= Int64(truncatingIfNeeded: try reader.number())
      moments.append(last)
    }
    index.append(classOf: classOf, acceptedAt: moments)
  }

  private func messageClass(_ reader: inout SnapshotReader) throws(Refusal) -> MessageIndex.Class {
    let world = try reader.integer()
    let type = try reader.integer()
    let node = try names.intern(node: try reader.text())
    let lane = try reader.integer()
    let infoLane = try reader.integer()
    let nature = UInt8(truncatingIfNeeded: try reader.number())
    let classification = try reader.text()
    let action = try audience(&reader)
    let info = try audience(&reader)
    let releasable = try participants(&reader)
    var groups = GroupSet()
    for name in try reader.list({ (reader) throws(Refusal) in try reader.text() }) {
      groups.insert(try names.intern(group: name))
    }
    guard world < index.worlds.count, type <= catalogue.count, lane < Lane.count, infoLane < Lane.count else {
      throw Refusal(.recordDamaged, "the snapshot has a class that cannot be")
    }
    return MessageIndex.Class(
      world: world, type: type == 0 ? MessageFacts.unknownType : type - 1, node: node,
      participant: names.participantOfNode[node], lane: lane, infoLane: infoLane, nature: nature,
      classification: classification.isEmpty ? .max : names.intern(classification: classification), action: action,
      info: info, releasable: releasable, releasableGroups: groups)
  }

  private func audience(_ reader: inout SnapshotReader) throws(Refusal) -> Audience {
    var audience = Audience()
    audience.participants = try participants(&reader)
    audience.nodes = try nodes(&reader)
    return audience
  }

  private func nodes(_ reader: inout SnapshotReader) throws(Refusal) -> [Int] {
    var nodes: [Int] = []
    for name in try reader.list({ (reader) throws(Refusal) in try reader.text() }) {
      nodes.append(try names.intern(node: name))
    }
    return nodes.sorted()
  }

  private func participants(_ reader: inout SnapshotReader) throws(Refusal) -> ParticipantSet {
    if try reader.flag() { return .everybody }
    var set = ParticipantSet()
    for code in try reader.list({ (reader) throws(Refusal) in try reader.text() }) {
      set.insert(try names.intern(participant: code))
    }
    return set
  }

  private func restoreSerials(_ reader: inout SnapshotReader) throws(Refusal) {
    for _ in 0..<(try reader.integer()) {
      let key = try serialKey(&reader)
      serials.restore(key, highest: try reader.integer())
    }
    for _ in 0..<(try reader.integer()) {
      let key = try serialKey(&reader)
      for _ in 0..<(try reader.integer()) {
        let (first, last) = (try reader.integer(), try reader.integer())
        guard first <= last else { throw Refusal(.recordDamaged, "the snapshot has a gap that cannot be") }
        let noticedAt = Int64(truncatingIfNeeded: try reader.number())
        let sequence = try reader.number()
        let id = try reader.messageID()
        serials.restore(
          key,
          missing: SerialCounts.Missing(
            numbers: first...last, noticedAt: noticedAt, sequence: sequence, id: id, received: try reader.integer()))
      }
    }
  }

  private func serialKey(_ reader: inout SnapshotReader) throws(Refusal) -> SerialKey {
    SerialKey(
      node: try names.intern(node: try reader.text()), nature: UInt8(truncatingIfNeeded: try reader.number()),
      exercise: try reader.text(), year: try reader.integer())
  }

  private func docket(
    _ reader: inout SnapshotReader, world: Int, _ read: ([UInt64], EntryReader) throws(Refusal) -> [NamedEntry]
  ) throws(Refusal) -> Docket {
    var docket = Docket()
    let sequences = try reader.list { (reader) throws(Refusal) in try reader.number() }
    for sequence in sequences {
      guard sequence > 0, sequence <= head, index.world(of: sequence) == world else {
        throw Refusal(.recordDamaged, "the snapshot does not fit row \(sequence)")
      }
    }
    let named = try read(sequences, EntryReader(facts: judge.reader, acts: acts))
    guard named.map(\.sequence) == sequences else {
      throw Refusal(.recordDamaged, "the snapshot says of rows that they move something, which they do not")
    }
    var entries: [Entry] = []
    entries.reserveCapacity(named.count)
    for entry in named { entries.append(try self.entry(entry)) }
    docket.restore(entries)
    for sequence in try reader.list({ (reader) throws(Refusal) in try reader.number() }) {
      docket.append(incident: sequence)
    }
    for _ in 0..<(try reader.integer()) {
      let (id, sequence) = (try reader.messageID(), try reader.number())
      let dueAt = Int64(truncatingIfNeeded: try reader.number())
      let owed = Obligations.Owed(
        id: id, sequence: sequence, dueAt: dueAt, participants: try participants(&reader), nodes: try nodes(&reader))
      docket.append(owed: owed)
      obligations.add(owed)
    }
    for _ in 0..<(try reader.integer()) {
      let (sequence, id) = (try reader.number(), try reader.messageID())
      guard (1...max(1, head)).contains(sequence) else {
        throw Refusal(.recordDamaged, "the snapshot names a row that is not there")
      }
      let found = index.messageClass(sequence)
      docket.append(acknowledgement: id, sequence: sequence, node: found.node, participant: found.participant)
      obligations.acknowledge(id, node: found.node, participant: found.participant)
    }
    for entry in entries {
      if case .overdue(let body) = entry.act { obligations.lapse(body.message) }
      if let amends = entry.amends, amends.kind == .cancel || amends.kind == .retract { obligations.drop(amends.id) }
    }
    return docket
  }

  private func entry(_ named: NamedEntry) throws(Refusal) -> Entry {
    let node = try names.intern(node: named.node)
    return Entry(
      sequence: named.sequence, id: named.id, acceptedAt: named.acceptedAt, node: node,
      participant: names.participantOfNode[node], inReplyTo: named.inReplyTo, amends: named.amends, act: named.act)
  }
}
