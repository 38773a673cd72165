import Foundation
import Testing

/// Promise 1 when the power goes: what was receipted is there, whatever the disk had not got round to.
///
/// `CELLBUS_SOAK_SEED` draws other subsets of what survives: see `deploy/soak.sh`.
@Suite("Receipts outlive the power", .serialized, .enabled(if: FaultShim.compiled != nil, "needs a C compiler"))
struct PowerLossTests {
  /// Cells that are tried side by side, each with its share of the steps.
  private static let parts = 4

  @Test(.timeLimit(.minutes(10))) func atEveryStepOfOpeningAndCommits() async throws {
    try await inParts { part in
      let machine = try RecordMachine(shim: try #require(FaultShim.compiled))
      var step = 1 + part
      var died = true
      while died {
        // One half loses all that was not synced, the other keeps what its seed draws.
        let seed = step / Self.parts % 2 == 0 ? 0 : Soak.seed &+ UInt64(step)
        died = try await machine.live(.powerLoss(step: step, seed: seed)) == SIGKILL
        try machine.audit("power lost at step \(step), seed \(seed)")
        step += Self.parts
      }
      try await machine.finish()
      return step
    }
  }

  /// What a killed daemon had written and not synced is read by the next one: no repeat may be answered from it before
  /// it is durable.
  @Test(.timeLimit(.minutes(10))) func afterAKillAtEveryStepAndTheAnswerToTheRepeat() async throws {
    try await inParts { part in
      let machine = try RecordMachine(shim: try #require(FaultShim.compiled))
      var step = 1 + part
      var died = true
      while died {
        died = try await machine.live(.kill(step: step)) == SIGKILL
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
