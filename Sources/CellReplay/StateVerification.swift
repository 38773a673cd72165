package import CellCore
package import CellJournal
import CellProof
package import CellSchema

/// Verifies that the snapshot kept beside a record is the state that the record leads to.
package struct StateVerification: Sendable {
  /// The record's last row.
  package let head: SequenceNumber
  /// The snapshot's row; nil if there is no whole snapshot.
  package let keptThrough: SequenceNumber?
  /// How the snapshot differs from the record; nil if it does not, or if there is none.
  package let difference: String?
  /// What beside the rows says that rows are missing at the record's end; nil where nothing does.
  package let evidence: String?
  /// SHA-256 of the state's snapshot after the last row, in hexadecimal: the same record gives the same hash.
  package let stateSHA256: String

  /// Reads the whole record.
  ///
  /// - Parameters:
  ///   - rules: those of today, which hold before the first row; no row is judged by them.
  ///   - kept: the snapshot kept beside the record.
  ///   - isThere: whether there is a snapshot file, whole or not.
  package init(
    _ rules: RuleFiles, cell: CellName, _ journal: any JournalReader, kept: KeptState?, isThere: Bool
  ) throws(JournalError) {
    let replay = RecordReplay(journal, cell: cell, rules: rules)
    let archive = Archive(try replay.state(through: nil), cell: cell)
    head = archive.head
    let state = head > .none ? archive.snapshot() : []
    stateSHA256 = Digest(of: state).hexadecimal
    keptThrough = kept?.sequence
    evidence = try replay.evidenceOfLoss(kept)
    guard let kept else {
      difference = isThere ? "it is not whole" : nil
      return
    }
    difference = try Self.difference(kept, fromAll: state, head, cell, replay)
  }

  private static func difference(
    _ kept: KeptState, fromAll state: [UInt8], _ head: SequenceNumber, _ cell: CellName, _ replay: RecordReplay
  ) throws(JournalError) -> String? {
    guard kept.sequence <= head else { return "it is of row \(kept.sequence), and the record ends at \(head)" }
    let then =
      kept.sequence == head ? state : Archive(try replay.state(through: kept.sequence), cell: cell).snapshot()
    guard then == kept.content else {
      let place = zip(then, kept.content).enumerated().first { $0.element.0 != $0.element.1 }?.offset
      return "it differs from what rows 1 to \(kept.sequence) lead to, from byte \(place ?? then.count) on"
    }
    switch try replay.resumed(from: kept) {
    case .unfit(let reason): return reason
    case .fits(let replay):
      return Archive(replay.state, cell: cell).snapshot() == kept.content
        ? nil : "it does not come back as it was written"
    }
  }
}

extension KeptState {
  /// The snapshot of an archive, with its last row's leaf; nil if there is no row.
  package init?(_ archive: Archive, _ journal: any JournalReader, cell: CellName) throws(JournalError) {
    guard let row = try journal.rows([archive.head], bytes: 1).first else { return nil }
    self.init(sequence: row.sequence, leaf: RecordLeaf(row: row, cell: cell).hash, content: archive.snapshot())
  }
}
