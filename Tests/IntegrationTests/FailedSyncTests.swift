import CellNode
import CellSchema
import Foundation
import Testing

/// An fsync that fails leaves nothing certain: the broker stops at once and says why, and after the restart every receipt
/// holds.
@Suite("A failed fsync", .serialized, .enabled(if: FaultShim.compiled != nil, "needs a C compiler"))
struct FailedSyncTests {
  @Test(.timeLimit(.minutes(3)), arguments: [0, 1]) func stopsTheBrokerAtOnce(seed: UInt64) async throws {
    let shim = try #require(FaultShim.compiled)
    let cell = try TestCell(["FRA", "UKR"])
    let ledger = Ledger(try cell.profile("UKR.GS-1"))
    // The syncs of an opening, without failure: those that follow are a commit each.
    try cell.start(environment: shim.environment(cell, .none))
    try await publish(1, cell, ledger)
    #expect(cell.stop() == 0)
    _ = shim.takeSteps(cell)
    try cell.start(environment: shim.environment(cell, .none))
    _ = try await Node.connected(cell.profile("FRA.CELL-1")) { try await $0.status() }
    let opening = shim.takeSteps(cell).count { $0.contains(" sync ") }
    #expect(cell.stop() == 0)
    #expect(opening >= 3)

    // Each of the opening, the first commit's, and a later one.
    for number in Array(1...opening) + [opening + 1, opening + 2, opening + 4] {
      let before = ledger.receiptCount
      try cell.start(environment: shim.environment(cell, .failedSync(number)))
      let publishing = Task { try await publish(6, cell, ledger) }
      let hasEnded = try await eventually { !cell.isRunning }
      try #require(hasEnded, "sync \(number) failed and the broker goes on:\n\(cell.log.suffix(1_000))")
      #expect(cell.ended() == 74, "sync \(number)")
      let last = cell.log.split(separator: "\n").suffix(3).joined(separator: "\n")
      #expect(last.contains("CRIT") && last.contains("sync-failed"), "\(last)")
      #expect(ledger.receiptCount - before <= max(0, number - opening - 1), "nothing is receipted that was not synced")
      // What the kernel had not written it has dropped.
      try shim.losePower(cell, seed: seed)
      var audit = try RecordAudit(cell)
      audit.hold(ledger)
      #expect(audit.problems.isEmpty, "sync \(number): \(audit.problems)")

      try cell.start()
      try await publishing.value
      #expect(ledger.receiptCount == before + 6)
      #expect(cell.stop() == 0)
    }
    let verify = try RunningProgram("cellbus", ["record", "verify", "--cell", cell.directory])
    #expect(verify.wait() == 0, "\(verify.standardError)")
    var audit = try RecordAudit(cell)
    audit.hold(ledger)
    #expect(audit.problems.isEmpty, "\(audit.problems)")
  }

  private func publish(_ count: Int, _ cell: TestCell, _ ledger: Ledger) async throws {
    var options = NodeOptions()
    options.connectTimeout = .seconds(60)
    try await Node.connected(cell.profile("UKR.GS-1"), options: options) { node in
      for _ in 0..<count { ledger.note(try await node.publish(ledger.next(.routine))) }
    }
  }
}
