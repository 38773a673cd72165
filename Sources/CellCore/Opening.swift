package import CellSchema

/// Roster and charter as files: what the record says of them, their bytes, and the rulebook that they make.
package struct RuleFiles: Sendable {
  package var roster: FileReference
  package var charter: CharterReference
  package var rosterBytes: [UInt8]
  package var charterBytes: [UInt8]
  package var rulebook: @Sendable (inout Names) throws(Refusal) -> Rulebook

  package init(
    roster: FileReference, rosterBytes: [UInt8], charter: CharterReference, charterBytes: [UInt8],
    rulebook: @escaping @Sendable (inout Names) throws(Refusal) -> Rulebook
  ) {
    self.roster = roster
    self.rosterBytes = rosterBytes
    self.charter = charter
    self.charterBytes = charterBytes
    self.rulebook = rulebook
  }
}

// The record is read back: it applies and never decides.
extension Core {
  /// The node's name in what the bus says itself.
  package static let busNode = "CELL.BUS-1"

  /// Takes a row of the record in. Rows come in order, all of them, before anything else happens.
  ///
  /// - Parameter files: brings the rule files that a row of the bus names, out of the record.
  package func replay(
    _ row: Replayed, files: (_ roster: FileReference, _ charter: CharterReference) throws(Refusal) -> RuleFiles
  ) throws(Refusal) {
    let sequence = row.delivery.sequence
    guard sequence == lastSequence + 1 else {
      throw Refusal(.recordDamaged, "row \(sequence) follows row \(lastSequence)")
    }
    let sender = try names.intern(node: row.node)
    if row.node == Self.busNode { try applyRules(row, sequence, files) }
    let rulebook = rulebook(at: sequence)
    let judged = try judge.facts(
      of: row, sender: sender, participant: names.participantOfNode[sender], rulebook: rulebook)
    let considered = try read(
      judged, row.delivery.envelope, sequence: sequence, acceptedAt: row.delivery.acceptedAt)
    guard identifiers.insert(judged.facts.id, sequence: sequence) else {
      throw Refusal(.recordDamaged, "row \(sequence) has an identifier that stands twice")
    }
    lastSequence = sequence
    take(considered, sequence: sequence, acceptedAt: row.delivery.acceptedAt, rulebook: rulebook)
    head = sequence
    lastAcceptedAt = row.delivery.acceptedAt
    laneHeads[judged.facts.lane] = sequence
    laneHeads[judged.facts.infoLane] = sequence
    recent.append(StoredMessage(delivery: row.delivery, facts: judged.facts))
  }

  package func restore(
    durable name: String, of node: String, filter: [UInt8], done: [UInt64], start: [UInt64]
  ) throws(Refusal) {
    let key = DurableKey(node: try names.intern(node: node), name: name)
    durables[key] = Durable(key: key, canonical: filter, done: done, start: start, isKept: true)
  }

  /// What a reader of a durable name set aside; the oldest first.
  package func restore(
    aside sequence: UInt64, of durable: String, node: String, at time: Int64, reason: String
  ) throws(Refusal) {
    let key = DurableKey(node: try names.intern(node: node), name: durable)
    durables[key]?.add(Durable.Aside(sequence: sequence, at: time, reason: reason))
  }

  func applyRules(
    _ row: Replayed, _ sequence: UInt64,
    _ files: (FileReference, CharterReference) throws(Refusal) -> RuleFiles
  ) throws(Refusal) {
    let message = try RawMessage(document: Array(row.delivery.envelope.document))
    if message.isOf(Genesis.self) {
      let genesis = try message.body(as: Genesis.self)
      recorded = RecordedRules(roster: genesis.roster, charter: genesis.charter)
    } else if message.isOf(RosterChanged.self) {
      recorded?.roster = try message.body(as: RosterChanged.self).to
    } else if message.isOf(CharterChanged.self) {
      recorded?.charter = try message.body(as: CharterChanged.self).to
    } else {
      return
    }
    guard let recorded else { throw Refusal(.recordDamaged, "row \(sequence) changes rules before the genesis") }
    history.append((sequence, try files(recorded.roster, recorded.charter).rulebook(&names)))
    ruleRows.append(sequence)
  }

  /// Puts the rules in force: the genesis on an empty record, a row for each file that changed otherwise.
  ///
  /// - Throws: ``ErrorCode/olderRevision`` where a changed file's revision does not rise; nothing changes then.
  package func adopt(
    _ files: RuleFiles, logKey: PublicKeyText, at now: Instant, into effects: inout [Effect]
  ) throws(Refusal) {
    let before = recorded
    let rosterChanged = before?.roster.sha256 != files.roster.sha256
    let charterChanged = before?.charter.sha256 != files.charter.sha256
    if let before {
      if rosterChanged { try rises(before.roster.revision, files.roster.revision, "roster") }
      if charterChanged { try rises(before.charter.revision, files.charter.revision, "charter") }
    }
    let rulebook = try files.rulebook(&names)
    _ = try names.intern(node: Self.busNode)
    watchClock(now, into: &effects)
    // The rows that follow get a later place: what has expired is told before them.
    if rosterChanged || charterChanged { watchExpiry(at: now) }
    recorded = RecordedRules(roster: files.roster, charter: files.charter)
    let previous = judge.rulebook
    judge.rulebook = rulebook
    rulesVersion += 1
    guard rosterChanged || charterChanged else { return }
    history.append((lastSequence + 1, rulebook))
    if rosterChanged { open.keep(file: files.rosterBytes) }
    if charterChanged { open.keep(file: files.charterBytes) }
    if let before {
      if rosterChanged { announceRules(RosterChanged(from: before.roster, to: files.roster), at: now) }
      if charterChanged { announceRules(CharterChanged(from: before.charter, to: files.charter), at: now) }
    } else {
      announceRules(Genesis(cell: cell, logKey: logKey, roster: files.roster, charter: files.charter), at: now)
    }
    revokeWhoLeft(previous, into: &effects)
  }

  private func announceRules(_ body: some Payload, at now: Instant) {
    announceToAll(body, at: now)
    ruleRows.append(lastSequence)
  }

  private func rises(_ old: Revision, _ new: Revision, _ file: String) throws(Refusal) {
    guard new > old else {
      throw Refusal(
        .olderRevision, at: "/revision",
        "the \(file) changed, so its revision must be above \(old), which is on the record; it is \(new)")
    }
  }

  /// Whoever the roster lists no more, or under another key: the old one may be in other hands.
  private func revokeWhoLeft(_ previous: Rulebook, into effects: inout [Effect]) {
    for session in sessionsInOrder {
      let key = judge.rulebook.node(named: session.name).flatMap { judge.rulebook.nodes[$0]?.curveKey }
      if key == nil {
        dismiss(session, .revoked, "the roster no longer lists \(session.name)", into: &effects)
      } else if session.node >= previous.nodes.count || key != previous.nodes[session.node]?.curveKey {
        dismiss(session, .revoked, "the roster lists \(session.name) under another key", into: &effects)
      }
    }
  }

}

/// The files that the record says are in force.
struct RecordedRules {
  var roster: FileReference
  var charter: CharterReference
}
