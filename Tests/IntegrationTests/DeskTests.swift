import CellNode
import CellSchema
import Foundation
import Testing

/// What a watch officer does with one message: read it in full, acknowledge it, answer it.
@Suite(.serialized) struct DeskTests {
  private let cell: TestCell

  init() async throws {
    cell = try TestCell(["FRA", "UKR", "USA"])
    try cell.start()
    try await cell.isServing()
  }

  private func run(
    _ arguments: String..., as name: String = "FRA", by: String? = nil
  ) throws -> (exit: Int32, output: String, errors: String) {
    let program = try RunningProgram(
      "cellbus", arguments + ["--cell", cell.directory, "--as", name], environment: by.map { ["CELLBUS_BY": $0] } ?? [:]
    )
    let exit = program.wait()
    return (exit, program.standardOutput, program.standardError)
  }

  private func read(_ number: String, as name: String) throws -> [String: [String: Any]] {
    let shown = try run("show", number, "--format", "json", as: name)
    try #require(shown.exit == 0, "\(shown)")
    let object = try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any]
    return (object ?? [:]).compactMapValues { $0 as? [String: Any] }
  }

  private func publish(
    _ body: some Payload, release: [Releasable], nature: Nature = .operation, exercise: Line? = nil
  ) async throws -> PublishReceipt {
    try await Node.connected(cell.profile("UKR.CELL-1")) { node in
      try await node.publish(
        body, to: ["FRA"], precedence: .immediate, releasableTo: release, nature: nature, exerciseName: exercise)
    }
  }

  @Test(.timeLimit(.minutes(10))) func aMessageIsReadAcknowledgedAndAnsweredInItsOwnWorld() async throws {
    let receipt = try await publish(
      LiaisonNote(subject: "Radio check", text: "Nothing to report."), release: ["FRA"], nature: .exercise,
      exercise: "SHARED DAWN")
    let number = "\(receipt.sequence)"
    let shown = try run("show", number)
    #expect(shown.exit == 0, "\(shown)")
    let lines = shown.output.split(separator: "\n")
    #expect(lines.first?.hasPrefix("EXERCISE EXERCISE EXERCISE SHARED DAWN") == true)
    #expect(lines.contains { $0.hasPrefix("\(number)  IMMEDIATE  cell.liaison-note") })
    #expect(lines.contains { $0.hasPrefix("from ") && $0.hasSuffix("UKR.CELL-1") })
    #expect(lines.contains { $0.contains("Nothing to report.") } && lines.contains { $0.hasPrefix("ack owed") })
    let raw = try run("show", number, "--raw")
    #expect(raw.output.contains("\"Nothing to report.\"") && raw.output.hasPrefix("{\"header\""))

    func mine(_ name: String) throws -> String {
      let profile = "\(cell.directory)/nodes/\(name).CELL-1.yaml"
      let text = try String(contentsOfFile: profile, encoding: .utf8)
      let place = "\(cell.directory)/nodes/exercise-\(name).yaml"
      let ours = text.replacing("nature: operation", with: "nature: exercise\nexerciseName: SHARED DAWN")
      try Data(ours.utf8).write(to: URL(filePath: place))
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: place)
      let program = try RunningProgram("cellbus", ["mine", "--profile", place])
      #expect(program.wait() == 0, "\(program.standardError)")
      return program.standardOutput
    }
    #expect(try mine("FRA").contains("ACK OWED"))
    let idle = try mine("USA")
    #expect(idle.contains("Nothing waits for USA.CELL-1.") && idle.contains("OPERATION: nothing waits"), "\(idle)")
    let nobody = try run("ack", number)
    #expect(nobody.exit == 64 && nobody.errors.contains("CELLBUS_BY"), "\(nobody)")
    let acknowledged = try run("ack", number, "Passed", "on.", by: "Duty officer")
    #expect(acknowledged.exit == 0, "\(acknowledged)")
    #expect(
      acknowledged.output.hasPrefix(
        "acknowledged  \(number)  IMMEDIATE  cell.liaison-note  from UKR.CELL-1\n  Radio check: Nothing to report.\n"),
      "\(acknowledged)")
    let repeated = try run("ack", number, by: "Duty officer")
    #expect(repeated.exit == 65 && repeated.errors.contains("6016 already-acknowledged"), "\(repeated)")
    #expect(repeated.errors.contains("Duty officer acknowledged \(number) in \(receipt.sequence + 1)"), "\(repeated)")
    for arguments in [["ack", number, "--by", "Desk"], ["reply", number, "To myself."]] {
      let program = try RunningProgram("cellbus", arguments + ["--cell", cell.directory, "--as", "UKR"])
      #expect(program.wait() == 65 && program.standardError.contains("6017 own-message"), "\(program.standardError)")
    }
    #expect(try !mine("FRA").contains("ACK OWED"))
    let again = try run("show", "#\(number)")
    #expect(again.output.contains("read by") && !again.output.contains("ack owed"), "\(again)")
    let answered = try run("reply", number, "Thank", "you.", by: nil)
    #expect(answered.exit == 0, "\(answered)")

    let acknowledgement = try read("\(receipt.sequence + 1)", as: "UKR")
    #expect(acknowledgement["body"]?["by"] as? String == "Duty officer")
    #expect(acknowledgement["body"]?["note"] as? String == "Passed on.")
    let answer = try read("\(receipt.sequence + 2)", as: "UKR")
    #expect(answer["body"]?["subject"] as? String == "Re: Radio check")
    for sent in [acknowledgement, answer] {
      let header = sent["header"] ?? [:]
      #expect(header["nature"] as? String == "exercise" && header["exerciseName"] as? String == "SHARED DAWN")
      #expect(header["inReplyTo"] as? String == "\(receipt.id)" && header["precedence"] as? String == "immediate")
      #expect(header["action"] as? [String] == ["UKR.CELL-1"])
      #expect((header["label"] as? [String: Any])?["releasableTo"] as? [String] == ["UKR"])
    }
    let more = try run("ack", number, "Relieved.", by: "Duty officer")
    #expect(more.exit == 0 && more.errors.contains("once more: "), "\(more)")
    #expect(try run("ack", number, by: "Second watch").exit == 0, "another appointment has not")
    let gist = try run("tail", "--last", "4", "--count", "1", "--type", "cell.acknowledgement", as: "UKR")
    #expect(gist.output.contains("has read \(number)") && !gist.output.contains("\(receipt.id)"), "\(gist)")
    #expect(cell.stop() == 0)
  }

  @Test(.timeLimit(.minutes(10))) func aRequestForInformationIsAnsweredAsOne() async throws {
    let receipt = try await publish(
      RequestForInformation(question: "When?", replyBy: .now.adding(seconds: 3_600)), release: ["FRA"])
    let answered = try run("reply", "\(receipt.id)", "On 12 March.")
    #expect(answered.exit == 0, "\(answered)")
    let answer = try read("\(receipt.sequence + 1)", as: "UKR")
    #expect(answer["header"]?["type"] as? String == "cell.answer")
    #expect(answer["body"]?["text"] as? String == "On 12 March.")
    #expect(cell.stop() == 0)
  }

  @Test(.timeLimit(.minutes(10))) func whatIsNotThereOrNotYoursToReadIsRefusedBeforeAnythingIsSent() async throws {
    let receipt = try await publish(LiaisonNote(subject: "Radio check", text: "For France."), release: ["FRA"])
    let body = "\(cell.directory)/note.json"
    try Data(#"{"subject":"Answer","text":"To what?"}"#.utf8).write(to: URL(filePath: body))
    for (name, number) in [("USA", "\(receipt.sequence)"), ("FRA", "4711")] {
      for arguments in [
        ["show", number], ["trace", number], ["ack", number, "--by", "Duty officer"], ["reply", number, "x"],
      ] {
        let program = try RunningProgram("cellbus", arguments + ["--cell", cell.directory, "--as", name])
        #expect(program.wait() != 0 && program.standardError.contains("not-on-record"), "\(program.standardError)")
        #expect(program.standardOutput.isEmpty)
      }
      let sent = try run(
        "publish", "--type", "cell.liaison-note", "--body", body, "--in-reply-to", number, as: name)
      #expect(sent.exit != 0 && sent.errors.contains("--in-reply-to"), "\(sent)")
    }
    let bulk = try run("publish", "--ndjson", "/dev/null", "--in-reply-to", "1")
    #expect(bulk.exit == 64 && bulk.errors.contains("--in-reply-to"), "\(bulk)")
    let good = try run(
      "publish", "--type", "cell.liaison-note", "--body", body, "--in-reply-to", "\(receipt.sequence)")
    #expect(good.exit == 0, "\(good)")
    #expect(try read("\(receipt.sequence + 1)", as: "FRA")["header"]?["inReplyTo"] as? String == "\(receipt.id)")
    for wrong in ["", "0", "12x", "-"] {
      #expect(try run("show", wrong).exit == 64, "\(wrong)")
    }
    #expect(cell.stop() == 0)
  }
}
