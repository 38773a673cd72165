import ArgumentParser
import CellCommand
import CellConfig
import CellDemo

struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: spoken("Play the Paris scenario: a real broker, a node for each of 36 participants, real input."),
    discussion: spoken(
      """
      Starts cellbusd on a free loopback port, publishes everything as an exercise, shows the traffic as a watch \
      officer sees it, and checks itself: who received what, in which order, and what the record says. Exits with 70 \
      where a promise was not kept.

      --until T+72h plays an attack and its answer hour by hour instead, at once: the broker's own rules in this process, \
      on a virtual clock, with the record in memory. A broker has no other clock than its machine's.
      """))

  @OptionGroup(title: spoken("Output")) var format: FormatOptions

  @Flag(name: .long, help: helpText("Every message is shown; with --format json each follows its receipt."))
  var verbose = false

  @Option(
    name: .long, help: helpText("The charter, and so the text that is agreed: paris-2026-draft or paris-2026-final."))
  var charter = ShippedCharter.draft

  @Option(name: .long, help: helpText("Keep the cell in this directory, which must not hold one."))
  var keep: String?

  @Option(name: .long, help: helpText("Play the clock of an answer up to this hour on a virtual clock: T+72h."))
  var until: ClockHour?

  func validate() throws {
    if until != nil, keep != nil { throw ValidationError(spoken("With --until there is no cell to keep.")) }
  }

  func run() async throws {
    try await reporting(format) {
      if let until {
        let demo = ClockDemo(text: charter.text, hours: until.hours, isJSON: format.isJSON, ink: format.ink)
        if try !demo.run() { throw ExitCode(70) }
        return
      }
      let runner = DemoRunner(
        text: charter.text, kept: keep, isJSON: format.isJSON, ink: format.ink, isVerbose: verbose)
      guard let hasPassed = try await untilInterrupted({ try await runner.run() }) else { throw ExitCode(130) }
      if !hasPassed { throw ExitCode(70) }
    }
  }
}

/// So many hours after an attack: `T+72h`, to 720.
struct ClockHour: ExpressibleByArgument {
  let hours: Int

  init?(argument: String) {
    let text = argument.uppercased()
    guard text.hasPrefix("T+"), text.hasSuffix("H"), let hours = Int(text.dropFirst(2).dropLast()), 0...720 ~= hours
    else { return nil }
    self.hours = hours
  }
}

extension ShippedCharter {
  /// The text that it follows, as the scenario knows it.
  fileprivate var text: Scenario.DeclarationText {
    switch self {
    case .draft: .draft
    case .final: .final
    }
  }
}
