import CellCore
import CellJournal
import CellSchema
import Dispatch
import Synchronization

/// Reads entries from rows of the record on all cores: while one core reads the file, the others decode.
struct EntryReading: Sendable {
  let journal: any JournalReader
  private let reader = RowReader()

  init(journal: any JournalReader) { self.journal = journal }

  /// How many rows are read together: with the longest documents, 16 MiB.
  private static let rows = 256

  /// - Parameter sequences: the rows' sequence numbers, ascending.
  /// - Returns: their entries in the same order; rows that move nothing are left out.
  func entries(_ sequences: [SequenceNumber]) throws(Refusal) -> [NamedEntry] {
    let parts = stride(from: 0, to: sequences.count, by: Self.rows).map { sequences[$0...].prefix(Self.rows) }
    let results = Mutex([Result<[NamedEntry], Refusal>](repeating: .success([]), count: parts.count))
    DispatchQueue.concurrentPerform(iterations: parts.count) { part in
      let result = Result { () throws(Refusal) in try read(Array(parts[part])) }
      results.withLock { $0[part] = result }
    }
    var entries: [NamedEntry] = []
    entries.reserveCapacity(sequences.count)
    for result in results.withLock({ $0 }) { entries += try result.get() }
    return entries
  }

  private func read(_ part: [SequenceNumber]) throws(Refusal) -> [NamedEntry] {
    let rows: [RecordRow]
    do throws(JournalError) {
      rows = try journal.rows(part, bytes: .max)
    } catch {
      throw Refusal(error.code, error.detail)
    }
    var entries: [NamedEntry] = []
    entries.reserveCapacity(rows.count)
    for row in rows {
      if let entry = try reader.entry(of: row) { entries.append(entry) }
    }
    return entries
  }
}
