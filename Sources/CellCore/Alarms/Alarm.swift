package import CellSchema

/// Something that an operator has to see to before it hurts, or because it does.
package struct Alarm: Sendable, Hashable {
  package enum Level: String, Sendable, CaseIterable, Comparable {
    case warning, critical

    package static func < (left: Self, right: Self) -> Bool { left == .warning && right == .critical }
  }

  /// What it is about: a closed vocabulary, for alerting rules and for people.
  package enum Kind: String, Sendable, CaseIterable {
    /// New messages are refused.
    case intakeStopped = "intake-stopped"
    /// The record may lack rows, or others were signed: nothing is added to it.
    case readOnly = "read-only"
    /// The wall clock ran away from the monotonic one, and nobody has confirmed it.
    case clockJump = "clock-jump"
    /// The record's time is ahead of the clock, which was set back.
    case clockBehind = "clock-behind"
    /// The broker started although its files were not good: the rules are those that the record's last rules row names.
    case rulesKept = "rules-kept"
    /// The last reload was refused: the rules are as before.
    case reloadRefused = "reload-refused"
    /// Nodes stay off the bus that the record says are off, and the configuration does not name.
    case accessKept = "access-kept"
    /// Little is free on the record's disk.
    case diskSpace = "disk-space"
    /// The record's disk will not last for long at the present rate.
    case diskDays = "disk-days"
    /// Rows have no good checkpoint for long.
    case checkpointLate = "checkpoint-late"
    /// A witness has cosigned nothing for long.
    case witnessLate = "witness-late"
    /// Messages wait for a node for long.
    case late
    /// A reader has taken nothing for so long that it is parked.
    case parked
  }

  package var level: Level
  package var kind: Kind
  /// The node that it is of; nil where it is the broker's.
  package var node: NodeName?
  /// What was found, in words.
  package var detail: String

  package init(_ level: Level, _ kind: Kind, of node: NodeName? = nil, _ detail: String) {
    self.level = level
    self.kind = kind
    self.node = node
    self.detail = detail
  }

  /// One line: `WARNING late FRA.CELL-1: …`.
  package var line: String {
    "\(level.rawValue.uppercased()) \(kind.rawValue)\(node.map { " \($0)" } ?? ""): \(detail)"
  }

  /// Whether another is the same, with other figures.
  package func isSame(as other: Self) -> Bool { level == other.level && kind == other.kind && node == other.node }
}

extension [Alarm] {
  /// Critical ones first, then as ``Alarm/Kind`` lists them.
  package var worstFirst: Self {
    let places = Dictionary(uniqueKeysWithValues: Alarm.Kind.allCases.enumerated().map { ($1, $0) })
    return sorted { left, right in
      if left.level != right.level { return left.level > right.level }
      if left.kind != right.kind { return places[left.kind, default: 0] < places[right.kind, default: 0] }
      return (left.node?.description ?? "") < (right.node?.description ?? "")
    }
  }

  /// What the service manager shows beside the unit (`STATUS=` of `sd_notify(3)`). It says `serving` while messages are
  /// taken alone.
  package func statusLine(takesMessages: Bool) -> String {
    let state = takesMessages ? "serving" : "takes no messages"
    guard let first = worstFirst.first else { return state }
    return "\(state); \(first.line)" + (count > 1 ? "; \(count - 1) more: cellbus status" : "")
  }
}
