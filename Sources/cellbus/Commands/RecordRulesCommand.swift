import ArgumentParser
import CellCommand
import CellConfig
import CellCore
import CellJournal
import CellRecord
import CellReplay
import CellSchema
import Foundation
import StrictYAML

extension RecordCommand {
  struct Rules: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rules", abstract: spoken("Write the roster and the charter that the record says are in force."),
      discussion: spoken(
        """
        For whoever has lost a file, or has an older copy: the daemon goes on with these. The files of the configuration \
        need not be good for that. What was there is replaced with --force alone.
        """))

    @Argument(help: helpText("Where roster.yaml and charter.yaml go."), completion: .directory) var directory: String
    @Flag(name: .long, help: helpText("Replace what is there.")) var force = false
    @OptionGroup(title: spoken("Files")) var files: CellFileOptions
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        var found = try ConfigurationSet.record(of: files.configuration)
        if found == nil {
          // It says what is wrong with the configuration.
          let set = try files.load()
          found = (set.configuration.value.cell, set.recordDirectory)
        }
        guard let (cell, record) = found else { return }
        let rules = try inForce(record, cell)
        let charter = "\(directory)/charter.yaml"
        // Where it cannot be made, the first file says why.
        try? FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try OutputFile.write(rules.rosterBytes, to: "\(directory)/roster.yaml", mode: 0o644, isForced: force)
        try OutputFile.write(rules.charterBytes, to: charter, mode: 0o644, isForced: force)
        guard !format.isJSON else {
          var object = JSONObject()
          object.add("rosterRevision", rules.roster.revision.value)
          object.add("charter", "\(rules.charter.name)")
          object.add("charterRevision", rules.charter.revision.value)
          return try Terminal.print(object.text)
        }
        let (name, revision) = ("\(rules.charter.name)", "\(rules.charter.revision)")
        let roster = "\(rules.roster.revision)"
        try Terminal.print("\(directory): " + spoken("\(name) revision \(revision), roster revision \(roster)"))
      }
    }

    private func inForce(_ directory: String, _ cell: CellName) throws -> RuleFiles {
      do throws(JournalError) {
        let reader = try SQLiteReader.open(directory: directory, cell: cell)
        let rules = try RuleFiles.inForce(of: reader, cell: cell, kept: StateFile(directory: directory).read())
        try reader.close()
        if let rules { return rules }
      } catch {
        throw Complaint(.failed, error.code, at: directory, error.detail)
      }
      throw Complaint(.failed, .notOnRecord, at: directory, spoken("the record has no row yet"))
    }
  }
}
