import CellCore
import CellRecord
import CellSchema
import Dispatch
import Synchronization

/// Reads entries off rows of the record on all cores: while one reads from the file, the others decode.
struct EntryReading: Sendable {
  let journal: any Journal

  /// Rows that are read together: with the longest documents, 16 MiB.
  private static let rows = 256

  /// - Parameter sequences: ascending.
  /// - Returns: in the same order, without the rows that move nothing.
  func entries(_ sequences: [UInt64], _ reader: EntryReader) throws(Refusal) -> [NamedEntry] {
    let parts = stride(from: 0, to: sequences.count, by: Self.rows).map { sequences[$0...].prefix(Self.rows) }
    let results = Mutex([Result<[NamedEntry], Refusal>](repeating: .success([]), count: parts.count))
    DispatchQueue.concurrentPerform(iterations: parts.count) { part in
      let result = Result { () throws(Refusal) in try read(Array(parts[part]), reader) }
      results.withLock { $0[part] = result }
    }
    var entries: [NamedEntry] = []
    entries.reserveCapacity(sequences.count)
    for result in results.withLock({ $0 }) { entries += try result.get() }
    return entries
  }

  private func read(_ part: [UInt64], _ reader: EntryReader) throws(Refusal) -> [NamedEntry] {
    let rows: [RecordRow]
    do throws(JournalError) {
      rows = try journal.rows(part, bytes: .max)
    } catch {
      throw Refusal(error.code, error.detail)
    }
    var entries: [NamedEntry] = []
    entries.reserveCapacity(rows.count)
    for row in rows {
      if let entry = try reader.read(Replayed(row)) { entries.append(entry) }
    }
    return entries
  }
}
