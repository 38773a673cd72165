import CellProof
import CellRecord
import Foundation
import GRDB
import Testing

@Suite struct JournalTests {
  @Test func whatWasAppendedIsThereAfterReopening() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    #expect(try journal.head() == 0)
    #expect(try journal.append(Traffic.batch(after: 0, count: 5), after: 0) == 5)
    #expect(try journal.append(Traffic.batch(after: 5, count: 120), after: 5) == 125)
    let expected = (1...125).map { Traffic.row($0) }
    #expect(try journal.allRows() == expected)
    try journal.close()

    let reopened = try SQLiteJournal.open(directory)
    #expect(try reopened.head() == 125)
    #expect(try reopened.allRows() == expected)
    #expect(try reopened.append(Traffic.batch(after: 125, count: 1), after: 125) == 126)
  }

  @Test func aSecondWriterIsFoundOut() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    _ = try journal.append(Traffic.batch(after: 0, count: 3), after: 0)
    #expect(throws: JournalError.conflict(head: 3)) {
      _ = try journal.append(Traffic.batch(after: 2, count: 1), after: 2)
    }
    // Somebody who does not ask for the lock.
    try directory.stranger().write { db in
      try db.execute(
        sql: """
          INSERT INTO message SELECT 4, accepted_at, node, NULL, lane, 0, 0, document_sha256, signature_sha256,
            signature, document FROM message WHERE seq = 3
          """)
    }
    #expect(throws: JournalError.conflict(head: 4)) {
      _ = try journal.append(Traffic.batch(after: 3, count: 1), after: 3)
    }
    #expect(try journal.head() == 4)
    // A conflict is certain: the writer that has read the new head goes on.
    #expect(try journal.append(Traffic.batch(after: 4, count: 1), after: 4) == 5)
  }

  @Test func anotherProcessesWriteLockIsReportedAndLeavesNothingBehind() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    let stranger = try directory.stranger()
    try stranger.inDatabase { db in
      try db.execute(sql: "BEGIN IMMEDIATE")
      var error: JournalError?
      do throws(JournalError) {
        _ = try journal.append(Traffic.batch(after: 0, count: 1), after: 0)
      } catch let thrown {
        error = thrown
      }
      guard case .locked = error else { throw Unexpected(error: error) }
      try db.execute(sql: "ROLLBACK")
    }
    #expect(try journal.append(Traffic.batch(after: 0, count: 1), after: 0) == 1)
  }

  @Test func aReaderThatKeepsItsPlaceDoesNotStopTheWriter() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    _ = try journal.append(Traffic.batch(after: 0, count: 3), after: 0)
    try directory.stranger().read { db in
      #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM message") == 3)
      _ = try journal.append(Traffic.batch(after: 3, count: 50), after: 3)
      #expect(try journal.allRows().count == 53)
      #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM message") == 3)
    }
  }

  /// A batch that contradicts itself or the record is the broker's mistake. It ends the journal, and leaves nothing.
  @Test(arguments: ["gap", "time", "number", "number across batches", "lane", "constraint", "cursors"])
  func aBatchThatCannotBeIsNotWritten(flaw: String) throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    _ = try journal.append(Traffic.batch(after: 0, count: 10), after: 0)
    var batch = Traffic.batch(after: 10, count: 4)
    switch flaw {
    case "gap": batch.rows[2].sequence += 1
    case "time": batch.rows[3].acceptedAt = batch.rows[0].acceptedAt - 1
    case "number":
      batch.rows[3] = batch.rows[0]
      batch.rows[3].sequence = 14
      batch.rows[3].acceptedAt = batch.rows[2].acceptedAt
    case "number across batches":
      batch.rows[0].stream = Traffic.row(7).stream
      batch.rows[0].lane = Traffic.row(7).lane
      batch.rows[0].number = 7
    case "lane": batch.rows[1].lane = 6
    case "constraint":
      // The same number accepted and refused twice.
      batch.refusals = [Traffic.refusal(1), Traffic.refusal(1)]
    default: batch.subscriptions = [.created(node: "FRA.CELL-1", name: "watch", filter: [], cursors: [0])]
    }
    let error = #expect(throws: JournalError.self) { _ = try journal.append(batch, after: 10) }
    guard let error, case .failed = error else { throw Unexpected(error: error) }
    #expect(try journal.head() == 10)
    #expect(try journal.allRows() == (1...10).map { Traffic.row($0) })
    // It stays: what follows would be written on a state that the broker does not understand.
    #expect(throws: error) { _ = try journal.append(Traffic.batch(after: 10, count: 1), after: 10) }
    #expect(throws: error) { try journal.close() }
    #expect(try SQLiteJournal.open(directory).append(Traffic.batch(after: 10, count: 1), after: 10) == 11)
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
  ])
  func aQueryIsAnsweredByAKey(sql: String) throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    _ = try journal.append(Traffic.batch(after: 0, count: 200), after: 0)
    let plan = try directory.stranger().read { db in
      try String.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(sql)", adapter: SuffixRowAdapter(fromIndex: 3))
    }
    #expect(plan.contains { $0.hasPrefix("SEARCH") && ($0.contains("INDEX") || $0.contains("PRIMARY KEY")) }, "\(plan)")
    #expect(!plan.contains { $0.hasPrefix("SCAN") || $0.contains("TEMP B-TREE") }, "\(plan)")
  }

  @Test func readingStopsAtTheLimitOfRowsAndOfBytes() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    _ = try journal.append(Traffic.batch(after: 0, count: 40, documentBytes: 1000), after: 0)
    #expect(try journal.rows(after: 3, limit: 4, bytes: .max).map(\.sequence) == [4, 5, 6, 7])
    // The third envelope is the one that reaches it.
    #expect(try journal.rows(after: 0, limit: 40, bytes: 2500).map(\.sequence) == [1, 2, 3])
    #expect(try journal.rows(after: 0, limit: 40, bytes: 1).map(\.sequence) == [1])
    #expect(try journal.rows(after: 0, limit: 40, bytes: 0).map(\.sequence) == [1])
    #expect(try journal.rows(after: .max, limit: 40, bytes: 2500).isEmpty)
  }

  @Test func rowsAreReadByTheirNumbers() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    _ = try journal.append(Traffic.batch(after: 0, count: 200, documentBytes: 1000), after: 0)
    let chosen: [UInt64] = [1, 7, 8, 120, 200]
    let expected = chosen.map { Traffic.row($0, documentBytes: 1000) }
    #expect(try journal.rows(chosen, bytes: .max) == expected)
    // A number that is not there is left out, and ends nothing.
    #expect(try journal.rows([0, 1, 7, 8, 120, 200, 201, .max], bytes: .max) == expected)
    #expect(try journal.rows([0, 201], bytes: .max).isEmpty)
    #expect(try journal.rows([], bytes: .max).isEmpty)
    // The third envelope is the one that reaches it.
    #expect(try journal.rows(chosen, bytes: 2500).map(\.sequence) == [1, 7, 8])
    #expect(try journal.rows(chosen, bytes: 1).map(\.sequence) == [1])
    #expect(try journal.rows([0, 7, 8], bytes: 0).map(\.sequence) == [7])
  }

  @Test func aRepeatGetsTheFirstAnswerAfterReopening() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    var batch = RecordBatch()
    var accepted = Traffic.row(1)
    accepted.stream = 77
    accepted.number = 2
    accepted.lane = 1
    batch.rows = [accepted]
    batch.refusals = [Traffic.refusal(1), Traffic.refusal(3)]
    _ = try journal.append(batch, after: 0)
    try journal.close()

    let reopened = try SQLiteJournal.open(directory)
    let expected = [
      decision(Traffic.refusal(1)),
      RecordedDecision(
        number: 2, outcome: .accepted(sequence: 1, acceptedAt: accepted.acceptedAt),
        documentSHA256: Digest(of: accepted.document).bytes, signatureSHA256: Digest(of: accepted.signature).bytes),
      decision(Traffic.refusal(3)),
    ]
    #expect(try reopened.decisions(stream: 77, lane: 1, numbers: 1...UInt64.max) == expected)
    #expect(try reopened.decisions(stream: 77, lane: 1, numbers: 2...2) == [expected[1]])
    #expect(try reopened.decisions(stream: 77, lane: 2, numbers: 1...9).isEmpty)
    #expect(try reopened.decisions(stream: 78, lane: 1, numbers: 1...9).isEmpty)
    #expect(
      try reopened.stations().streams == [
        RecordedStations.Stream(id: 77, node: accepted.node, next: [1, 4, 1, 1, 1, 1])
      ])
  }

  @Test func refusalsAreKeptForAWindowAndNoLonger() throws {
    var limits = JournalLimits()
    limits.refusals = 8
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory, limits: limits)
    for first in stride(from: UInt64(1), to: 40, by: 3) {
      var batch = RecordBatch()
      batch.refusals = (first..<first + 3).flatMap { [Traffic.refusal($0), Traffic.refusal($0, lane: 4)] }
      _ = try journal.append(batch, after: 0)
    }
    for lane: UInt8 in [1, 4] {
      let kept = try journal.decisions(stream: 77, lane: lane, numbers: 1...100).map(\.number)
      #expect(kept == [32, 33, 34, 35, 36, 37, 38, 39])
    }
    #expect(try journal.stations().streams.first?.next == [1, 40, 1, 1, 40, 1])
    #expect(try directory.stranger().read { try Int.fetchOne($0, sql: "SELECT count(*) FROM refusal") } == 16)
  }

  @Test func subscriptionsAndCursorsComeBack() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    var batch = Traffic.batch(after: 0, count: 9)
    batch.subscriptions = [
      .created(node: "FRA.CELL-1", name: "watch", filter: [1, 2], cursors: [0, 0, 0, 0, 0, 0]),
      .created(node: "FRA.CELL-1", name: "gone", filter: [], cursors: [1, 2, 3, 4, 5, 6]),
    ]
    batch.cursors = [
      CursorMove(node: "FRA.CELL-1", name: "watch", lane: 1, sequence: 9, start: 0),
      CursorMove(node: "FRA.CELL-1", name: "watch", lane: 5, sequence: 7, start: 0),
      CursorMove(node: "FRA.CELL-1", name: "unheard of", lane: 5, sequence: 7, start: 0),
    ]
    _ = try journal.append(batch, after: 0)
    batch = RecordBatch()
    batch.subscriptions = [
      .removed(node: "FRA.CELL-1", name: "gone"),
      .created(node: "UKR.GS-1", name: "watch", filter: [3], cursors: [1, 2, 3, 4, 5, 6]),
    ]
    // One lane that goes on, and one whose reader went back.
    batch.cursors = [
      CursorMove(node: "UKR.GS-1", name: "watch", lane: 0, sequence: 9, start: 1),
      CursorMove(node: "UKR.GS-1", name: "watch", lane: 4, sequence: 3, start: 2),
    ]
    #expect(try journal.append(batch, after: 9) == 9)
    try journal.close()
    #expect(
      try SQLiteJournal.open(directory).stations().subscriptions == [
        .init(
          node: "FRA.CELL-1", name: "watch", filter: [1, 2], cursors: [0, 9, 0, 0, 0, 7],
          start: [0, 0, 0, 0, 0, 0]),
        .init(
          node: "UKR.GS-1", name: "watch", filter: [3], cursors: [9, 2, 3, 4, 3, 6], start: [1, 2, 3, 4, 2, 6]),
      ])
  }

  @Test func aFileIsFoundByItsHashAndCheckedAgainstIt() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    let roster = Array("revision: 1\n".utf8)
    var batch = RecordBatch()
    batch.files = [roster, roster, []]
    _ = try journal.append(batch, after: 0)
    #expect(try journal.file(sha256: Digest(of: roster).bytes) == roster)
    #expect(try journal.file(sha256: Digest(of: [UInt8]()).bytes) == [])
    #expect(try journal.file(sha256: Digest(of: [1]).bytes) == nil)
    try directory.stranger().write { try $0.execute(sql: "UPDATE file SET bytes = x'00' WHERE length(bytes) > 0") }
    let error = #expect(throws: JournalError.self) { _ = try journal.file(sha256: Digest(of: roster).bytes) }
    guard case .damaged = error else { throw Unexpected(error: error) }
  }

  /// A lawyer with `sqlite3` and nothing else.
  @Test func theViewShowsTimesLanesAndDocumentsAsText() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    _ = try journal.append(Traffic.batch(after: 0, count: 11), after: 0)
    let row = try #require(
      try directory.stranger().read { try Row.fetchOne($0, sql: "SELECT * FROM messages WHERE seq = 10") })
    #expect(row["accepted_at"] == "2026-03-07T08:01:00.000005Z")
    #expect(row["lane"] == "flash")
    #expect(row["node"] == "UKR.GS-1")
    #expect(row["document"] == String(decoding: Traffic.row(10).document, as: UTF8.self))
    #expect(row["document_sha256"] == Digest(of: Traffic.row(10).document).hexadecimal)
  }

  private func decision(_ refusal: RefusedNumber) -> RecordedDecision {
    RecordedDecision(
      number: refusal.number,
      outcome: .refused(code: refusal.code, pointer: refusal.pointer, detail: refusal.detail),
      documentSHA256: Digest(of: refusal.document).bytes, signatureSHA256: Digest(of: refusal.signature).bytes)
  }
}

/// An error of another kind than the one that was caused.
struct Unexpected: Error {
  var error: JournalError?
}
