import ArgumentParser
import CellCommand
import CellConfig
import CellCore
import CellSchema
import StrictYAML

extension CharterCommand {
  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken("Check a charter, or list what differs between two."),
      discussion: spoken(
        """
        Without FILE it is the charter of the cell, checked also against its roster and its configuration.

        A warning is of a rule that may be used and is likely to say more than it was meant to: a type that binds, and that \
        names a side and no role within it. The exit code is 0 all the same.

        With --against, what the other charter says stands before the arrow and what this one says behind it. Comments \
        and the order of lists are no difference. The exit code is 0 where nothing differs and 1 where something does.

        FILE and OTHER may be a charter that comes with the program: \
        \(ShippedCharter.allCases.map(\.rawValue).joined(separator: ", ")).
        """))

    @Argument(help: helpText("A charter to check by itself."))
    var file: String?

    @Option(name: .long, help: ArgumentHelp(spoken("List what differs from this charter."), valueName: "other"))
    var against: String?

    @OptionGroup(title: spoken("Files")) var files: CellFileOptions
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        let charter = try charter()
        if let against {
          try compare(charter, with: ShippedCharter.read(named: against))
        } else {
          let warnings = CharterCheck.warnings(in: charter)
          if format.isJSON { return try Terminal.print(json(charter, warnings)) }
          try Terminal.print(CheckText.lines("\(name(charter))", warnings).joined(separator: "\n"))
        }
      }
    }

    private func charter() throws -> Located<Charter> {
      guard let file else { return try files.load().charter }
      let charter = try ShippedCharter.read(named: file)
      let problems = CharterCheck.problems(in: charter)
      guard problems.isEmpty else { throw FileProblems(problems) }
      return charter
    }

    private func compare(_ charter: Located<Charter>, with other: Located<Charter>) throws {
      let differences = CharterDifference.all(from: other, to: charter)
      let text = CharterDifferenceText(differences, format.ink)
      if format.isJSON {
        for line in text.json { try Terminal.print(line) }
      } else {
        try Terminal.print(folding: text.text(from: name(other), to: name(charter)))
      }
      if !differences.isEmpty { throw ExitCode(1) }
    }

    private func name(_ charter: Located<Charter>) -> String {
      let value = charter.value
      return "\(charter.file): " + spoken("\("\(value.name)") revision \(value.revision.value)") + ", "
        + counted(value.types.count, "{1} type", "{1} types")
    }

    private func json(_ charter: Located<Charter>, _ warnings: [FileProblem]) -> String {
      var object = JSONObject()
      object.add("file", charter.file)
      object.add("name", charter.value.name)
      object.add("revision", charter.value.revision.value)
      object.add("types", charter.value.types.count)
      object.add("warnings", CheckText.json(warnings))
      return object.text
    }
  }
}
