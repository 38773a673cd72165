import ArgumentParser
import CellCommand
import CellConfig
import CellRecord
import CellSchema

extension RecordCommand {
  struct Upgrade: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "upgrade", abstract: spoken("Turn a record of the format before into one of this version's."),
      discussion: spoken(
        """
        The daemon must be stopped. Every row is read and checked; the new file takes the record's name in one step once \
        it is whole, and the old one stays beside it. A kill or a full disk on the way leaves the old record as it is.
        """))

    @OptionGroup(title: spoken("Files")) var files: CellFileOptions
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        let progress = RecordProgressLine(format)
        defer { progress.end() }
        let outcome = try files.load().withRecord { directory, cell in
          try RecordUpgrade(directory: directory, cell: cell).run { progress.tell($0) }
        }
        progress.end()
        guard !format.isJSON else {
          var object = JSONObject()
          object.add("rows", outcome.rows)
          object.add("kept", outcome.kept)
          return try Terminal.print(object.text)
        }
        try Terminal.print(spoken("\("\(outcome.rows)") rows; the record as it was is kept as \(outcome.kept)"))
      }
    }
  }
}
