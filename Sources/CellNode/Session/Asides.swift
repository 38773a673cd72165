import CellSchema

/// Messages that were set aside, until the broker is known to have been told.
///
/// An ACK may be lost with its connection: what it carried is sent again, unless the cursor that the broker names in the
/// next session has passed it.
struct Asides: Sendable {
  private var marks: [(mark: AsideMark, isSent: Bool)] = []

  mutating func add(_ new: [AsideMark]) {
    marks += new.map { ($0, false) }
    // The broker keeps no more of them either.
    marks.removeFirst(max(0, marks.count - Limits.asides))
  }

  /// A new session: nothing of it was sent.
  mutating func begin() {
    for index in marks.indices { marks[index].isSent = false }
  }

  mutating func confirm(_ cursors: PerLane?) {
    marks.removeAll { $0.mark.aside.sequence.value <= cursors?[$0.mark.lane] ?? 0 }
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
