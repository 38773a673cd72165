import CellSchema

/// Messages that were set aside, the newest of them.
///
/// An ACK may be lost with its connection, and a broker that is killed forgets what it was told last: what was set aside
/// is told again wherever the cursor that the broker names in a new session has not passed it.
struct Asides: Sendable {
  private var marks: [(mark: AsideMark, isSent: Bool)] = []

  mutating func add(_ new: [AsideMark]) {
    marks += new.map { ($0, false) }
    // The broker keeps no more of them either.
    marks.removeFirst(max(0, marks.count - Limits.asides))
  }

  /// A new session: nothing of it was sent, but for what the broker's cursors have passed.
  mutating func begin(_ cursors: PerLane? = nil) {
    for index in marks.indices {
      let mark = marks[index].mark
      marks[index].isSent = mark.aside.sequence.value <= cursors?[mark.lane] ?? 0
    }
  }

  func isDue(_ upTo: (Int) -> UInt64) -> Bool { !due(upTo).isEmpty }

  /// What an ACK up to there may carry, the lowest numbers first; it counts as sent.
  mutating func take(_ upTo: (Int) -> UInt64) -> [AsideMark] {
    let due = due(upTo).sorted { marks[$0].mark.aside.sequence.value < marks[$1].mark.aside.sequence.value }
      .prefix(Limits.asidesInAck)
    for index in due { marks[index].isSent = true }
    return due.map { marks[$0].mark }
  }

  /// The lowest number that is due, of one lane or of all.
  func lowest(lane: Int?, _ upTo: (Int) -> UInt64) -> UInt64? {
    due(upTo).lazy.map { marks[$0].mark }.filter { lane == nil || $0.lane == lane }.map(\.aside.sequence.value).min()
  }

  private func due(_ upTo: (Int) -> UInt64) -> [Int] {
    marks.indices.filter { !marks[$0].isSent && marks[$0].mark.aside.sequence.value <= upTo(marks[$0].mark.lane) }
  }
}
