import CellCore
import Testing

@Suite("How many messages may wait for a commit")
struct CommitPaceTests {
  private static func pace(_ commits: [(messages: Int, milliseconds: Int64)]) -> CommitPace {
    var pace = CommitPace()
    for commit in commits { for _ in 0..<40 { pace.note(commit.messages, took: commit.milliseconds) } }
    return pace
  }

  @Test("a quick disk: as many as are written in eight milliseconds") func quick() {
    let pace = Self.pace([(1, 1), (1_000, 21)])
    #expect(!pace.isEnough(300) && pace.isEnough(500))
  }

  @Test("a slow disk shares its time among as many as it takes to write them") func slow() {
    let pace = Self.pace([(1, 40), (1_000, 60)])
    #expect(!pace.isEnough(1_500) && pace.isEnough(2_500))
  }

  @Test("some are always let wait, however slow each is") func dear() {
    let pace = Self.pace([(1, 1), (100, 90)])
    #expect(!pace.isEnough(255) && pace.isEnough(256))
  }

  @Test("a commit that somebody held up is no measure, and holds nobody for long") func stuck() {
    var pace = Self.pace([(1, 1), (1_000, 21)])
    pace.note(1_000, took: 5_000)
    #expect(!pace.isEnough(300) && pace.isEnough(500))
    #expect(CommitPace.isStuck(since: 0, at: 100) && !CommitPace.isStuck(since: 0, at: 99))
  }
}
