package import CellSchema

/// One message of the record on its way to a reader.
package struct RecordedEnvelope: Sendable, Equatable {
  package var sequence: SequenceNumber
  package var acceptedAt: Microseconds
  package var envelope: Envelope

  package init(sequence: SequenceNumber, acceptedAt: Microseconds, envelope: Envelope) {
    self.sequence = sequence
    self.acceptedAt = acceptedAt
    self.envelope = envelope
  }

  /// The message's bytes in a frame, which are also what it costs of a subscription's credit.
  package var encodedCount: Int { 16 + envelope.encodedCount }
}

/// DELIVER: messages of one lane for one subscription, ascending. Broker to node.
///
/// ```
/// 0x30 | lane u8 | subscription u32 | count u16 | count × ( seq u64 | acceptedAt i64 | u16 signature | u32 document )
/// ```
package struct DeliverFrame: Sendable, Equatable {
  package static let headerCount = 1 + 1 + 4 + 2

  package var lane: Precedence
  package var subscription: UInt32
  package var deliveries: [RecordedEnvelope]

  package init(lane: Precedence, subscription: UInt32, deliveries: [RecordedEnvelope]) {
    self.lane = lane
    self.subscription = subscription
    self.deliveries = deliveries
  }

  package func encoded() -> [UInt8] {
    var frame = DeliverFrame.header(lane: lane, subscription: subscription, count: deliveries.count)
    frame.bytes.append(contentsOf: Self.body(deliveries))
    return frame.bytes
  }

  /// The part of the frame that readers of the same messages share: encoded once, and put behind each reader's header.
  package static func body(_ deliveries: [RecordedEnvelope]) -> [UInt8] {
    var writer = FrameWriter(.deliver, capacity: deliveries.reduce(1) { $0 + $1.encodedCount })
    writer.bytes.removeAll(keepingCapacity: true)
    for delivery in deliveries {
      writer.number(delivery.sequence.value)
      writer.number(UInt64(bitPattern: delivery.acceptedAt.value))
      writer.envelope(delivery.envelope)
    }
    return writer.bytes
  }

  package static func header(lane: Precedence, subscription: UInt32, count: Int, capacity: Int = headerCount)
    -> FrameWriter
  {
    var writer = FrameWriter(.deliver, capacity: capacity)
    writer.number(lane.lane)
    writer.number(subscription)
    writer.number(UInt16(count))
    return writer
  }

  /// Reads a frame whose first byte is DELIVER.
  package init(_ bytes: [UInt8]) throws(Refusal) {
    var reader = FrameReader(bytes)
    lane = try reader.lane()
    subscription = try reader.number(UInt32.self, "the subscription")
    let count = Int(try reader.number(UInt16.self, "the count"))
    deliveries = []
    deliveries.reserveCapacity(min(count, bytes.count / 22))
    for _ in 0..<count {
      let sequence = SequenceNumber(try reader.number(UInt64.self, "a sequence number"))
      guard (1...WireNumber.largest).contains(sequence.value) else {
        throw Refusal(.malformedFrame, "a sequence number is outside 1 to 2^53 - 1")
      }
      let acceptedAt = Microseconds(Int64(bitPattern: try reader.number(UInt64.self, "a time")))
      deliveries.append(RecordedEnvelope(sequence: sequence, acceptedAt: acceptedAt, envelope: try reader.envelope()))
    }
    try reader.finish()
  }
}
