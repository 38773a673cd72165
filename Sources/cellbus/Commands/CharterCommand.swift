import ArgumentParser
import CellCommand
import CellConfig
import CellCore
import CellSchema
import StrictYAML

struct CharterCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "charter", abstract: spoken("What the participants agreed: who may say what to whom."),
    subcommands: [Check.self, Show.self, Explain.self, Propose.self, Sign.self, Apply.self])

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: spoken("Show the whole charter, a line a rule."))

    @OptionGroup(title: spoken("Files")) var one: OneCharter
    @OptionGroup(title: spoken("Files")) var files: CellFileOptions
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        let text = try one.text(files, format)
        if format.isJSON {
          for line in text.json { try Terminal.print(line) }
        } else {
          try Terminal.print(text.text(width: Terminal.columns))
        }
      }
    }
  }

  struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken("Explain the rule of one type in plain words, with the lines of the file."))

    @Argument(
      help: helpText("The type, verification.finding."), completion: Completion.types,
      transform: messageType)
    var type: MessageType

    @OptionGroup(title: spoken("Files")) var one: OneCharter
    @OptionGroup(title: spoken("Files")) var files: CellFileOptions
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        let text = try one.text(files, format)
        let width = Terminal.columns
        guard let explanation = format.isJSON ? text.json(of: type) : text.explanation(of: type, width: width) else {
          _ = try UnknownType.entry(of: type, at: "TYPE")
          throw Complaint(
            .failed, .unknownType, at: "TYPE",
            spoken("the charter has no rule for \(type), so that nobody may say it"))
        }
        try Terminal.print(explanation)
      }
    }
  }

}

/// Which charter is meant.
struct OneCharter: ParsableArguments {
  @Option(
    name: [.long, .customShort("f", allowingJoined: true)],
    help: helpText("A charter by itself: a file, or one that comes with the program."), completion: .file())
  var file: String?

  /// The one that is named, else the cell's; where there is no cell, the one that a new cell would start with.
  fileprivate func text(_ files: CellFileOptions, _ format: FormatOptions) throws -> CharterText {
    if let file { return CharterText(try ShippedCharter.read(named: file), format.ink) }
    if try files.named != nil { return CharterText(try files.load(), format.ink) }
    Terminal.note(spoken("no cell here: this is \(ShippedCharter.draft.rawValue), as it comes with the program"))
    do throws(FileProblem) { return CharterText(try ShippedCharter.draft.read(), format.ink) } catch {
      throw Complaint(error)
    }
  }
}
