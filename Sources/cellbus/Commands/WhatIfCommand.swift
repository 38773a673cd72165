import ArgumentParser
import CellCommand
import CellConfig
import CellCore
import CellJournal
import CellRecord
import CellReplay
import CellSchema
import StrictYAML

struct WhatIfCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "what-if", abstract: spoken("Judge a record again under other rules, and change nothing."),
    discussion: spoken(
      """
      Every message on the record is judged once more, at the time when it was accepted, as if the other charter or \
      roster had been in force from the beginning; what of the two is not given is as the record has it, with its \
      changes. Shown are the messages that would have been refused, with what rests on them, and what the bus would not \
      have said, or would have said besides: guarantees, phases, obligations, discrepancies. Who had a proposal stays \
      as the record says. The daemon may be running.

      A charter that comes with the program goes by its name: \
      \(ShippedCharter.allCases.map(\.rawValue).joined(separator: ", ")). The exit code is 0 where nothing would differ \
      and 1 where something would.
      """))

  @Option(name: .long, help: ArgumentHelp(spoken("Judge by this charter."), valueName: "charter"))
  var charter: String?

  @Option(name: .long, help: ArgumentHelp(spoken("Judge by this roster."), valueName: "file"))
  var roster: String?

  @OptionGroup(title: spoken("Files")) var files: CellFileOptions
  @OptionGroup(title: spoken("Output")) var format: FormatOptions

  func validate() throws {
    guard charter != nil || roster != nil else {
      throw ValidationError(spoken("Which other rules? Give --charter, --roster, or both."))
    }
  }

  func run() async throws {
    try await reporting(format) {
      let set = try files.load()
      let roster = try roster.map { path throws(FileProblem) in try StrictYAML.read(Roster.self, file: path) }
      let charter = try charter.map(Self.read)
      let result = try Self.judge(set, roster, charter)
      let text = WhatIfText(result, roster: roster, charter: charter, format.ink)
      if format.isJSON {
        for line in text.json { try Terminal.print(line) }
      } else {
        try Terminal.print(folding: text.text)
      }
      if !result.isSame { throw ExitCode(1) }
    }
  }

  private static func read(_ name: String) throws -> Located<Charter> {
    let charter = try ShippedCharter.read(named: name)
    let problems = CharterCheck.problems(in: charter)
    guard problems.isEmpty else { throw FileProblems(problems) }
    return charter
  }

  private static func judge(
    _ set: ConfigurationSet, _ roster: Located<Roster>?, _ charter: Located<Charter>?
  ) throws -> WhatIf {
    let cell = set.configuration.value.cell
    do {
      let journal = try SQLiteReader.open(directory: set.recordDirectory, cell: cell)
      let result = try WhatIf(
        journal, cell: cell, roster: roster, charter: charter, logKey: set.logKey.publicKey)
      try journal.close()
      return result
    } catch let error as JournalError {
      throw Complaint(.failed, error.code, at: "", "\(set.recordDirectory): \(error.detail)")
    } catch let refusal as Refusal {
      throw Complaint(.failed, refusal.code, at: refusal.pointer, refusal.detail)
    }
  }
}
