package import CellSchema
import CellWire

/// What a node knows of the cell's record: which record it is, and how far the node has seen it. A broker that has
/// another record, or less of this one, would give numbers a second meaning.
package struct RecordMemory: Sendable, Equatable {
  /// The leaf hash of the record's first row; nil before a broker has told it.
  package var genesis: SHA256Hex?
  /// The epoch of the record; 1 before rows were ever lost.
  package var epoch: UInt64
  /// The last row that the node has seen, in a delivery or a receipt.
  package private(set) var seen: SequenceNumber

  package init(genesis: SHA256Hex? = nil, epoch: UInt64 = 1, seen: SequenceNumber = .none) {
    self.genesis = genesis
    self.epoch = epoch
    self.seen = seen
  }

  package mutating func saw(_ sequence: SequenceNumber) { seen = max(seen, sequence) }

  /// Compares the broker's record with what the node knows, and remembers which record it is.
  ///
  /// - Throws: `record-replaced` for another record; `record-behind` for one that ends before what the node has seen, or
  ///   that lost it.
  mutating func meet(_ welcome: Welcome) throws(Refusal) {
    if let genesis, let told = welcome.genesis, told != genesis {
      throw Refusal(
        .recordReplaced,
        "the broker's record has the genesis \(told.prefix), and this node knows a record of genesis \(genesis.prefix)")
    }
    guard welcome.head.value >= seen.value else {
      throw Refusal(
        .recordBehind, "the broker's record ends at #\(welcome.head), and this node has seen #\(seen) of it")
    }
    let told = welcome.epoch?.number.value ?? 1
    guard told >= epoch else {
      throw Refusal(.recordBehind, "the broker's record is in epoch \(told), and this node knows epoch \(epoch) of it")
    }
    if told > epoch, let last = welcome.epoch?.last.value, seen.value > last {
      throw Refusal(
        .recordBehind,
        "the broker's record lost what followed #\(last) and began epoch \(told), and this node has seen #\(seen)")
    }
    epoch = told
    genesis = genesis ?? welcome.genesis
  }
}

extension SHA256Hex {
  /// The first digits, which are enough for people to tell a few hashes apart.
  package var prefix: String { "\(description.prefix(12))…" }
}
