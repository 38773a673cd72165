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
    let other = TemporaryDirectory()
    try other.write(directory.bytes(directory.record), to: other.record)
    try other.write(directory.bytes(directory.log), to: other.log)
    try SQLiteJournal.open(other).append(rows: 2)
    try directory.stranger().inDatabase { db in
      try db.execute(sql: "ATTACH ? AS other", arguments: [other.record])
      try db.execute(sql: "INSERT INTO page SELECT * FROM other.page WHERE first = 4")
      try db.execute(sql: "DELETE FROM head")
      try db.execute(sql: "INSERT INTO head SELECT * FROM other.head")
    }
    let moved = Head(commit: 2, sequence: 5, leaf: RecordLeaf(row: SampleTraffic.row(5), cell: "paris").hash)
    #expect(throws: JournalError.conflict(head: moved)) {
      _ = try journal.append(SampleTraffic.batch(after: 3, count: 1), after: head)
    }
    #expect(try journal.head() == moved)
    // A conflict is certain: the writer that has read the new head goes on, on the other's rows and tree.
    #expect(try journal.append(rows: 1).sequence == 6)
    try journal.close()
    #expect(try SQLiteJournal.open(directory).allRows() == sampleRows(6))
  }

  /// One that moves no head.
  @Test func aRowThatIsThereAlreadyIsNotWrittenOver() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    let head = try journal.append(rows: 3)
    try directory.stranger().write { db in
      try db.execute(sql: "INSERT INTO page SELECT 4, count, rows, hashes, bytes FROM page WHERE first = 1")
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
      #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM messages") == 3)
      try journal.append(rows: 50)
      #expect(try journal.allRows().count == 53)
      #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM messages") == 3)
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
    "SELECT rows FROM page WHERE first >= coalesce((SELECT max(first) FROM page WHERE first <= 5), 1) ORDER BY first",
    "SELECT rows FROM page WHERE first = (SELECT max(first) FROM page WHERE first <= 5)",
    "SELECT first, count FROM page WHERE first = (SELECT max(first) FROM page)",
    """
    SELECT page, rows, hashes FROM run CROSS JOIN page ON page.first = run.page
      WHERE stream = 1 AND lane = 4 AND run.first <= 9
        AND run.first >= coalesce((SELECT max(first) FROM run WHERE stream = 1 AND lane = 4 AND first <= 5), 5)
      ORDER BY run.first
    """,
    "SELECT hashes FROM tile WHERE level = 0 AND position = 1", "SELECT stream FROM stream WHERE id = 1",
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

  /// Where a message stands in its publisher's stream, in the columns that the view always had.
  @Test func theColumnsAreThoseOfEveryVersion() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    try journal.append(rows: 10)
    try journal.append(rows: 7)
    let rows = try directory.stranger().read { db in
      try Row.fetchAll(
        db, sql: "SELECT seq, node, stream, lane, number, cause, signature FROM messages WHERE seq IN (15, 16, 17)")
    }
    #expect(rows.count == 3)
    #expect(rows[0]["signature"] == "signature 15")
    #expect(
      rows[1] == [
        "seq": 16, "node": "CELL.OPS-1", "stream": "", "lane": "flash", "number": 0, "cause": 8, "signature": "",
      ])
    let stream = "00000001000000000000000000000001"
    #expect(
      rows[2] == [
        "seq": 17, "node": "UKR.GS-1", "stream": stream, "lane": "flash", "number": 1, "cause": 0, "signature": "",
      ])
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
    let sql = "SELECT * FROM messages WHERE page = (SELECT max(first) FROM page WHERE first <= 17) AND seq = 17"
    #expect(try directory.stranger().read { try Row.fetchOne($0, sql: sql) } == row)
  }
}
