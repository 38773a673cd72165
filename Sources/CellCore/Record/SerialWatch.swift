import CellSchema

/// Which gaps in stations' counts are due to be announced: those whose numbers did not come in time, and that the
/// broker's own refusals did not make.
///
/// The watch is not part of the record's state: refusals are not on the record, and a replay knows none. So a gap that
/// was due well before the last row is not announced after a restart: the broker had its time for that, and had a
/// reason not to.
struct SerialWatch {
  private struct Waiting: Comparable {
    var sequence: SequenceNumber
    var key: SerialKey

    static func < (left: Self, right: Self) -> Bool { left.sequence < right.sequence }
  }

  private struct Refused {
    var key: SerialKey
    /// Oldest first.
    var runs: [ClosedRange<Int>] = []
  }

  /// At most one entry a count, at its first gap when it was entered.
  private var waiting = EarliestFirst<Waiting>()
  private var entered: Set<SerialKey> = []
  /// Refused numbers by count, for each node those of its last counts.
  private var refused: [NodeIndex: [Refused]] = [:]

  /// - Parameter state: the state after replay.
  init(_ state: RecordState) {
    let heard = state.heads.acceptedAt - .milliseconds(Int64(Limits.serialGrace * 3 / 2))
    for (key, gaps) in state.serials.missing {
      if let gap = gaps.first(where: { !$0.isSaid && $0.noticedAt >= heard }) { enter(key, gap) }
    }
  }

  private mutating func enter(_ key: SerialKey, _ gap: SerialCounts.Missing) {
    guard entered.insert(key).inserted else { return }
    waiting.push(Waiting(sequence: gap.sequence, key: key), at: gap.noticedAt)
  }

  /// A message shows a gap.
  mutating func noticed(_ gap: SerialCounts.Missing, _ key: SerialKey) { enter(key, gap) }

  /// A message with this serial was refused: its number is used, and its sender goes on with the next one.
  mutating func refused(_ key: SerialKey, _ number: Int) {
    var counts = refused[key.node] ?? []
    let place = counts.firstIndex { $0.key == key }
    var count = place.map { counts.remove(at: $0) } ?? Refused(key: key)
    if let last = count.runs.last, last.upperBound + 1 == number {
      count.runs[count.runs.count - 1] = last.lowerBound...number
    } else if !count.runs.contains(where: { $0.contains(number) }) {
      if count.runs.count >= Limits.serialGaps { count.runs.removeFirst() }
      count.runs.append(number...number)
    }
    if counts.count >= Limits.refusedCounts { counts.removeFirst() }
    counts.append(count)
    refused[key.node] = counts
  }

  /// The next count with gaps noticed by a moment, its gaps, and for each the first number that was not refused.
  mutating func next(
    by moment: Microseconds, _ serials: SerialCounts
  ) -> (key: SerialKey, gaps: [(gap: SerialCounts.Missing, expected: Int)])? {
    while let first = waiting.first, first.at <= moment {
      let key = first.value.key
      waiting.popFirst()
      entered.remove(key)
      let gaps = serials.unsaid(key).filter { $0.noticedAt >= first.at }
      if let later = gaps.first(where: { $0.noticedAt > moment }) { enter(key, later) }
      let due = gaps.compactMap { gap in
        gap.noticedAt <= moment ? firstMissing(gap.numbers, key).map { (gap: gap, expected: $0) } : nil
      }
      if !due.isEmpty { return (key, due) }
    }
    return nil
  }

  /// The first of the numbers that was not refused; nil where all were.
  private func firstMissing(_ numbers: ClosedRange<Int>, _ key: SerialKey) -> Int? {
    let runs = refused[key.node]?.first { $0.key == key }?.runs ?? []
    var number = numbers.lowerBound
    while let run = runs.first(where: { $0.contains(number) }) { number = run.upperBound + 1 }
    return number <= numbers.upperBound ? number : nil
  }
}
