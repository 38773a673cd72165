import CellSchema

/// The numbers that a record leaves out where rows were lost and another epoch began: few, and long.
///
/// What is kept for each row is kept by its place among the rows that there are.
struct NumberGaps: Sendable, Hashable {
  private struct Gap: Hashable {
    /// The last row before it, and the first behind it.
    var last: SequenceNumber
    var base: SequenceNumber
    /// The place of the row behind it.
    var place: Int
  }

  private var gaps: [Gap] = []

  /// The row that is appended next has this number.
  ///
  /// - Parameter count: how many rows there are.
  mutating func add(base: SequenceNumber, after last: SequenceNumber, count: Int) {
    gaps.append(Gap(last: last, base: base, place: count))
  }

  /// A row's place in a list of all rows; for a number that is left out, that of the last row before it.
  func place(of sequence: SequenceNumber) -> Int {
    guard let gap = gaps.last(where: { sequence > $0.last }) else { return sequence.index }
    return sequence < gap.base ? gap.place - 1 : gap.place + Int(sequence.value - gap.base.value)
  }

  func sequence(at place: Int) -> SequenceNumber {
    guard let gap = gaps.last(where: { place >= $0.place }) else {
      return SequenceNumber(index: place)
    }
    return gap.base + UInt64(place - gap.place)
  }

  /// The last row before the last gap, and the first behind it.
  var latest: (last: SequenceNumber, base: SequenceNumber)? { gaps.last.map { ($0.last, $0.base) } }

  func isLeftOut(_ sequence: SequenceNumber) -> Bool {
    gaps.contains { sequence > $0.last && sequence < $0.base }
  }

  /// The number, or the next that is not left out.
  func next(from sequence: SequenceNumber) -> SequenceNumber {
    gaps.first { sequence > $0.last && sequence < $0.base }?.base ?? sequence
  }
}
