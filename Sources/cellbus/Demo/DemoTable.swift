import CellCommand
import CellDemo
import CellSchema

/// What the demo came to, in figures, and the promises that were kept.
struct DemoTable {
  private let conclusion: DemoConclusion
  private let ink: Ink
  private let width: Int

  /// Of one promise, so many breaches are listed.
  private static let breachesShown = 10
  private static let widest = 120

  init(_ conclusion: DemoConclusion, _ ink: Ink, width: Int) {
    self.conclusion = conclusion
    self.ink = ink
    self.width = min(width, Self.widest)
  }

  var rows: [String] {
    figure("Accepted", conclusion.reckoning.acceptedCount, "on the record, each with a receipt")
      + figure("Refused", conclusion.reckoning.refusals.values.reduce(0, +), "by these rules")
      + columns(refusals, width: 36)
      + figure(
        "Delivered", conclusion.reckoning.deliveries.values.reduce(0) { $0 + $1.received },
        "to \(conclusion.nodes) nodes; for each participant: expected = received")
      + columns(deliveries, width: 15) + [""] + promises + [verdict]
  }

  private func figure(_ name: String, _ count: Int, _ what: String) -> [String] {
    let figure = ink("\(DisplayText.column(name, 9)) \(DisplayText.right("\(count)", 6))", .bold)
    return ["\(figure) \(what)"]
  }

  private var refusals: [String] {
    conclusion.reckoning.refusals.sorted { $0.key < $1.key }.map { code, count in
      DisplayText.column("\(code)", 32) + DisplayText.right("\(count)", 4)
    }
  }

  private var deliveries: [String] {
    conclusion.reckoning.deliveries.sorted { $0.key < $1.key }.map { code, count in
      let isRight = count.expected == count.received
      let cell =
        DisplayText.column("\(code)", 4) + DisplayText.right("\(count.expected)", 4) + (isRight ? " = " : " ≠ ")
        + DisplayText.right("\(count.received)", 4)
      return isRight ? cell : ink(cell, .alarm)
    }
  }

  private var promises: [String] {
    conclusion.checks.flatMap { check -> [String] in
      let shown = check.breaches.prefix(Self.breachesShown).map { "        \(DisplayText.line($0))" }
      let left = check.breaches.count - shown.count
      return ["\(mark(check.isKept))  \(check.promise)"] + shown + (left > 0 ? ["        … and \(left) more"] : [])
    }
  }

  private var verdict: String {
    let next = conclusion.directory.map { ". To look into it: cellbusd --config \($0)/cellbusd.yaml" } ?? ""
    return "\(mark(conclusion.hasPassed))  the demo, in \(conclusion.time.seconds)\(next)"
  }

  private func mark(_ isKept: Bool) -> String { isKept ? ink("PASS", .green) : ink("FAIL", .alarm) }

  private func columns(_ cells: [String], width cell: Int) -> [String] {
    let count = max(1, (width - 2 + 3) / (cell + 3))
    return stride(from: 0, to: cells.count, by: count).map { start in
      "  " + cells[start..<min(start + count, cells.count)].joined(separator: "   ")
    }
  }
}
