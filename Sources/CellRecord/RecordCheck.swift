import CellJournal
import CellProof
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
    guard try StoredHead.read(in: db).sequence == last else {
      throw JournalError.damaged("there are rows to \(last), which is not where the head stands")
    }
    let first = try Int64.fetchOne(db, sql: "SELECT min(first) FROM page")
    guard first == 1 else { throw JournalError.damaged("the record begins with row \(first ?? 0)") }
    try checkTail(in: db, last: last)
  }

  /// Checks the last rows, where an interrupted write would show: no gaps, each document and signature with its own hash,
  /// and each row's leaf with the tree.
  private func checkTail(in db: Database, last: SequenceNumber) throws {
    var sequence = SequenceNumber(last.value - min(last.value, UInt64(limits.checkedRows)))
    let tree = try StoredTree(db, cell: cell)
    let complete = tree.epoch.size(through: last) / UInt64(MerkleTile.width)
    var tile: (index: UInt64, hashes: [Digest])?
    var bytes = 0
    while sequence < last, bytes < limits.checkedBytes {
      let rows = try RecordReader.rows(in: db, after: sequence, limit: 256, bytes: 4 << 20)
      guard let read = rows.last else {
        throw JournalError.damaged("no row after \(sequence), though the head is \(last)")
      }
      for row in rows {
        // Those of an epoch that ended are left to the check of the whole record.
        guard let leaf = tree.epoch.index(of: row.sequence) else { continue }
        let (index, place) = leaf.quotientAndRemainder(dividingBy: UInt64(MerkleTile.width))
        guard index < complete else { break }
        if tile?.index != index { tile = (index, try tree.tile(level: 0, index: index)) }
        guard tile?.hashes[Int(place)] == RecordLeaf(row: row, cell: cell).hash else {
          throw JournalError.damaged("row \(row.sequence) is not the one that the tree has at its place")
        }
      }
      sequence = read.sequence
      bytes += rows.reduce(0) { $0 + $1.envelope.storedCount }
    }
  }
}
