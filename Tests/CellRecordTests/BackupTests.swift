import CellJournal
import CellJournalTesting
import CellProof
import CellRecord
import CellSchema
import Foundation
import GRDB
import Synchronization
import Testing

/// Tells another task that its work is over.
private final class End: Sendable {
  let isThere = Atomic(false)
}

@Suite struct BackupTests {
  private func backup(_ directory: TemporaryDirectory, to path: String) throws(JournalError) -> RecordBackup.Outcome {
    do throws(RecordBackup.Fault) {
      return try RecordBackup(directory: directory.path, to: path, cell: "paris").run { _ in }
    } catch {
      switch error {
      case .record(let error), .target(let error): throw error
      }
    }
  }

  /// The backup, put in a directory of its own and opened as a record.
  private func opened(_ path: String) throws -> SQLiteJournal {
    let directory = TemporaryDirectory()
    try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: path, toPath: directory.record)
    return try SQLiteJournal.open(directory: directory.path, cell: "paris")
  }

  @Test func aBackupIsTheRecord() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    _ = try journal.append(JournalSamples.everyKind, after: .empty)
    try journal.append(rows: 600)
    let target = TemporaryDirectory()
    try FileManager.default.createDirectory(atPath: target.path, withIntermediateDirectories: true)
    let path = target.path + "/copy.sqlite"
    let outcome = try backup(directory, to: path)
    #expect(outcome.head == 611)
    #expect(outcome.added == 611)
    #expect(try FileManager.default.contentsOfDirectory(atPath: target.path) == ["copy.sqlite"])
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let copy = try opened(path)
    #expect(try copy.head() == journal.head())
    #expect(try copy.allRows() == journal.allRows())
    #expect(try copy.subscriptions() == journal.subscriptions())
    #expect(try copy.asides() == journal.asides())
    #expect(try copy.settled() == journal.settled())
    #expect(try copy.stream(77) == journal.stream(77))
    #expect(
      try copy.decisions(stream: 77, lane: .routine, numbers: 1...9)
        == journal.decisions(stream: 77, lane: .routine, numbers: 1...9))
    #expect(try copy.append(rows: 1).sequence == 612)
  }

  @Test func aBackupIsContinued() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    let path = directory.path + "/copy.sqlite"
    for (count, rows) in [(0, 0), (300, 300), (1, 301), (0, 301), (9_000, 9_301)] as [(Int, UInt64)] {
      if count > 0 { try journal.append(rows: count) }
      let outcome = try backup(directory, to: path)
      #expect(outcome.head == SequenceNumber(rows))
      #expect(outcome.added == UInt64(count))
    }
    #expect(try opened(path).allRows() == sampleRows(9_301))
    // One of another record, or of more than there is, is left as it is.
    let other = TemporaryDirectory()
    try SQLiteJournal.open(other).append(rows: 5, documentBytes: 900)
    let before = try directory.bytes(path)
    let error = #expect(throws: JournalError.self) { _ = try backup(other, to: path) }
    guard case .foreign = error else { throw Unexpected(error: error) }
    #expect(try directory.bytes(path) == before)
  }

  /// What stops a backup that goes on leaves the earlier one as it was, however far it had come.
  @Test func anEarlierBackupIsGoodUntilTheNextIsWhole() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    try journal.append(rows: 300)
    let path = directory.path + "/copy.sqlite"
    _ = try backup(directory, to: path)
    let before = try directory.bytes(path)
    for _ in 0..<4 { try journal.append(rows: 5_000) }
    try directory.stranger().write {
      try $0.execute(sql: "UPDATE page SET bytes = zeroblob(length(bytes)) WHERE first = 15301")
    }
    let error = #expect(throws: JournalError.self) { _ = try backup(directory, to: path) }
    guard case .damaged = error else { throw Unexpected(error: error) }
    #expect(try directory.bytes(path) == before)
    #expect(try opened(path).allRows() == sampleRows(300))
  }

  /// A backup under load ends, and is the record of one moment.
  @Test func aBackupBesideAWriterEnds() async throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    try journal.append(rows: 10_000, documentBytes: 100)
    let end = End()
    let path = directory.path + "/copy.sqlite"
    let outcome = try await withThrowingTaskGroup(of: RecordBackup.Outcome?.self) { group in
      group.addTask {
        while !end.isThere.load(ordering: .relaxed) {
          try journal.append(rows: 20, documentBytes: 100)
          try journal.checkpointIfDue()
          // The backup may have no other thread to begin on.
          await Task.yield()
        }
        return nil
      }
      group.addTask {
        defer { end.isThere.store(true, ordering: .relaxed) }
        return try RecordBackup(directory: directory.path, to: path, cell: "paris").run { _ in }
      }
      var outcome: RecordBackup.Outcome?
      for try await found in group where found != nil { outcome = found }
      return try #require(outcome)
    }
    #expect(outcome.head >= 10_000)
    let copy = try opened(path)
    #expect(try copy.head().sequence == outcome.head)
    #expect(try copy.head().sequence.value % 20 == 0)
    let rows = try copy.allRows()
    #expect(rows.count == Int(outcome.head.value))
    #expect(try rows.last == journal.rows([outcome.head], bytes: 0).first)
  }

  @Test func aDamagedRecordIsNotCopied() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    try journal.append(rows: 2_000)
    try journal.append(rows: 2_000)
    try directory.stranger().write {
      try $0.execute(sql: "UPDATE page SET rows = json_set(rows, '$[7][1]', 'UKR.GS-9') WHERE first = 1")
    }
    let path = directory.path + "/copy.sqlite"
    let error = #expect(throws: JournalError.self) { _ = try backup(directory, to: path) }
    guard case .damaged = error else { throw Unexpected(error: error) }
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}

/// A batch with every kind of content.
private enum JournalSamples {
  static var everyKind: RecordBatch {
    let key = DurableKey(node: "FRA.CELL-1", name: "watch")
    var batch = SampleTraffic.batch(after: 0, count: 11)
    batch.refusals = [SampleTraffic.refusal(1), SampleTraffic.refusal(2), SampleTraffic.refusal(1, lane: .flash)]
    batch.subscriptions = [.created(key, filter: [1, 2], cursors: Lanes(repeating: 4))]
    batch.asides = [AsideNote(key: key, sequence: 5, at: 9, reason: "unreadable")]
    batch.files = [Array("revision: 1\n".utf8)]
    batch.settled = ExpiryMark(at: 7, sequence: 3)
    return batch
  }
}
