import ArgumentParser
import CellCommand
import CellConfig
import CellRecord
import CellSchema

extension RecordCommand {
  struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "backup", abstract: spoken("Copy the record into one file, beside the running daemon."),
      discussion: spoken(
        """
        The file is a record itself, of one moment, readable for its owner alone, and has no keys. Every row is checked \
        on the way and given its place in a tree of the copy's own, whose root is the record's. A backup that is there \
        is continued: what it has is not copied again. The daemon waits for nothing.
        """))

    @Argument(help: helpText("The backup's file, made or continued."), completion: .file()) var file: String
    @OptionGroup(title: spoken("Files")) var files: CellFileOptions
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        let progress = RecordProgressLine(format)
        defer { progress.end() }
        let outcome = try files.load().withRecord { directory, cell in
          try RecordBackup(directory: directory, to: file, cell: cell).run { progress.tell($0) }
        }
        progress.end()
        guard !format.isJSON else {
          var object = JSONObject()
          object.add("head", outcome.head.value)
          object.add("added", outcome.added)
          object.add("treeRoot", "\(outcome.root)")
          return try Terminal.print(object.text)
        }
        try Terminal.print(
          spoken("\(file) has 1 to \("\(outcome.head)"), \("\(outcome.added)") of them new; root \("\(outcome.root)")"))
      }
    }
  }
}
