import CellSchema

/// The newest asides of a subscription.
///
/// An ACK may be lost with its connection, and a broker that is killed forgets the last ones: an aside is sent again in
/// a new session unless the broker's cursor has passed its message.
struct Asides: Sendable {
  private var marks: [(mark: AsideMark, isSent: Bool)] = []

  mutating func add(_ new: [AsideMark]) {
    marks += new.map { ($0, false) }
    // The broker does not keep more of them either.
    marks.removeFirst(max(0, marks.count - Limits.asides))
  }

  /// A new session begins: only asides that the broker's cursors have passed count as sent.
  mutating func begin(_ cursors: Lanes<SequenceNumber> = Lanes(repeating: .none)) {
    for index in marks.indices { marks[index].isSent = marks[index].mark.sequence <= cursors[marks[index].mark.lane] }
  }

  func isDue(_ upTo: (Precedence) -> SequenceNumber) -> Bool { !due(upTo).isEmpty }

  /// Takes the asides that an ACK up to these places may carry, lowest numbers first; they count as sent.
  mutating func take(_ upTo: (Precedence) -> SequenceNumber) -> [AsideMark] {
    let due = due(upTo).sorted { marks[$0].mark.sequence < marks[$1].mark.sequence }.prefix(Limits.asidesInAck)
    for index in due { marks[index].isSent = true }
    return due.map { marks[$0].mark }
  }

  /// The lowest sequence number of an aside that is due, in one lane or, for nil, in all.
  func lowest(lane: Precedence?, _ upTo: (Precedence) -> SequenceNumber) -> SequenceNumber? {
    due(upTo).lazy.map { marks[$0].mark }.filter { lane == nil || $0.lane == lane }.map(\.sequence).min()
  }

  private func due(_ upTo: (Precedence) -> SequenceNumber) -> [Int] {
    marks.indices.filter { !marks[$0].isSent && marks[$0].mark.sequence <= upTo(marks[$0].mark.lane) }
  }
}
