import CellJournal
import CellJournalTesting
import CellProof
import CellRecord
import CellSchema
import Foundation
import GRDB
import Testing

/// What SQLite does beyond what every engine must (``ConformanceTests``).
@Suite struct JournalTests {
  @Test func aSecondWriterIsFoundOut() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    let head = try journal.append(rows: 3)
    // Somebody who does not ask for the lock.
    try directory.stranger().write { db in
      try db.execute(
        sql: """
          INSERT INTO message SELECT 4, accepted_at, node, NULL, lane, 0, 0, document_sha256, signature_sha256,
            signature, document FROM message WHERE seq = 3
          """)
      try db.execute(sql: "UPDATE head SET commits = 2, seq = 4, leaf = zeroblob(32)")
    }
    let moved = Head(commit: 2, sequence: 4, leaf: Digest(bytes: [UInt8](repeating: 0, count: 32)))
    #expect(throws: JournalError.conflict(head: moved)) {
      _ = try journal.append(SampleTraffic.batch(after: 3, count: 1), after: head)
    }
    #expect(try journal.head() == moved)
    // A conflict is certain: the writer that has read the new head goes on.
    #expect(try journal.append(rows: 1).sequence == 5)
  }

  /// One that moves no head, as a version before it had one.
  @Test func aRowThatIsThereAlreadyIsNotWrittenOver() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    let head = try journal.append(rows: 3)
    try directory.stranger().write { db in
      try db.execute(
        sql: """
          INSERT INTO message SELECT 4, accepted_at, node, NULL, lane, 0, 0, document_sha256, signature_sha256,
            signature, document FROM message WHERE seq = 3
          """)
    }
    let error = #expect(throws: JournalError.self) { try journal.append(rows: 1) }
    guard case .failed = error else { throw Unexpected(error: error) }
    #expect(try journal.head() == head)
  }

  @Test func anotherProcessesWriteLockIsReportedAndLeavesNothingBehind() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    let stranger = try directory.stranger()
    try stranger.inDatabase { db in
      try db.execute(sql: "BEGIN IMMEDIATE")
      var error: JournalError?
      do throws(JournalError) {
        try journal.append(rows: 1)
      } catch let thrown {
        error = thrown
      }
      guard case .locked = error else { throw Unexpected(error: error) }
      try db.execute(sql: "ROLLBACK")
    }
    #expect(try journal.append(rows: 1).sequence == 1)
  }

  @Test func aReaderThatKeepsItsPlaceDoesNotStopTheWriter() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    try journal.append(rows: 3)
    try directory.stranger().read { db in
      #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM message") == 3)
      try journal.append(rows: 50)
      #expect(try journal.allRows().count == 53)
      #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM message") == 3)
    }
  }

  /// A batch that breaks a constraint is the broker's mistake. It ends the journal, and leaves nothing.
  @Test(arguments: ["row", "number", "number across batches", "refusal", "range"])
  func aBatchThatCannotBeIsNotWritten(flaw: String) throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    let head = try journal.append(rows: 10)
    var batch = SampleTraffic.batch(after: 10, count: 4)
    switch flaw {
    case "row": batch.rows[2].sequence = 10
    case "number":
      batch.rows[3].number = batch.rows[0].number
      batch.rows[3].lane = batch.rows[0].lane
    case "number across batches":
      batch.rows[0].number = SampleTraffic.row(7).number
      batch.rows[0].lane = SampleTraffic.row(7).lane
    case "refusal": batch.refusals = [SampleTraffic.refusal(1), SampleTraffic.refusal(1)]
    default: batch.refusals = [SampleTraffic.refusal(.max)]
    }
    let error = #expect(throws: JournalError.self) { _ = try journal.append(batch, after: head) }
    guard let error, case .failed = error else { throw Unexpected(error: error) }
    #expect(try journal.head() == head)
    #expect(try journal.allRows() == sampleRows(10))
    // It stays: what follows would be written on a state that the broker does not understand.
    #expect(throws: error) { try journal.append(rows: 1) }
    #expect(throws: error) { try journal.close() }
    #expect(try SQLiteJournal.open(directory).append(rows: 1).sequence == 11)
  }

  /// What is asked while the broker runs never walks a table that grows with the record.
  @Test(arguments: [
    "SELECT document FROM message WHERE seq > 5 ORDER BY seq LIMIT 9",
    "SELECT document, (SELECT stream FROM stream WHERE id = message.stream) FROM message WHERE seq = 5",
    "SELECT seq FROM message WHERE stream = 1 AND lane = 4 AND number BETWEEN 5 AND 9",
    "SELECT code FROM refusal WHERE stream = 1 AND lane = 4 AND number BETWEEN 5 AND 9 ORDER BY number",
    "DELETE FROM refusal WHERE stream = 1 AND lane = 4 AND number < 5",
    "SELECT node, next0 FROM stream WHERE stream = x'00'",
    "UPDATE subscription SET cursor4 = 9 WHERE node = 'FRA.CELL-1' AND name = 'watch'",
    "DELETE FROM aside WHERE node = 'FRA.CELL-1' AND name = 'watch'",
    "SELECT bytes FROM file WHERE sha256 = x'00'",
    "SELECT commits, seq, leaf FROM head WHERE id = 1",
  ])
  func aQueryIsAnsweredByAKey(sql: String) throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    try journal.append(rows: 200)
    let plan = try directory.stranger().read { db in
      try String.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(sql)", adapter: SuffixRowAdapter(fromIndex: 3))
    }
    #expect(plan.contains { $0.hasPrefix("SEARCH") && ($0.contains("INDEX") || $0.contains("PRIMARY KEY")) }, "\(plan)")
    #expect(!plan.contains { $0.hasPrefix("SCAN") || $0.contains("TEMP B-TREE") }, "\(plan)")
  }

  @Test func forgottenRefusalsAreGoneFromTheFile() throws {
    var limits = JournalLimits()
    limits.refusals = 8
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory, limits: limits)
    for first in stride(from: UInt64(1), to: 40, by: 3) {
      var batch = RecordBatch()
      batch.refusals = (first..<first + 3).flatMap {
        [SampleTraffic.refusal($0), SampleTraffic.refusal($0, lane: .flash)]
      }
      _ = try journal.append(batch, after: journal.head())
    }
    #expect(try directory.stranger().read { try Int.fetchOne($0, sql: "SELECT count(*) FROM refusal") } == 16)
  }

  @Test func aFileIsCheckedAgainstItsHash() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    let roster = Array("revision: 1\n".utf8)
    var batch = RecordBatch()
    batch.files = [roster]
    _ = try journal.append(batch, after: .empty)
    try directory.stranger().write { try $0.execute(sql: "UPDATE file SET bytes = x'00'") }
    let error = #expect(throws: JournalError.self) { _ = try journal.file(sha256: Digest(of: roster)) }
    guard case .damaged = error else { throw Unexpected(error: error) }
  }

  /// Where a message stands in its publisher's stream, in the columns that it always had.
  @Test func theColumnsAreThoseOfEveryVersion() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    try journal.append(rows: 17)
    let rows = try directory.stranger().read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT node, (SELECT hex(stream) FROM stream WHERE id = message.stream) AS stream, lane, number, cause
            FROM message WHERE seq IN (16, 17)
          """)
    }
    #expect(rows[0] == ["node": "CELL.OPS-1", "stream": nil, "lane": 4, "number": 0, "cause": 8])
    let stream = "00000001000000000000000000000001"
    #expect(rows[1] == ["node": "UKR.GS-1", "stream": stream, "lane": 4, "number": 1, "cause": 0])
  }

  /// A lawyer with `sqlite3` and nothing else.
  @Test func theViewShowsTimesLanesAndDocumentsAsText() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    try journal.append(rows: 20)
    let row = try #require(
      try directory.stranger().read { try Row.fetchOne($0, sql: "SELECT * FROM messages WHERE seq = 17") })
    let document = SampleTraffic.row(17).envelope.document
    #expect(row["accepted_at"] == "2026-03-07T08:01:00.000008Z")
    #expect(row["lane"] == "flash")
    #expect(row["node"] == "UKR.GS-1")
    #expect(row["document"] == String(decoding: document, as: UTF8.self))
    #expect(row["document_sha256"] == Digest(of: document).hexadecimal)
  }
}
