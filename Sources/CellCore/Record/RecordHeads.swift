import CellJournal
package import CellSchema

/// How far decisions have come: the last row, durable or not.
package struct DecidedHeads: Sendable {
  package private(set) var sequence = SequenceNumber.none
  /// The last row's time of acceptance.
  package private(set) var acceptedAt: Microseconds = 0
  /// The last row of each lane, as it is delivered.
  private(set) var lanes = Lanes(repeating: SequenceNumber.none)

  init() {}

  init(sequence: SequenceNumber, acceptedAt: Microseconds, lanes: Lanes<SequenceNumber>) {
    self.sequence = sequence
    self.acceptedAt = acceptedAt
    self.lanes = lanes
  }

  mutating func advance(to row: RecordRow, _ delivery: (action: Precedence, info: Precedence)) {
    sequence = row.sequence
    acceptedAt = row.acceptedAt
    lanes[delivery.action] = row.sequence
    lanes[delivery.info] = row.sequence
  }
}

/// How far the record is durable: deliveries and answers end here.
package struct DurableHeads: Sendable {
  package private(set) var sequence: SequenceNumber
  private(set) var lanes: Lanes<SequenceNumber>

  /// Every row that was read back is durable.
  init(replayed heads: DecidedHeads) {
    sequence = heads.sequence
    lanes = heads.lanes
  }

  mutating func advance(to sequence: SequenceNumber, _ delivery: (action: Precedence, info: Precedence)) {
    self.sequence = sequence
    lanes[delivery.action] = sequence
    lanes[delivery.info] = sequence
  }
}
