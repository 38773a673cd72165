import CellNode
import CellSchema
import Foundation
import Testing

/// A message is looked at before it goes: by the schema on this machine, by the broker, by whoever types it.
@Suite(.serialized) struct ComposeTests {
  private let cell: TestCell
  private let state: String

  init() async throws {
    cell = try TestCell(["FRA", "UKR", "USA"])
    state = "\(cell.directory)/state"
    try cell.start()
    try await cell.isServing()
  }

  private var identity: [String] { ["--cell", cell.directory, "--as", "UKR.GS-1"] }

  private func typed(_ arguments: String..., environment: [String: String] = [:]) throws -> TypedProgram {
    try TypedProgram(
      "cellbus", arguments + identity, environment: environment.merging(["XDG_STATE_HOME": state]) { $1 })
  }

  private func run(_ arguments: String...) throws -> (exit: Int32, output: String, errors: String) {
    let needsNobody = arguments.first == "schema" || arguments.first == "drafts"
    let program = try RunningProgram(
      "cellbus", needsNobody ? arguments : arguments + identity, environment: ["XDG_STATE_HOME": state])
    let exit = program.wait()
    return (exit, program.standardOutput, program.standardError)
  }

  private func head() async throws -> UInt64 {
    try await Node.connected(cell.profile("FRA.CELL-1")) { try await $0.status().head }
  }

  private func file(_ name: String, _ text: String) throws -> String {
    let path = "\(cell.directory)/\(name)"
    try Data(text.utf8).write(to: URL(filePath: path))
    return path
  }

  private func note(_ text: String = "Nothing to report.") throws -> String {
    try file("note.json", #"{"subject": "Radio check", "text": "\#(text)"}"#)
  }

  @Test(.timeLimit(.minutes(10)), arguments: [SIGTERM, SIGHUP, SIGINT])
  func whatEndsACompositionKeepsWhatWasWritten(signal: Int32) async throws {
    let program = try typed("compose", "support.attack-report")
    try await program.answer("target: ", "ukraine")
    try await program.answer("place: ", "Kharkiv, eastern outskirts")
    try await program.shows("began: ")
    program.send(signal)
    #expect(program.wait() == 128 + signal)
    let drafts = try run("drafts")
    #expect(drafts.output.contains("Kharkiv, eastern outskirts"), "\(drafts)")
  }

  @Test(.timeLimit(.minutes(10))) func whatEndsAnEditorKeepsItsForm() async throws {
    let running = "\(cell.directory)/editor.pid"
    let editor = try file(
      "editor.sh",
      """
      printf 'body:\\n  subject: Radio check\\n  text: Half of a sen' > "$1"
      echo $$ > '\(running).new'; mv '\(running).new' '\(running)'
      exec sleep 600
      """)
    let program = try typed("compose", "cell.liaison-note", "--edit", environment: ["VISUAL": "sh \(editor)"])
    try #require(try await eventually { FileManager.default.fileExists(atPath: running) })
    program.send(SIGHUP)
    try await program.shows("kept as draft 1")
    let drafts = try run("drafts")
    #expect(drafts.output.contains("Half of a sen"), "\(drafts)")
    // Both have the terminal, and the editor lives on where the signal was for the other alone.
    let process = try String(contentsOfFile: running, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    kill(try #require(pid_t(process)), SIGKILL)
    #expect(program.wait() == 128 + SIGHUP)
  }

  @Test(.timeLimit(.minutes(10))) func whatIsAskedIsExplainedAgain() async throws {
    let program = try typed("compose", "support.attack-report")
    try await program.answer("target: ", "?")
    try await program.shows("The multinational force.")
    try await program.answer("target: ", "")
    try await program.shows("It is mandatory.")
    try await program.shows("The multinational force.")
    try await program.answer("target: ", "force")
    try await program.answer("place: ", "??")
    try await program.shows("a text of at most")
    program.send(SIGINT)
    #expect(program.wait() == 130)
  }

  @Test(.timeLimit(.minutes(10))) func anAttackReportIsTypedByWhoHasNotReadTheSchema() async throws {
    let program = try typed("compose", "support.attack-report")
    try await program.answer("target: ", "ukraine")
    try await program.answer("place: ", "Kharkiv, eastern outskirts")
    try await program.answer("began: ", "around two")
    try await program.answer("began: ", "0205Z")
    try await program.answer("ongoing: ", "yes")
    try await program.answer("assessed origin: ", "?")
    try await program.answer("basis: ", "radar, debris")
    try await program.answer("confidence: ", "low")
    try await program.answer("Which?", "casualties")
    try await program.answer("Which?", "")
    try await program.answer("Which?", "")
    try await program.answer("action [@all]: ", "fra")
    // Below what the charter wants of it: the broker's word, before it is sent.
    try await program.answer("precedence [immediate]: ", "r")
    try await program.answer("Which?", "")
    try await program.shows("precedence-not-permitted")
    try await program.answer("precedence [immediate]: ", "Z")
    try await program.shows("FLASH in the OPERATION")
    try await program.shows("would read it")
    try await program.shows("[y/e/N]")
    try program.type("y")
    try await program.shows("receipted, on the record as ")
    #expect(program.wait() == 0, "\(program.screen)")
    let number = try #require(program.screen.firstMatch(of: /on the record as (\d+)/).flatMap { UInt64($0.output.1) })
    let message = try await Node.connected(cell.profile("FRA.CELL-1")) { node in try await node.message(number) }
    #expect(message.header.type == AttackReport.messageType && message.header.precedence == .flash)
    #expect(message.header.action == ["FRA"])
    let status = try await Node.connected(cell.profile("FRA.CELL-1")) { try await $0.status() }
    #expect(status.refused == 0, "the broker refused nothing")
    #expect(try run("drafts").output.contains("No drafts."))
  }

  @Test(.timeLimit(.minutes(10))) func whatIsDeclinedIsKeptAndCanBeSent() async throws {
    let before = try await head()
    let program = try typed(
      "publish", "--type", "cell.liaison-note", "--body", try note(), "--precedence", "FLASH", "--action", "FRA")
    try await program.shows("FLASH in the OPERATION")
    try await program.shows("would read it   2 nodes: FRA (2)")
    try await program.shows("Send it? [y/N]")
    try program.type("n")
    try await program.shows("cellbus publish --draft 1")
    #expect(program.wait() == 1)
    #expect(try await head() == before)
    let drafts = try run("drafts")
    #expect(drafts.output.contains("Radio check") && drafts.output.contains("declined"), "\(drafts)")
    let attributes = try FileManager.default.attributesOfItem(atPath: "\(state)/cellbus/drafts/1.json")
    #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)

    let sent = try run("publish", "--draft", "1")
    #expect(sent.exit == 0 && sent.output.contains("receipted"), "a program is asked nothing: \(sent)")
    #expect(try run("drafts").output.contains("No drafts."))
    #expect(try run("drafts", "drop", "1").exit == 64)
  }

  @Test(.timeLimit(.minutes(10))) func whatIsLostOnTheWayIsKept() async throws {
    let refused = try typed(
      "publish", "--type", "verification.finding", "--body", try body(of: Finding.example), "--action", "FRA",
      "--allow-example")
    try await refused.shows("type-not-permitted")
    #expect(refused.wait() == 77)
    cell.kill()
    let lost = try typed("publish", "--type", "cell.liaison-note", "--body", try note(), "--timeout", "1")
    try await lost.shows("kept as draft 2")
    #expect(lost.wait() == 69 || lost.wait() == 75)
    let list = try run("drafts", "--format", "json").output.split(separator: "\n")
    #expect(list.count == 2 && list[0].contains("type-not-permitted"))
    #expect(try run("drafts", "drop", "1", "2").exit == 0)
  }

  private func body(of example: some Payload) throws -> String {
    try file(
      "body.json", String(decoding: DocumentEncoder.json(example), as: UTF8.self))
  }

  @Test(.timeLimit(.minutes(10))) func aCheckRecordsNothing() async throws {
    let before = try await head()
    let accepted = try run("publish", "--check", "--type", "cell.liaison-note", "--body", try note(), "--action", "FRA")
    #expect(accepted.exit == 0 && accepted.output.contains("would be accepted"), "\(accepted)")
    #expect(accepted.output.contains("2 nodes: FRA (2)"))
    let json = try run(
      "publish", "--check", "--type", "cell.liaison-note", "--body", try note(), "--action", "FRA", "-o", "json")
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect(object?["accepted"] as? Bool == true && object?["binds"] as? Bool == false)
    #expect((object?["readers"] as? [[String: String]])?.map { $0["node"] } == ["FRA.CELL-1", "FRA.MNF-1"])
    let refused = try run(
      "publish", "--check", "--type", "verification.finding", "--body", try body(of: Finding.example), "--allow-example"
    )
    #expect(refused.exit == 77 && refused.errors.contains("3101 type-not-permitted"), "\(refused)")
    #expect(try await head() == before)

    // The station's count has not moved.
    let sent = try run("publish", "--type", "cell.liaison-note", "--body", try note(), "-o", "json")
    #expect(sent.output.contains("UKR.GS-1/0001/"), "\(sent)")
  }

  @Test(.timeLimit(.minutes(10))) func allThatIsWrongIsSaidBeforeAnythingIsSent() async throws {
    let before = try await head()
    let file = try file("note.json", "{\n  \"subject\": \"\",\n  \"txt\": \"Nothing\"\n}")
    let refused = try run("publish", "--type", "cell.liaison-note", "--body", file)
    #expect(refused.exit == 65)
    #expect(refused.errors.contains("refused 3 faults"), "\(refused.errors)")
    for place in ["line 2  /subject", "line 3  /txt", "/text"] { #expect(refused.errors.contains(place)) }
    #expect(try await head() == before)
  }

  @Test(.timeLimit(.minutes(10))) func anExampleIsForExercises() async throws {
    let example = try run("schema", "show", "verification.incident-report", "--example").output
    #expect(example.contains("//EXAMPLE//"))
    let body = try file("example.json", example)
    let arguments = ["publish", "--type", "verification.incident-report", "--body", body]
    func publish(_ more: String...) throws -> (exit: Int32, errors: String) {
      let program = try RunningProgram("cellbus", arguments + more + identity)
      return (program.wait(), program.standardError)
    }
    let refused = try publish("--yes")
    #expect(refused.exit == 65, "\(refused)")
    #expect(refused.errors.contains("6015 example-text"), "\(refused)")
    #expect(try publish("--exercise", "SHARED DAWN").exit == 0)
    #expect(try publish("--allow-example").exit == 0)
    let lines = try file("lines.ndjson", #"{"type":"cell.liaison-note","body":{"subject":"//EXAMPLE// S","text":"T"}}"#)
    let bulk = try run("publish", "--ndjson", lines)
    #expect(bulk.errors.contains("6015") && bulk.exit == 65, "\(bulk)")
  }

  @Test(.timeLimit(.minutes(10))) func aFormIsFilledInByAnEditor() async throws {
    let editor = try file(
      "editor.sh",
      """
      grep -q '^body:' "$1" || exit 1
      if [ -e \(cell.directory)/again ]; then
        grep -q '^#! ' "$1" || exit 1
        sed -i 's/^  subject:.*/  subject: Radio check/' "$1"
      else
        touch \(cell.directory)/again
        sed -i 's/^  text:.*/  text: Nothing to report./' "$1"
      fi
      """)
    let program = try typed("compose", "cell.liaison-note", "--edit", environment: ["VISUAL": "sh \(editor)"])
    try await program.shows("1 thing is to be corrected:")
    try await program.shows("Edit it again? [y/N]")
    try program.type("y")
    try await program.shows("[y/e/N]")
    try program.type("y")
    try await program.shows("receipted")
    #expect(program.wait() == 0)
  }

  @Test(.timeLimit(.minutes(10))) func whatIsNotFinishedIsGoneOnWith() async throws {
    let first = try typed("compose", "cell.liaison-note")
    try await first.answer("subject: ", "Radio check")
    try await first.shows("text: ")
    try first.type("\u{04}")
    try await first.shows("kept as draft 1")
    #expect(first.wait() == 1)
    // What is declined at its end is the same draft, with what was answered meanwhile.
    let declined = try typed("compose", "--draft", "1")
    try await declined.answer("text: ", "Nothing to report.")
    try await declined.answer("action [@all]: ", "")
    try await declined.answer("precedence [routine]: ", "")
    try await declined.answer("Which?", "")
    try await declined.shows("[y/e/N]")
    try declined.type("n")
    try await declined.shows("kept as draft 1")
    #expect(declined.wait() == 1)
    let kept = try run("drafts").output
    #expect(kept.contains("Radio check"), "\(kept)")
    #expect(try run("ack", "3", "4", "both seen").exit == 64, "one message at a time")
    let drafts = "\(state)/cellbus/drafts"
    #expect(try FileManager.default.contentsOfDirectory(atPath: drafts) == ["1.json"])
    #expect(try String(contentsOfFile: "\(drafts)/1.json", encoding: .utf8).contains("Nothing to report."))
    let second = try typed("publish", "--draft", "1")
    try await second.shows("receipted")
    #expect(second.wait() == 0)
    #expect(try run("drafts").output.contains("No drafts."))
  }

  @Test(.timeLimit(.minutes(10))) func whatIsTypedWhileTheBrokerIsAwayIsKept() async throws {
    let receipt = try await Node.connected(cell.profile("FRA.CELL-1")) { node in
      try await node.publish(LiaisonNote(subject: "Radio check", text: "Do you read?"), to: ["UKR"])
    }
    cell.kill()
    // The log is its watch officer's.
    let officer = ["--cell", cell.directory, "--as", "FRA.CELL-1"]
    for (words, number, who) in [
      (["reply", "\(receipt.sequence)", "Loud and clear."], 1, identity), (["log", "Line to Paris lost."], 2, officer),
    ] {
      let lost = try TypedProgram("cellbus", words + ["--timeout", "1"] + who, environment: ["XDG_STATE_HOME": state])
      try await lost.shows("kept as draft \(number); send it: cellbus publish --draft \(number)")
      #expect([69, 75].contains(lost.wait()), "\(lost.screen)")
    }
    let drafts = try run("drafts").output
    #expect(drafts.contains("answers \(receipt.sequence): text Loud and clear."), "\(drafts)")
    #expect(drafts.contains("cell.log-entry") && drafts.contains("Line to Paris lost."), "\(drafts)")
    try cell.start()
    try await cell.isServing()
    for (draft, who) in [("1", identity), ("2", officer)] {
      let program = try RunningProgram(
        "cellbus", ["publish", "--draft", draft] + who, environment: ["XDG_STATE_HOME": state])
      #expect(
        program.wait() == 0 && program.standardOutput.contains("receipted"),
        "\(program.standardOutput) \(program.standardError)")
    }
    let answer = try await Node.connected(cell.profile("FRA.CELL-1")) { try await $0.message(receipt.sequence + 1) }
    #expect(answer.header.inReplyTo == receipt.id && answer.header.action == ["FRA.CELL-1"])
    let note = try DocumentDecoder.body(LiaisonNote.self, of: answer.document)
    #expect(note.subject == "Re: Radio check" && note.text == "Loud and clear.")
    #expect(try run("drafts").output.contains("No drafts."))
  }

  @Test(.timeLimit(.minutes(10))) func whatCannotBeSentIsRefusedAtItsQuestionAndWhatIsMissingIsNamedAtOnce()
    async throws
  {
    let reserved = try run("compose", "system.decided")
    #expect(reserved.exit == 77 && reserved.errors.contains("3117 reserved-to-bus"), "\(reserved)")
    let unknown = try run("compose", "support.atack-report")
    #expect(unknown.exit == 65 && unknown.errors.contains("did you mean support.attack-report?"), "\(unknown)")
    let program = try typed("compose", "verification.incident-report")
    try await program.answer("place: ", "//EXAMPLE// Donetsk")
    try await program.shows("marks an example of the schema")
    try await program.answer("place: ", "Donetsk")
    try await program.shows(": ")
    try program.type("\u{04}")
    try await program.shows("kept as draft 1; go on with it: cellbus compose --draft 1")
    #expect(program.wait() == 1)
    let list = try run("drafts").output
    #expect(list.contains("verification.incident-report") && list.contains("place Donetsk"), "\(list)")
    let faults = try run("publish", "--draft", "1")
    #expect(faults.exit == 65 && faults.errors.contains("refused 5 faults  draft 1"), "\(faults)")
    #expect(faults.errors.contains("/means") && faults.errors.contains("/event"), "\(faults)")
    #expect(faults.errors.contains("Next: cellbus compose --draft 1"))

    let note = try typed("compose", "cell.liaison-note")
    try await note.answer("subject: ", "Radio check")
    try await note.answer("text: ", "Nothing to report.")
    try await note.answer("action [@all]: ", "FRA, POL")
    try await note.shows("the roster has no POL; there are CELL, FRA, UKR, USA.")
    try await note.answer("action [@all]: ", "FRA")
    try await note.shows("precedence [routine]: ")
    try note.type("\u{04}")
    try await note.shows("kept as draft 2")
    #expect(note.wait() == 1)
    #expect(try await Node.connected(cell.profile("FRA.CELL-1")) { try await $0.status().refused } == 0)
  }

  @Test(.timeLimit(.minutes(10))) func aFormThatIsNotFinishedIsKeptAsItWasWritten() async throws {
    let editor = try file(
      "editor.sh",
      """
      if grep -q '^ *text: "' "$1"; then
        sed -i 's/^  text:.*/  text: Nothing to report./' "$1"
      else
        sed -i 's/^  subject:.*/  subject: Radio check/; s/^  text:.*/  text: "not closed/' "$1"
      fi
      """)
    let first = try typed("compose", "cell.liaison-note", "--edit", environment: ["VISUAL": "sh \(editor)"])
    try await first.shows("Edit it again? [y/N]")
    try first.type("n")
    try await first.shows("kept as draft 1; go on with it: cellbus compose --draft 1")
    #expect(first.wait() == 1)
    let list = try run("drafts").output
    #expect(list.contains("subject: Radio check") && list.contains("not finished"), "\(list)")
    let second = try typed("compose", "--draft", "1", environment: ["VISUAL": "sh \(editor)"])
    try await second.shows("[y/e/N]")
    try second.type("y")
    try await second.shows("receipted")
    #expect(second.wait() == 0)
    #expect(try run("drafts").output.contains("No drafts."))
  }
}
