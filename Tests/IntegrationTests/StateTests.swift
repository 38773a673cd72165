import CellJournal
import CellNode
import CellProof
import CellRecord
import CellSchema
import Foundation
import Testing

/// Where things stand, asked of a real daemon, and the state that it keeps beside the record.
@Suite(.serialized) struct StateTests {
  private static let moment: Timestamp = "2026-03-10T22:00:00Z"

  private static func authority(_ state: Line) -> Authority {
    Authority(signatory: state, office: "Minister for Foreign Affairs", fullPowers: .office)
  }

  /// Both authorities agree on a ceasefire and state that it is in force.
  private static func bringIntoForce(_ cell: TestCell) async throws {
    let agreement = CeasefireAgreement(
      instrument: "ceasefire-2026", parties: ["RUS", "UKR"], scope: .general, effectiveAt: moment)
    try await Node.connected(cell.profile("UKR.CELL-1")) { ukraine in
      try await Node.connected(cell.profile("USA.CELL-1")) { usa in
        let first = try await ukraine.publish(
          agreement, to: ["@all"], precedence: .priority, authority: authority("Ukraine"))
        try await usa.publish(agreement, to: ["@all"], precedence: .priority, authority: authority("United States"))
        let entry = EntryIntoForce(agreement: first.id, scope: .general, effectiveAt: moment, basis: .terms)
        try await ukraine.publish(entry, to: ["@all"], precedence: .priority, authority: authority("Ukraine"))
        let contested = try await ukraine.situation()
        #expect(contested.phase == .agreed)
        #expect(contested.ceasefires.first?.scopes.first?.awaiting == ["USA"])
        try await usa.publish(entry, to: ["@all"], precedence: .priority, authority: authority("United States"))
      }
    }
  }

  @Test func thePhaseMovesWhenBothAuthoritiesSayTheSameAndOutlivesTheDaemon() async throws {
    let cell = try TestCell()
    try cell.start()
    try await Self.bringIntoForce(cell)
    let before = try await Node.connected(cell.profile("FRA.CELL-1")) { try await $0.situation() }
    #expect(before.phase == .inForce)
    #expect(before.ceasefires.first?.scopes.first?.effectiveAt == Self.moment)
    cell.kill()
    try cell.start()
    let after = try await Node.connected(cell.profile("FRA.CELL-1")) { try await $0.situation() }
    #expect(after.ceasefires == before.ceasefires && after.throughSequence == before.throughSequence)
    #expect(cell.stop() == 0)
  }

  @Test func keptStateIsWhatTheRecordLeadsToAndIsNotTrustedOtherwise() async throws {
    let cell = try TestCell()
    try cell.start()
    try await Self.bringIntoForce(cell)
    #expect(cell.stop() == 0)
    #expect(try verify(cell).code == 0)

    // Whole, and of this record, but not what the record leads to.
    let file = StateFile(directory: "\(cell.directory)/record")
    let kept = try #require(file.read())
    var content = kept.content
    content[content.count - 1] ^= 1
    try file.write(KeptState(sequence: kept.sequence, leaf: kept.leaf, content: content))
    let differs = try verify(cell)
    #expect(differs.code == 65)
    #expect(differs.errors.contains("differs from what rows 1 to \(kept.sequence) lead to"), "\(differs.errors)")

    // Of another record.
    try file.write(KeptState(sequence: kept.sequence, leaf: Digest(of: [1]), content: kept.content))
    try await serves(cell, saying: "of another record")
    // Not whole.
    try Data([1, 2, 3]).write(to: URL(filePath: file.path))
    try await serves(cell, saying: "is not whole")
    #expect(try verify(cell).code == 0)
    try cell.start()
    _ = try await Node.connected(cell.profile("FRA.CELL-1")) { try await $0.status() }
    #expect(cell.log.contains("from_state=\(kept.sequence)"))
  }

  /// More rows than are read at a time, with others between them.
  @Test func keptStateOfManyRowsComesBackAsItWas() async throws {
    let cell = try TestCell()
    try cell.start()
    let drafts = (1...1_000).map { number in
      number % 3 == 0
        ? Draft(LiaisonNote(subject: "Note", text: Text("Note \(number)")!))
        : Draft(RequestForInformation(question: Text("Question \(number)")!, replyBy: Self.moment))
    }
    let before = try await Node.connected(cell.profile("FRA.CELL-1")) { node in
      for try await outcome in node.publish(contentsOf: drafts) { _ = try outcome.result.get() }
      return try await node.situation()
    }
    #expect(cell.stop() == 0)
    #expect(try verify(cell).code == 0)
    try cell.start()
    let after = try await Node.connected(cell.profile("FRA.CELL-1")) { try await $0.situation() }
    #expect(cell.log.contains("from_state=\(before.throughSequence)"))
    #expect(after.attention == before.attention && after.throughSequence == before.throughSequence)
    #expect(cell.stop() == 0)
  }

  /// The daemon reads the record instead, says so, and keeps state anew at its end.
  private func serves(_ cell: TestCell, saying reason: String) async throws {
    try cell.start()
    let situation = try await Node.connected(cell.profile("FRA.CELL-1")) { try await $0.situation() }
    #expect(situation.phase == .inForce)
    #expect(cell.log.contains("event=state-not-used") && cell.log.contains(reason))
    #expect(cell.stop() == 0)
  }

  private func verify(_ cell: TestCell) throws -> (code: Int32, errors: String) {
    let program = try RunningProgram("cellbus", ["record", "verify", "--state", "--cell", cell.directory])
    return (program.wait(), program.standardError)
  }

  @Test func theCommandsShowWhereThingsStand() async throws {
    let cell = try TestCell()
    try cell.start()
    try await Self.bringIntoForce(cell)
    let identity = ["--cell", cell.directory, "--as", "FRA"]
    let screen = try RunningProgram("cellbus", ["situation", "--no-color"] + identity)
    #expect(screen.wait() == 0)
    let rows = screen.standardOutput.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(rows.count <= 25 && rows.allSatisfy { $0.count <= 80 })
    #expect(screen.standardOutput.contains("IN FORCE"))
    let json = try RunningProgram("cellbus", ["phase", "--format", "json"] + identity)
    #expect(json.wait() == 0)
    for line in json.standardOutput.split(separator: "\n") {
      #expect(try JSONSerialization.jsonObject(with: Data(line.utf8)) is [String: Any])
    }
    let earlier = try RunningProgram("cellbus", ["phase", "--at", "1", "--no-color"] + identity)
    #expect(earlier.wait() == 0)
    #expect(earlier.standardOutput.contains("PREPARATION"))
    let unknown = try RunningProgram("cellbus", ["situation", "weather"] + identity)
    #expect(unknown.wait() == 64)
  }
}
