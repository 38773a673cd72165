import CellSchema

/// Roster and charter files that are to come in force, compared with those that the record says are in force.
struct RuleAdoption {
  let rules: RulesInForce
  let files: RuleFiles
  private let before: (roster: FileReference, charter: CharterReference)?

  /// - Throws: ``ErrorCode/olderRevision`` if a changed file does not have a higher revision than before.
  init(_ files: RuleFiles, before state: RecordState) throws(Refusal) {
    self.files = files
    before = state.rules.recorded
    if let before {
      if before.roster.sha256 != files.roster.sha256 {
        try Self.rises(before.roster.revision, files.roster.revision, "roster")
      }
      if before.charter.sha256 != files.charter.sha256 {
        try Self.rises(before.charter.revision, files.charter.revision, "charter")
      }
    }
    rules = try files.compiled(state.names)
    // Before the first rules nobody has cosigned.
    if before != nil { try rules.checkWitnesses(after: state.rules.current.witnesses) }
  }

  private static func rises(_ old: Revision, _ new: Revision, _ file: String) throws(Refusal) {
    guard new > old else {
      throw Refusal(
        .olderRevision, at: "/revision",
        "the \(file) changed, so its revision must be above \(old), which is on the record; it is \(new)")
    }
  }

  private var changesRoster: Bool { before?.roster.sha256 != files.roster.sha256 }
  private var changesCharter: Bool { before?.charter.sha256 != files.charter.sha256 }
  var isChange: Bool { changesRoster || changesCharter }

  /// The bytes of the files that changed, which the record does not have yet.
  var newFiles: [[UInt8]] {
    (changesRoster ? [files.rosterBytes] : []) + (changesCharter ? [files.charterBytes] : [])
  }

  /// - Parameter cause: the row by which they are decided; `none` where files say so.
  func announce(
    by announcer: Announcer, cell: CellName, logKey: PublicKeyText?, cause: SequenceNumber, at now: Instant
  ) {
    guard let before else {
      guard let logKey else { preconditionFailure("a record begins with the log's key") }
      let founding = files.founding
      return announcer.announceToAll(
        Genesis(
          cell: cell, logKey: logKey, roster: files.roster, charter: files.charter,
          kind: founding == nil ? .development : .founded, founding: founding?.statement),
        signature: founding?.signatures ?? [], at: now)
    }
    if changesRoster {
      announcer.announceToAll(RosterChanged(from: before.roster, to: files.roster), cause: cause, at: now)
    }
    if changesCharter {
      announcer.announceToAll(CharterChanged(from: before.charter, to: files.charter), cause: cause, at: now)
    }
  }
}

extension RulesInForce {
  /// - Throws: ``ErrorCode/ruleBroken`` where no checkpoint could be good under the witnesses before, too.
  func checkWitnesses(after old: WitnessRules) throws(Refusal) {
    let lost = old.lost(to: rulebook.witnesses) { node in names.node(node).map { rulebook.nodes[$0] != nil } ?? false }
    guard let lost else { return }
    throw Refusal(
      .ruleBroken, at: "/nodes",
      "the checkpoint that covers this change has to be good under the witnesses before it, too, and fewer than"
        + " \(lost.least) of \(lost.name) would be left with their keys: exchange witnesses one by one")
  }
}
