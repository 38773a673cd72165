import CellConfig
import CellCore
import CellProof
import CellRecord
import CellSchema
import StrictYAML

/// Brings the machine to where its record stands: from the state that was kept beside the record, where that fits, and
/// from the rows that follow it; else from all rows. It applies and never decides.
struct RecordReplay {
  let journal: any Journal
  let cell: CellName
  let limits: SessionLimits
  /// The rules of today, under which no row is judged again.
  let rules: RuleFiles

  /// What a machine was made from.
  struct Restored {
    var core: Core
    /// The row up to which the state was kept, 0 where all rows were read.
    var fromState: UInt64
    /// Why state that was there was not used.
    var unused: String?
  }

  func run(state: StateFile.Kept?) throws(JournalError) -> Restored {
    var unused: String?
    if let state {
      if let core = try restored(state, &unused) {
        try replay(core, through: nil)
        try restoreSubscriptions(core)
        return Restored(core: core, fromState: state.sequence, unused: nil)
      }
    }
    let core = try machine()
    try replay(core, through: nil)
    try restoreSubscriptions(core)
    return Restored(core: core, fromState: 0, unused: unused)
  }

  /// A machine that has replayed every row up to one, and nothing else.
  func replayed(through sequence: UInt64?) throws(JournalError) -> Core {
    let core = try machine()
    try replay(core, through: sequence)
    return core
  }

  /// A machine from kept state and the rows that follow; nil where the state does not fit the record.
  func restored(_ state: StateFile.Kept, _ reason: inout String?) throws(JournalError) -> Core? {
    guard state.sequence > 0,
      let row = try journal.rows([state.sequence], bytes: 1).first,
      RecordLeaf(row: row, cell: "\(cell)").hash == state.leaf
    else {
      reason = "it is of row \(state.sequence) of another record"
      return nil
    }
    let core = try machine()
    do throws(Refusal) {
      try core.restore(
        snapshot: state.content, row: { sequence throws(Refusal) in try self.row(sequence) },
        entries: { (sequences, reader) throws(Refusal) in
          try EntryReading(journal: journal).entries(sequences, reader)
        },
        files: { (roster, charter) throws(Refusal) in try self.ruleFiles(roster: roster, charter: charter) })
    } catch {
      reason = error.description
      return nil
    }
    guard core.durableHead == state.sequence else {
      reason = "it is of row \(core.durableHead), and says \(state.sequence)"
      return nil
    }
    return core
  }

  /// The state of a machine, to be kept beside the record; nil while something is not durable.
  static func state(
    of core: Core, _ journal: any Journal, _ cell: CellName
  ) throws(JournalError) -> StateFile.Kept? {
    guard let content = core.snapshot(),
      let row = try journal.rows([core.durableHead], bytes: 1).first
    else { return nil }
    return StateFile.Kept(
      sequence: row.sequence, leaf: RecordLeaf(row: row, cell: "\(cell)").hash, content: content)
  }

  private func machine() throws(JournalError) -> Core {
    var names = Names()
    do throws(Refusal) {
      return Core(
        cell: cell, rulebook: try rules.rulebook(&names), names: names, checker: Catalogue.checker,
        catalogue: Catalogue.index, limits: limits, at: Clocks.now())
    } catch {
      throw .failed("\(error)")
    }
  }

  private func replay(_ core: Core, through last: UInt64?) throws(JournalError) {
    while last.map({ core.durableHead < $0 }) ?? true {
      let limit = last.map { Int(min(4_096, $0 - core.durableHead)) } ?? 4_096
      let rows = try journal.rows(after: core.durableHead, limit: limit, bytes: 16 << 20)
      if rows.isEmpty { return }
      for row in rows {
        do throws(Refusal) {
          try core.replay(Replayed(row)) { (roster, charter) throws(Refusal) in
            try ruleFiles(roster: roster, charter: charter)
          }
        } catch {
          throw .damaged("row \(row.sequence): \(error)")
        }
      }
    }
  }

  private func restoreSubscriptions(_ core: Core) throws(JournalError) {
    for subscription in try journal.stations().subscriptions {
      do throws(Refusal) {
        try core.restore(
          durable: subscription.name, of: subscription.node, filter: subscription.filter, done: subscription.cursors,
          start: subscription.start)
      } catch {
        throw .damaged(error.description)
      }
    }
    for aside in try journal.stations().asides {
      do throws(Refusal) {
        try core.restore(
          aside: aside.sequence, of: aside.name, node: aside.node, at: aside.at, reason: aside.reason)
      } catch {
        throw .damaged(error.description)
      }
    }
  }

  private func row(_ sequence: UInt64) throws(Refusal) -> Replayed {
    let rows: [RecordRow]
    do throws(JournalError) {
      rows = try journal.rows([sequence], bytes: 1)
    } catch {
      throw Refusal(.recordDamaged, "row \(sequence): \(error)")
    }
    guard let row = rows.first else {
      throw Refusal(.recordDamaged, "there is no row \(sequence)")
    }
    return Replayed(row)
  }

  private func ruleFiles(roster: FileReference, charter: CharterReference) throws(Refusal) -> RuleFiles {
    let rosterBytes = try kept(roster.sha256)
    let charterBytes = try kept(charter.sha256)
    do throws(FileProblem) {
      return try RuleFiles(rosterBytes: rosterBytes, charterBytes: charterBytes)
    } catch {
      throw Refusal(.recordDamaged, error.description)
    }
  }

  private func kept(_ sha256: SHA256Hex) throws(Refusal) -> [UInt8] {
    guard let digest = Digest(hexadecimal: "\(sha256)"), let bytes = try? journal.file(sha256: digest.bytes) else {
      throw Refusal(.recordDamaged, "the record does not have the file \(sha256)")
    }
    return bytes
  }
}
