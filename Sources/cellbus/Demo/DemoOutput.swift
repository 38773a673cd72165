import CellDemo

/// What the demo tells while it runs, and at its end.
///
/// It throws where nobody reads any more: the demo stops then.
protocol DemoOutput {
  mutating func begin(_ cell: DemoCell, _ scenario: Scenario) throws
  mutating func welcomed(_ count: Int, of all: Int) throws
  mutating func begin(_ chapter: Chapter) throws
  mutating func show(_ played: [Played]) throws
  mutating func end(_ chapter: Chapter, after time: Duration) throws
  mutating func waiting(for what: String)
  mutating func conclude(_ conclusion: DemoConclusion) throws
}

/// What the demo came to.
struct DemoConclusion: Sendable {
  let reckoning: Reckoning
  let checks: [Reckoning.Check]
  let nodes: Int
  let time: Duration
  /// Where the cell's files stay, if they do: where that was asked for, or something is to be looked into.
  let directory: String?

  init(_ reckoning: Reckoning, cell: DemoCell, time: Duration, isKept: Bool) {
    self.reckoning = reckoning
    checks = reckoning.checks
    nodes = cell.profiles.count
    self.time = time
    directory = isKept || !checks.allSatisfy(\.isKept) ? cell.directory : nil
  }

  var hasPassed: Bool { checks.allSatisfy(\.isKept) }
}
