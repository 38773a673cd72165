import CellNode
import CellSchema
import Foundation
import Testing

/// Witnesses of three sides, as processes, and a broker that has to show all of them one history.
@Suite(.serialized) struct WitnessTests {
  let cell: TestCell
  static let nodes = ["FRA.CELL-1", "UKR.CELL-1", "USA.CELL-1"]

  init() async throws {
    cell = try TestCell(["FRA", "UKR", "USA"])
    for node in Self.nodes {
      let key = try run("witness", "key", path("\(node).key"), "--name", "\(node).example/witness", "-o", "json")
      try #require(key.exit == 0, "\(key)")
      let verifier = try #require(key.output.firstMatch(of: /"verifier":"([^"]+)"/)?.1)
      try cell.edit("roster.yaml") { text in
        let name = try #require(text.range(of: "  - name: \(node)\n"))
        text.insert(contentsOf: "    witnessKey: '\(verifier)'\n", at: name.upperBound)
      }
    }
  }

  func path(_ name: String) -> String { "\(cell.directory)/\(name)" }
  var note: String { "\(cell.recordDirectory)/checkpoint" }

  func run(_ arguments: String...) throws -> (exit: Int32, output: String, errors: String) {
    let program = try RunningProgram("cellbus", arguments)
    return (program.wait(), program.standardOutput, program.standardError)
  }

  func keep(_ name: String, _ arguments: String...) throws -> String {
    let program = try RunningProgram("cellbus", arguments)
    try #require(program.wait() == 0, "\(program.standardError)")
    try Data(program.standardOutput.utf8).write(to: URL(filePath: path(name)))
    return path(name)
  }

  func witness(_ node: String, _ options: String...) throws -> RunningProgram {
    try RunningProgram(
      "cellbus",
      [
        "witness", "--key", path("\(node).key"), "--keys", path("paris.keys"), "--state", path("\(node).state"),
        "--cell", cell.directory, "--as", node,
      ] + options)
  }

  func say(_ count: Int) async throws -> UInt64 {
    var options = NodeOptions()
    options.connectTimeout = .seconds(120)
    return try await Node.connected(cell.profile("UKR.GS-1"), options: options) { node in
      var last: UInt64 = 0
      for number in 1...count {
        last = try await node.publish(LiaisonNote(subject: "Radio check", text: Text("Number \(number).")!)).sequence
      }
      return last
    }
  }

  func goodSize() -> UInt64 {
    let lines = (try? String(contentsOfFile: note, encoding: .utf8))?.split(separator: "\n") ?? []
    return lines.count > 1 ? UInt64(lines[1]) ?? 0 : 0
  }

  @Test(.timeLimit(.minutes(10))) func aCheckpointIsGoodWhenEachSideHasCosignedIt() async throws {
    try cell.start()
    let last = try await say(5)
    let keys = try keep("paris.keys", "record", "checkpoint", "--keys", "--cell", cell.directory)
    let two = try [witness("FRA.CELL-1", "--new-log"), witness("UKR.CELL-1", "--new-log")]
    try #require(try await eventually { two.allSatisfy { $0.standardOutput.contains("cosigned ") } })
    // Two sides have cosigned, and the third is away.
    #expect(goodSize() == 0)
    await #expect(throws: NodeError.self) {
      try await Node.connected(cell.profile("UKR.GS-1")) { try await $0.checkpoint() }
    }
    let third = try witness("USA.CELL-1", "--new-log")
    try #require(try await eventually { goodSize() >= last })
    // Anybody checks a proof of a message by the keys alone, and the cosignatures with it.
    let proof = try await Node.connected(cell.profile("UKR.GS-1")) { try await $0.inclusionProof(of: last) }
    try Data(proof.utf8).write(to: URL(filePath: path("last.tlog-proof")))
    let verified = try run("record", "verify", "--proof", path("last.tlog-proof"), "--keys", keys)
    #expect(verified.exit == 0 && verified.output.contains("USA.CELL-1"), "\(verified)")
    let foreign = try await Node.connected(cell.profile("FRA.CELL-1")) { try await $0.checkpoint() }
    #expect(foreign.contains("\u{2014} UKR.CELL-1.example/witness "))
    // What is good stays good over a kill, and grows again by itself.
    cell.kill()
    try cell.start()
    let later = try await say(3)
    try #require(try await eventually { goodSize() >= later })
    for program in two + [third] { program.process.interrupt() }
    for program in two + [third] { #expect(program.wait() == 0, "\(program.standardError)") }
    #expect(cell.stop() == 0)
  }

  /// - Parameter isWitnessOld: one side's witness is put back with the broker, and is led to the other history; its word
  ///   alone makes nothing good.
  @Test(.timeLimit(.minutes(10)), arguments: [false, true])
  func anOldRecordIsFoundByWhoeverCosignedTheNewOne(isWitnessOld: Bool) async throws {
    try cell.start()
    _ = try await say(3)
    _ = try keep("paris.keys", "record", "checkpoint", "--keys", "--cell", cell.directory)
    var witnesses = try Self.nodes.map { try witness($0, "--new-log") }
    try #require(try await eventually { goodSize() >= 3 })
    #expect(cell.stop() == 0)
    // A machine's image is kept, and life goes on.
    try FileManager.default.copyItem(atPath: cell.recordDirectory, toPath: path("image"))
    try FileManager.default.copyItem(atPath: path("FRA.CELL-1.state"), toPath: path("witness-image"))
    try cell.start()
    let last = try await say(4)
    try #require(try await eventually { goodSize() >= last })
    #expect(cell.stop() == 0)
    // The image is put back, and grows into another history.
    try FileManager.default.removeItem(atPath: cell.recordDirectory)
    try FileManager.default.moveItem(atPath: path("image"), toPath: cell.recordDirectory)
    if isWitnessOld {
      witnesses[0].process.interrupt()
      _ = witnesses[0].wait()
      try FileManager.default.removeItem(atPath: path("FRA.CELL-1.state"))
      try FileManager.default.moveItem(atPath: path("witness-image"), toPath: path("FRA.CELL-1.state"))
      witnesses[0] = try witness("FRA.CELL-1")
    }
    try cell.start()
    try #require(try await eventually { cell.log.contains("event=witness-ahead") })
    _ = try await say(6)
    for program in witnesses.dropFirst(isWitnessOld ? 1 : 0) {
      #expect(program.wait() == 76, "\(program.standardError)")
    }
    if isWitnessOld {
      witnesses[0].process.interrupt()
      #expect(witnesses[0].wait() == 0)
    }
    let evidence = try #require(witnesses[1].standardError.firstMatch(of: /\S+fork-[0-9a-f]+\.txt/)).output
    #expect(try String(contentsOfFile: String(evidence), encoding: .utf8).hasPrefix("cellbus fork 1\n"))
    #expect(goodSize() < last, "nothing of the other history is good")
    witnesses = []
    #expect(cell.stop() == 0)
  }

  @Test(.timeLimit(.minutes(10))) func aWitnessWithoutStateBeginsFromWhatIsGoodAndOneKeyIsUsedOnce() async throws {
    try cell.start()
    _ = try await say(3)
    _ = try keep("paris.keys", "record", "checkpoint", "--keys", "--cell", cell.directory)
    var witnesses = try Self.nodes.map { try witness($0, "--new-log") }
    try #require(try await eventually { goodSize() >= 3 })
    // A second process with the same state would cosign twice.
    let second = try witness("FRA.CELL-1")
    #expect(
      second.wait() != 0 && second.standardError.contains("another witness runs on it"), "\(second.standardError)")
    witnesses[0].process.interrupt()
    #expect(witnesses[0].wait() == 0)
    try FileManager.default.removeItem(atPath: path("FRA.CELL-1.state"))
    let wiped = try witness("FRA.CELL-1")
    let last = try await say(2)
    try #require(try await eventually { wiped.standardError.contains("has no state") })
    #expect(goodSize() < last)
    wiped.process.interrupt()
    _ = wiped.wait()
    witnesses[0] = try witness("FRA.CELL-1", "--pinned", note)
    try #require(try await eventually { goodSize() >= last })
    for program in witnesses { program.process.interrupt() }
    for program in witnesses { #expect(program.wait() == 0, "\(program.standardError)") }
    #expect(cell.stop() == 0)
  }
}
