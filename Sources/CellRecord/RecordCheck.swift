import GRDB

/// What is looked at when a record is opened, in a time that does not grow with its length.
struct RecordCheck {
  let cell: String
  let limits: JournalLimits

  func run(in db: Database) throws {
    guard let name = try String.fetchOne(db, sql: "SELECT cell FROM record WHERE id = 1") else {
      throw JournalError.damaged("the record does not name its cell")
    }
    guard name == cell else { throw JournalError.foreign("this is the record of cell \(name), not of \(cell)") }
    guard try Int.fetchOne(db, sql: "SELECT count FROM opening WHERE id = 1") != nil else {
      throw JournalError.damaged("the row that counts the openings is gone")
    }
    let head = try RecordReader.head(in: db)
    guard head > 0 else { return }
    let first = try Int64.fetchOne(db, sql: "SELECT min(seq) FROM message")
    guard first == 1 else { throw JournalError.damaged("the record begins with row \(first ?? 0)") }
    try checkTail(in: db, head: head)
  }

  /// The rows where an interrupted write would show: without gaps, each document and signature with its own hash.
  private func checkTail(in db: Database, head: UInt64) throws {
    var sequence = head - min(head, UInt64(limits.checkedRows))
    var bytes = 0
    while sequence < head, bytes < limits.checkedBytes {
      let rows = try RecordReader.rows(in: db, after: sequence, limit: 256, bytes: 4 << 20)
      guard let last = rows.last else {
        throw JournalError.damaged("no row after \(sequence), though the head is \(head)")
      }
      sequence = last.sequence
      bytes += rows.reduce(0) { $0 + $1.document.count + $1.signature.count }
    }
  }
}
