import CellJournal
import CellProof
import CellSchema
import Foundation
import GRDB

/// Builds a record's file from the rows of another one: each row is given its page and its place in the tree anew, so
/// that what is built is whole whatever was copied.
struct RecordBuilder {
  /// How many rows share a transaction, and how many bytes of envelopes.
  static let batchRows = 4_096
  static let batchBytes = 8 << 20

  private let db: Database
  private let cell: CellName
  private let limits = JournalLimits()
  private var tree: MerkleEdge
  /// The epoch of the rows that are added.
  private(set) var epoch: RecordEpoch
  private(set) var head: SequenceNumber
  private(set) var leaf: Digest?

  /// - Parameter db: a file that a builder began, or an empty record.
  init(_ db: Database, cell: CellName) throws {
    self.db = db
    self.cell = cell
    head = try RecordReader.lastSequence(in: db)
    let stored = try StoredTree(db, cell: cell)
    epoch = stored.epoch
    tree = try stored.edge(size: epoch.size(through: head))
    leaf = try RecordReader.rows(in: db, [head], bytes: 0).first.map {
      RecordLeaf(row: $0, cell: cell).hash
    }
  }

  var root: Digest { tree.root }

  /// How many rows the tree has.
  var size: UInt64 { tree.size }

  /// Adds rows that follow, those of an epoch in one transaction.
  mutating func add(_ rows: [(row: RecordRow, stream: Int64?)]) throws {
    var rest = rows[...]
    while let first = rest.first?.row {
      if first.epoch != epoch { try begin(first.epoch) }
      let run = rest.prefix { $0.row.epoch == epoch }
      try addRun(Array(run))
      rest.removeFirst(run.count)
    }
  }

  /// Ends the epoch, and begins another with the next row.
  private mutating func begin(_ next: RecordEpoch) throws {
    guard next.number == epoch.number + 1, next.base > head.next else {
      throw JournalError.failed(
        "epoch \(next.number) cannot begin with row \(next.base) after row \(head)")
    }
    let ended = StoredEpochs.Ended(epoch: epoch, size: tree.size, root: tree.root)
    try db.inTransaction(.immediate) {
      try StoredEpochs.begin(next, ending: ended, in: db)
      return .commit
    }
    epoch = next
    tree = MerkleEdge()
  }

  private mutating func addRun(_ rows: [(row: RecordRow, stream: Int64?)]) throws {
    guard let last = rows.last else { return }
    let hashes = RowHashes.of(rows.map(\.row), cell: cell)
    var next = tree
    try db.inTransaction(.immediate) {
      var pages = try PageInsertion(db, pageBytes: limits.pageBytes)
      var tiles: [MerkleTile] = []
      for (row, hashes) in zip(rows, hashes) {
        try pages.add(row.row, stream: row.stream, hashes: hashes)
        next.append(leafHash: hashes.leaf) { tiles.append($0) }
      }
      try pages.flush()
      for tile in tiles { try StoredTree.store(tile, in: db) }
      return .commit
    }
    _ = try db.checkpoint(.passive)
    tree = next
    head = last.row.sequence
    leaf = hashes.last?.leaf
  }

  /// Copies what a record has beside rows, in the transaction that is open: all of it, in place of what is there.
  func copyTables(from source: Database) throws {
    for table in ["stream", "refusal", "subscription", "aside", "file"] {
      let columns = try source.columns(in: table).map(\.name)
      try db.execute(sql: "DELETE FROM \(table)")
      let statement = try db.cachedStatement(
        sql: """
          INSERT INTO \(table) (\(columns.joined(separator: ", ")))
            VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))
          """)
      let cursor = try Row.fetchCursor(source, sql: "SELECT \(columns.joined(separator: ", ")) FROM \(table)")
      while let row = try cursor.next() { try statement.execute(arguments: StatementArguments(row.databaseValues)) }
    }
    let opening = try Row.fetchOne(source, sql: "SELECT count, last FROM opening WHERE id = 1")
    guard let opening else { throw JournalError.damaged("the row that counts the openings is gone") }
    try db.execute(
      sql: "UPDATE opening SET count = ?, last = ? WHERE id = 1", arguments: StatementArguments(opening.databaseValues))
  }

  /// Ends the building at a head that the rows must lead to.
  ///
  /// - Parameter cut: where the source has later rows, what of them is left out.
  func finish(_ wanted: Head, settled: ExpiryMark, from source: Database, _ cut: BackupCut? = nil) throws {
    guard head == wanted.sequence, leaf == wanted.leaf else {
      throw JournalError.damaged("row \(head) is not the one at which the head stands")
    }
    try db.inTransaction(.immediate) {
      try copyTables(from: source)
      try cut?.apply(to: db)
      try StoredHead.store(wanted, root: tree.root, in: db)
      try StoredHead.store(settled, in: db)
      return .commit
    }
    let log = try db.checkpoint(.truncate)
    guard log.walFrameCount == 0 else { throw JournalError.undurable("the new file's log could not be emptied") }
  }
}
