import Foundation
import Testing

/// What a node was told to be in its outbox when the power goes there: it is in the store, whatever the disk had not got
/// round to, goes out exactly once, and numbers and serials go on.
///
/// Planted and caught: a log that is not synced (`synchronous = NORMAL`), by the first and the last two; an opening
/// that writes and syncs nothing, by the one after a kill; a log that SQLite moves once more as it closes a file whose
/// sync has failed, and a change to WAL whose failed commit is passed over, by the last one.
///
/// `CELLBUS_SOAK_SEED` draws other subsets of what survives, as for the record.
@Suite("The outbox outlives the power", .serialized, .enabled(if: FaultShim.compiled != nil, "needs a C compiler"))
struct StorePowerLossTests {
  /// Machines that are tried side by side, each with its share of the steps.
  private static let parts = 4

  @Test(.timeLimit(.minutes(10))) func atEveryStepOfOpeningAndCommits() async throws {
    try await atEachStep { machine in
      try await machine.liveWell()
    } live: { machine, step, seed in
      let status = try await machine.live(.powerLoss(step: step, seed: seed), isAway: true)
      try machine.holdStore("power lost at step \(step), seed \(seed)")
      return status
    }
  }

  /// The broker is there: what is decided is taken off, or is sent again and gets the same answer.
  @Test(.timeLimit(.minutes(10))) func atEveryStepOfSendingAndTakingOff() async throws {
    try await atEachStep { machine, step, seed in
      try await machine.live(.powerLoss(step: step, seed: seed), isAway: false)
    }
  }

  @Test(.timeLimit(.minutes(10))) func atEveryStepOfANewStore() async throws {
    try await atEachStep { machine, step, seed in
      let status = try await machine.live(.powerLoss(step: step, seed: seed), isAway: false)
      try await machine.liveWell()
      try machine.forgetStore()
      return status
    }
  }

  /// What is left of a making that was cut short goes with the next one.
  @Test(.timeLimit(.minutes(10))) func aKillWhileItIsMadeLeavesNothingBehind() async throws {
    try await atEachStep { machine, step, _ in
      let status = try await machine.live(.kill(step: step), isAway: false)
      try await machine.liveWell()
      #expect(try machine.files.isSubset(of: ["outbox.sqlite", "outbox.sqlite-wal"]), "killed at step \(step)")
      try machine.forgetStore()
      return status
    }
  }

  /// What a killed process had written and not synced is read by the next one: none of it may be sent before it is
  /// durable, or its number is given to another message.
  @Test(.timeLimit(.minutes(10))) func afterAKillBeforeASyncAndTheReceipts() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<Self.parts {
        group.addTask {
          let machine = try StoreMachine(shim: try #require(FaultShim.compiled))
          try await machine.liveWell()
          var number = 1
          while try await machine.live(.killAtSync(number), isAway: true) == SIGKILL {
            try await machine.answerAndLosePower(seed: 0)
            number += 1
          }
          #expect(number > 5, "an opening and two commits have more syncs")
          try await machine.finish()
        }
      }
      try await group.waitForAll()
    }
  }

  /// Each part ends when a command came to its own end before the part's next step.
  private func atEachStep(
    first: @escaping @Sendable (StoreMachine) async throws -> Void = { _ in },
    live: @escaping @Sendable (StoreMachine, Int, UInt64) async throws -> Int32
  ) async throws {
    try await withThrowingTaskGroup(of: Int.self) { group in
      for part in 0..<Self.parts {
        group.addTask {
          let machine = try StoreMachine(shim: try #require(FaultShim.compiled))
          try await first(machine)
          var step = 1 + part
          // One half loses all that was not synced, the other keeps what its seed draws.
          while try await live(machine, step, step / Self.parts % 2 == 0 ? 0 : Soak.seed &+ UInt64(step)) == SIGKILL {
            step += Self.parts
          }
          try await machine.finish()
          return step
        }
      }
      for try await steps in group { #expect(steps > 40, "a life of two commits has more steps") }
    }
  }

  /// An fsync that fails leaves nothing certain: the command says so and ends, and what it had answered before is there.
  @Test(.timeLimit(.minutes(10)), arguments: [0, 1]) func aFailedSyncEndsIt(seed: UInt64) async throws {
    let machine = try StoreMachine(shim: try #require(FaultShim.compiled))
    // Of a new store, then of one that is there.
    for isAway in [false, true] {
      try await machine.liveWell()
      var number = 1
      var failed = true
      while failed {
        if !isAway { try machine.forgetStore() }
        let status = try await machine.live(.failedSync(number), isAway: isAway, lines: 3)
        failed = machine.steps.count { $0.contains(" sync ") } >= number
        let errors = machine.publisher.standardError
        if failed, machine.publisher.receiptCount < 3 {
          #expect(status == 74 && errors.contains("store-unusable"), "sync \(number): \(status) \(errors)")
        }
        // What the kernel had not written it has dropped.
        try machine.losePower(seed: seed)
        if isAway {
          try machine.holdStore("sync \(number) failed")
        } else {
          try await machine.liveWell()
        }
        number += 1
      }
      #expect(number > 5, "an opening and three commits have more syncs")
    }
    try await machine.finish()
  }
}
