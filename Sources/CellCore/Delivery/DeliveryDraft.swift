import CellSchema
import CellWire

/// A DELIVER frame while it fills.
struct DeliveryDraft {
  private(set) var deliveries: [RecordedEnvelope] = []
  let lane: Precedence
  /// The most bytes of messages; a single message always fits.
  private let limit: Int
  private(set) var bytes = 0
  /// Whether any message in the frame has an `expiresAt`.
  private(set) var expires = false

  init(lane: Precedence, limit: Int) {
    self.lane = lane
    self.limit = limit
  }

  func takes(_ size: Int) -> Bool {
    deliveries.isEmpty || (bytes + size <= limit && deliveries.count < Limits.batchMessages)
  }

  mutating func add(_ message: DeliverableRow, _ size: Int) {
    deliveries.append(message.row.delivery)
    bytes += size
    if message.expiresAt != nil { expires = true }
  }
}

/// Frame bodies encoded in this turn: readers that get the same messages share them.
struct DeliveryBodies {
  private var bodies: [SequenceNumber: [(sequences: [SequenceNumber], body: [UInt8])]] = [:]

  mutating func removeAll() {
    if !bodies.isEmpty { bodies.removeAll(keepingCapacity: true) }
  }

  mutating func body(of draft: DeliveryDraft) -> [UInt8] {
    let first = draft.deliveries[0].sequence
    for candidate in bodies[first] ?? []
    where candidate.sequences.count == draft.deliveries.count
      && candidate.sequences.elementsEqual(draft.deliveries.lazy.map(\.sequence))
    {
      return candidate.body
    }
    let body = DeliverFrame.body(draft.deliveries)
    bodies[first, default: []].append((draft.deliveries.map(\.sequence), body))
    return body
  }
}
