import CellSchema

/// Keeps what one node causes in the log to so many lines of a kind in a minute. What is left out is counted, and said
/// in one line when the minute is over.
struct NoteLimiter {
  private struct Key: Hashable, Comparable {
    var node: NodeName
    var kind: Note.Kind

    static func < (left: Self, right: Self) -> Bool {
      (left.node, left.kind.rawValue) < (right.node, right.kind.rawValue)
    }
  }

  private var minute: Int64 = 0
  private var lines: [Key: Int] = [:]
  /// Whether lines on single messages are all wanted, however many they are.
  var saysAllMessages = false

  /// Takes out of the notes of a turn those that are too many, and puts in what was left out of an earlier minute.
  mutating func limit(_ notes: inout [Note], at now: Instant) {
    var kept: [Note] = []
    if now.monotonic / 60_000 != minute {
      kept = leftOut
      minute = now.monotonic / 60_000
      lines.removeAll(keepingCapacity: true)
    }
    guard !notes.isEmpty || !kept.isEmpty else { return }
    for note in notes {
      guard let (node, kind) = note.cause, !saysAllMessages || !kind.isOfMessage else {
        kept.append(note)
        continue
      }
      lines[Key(node: node, kind: kind), default: 0] += 1
      if lines[Key(node: node, kind: kind), default: 0] <= kind.mostInAMinute { kept.append(note) }
    }
    notes = kept
  }

  private var leftOut: [Note] {
    lines.filter { $0.value > $0.key.kind.mostInAMinute }.sorted { $0.key < $1.key }.map { key, count in
      .leftOut(node: key.node, kind: key.kind, lines: count - key.kind.mostInAMinute)
    }
  }
}

extension Note {
  /// What nodes cause lines of.
  package enum Kind: String, Sendable {
    case opened
    case closed
    case refused
    case fault
    case subscribed
    case durableRemoved = "durable-removed"
    case parked
    case unparked
    case setAside = "set-aside"
    case unreadable
    case claimedBeyond = "record-behind"
    case submitted
    case relayed
    case delivered

    fileprivate var isOfMessage: Bool {
      switch self {
      case .submitted, .relayed, .delivered: true
      case .opened, .closed, .refused, .fault, .subscribed, .durableRemoved, .parked, .unparked, .setAside, .unreadable,
        .claimedBeyond:
        false
      }
    }

    fileprivate var mostInAMinute: Int { isOfMessage ? Limits.messageLinesPerMinute : Limits.notesPerMinute }
  }

  /// The node that caused the note, and its kind; nil for a note of the broker itself.
  fileprivate var cause: (NodeName, Kind)? {
    switch self {
    case .opened(let node, _, _, _): (node, .opened)
    case .closed(let node, _, _, _): (node, .closed)
    case .refused(let node, _, _, _): (node, .refused)
    case .fault(let node, _, _): (node, .fault)
    case .subscribed(let node, _, _, _, _): (node, .subscribed)
    case .durableRemoved(let node, _): (node, .durableRemoved)
    case .parked(let node, _, _, _): (node, .parked)
    case .unparked(let node, _, _): (node, .unparked)
    case .setAside(let node, _, _, _): (node, .setAside)
    case .unreadable(let node, _): (node, .unreadable)
    case .claimedBeyond(let node, _): (node, .claimedBeyond)
    case .submitted(let node, _, _): (node, .submitted)
    case .relayed: (Announcer.busNode, .relayed)
    case .delivered(let node, _, _, _): (node, .delivered)
    case .leftOut, .traffic, .dropped, .reset, .intakeStopped, .intakeResumed: nil
    }
  }
}
