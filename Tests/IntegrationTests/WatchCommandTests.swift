import CellNode
import CellSchema
import Foundation
import Testing

/// The commands of a watch: contexts, the log, the handover, what is found again and printed.
@Suite(.serialized) struct WatchCommandTests {
  private let cell: TestCell
  private let home: String

  init() async throws {
    cell = try TestCell(["FRA", "UKR", "USA"])
    home = "\(cell.directory)/home"
    try cell.start()
    try await cell.isServing()
  }

  /// As somebody who has nothing but a home.
  private func run(
    _ arguments: String..., environment: [String: String] = [:]
  ) throws -> (exit: Int32, output: String, errors: String) {
    var own = ["HOME": home]
    for name in ["CELL", "AS", "BY", "PROFILE", "CONTEXT"] { own["CELLBUS_\(name)"] = "" }
    // An empty profile is one that is set wrongly: there is none at all.
    own["CELLBUS_PROFILE"] = nil
    own["XDG_CONFIG_HOME"] = ""
    let program = try RunningProgram("cellbus", arguments, environment: own.merging(environment) { $1 })
    let exit = program.wait()
    return (exit, program.standardOutput, program.standardError)
  }

  private func number(_ receipt: String) throws -> String {
    String(try #require(receipt.firstMatch(of: /on the record as (\d+)/)).output.1)
  }

  @Test(.timeLimit(.minutes(10))) func whoOneIsIsSaidOnce() async throws {
    let unknown = try run("status")
    #expect(unknown.exit == 64 && unknown.errors.contains("cellbus context add"), "\(unknown)")
    let wrong = try run("context", "add", "paris", "--cell", cell.directory, "--as", "POL")
    #expect(wrong.exit != 0 && wrong.errors.contains("there is no profile of POL"), "\(wrong)")
    let added = try run("context", "add", "paris", "--cell", cell.directory, "--as", "FRA", "--by", "Duty officer")
    #expect(added.exit == 0 && added.output.contains("* paris"), "\(added)")
    #expect(try run("status").exit == 0)
    _ = try run("context", "add", "kyiv", "--cell", cell.directory, "--as", "UKR")
    #expect(try run("context").output.contains("* paris"))
    let used = try run("-o", "json", "context", "use", "kyiv")
    #expect(used.output.contains(#""name":"kyiv""#) && used.output.contains(#""as":"UKR","current":true"#), "\(used)")
    #expect(try run("mine").output.contains("Nothing waits for UKR.CELL-1."))
    #expect(try run("mine", environment: ["CELLBUS_CONTEXT": "paris"]).output.contains("FRA.CELL-1"))
    #expect(try run("--context", "paris", "mine").output.contains("FRA.CELL-1"))
    #expect(try run("mine", "--as", "USA", environment: ["CELLBUS_AS": "FRA"]).output.contains("USA.CELL-1"))
    #expect(try run("mine", environment: ["CELLBUS_AS": "FRA"]).output.contains("FRA.CELL-1"))
    let near = try run("--context", "pari", "mine")
    #expect(near.exit != 0 && near.errors.contains("did you mean paris?"), "\(near)")
    #expect(try run("context", "remove", "kyiv").exit == 0 && run("mine").exit == 64)
    #expect(cell.stop() == 0)
  }

  @Test(.timeLimit(.minutes(10))) func aMessageIsFoundByAnyOfItsNames() async throws {
    let receipt = try await Node.connected(cell.profile("UKR.CELL-1")) { node in
      _ = try await node.publish(
        LiaisonNote(subject: "Bridge", text: "Détour by the north."), to: ["USA"], releasableTo: ["USA"])
      while true {
        let first = try await node.publish(LiaisonNote(subject: "Bridge", text: "It is shut."), to: ["FRA"])
        let second = try await node.publish(
          LiaisonNote(subject: "Bridge", text: "The détour is open:\nby day,\nby night,\nto all."), to: ["FRA"],
          precedence: .immediate,
          releasableTo: ["FRA"])
        // The beginning is a time: once in a minute it is another.
        if "\(first.id)".prefix(8) == "\(second.id)".prefix(8) { return second }
      }
    }
    let environment = ["CELLBUS_CELL": cell.directory, "CELLBUS_AS": "FRA", "CELLBUS_BY": "Duty officer"]
    let id = "\(receipt.id)"
    for name in [
      "\(receipt.sequence)", id, String(id.prefix(20)), String(id.prefix(24)).uppercased(), "\(receipt.serial)",
    ] {
      for command in ["show", "trace", "print"] {
        let shown = try run(command, name, environment: environment)
        #expect(shown.exit == 0 && shown.output.contains("\(receipt.sequence)"), "\(command) \(name) \(shown)")
      }
    }
    let foreign = try run(
      "show", "\(receipt.serial)", environment: ["CELLBUS_CELL": cell.directory, "CELLBUS_AS": "USA"])
    #expect(foreign.exit == 65 && foreign.errors.contains("not-on-record"), "\(foreign)")
    let many = try run(
      "show", String(id.prefix(8)), environment: ["CELLBUS_CELL": cell.directory, "CELLBUS_AS": "UKR"])
    #expect(many.exit == 65 && many.errors.contains("1212 ambiguous-reference"), "\(many)")
    #expect(many.errors.contains(" messages begin so: \(receipt.sequence) of UKR.CELL-1"), "\(many)")
    #expect(many.errors.contains(", operation"), "each with its world: \(many)")
    #expect(try run("ack", String(id.prefix(20)), environment: environment).exit == 0)
    #expect(try run("reply", "\(receipt.serial)", "Seen.", environment: environment).exit == 0)

    let found = try run("find", "DETOUR", environment: environment)
    #expect(found.exit == 0 && found.output.split(separator: "\n").count == 1, "\(found)")
    let own = try run("find", "Seen.", environment: environment)
    #expect(own.exit == 0 && own.output.contains("FRA.CELL-1"), "what one sent oneself is found: \(own)")
    #expect(try run("find", "détour", "north", environment: environment).exit == 1)
    let newest = try run("find", "bridge", "-n", "2", "-o", "json", environment: environment)
    let numbers = newest.output.matches(of: /"seq":(\d+)/).compactMap { UInt64($0.output.1) }
    #expect(numbers.count == 2 && numbers == numbers.sorted(by: >), "\(newest)")
    #expect(try run("find", "détour", "--since", "1h", "--sender", "USA", environment: environment).exit == 1)
    let printed = try run("print", "\(receipt.sequence)", "--lines", "20", environment: environment).output
    #expect(printed.contains("\u{0C}") && printed.contains("page 2 of 2") && printed.contains("REL FRA"), "\(printed)")
    #expect(cell.stop() == 0)
  }

  @Test(.timeLimit(.minutes(10))) func aWatchIsLoggedHandedOverAndTaken() async throws {
    let first = ["CELLBUS_CELL": cell.directory, "CELLBUS_AS": "FRA", "CELLBUS_BY": "First watch"]
    let second = first.merging(["CELLBUS_BY": "Second watch"]) { $1 }
    #expect(try run("log", "Line", "to", "Kyiv", "restored.", environment: first).exit == 0)
    #expect(
      try run("log", "Relief is late.", environment: ["CELLBUS_CELL": cell.directory, "CELLBUS_AS": "UKR"]).exit == 0)
    let log = try run("log", "--since", "1h", environment: first)
    #expect(log.exit == 0 && log.output.contains("Line to Kyiv restored."), "\(log)")
    #expect(!log.output.contains("Relief"), "another participant's log is its own")
    #expect(try run("log", "--since", "noon", environment: first).exit == 64)

    let unseen = try run("handover", "--to", "Second watch", environment: first)
    #expect(unseen.exit == 64 && unseen.errors.contains("--yes"), "\(unseen)")
    #expect(try run("handover", environment: first).exit == 64)
    let sent = try run("handover", "--to", "Second watch", "--yes", environment: first)
    #expect(sent.exit == 0 && sent.output.contains("WATCH FROM  First watch"), "\(sent)")
    #expect(sent.output.contains("TO          Second watch, whose acknowledgement takes it"), "\(sent)")
    let handover = try number(sent.output)
    let mine = try run("mine", environment: second).output
    #expect(mine.contains("WATCH OWED") && mine.contains(" \(handover) "), "\(mine)")
    #expect(try run("ack", handover, environment: first).errors.contains("Second watch acknowledges it"))
    let third = try run("ack", handover, environment: first.merging(["CELLBUS_BY": "Third watch"]) { $1 })
    #expect(third.exit == 0 && third.output.contains("The watch stays with First watch"), "\(third)")
    let taken = try run("ack", handover, environment: second)
    #expect(taken.exit == 0 && taken.output.contains("You have the watch, from First watch."), "\(taken)")
    let situation = try await Node.connected(cell.profile("FRA.CELL-1")) { node in try await node.situation() }
    #expect(situation.sinceHandover.at != nil, "the watch is taken")
    let nobody = try run("handover", "--nobody", "--yes", environment: second)
    #expect(nobody.exit == 0 && nobody.output.contains("TO          NOBODY"), "\(nobody)")
    #expect(nobody.output.contains("SINCE       the handover at "), "\(nobody)")
    #expect(cell.stop() == 0)
  }

  @Test func whatIsNearlyRightIsSuggested() throws {
    for (words, suggestion) in [
      (["tial"], "did you mean cellbus tail?"), (["charter", "explian", "x"], "did you mean cellbus charter explain?"),
      (["help", "nosuch"], "cellbus --help has them all"), (["help", "satus"], "did you mean cellbus status?"),
      (["show", "354", "--fromat", "json"], "did you mean --format?"),
    ] {
      let program = try RunningProgram("cellbus", words)
      #expect(program.wait() == 64 && program.standardError.contains(suggestion), "\(words) \(program.standardError)")
    }
    // Who somebody is may be said with whatever needs nobody; where it is said badly, nobody else acts.
    for words in [
      ["--as", "FRA", "explain", "3101"], ["schema", "list", "--by", "Duty officer", "--cell", "nowhere"],
    ] {
      let program = try RunningProgram("cellbus", words)
      #expect(program.wait() == 0, "\(words) \(program.standardError)")
    }
    for words in [
      ["status", "--as"], ["log", "Line restored.", "--context"], ["explain", "3101", "--as", "FRA", "--no"],
    ] {
      let program = try RunningProgram(
        "cellbus", words, environment: ["CELLBUS_CELL": cell.directory, "CELLBUS_AS": "FRA"])
      #expect(program.wait() == 64, "\(words) \(program.standardOutput)")
    }
    for words in [
      ["help", "tail"], ["help", "charter", "explain"], ["schema", "verification"], ["-v"], ["--version"],
    ] {
      let program = try RunningProgram("cellbus", words)
      #expect(program.wait() == 0, "\(words) \(program.standardError)")
    }
    let daemon = try RunningProgram("cellbusd", ["--version"])
    #expect(daemon.wait() == 0 && daemon.standardOutput.hasPrefix("cellbusd "), "\(daemon.standardOutput)")
    let explained = try run("charter", "explain", "verification.finding", environment: ["PWD": "/"])
    #expect(explained.exit == 0 && explained.output.contains("paris-2026-draft.yaml:"), "\(explained)")
    #expect(cell.stop() == 0)
  }

  @Test(.timeLimit(.minutes(10))) func aShellCompletesValues() async throws {
    for shell in ["bash", "zsh", "fish"] {
      let script = try run("completion", shell)
      #expect(script.exit == 0 && script.output.contains("handover"), "\(shell)")
    }
    let script = "\(cell.directory)/completion"
    try Data(try run("completion", "bash").output.utf8).write(to: URL(filePath: script))
    let program = TestCell.program("cellbus").deletingLastPathComponent().path
    /// What bash offers behind a line.
    func offered(_ line: String) throws -> [String] {
      let work = """
        source \(script)
        COMP_LINE=\(quoted(line)) COMP_POINT=\(line.utf8.count)
        read -ra COMP_WORDS <<<"$COMP_LINE"; [[ $COMP_LINE == *' ' ]] && COMP_WORDS+=('')
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _cellbus cellbus "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        printf '%s\\n' "${COMPREPLY[@]}"
        """
      let bash = try RunningProgram(
        "/usr/bin/env", ["bash", "-c", work],
        environment: [
          "PATH": "\(program):/usr/bin:/bin", "HOME": home, "CELLBUS_CELL": cell.directory, "CELLBUS_AS": "FRA",
        ])
      _ = bash.wait()
      return bash.standardOutput.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    #expect(try offered("cellbus hand").contains("handover"))
    #expect(try offered("cellbus publish --type verification.f").contains("verification.finding"))
    #expect(try offered("cellbus publish --precedence fl").contains("flash"))
    #expect(try offered("cellbus publish --action UK").contains("UKR"))
    #expect(try offered("cellbus publish --action @verif").contains("@verification-lead"))
    #expect(try offered("cellbus mine --as UKR.").contains("UKR.CELL-1"))
    #expect(cell.stop() == 0)
  }

  private func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "'\\''"))'" }
}
