import CellSchema
import DequeModule

/// Which messages are known to have arrived at which node, and since when: the newest of each node, in this run of the
/// broker.
struct DeliveryMarks {
  private var marks: [NodeIndex: Deque<(sequence: SequenceNumber, at: Microseconds)>] = [:]

  mutating func add(_ sequences: [SequenceNumber], to node: NodeIndex, at moment: Microseconds) {
    func add(to marks: inout Deque<(sequence: SequenceNumber, at: Microseconds)>) {
      for sequence in sequences { marks.append((sequence, moment)) }
      if marks.count > Limits.deliveryMarks { marks.removeFirst(marks.count - Limits.deliveryMarks) }
    }
    if !sequences.isEmpty { add(to: &marks[node, default: Deque()]) }
  }

  /// When a message was first known to have arrived at a node.
  func delivered(_ sequence: SequenceNumber, to node: NodeIndex) -> Microseconds? {
    marks[node]?.first { $0.sequence == sequence }?.at
  }
}
