import CellSchema

/// A ledger whose values are also found by their messages' identifiers.
struct Roll<Value> {
  private(set) var ledger = Ledger<Value>()
  private var sequences = GrowingTable<MessageID, SequenceNumber>()

  subscript(id: MessageID) -> Value? { sequences[id].flatMap { ledger[$0] } }
  subscript(sequence: SequenceNumber) -> Value? { ledger[sequence] }

  mutating func make(_ change: Change, _ value: Value, of entry: Entry) {
    ledger.make(change, value, at: entry.sequence)
    switch change {
    case .apply: sequences[entry.id] = entry.sequence
    case .forget: sequences[entry.id] = nil
    }
  }

  /// Changes a value in its place, if there is one.
  mutating func update(_ id: MessageID, _ change: (inout Value) -> Void) {
    if let sequence = sequences[id] { ledger.update(at: sequence, change) }
  }
}

extension Roll: Sequence {
  func makeIterator() -> Ledger<Value>.Iterator { ledger.makeIterator() }
  var underestimatedCount: Int { ledger.count }
}

extension Roll: Sendable where Value: Sendable {}
