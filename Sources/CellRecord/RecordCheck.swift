import CellJournal
import CellSchema
import GRDB

/// The checks made when a record is opened, in a time that does not grow with the record's length.
struct RecordCheck {
  let cell: CellName
  let limits: JournalLimits

  func run(in db: Database) throws {
    guard let name = try String.fetchOne(db, sql: "SELECT cell FROM record WHERE id = 1") else {
      throw JournalError.damaged("the record does not name its cell")
    }
    guard name == cell.description else {
      throw JournalError.foreign("this is the record of cell \(name), not of \(cell)")
    }
    guard try Int.fetchOne(db, sql: "SELECT count FROM opening WHERE id = 1") != nil else {
      throw JournalError.damaged("the row that counts the openings is gone")
    }
    try StoredHead.check(in: db, cell: cell)
    let last = try RecordReader.lastSequence(in: db)
    guard last > .none else { return }
    let first = try Int64.fetchOne(db, sql: "SELECT min(seq) FROM message")
    guard first == 1 else { throw JournalError.damaged("the record begins with row \(first ?? 0)") }
    try checkTail(in: db, last: last)
  }

  /// Checks the last rows, where an interrupted write would show: no gaps, and each document and signature with its own
  /// hash.
  private func checkTail(in db: Database, last: SequenceNumber) throws {
    var sequence = SequenceNumber(last.value - min(last.value, UInt64(limits.checkedRows)))
    var bytes = 0
    while sequence < last, bytes < limits.checkedBytes {
      let rows = try RecordReader.rows(in: db, after: sequence, limit: 256, bytes: 4 << 20)
      guard let read = rows.last else {
        throw JournalError.damaged("no row after \(sequence), though the head is \(last)")
      }
      sequence = read.sequence
      bytes += rows.reduce(0) { $0 + $1.envelope.storedCount }
    }
  }
}
