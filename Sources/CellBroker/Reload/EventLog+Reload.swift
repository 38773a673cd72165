import CellConfig
import CellCore
import CellSchema
import StrictYAML

extension EventLog {
  func reloaded(_ result: Reloaded) {
    let (roster, charter) = (result.files.roster, result.files.charter)
    let changed = result.changes.names
    write(
      .reloaded,
      [
        "changed": changed.isEmpty ? "none" : changed.joined(separator: ","),
        "roster_revision": "\(roster.revision)", "roster_sha256": Self.short(roster.sha256),
        "charter": "\(charter.name)", "charter_revision": "\(charter.revision)",
        "charter_sha256": Self.short(charter.sha256),
        "limits": result.limits.isEmpty ? "as before" : result.limits.joined(separator: ","),
        "revoked": "\(result.revoked)",
      ])
  }

  /// Logs one line for each thing that an operator should know of files that are in force all the same.
  func warn(of warnings: [FileProblem]) {
    for found in warnings {
      write(
        .configurationWarning,
        [
          "file": found.file, "line": "\(found.line)", "code": found.code.description, "pointer": found.pointer,
          "detail": found.detail, "next": found.code.remedy,
        ])
    }
  }

  /// Logs one line for each problem, and one that says that the old files stay in force.
  func reloadRefused(_ problems: FileProblems) {
    for problem in problems.problems { write(.reloadProblem, Self.fields(of: problem)) }
    write(.reloadRefused, ["problems": "\(problems.problems.count)", "in_force": "as before"])
  }

  /// Logs one line for each problem of files that are not in force, at a start that goes on with the record's rules.
  func startProblems(_ problems: FileProblems) {
    for problem in problems.problems { write(.configurationProblem, Self.fields(of: problem)) }
  }

  private static func fields(of problem: FileProblem) -> KeyValuePairs<String, String> {
    [
      "file": problem.file, "line": "\(problem.line)", "column": "\(problem.column)",
      "code": problem.code.description, "pointer": problem.pointer, "detail": problem.detail,
      "next": problem.code.remedy,
    ]
  }

  /// The first digits of a hash, enough to tell two files apart; the record has the whole.
  private static func short(_ sha256: SHA256Hex) -> String { String("\(sha256)".prefix(16)) }
}
