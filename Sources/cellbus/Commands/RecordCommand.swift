import ArgumentParser
import CellCommand
import CellConfig
import CellJournal
import CellRecord
import CellReplay
import CellSchema
import StrictYAML

struct RecordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record", abstract: spoken("The record of a stopped cell."), subcommands: [Verify.self])

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken("Read the whole record and check it."),
      discussion: spoken(
        """
        Every row is read and replayed by the rules that held when it was accepted. With --state, the state that the \
        daemon keeps beside the record is computed anew from the rows and compared with it byte by byte: 0 where they \
        are equal, 65 where they differ. The daemon must be stopped. The state's hash is the same for everybody who \
        has the same record. Rows that are missing at the end show where kept state or a reader's place is beyond it: 65.
        """))

    @Flag(help: helpText("Compare the state that is kept beside the record.")) var state = false
    @OptionGroup(title: spoken("Files")) var files: CellFileOptions
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        let set = try files.load()
        let result: StateVerification
        do throws(JournalError) { result = try Self.verify(set) } catch {
          throw Complaint(.failed, error.code, at: "", "\(set.recordDirectory): \(error.detail)")
        }
        if let evidence = result.evidence {
          throw Complaint(
            .failed, .recordBehind, at: set.recordDirectory, evidence,
            consequence: spoken(
              "The rows that are there read and replay. The daemon serves readers and takes no messages."))
        }
        if state, let difference = result.difference {
          throw Complaint(
            .failed, .recordDamaged, at: "\(set.recordDirectory)/state.snapshot", difference,
            consequence: spoken("The record itself reads; the daemon reads it whole where the state does not fit."))
        }
        try Terminal.print(format.isJSON ? json(result) : text(result))
      }
    }

    private static func verify(_ set: ConfigurationSet) throws(JournalError) -> StateVerification {
      let journal = try SQLiteJournal.open(
        directory: set.recordDirectory, cell: set.configuration.value.cell)
      let file = StateFile(directory: set.recordDirectory)
      let result = try StateVerification(set, journal, kept: file.read(), isThere: file.exists)
      try journal.close()
      return result
    }

    private func text(_ result: StateVerification) -> String {
      let kept =
        result.keptThrough.map { spoken("kept through \("\($0)"), equal to what the rows lead to") }
        ?? spoken("none is kept")
      return "record   " + spoken("1 to \("\(result.head)"), every row reads and replays") + "\n"
        + (state ? "state    \(kept)\n" : "")
        + "sha256   " + spoken("\("\(result.stateSHA256)") of the state after \("\(result.head)")")
    }

    private func json(_ result: StateVerification) -> String {
      var object = JSONObject()
      object.add("head", result.head.value)
      object.add("stateSHA256", result.stateSHA256)
      if state {
        if let kept = result.keptThrough { object.add("keptThrough", kept.value) }
        object.add("equal", result.difference == nil)
      }
      return object.text
    }
  }
}
