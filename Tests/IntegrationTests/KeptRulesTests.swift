import CellNode
import CellSchema
import Foundation
import Testing

/// A start whose files are not good: the cell goes on with the rules that its record names, and says so.
@Suite("Rules of the record", .serialized) struct KeptRulesTests {
  private let cell: TestCell

  init() throws {
    cell = try TestCell()
  }

  private func status() async throws -> BrokerStatus {
    try await Node.connected(cell.profile("CELL.OPS-1")) { node in try await node.status() }
  }

  /// One line of `status --check`, and its exit code.
  private func check() throws -> (line: String, code: Int32) {
    let program = try RunningProgram("cellbus", ["status", "--check", "--cell", cell.directory, "--as", "CELL.OPS-1"])
    let code = program.wait()
    return (program.standardOutput, code)
  }

  private func served() async throws {
    try cell.start()
    let ready = try await eventually { cell.lines("ready").count == cell.lines("record-opened").count }
    try #require(ready, "\(cell.log)")
    try await Node.connected(cell.profile("UKR.GS-1")) { node in
      _ = try await node.publish(LiaisonNote(subject: "Radio check", text: "one"))
    }
  }

  @Test(arguments: ["roster.yaml", "charter.yaml"])
  func aFileThatDoesNotReadIsSurvivedByAKill(file: String) async throws {
    try await served()
    let good = try cell.text(file)
    try cell.edit(file) { $0 += "colour: blue\n" }
    let refusal = try await cell.reload("reload-refused")
    #expect(refusal.contains("in_force=\"as before\""))
    let warned = try check()
    #expect(warned.code == 1 && warned.line.hasPrefix("CELLBUS WARNING - reload-refused: "), "\(warned)")
    cell.kill()
    // Also where it is no YAML at all, or is gone.
    for text in [good + "colour: blue\n", "{[", ""] {
      try cell.edit(file) { $0 = text }
      try await served()
      let critical = try check()
      #expect(critical.code == 2 && critical.line.contains("rules-kept: "), "\(critical)")
      #expect(critical.line.contains(file))
      #expect(try await status().alarms.map(\.kind).contains("rules-kept"))
      cell.kill()
    }
    #expect(cell.lines("rules-kept").count == 3)
    try await served()
    // The record has them, and gives them back beside the daemon.
    let rules = ["record", "rules", cell.directory, "--cell", cell.directory]
    let there = try RunningProgram("cellbus", rules)
    #expect(there.wait() != 0 && there.standardError.contains("--force"), "\(there.standardError)")
    let given = try RunningProgram("cellbus", rules + ["--force"])
    #expect(given.wait() == 0, "\(given.standardError)")
    #expect(try cell.text(file) == good)
    _ = try await cell.reload()
    let isOver = try await eventually { try check().code == 0 }
    #expect(isOver)
    #expect(cell.stop() == 0)
    // A check before the start says all of it, and starts nothing.
    try cell.edit(file) { $0 += "colour: blue\n" }
    let program = try RunningProgram("cellbusd", ["--config", cell.configuration, "--check"])
    #expect(program.wait() == 78 && program.standardError.contains("colour"))
  }

  @Test func aStaleCopyGivesNobodyBackHisRights() async throws {
    try await served()
    let old = try cell.text("roster.yaml")
    try cell.editRoster(revision: 2) { try strike("USA.CELL-1", from: &$0) }
    _ = try await cell.reload()
    let isOnRecord = try await eventually { try await status().rosterRevision == 2 }
    #expect(isOnRecord)
    cell.kill()
    try cell.edit("roster.yaml") { $0 = old }
    try await served()
    let found = try await status()
    #expect(found.rosterRevision == 2 && !found.nodes.contains { $0.node == "USA.CELL-1" })
    #expect(found.alarms.first?.kind == "rules-kept" && found.alarms.first?.level == .critical)
    let error = await #expect(throws: NodeError.self) {
      try await Node.connected(cell.profile("USA.CELL-1"), options: .impatient) { node in try await node.status() }
    }
    #expect(error != nil)
    // Nor does a reload of it; one with a revision above the record's does.
    _ = try await cell.reload("reload-refused")
    #expect(try await status().alarms.first?.kind == "rules-kept")
    try cell.editRoster(revision: 3)
    _ = try await cell.reload()
    let isBack = try await eventually { try await status().alarms.isEmpty }
    #expect(isBack)
    #expect(try await status().nodes.contains { $0.node == "USA.CELL-1" })
    #expect(cell.stop() == 0)
  }

  @Test func aStartLetsNobodyOnAgainWhomTheRecordKeepsOff() async throws {
    let old = try cell.text("cellbusd.yaml")
    try cell.edit("cellbusd.yaml") { $0 += "revoked: [USA.CELL-1]\n" }
    try await served()
    cell.kill()
    try cell.edit("cellbusd.yaml") { $0 = old }
    try await served()
    let found = try await status()
    #expect(found.alarms.map(\.kind) == ["access-kept"])
    #expect(found.alarms.first?.detail.contains("USA.CELL-1") == true)
    await #expect(throws: NodeError.self) {
      try await Node.connected(cell.profile("USA.CELL-1"), options: .impatient) { node in try await node.status() }
    }
    _ = try await cell.reload()
    let isOver = try await eventually { try await status().alarms.isEmpty }
    #expect(isOver)
    try await Node.connected(cell.profile("USA.CELL-1")) { node in _ = try await node.status() }
    #expect(cell.stop() == 0)
  }

  @Test func aLimitThatDoesNotWorkStopsNoRecord() async throws {
    try await served()
    cell.kill()
    try cell.limit(["handshake": 1])
    try await served()
    #expect(try await status().alarms.first?.kind == "rules-kept")
    #expect(cell.stop() == 0)
  }

  @Test func withoutARecordNothingIsStarted() throws {
    try cell.edit("roster.yaml") { $0 += "colour: blue\n" }
    try cell.start()
    #expect(cell.ended() == 78)
  }
}

extension NodeOptions {
  /// Gives up within a second.
  fileprivate static var impatient: NodeOptions {
    var options = NodeOptions()
    options.connectTimeout = .seconds(5)
    return options
  }
}
