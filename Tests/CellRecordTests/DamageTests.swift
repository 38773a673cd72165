import CellJournal
import CellJournalTesting
import CellRecord
import CellSchema
import Foundation
import GRDB
import Testing

@Suite struct DamageTests {
  private let rows = sampleRows(300)

  private func whole() throws -> [UInt8] {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    try journal.append(rows: 200)
    try journal.append(rows: 100)
    try journal.close()
    return try directory.bytes(directory.record)
  }

  @Test func aFileThatWasCutOffIsRefusedAndLeftAsItIs() throws {
    let whole = try whole()
    for size in [0, 1, 50, 100, 4096, 5000, whole.count / 8192 * 4096, whole.count - 4096, whole.count - 1] {
      let directory = TemporaryDirectory()
      try directory.write(whole.prefix(size), to: directory.record)
      let error = #expect(throws: JournalError.self, "cut off at \(size)") { _ = try SQLiteJournal.open(directory) }
      switch error {
      case .damaged, .foreign: break
      default: throw Unexpected(error: error)
      }
      #expect(try directory.bytes(directory.record) == Array(whole.prefix(size)))
    }
  }

  /// A flipped bit is found on opening or on reading, or it did not change what was said. Where opening refuses, the
  /// file stays as it is.
  @Test(arguments: [1024, 4])
  func aFlippedBitNeverChangesWhatWasSaid(checkedRows: Int) throws {
    let whole = try whole()
    var limits = JournalLimits()
    limits.checkedRows = checkedRows
    var random = SeededGenerator(seed: UInt64(checkedRows))
    var onOpening = 0
    var onReading = 0
    for round in 0..<150 {
      var bytes = whole
      // The first rounds go through the file's header, where every bit has a meaning of its own.
      let position = round < 30 ? round * 3 : Int.random(in: 0..<whole.count, using: &random)
      bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      let directory = TemporaryDirectory()
      try directory.write(bytes, to: directory.record)
      do throws(JournalError) {
        let journal = try SQLiteJournal.open(directory, limits: limits)
        do throws(JournalError) {
          let read = try journal.allRows()
          #expect(read.map(\.envelope) == rows.map(\.envelope), "byte \(position)")
          #expect(read.map(\.sequence) == rows.map(\.sequence), "byte \(position)")
          let chosen = try journal.rows([1, 150, 300], bytes: .max)
          #expect(chosen.map(\.envelope) == [rows[0], rows[149], rows[299]].map(\.envelope), "byte \(position)")
        } catch {
          guard case .damaged = error else { throw error }
          onReading += 1
        }
      } catch {
        switch error {
        case .damaged, .foreign, .undurable, .failed: onOpening += 1
        default: Issue.record("byte \(position): \(error)")
        }
        #expect(try directory.bytes(directory.record) == bytes, "byte \(position)")
      }
    }
    #expect(onOpening > 0)
    #expect(checkedRows == 1024 || onReading > 0)
  }

  /// A page that somebody took out is missed where it stood.
  @Test func aMissingPageIsFound() throws {
    let directory = TemporaryDirectory()
    var journal = try SQLiteJournal.open(directory)
    for _ in 0..<30 { try journal.append(rows: 10) }
    try journal.close()
    try directory.stranger().write { try $0.execute(sql: "DELETE FROM page WHERE first = 151") }
    let atOpening = #expect(throws: JournalError.self) { _ = try SQLiteJournal.open(directory) }
    guard case .damaged = atOpening else { throw Unexpected(error: atOpening) }
    var limits = JournalLimits()
    limits.checkedRows = 100
    journal = try SQLiteJournal.open(directory, limits: limits)
    #expect(
      try journal.rows(after: 100, limit: 50, bytes: .max).map(\.sequence) == (101...150).map { SequenceNumber($0) })
    let onReading = #expect(throws: JournalError.self) { _ = try journal.allRows() }
    guard case .damaged = onReading else { throw Unexpected(error: onReading) }
    #expect(try journal.rows([155], bytes: .max).isEmpty)
  }

  /// A kill while the log is moved into the file, or a full disk: the file ends within a page, the log has it all.
  @Test func aFileThatEndsWithinAPageIsNoDamageWhereTheLogHasTheRest() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    try journal.append(rows: 100)
    let killed = try directory.copyAsKilled()
    try killed.write(killed.bytes(killed.record) + [UInt8](repeating: 0, count: 1000), to: killed.record)
    #expect(try SQLiteJournal.open(killed).allRows() == sampleRows(100))
  }

  /// What a log holds after its first damaged frame is gone without a sound; what stands before it stays whole.
  @Test func aLogThatWasCutOffEndsAtABatch() throws {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    var ends: [SequenceNumber] = [.none]
    for count in [1, 7, 1, 30, 2] {
      ends.append(try journal.append(rows: count).sequence)
    }
    let size = try directory.bytes(directory.log).count
    var seen: Set<SequenceNumber> = []
    var previous = SequenceNumber.none
    for cut in Array(stride(from: 0, to: size, by: 2500)) + [size] {
      let killed = try directory.copyAsKilled(logBytes: cut)
      let reopened = try SQLiteJournal.open(killed)
      let head = try reopened.head().sequence
      #expect(ends.contains(head), "the log cut off at \(cut)")
      #expect(head >= previous)
      #expect(try reopened.allRows() == sampleRows(head))
      previous = head
      seen.insert(head)
    }
    #expect(seen == Set(ends))
  }
}
