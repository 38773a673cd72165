import Foundation
import Testing

@Suite("Delivery over bad links keeps the promises")
struct DeliveryTests {
  /// `CELLBUS_DELIVERIES` is how many histories are run; `CELLBUS_DELIVERY_SEED` runs one again and prints it.
  private static let count = ProcessInfo.processInfo.environment["CELLBUS_DELIVERIES"].flatMap { Int($0) } ?? 60
  private static let seed = ProcessInfo.processInfo.environment["CELLBUS_DELIVERY_SEED"].flatMap { UInt64($0) }
  private static let parts = 2
  private static let steps = 100

  @Test("whatever breaks on the way", arguments: 0..<parts) func histories(part: Int) {
    if let seed = Self.seed {
      if part == 0 { replay(seed) }
      return
    }
    for history in 0..<Self.count / Self.parts {
      let seed = UInt64(history * Self.parts + part + 1)
      let problems = Delivery(seed: seed).run(steps: Self.steps)
      if let first = problems.first { return fail(seed, first) }
    }
  }

  private func fail(_ seed: UInt64, _ problem: String) {
    let shortest = (0..<Self.steps).first { !Delivery(seed: seed).run(steps: $0).isEmpty } ?? Self.steps
    Issue.record("seed \(seed), \(shortest) steps: \(problem). Again: CELLBUS_DELIVERY_SEED=\(seed)")
  }

  private func replay(_ seed: UInt64) {
    let shortest = (0...Self.steps).first { !Delivery(seed: seed).run(steps: $0).isEmpty }
    let delivery = Delivery(seed: seed, traces: true)
    let problems = delivery.run(steps: shortest ?? Self.steps)
    print(delivery.history.joined(separator: "\n"))
    if let first = problems.first { Issue.record("seed \(seed), \(shortest ?? Self.steps) steps: \(first)") }
  }
}
