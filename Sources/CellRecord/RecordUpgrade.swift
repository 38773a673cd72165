package import CellJournal
import CellProof
package import CellSchema
import Foundation
import GRDB
import Glibc

/// Turns a record of format 2 into one of format 3, with every row read, checked and given its place in the tree.
///
/// The new file is built beside the old one and takes its name in one step once it is whole and on the disk, so that a
/// kill or a full disk on the way leaves the old record as it is. The old file stays, under another name.
package struct RecordUpgrade: Sendable {
  /// What an upgrade did.
  package struct Outcome: Sendable, Hashable {
    package var rows: UInt64
    /// Where the record of format 2 is kept.
    package var kept: String
  }

  private let file: RecordFile
  private let cell: CellName

  /// - Parameters:
  ///   - directory: the record's directory.
  ///   - cell: the cell's name, which the file has to hold.
  package init(directory: String, cell: CellName) {
    file = RecordFile(directory: directory)
    self.cell = cell
  }

  /// - Parameter progress: is told after each transaction.
  package func run(progress: (RecordProgress) -> Void) throws(JournalError) -> Outcome {
    let lock = try DirectoryLock(directory: file.directory)
    defer { lock.release() }
    try file.checkHeader(format: RecordSchema.formerFormat)
    let kept = file.path + ".format\(RecordSchema.formerFormat)"
    guard !FileManager.default.fileExists(atPath: kept) else {
      throw .failed("\(kept) is there already: move it away first")
    }
    let rows = try withJournalErrors {
      let former = try DatabaseQueue(path: file.path, configuration: Durability.configuration(readonly: false))
      // What a killed daemon has left in the log belongs to the record.
      try former.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
      let head = try former.read { try FormerRecord(db: $0, cell: cell).head() }
      try file.buildDraft(cell: cell)
      let draft = try DatabaseQueue(path: file.draftPath, configuration: Durability.configuration(readonly: false))
      try former.read { former in
        try draft.writeWithoutTransaction { db in
          try copy(FormerRecord(db: former, cell: cell), head, to: db, progress)
        }
      }
      try former.close()
      try draft.close()
      return head.sequence.value
    }
    try FileOwner.give(file.draftPath, like: file.path)
    guard unsafe link(file.path, kept) == 0 else {
      throw .failed("cannot keep \(file.path) as \(kept): \(SystemWords.of(errno: errno))")
    }
    try file.adoptDraft(lock)
    return Outcome(rows: rows, kept: kept)
  }

  private func copy(
    _ former: FormerRecord, _ head: Head, to db: Database, _ progress: (RecordProgress) -> Void
  ) throws {
    var builder = try RecordBuilder(db, cell: cell)
    while builder.head < head.sequence {
      let rows = try former.rows(after: builder.head, limit: RecordBuilder.batchRows)
      guard !rows.isEmpty else { throw JournalError.damaged("no row after \(builder.head)") }
      try builder.add(rows)
      progress(RecordProgress(rows: builder.head.value, of: head.sequence.value))
    }
    try builder.finish(head, settled: try former.settled(), from: former.db)
  }
}

/// How far a work on a whole record has come.
package struct RecordProgress: Sendable, Hashable {
  package var rows: UInt64
  package var of: UInt64

  package init(rows: UInt64, of: UInt64) {
    self.rows = rows
    self.of = of
  }
}

/// A record of format 2, as far as it is read to be turned into one of format 3.
private struct FormerRecord {
  let db: Database
  let cell: CellName

  func head() throws -> Head {
    let name = try String.fetchOne(db, sql: "SELECT cell FROM record WHERE id = 1")
    guard name == cell.description else {
      throw JournalError.foreign("this is the record of cell \(name ?? "without a name"), not of \(cell)")
    }
    let last = try Int64.fetchOne(db, sql: "SELECT max(seq) FROM message")
    guard try hasHead else {
      // The first records of the format had no head of their own.
      guard let last, let row = try rows(after: SequenceNumber(UInt64(last) - 1), limit: 1).first?.row else {
        return .empty
      }
      return Head(commit: 1, sequence: row.sequence, leaf: RecordLeaf(row: row, cell: cell).hash)
    }
    let head = try StoredHead.read(in: db)
    guard Int64(clamping: head.sequence.value) == last ?? 0 else {
      throw JournalError.damaged("there are rows to \(last ?? 0), which is not where the head stands: \(head)")
    }
    return head
  }

  private var hasHead: Bool { get throws { try db.tableExists("head") } }

  func settled() throws -> ExpiryMark {
    if try hasHead { return try StoredHead.settled(in: db) }
    guard let last = try Int64.fetchOne(db, sql: "SELECT accepted_at FROM message ORDER BY seq DESC LIMIT 1") else {
      return .none
    }
    // They settled what was due before they gave anything a place.
    return ExpiryMark(through: Microseconds(last))
  }

  /// Rows with their stream's key in the file, each with both hashes checked.
  func rows(after sequence: SequenceNumber, limit: Int) throws -> [(row: RecordRow, stream: Int64?)] {
    let cursor = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT seq, accepted_at, node, (SELECT stream FROM stream WHERE id = message.stream), lane, number, cause,
            document_sha256, signature_sha256, signature, document, stream
            FROM message WHERE seq > ? ORDER BY seq LIMIT ?
          """), arguments: [Int64(clamping: sequence.value), limit])
    var rows: [(row: RecordRow, stream: Int64?)] = []
    var previous = sequence
    while let stored = try cursor.next() {
      let row = try row(stored)
      guard row.sequence == previous.next else {
        throw JournalError.damaged("row \(row.sequence) comes after \(previous)")
      }
      previous = row.sequence
      rows.append((row, stored.hasNull(atIndex: 11) ? nil : try stored.number(11)))
    }
    return rows
  }

  private func row(_ row: Row) throws -> RecordRow {
    let sequence = try row.sequence(0)
    let envelope = Envelope(signature: try row.bytes(9), document: try row.bytes(10))
    guard Digest(bytes: try row.bytes(7)) == Digest(of: envelope.document) else {
      throw JournalError.damaged("row \(sequence): the document is not the one that was accepted")
    }
    guard Digest(bytes: try row.bytes(8)) == Digest(of: envelope.signature) else {
      throw JournalError.damaged("row \(sequence): the signature block is not the one that was accepted")
    }
    let number: UInt64 = try row.number(5)
    let stream = row.hasNull(atIndex: 3) ? nil : try row.stream(3)
    guard stream != nil || number == 0 else { throw JournalError.damaged("number \(number) is of no stream") }
    return RecordRow(
      sequence: sequence, acceptedAt: try row.moment(1), node: try row.node(2),
      number: stream.map { StreamNumber(stream: $0, number: number) }, lane: try row.lane(4),
      cause: try row.sequence(6), envelope: envelope)
  }
}
