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

  func isDue(_ upTo: (Int) -> UInt64) -> Bool {
    marks.contains { !$0.isSent && $0.mark.aside.sequence.value <= upTo($0.mark.lane) }
  }

  /// What an ACK up to there may carry; it counts as sent.
  mutating func take(_ upTo: (Int) -> UInt64) -> [AsideMark] {
    var due: [AsideMark] = []
    for index in marks.indices {
      let mark = marks[index].mark
      guard !marks[index].isSent, mark.aside.sequence.value <= upTo(mark.lane) else { continue }
      marks[index].isSent = true
      due.append(mark)
    }
    return due
  }
}
