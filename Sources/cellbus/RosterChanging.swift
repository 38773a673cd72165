import CellCommand
import CellConfig
import CellCore
import CellProof
import CellSchema
import Foundation
import StrictYAML

/// A roster that a command changes: checked, written with its comments kept, and put in force; in a founded cell written
/// beside the one in force, for the sides to decide on.
struct RosterChanging {
  let set: ConfigurationSet
  let changed: Located<Roster>
  let format: FormatOptions

  /// - Throws: what makes the changed roster none that may be in force.
  init(_ set: ConfigurationSet, _ changed: Located<Roster>, _ format: FormatOptions) throws(FileProblems) {
    let problems = RuleCheck(
      cell: set.configuration.value.cell, logKey: set.logKey.publicKey, firstKey: set.logKey.namingKey,
      broker: set.curveKey
    ).problems(roster: changed, charter: set.charter)
    guard problems.isEmpty else { throw FileProblems(problems) }
    self.set = set
    self.changed = changed
    self.format = format
  }

  var isFounded: Bool { self.set.founding != nil }
  var broker: RunningBroker { RunningBroker(recordDirectory: set.recordDirectory) }
  var directory: String { URL(filePath: set.configuration.file).deletingLastPathComponent().path }

  /// What the change leaves open that was not open before: a role that is vacant now.
  var warnings: [FileProblem] {
    let before = Set(
      AgreementCheck(roster: set.roster, charter: set.charter).warnings.map { "\($0.code) \($0.detail)" })
    return AgreementCheck(roster: changed, charter: set.charter).warnings
      .filter { !before.contains("\($0.code) \($0.detail)") }
  }

  /// Where the change was written, and whether it is in force.
  struct Outcome {
    let file: String
    let isInForce: Bool
  }

  /// - Parameter undo: what else is to be as it was, where the broker does not take the roster over.
  func perform(undoing undo: () throws -> Void = {}) throws -> Outcome {
    if isFounded {
      let file = "\(directory)/roster-\(changed.value.revision).yaml"
      try OutputFile.write(changed.bytes, to: file, mode: 0o644, isForced: true)
      return Outcome(file: file, isInForce: false)
    }
    try OutputFile.rewrite(changed.bytes, at: set.roster.file)
    do {
      let answer = try broker.ask(ControlRequest(.reload))
      _ = try answer?.orProblems()
      return Outcome(file: set.roster.file, isInForce: answer != nil)
    } catch {
      try OutputFile.rewrite(set.roster.bytes, at: set.roster.file)
      try undo()
      throw error
    }
  }

  /// Says what was done.
  ///
  /// - Parameters:
  ///   - sentence: the change.
  ///   - profile: the file that the node's owner is given.
  ///   - next: what the sides or the node's owner have to do in a founded cell.
  func tell(
    _ node: NodeName, _ change: String, _ outcome: Outcome, _ sentence: String, profile: String? = nil,
    keptOff: Bool = false, next: String
  ) throws {
    guard !format.isJSON else {
      var object = JSONObject()
      object.add("node", node)
      object.add("change", change)
      object.add("file", outcome.file)
      object.add("revision", changed.value.revision.value)
      object.add("sha256", Digest(of: changed.bytes).hexadecimal)
      object.add("inForce", outcome.isInForce)
      if isFounded { object.add("keptOff", keptOff) }
      if let profile { object.add("profile", profile) }
      object.add("warnings", CheckText.json(warnings))
      return try Terminal.print(object.text)
    }
    var lines = [sentence, spoken("\(outcome.file) is revision \(changed.value.revision.value) of the roster.")]
    if isFounded {
      if keptOff { lines.append(spoken("It is kept off the bus at once.")) }
      lines.append(spoken("It is in force once it is decided. Next: \(next)"))
    } else {
      lines.append(outcome.isInForce ? spoken("It is in force.") : Self.notRunning(set.recordDirectory))
    }
    if let profile {
      lines.append(spoken("Its profile, for its owner alone: \(profile)"))
    }
    try Terminal.print(folding: (CheckText.lines(warnings) + lines).joined(separator: "\n"))
  }

  static func notRunning(_ record: String) -> String {
    spoken("No broker runs on \(record): it is in force once one starts.")
  }
}
