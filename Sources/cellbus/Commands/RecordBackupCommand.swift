import ArgumentParser
import CellCommand
import CellConfig
import CellCore
import CellJournal
import CellProof
import CellRecord
import CellReplay
import CellSchema

extension RecordCommand {
  struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "backup", abstract: spoken("Copy the record into one file, beside the running daemon."),
      discussion: spoken(
        """
        The file is a record itself, of one moment, readable for its owner alone, and has no keys. Every row is checked \
        on the way and given its place in a tree of the copy's own, whose root is the record's. A backup that is there \
        is continued: what it has is not copied again. The daemon waits for nothing. Where the cell has witnesses, the \
        backup ends at the first checkpoint that is good and has every row of now; the checkpoint goes into FILE.checkpoint \
        beside it. Where none is good within 15 seconds, it has every row there is, and says so.
        """))

    @Argument(help: helpText("The backup's file, made or continued."), completion: .file()) var file: String
    @OptionGroup(title: spoken("Files")) var files: CellFileOptions
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        let set = try files.load()
        let good = try await GoodCheckpoint.awaited(of: set, for: .seconds(15))
        let progress = RecordProgressLine(format)
        defer { progress.end() }
        let outcome = try set.withRecord { directory, cell in
          do throws(RecordBackup.Fault) {
            return try RecordBackup(
              directory: directory, to: file, cell: cell, endingAt: good.isWhole ? good.checkpoint : nil
            ).run { progress.tell($0) }
          } catch {
            switch error {
            case .record(let error): throw error
            case .target(let error): throw Self.complaint(error, of: file)
            }
          }
        }
        progress.end()
        if let note = good.note {
          try OutputFile.write(
            Array(note.description.utf8), to: "\(file).checkpoint", mode: 0o644, isForced: true)
        }
        try say(outcome, good)
      }
    }

    /// What is wrong with the backup's own file.
    private static func complaint(_ error: JournalError, of file: String) -> Complaint {
      switch error {
      case .foreign, .damaged:
        Complaint(
          .failed, error.code, at: file, error.detail,
          consequence: spoken("It is left as it is, and the record too. Take another name."))
      case .full, .failed, .unknown, .locked, .conflict, .undurable:
        Complaint(.failed, .outputUnwritable, at: file, error.detail)
      }
    }

    private func say(_ outcome: RecordBackup.Outcome, _ good: GoodCheckpoint) throws {
      guard !format.isJSON else {
        var object = JSONObject()
        object.add("head", outcome.head.value)
        object.add("added", outcome.added)
        object.add("treeRoot", "\(outcome.root)")
        if let checkpoint = good.checkpoint { object.add("checkpoint", checkpoint.size) }
        return try Terminal.print(object.text)
      }
      try Terminal.print(
        spoken("\(file) has 1 to \("\(outcome.head)"), \("\(outcome.added)") of them new; root \("\(outcome.root)")"))
      guard good.hasWitnesses else { return }
      if good.isWhole {
        let name = file + ".checkpoint"
        try Terminal.print(spoken("\(name) is good, and of all of them"))
      } else {
        Terminal.note(
          spoken("No good checkpoint has every row of it: the last one is of \("\(good.checkpoint?.size ?? 0)")."))
      }
    }
  }
}
