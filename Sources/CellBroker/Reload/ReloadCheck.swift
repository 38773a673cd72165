import CellConfig
import CellCore
import CellSchema
import StrictYAML

/// Whether a running broker can take over a set of files.
enum ReloadCheck {
  static func problems(in next: ConfigurationSet, running: ConfigurationSet) -> [FileProblem] {
    fixed(next, running) + limits(next, running) + revisions(next, running)
  }

  /// Settings that sockets, record and nodes were set up with, which cannot change while the broker runs.
  private static func fixed(_ next: ConfigurationSet, _ running: ConfigurationSet) -> [FileProblem] {
    let (new, old) = (next.configuration.value, running.configuration.value)
    let changed: [(Bool, pointer: String, what: String)] = [
      (new.cell != old.cell, "/cell", "the cell's name"),
      (isRebound(next, running), "/endpoints", "what is served at an endpoint"),
      (next.logKey != running.logKey, "/logKey", "the log's key pair (\(new.logKey))"),
      (next.recordDirectory != running.recordDirectory, "/directories/record", "the record's directory"),
      (next.metrics != running.metrics, "/metrics", "where metrics are served"),
      (next.health != running.health, "/health", "the socket for health"),
    ]
    return changed.filter(\.0).map { needsRestart(next, at: $0.pointer, $0.what) }
  }

  /// Whether an endpoint would have to be closed and opened again: by another key, or beside others. A key with endpoints of
  /// its own comes and goes by itself.
  private static func isRebound(_ next: ConfigurationSet, _ running: ConfigurationSet) -> Bool {
    let new = next.served.filter { key in !running.served.contains { isSame($0, key) } }
    let bound = Set(running.served.flatMap(\.endpoints).map(\.description))
    return new.contains { !bound.isDisjoint(with: $0.endpoints.map(\.description)) }
  }

  private static func isSame(_ one: ServedKey, _ other: ServedKey) -> Bool {
    one.pair == other.pair && one.endpoints == other.endpoints
  }

  /// Limits that nodes were told when they were welcomed, or that sockets were made with. All others hold from the reload
  /// on.
  private static func limits(_ next: ConfigurationSet, _ running: ConfigurationSet) -> [FileProblem] {
    let limits: [(name: String, value: KeyPath<ServiceLimits, Int>)] = [
      ("windowMessages", \.windowMessages), ("windowBytes", \.windowBytes), ("handshake", \.handshake),
      ("heartbeatInterval", \.heartbeatInterval), ("heartbeatTimeout", \.heartbeatTimeout),
    ]
    return limits.compactMap { name, value in
      let (new, old) = (next.limits[keyPath: value], running.limits[keyPath: value])
      return new == old
        ? nil : needsRestart(next, at: "/limits/\(name)", "the limit \(name), from \(old) to \(new),")
    }
  }

  private static func needsRestart(_ next: ConfigurationSet, at pointer: String, _ what: String) -> FileProblem {
    next.configuration.problem(.needsRestart, at: pointer, "\(what) cannot change while the broker runs")
  }

  /// Revisions that do not rise. The machine refuses them, too; here the place in the file is known.
  private static func revisions(_ next: ConfigurationSet, _ running: ConfigurationSet) -> [FileProblem] {
    func mustRise(_ new: Int, above old: Int, _ file: String) -> String? {
      new > old
        ? nil : "the \(file) changed, so its revision must be above \(old), which is on the record; it is \(new)"
    }
    let changes = RuleChanges(from: running, to: next)
    var problems: [FileProblem] = []
    if changes.roster,
      let detail = mustRise(
        next.roster.value.revision.value, above: running.roster.value.revision.value, "roster")
    {
      problems.append(next.roster.problem(.olderRevision, at: "/revision", detail))
    }
    if changes.charter,
      let detail = mustRise(
        next.charter.value.revision.value, above: running.charter.value.revision.value, "charter")
    {
      problems.append(next.charter.problem(.olderRevision, at: "/revision", detail))
    }
    return problems
  }
}

/// Which of the rule files differ, to the byte.
struct RuleChanges {
  let roster: Bool
  let charter: Bool

  init(from old: ConfigurationSet, to new: ConfigurationSet) {
    roster = old.roster.bytes != new.roster.bytes
    charter = old.charter.bytes != new.charter.bytes
  }

  var isEmpty: Bool { !roster && !charter }

  /// In the order of a configuration.
  var names: [String] { [roster ? "roster" : nil, charter ? "charter" : nil].compactMap(\.self) }
}
