package import CellConfig
import CellCore
import CellProof
import CellRecord
package import CellSchema
import StrictYAML

/// Whether the state that is kept beside a record is what the record leads to, row by row.
package struct StateVerification: Sendable {
  /// Rows of the record.
  package var head: UInt64
  /// The row up to which state is kept; nil where none is.
  package var keptThrough: UInt64?
  /// What is wrong; nil where the two are equal, or nothing is kept.
  package var difference: String?
  /// SHA-256 of the state after the last row, in hexadecimal: the same record gives the same.
  package var stateSHA256: String

  /// Reads the whole record of a stopped cell.
  package static func run(_ set: ConfigurationSet) throws(Refusal) -> Self {
    do throws(JournalError) {
      let journal = try SQLiteJournal.open(
        directory: set.recordDirectory, cell: "\(set.configuration.value.cell)")
      let result = try verify(set, journal)
      try journal.close()
      return result
    } catch {
      throw Refusal(error.code, "\(set.recordDirectory): \(error.detail)")
    }
  }

  private static func verify(_ set: ConfigurationSet, _ journal: SQLiteJournal) throws(JournalError) -> Self {
    let replay = RecordReplay(
      journal: journal, cell: set.configuration.value.cell, limits: SessionLimits(set.limits), rules: RuleFiles(set))
    let full = try replay.replayed(through: nil)
    let head = full.durableHead
    let state = head > 0 ? full.snapshot() ?? [] : []
    var result = Self(head: head, stateSHA256: Digest(of: state).hexadecimal)
    let file = StateFile(directory: set.recordDirectory)
    guard let kept = file.read() else {
      if file.exists { result.difference = "it is not whole" }
      return result
    }
    result.keptThrough = kept.sequence
    result.difference = try difference(kept, full: state, head, replay)
    return result
  }

  private static func difference(
    _ kept: StateFile.Kept, full: [UInt8], _ head: UInt64, _ replay: RecordReplay
  ) throws(JournalError) -> String? {
    guard kept.sequence <= head else { return "it is of row \(kept.sequence), and the record ends at \(head)" }
    let then = kept.sequence == head ? full : try replay.replayed(through: kept.sequence).snapshot() ?? []
    guard then == kept.content else {
      let place = zip(then, kept.content).enumerated().first { $0.element.0 != $0.element.1 }?.offset
      return "it differs from what rows 1 to \(kept.sequence) lead to, from byte \(place ?? then.count) on"
    }
    var reason: String?
    guard let core = try replay.restored(kept, &reason) else { return reason ?? "it does not read" }
    return core.snapshot() == kept.content ? nil : "it does not come back as it was written"
  }
}
