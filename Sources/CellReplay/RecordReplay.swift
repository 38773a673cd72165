package import CellCore
package import CellJournal
import CellProof
package import CellSchema
import Dispatch
import StrictYAML
import Synchronization

/// Replays a record into state: from the kept snapshot, if that fits the record, and the rows after it; else from all
/// rows. Replay applies and never decides.
package struct RecordReplay {
  private let journal: any JournalReader
  private let cell: CellName
  private let rules: RuleFiles
  /// Told of the row that was read last and of the record's last, after each part.
  private let onProgress: (SequenceNumber, SequenceNumber) -> Void

  /// How many rows, and how many bytes of envelopes, are read at a time.
  private static let rows: UInt64 = 4_096
  private static let bytes = 16 << 20
  /// How many rows one core reads together.
  private static let rowsOfPart = 256

  /// - Parameter rules: the rules of today, which hold before the first row; no row is judged by them.
  package init(
    _ journal: any JournalReader, cell: CellName, rules: RuleFiles,
    onProgress: @escaping (SequenceNumber, SequenceNumber) -> Void = { _, _ in }
  ) {
    self.onProgress = onProgress
    self.journal = journal
    self.cell = cell
    self.rules = rules
  }

  /// The state at the record's end, and what it was read from.
  package struct Restored {
    package let state: RecordState
    /// The row up to which a snapshot was used; `none` if all rows were read.
    package let keptThrough: SequenceNumber
    /// Why a snapshot was not used; nil if it was, or if there was none.
    package let unused: String?
    /// What beside the rows says that rows are missing at the record's end; nil where nothing does.
    package let evidence: String?
  }

  /// The state after the last row, with the durable subscriptions.
  ///
  /// - Parameter trusting: whether the kept state may stand for the rows that it is of. After a doubt about the record it
  ///   may not.
  package func run(from kept: KeptState?, trusting: Bool = true) throws(JournalError) -> Restored {
    var unused: String?
    let evidence = try evidenceOfLoss(kept)
    if let kept {
      switch try resumption(from: kept, trusting: trusting, evidence) {
      case .fits(var replay):
        try finish(&replay)
        return Restored(state: replay.state, keptThrough: kept.sequence, unused: nil, evidence: evidence)
      case .unfit(let reason): unused = reason
      }
    }
    var replay = try begun()
    try finish(&replay)
    return Restored(state: replay.state, keptThrough: .none, unused: unused, evidence: evidence)
  }

  /// What the broker itself wrote of rows that the record does not have: kept state of a later row, or a reader that was
  /// done with one. Both were written after the row was durable.
  package func evidenceOfLoss(_ kept: KeptState?) throws(JournalError) -> String? {
    // The head last: a daemon may be writing.
    let subscriptions = try journal.subscriptions()
    let head = try journal.head().sequence
    if let kept, kept.sequence > head {
      return "the record ends at row \(head), and state was kept of row \(kept.sequence)"
    }
    for subscription in subscriptions where subscription.done.greatest > head {
      return "the record ends at row \(head), and \(subscription.key) was done with row \(subscription.done.greatest)"
    }
    return nil
  }

  /// The state after one row, or after the last for nil, from the rows alone, without durable subscriptions.
  package func state(through sequence: SequenceNumber?) throws(JournalError) -> RecordState {
    var replay = try begun()
    try applyRows(to: &replay, through: sequence)
    return replay.state
  }

  /// Whether a snapshot fits the record that it is kept beside.
  enum Resumption {
    case fits(Replay)
    case unfit(reason: String)
  }

  private func resumption(
    from kept: KeptState, trusting: Bool, _ evidence: String?
  ) throws(JournalError) -> Resumption {
    if let evidence { return .unfit(reason: evidence) }
    return trusting ? try resumed(from: kept) : .unfit(reason: "all rows are read, as was asked for")
  }

  func resumed(from kept: KeptState) throws(JournalError) -> Resumption {
    let head = try journal.head().sequence
    guard kept.sequence <= head else {
      return .unfit(reason: "it is of row \(kept.sequence), and the record ends at row \(head): rows are missing")
    }
    guard kept.sequence > .none,
      let row = try journal.rows([kept.sequence], bytes: 1).first,
      RecordLeaf(row: row, cell: cell).hash == kept.leaf
    else { return .unfit(reason: "it is of row \(kept.sequence) of another record") }
    let (rulebook, names) = try rulesOfToday()
    let entries = EntryReading(journal: journal)
    let source = SnapshotSource(
      row: { sequence throws(Refusal) in try self.row(sequence) },
      entries: { sequences throws(Refusal) in try entries.entries(sequences) })
    do throws(Refusal) {
      let replay = try Replay(
        snapshot: kept.content, rulebook: rulebook, names: names, source: source, files: findFiles)
      let sequence = replay.state.heads.sequence
      guard sequence == kept.sequence else {
        return .unfit(reason: "it is of row \(sequence), and says \(kept.sequence)")
      }
      return .fits(replay)
    } catch {
      return .unfit(reason: error.description)
    }
  }

  // MARK: rows

  private func begun() throws(JournalError) -> Replay {
    let (rulebook, names) = try rulesOfToday()
    return Replay(rulebook: rulebook, names: names)
  }

  private func rulesOfToday() throws(JournalError) -> (Rulebook, Names) {
    var names = Names()
    do throws(Refusal) {
      let rulebook = try rules.rulebook(&names)
      return (rulebook, names)
    } catch {
      throw .failed("\(error)")
    }
  }

  private func finish(_ replay: inout Replay) throws(JournalError) {
    replay.restore(try journal.settled())
    try applyRows(to: &replay, through: nil)
    for subscription in try journal.subscriptions() { replay.restore(subscription) }
    for aside in try journal.asides() { replay.restore(aside) }
  }

  private func applyRows(to replay: inout Replay, through last: SequenceNumber?) throws(JournalError) {
    let end = try journal.head().sequence
    while true {
      let head = replay.state.heads.sequence
      onProgress(head, end)
      let limit = last.map { min(Self.rows, head.distance(behind: $0)) } ?? Self.rows
      guard limit > 0 else { return }
      let rows = try journal.rows(after: head, limit: Int(limit), bytes: Self.bytes)
      if rows.isEmpty { return }
      let ahead = preparations(of: rows, by: replay.readerAhead)
      for (row, ahead) in zip(rows, ahead) {
        do throws(Refusal) {
          try replay.apply(row, ahead: ahead, files: findFiles)
        } catch {
          throw .damaged("row \(row.sequence): \(error)")
        }
      }
    }
  }

  /// What rows say, read on all cores: reading takes far longer than applying.
  private func preparations(of rows: [RecordRow], by reader: ReaderAhead) -> [Preparation] {
    let parts = stride(from: 0, to: rows.count, by: Self.rowsOfPart).map { rows[$0...].prefix(Self.rowsOfPart) }
    let read = Mutex([[Preparation]](repeating: [], count: parts.count))
    DispatchQueue.concurrentPerform(iterations: parts.count) { part in
      let preparations = parts[part].map(reader.read)
      read.withLock { $0[part] = preparations }
    }
    return read.withLock { $0.flatMap { $0 } }
  }

  private func row(_ sequence: SequenceNumber) throws(Refusal) -> RecordRow {
    let rows: [RecordRow]
    do throws(JournalError) {
      rows = try journal.rows([sequence], bytes: 1)
    } catch {
      throw Refusal(.recordDamaged, "row \(sequence): \(error)")
    }
    guard let row = rows.first else { throw Refusal(.recordDamaged, "there is no row \(sequence)") }
    return row
  }

  // MARK: rule files

  /// The roster and the charter that the record's last rules rows put in force; nil of an empty record.
  package func rulesInForce(after state: RecordState) throws(Refusal) -> RuleFiles? {
    guard let recorded = state.rules.recorded else { return nil }
    return try findFiles(roster: recorded.roster, charter: recorded.charter)
  }

  private func findFiles(roster: FileReference, charter: CharterReference) throws(Refusal) -> RuleFiles {
    let rosterBytes = try file(roster.sha256)
    let charterBytes = try file(charter.sha256)
    do throws(FileProblem) {
      return try RuleFiles(rosterBytes: rosterBytes, charterBytes: charterBytes)
    } catch {
      throw Refusal(.recordDamaged, error.description)
    }
  }

  private func file(_ sha256: SHA256Hex) throws(Refusal) -> [UInt8] {
    guard let digest = Digest(bytes: sha256.bytes), let bytes = try? journal.file(sha256: digest) else {
      throw Refusal(.recordDamaged, "the record does not have the file \(sha256)")
    }
    return bytes
  }
}
