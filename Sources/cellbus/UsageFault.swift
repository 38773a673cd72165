import ArgumentParser
import CellCommand
import CellSchema

/// What is wrong with a command line, as the parser found it.
struct UsageFault {
  let complaint: Complaint

  /// - Parameter arguments: of the command line.
  init(_ error: any Error, in arguments: [String]) {
    let text = Cellbus.fullMessage(for: error)
    let path = text.firstMatch(of: #/See '(cellbus.*?) --help'/#).map { String($0.output.1) } ?? "cellbus"
    let options = Self.options(of: path)
    // The parser looks for what a command lacks before it sees what it does not have.
    if let unknown = Self.unknown(in: arguments, among: options) {
      complaint = ParserComplaint.unknown(option: unknown, of: path, among: options)
    } else {
      let help = text.firstMatch(of: #/(?m)^Help:  \S.*?  (.*)$/#).map { String($0.output.1) } ?? ""
      complaint =
        ParserComplaint(Cellbus.message(for: error), help: help, command: path, options: options).complaint
    }
  }

  /// The options of a command, by the lines of its help.
  private static func options(of path: String) -> [String] {
    var command: any ParsableCommand.Type = Cellbus.self
    for word in path.split(separator: " ").dropFirst() {
      command = command.configuration.subcommands.first { $0.commandName == word } ?? command
    }
    let lines = Cellbus.helpMessage(for: command, includeHidden: true).split(separator: "\n")
    return lines.filter { $0.hasPrefix("  -") }.flatMap { line in
      line.matches(of: #/(?:^  | )(--?[A-Za-z][A-Za-z-]*)(?:,| |$)/#).map { String($0.output.1) }
    }
  }

  /// A long option that the command does not have.
  private static func unknown(in arguments: [String], among options: [String]) -> String? {
    arguments.prefix { $0 != "--" }.lazy.filter { $0.hasPrefix("--") }
      .map { String($0.prefix { $0 != "=" }) }.first { !options.contains($0) }
  }
}
