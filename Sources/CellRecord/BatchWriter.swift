import CellProof
import Foundation
import GRDB

/// Writes one batch within a transaction that the caller has begun.
///
/// What a batch may not say (a gap, a time that goes back, a number decided before) is a mistake of the broker, not of a
/// node: it is ``JournalError/failed(_:)``, and nothing is written.
struct BatchWriter {
  let db: Database
  let limits: JournalLimits

  /// - Returns: the new head.
  func write(_ batch: RecordBatch, after head: UInt64) throws -> UInt64 {
    let last = try Row.fetchOne(
      db.cachedStatement(sql: "SELECT seq, accepted_at FROM message ORDER BY seq DESC LIMIT 1"))
    let actual: UInt64 = try last?.number(0) ?? 0
    guard actual == head else { throw JournalError.conflict(head: actual) }
    try insertFiles(batch.files)
    var streams = DecidedStreams(db: db)
    let newHead = try insert(batch.rows, after: head, acceptedAt: last?.number(1) ?? .min, streams: &streams)
    try insert(batch.refusals, streams: &streams)
    try streams.store(keepingRefusals: limits.refusals)
    try change(batch.subscriptions)
    try move(batch.cursors)
    try note(batch.asides)
    return newHead
  }

  private func insert(
    _ rows: [RecordRow], after head: UInt64, acceptedAt: Int64, streams: inout DecidedStreams
  ) throws -> UInt64 {
    guard !rows.isEmpty else { return head }
    let insertion = try RowInsertion(db)
    var head = head
    var acceptedAt = acceptedAt
    for row in rows {
      guard row.sequence == head + 1 else { throw JournalError.failed("row \(row.sequence) comes after \(head)") }
      guard row.acceptedAt >= acceptedAt else {
        throw JournalError.failed("row \(row.sequence) is accepted before the row that precedes it")
      }
      head = row.sequence
      acceptedAt = row.acceptedAt
      let stream: Int64? = row.stream == 0 ? nil : try streams.decide(row)
      try insertion.insert(row, stream: stream)
    }
    return head
  }

  private func insert(_ refusals: [RefusedNumber], streams: inout DecidedStreams) throws {
    guard !refusals.isEmpty else { return }
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO refusal (stream, lane, number, code, pointer, detail, document_sha256, signature_sha256)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """)
    for refusal in refusals {
      let stream = try streams.decide(refusal)
      try statement.execute(arguments: [
        stream, Int64(refusal.lane), try stored(refusal.number), Int64(refusal.code), refusal.pointer, refusal.detail,
        Data(Digest(of: refusal.document).bytes), Data(Digest(of: refusal.signature).bytes),
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
      case .created(let node, let name, let filter, let cursors):
        guard cursors.count == RecordSchema.laneCount else {
          throw JournalError.failed("subscription \(name) of \(node) has \(cursors.count) cursors")
        }
        var arguments: StatementArguments = [node, name, Data(filter)]
        for cursor in cursors + cursors { arguments += [try stored(cursor)] }
        try db.cachedStatement(
          sql: """
            INSERT OR REPLACE INTO subscription
              (node, name, filter, cursor0, cursor1, cursor2, cursor3, cursor4, cursor5,
                start0, start1, start2, start3, start4, start5)
              VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        ).execute(arguments: arguments)
      case .removed(let node, let name):
        for table in ["subscription", "aside"] {
          try db.cachedStatement(sql: "DELETE FROM \(table) WHERE node = ? AND name = ?")
            .execute(arguments: [node, name])
        }
      }
    }
  }

  private func note(_ asides: [AsideNote]) throws {
    for aside in asides {
      try db.cachedStatement(sql: "INSERT OR IGNORE INTO aside (node, name, seq, at, reason) VALUES (?, ?, ?, ?, ?)")
        .execute(arguments: [aside.node, aside.name, try stored(aside.sequence), aside.at, aside.reason])
    }
  }

  /// A cursor of a subscription that is gone is passed over: a reader may acknowledge while it is being removed.
  private func move(_ cursors: [CursorMove]) throws {
    for cursor in cursors {
      guard cursor.lane < RecordSchema.laneCount else {
        throw JournalError.failed("cursor of \(cursor.node) in lane \(cursor.lane)")
      }
      try db.cachedStatement(
        sql: """
          UPDATE subscription SET cursor\(cursor.lane) = ?, start\(cursor.lane) = ? WHERE node = ? AND name = ?
          """
      ).execute(arguments: [try stored(cursor.sequence), try stored(cursor.start), cursor.node, cursor.name])
    }
  }
}
