import CellNode
import CellSchema
import CellTestSupport
import Foundation
import Testing

extension WitnessTests {
  /// A program that publishes as fast as the broker takes it, without end, and the one that it has its lines from.
  private func load(_ node: String) throws -> (program: RunningProgram, source: Process) {
    let (source, pipe) = (Process(), pipeForChild())
    source.executableURL = URL(filePath: "/usr/bin/yes")
    source.arguments = [#"{"type":"cell.liaison-note","body":{"subject":"Load","text":"One of very many."}}"#]
    source.standardOutput = pipe
    try source.start()
    let program = try RunningProgram(
      "cellbus", ["publish", "--cell", cell.directory, "--as", node, "--ndjson", "-"], input: pipe.fileHandleForReading)
    return (program, source)
  }

  private func number(_ name: String, in answer: (exit: Int32, output: String, errors: String)) throws -> Int {
    try #require(answer.exit == 0, "\(answer.errors)")
    let object = try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any]
    return try #require(object?[name] as? Int, "\(answer.output)")
  }

  /// A backup under full load ends, at a checkpoint that all sides have cosigned; it is whole, and a record goes on from it.
  @Test(.timeLimit(.minutes(10))) func aBackupAtFullLoadEndsVerifiesAndRestores() async throws {
    try cell.start()
    _ = try await say(3)
    let keys = try keep("paris.keys", "record", "checkpoint", "--keys", "--cell", cell.directory)
    let witnesses = try Self.nodes.map { try witness($0, "--new-log") }
    try #require(try await eventually { goodSize() >= 3 })
    let publisher = try load("UKR.GS-1")
    defer {
      publisher.source.terminate()
      publisher.program.process.terminate()
    }
    try #require(try await eventually { goodSize() > 2_000 })

    let backup = path("loaded.sqlite")
    let made = try run("record", "backup", backup, "--cell", cell.directory, "--format", "json")
    let head = try number("head", in: made)
    #expect(publisher.program.process.isRunning, "the load is there before it begins and after it ends")
    publisher.source.terminate()
    publisher.program.process.terminate()
    _ = publisher.program.wait()
    #expect(head > 2_000)
    #expect(try number("checkpoint", in: made) == head, "it ends at a good checkpoint")
    let judged = try run("record", "compare", "\(backup).checkpoint", "\(backup).checkpoint", "--keys", keys)
    #expect(judged.exit == 0, "\(judged)")
    #expect(try number("head", in: run("record", "verify", "--file", backup, "--format", "json")) == head)
    for program in witnesses { program.process.interrupt() }
    for program in witnesses { #expect(program.wait() == 0, "\(program.standardError)") }
    #expect(cell.stop() == 0)
    let last = try number("head", in: run("record", "show", "--cell", cell.directory, "--format", "json"))
    #expect(last > head)

    // The machine is lost, and its last rows with it: what the backup has goes on in its place.
    try FileManager.default.removeItem(atPath: cell.recordDirectory)
    let refused = try run("record", "restore", backup, "--seen", "\(last)", "--cell", cell.directory)
    #expect(refused.exit == 65, "\(refused)")
    let restored = try run(
      "record", "restore", backup, "--seen", "\(last)", "--accept-loss", "--approved-by", "The three sides", "--cell",
      cell.directory)
    #expect(restored.exit == 0, "\(restored)")
    try cell.start()
    #expect(try await say(1) == UInt64(last) + 1_000_001)
    #expect(cell.stop() == 0)
    let verified = try run("record", "verify", "--cell", cell.directory)
    #expect(verified.exit == 0, "\(verified)")
    // What is left of the log that ended is proved by what the witnesses cosigned.
    let proof = try run("record", "prove", "\(head)", "--cell", cell.directory)
    #expect(proof.exit == 0, "\(proof)")
    try Data(proof.output.utf8).write(to: URL(filePath: path("old.tlog-proof")))
    let held = try run("record", "verify", "--proof", path("old.tlog-proof"), "--keys", keys)
    #expect(held.exit == 0 && held.output.contains("USA.CELL-1"), "\(held)")
  }
}
