import CellCommand
import CellDemo
import CellSchema
import Foundation

/// Plays the Paris scenario on a real broker with a node for each participant, and judges what came of it.
struct DemoRunner: Sendable {
  let text: Scenario.DeclarationText
  /// Where the cell's files are to stay; in a temporary directory, and not for long, where it is nil.
  let kept: String?
  let isJSON: Bool
  let ink: Ink
  let isVerbose: Bool

  /// - Returns: whether everything was as it should be.
  /// - Throws: what kept it from being played to its end. The broker has stopped then, too.
  func run() async throws -> Bool {
    let directory = kept ?? temporaryDirectory()
    do {
      let hasPassed = try await run(in: directory)
      if hasPassed, kept == nil { try FileManager.default.removeItem(atPath: directory) }
      return hasPassed
    } catch let error where Task.isCancelled || error is ClosedPipe {
      if kept == nil { try? FileManager.default.removeItem(atPath: directory) }
      throw error is ClosedPipe ? error : CancellationError()
    }
  }

  private func run(in directory: String) async throws -> Bool {
    let started = ContinuousClock.now
    let cell = try DemoCell.create(at: directory, text: text)
    let reckoning = try await LocalBroker.running(cell.configuration, in: cell.directory) { _ in
      try await play(in: cell)
    }
    let conclusion = DemoConclusion(reckoning, cell: cell, time: ContinuousClock.now - started, isKept: kept != nil)
    var output = output
    try output.conclude(conclusion)
    return conclusion.hasPassed
  }

  private var output: any DemoOutput {
    isJSON ? DemoLines(isVerbose: isVerbose) : DemoScreen(isVerbose: isVerbose, ink: ink)
  }

  private func temporaryDirectory() -> String {
    FileManager.default.temporaryDirectory.appending(path: "cellbus-demo-\(UUID().uuidString)")
      .path(percentEncoded: false)
  }

  private func play(in cell: DemoCell) async throws -> Reckoning {
    var generator = SystemRandomNumberGenerator()
    let scenario = Scenario(text: text, using: &generator)
    let last = Scenario.endOfExercise(in: scenario.lanes, using: &generator)
    var output = output
    try output.begin(cell, scenario)
    return try await Stations.connected(cell.profiles) { stations in
      try await stations.welcomed { try output.welcomed($0, of: cell.profiles.count) }
      return try await Performance(stations: stations, cell: cell, scenario: scenario)
        .play(scenario.chapters, last: last, on: &output)
    }
  }
}
