import CellJournal
import CellJournalTesting
import CellRecord
import CellSchema
import Foundation
import Glibc
import Synchronization
import Testing

@Suite struct CrashTests {
  /// Kill -9 in the middle of appending, round after round on one record: what was reported before is there after.
  @Test func whatWasReportedSurvivesAKill() async throws {
    let directory = TemporaryDirectory()
    var reported = SequenceNumber.none
    for round in 1...5 {
      let path = directory.path
      await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, round = round as Int] in
        let journal = try SQLiteJournal.open(directory: path, cell: "paris")
        var head = try journal.head()
        let appended = Atomic(0)
        // Another thread kills, so that it strikes wherever the appending one happens to be.
        // What only a fault takes: another signal than the one that is waited for.
        alarm(300)
        Thread.detachNewThread {
          while appended.load(ordering: .relaxed) < 10 + round {}
          kill(getpid(), SIGKILL)
        }
        while true {
          head = try journal.append(rows: 1 + Int(head.sequence.value % 40))
          try Data("\(head.sequence)".utf8).write(to: URL(fileURLWithPath: path + "/reported"), options: .atomic)
          appended.add(1, ordering: .relaxed)
        }
      }
      let text = String(decoding: try directory.bytes(directory.path + "/reported"), as: UTF8.self)
      let last = SequenceNumber(try #require(UInt64(text)))
      #expect(last > reported)
      reported = last
      let journal = try SQLiteJournal.open(directory)
      let head = try journal.head()
      #expect(head.sequence >= reported)
      #expect(try journal.allRows() == sampleRows(head.sequence))
      try journal.close()
    }
  }

  /// A write that the kernel refuses for another reason than a full disk: after it nothing is certain.
  @Test func afterAFailedWriteEveryAppendFails() async throws {
    let directory = TemporaryDirectory()
    let path = directory.path
    await #expect(processExitsWith: .success) { [path = path as String] in
      let journal = try SQLiteJournal.open(directory: path, cell: "paris")
      var head = try journal.append(rows: 100)
      // A write beyond the limit is EFBIG once the signal is ignored.
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 200_000, rlim_max: 200_000)
      let limited = unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0
      #expect(limited)
      var failure: JournalError?
      while failure == nil {
        do throws(JournalError) {
          head = try journal.append(rows: 100)
        } catch {
          failure = error
        }
      }
      guard let failure, case .failed(let reason) = failure else { throw Unexpected(error: failure) }
      #expect(reason.contains("append after \(head)"))
      #expect(throws: failure) { _ = try journal.append(RecordBatch(), after: head) }
      #expect(try journal.head() == head)
      try Data("\(head.sequence)".utf8).write(to: URL(fileURLWithPath: path + "/reported"))
    }
    let text = String(decoding: try directory.bytes(directory.path + "/reported"), as: UTF8.self)
    let last = SequenceNumber(try #require(UInt64(text)))
    let journal = try SQLiteJournal.open(directory)
    #expect(try journal.head().sequence == last)
    #expect(try journal.append(rows: 1).sequence == last.next)
  }
}
