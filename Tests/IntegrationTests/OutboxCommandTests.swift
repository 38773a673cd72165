import CellNode
import CellNodeStore
import CellSchema
import Foundation
import Testing

/// `cellbus outbox`: what waits in a store, and what was refused when its sender was gone.
@Suite("What is in the outbox, for a person") struct OutboxCommandTests {
  private func run(_ cell: TestCell, _ arguments: String..., input: String = "") throws -> RunningProgram {
    let file = URL(filePath: "\(cell.directory)/input")
    try Data(input.utf8).write(to: file)
    let program = try RunningProgram("cellbus", arguments, input: try FileHandle(forReadingFrom: file))
    _ = program.wait()
    return program
  }

  private func object(_ line: some StringProtocol) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
  }

  @Test(.timeLimit(.minutes(10))) func aRefusalWhoseSenderIsGoneIsSeenThenCleared() async throws {
    let cell = try TestCell(["FRA", "UKR"])
    try cell.store("UKR.GS-1.sqlite", of: "UKR.GS-1")
    let profile = "\(cell.directory)/nodes/UKR.GS-1.yaml"
    let note = #"{"type":"cell.liaison-note","body":{"subject":"Radio check","text":"One"}}"# + "\n"
    let unheard = #"{"type":"force.unheard-of","header":{"precedence":"flash"},"body":{"word":"no"}}"# + "\n"
    func queue(_ lines: String) throws -> RunningProgram {
      try run(
        cell, "publish", "--profile", profile, "--ndjson", "-", "--queue", "--format", "json", "--timeout", "60",
        input: lines)
    }

    let none = try run(cell, "outbox", profile)
    #expect(none.standardOutput == "Nothing waits.\nNothing was refused.\n", "\(none.standardError)")
    #expect(!FileManager.default.fileExists(atPath: "\(cell.directory)/nodes/UKR.GS-1.sqlite"), "it only looks")

    try cell.start()
    #expect(try queue(note).process.terminationStatus == 0)
    cell.kill()
    let queued = try queue(note + unheard + note)
    #expect(queued.process.terminationStatus == 0, "\(queued.standardError)")
    let id = try #require(try object(queued.standardOutput.split(separator: "\n")[1])["id"] as? String)
    let waiting = try run(cell, "outbox", profile, "--format", "json")
    let lanes = try waiting.standardOutput.split(separator: "\n").map { try object($0) }
    #expect(lanes.map { $0["precedence"] as? String } == ["flash", "routine"], "\(waiting.standardError)")
    #expect(lanes.map { $0["count"] as? Int } == [1, 2])
    #expect(lanes.allSatisfy { $0["state"] as? String == "queued" && $0["oldest"] is String })

    // Whoever queued it is gone; another process sends it, and has nobody who would care.
    try cell.start()
    // A queue is not waited for longer than it takes to find out that there is no broker.
    _ = try await Node.connected(cell.profile("FRA.CELL-1")) { try await $0.status() }
    let sent = try queue("")
    #expect(sent.standardError.hasSuffix("1 refused message is kept in the outbox: cellbus outbox shows it\n"))
    cell.kill()
    let shown = try run(cell, "outbox", "--cell", cell.directory, "--as", "UKR.GS-1")
    #expect(shown.standardOutput.hasPrefix("Nothing waits.\n1 refused:\n"), "\(shown.standardError)")
    #expect(shown.standardOutput.contains("Z  force.unheard-of  \(id)\nrefused "))

    let cleared = try run(cell, "outbox", profile, "--clear", "--format", "json")
    let refusal = try object(cleared.standardOutput)
    #expect(refusal["state"] as? String == "refused" && refusal["id"] as? String == id)
    #expect(refusal["type"] as? String == "force.unheard-of" && refusal["precedence"] as? String == "flash")
    let name = try #require(refusal["name"] as? String)
    #expect(shown.standardOutput.contains("refused \(refusal["code"] ?? "") \(name)"))
    #expect(refusal["pointer"] is String && refusal["detail"] is String && refusal["refusedAt"] is String)
    #expect(((refusal["document"] as? [String: Any])?["body"] as? [String: String]) == ["word": "no"])

    let store = try NodeStore(try cell.profile("UKR.GS-1"))
    let busy = try run(cell, "outbox", profile)
    #expect(busy.process.terminationStatus == 74)
    #expect(busy.standardError.contains("store-unusable") && busy.standardError.contains("another process"))
    store.close()
    let again = try run(cell, "outbox", profile, "--clear")
    #expect(again.standardOutput == "Nothing waits.\nNothing was refused.\n", "\(again.standardError)")
  }
}
