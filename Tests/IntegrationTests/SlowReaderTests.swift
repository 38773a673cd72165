import CellNode
import CellSchema
import Foundation
import Testing

/// A reader that stops costs the broker bounded memory and the others nothing.
@Suite(.serialized) struct SlowReaderTests {
  @Test(.timeLimit(.minutes(10))) func aStoppedReaderHoldsNoMoreThanItsCredit() async throws {
    let cell = try TestCell()
    try cell.start()
    let count = 20_000
    try await Node.connected(cell.profile("UKR.GS-1")) { ukraine in
      let reader = try RunningProgram(
        "cellbus", ["subscribe", "--cell", cell.directory, "--as", "FRA", "--type", "cell.*", "--format", "json"])
      let hasSubscribed = try await eventually { cell.log.contains("event=subscribed node=FRA.CELL-1") }
      #expect(hasSubscribed)
      kill(reader.process.processIdentifier, SIGSTOP)
      defer {
        kill(reader.process.processIdentifier, SIGKILL)
        _ = reader.wait()
      }
      try await Node.connected(cell.profile("USA.CELL-1")) { usa in
        var notes = usa.subscribe(to: LiaisonNote.self).makeAsyncIterator()
        _ = try await usa.status()
        let before = cell.residentBytes
        let text = Text(String(repeating: "x", count: 1_000))!
        let drafts = (1...count).lazy.map { _ in Draft(LiaisonNote(subject: "Exercise", text: text)) }
        async let published: Void = {
          for try await outcome in ukraine.publish(contentsOf: Array(drafts)) { _ = try outcome.result.get() }
        }()
        for _ in 1...count { _ = try #require(try await notes.next()) }
        try await published
        // 20 MB of messages went by. Beside the recent ones, which are kept for all, a stopped reader may hold its
        // credit.
        let grown = cell.residentBytes - before
        #expect(grown < Limits.recentBytes + 3 * 8_388_608, "grew by \(grown) bytes")
      }
    }
  }
}
