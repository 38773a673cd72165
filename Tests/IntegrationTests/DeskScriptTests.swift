import Foundation
import Testing

/// What a person types at a terminal of 80 columns, and what stands there then.
@Suite(.serialized) struct DeskScriptTests {
  private func run(_ script: String) throws -> RunningProgram {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../deploy/desk/\(script)")
    let programs = TestCell.program("cellbus").deletingLastPathComponent().path
    return try RunningProgram("/usr/bin/env", ["python3", file.standardizedFileURL.path, programs])
  }

  @Test(.timeLimit(.minutes(10))) func aRealFlashIsSeenReadAcknowledgedAndAnsweredDuringAnExercise() throws {
    let script = try run("tenseconds.py")
    let exit = script.wait()
    #expect(exit == 0, "\(script.standardOutput)\(script.standardError)")
  }

  @Test(.timeLimit(.minutes(10))) func tabPutsDownWholeValues() throws {
    let script = try run("completion.py")
    let exit = script.wait()
    #expect(exit == 0, "\(script.standardOutput)\(script.standardError)")
  }

  @Test(.timeLimit(.minutes(10))) func theREADMEPrintsWhatItSays() throws {
    let script = try run("readme.py")
    let exit = script.wait()
    #expect(exit == 0, "\(script.standardOutput)\(script.standardError)")
  }

  @Test(.timeLimit(.minutes(10))) func everyCommandOfTheRunbookAndTheManPagesIsTyped() throws {
    let script = try run("documents.py")
    let exit = script.wait()
    #expect(exit == 0, "\(script.standardOutput)\(script.standardError)")
  }
}
