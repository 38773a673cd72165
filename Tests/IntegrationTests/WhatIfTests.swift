import CellNode
import CellSchema
import Foundation
import Testing

@Suite("A record judged again under other rules")
struct WhatIfTests {
  /// The demo's record.
  private final class Played {
    let directory = FileManager.default.temporaryDirectory.appending(path: "cellbus-\(UUID().uuidString)").path

    init() throws {
      let demo = try RunningProgram("cellbus", ["demo", "--keep", directory])
      try #require(demo.wait() == 0, "\(demo.standardOutput.suffix(2_000))")
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func judged(_ arguments: String...) throws -> (exit: Int32, output: String, errors: String) {
      let program = try RunningProgram("cellbus", ["what-if", "--cell", directory] + arguments)
      let exit = program.wait()
      return (exit, program.standardOutput, program.standardError)
    }

    func stateHash() throws -> String {
      let program = try RunningProgram("cellbus", ["record", "verify", "--cell", directory])
      try #require(program.wait() == 0)
      return program.standardOutput
    }
  }

  @Test(.timeLimit(.minutes(10))) func theSameRulesSayTheSameAndOthersNameWhatFalls() throws {
    let played = try Played()
    let before = try played.stateHash()
    let same = try played.judged("--charter", "\(played.directory)/charter.yaml")
    #expect(same.exit == 0 && same.output.contains("nothing would differ"), "\(same)")

    let final = try played.judged("--charter", "paris-2026-final")
    #expect(final.exit == 1)
    #expect(final.output.contains("guarantee.commitment from USA.CELL-1"))
    #expect(final.output.contains("support.invocation from FRA.CELL-1  rests on "), "\(final.output)")
    #expect(final.output.contains("system.guarantee-activated on "))
    #expect(final.output.contains("(paris-2026-final.yaml:"))

    let lines = try played.judged("--charter", "paris-2026-final", "--format", "json").output.split(separator: "\n")
    let objects = try lines.map { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
    #expect(objects.contains { $0?["what"] as? String == "refused" && $0?["from"] as? String == "USA.CELL-1" })
    #expect(try played.stateHash() == before, "the record is as it was")
  }

  @Test(.timeLimit(.minutes(10))) func aRosterWithoutANodeRefusesWhatItSaid() throws {
    let played = try Played()
    let path = "\(played.directory)/roster.yaml"
    let roster = try String(contentsOfFile: path, encoding: .utf8)
    let other = "\(played.directory)/other.yaml"
    try roster.replacing("FRA.CELL-1", with: "FRA.CELL-2").write(toFile: other, atomically: true, encoding: .utf8)
    let judged = try played.judged("--roster", other)
    #expect(judged.exit == 1 && judged.output.contains("the roster does not list FRA.CELL-1"), "\(judged)")
    let wrong = try played.judged("--charter", "no-such-charter")
    #expect(wrong.exit == 66 || wrong.exit == 78, "\(wrong)")
    #expect(wrong.errors.contains("paris-2026-final"))
    #expect(try played.judged().exit == 64)
  }

  /// Rosters that the record has hold each from its own row on: an exercise that was closed later was open when it ran.
  @Test(.timeLimit(.minutes(10))) func rostersOfTheRecordHoldFromTheirOwnRows() async throws {
    let cell = try TestCell()
    try cell.start()
    try await cell.isServing()
    _ = try await Node.connected(cell.profile("FRA.CELL-1")) { france in
      try await france.publish(
        LiaisonNote(subject: "Exercise", text: "begins"), nature: .exercise, exerciseName: "TYPO")
    }
    try cell.editRoster(revision: 2) { $0 += "closedExercises: [TYPO]\n" }
    _ = try await cell.reload()
    #expect(cell.stop() == 0)
    func judged(_ arguments: String...) throws -> (exit: Int32, output: String) {
      let program = try RunningProgram("cellbus", ["what-if", "--cell", cell.directory] + arguments)
      let exit = program.wait()
      return (exit, program.standardOutput + program.standardError)
    }
    let same = try judged("--charter", "\(cell.directory)/charter.yaml")
    #expect(same.exit == 0 && same.output.contains("and the record's rosters"), "\(same)")
    let closed = try judged("--roster", "\(cell.directory)/roster.yaml")
    #expect(closed.exit == 1 && closed.output.contains("cell.liaison-note from FRA.CELL-1"), "\(closed)")
  }
}
