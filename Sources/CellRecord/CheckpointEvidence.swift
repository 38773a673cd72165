package import CellJournal
package import CellProof
import CellSchema

/// What checkpoints beside a record say of it: its own last good one, and one that somebody showed. Only a note that the
/// log's own key has signed says anything; nobody else can stop a record.
package struct CheckpointEvidence {
  private let directory: String
  private let origin: String
  private let key: NoteKey

  /// - Parameters:
  ///   - directory: the record's.
  ///   - origin: of the log that goes on.
  ///   - publicBytes: its key.
  package init?(directory: String, origin: String, publicBytes: [UInt8]) {
    guard let key = NoteKey(name: origin, kind: .signature, publicBytes: publicBytes) else { return nil }
    self.directory = directory
    self.origin = origin
    self.key = key
  }

  /// The log of a record that is there.
  package init?(directory: String, _ log: LogOfEpoch) {
    guard let bytes = StrictBase64.bytes(log.key) else { return nil }
    self.init(directory: directory, origin: log.origin, publicBytes: bytes)
  }

  /// Why rows are missing, or are others; nil where nothing says so.
  ///
  /// - Parameters:
  ///   - size: how many rows the log has.
  ///   - root: over its first rows.
  package func ofLoss(
    size: UInt64, root: (UInt64) throws(JournalError) -> Digest
  ) throws(JournalError) -> String? {
    for file in [CheckpointFile(directory: directory), CheckpointFile(shownTo: directory)] {
      guard let note = file.read().flatMap({ try? SignedNote($0) }), (try? note.verified(by: [key])) != nil,
        let checkpoint = try? Checkpoint(text: note.text), checkpoint.origin == origin
      else { continue }
      guard checkpoint.size <= size else {
        return "\(file.path) is of \(checkpoint.size) rows that this log has signed, and the record has \(size)"
      }
      guard checkpoint.size > 0 else { continue }
      let found = try root(checkpoint.size)
      if found != checkpoint.root {
        return "\(file.path) is of \(checkpoint.size) rows that this log has signed, with another root than the record"
      }
    }
    return nil
  }
}

extension SQLiteReader {
  /// What checkpoints beside the record say of rows that are missing; nil where nothing does, or no row is there.
  package func evidenceOfCheckpoints(in directory: String) throws(JournalError) -> String? {
    guard try head().sequence > .none, let evidence = CheckpointEvidence(directory: directory, try log()) else {
      return nil
    }
    return try evidence.ofLoss(size: tree().size) { size throws(JournalError) in try root(of: size) }
  }
}
