import CellJournal
import CellJournalTesting
import CellSchema
import Testing

@Suite struct MemoryJournalTests {
  private struct Memory: JournalPlace {
    private let journal = MemoryJournal(cell: "paris", keptRefusals: 6)
    let keptRefusals: UInt64 = 6

    func reopen() -> MemoryJournal { journal }
  }

  @Test(arguments: JournalConformance.allCases)
  func itDoesWhatAnEngineMust(check: JournalConformance) throws {
    try check.run(Memory(), cell: "paris")
  }

  /// The suite finds an engine that does not: one of another cell has other leaves.
  @Test func theSuiteFindsWhatIsWrong() {
    #expect(throws: Nonconformance.self) {
      try JournalConformance.everyBatchMovesTheHead.run(Memory(), cell: "geneva")
    }
  }

  @Test func refusalsCanBeForgottenAtOnce() throws {
    let journal = MemoryJournal(cell: "paris")
    var batch = SampleTraffic.batch(after: 0, count: 1)
    batch.refusals = [SampleTraffic.refusal(1)]
    _ = try journal.append(batch, after: .empty)
    journal.forgetRefusals()
    #expect(journal.decisions(stream: 77, lane: .routine, numbers: 1...9).isEmpty)
    #expect(journal.stream(77)?.next[.routine] == 2)
    #expect(journal.decisions(stream: SampleTraffic.stream(1), lane: .deferred, numbers: 1...9).count == 1)
  }
}
