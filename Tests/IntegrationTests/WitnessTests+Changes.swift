import Foundation
import Testing

/// Witnesses that change: the checkpoint that covers it is good under the old and the new.
extension WitnessTests {
  @Test(.timeLimit(.minutes(10))) func aChangeOfWitnessesIsCosignedByTheOldAndTheNew() async throws {
    try cell.start()
    let first = try await say(3)
    _ = try keep("paris.keys", "record", "checkpoint", "--keys", "--cell", cell.directory)
    var witnesses = try Self.nodes.map { try witness($0, "--new-log") }
    try #require(try await eventually { goodSize() >= first })
    witnesses[0].process.interrupt()
    #expect(witnesses[0].wait() == 0)

    // Another key takes the place of the coalition's only one: no checkpoint could cover that.
    let (old, new) = try (verifier(of: "FRA.CELL-1"), key(for: "FRA.MNF-1"))
    let roster = try cell.text("roster.yaml")
    try cell.editRoster(revision: 2) { $0 = $0.replacing(old, with: new) }
    let refused = try await cell.reload("reload-refused")
    #expect(refused.contains("in_force=\"as before\"") || refused.contains("in_force"))
    #expect(cell.log.contains("exchange witnesses one by one"))

    // One goes and another comes.
    try cell.edit("roster.yaml") { text in
      text = roster.replacing("    witnessKey: '\(old)'\n", with: "")
      let name = try #require(text.range(of: "  - name: FRA.MNF-1\n"))
      text.insert(contentsOf: "    witnessKey: '\(new)'\n", at: name.upperBound)
      try cell.raise(&text, to: 2)
    }
    _ = try await cell.reload()
    let change = try await say(1)
    witnesses[0] = try witness("FRA.MNF-1", "--pinned", note)
    try #require(try await eventually { cosignedSize(witnesses[0]) >= change })
    #expect(goodSize() < change, "the old witness of the side is away")
    // A kill forgets nothing of it.
    cell.kill()
    try cell.start()
    let later = try await say(1)
    try #require(try await eventually { cosignedSize(witnesses[0]) >= later })
    #expect(goodSize() < change)
    let gone = try witness("FRA.CELL-1")
    try #require(try await eventually { goodSize() >= later })
    gone.process.interrupt()
    #expect(gone.wait() == 0)

    // From there on the new ones are enough.
    let last = try await say(2)
    try #require(try await eventually { goodSize() >= last })
    #expect(try !String(contentsOfFile: note, encoding: .utf8).contains(" FRA.CELL-1.example/witness "))
    for program in witnesses { program.process.interrupt() }
    for program in witnesses { #expect(program.wait() == 0, "\(program.standardError)") }
    #expect(cell.stop() == 0)
  }

  private func key(for node: String) throws -> String {
    let made = try run("witness", "key", path("\(node).key"), "--name", "\(node).example/witness", "-o", "json")
    try #require(made.exit == 0, "\(made)")
    return try String(#require(made.output.firstMatch(of: /"verifier":"([^"]+)"/)).1)
  }

  private func verifier(of node: String) throws -> String {
    let text = try cell.text("roster.yaml")
    return String(
      try #require(text.firstMatch(of: try Regex("name: \(node)\n    witnessKey: '([^']+)'"))).output[1].substring ?? ""
    )
  }

  /// The greatest tree of which a witness has said that it cosigned it.
  private func cosignedSize(_ program: RunningProgram) -> UInt64 {
    program.standardOutput.matches(of: /cosigned \D*(\d+)/).compactMap { UInt64($0.1) }.max() ?? 0
  }
}
