import CellConfig
import CellCore
import CellProof
import CellReplay
import CellSchema
import StrictYAML

/// Whether files fit how a record's cell came about.
enum FoundingCheck {
  /// - Throws: `bad-founding`, where the configuration names a founding that the record does not have.
  static func check(_ state: RecordState, _ set: ConfigurationSet) throws(Refusal) {
    guard let named = set.founding else { return }
    guard let founding = state.founding else {
      throw Refusal(
        .badFounding,
        "\(named.file): the record is that of a development cell, and stays it: a cell is founded before its record"
          + " begins")
    }
    guard founding.bytes == named.founding.payload else {
      throw Refusal(.badFounding, "\(named.file): the record's genesis has another founding statement")
    }
  }

  /// A line for the log for each file on disk that is not in force in a founded cell.
  static func differences(
    _ set: ConfigurationSet, from recorded: RuleFiles
  ) -> [KeyValuePairs<String, String>] {
    let files = RuleFiles(set)
    let pairs = [
      ("roster", set.roster.file, files.roster.sha256, recorded.roster.sha256, recorded.roster.revision),
      ("charter", set.charter.file, files.charter.sha256, recorded.charter.sha256, recorded.charter.revision),
    ]
    return pairs.filter { $0.2 != $0.3 }.map { name, file, sha256, inForce, revision in
      [
        "file": file, "code": ErrorCode.rulesUndecided.description, "sha256": String("\(sha256)".prefix(16)),
        "in_force": String("\(inForce)".prefix(16)), "in_force_revision": "\(revision)",
        "next": "it changes nothing: cellbus \(name) propose FILE has the sides decide on it",
      ]
    }
  }
}
