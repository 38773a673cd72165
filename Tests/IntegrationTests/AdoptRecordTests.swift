import CellNode
import CellNodeStore
import CellSchema
import Foundation
import Glibc
import Testing

/// A record that was replaced, or put back to an older copy, under a node with a store: the node keeps what it has until
/// a person decides.
@Suite("A node goes on with another record once it is told to") struct AdoptRecordTests {
  private let profile = "nodes/UKR.GS-1.yaml"

  private func publish(_ cell: TestCell, _ subject: String, _ options: String...) throws -> RunningProgram {
    let body = "\(cell.directory)/note.json"
    try Data(#"{"subject":"\#(subject)","text":"Radio check"}"#.utf8).write(to: URL(filePath: body))
    let program = try RunningProgram(
      "cellbus",
      ["publish", "--profile", "\(cell.directory)/\(profile)", "--type", "cell.liaison-note", "--body", body] + options)
    _ = program.wait()
    return program
  }

  private func adopt(_ cell: TestCell, _ options: String...) throws -> RunningProgram {
    let program = try RunningProgram("cellbus", ["adopt-record", "\(cell.directory)/\(profile)"] + options)
    _ = program.wait()
    return program
  }

  private func replaceRecord(of cell: TestCell, with copy: String?) throws {
    try FileManager.default.removeItem(atPath: cell.recordDirectory)
    if let copy { try FileManager.default.copyItem(atPath: copy, toPath: cell.recordDirectory) }
  }

  private func subjects(_ cell: TestCell) throws -> [String] {
    let reader = try RunningProgram(
      "cellbus",
      [
        "subscribe", "--cell", cell.directory, "--as", "FRA", "--type", "cell.liaison-note", "--from", "beginning",
        "--format", "json", "--count", "2",
      ])
    #expect(reader.wait() == 0, "\(reader.standardError)")
    return try reader.standardOutput.split(separator: "\n").map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return (object?["body"] as? [String: Any])?["subject"] as? String ?? ""
    }
  }

  @Test(.timeLimit(.minutes(10)), arguments: [true, false])
  func whatWaitsIsKeptAndSentToTheRecordThatIsAdopted(isReplaced: Bool) throws {
    let cell = try TestCell(["FRA", "UKR"])
    try cell.store("UKR.GS-1.sqlite", of: "UKR.GS-1")
    try cell.start()
    let copy = "\(cell.directory)/copy"
    if !isReplaced {
      #expect(try publish(cell, "first").process.terminationStatus == 0)
      #expect(cell.stop() == 0)
      try FileManager.default.copyItem(atPath: cell.recordDirectory, toPath: copy)
      try cell.start()
    }
    #expect(try publish(cell, "lost").process.terminationStatus == 0)
    #expect(try adopt(cell).standardOutput.contains("nothing to adopt"))
    #expect(cell.stop() == 0)
    let waiting = try publish(cell, "kept", "--queue")
    #expect(waiting.process.terminationStatus == 0, "\(waiting.standardError)")
    try replaceRecord(of: cell, with: isReplaced ? nil : copy)
    try cell.start()

    let refused = try publish(cell, "new")
    #expect(refused.process.terminationStatus == 65)
    #expect(
      refused.standardError.contains(isReplaced ? "record-replaced" : "record-behind"), "\(refused.standardError)")
    let shown = try adopt(cell)
    #expect(shown.process.terminationStatus == 0, "\(shown.standardError)")
    #expect(shown.standardOutput.contains("Nothing was changed"), "\(shown.standardOutput)")
    #expect(try publish(cell, "new").process.terminationStatus == 65)

    kill(cell.processIdentifier, SIGSTOP)
    let silent = try adopt(cell, "--timeout", "1")
    kill(cell.processIdentifier, SIGCONT)
    let ends: Set<Int32> = [69, 75, 77]
    #expect(ends.contains(silent.process.terminationStatus), "a silent broker ends it: \(silent.standardError)")
    let adopted = try adopt(cell, "--yes")
    #expect(adopted.standardOutput.contains("goes on with the broker's record"), "\(adopted.standardError)")
    let outbox = try RunningProgram("cellbus", ["outbox", "\(cell.directory)/\(profile)"])
    #expect(outbox.wait() == 0)
    #expect(outbox.standardOutput.contains("routine"), "what waited waits: \(outbox.standardOutput)")
    let sent = try publish(cell, "later")
    #expect(sent.process.terminationStatus == 0, "\(sent.standardError)")
    let read = try subjects(cell)
    #expect(read == (isReplaced ? ["kept", "later"] : ["first", "kept"]))
    #expect(cell.stop() == 0)
  }
}
