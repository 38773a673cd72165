package import CellConfig
import CellCore
import CellJournal
import CellRecord
import CellReplay
import CellSchema
import StrictYAML

/// The rules of the record, for a start at which the files are not good: whoever is woken at three in the morning mends
/// a file of a cell that goes on.
package struct RecordedRules {
  /// The configuration with the roster and the charter that the record's last rules row names.
  package let set: ConfigurationSet

  /// - Parameters:
  ///   - file: the configuration file.
  ///   - problems: of the files.
  /// - Returns: nil where the broker cannot do without what the problems are of, or there is no record yet.
  package init?(_ file: String, despite problems: FileProblems) {
    guard let (cell, directory) = ConfigurationSet.record(of: file),
      let rules = Self.inForce(directory: directory, cell: cell),
      let set = ConfigurationSet.load(
        file, despite: problems, rosterBytes: rules.rosterBytes, charterBytes: rules.charterBytes)
    else { return nil }
    self.set = set
  }

  private static func inForce(directory: String, cell: CellName) -> RuleFiles? {
    guard let reader = try? SQLiteReader.open(directory: directory, cell: cell) else { return nil }
    defer { try? reader.close() }
    return try? RuleFiles.inForce(of: reader, cell: cell, kept: StateFile(directory: directory).read())
  }
}

extension FileProblems {
  /// The first, and how many more there are.
  var summary: String {
    guard let first = problems.first else { return "" }
    return first.description + (problems.count > 1 ? "; \(problems.count - 1) more problem(s)" : "")
  }
}
