import CellNode
import CellSchema
import Foundation
import Synchronization
import Testing

/// Promise 1 when the power goes: what was receipted is there, whatever the disk had not got round to.
///
/// `CELLBUS_SOAK_SEED` draws other subsets of what survives: see `deploy/soak.sh`.
@Suite("Receipts outlive the power", .serialized, .enabled(if: FaultShim.compiled != nil, "needs a C compiler"))
struct PowerLossTests {
  /// Cells that are tried side by side, each with its share of the steps.
  private static let parts = 4

  @Test(.timeLimit(.minutes(3))) func atEveryStepOfOpeningAndCommits() async throws {
    try await inParts { part in
      let machine = try Machine(shim: try #require(FaultShim.compiled))
      var step = 1 + part
      var died = true
      while died {
        // One half loses all that was not synced, the other keeps what its seed draws.
        let seed = step / Self.parts % 2 == 0 ? 0 : Soak.seed &+ UInt64(step)
        died = try await machine.live(.powerLoss(step: step, seed: seed))
        try machine.audit("power lost at step \(step), seed \(seed)")
        step += Self.parts
      }
      try await machine.finish()
      return step
    }
  }

  /// What a killed daemon had written and not synced is read by the next one: no repeat may be answered from it before
  /// it is durable.
  @Test(.timeLimit(.minutes(3))) func afterAKillAtEveryStepAndTheAnswerToTheRepeat() async throws {
    try await inParts { part in
      let machine = try Machine(shim: try #require(FaultShim.compiled))
      var step = 1 + part
      var died = true
      while died {
        died = try await machine.live(.kill(step: step))
        // The next daemon answers what was left open, and the power goes with the last receipt.
        try await machine.answerAndLosePower(seed: step / Self.parts % 2 == 0 ? 0 : Soak.seed &+ UInt64(step))
        try machine.audit("killed at step \(step), then the power lost")
        step += Self.parts
      }
      try await machine.finish()
      return step
    }
  }

  /// Each part ends when a daemon came to its own end before the part's next step.
  private func inParts(_ body: @escaping @Sendable (Int) async throws -> Int) async throws {
    try await withThrowingTaskGroup(of: Int.self) { group in
      for part in 0..<Self.parts { group.addTask { try await body(part) } }
      for try await steps in group { #expect(steps > 60, "a life of three commits has more steps") }
    }
  }
}

/// A machine with a daemon on a disk of the shim's, and one node that publishes as long as there is one.
private final class Machine {
  private let cell: TestCell
  private let shim: FaultShim
  private let ledger: Ledger
  private let permits: AsyncStream<Int>.Continuation
  private let publishing: Task<Void, any Error>
  private var permitted = 0

  /// Receipts that a life is to give before it is asked to stop: a commit each.
  private static let commits = 3

  init(shim: FaultShim) throws {
    cell = try TestCell(["FRA", "UKR"])
    self.shim = shim
    let profile = try cell.profile("UKR.GS-1")
    let ledger = Ledger(profile)
    self.ledger = ledger
    let (stream, permits) = AsyncStream.makeStream(of: Int.self)
    self.permits = permits
    var options = NodeOptions()
    options.connectTimeout = .seconds(120)
    publishing = Task { [options] in
      try await Node.connected(profile, options: options) { node in
        for await number in stream {
          let precedence: Precedence = number % 3 == 0 ? .flash : .routine
          ledger.note(try await node.publish(ledger.next(precedence)))
        }
      }
    }
  }

  deinit { publishing.cancel() }

  /// One life of the daemon: it opens the record, commits, and is asked to stop.
  ///
  /// - Returns: whether it died of the fault.
  func live(_ fault: FaultShim.Fault) async throws -> Bool {
    _ = shim.takeSteps(cell)
    try cell.start(environment: shim.environment(cell, fault))
    try await gather()
    return cell.stop() == SIGKILL
  }

  /// A daemon that answers what was left open, and nothing else that would have the disk synced.
  func answerAndLosePower(seed: UInt64) async throws {
    try cell.start(environment: shim.environment(cell, .none))
    try await gather(1)
    cell.kill()
    try shim.losePower(cell, seed: seed)
  }

  /// So many receipts, one after the other, or the daemon's death. What an earlier life left open comes first.
  private func gather(_ count: Int = Machine.commits) async throws {
    for _ in 0..<count where cell.isRunning {
      if permitted == ledger.receiptCount {
        permitted += 1
        permits.yield(permitted)
      }
      let isOver = try await eventually { [cell, ledger, permitted] in
        ledger.receiptCount == permitted || !cell.isRunning
      }
      try #require(isOver, "the daemon neither died nor took messages:\n\(cell.log.suffix(2_000))")
    }
  }

  func audit(_ fault: String) throws {
    guard FileManager.default.fileExists(atPath: "\(cell.recordDirectory)/record.sqlite") else {
      #expect(ledger.receiptCount == 0, "\(fault): the record is gone")
      return
    }
    var audit = try RecordAudit(cell)
    audit.hold(ledger)
    try #require(audit.problems.isEmpty, "\(fault) (\(shim.takeSteps(cell).last ?? "")): \(audit.problems)")
  }

  /// A daemon without the shim goes on with the same record.
  func finish() async throws {
    try cell.start()
    try await gather()
    permits.finish()
    try await publishing.value
    #expect(cell.stop() == 0)
    let verify = try RunningProgram("cellbus", ["record", "verify", "--cell", cell.directory])
    #expect(verify.wait() == 0, "\(verify.standardError)")
    try audit("after a clean end")
  }
}
