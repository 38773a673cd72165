import CellSchema
import Foundation
import Testing

/// Random histories of what the participants say, from seeds, held to the rules of the house written down a second time:
/// no guarantee before its time, no attribution by anyone else, no sum off by a cent, nobody told what is not theirs to
/// read, no world that moves another, and the same state from the record alone.
///
/// `CELLBUS_HISTORIES=N` runs so many (a release build does thousands in a minute); `CELLBUS_HISTORY_SEED=S` runs one
/// again, and prints its record.
@Suite("Seeded histories keep the rules")
struct HistoryTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let count = environment["CELLBUS_HISTORIES"].flatMap { Int($0) } ?? 60
  private static let seed = environment["CELLBUS_HISTORY_SEED"].flatMap { UInt64($0) }
  private static let parts = 4
  private static let steps = 55

  @Test("no guarantee, attribution, sum, answer or world that the rules do not allow")
  func histories() async {
    if let seed = Self.seed {
      if let failure = Self.failure(of: seed) { Issue.record("\(failure)\n\(Self.record(of: failure))") }
      return
    }
    let reached = await withTaskGroup(of: Set<MessageType>.self) { group in
      for part in 0..<Self.parts {
        group.addTask {
          var reached: Set<MessageType> = []
          for seed in stride(from: part, to: Self.count, by: Self.parts) {
            let history = History(seed: UInt64(seed))
            if !history.run(steps: Self.steps).isEmpty {
              if let failure = Self.failure(of: UInt64(seed)) { Issue.record("\(failure)") }
              return reached
            }
            reached.formUnion(history.types)
          }
          return reached
        }
      }
      return await group.reduce(into: Set<MessageType>()) { $0.formUnion($1) }
    }
    // A history that comes to nothing shows nothing.
    guard Self.count >= 60 else { return }
    let far: Set<MessageType> = [
      "system.guarantee-activated", "support.invocation", "support.response", "verification.attribution",
      "force.constitution", "assistance.confirmation", "ceasefire.suspension", "system.acknowledgement-overdue",
      "system.discrepancy", "system.serial-gap",
    ]
    #expect(far.isSubset(of: reached), "not reached: \(far.subtracting(reached))")
  }

  private struct Failure: CustomStringConvertible {
    var seed: UInt64
    var steps: Int
    var problem: String

    var description: String { "seed \(seed), step \(steps): \(problem). Again: CELLBUS_HISTORY_SEED=\(seed)" }
  }

  /// With the shortest beginning of the history that shows it.
  private static func failure(of seed: UInt64) -> Failure? {
    for steps in 0...Self.steps {
      if let problem = History(seed: seed).run(steps: steps).first {
        return Failure(seed: seed, steps: steps, problem: problem)
      }
    }
    return nil
  }

  private static func record(of failure: Failure) -> String {
    let history = History(seed: failure.seed)
    _ = history.run(steps: failure.steps)
    return history.record
  }
}
