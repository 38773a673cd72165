import CellSchema
import CellTestSupport
import Foundation
import Testing

/// A command ends when its time is over, and what it prints decides nothing over what it does.
@Suite(.serialized, .timeLimit(.minutes(10))) struct TimeLimitTests {
  private func lines(_ count: Int) -> String {
    (1...count).map { #"{"type":"cell.liaison-note","body":{"subject":"Exercise","text":"note \#($0)"}}"# + "\n" }
      .joined()
  }

  @Test func `a broker that goes for good ends a publish with the lines that have no receipt`() async throws {
    let cell = try TestCell(["FRA", "UKR"])
    try cell.start()
    let input = pipeForChild()
    let publisher = try RunningProgram(
      "cellbus", ["publish", "--cell", cell.directory, "--as", "FRA", "--ndjson", "-", "--timeout", "2"],
      input: input.fileHandleForReading)
    #expect(try await eventually { cell.log.contains("event=session-opened") })
    cell.kill()
    try input.fileHandleForWriting.write(contentsOf: Data(lines(3).utf8))
    // The pipe stays open: it is not the end of the input that ends the command.
    #expect(try await publisher.ended() == 75)
    #expect(publisher.standardError.contains("6002"))
    #expect(publisher.standardError.contains("lines 1 to 3"), "\(publisher.standardError)")
    try input.fileHandleForWriting.close()
  }

  @Test(arguments: [["status"], ["situation"], ["subscriptions"], ["trace", "019cc8a5-1999-77d7-8cd9-cbf74215394f"]])
  func `a broker that is silent behind its welcome ends every question`(_ question: [String]) async throws {
    let cell = try TestCell(["FRA", "UKR"])
    try cell.start()
    let status = try RunningProgram("cellbus", ["status", "--cell", cell.directory, "--as", "FRA"])
    #expect(status.wait() == 0)
    kill(cell.processIdentifier, SIGSTOP)
    defer { kill(cell.processIdentifier, SIGCONT) }
    let asked = try RunningProgram(
      "cellbus", question + ["--cell", cell.directory, "--as", "FRA", "--timeout", "1"])
    // 77 where the transport gave the handshake up: it does not tell a silent broker from one with another key.
    let exit = try #require(try await asked.ended())
    #expect([69, 75, 77].contains(exit), "\(asked.standardError)")
  }

  @Test(arguments: ["> /dev/full", "| head -1 >/dev/null", ">&-"])
  func `an output that cannot be written costs no line, and is told`(_ output: String) async throws {
    let cell = try TestCell(["FRA", "UKR"])
    try cell.start()
    try Data(lines(500).utf8).write(to: URL(filePath: "\(cell.directory)/notes.ndjson"))
    let program = TestCell.program("cellbus").path
    let publish = "'\(program)' publish --cell '\(cell.directory)' --as FRA --format json"
    let shell = try RunningProgram(
      "/bin/bash", ["-c", "\(publish) --ndjson '\(cell.directory)/notes.ndjson' \(output); exit ${PIPESTATUS[0]}"])
    #expect(shell.wait() == 74, "\(shell.standardError)")
    #expect(shell.standardError.contains("6014"))
    let status = try RunningProgram(
      "cellbus", ["status", "--cell", cell.directory, "--as", "FRA", "--format", "json"])
    #expect(status.wait() == 0)
    #expect(status.standardOutput.contains("\"accepted\":500") || status.standardOutput.contains("501"))

    try Data(#"{"subject":"a","text":"b"}"#.utf8).write(to: URL(filePath: "\(cell.directory)/note.json"))
    let single = try RunningProgram(
      "/bin/bash",
      [
        "-c",
        "'\(program)' publish --cell '\(cell.directory)' --as FRA --type cell.liaison-note"
          + " --body '\(cell.directory)/note.json' > /dev/full",
      ])
    #expect(single.wait() == 74)
    #expect(single.standardError.contains("is on the record as "), "\(single.standardError)")
    #expect(!single.standardError.contains("Nothing was"))
  }
}
