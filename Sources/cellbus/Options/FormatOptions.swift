import ArgumentParser
import CellCommand

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

/// How data is printed.
struct FormatOptions: ParsableArguments {
  @Option(
    name: [.long, .customShort("o", allowingJoined: true)],
    help: helpText("text for people, json for programs: one object a line."))
  var format = OutputFormat.text

  @Flag(name: [.customLong("no-colour"), .customLong("no-color")], help: helpText("No colours; so does NO_COLOR."))
  var noColour = false

  /// For the help and the completion alone: it may stand anywhere, and is taken before the rest is read.
  @Option(
    name: .long, help: helpText("en, fr, uk, ar: of screens, help and refusals. Else LC_ALL, LC_MESSAGES, LANG."),
    completion: .list(Language.allCases.map(\.rawValue)))
  var lang: String?

  var isJSON: Bool { format == .json }

  /// Colours of standard output.
  var ink: Ink { ink(of: 1) }
  /// Colours of standard error.
  var errorInk: Ink { ink(of: 2) }

  private func ink(of descriptor: Int32) -> Ink {
    Ink(isColoured: Terminal.isColoured(descriptor) && !noColour && !isJSON)
  }
}
