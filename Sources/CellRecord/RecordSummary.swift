package import CellJournal
package import CellProof
package import CellSchema
import Foundation
import GRDB

/// What a record is, as one moment has it.
package struct RecordSummary: Sendable {
  package var cell: CellName
  package var path: String
  package var format: Int32
  /// The file's size, without its log.
  package var bytes: UInt64
  package var head: Head
  /// The one that goes on.
  package var epoch: RecordEpoch
  /// The root of the tree over all rows.
  package var root: Digest
  package var pages: UInt64
  /// When the first and the last row were accepted; nil for an empty record.
  package var span: (first: Microseconds, last: Microseconds)?
}

extension SQLiteReader {
  package func summary() throws(JournalError) -> RecordSummary {
    let size = (try? FileManager.default.attributesOfItem(atPath: file.path)[.size] as? UInt64) ?? 0
    return try read { db -> RecordSummary in
      let head = try StoredHead.read(in: db)
      let first = try RecordReader.rows(in: db, [1], bytes: 0).first
      let last = try RecordReader.rows(in: db, [head.sequence], bytes: 0).first
      let pages = try Int64.fetchOne(db, sql: "SELECT count(*) FROM page") ?? 0
      return RecordSummary(
        cell: cell, path: file.path, format: RecordSchema.format, bytes: size, head: head,
        epoch: try StoredEpochs.read(in: db).current, root: try StoredHead.root(in: db),
        pages: UInt64(pages),
        span: first.flatMap { first in last.map { (first.acceptedAt, $0.acceptedAt) } })
    }
  }
}
