import ArgumentParser
import CellCommand
import CellConfig
import CellCore
import CellSchema
import StrictYAML

struct RosterCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "roster", abstract: spoken("Who takes part, with which nodes and roles."),
    subcommands: [
      Check.self, Show.self, Add.self, Rotate.self, Revoke.self, Propose.self, Sign.self, Apply.self, Keys.self,
    ])

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken("Check the roster, and that it fits the charter and the configuration."),
      discussion: spoken(
        """
        A holder whom the charter does not let hold a role is refused. A vacant role is a warning, with its place, and so \
        is a participant that speaks for its government by several nodes: the exit code is 0 all the same.
        """))

    @OptionGroup(title: spoken("Files")) var files: CellFileOptions
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        let set = try files.load()
        let roster = set.roster.value
        var object = JSONObject()
        object.add("file", set.roster.file)
        object.add("revision", roster.revision.value)
        object.add("participants", roster.participants.count)
        object.add("nodes", roster.nodes.count)
        let warnings = set.warnings.filter { $0.file == set.roster.file }
        object.add("warnings", CheckText.json(warnings))
        let text = CheckText.lines(
          "\(set.roster.file): " + spoken("revision \(roster.revision.value)") + ", "
            + counted(roster.participants.count, "{1} participant", "{1} participants") + ", "
            + counted(roster.nodes.count, "{1} node", "{1} nodes"), warnings)
        try Terminal.print(format.isJSON ? object.text : text.joined(separator: "\n"))
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: spoken("Show participants, nodes and roles."))

    @OptionGroup(title: spoken("Files")) var files: CellFileOptions
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        let text = RosterText(try files.load(), format.ink)
        if format.isJSON {
          for line in text.json { try Terminal.print(line) }
        } else {
          try Terminal.print(DisplayText.folded(text.text, to: Terminal.columns))
        }
      }
    }
  }
}
