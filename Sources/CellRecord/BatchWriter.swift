import CellJournal
import CellProof
import CellSchema
import Foundation
import GRDB

/// Writes one batch within a transaction that the caller has begun.
///
/// ``BatchCheck`` finds gaps, times that go back and numbers decided twice before the engine is called. A violation
/// that only a constraint of the tables finds is a mistake of the broker too, and nothing is written.
struct BatchWriter {
  let db: Database
  let cell: CellName
  /// The one that goes on.
  let epoch: RecordEpoch
  let limits: JournalLimits

  /// - Parameter tree: the tree's right edge over the rows before the batch; over those after it in the end.
  /// - Returns: the new head.
  func write(_ batch: RecordBatch, hashes: [RowHashes], after head: Head, tree: inout MerkleEdge) throws -> Head {
    let actual = try StoredHead.read(in: db)
    guard actual == head else { throw JournalError.conflict(head: actual) }
    if tree.size != epoch.size(through: head.sequence) {
      tree = try StoredTree(db, cell: cell).edge()
    }
    try insertFiles(batch.files)
    var streams = DecidedStreams(db: db)
    try insert(batch.rows, hashes, after: head, streams: &streams)
    try insert(batch.refusals, streams: &streams)
    try streams.store(keepingRefusals: limits.refusals)
    try change(batch.subscriptions)
    try move(batch.cursors)
    try note(batch.asides)
    if let settled = batch.settled { try StoredHead.store(settled, in: db) }
    var tiles: [MerkleTile] = []
    for hashes in hashes { tree.append(leafHash: hashes.leaf) { tiles.append($0) } }
    for tile in tiles { try StoredTree.store(tile, in: db) }
    let moved = Head(
      commit: head.commit + 1, sequence: batch.rows.last?.sequence ?? head.sequence,
      leaf: hashes.last?.leaf ?? head.leaf)
    try StoredHead.store(moved, root: tree.root, in: db)
    return moved
  }

  private func insert(
    _ rows: [RecordRow], _ hashes: [RowHashes], after head: Head, streams: inout DecidedStreams
  ) throws {
    guard let first = rows.first else { return }
    guard first.sequence == (head.sequence < epoch.base ? epoch.base : head.sequence.next) else {
      throw JournalError.failed("row \(first.sequence) comes after \(head.sequence)")
    }
    guard rows.allSatisfy({ $0.epoch == epoch }) else {
      throw JournalError.failed("a row is of another epoch than \(epoch.number)")
    }
    var pages = try PageInsertion(db, pageBytes: limits.pageBytes)
    for (row, hashes) in zip(rows, hashes) {
      try pages.add(row, stream: try streams.decide(row), hashes: hashes)
    }
    try pages.flush()
  }

  private func insert(_ refusals: [RefusedNumber], streams: inout DecidedStreams) throws {
    guard !refusals.isEmpty else { return }
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO refusal (stream, lane, number, code, pointer, detail, document_sha256, signature_sha256)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """)
    for refused in refusals {
      let stream = try streams.decide(refused)
      let refusal = refused.refusal
      try statement.execute(arguments: [
        stream, Int64(refused.lane.lane), try stored(refused.number.number), Int64(refusal.code.number),
        refusal.pointer, refusal.detail, Data(Digest(of: refused.envelope.document).bytes),
        Data(Digest(of: refused.envelope.signature).bytes),
      ])
    }
  }

  private func insertFiles(_ files: [[UInt8]]) throws {
    for file in files {
      try db.execute(
        sql: "INSERT OR IGNORE INTO file (sha256, bytes) VALUES (?, ?)",
        arguments: [Data(Digest(of: file).bytes), Data(file)])
    }
  }

  private func change(_ changes: [SubscriptionChange]) throws {
    for change in changes {
      switch change {
      case .created(let key, let filter, let cursors):
        var arguments: StatementArguments = [key.node.description, key.name, Data(filter)]
        for cursor in cursors.elements + cursors.elements { arguments += [try stored(cursor.value)] }
        try db.cachedStatement(
          sql: """
            INSERT OR REPLACE INTO subscription
              (node, name, filter, cursor0, cursor1, cursor2, cursor3, cursor4, cursor5,
                start0, start1, start2, start3, start4, start5)
              VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        ).execute(arguments: arguments)
      case .removed(let key):
        for table in ["subscription", "aside"] {
          try db.cachedStatement(sql: "DELETE FROM \(table) WHERE node = ? AND name = ?")
            .execute(arguments: [key.node.description, key.name])
        }
      }
    }
  }

  private func note(_ asides: [AsideNote]) throws {
    for aside in asides {
      try db.cachedStatement(sql: "INSERT OR IGNORE INTO aside (node, name, seq, at, reason) VALUES (?, ?, ?, ?, ?)")
        .execute(arguments: [
          aside.key.node.description, aside.key.name, try stored(aside.sequence.value), aside.at.value, aside.reason,
        ])
    }
  }

  /// Cursors of a removed subscription are ignored: a reader may acknowledge while its subscription is being removed.
  private func move(_ cursors: [CursorMove]) throws {
    for move in cursors {
      var arguments: StatementArguments = []
      for place in move.done.elements + move.start.elements { arguments += [try stored(place.value)] }
      arguments += [move.key.node.description, move.key.name]
      try db.cachedStatement(
        sql: """
          UPDATE subscription
            SET cursor0 = ?, cursor1 = ?, cursor2 = ?, cursor3 = ?, cursor4 = ?, cursor5 = ?,
              start0 = ?, start1 = ?, start2 = ?, start3 = ?, start4 = ?, start5 = ?
            WHERE node = ? AND name = ?
          """
      ).execute(arguments: arguments)
    }
  }
}
