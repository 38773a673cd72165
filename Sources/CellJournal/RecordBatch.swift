package import CellSchema

/// Decisions that one transaction makes durable, whole or not at all.
package struct RecordBatch: Sendable {
  /// The accepted rows, ascending; the first follows the head.
  package var rows: [RecordRow] = []
  package var refusals: [RefusedNumber] = []
  package var subscriptions: [SubscriptionChange] = []
  package var cursors: [CursorMove] = []
  package var asides: [AsideNote] = []
  /// Files (roster, charter) that rows of this batch name by their SHA-256.
  package var files: [[UInt8]] = []
  /// How far expiries are settled with this batch; nil where that does not move.
  package var settled: ExpiryMark?

  package init() {}

  package var isEmpty: Bool {
    rows.isEmpty && refusals.isEmpty && subscriptions.isEmpty && cursors.isEmpty && asides.isEmpty && files.isEmpty
      && settled == nil
  }
}

/// The key of a durable subscription: the node that reads it, and the durable name that the node chose.
package struct DurableKey: Sendable, Hashable, Comparable, CustomStringConvertible {
  package var node: NodeName
  package var name: String

  package init(node: NodeName, name: String) {
    self.node = node
    self.name = name
  }

  package static func < (left: Self, right: Self) -> Bool { (left.node, left.name) < (right.node, right.name) }
  package var description: String { "\(node)/\(name)" }
}

/// A durable subscription is created, with its filter and each lane's cursor, or removed.
package enum SubscriptionChange: Sendable, Hashable {
  case created(DurableKey, filter: [UInt8], cursors: Lanes<SequenceNumber>)
  case removed(DurableKey)
}

/// A durable subscription's cursors moved: everything of a lane up to and with its number is done.
package struct CursorMove: Sendable, Hashable {
  package var key: DurableKey
  package var done: Lanes<SequenceNumber>
  /// By lane: the number behind which the subscription began; it goes back with a reader that goes back.
  package var start: Lanes<SequenceNumber>

  package init(key: DurableKey, done: Lanes<SequenceNumber>, start: Lanes<SequenceNumber>) {
    self.key = key
    self.done = done
    self.start = start
  }
}

/// An aside: a reader under a durable name went on without a message.
package struct AsideNote: Sendable, Hashable {
  package var key: DurableKey
  package var sequence: SequenceNumber
  package var at: Microseconds
  package var reason: String

  package init(key: DurableKey, sequence: SequenceNumber, at: Microseconds, reason: String) {
    self.key = key
    self.sequence = sequence
    self.at = at
    self.reason = reason
  }
}
