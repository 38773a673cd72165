import CellCommand
import CellConfig
import CellCore
import CellProof
import CellRecord
import CellSchema
import StrictYAML

/// The last checkpoint of a cell's log that is good by the cell's own rules, as the daemon keeps it beside the record.
struct GoodCheckpoint {
  var checkpoint: Checkpoint?
  var note: SignedNote?
  /// Whether others than the log itself make a checkpoint good.
  var hasWitnesses: Bool
  /// Whether it has every row that was there when it was first looked for.
  var isWhole: Bool

  /// Waits, where the cell has witnesses, for one with every row of now.
  static func awaited(of set: ConfigurationSet, for patience: Duration) async throws -> Self {
    let rules = WitnessRules(set.roster.value, set.charter.value)
    let end = ContinuousClock.now + patience
    let least = try set.withRecord { directory, cell in
      let log = try RecordLog(set, directory, cell)
      defer { try? log.reader.close() }
      return try log.reader.tree().size
    }
    while true {
      let good = try last(of: set, rules, having: least)
      guard good.hasWitnesses, !good.isWhole, ContinuousClock.now < end else { return good }
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  private static func last(of set: ConfigurationSet, _ rules: WitnessRules, having least: UInt64) throws -> Self {
    try set.withRecord { directory, cell in
      var found = Self(checkpoint: nil, note: nil, hasWitnesses: !rules.sides.isEmpty, isWhole: false)
      guard let text = CheckpointFile(directory: directory).read() else { return found }
      let log = try RecordLog(set, directory, cell)
      defer { try? log.reader.close() }
      guard let note = try? SignedNote(text),
        let policy = try? CheckpointPolicy(rules.policy(log: log.verifier)),
        let good = try? policy.judge(note), good.checkpoint.origin == log.origin,
        good.checkpoint.size <= (try log.reader.tree().size),
        try log.reader.root(of: good.checkpoint.size) == good.checkpoint.root
      else { return found }
      found.checkpoint = good.checkpoint
      found.note = note
      found.isWhole = found.hasWitnesses && good.checkpoint.size >= least
      return found
    }
  }
}
