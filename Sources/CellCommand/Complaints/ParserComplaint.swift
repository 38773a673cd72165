import CellSchema

/// What the parser of command lines says, in English and for itself alone, as a complaint like every other.
package struct ParserComplaint {
  /// What it says, such as `Unknown option '--tipe'`.
  private let message: String
  /// What the option or argument is for that it speaks of; empty where it says nothing.
  private let help: String
  /// The command that was meant, `cellbus publish`.
  private let command: String
  /// The options that the command has.
  private let options: [String]

  package init(_ message: String, help: String, command: String, options: [String]) {
    self.message = message
    self.help = help
    self.command = command
    self.options = options
  }

  /// The place on the command line, what is wrong there, and what was probably meant.
  package var complaint: Complaint {
    let (place, detail) = placed
    return Self.complaint(at: place, detail, of: command)
  }

  /// The complaint for an option that a command does not have.
  package static func unknown(option: String, of command: String, among options: [String]) -> Complaint {
    complaint(at: option, spoken("there is no such option") + meant(option, among: options), of: command)
  }

  private static func complaint(at place: String, _ detail: String, of command: String) -> Complaint {
    let help = "\(command) --help"
    return Complaint(.failed, .usage, at: place, detail, consequence: spoken("See \(help) for more."))
  }

  private var placed: (place: String, detail: String) {
    if let option = message.firstMatch(of: #/^Unknown option '(.+?)'/#)?.output.1 {
      return (String(option), spoken("there is no such option") + Self.meant(String(option), among: options))
    }
    if let name = message.wholeMatch(of: #/Missing expected argument '(.+)'/#)?.output.1 {
      return (Self.place(name), withHelp(spoken("it is missing")))
    }
    if let name = message.firstMatch(of: #/^Missing value for '(.+?)'/#)?.output.1 {
      return (Self.place(name), withHelp(spoken("its value is missing")))
    }
    if let words = message.wholeMatch(of: #/(?:Unexpected argument|\d+ unexpected arguments:) '(.+)'/#)?.output.1 {
      let all = words.replacing("', '", with: " ")
      return ("", spoken("one word too many, or several: \(all)"))
    }
    if let found = message.wholeMatch(of: #/The option '(.+?)' does not take any value, but '(.*)' was specified\./#) {
      return (Self.place(found.output.1), spoken("it takes no value; found \"\(found.output.2)\""))
    }
    if let found = message.wholeMatch(of: #/(?s)The value '(.*?)' is invalid for '(.+?)'(.*)/#) {
      return (Self.place(found.output.2), invalid(String(found.output.1), String(found.output.3)))
    }
    return ("", message)
  }

  private func withHelp(_ text: String) -> String { help.isEmpty ? text : "\(text): \(help)" }

  /// - Parameter rest: what follows: the words of whoever read the value, the values that there are, or nothing.
  private func invalid(_ value: String, _ rest: String) -> String {
    if rest.hasPrefix(": ") { return String(rest.dropFirst(2)) }
    guard rest.contains(#/^\. Please provide one of/#) else { return spoken("\"\(value)\" is no whole number") }
    let listed = rest.matches(of: #/(?m)^  - (.+)$/#).map { String($0.output.1) }
    let values = listed.isEmpty ? rest.matches(of: #/'(.+?)'/#).map { String($0.output.1) } : listed
    return spoken("\"\(value)\" is none; allowed: \(values.joined(separator: ", "))") + Self.meant(value, among: values)
  }

  private static func meant(_ word: String, among words: [String]) -> String {
    NearWord.near(word, in: words).map { spoken("; did you mean \($0)?") } ?? ""
  }

  /// `--type <type>` is said at `--type`, `<message>` at `MESSAGE`.
  private static func place(_ name: some StringProtocol) -> String {
    let first = String(name.prefix { $0 != " " })
    return first.hasPrefix("<") ? first.filter { $0 != "<" && $0 != ">" }.uppercased() : first
  }
}
