package import CellJournal
import CellProof
import CellSchema

/// The log that covers an epoch of a record: its name, and the key that signs its checkpoints.
package struct LogOfEpoch: Sendable, Hashable {
  package let epoch: RecordEpoch
  /// `cellbus/CELL-HHHHHHHH/EPOCH`.
  package let origin: String
  /// The public key that the epoch's first row names, in Base64.
  package let key: String
  /// The 32 bytes of that of the first epoch, by which a cell's documents are signed.
  package let firstKey: [UInt8]
}

extension SQLiteReader {
  /// The log of an epoch.
  ///
  /// - Parameter epoch: nil for the one that goes on.
  /// - Throws: ``JournalError/damaged(_:)`` where the record's first row, or the epoch's, is not there or names no key.
  package func log(of epoch: RecordEpoch? = nil) throws(JournalError) -> LogOfEpoch {
    let epoch = if let epoch { epoch } else { try tree().epoch }
    let genesis = try body(Genesis.self, at: 1)
    guard let first = StrictBase64.bytes("\(genesis.logKey)") else {
      throw .damaged("row 1 names no log key")
    }
    let key =
      epoch == .first ? genesis.logKey : try body(RecordRestored.self, at: epoch.base).logKey
    return LogOfEpoch(
      epoch: epoch, origin: LogOrigin.name(cell: "\(cell)", firstKey: first, epoch: epoch.number),
      key: "\(key)",
      firstKey: first)
  }

  private func body<Body: Payload>(_: Body.Type, at sequence: SequenceNumber) throws(JournalError)
    -> Body
  {
    guard let row = try rows([sequence], bytes: 0).first else {
      throw .damaged("row \(sequence) is not there")
    }
    do {
      return try DocumentDecoder.body(Body.self, of: Array(row.envelope.document))
    } catch {
      throw .damaged("row \(sequence): \(error)")
    }
  }
}
