import ArgumentParser
import CellCommand

/// What an option is for, in the language in force.
func helpText(_ wording: Wording) -> ArgumentHelp { ArgumentHelp(spoken(wording)) }

/// The parser's help and complaints, whose frame it has in English alone.
enum HelpText {
  /// Its fixed words, at the beginning of a line and in parentheses.
  private static var words: [(english: String, translated: String)] {
    [
      ("OVERVIEW: ", spoken("OVERVIEW: ")), ("USAGE: ", spoken("USAGE: ")), ("Usage: ", spoken("USAGE: ")),
      ("ARGUMENTS:", spoken("ARGUMENTS:")), ("OPTIONS:", spoken("OPTIONS:")), ("Error: ", spoken("Error: ")),
      ("Help: ", spoken("Help: ")),
      ("SUBCOMMANDS:", spoken("SUBCOMMANDS:")),
    ]
  }

  static func translated(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
      if let command = line.wholeMatch(of: #/  See '(.+)' for (more information|detailed help)\./#) {
        return "  " + spoken("See \("\(command.output.1)") for more.")
      }
      // The groups of commands have names of their own.
      if line.hasSuffix(" SUBCOMMANDS:") { return String(line.dropLast(" SUBCOMMANDS:".count)) + ":" }
      let word = words.first { line.hasPrefix($0.english) }
      return word.map { $0.translated + line.dropFirst($0.english.count) } ?? String(line)
    }
    // A line that was broken has its isolates for itself.
    let all = lines.map(DisplayText.closed).joined(separator: "\n").replacing(
      "(default:", with: "(\(spoken("default")):"
    )
    .replacing("; default:", with: "; \(spoken("default")):").replacing("(values:", with: "(\(spoken("values")):")
    .replacing(" (default)", with: " (\(spoken("default")))")
    .replacing("Show help information.", with: spoken("Show help information."))
    .replacing("Show the version.", with: spoken("Show the version."))
    guard let notice = Voice.notice, text.hasPrefix("OVERVIEW") else { return all }
    return "\(all)\n\n\(notice)"
  }
}
