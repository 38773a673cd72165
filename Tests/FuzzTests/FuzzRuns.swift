import CellFuzzing
import Foundation
import Testing

/// How many inputs, from which seed, in how many parts.
///
/// `CELLBUS_FUZZ=N` tries so many of each kind and says now and then how far it is (deploy/fuzz.sh runs ten million in a
/// release build); `CELLBUS_FUZZ_SEED=S` begins with another seed; `CELLBUS_FUZZ_AT=K` tries input K of the seed again,
/// printing what goes before it.
enum FuzzRuns {
  private static let environment = ProcessInfo.processInfo.environment
  static let long = environment["CELLBUS_FUZZ"].flatMap { UInt64($0) }
  static let seed = environment["CELLBUS_FUZZ_SEED"].flatMap { UInt64($0) } ?? 20_260_307
  private static let again = environment["CELLBUS_FUZZ_AT"].flatMap { UInt64($0) }
  static let kind = environment["CELLBUS_FUZZ_KIND"]
  private static let parts: UInt64 = long == nil ? 1 : 2

  private static let watch = Watch(
    seed: seed, progress: long == nil ? nil : .seconds(60),
    file: environment["CELLBUS_FUZZ_PLACE"].map { URL(filePath: $0) })

  static func run<Subject: Trial>(_: Subject.Type, short: UInt64) async -> [String: Int] {
    guard kind == nil || kind == Subject.name else { return [:] }
    let run = TrialRun<Subject>(seed: seed, count: long ?? short, parts: parts)
    if let again {
      let failure = run.again(again) { Watch.say($0) }
      if let failure { Issue.record("\(failure)") }
      return [:]
    }
    let outcomes = await withTaskGroup(of: (Failure?, [String: Int]).self) { group in
      for part in 0..<parts {
        group.addTask {
          let outcome = run.run(part: part, watch: watch)
          // The other parts go on, for as long as an hour.
          if let failure = outcome.failure { Watch.say("\(failure)") }
          return outcome
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    for case (let failure?, _) in outcomes { Issue.record("\(failure)") }
    let counts = outcomes.reduce(into: [String: Int]()) { $0.merge($1.1) { $0 + $1 } }
    let found = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    Watch.say("\(Subject.name): \(run.count) of seed \(seed): \(found)")
    return counts
  }
}
