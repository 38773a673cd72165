import CellJournal
import CellProof
import CellSchema
import Dispatch
import Synchronization

/// The hashes of a row: what its page stores, and its leaf.
struct RowHashes: Sendable {
  var document: Digest
  var signature: Digest
  var leaf: Digest

  init(_ row: RecordRow, cell: CellName) {
    document = Digest(of: row.envelope.document)
    // Most messages have no signature block: its hash, that of no bytes, is known.
    signature = row.envelope.signature.isEmpty ? MerkleHash.empty : Digest(of: row.envelope.signature)
    leaf = RecordLeaf(row: row, cell: cell, documentSHA256: document, signatureSHA256: signature).hash
  }

  /// How many bytes of envelopes are worth a second thread: below, waking it costs more than hashing them.
  private static let worthSharing = 128 << 10
  /// How many threads hash at most: beyond, memory is the limit.
  private static let threads = 4

  /// The hashes of rows, made by all cores where there is much to hash.
  static func of(_ rows: [RecordRow], cell: CellName) -> [RowHashes] {
    let size = rows.reduce(0) { $0 + $1.envelope.storedCount }
    guard size >= worthSharing, rows.count >= 2 * threads else { return rows.map { RowHashes($0, cell: cell) } }
    let share = (rows.count + threads - 1) / threads
    let parts = Mutex([[RowHashes]](repeating: [], count: threads))
    DispatchQueue.concurrentPerform(iterations: threads) { part in
      let range = min(part * share, rows.count)..<min((part + 1) * share, rows.count)
      let hashes = rows[range].map { RowHashes($0, cell: cell) }
      parts.withLock { $0[part] = hashes }
    }
    return parts.withLock { $0.flatMap { $0 } }
  }
}
