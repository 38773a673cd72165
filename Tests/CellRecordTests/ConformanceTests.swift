import CellJournal
import CellJournalTesting
import CellRecord
import CellSchema
import Testing

@Suite struct ConformanceTests {
  private struct Place: JournalPlace {
    private let directory = TemporaryDirectory()
    private var journal: SQLiteJournal?
    let keptRefusals: UInt64 = 6

    mutating func reopen() throws -> SQLiteJournal {
      try journal?.close()
      var limits = JournalLimits()
      limits.refusals = keptRefusals
      let opened = try SQLiteJournal.open(directory, limits: limits)
      journal = opened
      return opened
    }
  }

  @Test(arguments: JournalConformance.allCases)
  func sqliteDoesWhatAnEngineMust(check: JournalConformance) throws {
    try check.run(Place(), cell: "paris")
  }
}
