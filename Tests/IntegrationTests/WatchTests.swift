import CellNode
import CellSchema
import Foundation
import Testing

/// Screens on a terminal: what stays, what is paged, what another world has on top.
@Suite(.serialized) struct WatchTests {
  private let cell: TestCell
  /// France's profile in an exercise.
  private let exercise: String

  init() async throws {
    cell = try TestCell(["FRA", "UKR", "USA"])
    exercise = "\(cell.directory)/nodes/exercise.yaml"
    let text = try String(contentsOfFile: "\(cell.directory)/nodes/FRA.CELL-1.yaml", encoding: .utf8)
    let ours = text.replacing("nature: operation", with: "nature: exercise\nexerciseName: SHARED DAWN")
    try Data(ours.utf8).write(to: URL(filePath: exercise))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: exercise)
    try cell.start()
    try await cell.isServing()
  }

  @discardableResult
  private func publish(
    _ subject: Line, _ precedence: Precedence, to action: [Addressee] = ["FRA"], nature: Nature = .operation,
    exercise: Line? = nil
  ) async throws -> PublishReceipt {
    try await Node.connected(cell.profile("UKR.CELL-1")) { node in
      try await node.publish(
        LiaisonNote(subject: subject, text: "Nothing to report."), to: action, precedence: precedence,
        releasableTo: [.all], nature: nature, exerciseName: exercise)
    }
  }

  private func terminal(
    _ arguments: String..., columns: UInt16 = 80, rows: UInt16 = 24, environment: [String: String] = [:]
  ) throws -> TerminalProgram {
    try TerminalProgram(
      arguments + ["--profile", exercise], columns: columns, rows: rows, environment: environment)
  }

  @Test(.timeLimit(.minutes(10)), arguments: ["situation", "attention", "status", "mine"])
  func aScreenThatStaysSeesTheFlashOfTheOperation(_ screen: String) async throws {
    let command = screen == "attention" ? ["situation", "attention"] : [screen]
    let watch = try TerminalProgram(command + ["--watch", "--quiet", "--profile", exercise])
    let banner = "EXERCISE EXERCISE EXERCISE SHARED DAWN"
    #expect(try await eventually { watch.frame.contains { $0.hasPrefix(banner) } }, "\(watch.output)")
    #expect(!watch.output.contains("REAL:") && watch.frame.count <= 24)

    let flash = try await publish("Radio check", .flash)
    let real = "REAL: 1 FLASH \(flash.sequence) cell.liaison-note UKR "
    #expect(try await eventually { watch.frame[0].hasPrefix(real) }, "\(watch.frame)")
    #expect(watch.frame[0].hasSuffix("cellbus show \(flash.sequence)"))
    #expect(watch.output.contains("\u{07}"), "it rings in spite of --quiet")

    watch.resize(columns: 60, rows: 20)
    #expect(try await eventually { watch.frame.count == 20 && watch.frame.allSatisfy { $0.count <= 60 } })
    #expect(watch.frame[0].hasPrefix(real))

    try await Node.connected(cell.profile("FRA.CELL-1")) { node in
      _ = try await node.publish(
        Acknowledgement(of: flash.id, by: "Duty officer"), to: ["UKR.CELL-1"], precedence: .flash, inReplyTo: flash.id)
    }
    #expect(try await eventually { !watch.frame[0].hasPrefix("REAL") }, "\(watch.frame)")
    try watch.type("q")
    #expect(watch.wait() == 0 && watch.output.contains(TerminalProgram.left) && watch.isAsFound)
    #expect(cell.stop() == 0)
  }

  @Test(.timeLimit(.minutes(10))) func aScreenThatLostTheBrokerSaysSo() async throws {
    let watch = try terminal("situation", "--watch")
    #expect(try await eventually { watch.frame.contains { $0.hasPrefix("NOW ") } }, "\(watch.output)")
    #expect(cell.stop() == 0)
    #expect(try await eventually { watch.frame[0].contains(#/^NOT CONNECTED, AS OF \d{4}Z/#) }, "\(watch.frame)")
    #expect(watch.frame.contains { $0.hasPrefix("NOW ") }, "what was known stays")
    try cell.start()
    #expect(try await eventually { !watch.frame[0].hasPrefix("NOT CONNECTED") }, "\(watch.frame)")
    try watch.type("\u{03}")
    #expect(watch.wait() == 130 && watch.output.contains(TerminalProgram.left) && watch.isAsFound)
    #expect(!watch.output.contains("connection lost"), "nothing is written over the screen")
    #expect(cell.stop() == 0)
  }

  @Test(.timeLimit(.minutes(10))) func theTerminalIsGivenBackWhileTheProgramIsStopped() async throws {
    let watch = try terminal("status", "--watch", rows: 8)
    #expect(try await eventually { watch.frame.contains { $0.contains("space and b page") } }, "\(watch.output)")
    try watch.type(" ")
    #expect(try await eventually { watch.frame.contains { $0.hasPrefix("6-") } }, "\(watch.frame)")
    try watch.type("\u{1A}")
    #expect(try await eventually { watch.state == "T" })
    #expect(try await eventually { watch.output.contains(TerminalProgram.left) && watch.isAsFound })
    kill(watch.identifier, SIGCONT)
    #expect(try await eventually { watch.output.components(separatedBy: TerminalProgram.entered).count > 2 })
    #expect(try await eventually { watch.frame.contains { $0.hasPrefix("6-") } }, "the same place")
    kill(watch.identifier, SIGTERM)
    #expect(watch.wait() == 143 && watch.isAsFound)
    #expect(cell.stop() == 0)
  }

  @Test(.timeLimit(.minutes(10))) func whatIsLongIsPagedAndAPagerThatIsNotThereIsNoFailure() async throws {
    let paged = try terminal("situation", "--no-colour", rows: 12, environment: ["CELLBUS_PAGER": "sed s/^/paged:/"])
    #expect(paged.wait() == 0 && paged.output.contains("paged:EXERCISE"), "\(paged.output)")
    for (option, pager) in [("--timeout=10", "no-such-pager -x"), ("--no-pager", "sed s/^/paged:/")] {
      let whole = try terminal("situation", option, rows: 12, environment: ["CELLBUS_PAGER": pager])
      #expect(whole.wait() == 0 && whole.output.contains("SILENT") && !whole.output.contains("paged:"))
    }
    let short = try terminal("situation", rows: 60, environment: ["CELLBUS_PAGER": "sed s/^/paged:/"])
    #expect(short.wait() == 0 && short.output.contains("SILENT") && !short.output.contains("paged:"))
    let dumb = try terminal("situation", rows: 12, environment: ["TERM": "dumb", "CELLBUS_PAGER": "sed s/^/paged:/"])
    #expect(dumb.wait() == 0 && !dumb.output.contains("\u{1B}") && !dumb.output.contains("paged:"))
    let stays = try terminal("situation", "--watch", environment: ["TERM": "dumb"])
    #expect(stays.wait() == 64)
    #expect(cell.stop() == 0)
  }

  @Test(.timeLimit(.minutes(10))) func everyScreenOfAnExerciseBeginsWithTheFlashOfTheOperation() async throws {
    let flash = try await publish("Real", .flash)
    let note = try await publish("Played", .routine, nature: .exercise, exercise: "SHARED DAWN")
    let number = "\(note.sequence)"
    for arguments in [
      ["situation"], ["phase"], ["cases"], ["decisions"], ["mine"], ["status"], ["show", number], ["trace", number],
      ["subscriptions"], ["drafts"], ["log"], ["find", "Played"],
    ] {
      for columns in [60, 120] as [UInt16] {
        let screen = try TerminalProgram(arguments + ["--profile", exercise], columns: columns, rows: 70)
        #expect(screen.wait() == 0)
        let lines = screen.output.replacing(#/\u{1B}\[[0-9;]*m/#, with: "").components(separatedBy: "\r\n").dropFirst()
        #expect(lines.first?.hasPrefix("REAL: 1 FLASH \(flash.sequence) ") == true, "\(arguments): \(lines)")
        #expect(lines.contains { $0.hasPrefix("EXERCISE EXERCISE EXERCISE SHARED DAWN") }, "\(arguments)")
        #expect(lines.allSatisfy { $0.count <= columns }, "\(arguments): \(lines)")
      }
    }
    let elsewhere = try RunningProgram("cellbus", ["elsewhere", "--profile", exercise, "--format", "json"])
    #expect(elsewhere.wait() == 0 && elsewhere.standardOutput.contains("\"seq\":\(flash.sequence)"))
    #expect(cell.stop() == 0)
  }

  @Test(.timeLimit(.minutes(10))) func tailShowsBothWorldsAndWhatWasChosen() async throws {
    let first = try await publish("Played", .routine, nature: .exercise, exercise: "SHARED DAWN")
    try await publish("For all", .immediate, to: [.all])
    try await publish("For FRA", .flash)
    func tail(_ options: String..., count: Int) throws -> [String] {
      let program = try RunningProgram(
        "cellbus", ["tail", "--last", "1000", "--count", "\(count)", "--profile", exercise] + options)
      #expect(program.wait() == 0, "\(program.standardError)")
      #expect(program.standardError.isEmpty, "nobody at a terminal waits")
      return program.standardOutput.split(separator: "\n").map(String.init).filter { $0.contains("liaison-note") }
    }
    let both = try tail("--type", "cell.liaison-note", count: 3)
    #expect(both.map { $0.prefix(2) } == ["EX", "OP", "OP"])
    #expect(try tail("--type", "cell.liaison-note", "--precedence", "immediate", count: 2).count == 2)
    #expect(
      try tail("--type", "cell.liaison-note", "--mine", count: 2).map { $0.contains("For all") } == [false, false])
    #expect(try tail("--nature", "exercise", "--sender", "UKR", count: 1).count == 1)
    let since = try RunningProgram(
      "cellbus",
      [
        "tail", "--since", first.acceptedAt.description, "--count", "3", "--type", "cell.liaison-note",
        "--profile", exercise,
      ])
    #expect(since.wait() == 0 && since.standardOutput.split(separator: "\n").count == 3)
    for wrong in [["--since", "yesterday"], ["--case", "42"], ["--last", "1", "--since", "071021ZMAR26"]] {
      #expect(try RunningProgram("cellbus", ["tail", "--profile", exercise] + wrong).wait() == 64, "\(wrong)")
    }
    let watched = try terminal("tail")
    #expect(try await eventually { watched.output.contains("waiting for messages") }, "\(watched.output)")
    #expect(watched.output.contains("EXERCISE EXERCISE EXERCISE SHARED DAWN"))
    try watched.type("\u{03}")
    #expect(watched.wait() == 0)

    // What was on the record before does not ring, and what comes does.
    let late = try terminal("tail", "--last", "1000", rows: 60)
    #expect(try await eventually { late.output.contains("For FRA") }, "\(late.output)")
    #expect(!late.output.contains("\u{07}"))
    try await publish("Now", .flash)
    #expect(try await eventually { late.output.contains("Now") && late.output.contains("\u{07}") }, "\(late.output)")
    try late.type("\u{03}")
    #expect(late.wait() == 0)
    // What waits in the operation comes again with every screenful.
    let short = try terminal("tail", "--last", "1000", "--count", "4", rows: 5)
    #expect(short.wait() == 0 && short.output.components(separatedBy: "REAL: ").count > 2, "\(short.output)")
    #expect(cell.stop() == 0)
  }
}
