package import CellSchema

/// A stretch of a record that one log covers, with one key and one tree: the first from row 1 on, a later one from the row
/// that tells of a loss.
///
/// Between two epochs numbers are left out: those of the rows that were lost, and more, so that no number is ever given
/// twice. A row's name is its epoch and its sequence number.
package struct RecordEpoch: Sendable, Hashable {
  /// 1 for a record that was never restored with a loss.
  package let number: UInt64
  /// The sequence number of its first row, which is leaf 0 of its tree.
  package let base: SequenceNumber

  package init(number: UInt64, base: SequenceNumber) {
    self.number = number
    self.base = base
  }

  package static let first = Self(number: 1, base: 1)

  /// How many rows it has up to one of its own, or none.
  package func size(through sequence: SequenceNumber) -> UInt64 {
    sequence < base ? 0 : sequence.value - base.value + 1
  }

  /// The last of so many rows; the number before its first for none.
  package func last(of size: UInt64) -> SequenceNumber { SequenceNumber(base.value - 1 + size) }

  /// A row's place in the tree, from 0; nil for a row before its first.
  package func index(of sequence: SequenceNumber) -> UInt64? {
    sequence < base ? nil : sequence.value - base.value
  }
}
